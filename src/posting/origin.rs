//! Which run something is told by, and the hidden line that says so in a comment, below the one that says about what.

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

/// How the line begins.
const BEGIN: &str = "<!-- amiforge-run: commit=";

impl Origin {
    /// Whether this one has the last word where the other has spoken.
    pub fn replaces(&self, other: &Self) -> bool {
        (self.run, self.attempt) >= (other.run, other.attempt)
    }

    /// The second line of a comment.
    pub fn hidden_line(&self) -> String {
        format!("{BEGIN}{} run={}.{} -->", self.commit, self.run, self.attempt)
    }

    /// Reads it back from a comment.
    pub fn of_comment(text: &str) -> Option<Self> {
        let line = text.lines().nth(1)?.trim_end();
        let inner = line.strip_prefix(BEGIN)?.strip_suffix(" -->")?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(run: u64, attempt: u64) -> Origin {
        Origin {
            commit: "0123456789abcdef0123456789abcdef01234567".to_owned(),
            run,
            attempt,
        }
    }

    #[test]
    fn the_line_comes_back() {
        let line = origin(7, 2).hidden_line();
        assert!(line.ends_with(" -->") && !line.contains('\n'), "{line}");
        for text in [
            format!("marker\n{line}\nrest"),
            format!("marker\r\n{line}\r\nrest"),
        ] {
            assert_eq!(Origin::of_comment(&text), Some(origin(7, 2)), "{text}");
        }
    }

    #[test]
    fn what_is_no_line_of_ours_is_not_read() {
        let good = origin(7, 2).hidden_line();
        for bad in [
            good.clone(),
            format!("a\nb\n{good}"),
            format!("a\n> {good}"),
            format!("a\n{}", good.replace("commit=0", "commit=Z")),
            format!("a\n{}", good.replace("run=7", "run=-7")),
            format!("a\n{}", good.replace("7.2", "7")),
            format!("a\n{}", good.replace(" -->", "")),
            String::new(),
        ] {
            assert_eq!(Origin::of_comment(&bad), None, "{bad}");
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
