//! Reading pins from commits, remembering, and writing branches, against real repositories.

mod fetch;
mod history;
mod kinds;
mod persons;
mod read;
mod runs;
mod said;
mod write;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use amiforge::forge::local::write;
use amiforge::forge::{Changed, Done, Outcome, PullRequest};
use amiforge::git::{CommitId, Git};

use crate::support::{Folder, clean};

const OLD: &str = "ami-0a1b2c3d4e5f60718";
const NEW: &str = "ami-0fedcba9876543210";

fn head(folder: &Folder) -> CommitId {
    Git::at(folder.path()).resolve("HEAD").expect("a commit")
}

/// Runs git as somebody who commits at a time, in seconds; it must succeed.
fn git_at(folder: &Path, seconds: i64, arguments: &[&str]) {
    let date = format!("@{seconds} +0100");
    let output = clean(Command::new("git"))
        .args(["-c", "user.name=Person", "-c", "user.email=person@example.com"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_DATE", &date)
        .env("GIT_COMMITTER_DATE", &date)
        .output()
        .expect("git starts");
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "git {arguments:?}: {words}");
}

/// Commits everything at a time.
fn commit_at(folder: &Folder, seconds: i64) -> CommitId {
    git_at(folder.path(), seconds, &["add", "--all"]);
    git_at(
        folder.path(),
        seconds,
        &["commit", "--quiet", "--allow-empty", "--message", "work"],
    );
    head(folder)
}

const GROUP: &str = "windows-eks";
const BRANCH: &str = "refs/heads/amiforge/windows-eks";
/// When the base was committed: long ago, so that what a test does now has another date.
const THEN: i64 = 1_700_000_000;

fn request(files: &[(&str, &[u8])]) -> PullRequest {
    PullRequest {
        group: GROUP.to_owned(),
        title: "Windows Server 2022".to_owned(),
        body: "# What changes\n".to_owned(),
        commit_message: format!("Windows Server 2022\n\nWhy é.\n\nAmiforge-Group: {GROUP}\n"),
        labels: Vec::new(),
        reviewers: Vec::new(),
        draft: false,
        files: files
            .iter()
            .map(|(path, bytes)| Changed {
                path: (*path).to_owned(),
                bytes: bytes.to_vec(),
            })
            .collect(),
    }
}

fn simple() -> PullRequest {
    request(&[("main.tf", NEW.as_bytes())])
}

/// A repository with a pin in `main.tf`.
fn repository() -> (Folder, CommitId) {
    let folder = Folder::new();
    folder.git(&["init", "--quiet", "--initial-branch=main"]);
    // Whoever runs the tests has a name.
    folder.git(&["config", "user.name", ""]);
    folder.write("main.tf", OLD).write("deep/folder/readme", "x");
    let base = commit_at(&folder, THEN);
    (folder, base)
}

fn bring(folder: &Path, base: &CommitId, wanted: &PullRequest) -> Outcome {
    write(&Git::at(folder), base, wanted).expect("written")
}

fn created(outcome: &Outcome) -> (CommitId, PathBuf) {
    match &outcome.done {
        Done::Created(written) => (written.commit.clone(), written.body.clone().expect("a file")),
        other => panic!("{other:?}"),
    }
}

fn left_alone(outcome: &Outcome) -> &str {
    match &outcome.done {
        Done::LeftAlone(reason) => reason,
        other => panic!("{other:?}"),
    }
}

fn tip(folder: &Folder) -> String {
    folder.git(&["rev-parse", BRANCH])
}

/// Everything below a folder that is not an object or a log, with its bytes.
fn snapshot(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).expect("a folder").flatten() {
            let path = entry.path();
            let name = path
                .strip_prefix(folder)
                .expect("below")
                .to_string_lossy()
                .into_owned();
            let link = path.is_symlink();
            if !link && path.is_dir() {
                if !name.contains(".git/objects") && !name.contains(".git/logs") {
                    waiting.push(path);
                }
            } else {
                let bytes = if link {
                    b"link".to_vec()
                } else {
                    fs::read(&path).expect("a file")
                };
                found.insert(name, bytes);
            }
        }
    }
    found
}
