//! Where a shell cannot read a script.
//!
//! Two readers have to agree. A grammar of tree-sitter stumbles over valid scripts now and then, so its word alone is not
//! enough; and what is said is only what a second, small reader of brackets, quotes and the words that open and close
//! something is sure of. Where that one meets what it does not know, nothing is said. One fault ends the reading: what
//! comes behind it is its consequence more often than not.

mod bash;
mod powershell;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::Shell;
use super::mask::Masked;
use super::tree::{self, Tree};

/// A place that the shell cannot read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, in the text of the script.
    pub range: Range<usize>,
    /// What is wrong, in a few words.
    pub message: String,
    /// What it has to do with: what is open, or what was probably meant; with a few words about it.
    pub other: Option<(Range<usize>, String)>,
    ground: Ground,
}

/// What the grammar has to show so that it agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ground {
    /// That it could not read all.
    Structure,
    /// Nothing but comments between the two places.
    Nothing,
    /// A here-document without an end.
    HereDocument,
}

impl Fault {
    fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            range,
            message: message.into(),
            other: None,
            ground: Ground::Structure,
        }
    }

    fn on(mut self, ground: Ground) -> Self {
        self.ground = ground;
        self
    }

    fn with(mut self, range: Range<usize>, words: impl Into<String>) -> Self {
        self.other = Some((range, words.into()));
        self
    }
}

/// What the second reader has to say.
enum Verdict {
    Fine,
    Wrong(Fault),
    /// Something that it does not know.
    Unsure,
}

/// The fault of a script, when both readers see one.
pub(super) fn find(masked: &Masked, shell: Shell) -> Vec<Fault> {
    if masked.foreign {
        return Vec::new();
    }
    let verdict = match shell {
        Shell::Bash => bash::check(&masked.text),
        Shell::PowerShell => powershell::check(&masked.text),
        Shell::None => Verdict::Fine,
    };
    // The grammar is slow beside all else, so it is asked last.
    let Verdict::Wrong(fault) = verdict else {
        return Vec::new();
    };
    match tree::read(&masked.text, shell) {
        Some(tree) if agrees(masked, &tree, &fault) => vec![fault],
        _ => Vec::new(),
    }
}

/// Whether the grammar sees the fault too.
fn agrees(masked: &Masked, tree: &Tree, fault: &Fault) -> bool {
    if tree.broken {
        return true;
    }
    let between = |range: &Range<usize>| {
        let since = fault.other.as_ref().map_or(0, |(other, _)| other.end);
        since <= range.start && range.end <= fault.range.start
    };
    match fault.ground {
        // It took a word that only closes something for a program.
        Ground::Structure => tree.nodes.iter().any(|syn| {
            let name = masked.text.get(syn.range.clone()).unwrap_or_default();
            syn.kind == "command_name" && CLOSING.contains(&name)
        }),
        Ground::Nothing => !tree
            .nodes
            .iter()
            .any(|syn| syn.named && syn.kind != "comment" && between(&syn.range)),
        // It takes blanks before the word for nothing.
        Ground::HereDocument => tree.nodes.iter().any(|syn| match &fault.other {
            Some((line, _)) => syn.kind == "heredoc_end" && line.contains(&syn.range.start),
            None => syn.kind == "heredoc_body" && masked.text.len() <= syn.range.end + 1,
        }),
    }
}

const CLOSING: &[&str] = &["then", "elif", "else", "fi", "do", "done", "esac", "}"];
