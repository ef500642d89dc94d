//! After a release the examples name its commit.

use std::fs;
use std::process::Command;

use super::{Refuses, Release, VERSION, copy};
use crate::support::{Run, clean, project, tool};

fn lines(release: &Release) -> Vec<String> {
    let mut all = Vec::new();
    let files = release.git(&["ls-files", "*.md", "*.yml", "*.yaml"]);
    for name in files.lines() {
        for line in release
            .read(name)
            .lines()
            .filter(|line| line.contains("uses: amiforge/") && !line.contains("`uses:"))
        {
            all.push(format!("{name}: {}", line.trim()));
        }
    }
    all
}

/// The pages with versions that are downloaded.
fn versions(release: &Release) -> String {
    let pages = ["docs/actions/setup.md", "docs/elsewhere.md", "docs/formats.md"];
    pages.map(|name| release.read(name)).concat()
}

/// What they say of a version.
fn downloaded(version: &str) -> [String; 6] {
    [
        format!("\nversion={version} asset=amiforge-{version}-x86_64-unknown-linux-musl.tar.gz\n"),
        format!("\nversion={version}\n"),
        format!("\nrelease={version} target="),
        format!("verify amiforge-{version}-x86_64-"),
        format!("\n    release: \"{version}\"\n"),
        format!("\n    rev: v{version}\n"),
    ]
}

#[test]
fn examples_and_pages_name_the_commit_of_the_release_and_move_on() {
    let Some(release) = Release::new() else { return };
    for name in [
        "docs",
        "workflows-examples",
        ".github/workflows",
        "src/command/init_workflow.yml",
    ] {
        copy(&project().join(name), &release.work().join(name));
    }
    release.write(
        "CHANGELOG.md",
        "* `uses: amiforge/amiforge@v0`\n\n      - uses: amiforge/amiforge@v0\n",
    );
    release
        .write(
            "notes.md",
            "see uses: amiforge/amiforge@v0 in a sentence\n- uses: amiforge/other@v0\n",
        )
        .commit("Examples");
    release.run("examples.sh", &["0.4.0"]).ends(0);
    let all = lines(&release);
    let before = release.commit("Not the first");
    let (first, second) = ("a".repeat(40), "b".repeat(40));
    release.run("examples.sh", &["0.4.0", &first]).ends(0);
    let changed = lines(&release);
    assert_eq!(changed.len(), all.len());
    let mut rewritten = 0;
    for (was, is) in all.iter().zip(&changed) {
        let stays = was.starts_with("CHANGELOG")
            || was.starts_with(".github/")
            || was.contains("sentence")
            // How an action is called, at the top of its page.
            || was.contains("`uses: ")
            || was.contains("amiforge/other");
        if stays {
            assert_eq!(was, is);
        } else {
            let (name, _) = was.split_once('@').expect("a reference");
            assert_eq!(*is, format!("{name}@{first} # v0.4.0"));
            rewritten += 1;
        }
    }
    assert!(rewritten > 10, "{changed:#?}");
    let told = versions(&release);
    for text in downloaded("0.4.0") {
        assert!(told.contains(&text), "{text}");
    }
    // Nothing else of the files has changed.
    let diff = release.git(&["diff", "--unified=0", &before]);
    let lines_with = |sign: &str| {
        let lines = diff.lines().filter(|line| line.starts_with(sign));
        lines.filter(|line| !line.starts_with(&sign.repeat(3))).count()
    };
    assert_eq!(lines_with("-"), lines_with("+"));
    assert_eq!(lines_with("+"), rewritten + downloaded("").len());

    release.commit("0.4.0");
    release.run("examples.sh", &["0.4.0", &first]).ends(0);
    assert_eq!(release.git(&["status", "--porcelain"]), "");
    release.run("examples.sh", &["0.5.0", &second]).ends(0);
    let again: Vec<String> = changed
        .iter()
        .map(|line| line.replace(&format!("{first} # v0.4.0"), &format!("{second} # v0.5.0")))
        .collect();
    assert_eq!(lines(&release), again);
    let told = versions(&release);
    for text in downloaded("0.5.0") {
        assert!(told.contains(&text), "{text}");
    }
    release
        .run("examples.sh", &["0.5.0", "main"])
        .refuses("no whole commit");
    release
        .run("examples.sh", &["0.5.0", ""])
        .refuses("no whole commit");

    // Now nothing is excused from being pinned by a commit.
    let Some(zizmor) = tool("zizmor") else { return };
    for entry in fs::read_dir(release.work().join("workflows-examples"))
        .expect("examples")
        .flatten()
    {
        if entry.path().extension().is_none_or(|end| end != "yml") {
            continue;
        }
        let output = clean(Command::new(&zizmor))
            .args(["--offline", "--no-progress", "--no-config", "--pedantic"])
            .arg(entry.path())
            .output()
            .expect("zizmor starts");
        let run = Run::of(&output);
        assert_eq!(run.code, Some(0), "{run:#?}");
    }
}

#[test]
fn what_pages_say_of_the_time_before_the_first_release_is_taken_out_before_it() {
    let Some(release) = Release::new() else { return };
    for name in ["README.md", "docs", "workflows-examples"] {
        copy(&project().join(name), &release.work().join(name));
    }
    release.write(
        "notes.md",
        "One.\n\n<!-- before the first release -->\nWait, or write `@main`.\n<!-- /before -->\n\nTwo.\n",
    );
    release.commit("Pages");
    release.git(&["push", "--quiet", "origin", "main"]);
    release.git(&["fetch", "--quiet", "origin"]);
    release
        .run("check.sh", &[VERSION])
        .refuses("notes.md still say that nothing is released");

    release.run("examples.sh", &[VERSION]).ends(0);
    assert_eq!(release.read("notes.md"), "One.\n\nTwo.\n");
    for name in release.git(&["ls-files", "*.md", "*.yml"]).lines() {
        let text = release.read(name).to_lowercase();
        for early in [
            "@main",
            "<!-- before",
            "<!-- /before",
            "not published yet",
            "nothing is released",
        ] {
            assert!(!text.contains(early), "{name}: {early}");
        }
        // What is tried with the first release is told on one page, until somebody has tried it.
        if name != "docs/action-conventions.md" {
            assert!(!text.contains("until the first release"), "{name}");
            assert!(!text.contains("before the first release"), "{name}");
        }
    }
    release.commit("Pages of a release");
    release.git(&["push", "--quiet", "origin", "main"]);
    release.git(&["fetch", "--quiet", "origin"]);
    release.run("check.sh", &[VERSION]).ends(0);
}
