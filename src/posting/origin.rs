//! Which run something is told by, and the hidden line by which a later run finds it again.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::Target;

/// Bytes of the sum that stands for a target's name. A name may be anything, and the end of an HTML comment too.
const BYTES: usize = 8;

/// The commit that is judged, and the run that tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The commit, 40 or 64 hexadecimal digits.
    pub commit: String,
    /// The number of the workflow run; a newer run has a higher one. 0 outside of jobs.
    pub run: u64,
    /// Which attempt of it, from 1.
    pub attempt: u64,
}

impl Origin {
    /// Whether this one has the last word where the other has spoken.
    pub fn replaces(&self, other: &Self) -> bool {
        (self.run, self.attempt) >= (other.run, other.attempt)
    }

    /// The first line of a comment about a target.
    pub fn hidden_line(&self, target: &Target) -> String {
        format!(
            "{}{} run={}.{} -->",
            begin(target),
            self.commit,
            self.run,
            self.attempt
        )
    }

    /// Reads it back. None when the text is no comment about this target.
    pub fn of_text(text: &str, target: &Target) -> Option<Self> {
        let line = text.lines().next()?;
        let inner = line
            .strip_prefix(begin(target).as_str())?
            .trim_end()
            .strip_suffix(" -->")?;
        let (commit, run) = inner.split_once(" run=")?;
        let (run, attempt) = run.split_once('.')?;
        Some(Self {
            commit: is_commit(commit).then(|| commit.to_owned())?,
            run: run.parse().ok()?,
            attempt: attempt.parse().ok()?,
        })
    }
}

/// Whether a text is the id of a commit.
pub fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// What the lines of all runs about a target begin with.
fn begin(target: &Target) -> String {
    format!("<!-- amiforge:{} {} commit=", target.kind, sum(&target.name))
}

/// A name as digits.
fn sum(name: &str) -> String {
    Sha256::digest(name.as_bytes())
        .iter()
        .take(BYTES)
        .fold(String::new(), |mut out, byte| {
            // Writing to a string cannot fail.
            let _ = write!(out, "{byte:02x}");
            out
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(name: &str) -> Target {
        Target {
            kind: "build",
            name: name.to_owned(),
        }
    }

    fn origin(run: u64, attempt: u64) -> Origin {
        Origin {
            commit: "0123456789abcdef0123456789abcdef01234567".to_owned(),
            run,
            attempt,
        }
    }

    #[test]
    fn the_line_comes_back_and_only_for_its_target() {
        let hostile = target("--> <script>\n<!--");
        for target in [target(""), target("windows"), hostile] {
            let line = origin(7, 2).hidden_line(&target);
            assert!(
                line.ends_with(" -->") && line.matches("-->").count() == 1,
                "{line}"
            );
            let text = format!("{line}\r\nthe rest");
            assert_eq!(Origin::of_text(&text, &target), Some(origin(7, 2)), "{text}");
            let other = Target {
                kind: "validate",
                ..target.clone()
            };
            assert_eq!(Origin::of_text(&text, &other), None);
            assert_eq!(Origin::of_text(&format!("quoted: {text}"), &target), None);
        }
    }

    #[test]
    fn what_is_no_line_of_ours_is_not_read() {
        let good = origin(7, 2).hidden_line(&target("a"));
        for bad in [
            good.replace("commit=0", "commit=Z"),
            good.replace("run=7", "run=-7"),
            good.replace("7.2", "7"),
            good.replace(" -->", ""),
            String::new(),
        ] {
            assert_eq!(Origin::of_text(&bad, &target("a")), None, "{bad}");
        }
    }

    #[test]
    fn the_newest_attempt_has_the_last_word() {
        for (ours, theirs, replaces) in [
            ((7, 1), (6, 9), true),
            ((7, 1), (7, 1), true),
            ((7, 2), (7, 1), true),
            ((7, 1), (7, 2), false),
            ((6, 9), (7, 1), false),
        ] {
            assert_eq!(
                origin(ours.0, ours.1).replaces(&origin(theirs.0, theirs.1)),
                replaces,
                "{ours:?} {theirs:?}"
            );
        }
    }
}
