//! From the assets to the moving tag, undisturbed, killed at every call of GitHub, and done twice: it always ends the same.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{CHECKSUMS, Refuses, Release, VERSION, asset, targets};
use crate::support::Run;

/// What the jobs `draft`, `publish` and `moving-tag` of release.yml do.
fn jobs(release: &Release, env: &[(&str, &str)]) -> Result<String, Run> {
    let ok = |run: Run| {
        if run.code == Some(0) {
            Ok(run.stdout)
        } else {
            Err(run)
        }
    };
    let assets = release.folder.path().join("assets").display().to_string();
    let a = release.head();
    ok(release.run_with("draft.sh", &[VERSION, &assets], env))?;
    let downloaded = download(release);
    let b = ok(release.run_with("commit.sh", &[VERSION, &a, &downloaded], env))?;
    let b = b.trim();
    // The proof changes nothing, so there is nothing to stop it in.
    if env.is_empty() {
        ok(release.run("prove.sh", &[VERSION, &a, b, &downloaded]))?;
    }
    ok(release.run_with("publish.sh", &[VERSION, b], env))?;
    ok(release.run_with("move.sh", &[VERSION], env))?;
    Ok(b.to_owned())
}

/// `gh release download` into an empty folder.
fn download(release: &Release) -> String {
    let into = release.folder.path().join("downloaded");
    let _ = fs::remove_dir_all(&into);
    fs::create_dir_all(&into).expect("a folder");
    for file in fs::read_dir(there(release)).expect("assets").flatten() {
        fs::copy(file.path(), into.join(file.file_name())).expect("a copy");
    }
    into.display().to_string()
}

fn there(release: &Release) -> std::path::PathBuf {
    release
        .folder
        .path()
        .join(format!("github/releases/v{VERSION}/assets"))
}

fn ready() -> Option<Release> {
    let release = Release::new()?;
    release.assets();
    release.attested(&release.head());
    Some(release)
}

/// Everything that a user sees afterwards.
#[track_caller]
fn is_released(release: &Release, b: &str) {
    let tag = format!("v{VERSION}");
    let moving = format!("v{}", VERSION.split('.').next().expect("a major"));
    for name in [&tag, &moving] {
        assert_eq!(
            release.origin(&["rev-parse", &format!("refs/tags/{name}")]),
            b,
            "{name}"
        );
    }
    assert_eq!(release.origin(&["rev-parse", "refs/heads/main"]), release.head());
    assert_eq!(release.origin(&["rev-parse", &format!("{b}^@")]), release.head());
    let draft = fs::read_to_string(there(release).with_file_name("draft")).expect("a state");
    assert_eq!(draft, "false\n");
    let notes = fs::read_to_string(there(release).with_file_name("notes")).expect("notes");
    assert!(
        notes.starts_with(&format!("{VERSION}\n### Added\n\n* `--much`.\n")),
        "{notes}"
    );
    let mut expected: Vec<String> = targets().iter().map(|target| asset(target)).collect();
    expected.extend([
        format!("amiforge-{VERSION}.cdx.json"),
        format!("amiforge-{VERSION}.sigstore.json"),
    ]);
    expected.sort();
    let mut found = Vec::new();
    for file in fs::read_dir(there(release)).expect("assets").flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        let made = release.folder.path().join("assets").join(&name);
        assert!(
            fs::read(file.path()).expect("an asset") == fs::read(made).expect("an asset"),
            "{name}"
        );
        found.push(name);
    }
    found.sort();
    assert_eq!(found, expected);
    let sums = release.origin(&["show", &format!("{b}:{CHECKSUMS}")]);
    assert!(
        sums.contains(&format!("# {VERSION} {}", release.head())),
        "{sums}"
    );
}

#[test]
fn a_release_is_done_once_however_often_it_is_run() {
    let Some(release) = ready() else { return };
    let b = jobs(&release, &[]).expect("the first run");
    is_released(&release, &b);
    assert_eq!(jobs(&release, &[]).expect("the second run"), b);
    is_released(&release, &b);
}

#[test]
fn a_release_that_is_killed_at_any_call_goes_on() {
    let Some(release) = ready() else { return };
    jobs(&release, &[]).expect("an undisturbed run");
    let log = fs::read_to_string(release.folder.path().join("github/log")).expect("a log");
    let calls = log
        .lines()
        .filter(|line| !line.starts_with("attestation"))
        .count();
    assert!(calls > 6, "{log}");
    // Before and after the effect of each.
    for stop in 1..=calls * 2 {
        reset(&release);
        let run = jobs(&release, &[("GH_STOP", &stop.to_string())]).expect_err(&format!(
            "not killed at {stop} of
{log}"
        ));
        assert_eq!(run.code, None, "killed at {stop}: {run:#?}");
        let b = jobs(&release, &[]).unwrap_or_else(|run| panic!("after a stop at {stop}: {run:#?}"));
        is_released(&release, &b);
    }

    // Between two files of an upload.
    reset(&release);
    jobs(&release, &[("GH_HALF", "yes")]).expect_err("killed");
    assert_eq!(fs::read_dir(there(&release)).expect("assets").count(), 1);
    let b = jobs(&release, &[]).expect("the next run");
    is_released(&release, &b);
}

/// As before the first run.
fn reset(release: &Release) {
    let folder = release.folder.path();
    for name in ["github/releases", "github/calls", "github/log"] {
        let path = folder.join(name);
        if path.is_dir() {
            fs::remove_dir_all(path).expect("removed");
        } else {
            let _ = fs::remove_file(path);
        }
    }
    for reference in release.origin(&["for-each-ref", "--format=%(refname)"]).lines() {
        if reference != "refs/heads/main" {
            release.origin(&["update-ref", "-d", reference]);
        }
    }
}

#[test]
fn a_draft_of_an_earlier_run_gets_the_new_assets_and_b_is_made_again() {
    let Some(release) = ready() else { return };
    let (assets, a) = (
        release.folder.path().join("assets").display().to_string(),
        release.head(),
    );
    release.run("draft.sh", &[VERSION, &assets]).ends(0);
    let first = release
        .run("commit.sh", &[VERSION, &a, &download(&release)])
        .ends(0)
        .stdout;
    // Another run has built the archives again, and they are not the same bytes.
    fs::write(Path::new(&assets).join(asset(&targets()[0])), "built again").expect("a file");
    fs::write(there(&release).join("of-somebody-else"), "").expect("a file");
    let b = jobs(&release, &[]).expect("the second run");
    assert_ne!(b, first.trim());
    is_released(&release, &b);
}

#[test]
fn what_is_published_is_never_changed() {
    let Some(release) = ready() else { return };
    let b = jobs(&release, &[]).expect("a run");
    let assets = release.folder.path().join("assets");
    let archive = assets.join(asset(&targets()[0]));
    let bytes = fs::read(&archive).expect("an archive");
    fs::write(&archive, "built again").expect("a file");
    let (folder, a) = (assets.display().to_string(), release.head());
    let run = release.run("draft.sh", &[VERSION, &folder]).ends(0);
    assert!(run.stdout.contains("published already"), "{run:#?}");
    release
        .run("commit.sh", &[VERSION, &a, &folder])
        .refuses("other sums");
    release
        .run("publish.sh", &[VERSION, &a])
        .refuses("it is never moved");
    fs::write(&archive, bytes).expect("a file");
    is_released(&release, &b);
}

#[test]
fn a_release_that_is_not_immutable_is_found_out() {
    let Some(release) = ready() else { return };
    release.folder.write("github/mutable", "");
    let run = jobs(&release, &[]).expect_err("a release that can be changed");
    run.refuses("switch on immutable releases");
}

#[test]
fn github_that_does_not_answer_gets_no_second_draft() {
    let Some(release) = ready() else { return };
    let assets = release.folder.path().join("assets").display().to_string();
    release.run("draft.sh", &[VERSION, &assets]).ends(0);
    release
        .folder
        .write("tools/gh", "#!/bin/sh\necho HTTP 502 >&2\nexit 1\n");
    release.run("draft.sh", &[VERSION, &assets]).refuses("HTTP 502");
}

#[test]
fn the_moving_tag_never_goes_back() {
    let Some(release) = ready() else { return };
    release.run("move.sh", &[VERSION]).refuses("there is no tag");
    let b = jobs(&release, &[]).expect("a run");
    // As the job has it: a clone of one commit, which knows no tag.
    let major = VERSION.split('.').next().expect("a major");
    release.origin(&["update-ref", "-d", &format!("refs/tags/v{major}")]);
    let origin = release.git(&["remote", "get-url", "origin"]);
    let shallow = release.folder.path().join("shallow");
    let url = format!("file://{origin}");
    release.git(&[
        "clone",
        "--quiet",
        "--depth=1",
        "--no-tags",
        &url,
        &shallow.display().to_string(),
    ]);
    let done = Command::new(shallow.join(".github/release/move.sh"))
        .arg(VERSION)
        .output();
    let run = Run::of(&done.expect("the script starts")).ends(0);
    assert!(run.stdout.contains(VERSION), "{run:#?}");
    assert_eq!(release.origin(&["rev-parse", &format!("refs/tags/v{major}")]), b);
    // A newer release, of which the parts are numbers: 0.10.0 is newer than 0.9.0.
    for (newer, older) in [("10.0", "9.0"), ("99.10", "99.9")] {
        let mut tagged = Vec::new();
        for minor in [older, newer] {
            let version = format!("{major}.{minor}");
            let toml = release.read("Cargo.toml");
            let now = toml
                .lines()
                .find(|line| line.starts_with("version = "))
                .expect("a version")
                .to_owned();
            let toml = toml.replacen(&now, &format!("version = \"{version}\""), 1);
            let commit = release.write("Cargo.toml", &toml).commit(&version);
            release.git(&["push", "--quiet", "origin", &format!("HEAD:refs/tags/v{version}")]);
            release.run("move.sh", &[&version]).ends(0);
            tagged.push((version, commit));
        }
        release
            .run("move.sh", &[&tagged[0].0])
            .refuses("which is newer than");
        release.run("move.sh", &[&tagged[1].0]).ends(0);
        assert_eq!(
            release.origin(&["rev-parse", &format!("refs/tags/v{major}")]),
            tagged[1].1
        );
    }
    assert_eq!(
        release.origin(&["rev-parse", &format!("refs/tags/v{VERSION}")]),
        b
    );
}
