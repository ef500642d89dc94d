//! One call of git: what it sees, how much it may say, how long it may take.

use std::env;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::GitError;

/// Bytes of an answer, unless a call says otherwise.
const MOST: usize = 256 * 1024 * 1024;
/// Time for an answer, unless a call says otherwise.
const PATIENCE: Duration = Duration::from_mins(5);
/// Bytes of words on standard error that are kept.
const WORDS: u64 = 16 * 1024;

/// What the caller's environment must not decide: another repository, index or object store, what an object is replaced
/// with, how a path or a difference is read, who commits and when.
const FOREIGN: [&str; 29] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_QUARANTINE_PATH",
    "GIT_ATTR_SOURCE",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_AUTHOR_NAME",
    "GIT_AUTHOR_EMAIL",
    "GIT_AUTHOR_DATE",
    "GIT_COMMITTER_NAME",
    "GIT_COMMITTER_EMAIL",
    "GIT_COMMITTER_DATE",
    "GIT_REFLOG_ACTION",
    "EMAIL",
];

/// Settings that every call overrides, whatever the repository and its owner have configured.
const SETTINGS: [&str; 10] = [
    "core.quotePath=false",
    // A program that is asked which files changed.
    "core.fsmonitor=false",
    // No file is below this name, so no hook is found.
    "core.hooksPath=/dev/null",
    "commit.gpgSign=false",
    "i18n.commitEncoding=UTF-8",
    // An index of our own is whole and one file.
    "core.sparseCheckout=false",
    "core.splitIndex=false",
    "core.untrackedCache=false",
    "index.sparse=false",
    // Milliseconds to wait for another run that moves the same branch.
    "core.filesRefLockTimeout=5000",
];

/// Git refuses a repository that belongs to somebody else, as the workspace does in a job that runs in a container: its files are
/// those of the user of the runner (<https://github.com/actions/runner/issues/2033>), and what `actions/checkout` says about it
/// ends with its step. In a job the workspace is the job's own, whoever its files belong to; anywhere else git decides.
const OURS: &str = "safe.directory=*";

/// Whether a folder is the workspace of a GitHub Actions job, or lies in it.
fn in_the_workspace(folder: &Path) -> bool {
    let in_a_job = env::var_os("GITHUB_ACTIONS").is_some_and(|word| word == "true");
    let workspace = env::var_os("GITHUB_WORKSPACE").filter(|path| in_a_job && !path.is_empty());
    let real = |path: &Path| path.canonicalize().ok();
    workspace
        .and_then(|path| real(Path::new(&path)))
        .zip(real(folder))
        .is_some_and(|(workspace, folder)| folder.starts_with(workspace))
}

/// A call that is put together.
pub(super) struct Call<'a> {
    arguments: Vec<&'a str>,
    input: &'a [u8],
    env: Vec<(&'static str, OsString)>,
    most: usize,
    patience: Duration,
}

/// How it ended and what it said.
pub(super) struct Answer {
    /// Its exit code; none when it was killed.
    pub(super) code: Option<i32>,
    /// Standard output.
    pub(super) output: Vec<u8>,
    words: Vec<u8>,
}

impl<'a> Call<'a> {
    /// `git ARGUMENTS`.
    pub(super) fn new(arguments: &[&'a str]) -> Self {
        Self {
            arguments: arguments.to_vec(),
            input: b"",
            env: Vec::new(),
            most: MOST,
            patience: PATIENCE,
        }
    }

    /// What it reads on standard input.
    pub(super) fn input(mut self, bytes: &'a [u8]) -> Self {
        self.input = bytes;
        self
    }

    /// A variable of its environment.
    pub(super) fn env(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.env.push((name, value.into()));
        self
    }

    /// More bytes than this on standard output are an error.
    pub(super) fn most(mut self, bytes: usize) -> Self {
        self.most = bytes;
        self
    }

    /// More time than this is an error.
    pub(super) fn patience(mut self, time: Duration) -> Self {
        self.patience = time;
        self
    }

    /// Runs it in a folder and waits for its end.
    pub(super) fn run(self, folder: &Path) -> Result<Answer, GitError> {
        let most = self.most;
        let (mut answer, output) = self.stream(folder, |pipe| read_at_most(pipe, most))?;
        if output.len() > most {
            return Err(GitError::TooMuch(most));
        }
        answer.output = output;
        Ok(answer)
    }

    /// Runs it in a folder, lets `read` have its standard output, and waits for its end. What `read` leaves is lost.
    pub(super) fn stream<T>(
        self,
        folder: &Path,
        read: impl FnOnce(&mut dyn Read) -> T,
    ) -> Result<(Answer, T), GitError> {
        let mut child = self.start(folder).map_err(GitError::NotStarted)?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let child = Mutex::new(child);
        let lock = || child.lock().unwrap_or_else(PoisonError::into_inner);
        let (send, done) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let (input, patience) = (self.input, self.patience);
            scope.spawn(move || {
                // git may end before it has read everything; why, it says itself.
                stdin.map(|mut pipe| pipe.write_all(input))
            });
            let words = scope.spawn(move || stderr.map(read_words).unwrap_or_default());
            let guard = scope.spawn(move || {
                let late = done.recv_timeout(patience) == Err(RecvTimeoutError::Timeout);
                // Killing fails when git has ended in this moment, which is as good.
                late.then(|| lock().kill())
            });
            let mut nothing = io::empty();
            let mut stdout = stdout;
            let read = match &mut stdout {
                Some(pipe) => read(pipe),
                None => read(&mut nothing),
            };
            // A pipe that is closed ends a git that has more to say.
            drop(stdout);
            drop(send);
            let late = guard.join().is_ok_and(|killed| killed.is_some());
            let status = lock().wait().map_err(GitError::NotStarted)?;
            let words = words.join().unwrap_or_default();
            if late {
                return Err(GitError::TooLong(patience));
            }
            let answer = Answer {
                code: status.code(),
                output: Vec::new(),
                words,
            };
            Ok((answer, read))
        })
    }

    fn start(&self, folder: &Path) -> io::Result<Child> {
        let mut command = Command::new("git");
        for name in FOREIGN {
            command.env_remove(name);
        }
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        if in_the_workspace(folder) {
            command.args(["-c", OURS]);
        }
        command
            .args(["--no-optional-locks", "--no-pager"])
            .args(&self.arguments)
            .current_dir(folder)
            .env("LC_ALL", "C")
            .env("GIT_TERMINAL_PROMPT", "0")
            // What is pushed later are the objects themselves, so they are what is read.
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .stdin(if self.input.is_empty() {
                Stdio::null()
            } else {
                Stdio::piped()
            })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
    }
}

impl Answer {
    /// Standard output, when git ended well.
    pub(super) fn expect_success(self) -> Result<Vec<u8>, GitError> {
        if self.code == Some(0) {
            return Ok(self.output);
        }
        Err(self.refusal())
    }

    /// Whether it ended with code 0; an error when it ended neither with 0 nor with 1, git's "no".
    pub(super) fn yes(&self) -> Result<bool, GitError> {
        match self.code {
            Some(0) => Ok(true),
            Some(1) => Ok(false),
            _ => Err(self.refusal()),
        }
    }

    fn refusal(&self) -> GitError {
        let words = String::from_utf8_lossy(&self.words);
        let line = words
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or("nothing");
        GitError::Refused(line.trim().to_owned())
    }
}

/// At most one byte more than `most`; then the pipe is closed, and git ends.
fn read_at_most(pipe: impl Read, most: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    // What could not be read is missing at the end, and the exit code tells.
    let _ = pipe.take(limit).read_to_end(&mut bytes);
    bytes
}

/// The first words; the rest is read too, else git would wait for a reader.
fn read_words(mut pipe: impl Read) -> Vec<u8> {
    let mut words = Vec::new();
    let _ = pipe.by_ref().take(WORDS).read_to_end(&mut words);
    let _ = io::copy(&mut pipe, &mut io::sink());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_bounded_in_size() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let ask = |most| Call::new(&["version"]).most(most).run(folder);
        assert!(matches!(ask(3), Err(GitError::TooMuch(3))));
        let answer = ask(1_000).and_then(Answer::expect_success).expect("a version");
        assert!(answer.starts_with(b"git version "));
    }

    #[cfg(unix)]
    #[test]
    fn answers_are_bounded_in_time() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let made = Command::new("mkfifo")
            .arg("pipe")
            .current_dir(folder.path())
            .status();
        assert!(made.expect("mkfifo").success());
        // Nobody ever writes.
        let patience = Duration::from_millis(50);
        let answer = Call::new(&["hash-object", "pipe"])
            .patience(patience)
            .run(folder.path());
        assert!(matches!(answer, Err(GitError::TooLong(time)) if time == patience));
    }

    #[test]
    fn a_refusal_has_words_and_a_no_has_none() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let refused = Call::new(&["no-such-command"]).run(folder).expect("an answer");
        let error = refused.expect_success().expect_err("a refusal");
        assert!(error.to_string().contains("no-such-command"), "{error}");
        let no = Call::new(&["config", "--get", "amiforge.no-such-key"]).run(folder);
        assert!(!no.expect("an answer").yes().expect("a no"));
    }
}
