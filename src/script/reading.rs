//! What is read out of a script, and how the script of a call (`bash -c '…'`) becomes part of it.

use std::ops::Range;

use super::call::{Call, Word};
use super::mask::Masked;
use super::tree::{Parsers, Tree};
use super::{Fault, Shell, Variable, bash, faults, inner, powershell};

/// Scripts in scripts in scripts.
const MOST_NESTED: usize = 3;

/// The words of nested calls are read once more for each level; beyond so many times the length of the script it is
/// not read at all.
const MOST_READ: usize = 64;

/// All that is known of a script, with places in its own text.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) calls: Vec<Call>,
    pub(super) variables: Vec<Variable>,
    pub(super) functions: Vec<Word>,
    /// Where the shell cannot read it.
    pub(super) faults: Vec<Fault>,
    /// Comments and what else is no code.
    pub(super) remarks: Vec<Range<usize>>,
}

/// Reads a script; none when it is too long or takes too long.
pub(super) fn read(text: &str, shell: Shell, parsers: &mut Parsers, depth: usize) -> Option<Reading> {
    let masked = Masked::of(text, shell);
    let tree = parsers.parse(&masked.text, shell)?;
    let mut reader = Reader {
        text,
        masked: &masked,
        tree: &tree,
        parsers,
        depth,
        reading: Reading::default(),
        left: MOST_READ * (text.len() + 1_024),
    };
    match shell {
        Shell::Bash => bash::calls(&mut reader),
        Shell::PowerShell => powershell::calls(&mut reader),
        Shell::None => {}
    }
    let Reader {
        mut reading, left, ..
    } = reader;
    reading.faults = faults::find(&masked, &tree, shell);
    (left > 0).then_some(reading)
}

/// The state while a script is read.
pub(super) struct Reader<'r> {
    pub(super) text: &'r str,
    pub(super) masked: &'r Masked,
    pub(super) tree: &'r Tree,
    pub(super) parsers: &'r mut Parsers,
    depth: usize,
    pub(super) reading: Reading,
    /// How much text may still be taken into words.
    left: usize,
}

/// What holds for all calls below a node.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Surroundings {
    pub(super) conditional: bool,
    pub(super) tested: bool,
    pub(super) within: Option<usize>,
    pub(super) reads: Option<usize>,
}

impl Reader<'_> {
    /// What a single call gives that no grammar has read.
    pub(super) fn alone(text: &str, masked: &Masked, parsers: &mut Parsers, call: Call) -> Reading {
        let mut reader = Reader {
            text,
            masked,
            tree: &Tree::default(),
            parsers,
            depth: 0,
            reading: Reading::default(),
            left: MOST_READ * (text.len() + 1_024),
        };
        reader.push(call, Surroundings::default());
        reader.reading
    }

    /// The script as it is written there.
    pub(super) fn written(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// Whether so much text may be read into a word.
    pub(super) fn spend(&mut self, length: usize) -> bool {
        self.left = self.left.saturating_sub(length);
        self.left > 0
    }

    /// Adds a call, and those of the script that it is given.
    pub(super) fn push(&mut self, mut call: Call, around: Surroundings) -> usize {
        let number = self.reading.calls.len();
        call.conditional = around.conditional;
        call.tested = around.tested;
        call.within = around.within;
        call.reads = around.reads;
        let scripts = inner::scripts(&call);
        self.reading.calls.push(call);
        for (script, word) in scripts {
            self.inner(&script, &word, number);
        }
        number
    }

    /// Reads the script that stands in a word of a call.
    pub(super) fn inner(&mut self, script: &inner::Inner, word: &Word, number: usize) {
        if self.depth >= MOST_NESTED || !self.spend(word.text.len()) {
            return;
        }
        let read = match script.shell {
            Shell::None => Some(inner::command_line(&script.text)),
            shell => read(&script.text, shell, self.parsers, self.depth + 1),
        };
        let Some(mut inner) = read else { return };
        // Inside of the quotes the bytes are those of the script when there are no escapes among them.
        let written = self.written(&word.range);
        let start = written.find(script.text.as_str()).map(|at| word.range.start + at);
        let place = |range: &mut Range<usize>| {
            *range = start.map_or(word.range.clone(), |start| start + range.start..start + range.end);
        };
        let outer = self
            .reading
            .calls
            .get(number)
            .is_some_and(|call| call.conditional);
        let first = self.reading.calls.len();
        for call in &mut inner.calls {
            call.each_range(place);
            call.conditional |= outer;
            call.reads = call.reads.map(|reads| reads + first);
            call.within = Some(call.within.map_or(number, |within| within + first));
        }
        self.reading.calls.append(&mut inner.calls);
    }

    /// The last call since the one of this number that stands in no other call of them.
    pub(super) fn last_since(&self, first: usize, within: Option<usize>) -> Option<usize> {
        let calls = self.reading.calls.get(first..)?;
        let found = calls.iter().rposition(|call| call.within == within)?;
        Some(first + found)
    }
}
