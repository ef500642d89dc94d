//! May this commit be released: what has to agree before anything is built, and the notes out of the changelog.

use super::{CHECKSUMS, Refuses, Release, VERSION};

#[test]
fn a_commit_where_everything_agrees_may_be_released() {
    let Some(release) = Release::new() else { return };
    let run = release.run("check.sh", &[VERSION]).ends(0);
    assert_eq!(run.stdout.trim(), release.head());
}

#[test]
fn what_is_no_version_is_refused() {
    let Some(release) = Release::new() else { return };
    for word in [
        "",
        "1.2",
        "v1.2.3",
        "1.2.3-rc.1",
        "1.2.3.4",
        "1..3",
        "$(touch x)",
        "1.2.3\n",
        "../1.2.3",
    ] {
        release.run("check.sh", &[word]).refuses("this is no version");
    }
}

#[test]
fn a_hostile_version_goes_nowhere_in_any_script() {
    let Some(release) = Release::new() else { return };
    let folder = release.folder.path().join("out").display().to_string();
    std::fs::create_dir_all(&folder).expect("a folder");
    let (head, touched) = (release.head(), release.folder.path().join("touched"));
    let shell = format!("$(touch {})", touched.display());
    let words = [
        "",
        ".",
        "-1.2.3",
        "--help",
        "1.2.3 --draft=false",
        "1.2.3/../../4.5.6",
        "1.2.3\n::set-output name=x::y",
        "1.2.3\r",
        "1.2.3;id",
        "1.2.*",
        "\u{661}.\u{662}.\u{663}",
        "1.2.3\u{202e}",
        "+refs/heads/main:refs/tags/v9.9.9",
        &shell,
        &format!("{}1.2.3", "9".repeat(100_000)).replace('1', "x"),
    ];
    let mut scripts = 0;
    for entry in std::fs::read_dir(release.work().join(".github/release"))
        .expect("scripts")
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(entry.path()).expect("a script");
        // Its second line says what it takes.
        if !text.contains(&format!("\n# {name} VERSION")) {
            continue;
        }
        scripts += 1;
        for word in words {
            let run = release.run(&name, &[word, &head, &folder, &folder]);
            // One line, so that it is no command of the runner.
            assert_eq!(run.stderr.lines().count(), 1, "{name} {word}: {run:#?}");
            assert!(
                run.stderr.starts_with(&format!("{name}: this is no version")),
                "{name} {word}: {run:#?}"
            );
            assert_eq!(run.stdout, "", "{name} {word}");
            run.ends(1);
        }
    }
    assert!(scripts >= 13, "{scripts}");
    assert!(!touched.exists());
    assert!(
        !release.folder.path().join("github/log").exists(),
        "GitHub was asked"
    );
    assert_eq!(
        release.origin(&["for-each-ref", "--format=%(refname)"]),
        "refs/heads/main"
    );
}

#[test]
fn a_version_comes_after_all_others_and_has_their_sums() {
    let Some(release) = Release::new() else { return };
    let main = release.git(&["rev-parse", "HEAD"]);
    let before = format!("{}# 0.0.9 {}\n", release.read(CHECKSUMS), "b".repeat(40));
    release.write(CHECKSUMS, &before).commit("Sums of 0.0.9");
    release.git(&["tag", "v0.0.9"]);
    // Tags of another form decide nothing.
    release.git(&["tag", "v9.9.9-rc.1"]);
    release.git(&["tag", "v9"]);
    release.git(&["push", "--quiet", "origin", "main"]);
    release.run("check.sh", &[VERSION]).ends(0);
    release.git(&["reset", "--quiet", "--hard", &main]);
    release
        .run("check.sh", &[VERSION])
        .refuses("is not that of v0.0.9");
    // Twice in the file, as a merge by hand could leave it.
    release
        .write(CHECKSUMS, &format!("{before}# 0.0.9 {}\n", "c".repeat(40)))
        .commit("Twice");
    release
        .run("check.sh", &[VERSION])
        .refuses("is not that of v0.0.9");
    release.git(&["tag", "v10.0.0"]);
    release
        .run("check.sh", &[VERSION])
        .refuses("is not newer than 10.0.0");
}

#[test]
fn what_does_not_agree_is_refused() {
    // A file, what is changed in it, what is said.
    let cases: [(&str, &str, &str, &str); 6] = [
        (
            "Cargo.toml",
            "version = \"0.",
            "version = \"7.",
            "Cargo.toml says",
        ),
        (
            "Cargo.lock",
            "name = \"amiforge\"\nversion = \"0.",
            "name = \"amiforge\"\nversion = \"7.",
            "Cargo.lock says",
        ),
        (
            ".pre-commit-hooks.yaml",
            "ghcr.io/amiforge/amiforge:",
            "ghcr.io/amiforge/amiforge:7",
            "does not name the image",
        ),
        ("CHANGELOG.md", " - 2026-11-26", "", "has no heading"),
        (
            "CHANGELOG.md",
            "### Added\n\n* `--much`.\n",
            "",
            "says nothing about",
        ),
        (CHECKSUMS, "# Nothing is released yet.\n", "", "has the sums of"),
    ];
    for (file, from, to, words) in cases {
        let Some(release) = Release::new() else { return };
        let before = release.read(file);
        let mut after = before.replacen(from, to, 1);
        if file == CHECKSUMS {
            after = format!("{after}# {VERSION} {}\n", "a".repeat(40));
        }
        assert_ne!(before, after, "{file}");
        release.write(file, &after).commit("Changed");
        release.git(&["push", "--quiet", "origin", "main"]);
        release.run("check.sh", &[VERSION]).refuses(words);
    }
}

#[test]
fn a_tag_another_branch_and_changes_are_refused() {
    let Some(release) = Release::new() else { return };
    release.write("README.md", "changed");
    release
        .run("check.sh", &[VERSION])
        .refuses("the work tree has changes");
    release.commit("Not on main");
    release.run("check.sh", &[VERSION]).refuses("is not on main");
    release.git(&["push", "--quiet", "origin", "main"]);
    release.run("check.sh", &[VERSION]).ends(0);
    release.git(&["tag", &format!("v{VERSION}")]);
    release.run("check.sh", &[VERSION]).refuses("run the failed jobs");
}

#[test]
fn notes_are_the_part_of_the_changelog_and_how_to_verify() {
    let Some(release) = Release::new() else { return };
    let run = release.run("notes.sh", &[VERSION]).ends(0);
    let (changes, verify) = run.stdout.split_once("### Verify\n").expect("both parts");
    assert_eq!(changes, "### Added\n\n* `--much`.\n\n");
    assert!(
        verify.contains(&format!("gh release verify v{VERSION} --repo amiforge/amiforge")),
        "{verify}"
    );
    assert!(
        verify.contains("--signer-workflow amiforge/amiforge/.github/workflows/release.yml"),
        "{verify}"
    );
    release.run("notes.sh", &["0.0.2"]).refuses("has no heading");
}
