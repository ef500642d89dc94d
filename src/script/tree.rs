//! The grammars, with a bound on what they may do. The tree is flattened: who reads it needs no recursion, however deep
//! a script nests.

use std::ops::{ControlFlow, Range};
use std::sync::LazyLock;

use tree_sitter::{Language, ParseOptions, Parser};

use super::Shell;

/// Longer scripts are not read: a component has 64 KB.
const MOST_BYTES: usize = 256 * 1024;

/// The grammars report their progress every hundred operations; so many reports a script may take, and so many more for
/// each of its bytes.
const REPORTS: usize = 2_000;

/// How many bytes a grammar is handed at once.
const CHUNK: usize = 256;

/// How often it may ask for bytes, for each of the chunks that the script has.
const READS_PER_CHUNK: usize = 2_000;

static BASH: LazyLock<Language> = LazyLock::new(|| tree_sitter_bash::LANGUAGE.into());
static POWERSHELL: LazyLock<Language> = LazyLock::new(|| tree_sitter_powershell::LANGUAGE.into());

/// The kind of what the grammar could not read.
pub(super) const ERROR: &str = "ERROR";

/// One node.
#[derive(Debug)]
pub(super) struct Syn {
    pub(super) kind: &'static str,
    /// What it is to its parent.
    pub(super) field: &'static str,
    pub(super) range: Range<usize>,
    /// The number of its parent; its own for the root.
    pub(super) parent: usize,
    /// The number behind the last node below it.
    pub(super) last: usize,
    /// Whether it has a name of its own, as opposed to a keyword or an operator.
    pub(super) named: bool,
}

/// The nodes of a script, a parent before its children, in order of the text.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Whether the grammar could not read all of it.
    pub(super) broken: bool,
    pub(super) nodes: Vec<Syn>,
}

/// The parsers, made when they are needed and used again.
#[derive(Default)]
pub(super) struct Parsers {
    bash: Option<Parser>,
    powershell: Option<Parser>,
}

impl Parsers {
    /// Reads a text without characters beyond ASCII; none when that takes too long.
    pub(super) fn parse(&mut self, text: &str, shell: Shell) -> Option<Tree> {
        if text.len() > MOST_BYTES {
            return None;
        }
        let (parser, language) = match shell {
            Shell::Bash => (&mut self.bash, &*BASH),
            Shell::PowerShell => (&mut self.powershell, &*POWERSHELL),
            Shell::None => return None,
        };
        if parser.is_none() {
            let mut fresh = Parser::new();
            fresh.set_language(language).ok()?;
            *parser = Some(fresh);
        }
        let parser = parser.as_mut()?;
        let bytes = text.as_bytes();
        let mut reads = READS_PER_CHUNK * (1 + bytes.len() / CHUNK);
        let mut read = |at: usize, _| {
            reads = reads.saturating_sub(1);
            let end = (at + CHUNK).min(bytes.len());
            if reads == 0 {
                &[][..]
            } else {
                bytes.get(at..end).unwrap_or_default()
            }
        };
        let mut reports = REPORTS + bytes.len();
        let mut progress = |_: &_| {
            reports = reports.saturating_sub(1);
            if reports == 0 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let options = ParseOptions::new().progress_callback(&mut progress);
        let parsed = parser.parse_with_options(&mut read, None, Some(options));
        parser.reset();
        let parsed = parsed.filter(|_| reads > 0)?;
        Some(flatten(&parsed, language))
    }
}

fn flatten(parsed: &tree_sitter::Tree, language: &'static Language) -> Tree {
    let root = parsed.root_node();
    let mut nodes: Vec<Syn> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut cursor = root.walk();
    'all: loop {
        let node = cursor.node();
        let number = nodes.len();
        nodes.push(Syn {
            kind: if node.is_error() {
                ERROR
            } else {
                language.node_kind_for_id(node.kind_id()).unwrap_or_default()
            },
            field: cursor
                .field_id()
                .and_then(|id| language.field_name_for_id(id.get()))
                .unwrap_or_default(),
            range: node.byte_range(),
            parent: open.last().copied().unwrap_or(number),
            last: number + 1,
            named: node.is_named(),
        });
        if cursor.goto_first_child() {
            open.push(number);
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                break 'all;
            }
            if let Some(done) = open.pop() {
                nodes[done].last = nodes.len();
            }
        }
    }
    Tree {
        broken: root.has_error(),
        nodes,
    }
}

impl Tree {
    /// The numbers of the children of a node.
    pub(super) fn children(&self, of: usize) -> impl Iterator<Item = usize> + '_ {
        let last = self.nodes.get(of).map_or(0, |node| node.last);
        let mut next = of + 1;
        std::iter::from_fn(move || {
            let child = next;
            (child < last).then(|| {
                next = self.nodes[child].last;
                child
            })
        })
    }

    pub(super) fn kind(&self, of: usize) -> &'static str {
        self.nodes[of].kind
    }

    pub(super) fn range(&self, of: usize) -> Range<usize> {
        self.nodes[of].range.clone()
    }
}
