//! The scripts inside of steps: what `ExecuteBash`, `ExecutePowerShell` and `ExecuteBinary` run, as calls of programs.
//!
//! One pass over each script finds its calls, also where it is not finished or not right, so a call that is listed here is
//! one that a person would see. What is *not* listed proves nothing. `{{ … }}` and `${…}` of templates stand for text that
//! is not known; the place of every word is known in the document. Whether a shell can read a script at all is asked of
//! the grammars of tree-sitter, and only where something looks wrong: they are slow beside all else.

mod bash;
mod call;
mod faults;
mod inner;
mod mask;
mod powershell;
mod reading;
mod tree;
mod words;

#[cfg(test)]
mod tests;

use std::cell::OnceCell;
use std::ops::Range;

pub use call::{Argument, Call, Redirect, Word};
pub use faults::Fault;

use self::reading::Reading;
use crate::component::{Component, Step};
use crate::source::Span;
use crate::yaml::{Node, Written};

/// All scripts of a document together: aliases may stand for one and the same script many times.
const MOST_BYTES: usize = 1024 * 1024;

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
    /// The script: the items of `commands`, each ended by a line break. For `ExecuteBinary` its words, one a line.
    pub text: String,
    /// The same, byte for byte as long, for a search of words: blanks stand for comments, and for the text of
    /// here-documents that no shell runs.
    pub code: String,
    /// The calls of programs, functions and cmdlets, in order of their first bytes; what is called within the words of
    /// another one comes behind it. None when the script was too long to be read.
    pub calls: Vec<Call>,
    /// The variables that it sets, in order.
    pub variables: Vec<Variable>,
    /// The names of the functions that it defines.
    pub functions: Vec<Word>,
    /// Where the grammar is sure that the shell cannot read the script, with what it misses.
    pub faults: Vec<Fault>,
    /// Where each item of `commands` begins in `text`, and how its bytes lie in the document.
    items: Vec<Item<'a>>,
}

/// A variable that is set: `NAME=value`, `export NAME=value`, `$name = value`, `$env:NAME = value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name as it is written, with `$` and `env:` in PowerShell.
    pub name: String,
    /// What it is set to.
    pub value: Word,
    /// All of it, in the text of the script.
    pub range: Range<usize>,
    /// As of [`Call::conditional`].
    pub conditional: bool,
}

/// An item of `commands`.
#[derive(Debug)]
struct Item<'a> {
    /// Where it begins in the text of the script.
    start: usize,
    node: Node<'a>,
    /// Most scripts have no finding, and nobody asks.
    written: OnceCell<Written>,
}

impl Item<'_> {
    fn written(&self) -> &Written {
        self.written.get_or_init(|| self.node.written())
    }
}

impl<'c, 'a> Scripts<'c, 'a> {
    /// Reads the scripts of a component.
    pub fn of(component: &'c Component<'a>) -> Self {
        let mut left = MOST_BYTES;
        Self {
            component,
            all: component
                .steps()
                .filter_map(|step| Script::of(step, &mut left))
                .collect(),
        }
    }

    /// Every call with its script.
    pub fn calls(&self) -> impl Iterator<Item = (&Script<'c, 'a>, &Call)> {
        self.all
            .iter()
            .flat_map(|script| script.calls.iter().map(move |call| (script, call)))
    }

    /// The scripts that run before this one under Image Builder: those of earlier steps of the same stage, and for a test
    /// those of the build.
    pub fn before(&self, script: &Script<'_, '_>) -> impl DoubleEndedIterator<Item = &Script<'c, 'a>> {
        let at = (script.step.phase, script.step.index);
        let number = self
            .all
            .partition_point(|other| (other.step.phase, other.step.index) < at);
        self.all.iter().take(number)
    }

    /// The scripts of steps behind the one of this script.
    pub fn after(&self, script: &Script<'_, '_>) -> impl Iterator<Item = &Script<'c, 'a>> {
        let at = (script.step.phase, script.step.index);
        let number = self
            .all
            .partition_point(|other| (other.step.phase, other.step.index) <= at);
        self.all.iter().skip(number)
    }
}

impl<'c, 'a> Script<'c, 'a> {
    fn of(step: &'c Step<'a>, left: &mut usize) -> Option<Self> {
        let (shell, nodes) = match step.action_text() {
            "ExecuteBash" => (Shell::Bash, commands(step)),
            "ExecutePowerShell" => (Shell::PowerShell, commands(step)),
            "ExecuteBinary" => (Shell::None, binary(step)),
            _ => return None,
        };
        if nodes.is_empty() {
            return None;
        }
        let mut text = String::new();
        let mut items = Vec::new();
        for node in nodes {
            items.push(Item {
                start: text.len(),
                node,
                written: OnceCell::new(),
            });
            text.push_str(node.text().unwrap_or_default());
            text.push('\n');
        }
        let reading = match shell {
            Shell::None => Some(inner::binary(
                &text,
                &items.iter().map(|item| item.start).collect::<Vec<_>>(),
            )),
            _ if text.len() > *left => None,
            _ => {
                *left -= text.len();
                reading::read(&text, shell, 0)
            }
        };
        let reading = reading.unwrap_or_else(|| Reading {
            remarks: remark_lines(&text),
            ..Reading::default()
        });
        Some(Self {
            step,
            shell,
            code: blanked(&text, &reading.remarks),
            text,
            calls: reading.calls,
            variables: reading.variables,
            functions: reading.functions,
            faults: reading.faults,
            items,
        })
    }

    /// Where a range of the text stands in the document: the smallest span that holds it.
    pub fn place(&self, range: &Range<usize>) -> Span {
        let Some((first, start)) = self.item(range.start) else {
            return self.step.place();
        };
        let length = range.end.saturating_sub(range.start);
        let place = first.written().place(&(start..start + length));
        match self.item(range.end.saturating_sub(1).max(range.start)) {
            Some((last, end)) if last.start > first.start => place.cover(last.written().place(&(0..end + 1))),
            _ => place,
        }
    }

    /// The same where the document has exactly these bytes, so that they can be replaced; none where escapes, quotes or
    /// line folding stand between.
    pub fn verbatim(&self, range: &Range<usize>) -> Option<Span> {
        let (item, start) = self.item(range.start)?;
        let length = range.end.checked_sub(range.start)?;
        item.written().verbatim(&(start..start + length))
    }

    /// The item that holds a byte of the text, and where the byte stands in its own text.
    fn item(&self, byte: usize) -> Option<(&Item<'a>, usize)> {
        let number = self
            .items
            .partition_point(|item| item.start <= byte)
            .checked_sub(1)?;
        self.items.get(number).map(|item| (item, byte - item.start))
    }

    /// The lines of `code` that are not blank, each with its place in the text.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = (Range<usize>, &str)> {
        let mut at = 0;
        let lines: Vec<(Range<usize>, &str)> = self
            .code
            .split_inclusive('\n')
            .map(|line| {
                let start = at + (line.len() - line.trim_start().len());
                at += line.len();
                let text = line.trim();
                (start..start + text.len(), text)
            })
            .filter(|(_, text)| !text.is_empty())
            .collect();
        lines.into_iter()
    }

    /// Whether it defines a function of this name.
    pub fn defines(&self, name: &str) -> bool {
        self.functions.iter().any(|function| match self.shell {
            Shell::PowerShell => function.text.eq_ignore_ascii_case(name),
            _ => function.text == name,
        })
    }

    /// The last value that a variable is given before a byte of the text; its name in any letter case, with `$` and `env:`
    /// in PowerShell.
    pub fn variable(&self, name: &str, before: usize) -> Option<&Variable> {
        self.variables
            .iter()
            .rev()
            .filter(|variable| variable.range.start < before)
            .find(|variable| match self.shell {
                Shell::PowerShell => variable.name.eq_ignore_ascii_case(name),
                _ => variable.name == name,
            })
    }

    /// The calls whose output a call reads by pipes, the nearest first.
    pub fn sources<'s>(&'s self, call: &'s Call) -> impl Iterator<Item = &'s Call> {
        std::iter::successors(Some(call), |call| self.calls.get(call.reads?)).skip(1)
    }

    /// The calls in whose words a call stands, the innermost first.
    pub fn owners<'s>(&'s self, call: &'s Call) -> impl Iterator<Item = &'s Call> {
        std::iter::successors(Some(call), |call| self.calls.get(call.within?)).skip(1)
    }

    /// The calls that stand in the words of a call, at any depth.
    pub fn inside<'s>(&'s self, call: &'s Call) -> impl Iterator<Item = &'s Call> {
        self.calls
            .iter()
            .filter(move |other| self.owners(other).any(|owner| std::ptr::eq(owner, call)))
    }
}

fn commands<'a>(step: &Step<'a>) -> Vec<Node<'a>> {
    let lists = step.input("commands");
    lists.iter().flat_map(|entry| entry.value.items()).collect()
}

/// `path` and `arguments`.
fn binary<'a>(step: &Step<'a>) -> Vec<Node<'a>> {
    let path = step.input("path");
    let arguments = step.input("arguments");
    let path = path.iter().map(|entry| entry.value).take(1);
    let items = arguments.iter().flat_map(|entry| entry.value.items());
    let nodes: Vec<Node<'a>> = path.chain(items).collect();
    if step.input("path").is_empty() {
        Vec::new()
    } else {
        nodes
    }
}

/// The text with blanks for these parts of it, line breaks kept.
fn blanked(text: &str, parts: &[Range<usize>]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for part in parts {
        let Some(part) = bytes.get_mut(part.clone()) else {
            continue;
        };
        part.iter_mut()
            .filter(|byte| !matches!(byte, b'\n' | b'\r'))
            .for_each(|byte| *byte = b' ');
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The lines that are nothing but a comment, for a script that no grammar has read.
fn remark_lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with('#') {
            found.push(at..at + line.len());
        }
        at += line.len();
    }
    found
}
