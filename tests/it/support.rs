//! What several tests need: folders, the real binary, git, tools that may be absent.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Says that a test did not run. Past the capture of the test runner, so that CI can see it.
pub(crate) fn skip(reason: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {reason}");
}

/// For how long this thread has been at work: what else the machine does meanwhile is left out where the system tells it
/// (<https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat>), so that a limit is one of the work.
pub(crate) fn worked() -> Duration {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    let begun = BEGUN.get_or_init(Instant::now);
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split(' ').next().and_then(|first| first.parse().ok());
    nanoseconds.map_or_else(|| begun.elapsed(), Duration::from_nanos)
}

/// Gives everybody the right to run a file.
#[cfg(unix)]
pub(crate) fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("permissions");
}

/// The project's folder.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A tool of `tests/stand-ins/install.sh`, else one on the PATH; `None` after saying so.
pub(crate) fn tool(name: &str) -> Option<PathBuf> {
    let installed = project().join("tests/stand-ins/.installed");
    for folder in ["bin", "venv/bin", "checkers/bin"] {
        let path = installed.join(folder).join(name);
        if path.is_file() {
            return Some(path);
        }
    }
    let on_path = std::env::var_os("PATH").and_then(|paths| {
        std::env::split_paths(&paths)
            .map(|p| p.join(name))
            .find(|p| p.is_file())
    });
    if on_path.is_none() {
        skip(&format!("{name} is not installed (tests/stand-ins/install.sh)"));
    }
    on_path
}

/// A file that `tests/stand-ins/install.sh` took from a package; `None` after saying so.
pub(crate) fn installed(name: &str) -> Option<PathBuf> {
    let path = project().join("tests/stand-ins/.installed").join(name);
    if path.is_file() {
        return Some(path);
    }
    skip(&format!("{name} is not installed (tests/stand-ins/install.sh)"));
    None
}

/// A folder of its own for one test.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().expect("a temporary folder"))
    }

    /// Another folder as the working directory of a run.
    pub(crate) fn at(path: &Path) -> Place<'_> {
        Place(path)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
        self
    }

    /// Runs git here; it must succeed.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        git(self.path(), arguments)
    }

    /// Makes it a repository and commits what is there.
    pub(crate) fn repository(&self) -> &Self {
        self.git(&["init", "--quiet", "--initial-branch=main"]);
        self.commit("first")
    }

    pub(crate) fn commit(&self, message: &str) -> &Self {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self
    }

    /// The same at a time that git remembers.
    pub(crate) fn commit_at(&self, message: &str, time: &str) -> &Self {
        let dates = [("GIT_AUTHOR_DATE", time), ("GIT_COMMITTER_DATE", time)];
        self.git(&["add", "--all"]);
        git_with(
            self.path(),
            &["commit", "--quiet", "--allow-empty", "--message", message],
            &dates,
        );
        self
    }

    /// The real binary with this folder as its working directory and nothing else of the environment.
    pub(crate) fn amiforge<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Run {
        self.amiforge_with(arguments, &[], b"")
    }

    pub(crate) fn amiforge_with<I: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = I>,
        env: &[(&str, &str)],
        input: &[u8],
    ) -> Run {
        Place(self.path()).amiforge_with(arguments, env, input)
    }
}

/// A working directory.
pub(crate) struct Place<'p>(&'p Path);

impl Place<'_> {
    pub(crate) fn amiforge<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Run {
        self.amiforge_with(arguments, &[], b"")
    }

    fn amiforge_with<I: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = I>,
        env: &[(&str, &str)],
        input: &[u8],
    ) -> Run {
        let mut child = clean(Command::new(env!("CARGO_BIN_EXE_amiforge")))
            .args(arguments)
            .envs(env.iter().copied())
            .current_dir(self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        // A binary that ends before it reads its input closes the pipe.
        let _ = child.stdin.take().expect("a pipe").write_all(input);
        Run::of(&child.wait_with_output().expect("the binary ends"))
    }
}

/// Runs git in a folder; it must succeed.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    git_with(folder, arguments, &[])
}

fn git_with(folder: &Path, arguments: &[&str], env: &[(&str, &str)]) -> String {
    let output = clean(Command::new("git"))
        .args([
            "-c",
            "user.name=Test",
            "-c",
            "user.email=test@example.com",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .envs(env.iter().copied())
        .output()
        .expect("git starts");
    assert!(
        output.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A command that sees of the environment only what it needs to start.
pub(crate) fn clean(mut command: Command) -> Command {
    command.env_clear();
    for name in ["PATH", "HOME", "SystemRoot", "TMPDIR", "LLVM_PROFILE_FILE"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

/// The same of a program that is to be interrupted. Programs that are started in the background ignore that, hand it on to what they
/// start, and bash then catches it no more; of GNU's `env` a program has it anew.
pub(crate) fn interruptible(program: &str) -> Command {
    if !cfg!(target_os = "linux") {
        return clean(Command::new(program));
    }
    let mut command = clean(Command::new("/usr/bin/env"));
    command.args(["--default-signal=INT", program]);
    command
}

/// How a run ended and what it said.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout.clone()).expect("UTF-8"),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The exit code must be this one.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// The JSON document of `--format json`.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// The findings of `--format json` as `path:line:column rule severity`.
    #[track_caller]
    pub(crate) fn findings(&self) -> Vec<String> {
        let json = self.json();
        let findings = json["findings"].as_array().expect("a list").iter();
        findings
            .map(|f| {
                let text = |key: &str| f[key].as_str().unwrap_or_default().to_owned();
                format!(
                    "{}:{}:{} {} {}",
                    text("path"),
                    f["line"],
                    f["column"],
                    text("rule"),
                    text("severity")
                )
            })
            .collect()
    }
}
