//! What a bump writes, and what it leaves alone.

use super::{NEW, OLD, branches, bump, newer, nodes, repository};
use crate::bump::facts::{self, CORE, Place};

const BRANCH: &str = "amiforge/windows-2022-core-eks-1.35";

#[test]
fn the_first_run_makes_a_branch_and_touches_nothing_else() {
    let folder = repository();
    folder.write("dirty.txt", "not committed");
    let index = std::fs::read(folder.path().join(".git/index")).expect("index");
    let head = folder.git(&["rev-parse", "HEAD"]);
    let run = bump(&folder, &[newer()], &[]).ends(0);
    assert_eq!(branches(&folder), [BRANCH]);
    let expected = nodes().replace(OLD, NEW).replace("2026.07.14", "2026.09.09");
    let text = folder.git(&["show", &format!("{BRANCH}:nodes.tf")]);
    assert_eq!(text, expected.trim_end());
    assert_eq!(folder.git(&["rev-parse", &format!("{BRANCH}^")]), head);
    assert_eq!(folder.git(&["rev-parse", "HEAD"]), head);
    assert_eq!(folder.git(&["status", "--porcelain"]), "?? dirty.txt");
    let after = std::fs::read(folder.path().join(".git/index")).expect("index");
    assert!(index == after, "the index changed");
    assert!(
        run.stdout
            .contains(&format!("+    \"eu-west-1\" = \"{NEW}\" # {CORE}-2026.09.09")),
        "{run:#?}"
    );
    assert!(run.stdout.contains("created"), "{run:#?}");
}

#[test]
fn the_second_run_changes_nothing_and_a_newer_release_updates() {
    let folder = repository();
    bump(&folder, &[newer()], &[]).ends(0);
    let first = folder.git(&["rev-parse", BRANCH]);
    let run = bump(&folder, &[newer()], &[]).ends(0);
    assert!(run.stdout.contains("unchanged"), "{run:#?}");
    assert_eq!(folder.git(&["rev-parse", BRANCH]), first);
    let third = "ami-01f3c5b7e9a2d4860";
    let again = Place::new("eu-west-1")
        .windows(OLD, CORE, "2026.07.14")
        .published(third, CORE, "2026.09.10", 42);
    let run = bump(&folder, &[again], &[]).ends(0);
    assert!(run.stdout.contains("updated"), "{run:#?}");
    assert!(
        folder
            .git(&["show", &format!("{BRANCH}:nodes.tf")])
            .contains(third)
    );
}

#[test]
fn a_branch_that_nothing_is_left_for_goes_and_one_of_a_person_stays() {
    let folder = repository();
    bump(&folder, &[newer()], &[]).ends(0);
    folder.write(
        "nodes.tf",
        nodes().replace(OLD, NEW).replace("2026.07.14", "2026.09.09"),
    );
    folder.commit("by hand");
    let run = bump(&folder, &[newer()], &[]).ends(0);
    assert!(branches(&folder).is_empty(), "{run:#?}");

    let folder = repository();
    bump(&folder, &[newer()], &[]).ends(0);
    folder.git(&["checkout", "--quiet", BRANCH]);
    folder.write("more.txt", "a person's");
    folder.commit("a person's commit");
    let theirs = folder.git(&["rev-parse", "HEAD"]);
    folder.git(&["checkout", "--quiet", "main"]);
    folder.git(&["commit", "--quiet", "--allow-empty", "--message", "base moves"]);
    let run = bump(&folder, &[newer()], &[]).ends(1);
    assert!(run.stdout.contains("left-alone"), "{run:#?}");
    assert_eq!(folder.git(&["rev-parse", BRANCH]), theirs);
}

#[test]
fn pins_are_those_of_the_commit_and_not_of_the_work_tree() {
    let folder = repository();
    let other = "ami-0123d4567e89f0123";
    folder.write("nodes.tf", nodes().replace(OLD, other));
    bump(&folder, &[newer()], &[]).ends(0);
    assert!(folder.git(&["show", &format!("{BRANCH}:nodes.tf")]).contains(NEW));
    let text = std::fs::read_to_string(folder.path().join("nodes.tf")).expect("a file");
    assert!(text.contains(other));
}

#[test]
fn line_endings_and_modes_stay() {
    let folder = repository();
    folder.git(&["config", "core.autocrlf", "false"]);
    folder.write("nodes.tf", format!("\u{feff}{}", nodes().replace('\n', "\r\n")));
    folder.write(".gitattributes", "*.tf -text\n");
    folder.git(&["add", "--all"]);
    folder.git(&["update-index", "--chmod=+x", "nodes.tf"]);
    folder.git(&["commit", "--quiet", "--message", "odd"]);
    bump(&folder, &[newer()], &[]).ends(0);
    let changed = folder.git(&["diff", "--raw", "--abbrev=40", "main", BRANCH]);
    assert!(
        changed.starts_with(":100755 100755") && changed.lines().count() == 1,
        "{changed}"
    );
    let numbers = folder.git(&["diff", "--numstat", "main", BRANCH]);
    assert_eq!(numbers, "1\t1\tnodes.tf");
    let text = folder.git(&["show", &format!("{BRANCH}:nodes.tf")]);
    assert!(text.starts_with('\u{feff}') && text.contains(&format!("\"{NEW}\" # {CORE}-2026.09.09\r\n")));
}

#[test]
fn one_parameter_that_is_missing_does_not_stop_the_others() {
    let folder = repository();
    let other = "ami-0a4d8e2f61b7c9035";
    let stem = "Windows_Server-2025-English-Core-EKS_Optimized-1.35";
    folder.write(
        "other.tf",
        format!("# amiforge: follow=ssm:/aws/service/ami-windows-latest/{stem}/image_id region=eu-west-1\nimage = \"{other}\"\n"),
    );
    folder.commit("another");
    let facts = newer()
        .missing_parameter(&format!("{}/image_id", facts::parameter(stem)))
        .windows(other, stem, "2026.07.14");
    let run = bump(&folder, std::slice::from_ref(&facts), &["--format", "json"]).ends(1);
    let json = run.json();
    assert_eq!(
        (&json["counts"]["bump"], &json["counts"]["missing-parameter"]),
        (&1.into(), &1.into())
    );
    assert_eq!(branches(&folder), [BRANCH]);
    // Two accounts that see the same are one answer.
    let again = facts.clone().account("444455556666");
    bump(&folder, &[facts, again], &["--plan-only"]).ends(1);
}
