//! What is read out of a script, and how the script of a call (`bash -c '…'`) becomes part of it.

use std::ops::Range;

use super::call::{Call, Word};
use super::mask::Masked;
use super::{Fault, Shell, Variable, bash, faults, inner, powershell};

/// Longer scripts are not read: a component has 64 KB.
const MOST_BYTES: usize = 256 * 1024;

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
pub(super) fn read(text: &str, shell: Shell, depth: usize) -> Option<Reading> {
    if text.len() > MOST_BYTES {
        return None;
    }
    let masked = Masked::of(text, shell);
    let mut reader = Reader {
        text,
        masked: &masked,
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
    if depth == 0 {
        reading.faults = faults::find(&masked, shell);
    }
    reading.each_range(|range| fit(range, text));
    // What stands in a substitution was read before the variable that it sets.
    reading.variables.sort_by_key(|variable| variable.range.start);
    (left > 0).then_some(reading)
}

/// A lexer steps behind the end when something is open there, and into a character that is escaped.
fn fit(range: &mut Range<usize>, text: &str) {
    let start = text.floor_char_boundary(range.start);
    *range = start..text.ceil_char_boundary(range.end).max(start);
}

impl Reading {
    fn each_range(&mut self, mut place: impl FnMut(&mut Range<usize>)) {
        for call in &mut self.calls {
            call.each_range(&mut place);
        }
        for variable in &mut self.variables {
            place(&mut variable.range);
            place(&mut variable.value.range);
        }
        for range in self
            .functions
            .iter_mut()
            .map(|name| &mut name.range)
            .chain(&mut self.remarks)
        {
            place(range);
        }
    }
}

/// The state while a script is read.
pub(super) struct Reader<'r> {
    pub(super) text: &'r str,
    pub(super) masked: &'r Masked,
    depth: usize,
    pub(super) reading: Reading,
    /// How much text may still be taken into words.
    left: usize,
}

/// What holds for all calls of a list of commands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Surroundings {
    pub(super) conditional: bool,
    pub(super) tested: bool,
    pub(super) within: Option<usize>,
    pub(super) reads: Option<usize>,
}

impl Reader<'_> {
    /// What a single call gives that no shell reads.
    pub(super) fn alone(text: &str, masked: &Masked, call: Call) -> Reading {
        let mut reader = Reader {
            text,
            masked,
            depth: 0,
            reading: Reading::default(),
            left: MOST_READ * (text.len() + 1_024),
        };
        reader.wrap(0, call, Surroundings::default());
        reader.reading
    }

    /// Whether so much text may be read into a word.
    pub(super) fn spend(&mut self, length: usize) -> bool {
        self.left = self.left.saturating_sub(length);
        self.left > 0
    }

    /// Adds a call before those from number `first` on, which stand in its words, and behind them those of the script that it is
    /// given. Gives its number.
    pub(super) fn wrap(&mut self, first: usize, mut call: Call, around: Surroundings) -> usize {
        call.conditional = around.conditional;
        call.tested = around.tested;
        call.within = around.within;
        call.reads = around.reads;
        let moved = |number: usize| number + usize::from(number >= first);
        for other in self.reading.calls.iter_mut().skip(first) {
            other.reads = other.reads.map(moved);
            other.within = if other.within == around.within {
                Some(first)
            } else {
                other.within.map(moved)
            };
        }
        let scripts = inner::scripts(&call);
        self.reading.calls.insert(first, call);
        for (script, word) in scripts {
            self.inner(&script, &word, first);
        }
        first
    }

    /// Reads the script that stands in a word of a call.
    pub(super) fn inner(&mut self, script: &inner::Inner, word: &Word, number: usize) {
        if self.depth >= MOST_NESTED || !self.spend(word.text.len()) {
            return;
        }
        let read = match script.shell {
            Shell::None => Some(inner::command_line(&script.text)),
            shell => read(&script.text, shell, self.depth + 1),
        };
        let Some(mut inner) = read else { return };
        // Inside of the quotes the bytes are those of the script when there are no escapes among them.
        let written = self.text.get(word.range.clone()).unwrap_or_default();
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
