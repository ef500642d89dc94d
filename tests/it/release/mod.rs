//! The release: the scripts of `.github/release` on real repositories, with a stand-in of GitHub's `gh`. What is built is the binary of the
//! tests; a small static program that becomes it stands in for a static one.
#![cfg(target_os = "linux")]

mod archives;
mod check;
mod commit;
mod consistent;
mod examples;
mod gh;
mod image;
mod next;
mod published;
mod story;

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::support::{Folder, Run, clean, git, project, tool};

const VERSION: &str = env!("CARGO_PKG_VERSION");
const CHECKSUMS: &str = "actions/setup/checksums.txt";
const BINARY: &str = env!("CARGO_BIN_EXE_amiforge");

/// The targets of `lib.sh`.
fn targets() -> Vec<String> {
    let text = fs::read_to_string(project().join(".github/release/lib.sh")).expect("the library");
    let line = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("targets='"))
        .expect("targets");
    line.trim_end_matches('\'')
        .split(' ')
        .map(ToOwned::to_owned)
        .collect()
}

fn asset(target: &str) -> String {
    let kind = if target.contains("windows") {
        "zip"
    } else {
        "tar.gz"
    };
    format!("amiforge-{VERSION}-{target}.{kind}")
}

/// A repository at the commit that is to be released, its `origin`, and what the stand-in of GitHub knows.
struct Release {
    folder: Folder,
}

impl Release {
    /// `None` after saying so where a tool is missing.
    fn new() -> Option<Self> {
        for name in ["jq", "zip", "unzip", "readelf"] {
            tool(name)?;
        }
        let folder = Folder::new();
        let work = folder.path().join("work");
        for name in [
            ".github/release",
            ".pre-commit-hooks.yaml",
            "Cargo.lock",
            "Cargo.toml",
            "LICENSE-APACHE",
            "LICENSE-MIT",
            "README.md",
            "examples",
        ] {
            copy(&project().join(name), &work.join(name));
        }
        let changes = format!(
            "# Changelog\n\n## Unreleased\n\n* Later.\n\n## {VERSION} - 2026-11-26\n\n### Added\n\n* `--much`.\n\n## 0.0.1 - 2026-01-01\n\n* Old.\n"
        );
        folder
            .write("work/CHANGELOG.md", changes)
            .write(&format!("work/{CHECKSUMS}"), CHECKSUMS_BEFORE)
            .write("github/nothing", "");
        let this = Self { folder };
        this.git(&["init", "--quiet", "--initial-branch=main"]);
        this.git(&["add", "--all"]);
        // Pages of the commit that is released say nothing of the time before.
        this.run("examples.sh", &[VERSION]).ends(0);
        this.git(&["add", "--all"]);
        // An odd second: ZIP knows even ones only.
        let time = "2026-11-26T10:20:31Z";
        let done = clean(Command::new("git"))
            .args([
                "-c",
                "user.name=Test",
                "-c",
                "user.email=test@example.com",
                "commit",
                "--quiet",
                "--message=Version",
            ])
            .envs([("GIT_AUTHOR_DATE", time), ("GIT_COMMITTER_DATE", time)])
            .current_dir(&work)
            .status();
        assert!(done.expect("git starts").success());
        let origin = this.folder.path().join("origin.git");
        git(
            this.folder.path(),
            &["clone", "--quiet", "--bare", "work", "origin.git"],
        );
        this.git(&["remote", "add", "origin", &origin.display().to_string()]);
        this.git(&["fetch", "--quiet", "origin"]);
        Some(this)
    }

    fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    fn git(&self, arguments: &[&str]) -> String {
        git(&self.work(), arguments)
    }

    /// A git in the bare repository.
    fn origin(&self, arguments: &[&str]) -> String {
        git(&self.folder.path().join("origin.git"), arguments)
    }

    fn write(&self, name: &str, text: &str) -> &Self {
        self.folder.write(&format!("work/{name}"), text);
        self
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.work().join(name)).expect("a file")
    }

    /// Commits what there is; the commit.
    fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"])
    }

    /// A script of the repository, with arguments.
    fn run(&self, script: &str, arguments: &[&str]) -> Run {
        self.run_with(script, arguments, &[])
    }

    fn run_with(&self, script: &str, arguments: &[&str], env: &[(&str, &str)]) -> Run {
        let tools = self.folder.path().join("tools");
        fs::create_dir_all(&tools).expect("a folder");
        let gh = tools.join("gh");
        if !gh.exists() {
            fs::copy(project().join("tests/stand-ins/gh"), &gh).expect("the stand-in of gh");
        }
        let installed = project().join("tests/stand-ins/.installed/bin");
        let path = format!(
            "{}:{}:{}",
            tools.display(),
            installed.display(),
            std::env::var("PATH").expect("a path")
        );
        let mut command = clean(Command::new(self.work().join(".github/release").join(script)));
        command
            .args(arguments)
            .current_dir(self.work())
            // Killed as a whole by the stand-in.
            .process_group(0)
            .env("PATH", path)
            .env("GH_STATE", self.folder.path().join("github"))
            .env("GH_ORIGIN", self.folder.path().join("origin.git"))
            .env("AMIFORGE_REAL", BINARY)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs(env.iter().copied());
        Run::of(&command.output().expect("the script starts"))
    }

    /// Assets as the job for packages leaves them: archives of all targets, and texts in the place of what other tools make. They are made
    /// once; the commit of every test has the same time, and so their bytes are the same.
    fn assets(&self) -> PathBuf {
        static ASSETS: OnceLock<Folder> = OnceLock::new();
        let made = ASSETS.get_or_init(|| {
            let folder = Folder::new();
            for target in targets() {
                let out = folder.path().display().to_string();
                self.run("package.sh", &[&target, &fixed(), &pages(), &out])
                    .ends(0);
            }
            folder.write(&format!("amiforge-{VERSION}.cdx.json"), "{}");
            folder.write(&format!("amiforge-{VERSION}.sigstore.json"), "{}");
            folder
        });
        let assets = self.folder.path().join("assets");
        copy(made.path(), &assets);
        self.run("sums.sh", &[&assets.display().to_string()]).ends(0);
        assets
    }

    /// What the certificate of the attestation says.
    fn attested(&self, commit: &str) -> serde_json::Value {
        let certificate = serde_json::json!({
            "sourceRepositoryURI": "https://github.com/amiforge/amiforge",
            "sourceRepositoryDigest": commit,
            "sourceRepositoryRef": "refs/heads/main",
            "buildSignerURI": "https://github.com/amiforge/amiforge/.github/workflows/release.yml@refs/heads/main",
            "runnerEnvironment": "github-hosted",
        });
        self.attest(&certificate);
        certificate
    }

    fn attest(&self, certificate: &serde_json::Value) {
        self.folder.write("github/attested", certificate.to_string());
    }
}

const CHECKSUMS_BEFORE: &str =
    "# Sums of the archives of each release, newest first.\n# Nothing is released yet.\n";

/// A refusal: exit code 1, and a sentence with these words.
trait Refuses {
    fn refuses(self, words: &str);
}

impl Refuses for Run {
    #[track_caller]
    fn refuses(self, words: &str) {
        assert!(self.stderr.contains(words), "no {words:?} in {self:#?}");
        self.ends(1);
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).expect("a folder").flatten() {
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::create_dir_all(to.parent().expect("a parent")).expect("folders");
        fs::copy(from, to).expect("a copy");
    }
}

/// What the binary of the tests writes as completions and manual pages, once.
fn pages() -> String {
    static PAGES: OnceLock<Folder> = OnceLock::new();
    let made = PAGES.get_or_init(|| {
        let folder = Folder::new();
        let done = clean(Command::new(project().join(".github/release/pages.sh")))
            .arg(BINARY)
            .arg(folder.path())
            .output();
        Run::of(&done.expect("the script starts")).ends(0);
        folder
    });
    made.path().display().to_string()
}

/// The static program, compiled once.
fn fixed() -> String {
    static PROGRAM: OnceLock<(Folder, String)> = OnceLock::new();
    let (_, path) = PROGRAM.get_or_init(|| {
        let folder = Folder::new();
        let program = folder.path().join("amiforge");
        let done = Command::new("cc")
            .args(["-static", "-O1", "-o"])
            .arg(&program)
            .arg(project().join("tests/it/release/static.c"))
            .status()
            .expect("a C compiler, which Rust needs to link");
        assert!(done.success());
        let path = program.display().to_string();
        (folder, path)
    });
    path.clone()
}
