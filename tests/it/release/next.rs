//! After a release: its sums come to main, which gets a version of its own, so that no copy of the action passes for a release that it is not.

use std::fs;
use std::process::Command;

use super::{CHECKSUMS, Refuses, Release, VERSION};
use crate::support::{Run, clean, project};

const USES: &str = "      - uses: amiforge/amiforge@v0\n";

/// A release whose tag is on B, and main, which somebody has worked on since.
fn released() -> Option<(Release, String)> {
    let release = Release::new()?;
    release
        .write("workflows-examples/one.yml", USES)
        .commit("An example");
    release.git(&["push", "--quiet", "origin", "main"]);
    let a = release.head();
    let assets = release.assets().display().to_string();
    release.run("checksums.sh", &[VERSION, &a, &assets]).ends(0);
    let b = release.commit("Sums");
    release.git(&["push", "--quiet", "origin", &format!("{b}:refs/tags/v{VERSION}")]);
    release.git(&["reset", "--quiet", "--hard", &a]);
    release.write("new", "since then").commit("Work");
    release.git(&["push", "--quiet", "origin", "main"]);
    Some((release, b))
}

#[test]
fn main_gets_the_sums_and_a_version_of_its_own() {
    let Some((release, b)) = released() else { return };
    let next = "99.0.0";
    release.run("next.sh", &[VERSION, next]).ends(0);
    assert_eq!(release.git(&["status", "--porcelain"]), "");
    // The tag is a part of the branch, and nothing of either side is lost.
    release.git(&["merge-base", "--is-ancestor", &b, "HEAD"]);
    assert!(release.read(CHECKSUMS).contains(&format!("# {VERSION} ")));
    assert_eq!(release.read("new"), "since then");
    let manifest = release.read("Cargo.toml");
    assert!(
        manifest.contains(&format!("\nversion = \"{next}\"\n")),
        "{manifest}"
    );
    assert_eq!(
        release.read("workflows-examples/one.yml"),
        USES.replace("v0", &format!("{b} # v{VERSION}"))
    );
    let hooks = release.read(".pre-commit-hooks.yaml");
    assert!(
        hooks.contains(&format!("amiforge:{next} validate")) && !hooks.contains(VERSION),
        "{hooks}"
    );
    // Dependencies keep their versions: two lines of the lock file are others.
    let changed = release.git(&["diff", "--numstat", &b, "--", "Cargo.toml", "Cargo.lock"]);
    assert_eq!(changed, "1\t1\tCargo.lock\n1\t1\tCargo.toml");
    // And it can become the next release.
    release.git(&["push", "--quiet", "origin", "main"]);
    release.git(&["fetch", "--quiet", "--tags", "origin"]);
    let history = release
        .read("CHANGELOG.md")
        .replace("## Unreleased", &format!("## {next} - 2026-12-24"));
    release.write("CHANGELOG.md", &history).commit("Version");
    release.git(&["push", "--quiet", "origin", "main"]);
    release.run("check.sh", &[next]).ends(0);
    release
        .run("next.sh", &[VERSION, next])
        .refuses(&format!("Cargo.toml says {next}"));
}

#[test]
fn what_is_no_next_version_is_refused() {
    let Some((release, _)) = released() else { return };
    let before = release.head();
    release
        .run("next.sh", &[VERSION, VERSION])
        .refuses("is not newer");
    release
        .run("next.sh", &[VERSION, "0.0.1"])
        .refuses("is not newer");
    release
        .run("next.sh", &[VERSION, "99.0.0-dev"])
        .refuses("is no version");
    release.write("new", "changed");
    release
        .run("next.sh", &[VERSION, "99.0.0"])
        .refuses("the work tree has changes");
    release.git(&["reset", "--quiet", "--hard"]);
    release.origin(&["update-ref", "-d", &format!("refs/tags/v{VERSION}")]);
    release
        .run("next.sh", &[VERSION, "99.0.0"])
        .refuses("there is no tag");
    assert_eq!(release.head(), before);
}

/// Whether the sums know a version.
fn knows(sums: &str, version: &str) -> bool {
    sums.lines()
        .any(|line| line.starts_with(&format!("# {version} ")))
}

#[test]
fn what_is_no_release_has_the_version_of_none() {
    let sums = fs::read_to_string(project().join(CHECKSUMS)).expect("the sums");
    if !knows(&sums, VERSION) {
        return;
    }
    // Only B itself, which changes nothing but the sums, may know its own.
    let changed = clean(Command::new("git"))
        .args(["diff", "--name-only", "HEAD^", "HEAD"])
        .current_dir(project())
        .output();
    let changed = Run::of(&changed.expect("git starts"));
    assert_eq!(
        changed.stdout.trim(),
        CHECKSUMS,
        "{VERSION} is released: .github/release/next.sh gives this branch a version of its own"
    );
}
