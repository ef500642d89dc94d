//! The stand-in of `gh` takes no word that the real one would not: its help is asked for each option that the scripts use.

use std::fs;
use std::process::Command;

use crate::support::{Run, clean, project, tool};

#[test]
fn gh_has_the_options_that_the_scripts_use() {
    let Some(gh) = tool("gh") else { return };
    for (command, options) in [
        ("release view", &["--json", "--repo"][..]),
        (
            "release create",
            &["--draft", "--notes-file", "--title", "--repo"],
        ),
        (
            "release edit",
            &["--draft", "--latest", "--notes-file", "--title", "--verify-tag"],
        ),
        ("release upload", &["--repo"]),
        ("release delete-asset", &["--yes", "--repo"]),
        ("release download", &["--dir", "--pattern", "--repo"]),
        (
            "attestation verify",
            &[
                "--bundle",
                "--deny-self-hosted-runners",
                "--format",
                "--repo",
                "--signer-workflow",
                "--source-digest",
                "--source-ref",
            ],
        ),
        ("api", &["--input", "--jq"]),
        ("release verify", &["--repo"]),
        ("release verify-asset", &["--repo"]),
        ("auth setup-git", &[]),
    ] {
        let output = clean(Command::new(&gh))
            .args(command.split(' '))
            .arg("--help")
            .output()
            .expect("gh starts");
        let run = Run::of(&output).ends(0);
        for option in options {
            assert!(
                run.stdout.contains(&format!("{option} ")) || run.stdout.contains(&format!("{option}\n")),
                "{command} {option}: {run:#?}"
            );
        }
    }
    // Fields of `--json`: without any, it lists them.
    let output = clean(Command::new(&gh))
        .args(["release", "view", "--json"])
        .output()
        .expect("gh starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    for field in ["assets", "isDraft", "isImmutable"] {
        assert!(said.lines().any(|line| line.trim() == field), "{field}: {said}");
    }
}

#[test]
fn the_stand_in_knows_every_call_of_the_scripts() {
    let stand_in = fs::read_to_string(project().join("tests/stand-ins/gh")).expect("the stand-in");
    let mut calls = 0;
    for entry in fs::read_dir(project().join(".github/release"))
        .expect("scripts")
        .flatten()
    {
        let Ok(text) = fs::read_to_string(entry.path()) else {
            continue;
        };
        for part in text.split("gh ").skip(1) {
            let words: Vec<&str> = part.split_whitespace().take(2).collect();
            let [command, verb] = words[..] else { continue };
            if ["release", "attestation", "api", "auth"].contains(&command)
                && verb != "verify"
                && verb.chars().all(|c| c.is_ascii_lowercase() || c == '-')
            {
                assert!(
                    stand_in.contains(&format!("'{command} {verb}'")),
                    "{command} {verb}"
                );
                calls += 1;
            }
        }
    }
    assert!(calls > 6, "{calls}");
}
