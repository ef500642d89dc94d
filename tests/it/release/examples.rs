//! After a release the examples name its commit.

use std::fs;
use std::process::Command;

use super::{Refuses, Release, copy};
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
    let before = release
        .write(
            "notes.md",
            "see uses: amiforge/amiforge@v0 in a sentence\n- uses: amiforge/other@v0\n",
        )
        .commit("Examples");
    let all = lines(&release);
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
    // Nothing else of the files has changed.
    let numbers = release.git(&["diff", "--numstat", &before]);
    let added: usize = numbers
        .lines()
        .map(|line| {
            line.split('\t')
                .next()
                .unwrap_or_default()
                .parse::<usize>()
                .expect("a number")
        })
        .sum();
    assert_eq!(added, rewritten);

    release.commit("0.4.0");
    release.run("examples.sh", &["0.4.0", &first]).ends(0);
    assert_eq!(release.git(&["status", "--porcelain"]), "");
    release.run("examples.sh", &["0.5.0", &second]).ends(0);
    let again: Vec<String> = changed
        .iter()
        .map(|line| line.replace(&format!("{first} # v0.4.0"), &format!("{second} # v0.5.0")))
        .collect();
    assert_eq!(lines(&release), again);
    release
        .run("examples.sh", &["0.5.0", "main"])
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
