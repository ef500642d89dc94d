//! The scripts inside of steps: what `ExecuteBash`, `ExecutePowerShell` and `ExecuteBinary` run, as calls of programs.
//!
//! The grammars are those of tree-sitter. They read scripts that are not finished or not right too, so a call that is
//! listed here is one that a person would see. What is *not* listed proves nothing. `{{ … }}` and `${…}` of templates
//! stand for text that is not known; the place of every word is known in the document.

use std::ops::Range;

use crate::component::{Component, Step};
use crate::source::Span;

/// What reads a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// `ExecuteBash`.
    Bash,
    /// `ExecutePowerShell`: Windows PowerShell.
    PowerShell,
    /// `ExecuteBinary`: one call, its words are `path` and `arguments`, no shell reads them.
    None,
}

/// The scripts of a component, in order of the document.
#[derive(Debug)]
pub struct Scripts<'c, 'a> {
    /// The component.
    pub component: &'c Component<'a>,
    /// One for each step that runs commands given in the document.
    pub all: Vec<Script<'c, 'a>>,
}

/// The script of one step: the items of `commands`, one after the other, are one script.
#[derive(Debug)]
pub struct Script<'c, 'a> {
    /// The step.
    pub step: &'c Step<'a>,
    /// What reads it.
    pub shell: Shell,
    /// The script: the items of `commands`, each ended by a line break.
    pub text: String,
    /// The same, byte for byte as long, with blanks for comments: for a search of words.
    pub code: String,
    /// The calls of programs, functions and cmdlets, in order of their first bytes.
    pub calls: Vec<Call>,
    /// Where the grammar is sure that the shell cannot read the script, with what it misses.
    pub faults: Vec<Fault>,
    /// Where each item of `commands` begins in `text`, and how its bytes lie in the document.
    items: Vec<Item>,
}

/// A place that the shell cannot read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, in the text of the script.
    pub range: Range<usize>,
    /// What is wrong, in a few words.
    pub message: String,
}

/// One call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// The words, the name first; `NAME=value` before it and redirections are not among them.
    pub words: Vec<Word>,
    /// `NAME=value` before the name.
    pub assignments: Vec<Word>,
    /// Redirections.
    pub redirects: Vec<Redirect>,
    /// From the first byte to the last, in the text of the script.
    pub range: Range<usize>,
    /// The call whose output it reads by a pipe, as an index of `calls`.
    pub reads: Option<usize>,
    /// The call in whose words it stands as a substitution (`$( … )`), as an index of `calls`.
    pub within: Option<usize>,
    /// Whether it may be left out when the script runs: in a branch, a loop, a function, a handler, or behind `&&` or `||`.
    pub conditional: bool,
}

/// `> file` and the like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The operator, such as `>>` or `2>`.
    pub operator: String,
    /// The file.
    pub target: Word,
}

/// One word of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Its text, quotes and escapes undone; variables and references as they are written.
    pub text: String,
    /// Where it stands in the text of the script, quotes included.
    pub range: Range<usize>,
    /// Whether it is known as it stands: no variable, no substitution, no reference in it.
    pub literal: bool,
}

/// An item of `commands`.
#[derive(Debug)]
struct Item {
    /// Where it begins in the text of the script.
    start: usize,
    /// Where it stands in the document.
    span: Span,
}

impl<'c, 'a> Scripts<'c, 'a> {
    /// Reads the scripts of a component.
    pub fn of(component: &'c Component<'a>) -> Self {
        Self {
            component,
            all: component.steps().filter_map(Script::of).collect(),
        }
    }

    /// Every call with its script.
    pub fn calls(&self) -> impl Iterator<Item = (&Script<'c, 'a>, &Call)> {
        self.all
            .iter()
            .flat_map(|script| script.calls.iter().map(move |call| (script, call)))
    }
}

impl<'c, 'a> Script<'c, 'a> {
    fn of(step: &'c Step<'a>) -> Option<Self> {
        let shell = match step.action_text() {
            "ExecuteBash" => Shell::Bash,
            "ExecutePowerShell" => Shell::PowerShell,
            "ExecuteBinary" => Shell::None,
            _ => return None,
        };
        let mut text = String::new();
        let mut items = Vec::new();
        for command in step
            .input("commands")
            .iter()
            .flat_map(|entry| entry.value.items())
        {
            items.push(Item {
                start: text.len(),
                span: command.span(),
            });
            text.push_str(command.text().unwrap_or_default());
            text.push('\n');
        }
        Some(Self {
            step,
            shell,
            code: text.clone(),
            text,
            calls: Vec::new(),
            faults: Vec::new(),
            items,
        })
    }

    /// Where a range of the text stands in the document: the smallest span that holds it.
    pub fn place(&self, range: &Range<usize>) -> Span {
        let item = self.items.iter().rev().find(|item| item.start <= range.start);
        item.map_or_else(|| self.step.place(), |item| item.span)
    }

    /// The same where the document has exactly these bytes, so that they can be replaced; none where escapes, quotes or
    /// line folding stand between.
    pub fn verbatim(&self, range: &Range<usize>) -> Option<Span> {
        let place = self.place(range);
        (place.len() == range.len()).then_some(place)
    }
}

impl Call {
    /// The program without its folder and `.exe`, in lower case; what only starts another one (`sudo`, `env`, `nohup`, `exec`,
    /// `command`, `&`) is passed over. Empty where it is not known.
    pub fn program(&self) -> &str {
        self.words.first().map_or("", |word| word.text.as_str())
    }

    /// The words behind the program.
    pub fn arguments(&self) -> &[Word] {
        self.words.get(1..).unwrap_or_default()
    }
}
