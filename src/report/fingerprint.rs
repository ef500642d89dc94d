//! What stays of a finding when lines above it move: a hash of its line and what follows.
//!
//! Code scanning matches alerts of two runs by such a hash. Its own upload action computes one for results that have none, and
//! warns about each result whose hash is another, so this is the same function:
//! <https://github.com/github/codeql-action/blob/main/src/fingerprints.ts>.

use std::collections::HashMap;

/// Characters that one hash covers, blanks aside.
const BLOCK: usize = 100;
const FACTOR: u64 = 37;
/// Stands behind the last character.
const END: u16 = 0xffff;

/// For each line of a text its hash and, behind a colon, how many lines before and with it have the same.
pub(super) fn of_lines(text: &str) -> Vec<String> {
    let mut rolling = Rolling::new();
    let mut line_starts = true;
    let mut after_return = false;
    for unit in text.encode_utf16().chain([END]) {
        let skipped =
            unit == u16::from(b' ') || unit == u16::from(b'\t') || after_return && unit == u16::from(b'\n');
        after_return = unit == u16::from(b'\r');
        if skipped {
            continue;
        }
        let unit = if after_return { u16::from(b'\n') } else { unit };
        rolling.take_out();
        if line_starts {
            rolling.begin_line();
        }
        line_starts = unit == u16::from(b'\n');
        rolling.push(unit);
    }
    for _ in 0..BLOCK {
        rolling.take_out();
        rolling.push(0);
    }
    rolling.hashes
}

/// A window over the last [`BLOCK`] characters.
struct Rolling {
    window: [u16; BLOCK],
    /// Whether the character at this place of the window is the first of a line.
    first: [bool; BLOCK],
    at: usize,
    hash: u64,
    /// [`FACTOR`] to the power of [`BLOCK`]: the weight of the character that leaves the window.
    weight: u64,
    seen: HashMap<u64, u32>,
    hashes: Vec<String>,
}

impl Rolling {
    fn new() -> Self {
        Self {
            window: [0; BLOCK],
            first: [false; BLOCK],
            at: 0,
            hash: 0,
            weight: (0..BLOCK).fold(1_u64, |weight, _| weight.wrapping_mul(FACTOR)),
            seen: HashMap::new(),
            hashes: Vec::new(),
        }
    }

    /// The window has gone round: where a line began, its hash is complete.
    fn take_out(&mut self) {
        if std::mem::take(&mut self.first[self.at]) {
            let times = self.seen.entry(self.hash).or_default();
            *times += 1;
            self.hashes.push(format!("{:x}:{times}", self.hash));
        }
    }

    fn begin_line(&mut self) {
        self.first[self.at] = true;
    }

    fn push(&mut self, unit: u16) {
        let gone = std::mem::replace(&mut self.window[self.at], unit);
        self.hash = self
            .hash
            .wrapping_mul(FACTOR)
            .wrapping_add(u64::from(unit))
            .wrapping_sub(self.weight.wrapping_mul(u64::from(gone)));
        self.at = (self.at + 1) % BLOCK;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts and hashes of the tests of the upload action.
    #[test]
    fn hashes_are_those_of_the_upload_action() {
        let ended = [
            "e9496ae3ebfced30:1",
            "fb7c023a8b9ccb3f:1",
            "ce8ba1a563dcdaca:1",
            "e20e36e16fcb0cc8:1",
            "b3edc88f2938467e:1",
            "c8e28b0b4002a3a0:1",
            "c129715d7a2bc9a3:1",
        ];
        let text = " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n";
        for (text, expected) in [
            ("", &["c129715d7a2bc9a3:1"][..]),
            (
                " a\nb\n  \t\tc\n d",
                &[
                    "271789c17abda88f:1",
                    "54703d4cd895b18:1",
                    "180aee12dab6264:1",
                    "a23a3dc5e078b07b:1",
                ],
            ),
            (text, &ended),
            (&text.replace('\n', "\r"), &ended),
            (&text.replace('\n', "\r\n"), &ended),
        ] {
            assert_eq!(of_lines(text), expected, "{text:?}");
        }
    }

    #[test]
    fn equal_lines_are_counted_and_moved_lines_keep_theirs() {
        let text = "x\n".repeat(200);
        let hashes = of_lines(&text);
        assert_eq!(hashes.len(), 201);
        let (hash, _) = hashes[0].split_once(':').expect("a count");
        assert_eq!(hashes[1], format!("{hash}:2"));
        let moved = of_lines("# one\n# two\nname: a\nphases: []\n");
        assert_eq!(moved[2..], of_lines("name: a\nphases: []\n"));
    }
}
