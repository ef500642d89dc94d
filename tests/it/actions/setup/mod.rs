//! `actions/setup`: its script in a bash of the form that the runner starts, with releases of the size of a word from a server
//! that does what networks do. `act.rs` runs the action with `act`, and the real binary.

mod act;
mod attestation;
mod cache;
mod download;
mod hygiene;
mod named;
mod network;
mod server;
mod source;
mod versions;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use sha2::{Digest as _, Sha256};

use crate::support::{Folder, Run, clean, executable, interruptible, project};

/// The release that most tests want, and the commit that it was built from.
const VERSION: &str = "1.2.3";
const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
const LINUX: &str = "x86_64-unknown-linux-musl";

fn sum(bytes: &[u8]) -> String {
    let sum = Sha256::digest(bytes);
    sum.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A program that says which version of amiforge it is, and nothing else.
fn program(version: &str) -> String {
    format!("#!/bin/sh\necho 'amiforge {version}'\n")
}

/// The name of an asset.
fn asset(version: &str, target: &str) -> String {
    let packing = if target.contains("windows") {
        "zip"
    } else {
        "tar.gz"
    };
    format!("amiforge-{version}-{target}.{packing}")
}

/// The name of the asset of this version for this machine.
pub(super) fn own_asset() -> String {
    let processor = if cfg!(target_arch = "aarch64") {
        "aarch64"
    } else {
        "x86_64"
    };
    asset(
        env!("CARGO_PKG_VERSION"),
        &format!("{processor}-unknown-linux-musl"),
    )
}

/// Packs a binary as a release does.
fn pack(version: &str, target: &str, binary: &[u8]) -> Vec<u8> {
    let folder = Folder::new();
    let top = format!("amiforge-{version}-{target}");
    let suffix = if target.contains("windows") { ".exe" } else { "" };
    let file = format!("{top}/amiforge{suffix}");
    folder
        .write(&file, binary)
        .write(&format!("{top}/README.md"), "amiforge\n");
    executable(&folder.path().join(&file));
    let name = asset(version, target);
    let mut command = if suffix.is_empty() {
        let mut tar = clean(Command::new("tar"));
        tar.args(["-czf", &name, &top]);
        tar
    } else {
        let mut zip = clean(Command::new("python3"));
        zip.args(["-m", "zipfile", "-c", &name, &top]);
        zip
    };
    let packed = command.current_dir(folder.path()).output().expect("it packs");
    assert!(packed.status.success(), "{packed:?}");
    fs::read(folder.path().join(name)).expect("an archive")
}

/// curl with other patience than the script has, in seconds without a word; when it is called again, with a minute, as what is
/// served then may be served slowly.
fn patient(seconds: u32) -> String {
    format!(
        r#"#!/usr/bin/env bash
patience={seconds}
[ ! -e "$HOME/called" ] || patience=60
touch "$HOME/called"
arguments=()
for argument; do
  [ "$previous" != --speed-time ] || argument=$patience
  previous=$argument
  arguments+=("$argument")
done
PATH=${{PATH#*:}} exec curl "${{arguments[@]}}"
"#
    )
}

/// All files below a folder, as paths from it.
fn files(folder: &Path) -> Vec<String> {
    fn below(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                below(&entry.path(), &format!("{name}/"), found);
            } else {
                found.push(name);
            }
        }
    }
    let mut found = Vec::new();
    below(folder, "", &mut found);
    found.sort();
    found
}

/// A runner with a copy of the action on it. Its folders have a blank and a letter that is not ASCII in their names.
struct Runner {
    home: Folder,
    /// What the job and the step set.
    variables: Vec<(String, String)>,
}

impl Runner {
    /// With a copy of the action of version 1.2.3, whose release is known when it is given.
    fn new() -> Self {
        let runner = Self {
            home: Folder::new(),
            variables: Vec::new(),
        };
        for name in ["action.yml", "install.sh"] {
            let text = fs::read_to_string(project().join("actions/setup").join(name)).expect(name);
            runner
                .home
                .write(&format!("the äction/actions/setup/{name}"), text);
        }
        runner
            .home
            .write(
                "the äction/Cargo.toml",
                format!("[package]\nname = \"amiforge\"\nversion = \"{VERSION}\"\n"),
            )
            .write("the äction/actions/setup/checksums.txt", "# Nothing yet.\n")
            .write("bin/sleep", "#!/bin/sh\necho \"$1\" >>\"$SLEPT\"\n");
        for folder in ["the töol cache", "the temporary földer", "the wörkspace"] {
            fs::create_dir(runner.home.path().join(folder)).expect("a folder");
        }
        executable(&runner.path("bin/sleep"));
        runner
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn cache(&self) -> PathBuf {
        self.path("the töol cache")
    }

    fn temporary(&self) -> PathBuf {
        self.path("the temporary földer")
    }

    /// The action knows this release, with these archives, newest first as they are added.
    fn knows(self, version: &str, commit: &str, archives: &[(&str, &[u8])]) -> Self {
        use std::fmt::Write as _;
        let mut text = fs::read_to_string(self.path("the äction/actions/setup/checksums.txt")).expect("sums");
        writeln!(text, "# {version} {commit}").expect("a line");
        for (target, bytes) in archives {
            writeln!(text, "{}  {}", sum(bytes), asset(version, target)).expect("a line");
        }
        self.home.write("the äction/actions/setup/checksums.txt", text);
        self
    }

    /// The release of this copy of the action, for Linux, and its archive.
    fn released() -> (Self, Vec<u8>) {
        let archive = pack(VERSION, LINUX, program(VERSION).as_bytes());
        (Self::new().knows(VERSION, COMMIT, &[(LINUX, &archive)]), archive)
    }

    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// A program before all others on the path.
    fn program(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let name = format!("bin/{name}");
        self.home.write(&name, text);
        executable(&self.path(&name));
        self
    }

    /// bash as the runner starts it for `actions/setup`; for a step of another action without its inputs.
    fn command(&self, argument: &str) -> Command {
        let text = fs::read_to_string(project().join("actions/setup/action.yml")).expect("the action");
        let (_, run) = text.rsplit_once("run: ").expect("a script");
        // A shell that runs reads on in its file.
        let script = format!("step{}.sh", argument.trim());
        if !self.path(&script).exists() {
            self.home.write(&script, run.replace(" for-job", argument));
        }
        let mut bash = interruptible("bash");
        let path = std::env::var("PATH").expect("a path");
        bash.args(["--noprofile", "--norc", "-peuo", "pipefail"])
            .arg(self.path(&script))
            .current_dir(self.path("the wörkspace"))
            .env("PATH", format!("{}:{path}", self.path("bin").display()))
            .env("HOME", self.home.path())
            .env("SLEPT", self.path("slept"))
            .env("GITHUB_ACTION_PATH", self.path("the äction/actions/setup"))
            .env("GITHUB_WORKSPACE", self.path("the wörkspace"))
            .env("RUNNER_OS", "Linux")
            .env("RUNNER_ARCH", "X64")
            .env("RUNNER_TEMP", self.temporary())
            .env("RUNNER_TOOL_CACHE", self.cache());
        for file in ["GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH"] {
            let _ = fs::remove_file(self.path(file));
            bash.env(file, self.path(file));
        }
        for line in text.lines() {
            if let Some((name, _)) = line.trim().split_once(": ${{ inputs.") {
                bash.env(name, "");
            }
        }
        bash.envs(self.variables.iter().map(|(name, value)| (name, value)));
        bash
    }

    /// Runs the action.
    fn run(&self) -> Run {
        Run::of(&self.command(" for-job").output().expect("bash starts"))
    }

    /// Runs the first step of another action.
    fn run_in_step(&self) -> Run {
        Run::of(&self.command("").output().expect("bash starts"))
    }

    fn start(&self) -> Child {
        let mut command = self.command(" for-job");
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("bash starts")
    }

    /// What was written into one of the files of the step.
    fn told(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap_or_default()
    }

    /// How long the script waited between attempts.
    fn slept(&self) -> Vec<String> {
        self.told("slept").lines().map(str::to_owned).collect()
    }

    /// Where the binary of a release is kept.
    fn kept(&self) -> PathBuf {
        self.cache().join(format!("amiforge/{VERSION}/x64/amiforge"))
    }

    /// The run was good, and nothing but the kept binary is left of it.
    #[track_caller]
    fn is_installed(&self, run: Run) {
        let run = run.ends(0);
        let binary = self.kept();
        assert_eq!(
            self.told("GITHUB_OUTPUT"),
            format!("path={}\nversion={VERSION}\n", binary.display()),
            "{run:#?}"
        );
        assert_eq!(run.stderr, "", "{run:#?}");
        assert_eq!(
            files(&self.cache()),
            [
                format!("amiforge/{VERSION}/x64.complete"),
                format!("amiforge/{VERSION}/x64/amiforge")
            ]
        );
        assert_eq!(fs::read_to_string(binary).expect("the binary"), program(VERSION));
        assert_eq!(files(&self.temporary()), Vec::<String>::new());
    }

    /// The run failed with one annotation, which it gives back, and nothing is left of it or handed on.
    #[track_caller]
    fn refuses(&self, code: i32, run: Run) -> String {
        let run = run.ends(code);
        assert!(!run.stderr.contains("unbound"), "{run:#?}");
        let mut errors = run
            .stdout
            .lines()
            .filter(|line| line.trim_start().starts_with("::"));
        let error = errors.next().expect("an annotation").to_owned();
        assert!(error.starts_with("::error title=amiforge setup::"), "{run:#?}");
        assert_eq!(errors.next(), None, "{run:#?}");
        assert!(!run.stdout.contains("##["), "{run:#?}");
        for file in ["GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH"] {
            assert_eq!(self.told(file), "", "{file}\n{run:#?}");
        }
        assert_eq!(files(&self.cache()), Vec::<String>::new());
        assert_eq!(files(&self.temporary()), Vec::<String>::new());
        error
    }
}
