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
