//! The grammars of tree-sitter, with a bound on what they may do.

use std::ops::{ControlFlow, Range};
use std::sync::LazyLock;

use tree_sitter::{Language, ParseOptions, Parser};

use super::Shell;

/// Longer scripts are not read: a component has 64 KB, and the grammars take more memory for each byte the more there are.
const MOST_BYTES: usize = 64 * 1024;

/// The grammars report their progress every hundred operations. So many reports a script may take, and one more for so
/// many of its bytes: ten times what real scripts take, broken ones too.
const REPORTS: usize = 500;
const BYTES_PER_REPORT: usize = 8;

/// How many bytes a grammar is handed at once.
const CHUNK: usize = 256;

/// How often it may ask for bytes, and how often more for each chunk of the script. Real scripts ask for each chunk three
/// times at most; a search that comes to nothing asks for all that is behind, again and again.
const READS: usize = 200;
const READS_PER_CHUNK: usize = 20;

static BASH: LazyLock<Language> = LazyLock::new(|| tree_sitter_bash::LANGUAGE.into());
static POWERSHELL: LazyLock<Language> = LazyLock::new(|| tree_sitter_powershell::LANGUAGE.into());

/// One node.
#[derive(Debug)]
pub(super) struct Syn {
    pub(super) kind: &'static str,
    pub(super) range: Range<usize>,
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

/// Reads a text without characters beyond ASCII; none when that takes too long.
pub(super) fn read(text: &str, shell: Shell) -> Option<Tree> {
    if text.len() > MOST_BYTES {
        return None;
    }
    let language = match shell {
        Shell::Bash => &*BASH,
        Shell::PowerShell => &*POWERSHELL,
        Shell::None => return None,
    };
    let mut parser = Parser::new();
    parser.set_language(language).ok()?;
    let bytes = text.as_bytes();
    let mut reads = READS + READS_PER_CHUNK * bytes.len() / CHUNK;
    let mut read = |at: usize, _| {
        reads = reads.saturating_sub(1);
        let end = (at + CHUNK).min(bytes.len());
        if reads == 0 {
            &[][..]
        } else {
            bytes.get(at..end).unwrap_or_default()
        }
    };
    let mut reports = REPORTS + bytes.len() / BYTES_PER_REPORT;
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
    let parsed = parsed.filter(|_| reads > 0)?;
    Some(flatten(&parsed, language))
}

/// All nodes, without recursion, however deep they nest.
fn flatten(parsed: &tree_sitter::Tree, language: &'static Language) -> Tree {
    let root = parsed.root_node();
    let mut nodes: Vec<Syn> = Vec::new();
    let mut cursor = root.walk();
    'all: loop {
        let node = cursor.node();
        nodes.push(Syn {
            kind: language.node_kind_for_id(node.kind_id()).unwrap_or_default(),
            range: node.byte_range(),
            named: node.is_named(),
        });
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                break 'all;
            }
        }
    }
    Tree {
        broken: root.has_error(),
        nodes,
    }
}
