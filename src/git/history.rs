//! What the base branch remembers of a text in a file.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::call::Call;
use super::{CommitId, Git};
use crate::bump::{History, Remembered};
use crate::release::Time;

/// Time for all questions together. What is asked later is not known.
const PATIENCE: Duration = Duration::from_mins(1);
/// Questions to git. What is asked later is not known.
const QUESTIONS: u32 = 2_000;
/// Changes of one text in one file that are looked at.
const CHANGES: usize = 1_000;
/// Changes that only moved or repeated the text, before the one that brought it.
const STEPS: usize = 32;

/// Versions of one file that are looked at.
const VERSIONS: usize = 32;
/// Bytes of a version that is looked at.
const VERSION_BYTES: usize = 1024 * 1024;

/// The commits that led to a base commit, the first parent of each: what stood on the base branch.
///
/// Only objects that are there are read: in a partial clone nothing is fetched.
pub struct BaseHistory<'a> {
    git: &'a Git,
    base: CommitId,
    deepen: Option<Deepen<'a>>,
    memory: Mutex<Memory>,
}

/// Gets what is missing of a history that is cut.
pub type Deepen<'a> = &'a (dyn Fn(&Git, &CommitId) + Sync);

#[derive(Debug, Default)]
struct Memory {
    deepened: bool,
    changes: HashMap<(String, String), Option<Vec<Change>>>,
    versions: HashMap<String, Vec<String>>,
    shallow: Option<bool>,
    spent: Duration,
    questions: u32,
}

/// A commit in which a text became more or less frequent in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    commit: CommitId,
    /// Its first parent; none for the first commit, and where the history is cut.
    parent: Option<CommitId>,
    at: Time,
}

impl<'a> BaseHistory<'a> {
    /// The history of `base`.
    pub fn of(git: &'a Git, base: CommitId) -> Self {
        Self {
            git,
            base,
            deepen: None,
            memory: Mutex::default(),
        }
    }

    /// The same; at the first question to a history that is cut, what is missing is got.
    #[must_use]
    pub fn deepened_by(mut self, deepen: Option<Deepen<'a>>) -> Self {
        self.deepen = deepen;
        self
    }

    /// Before the first question: nothing is remembered yet.
    fn begin(&self) {
        let first = self.with_memory(|memory| !std::mem::replace(&mut memory.deepened, true));
        if let Some(deepen) = self.deepen.filter(|_| first)
            && self.is_shallow()
        {
            deepen(self.git, &self.base);
            self.with_memory(|memory| memory.shallow = None);
        }
    }

    /// Asks git, within the bounds. None when there is no answer.
    fn ask(&self, arguments: &[&str]) -> Option<(bool, Vec<u8>)> {
        self.ask_for(arguments, None)
    }

    /// The same; more bytes than `most` are no answer.
    fn ask_for(&self, arguments: &[&str], most: Option<usize>) -> Option<(bool, Vec<u8>)> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let left = PATIENCE
            .checked_sub(memory.spent)
            .filter(|left| !left.is_zero())?;
        if memory.questions >= QUESTIONS {
            return None;
        }
        memory.questions += 1;
        let start = Instant::now();
        let call = Call::new(arguments).env("GIT_NO_LAZY_FETCH", "1").patience(left);
        let call = match most {
            Some(most) => call.most(most),
            None => call,
        };
        let answer = call.run(&self.git.root);
        memory.spent += start.elapsed();
        let answer = answer.ok()?;
        let yes = answer.yes().ok()?;
        Some((yes, answer.output))
    }

    /// The changes of a text in a file, the newest first; none when they are not known.
    fn changes(&self, path: &str, text: &str) -> Option<Vec<Change>> {
        // Neither can be an argument, and no file holds them.
        if text.is_empty() || text.contains('\0') || path.contains('\0') {
            return None;
        }
        let key = (path.to_owned(), text.to_owned());
        let known = self.with_memory(|memory| memory.changes.get(&key).cloned());
        if let Some(known) = known {
            return known;
        }
        let found = self.look(path, text);
        self.with_memory(|memory| memory.changes.insert(key, found.clone()));
        found
    }

    fn look(&self, path: &str, text: &str) -> Option<Vec<Change>> {
        let text = format!("-S{text}");
        let most = format!("--max-count={CHANGES}");
        let path = literal(path);
        let arguments = [
            &LOG[..],
            &[
                "--format=%H %ct %P",
                &most,
                &text,
                self.base.as_str(),
                "--",
                &path,
            ],
        ]
        .concat();
        let (yes, output) = self.ask(&arguments)?;
        let lines = std::str::from_utf8(&output).ok()?.lines();
        let changes = lines.filter(|line| !line.is_empty()).map(change);
        yes.then(|| changes.collect())?
    }

    /// The texts that a file had, the newest first, each once; that of the base commit is left out.
    fn texts(&self, path: &str) -> Vec<String> {
        if path.contains('\0') {
            return Vec::new();
        }
        if let Some(known) = self.with_memory(|memory| memory.versions.get(path).cloned()) {
            return known;
        }
        let most = format!("--max-count={VERSIONS}");
        let literal = literal(path);
        let arguments = [
            &LOG[..],
            &["--format=%H", &most, self.base.as_str(), "--", &literal],
        ]
        .concat();
        let output = self.ask(&arguments).map(|(_, output)| output).unwrap_or_default();
        let commits = String::from_utf8_lossy(&output);
        let commits = commits.lines().filter_map(CommitId::parse);
        let mut texts: Vec<String> = Vec::new();
        for commit in commits {
            let blob = format!("{commit}:{path}");
            let answer = self.ask_for(&["cat-file", "blob", &blob], Some(VERSION_BYTES));
            let text = answer.filter(|(yes, _)| *yes);
            let text = text.and_then(|(_, bytes)| String::from_utf8(bytes).ok());
            texts.extend(text.filter(|text| !texts.contains(text)));
        }
        // The newest change made the file what it is now.
        let older: Vec<String> = texts.drain(1.min(texts.len())..).collect();
        self.with_memory(|memory| memory.versions.insert(path.to_owned(), older.clone()));
        older
    }

    /// Whether a text stands in a file at a commit; none when that is not known.
    fn holds(&self, commit: &CommitId, path: &str, text: &str) -> Option<bool> {
        let path = literal(path);
        let arguments = [
            "grep",
            "--quiet",
            "--text",
            "--no-textconv",
            "--fixed-strings",
            "--no-recurse-submodules",
            "-e",
            text,
            commit.as_str(),
            "--",
            &path,
        ];
        self.ask(&arguments).map(|(yes, _)| yes)
    }

    /// Whether a commit that seems to have no parents has some.
    fn is_cut(&self, commit: &CommitId) -> bool {
        self.git
            .commit(commit)
            .map_or(true, |commit| !commit.parents.is_empty())
    }

    fn is_shallow(&self) -> bool {
        if let Some(known) = self.with_memory(|memory| memory.shallow) {
            return known;
        }
        let answer = self.ask(&["rev-parse", "--is-shallow-repository"]);
        let shallow = answer.is_none_or(|(_, output)| output.trim_ascii() != b"false");
        self.with_memory(|memory| memory.shallow = Some(shallow));
        shallow
    }

    fn with_memory<T>(&self, use_it: impl FnOnce(&mut Memory) -> T) -> T {
        use_it(&mut self.memory.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl History for BaseHistory<'_> {
    fn stands_since(&self, path: &str, text: &str) -> Remembered {
        self.begin();
        let Some(changes) = self.changes(path, text) else {
            return Remembered::Unknown;
        };
        match self.holds(&self.base, path, text) {
            Some(true) => {}
            Some(false) => return Remembered::Never,
            None => return Remembered::Unknown,
        }
        // The newest change after which it stands and before which it did not.
        for change in changes.iter().take(STEPS) {
            let stood_before = match &change.parent {
                Some(parent) => self.holds(parent, path, text),
                None if self.is_cut(&change.commit) => None,
                None => Some(false),
            };
            match stood_before {
                Some(true) => {}
                Some(false) => return Remembered::Since(change.at),
                None => return Remembered::Unknown,
            }
        }
        Remembered::Unknown
    }

    fn ever_stood(&self, path: &str, text: &str) -> Remembered {
        self.begin();
        match self.changes(path, text) {
            // The oldest change of a text can only have brought it.
            Some(changes) => match changes.last() {
                Some(first) => Remembered::Since(first.at),
                None if self.is_shallow() => Remembered::Unknown,
                None => Remembered::Never,
            },
            None => Remembered::Unknown,
        }
    }

    fn versions(&self, path: &str, text: &str) -> Vec<String> {
        self.begin();
        let mut texts = self.texts(path);
        texts.retain(|version| !text.is_empty() && version.contains(text));
        texts
    }
}

/// The log of the base branch; settings that change which commits are listed, or how a merge is compared, have no say.
const LOG: [&str; 15] = [
    "-c",
    "log.showRoot=true",
    "-c",
    "log.follow=false",
    "-c",
    "log.diffMerges=separate",
    "log",
    "--first-parent",
    // A merge is compared with its first parent.
    "-m",
    "--no-renames",
    "--no-textconv",
    "--no-ext-diff",
    "--no-show-signature",
    "--no-color",
    "--no-patch",
];

/// A path that is nothing but a path.
fn literal(path: &str) -> String {
    format!(":(top,literal){path}")
}

/// `COMMIT SECONDS PARENTS…`.
fn change(line: &str) -> Option<Change> {
    let mut words = line.split(' ');
    let commit = CommitId::parse(words.next()?)?;
    let at = Time::from_second(words.next()?.parse().ok()?).ok()?;
    let parent = match words.next() {
        None | Some("") => None,
        Some(parent) => Some(CommitId::parse(parent)?),
    };
    Some(Change { commit, parent, at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_log_is_read() {
        let id = "0123456789abcdef0123456789abcdef01234567";
        let found = change(&format!("{id} 1770000000 {id} {id}")).expect("a change");
        assert_eq!(found.parent, CommitId::parse(id));
        assert_eq!(found.at.as_second(), 1_770_000_000);
        assert_eq!(change(&format!("{id} 1 ")).expect("a change").parent, None);
        for bad in [
            "",
            id,
            &format!("{id} x {id}"),
            &format!("{id} 99999999999999999 {id}"),
            &format!("{id} 1 HEAD"),
        ] {
            assert_eq!(change(bad), None, "{bad:?}");
        }
    }
}
