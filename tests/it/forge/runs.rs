//! Runs beside each other, killed runs, runs in an odd environment.

use std::fs;

use amiforge::forge::{Done, Outcome, PullRequest};

use super::{BRANCH, bring, repository, request, simple, snapshot};
use crate::bump::{self as stories, facts};
use crate::support::{Folder, tool};

#[test]
fn runs_beside_each_other_end_at_one_place() {
    let (folder, base) = repository();
    let wanted: Vec<PullRequest> = (0..8)
        .map(|number| match number % 2 {
            0 => simple(),
            _ => request(&[("main.tf", b"ami-00000000")]),
        })
        .collect();
    let outcomes: Vec<Outcome> = std::thread::scope(|scope| {
        let runs: Vec<_> = wanted
            .iter()
            .map(|wanted| scope.spawn(|| bring(folder.path(), &base, wanted)))
            .collect();
        runs.into_iter().map(|run| run.join().expect("a run")).collect()
    });
    let made = outcomes
        .iter()
        .filter(|outcome| matches!(outcome.done, Done::Created(_)));
    assert_eq!(made.count(), 1, "{outcomes:?}");
    bring(folder.path(), &base, &simple());
    assert_eq!(
        folder.git(&["rev-list", "--count", &format!("{base}..{BRANCH}")]),
        "1"
    );
    let left: Vec<_> = fs::read_dir(folder.path().join(".git/amiforge"))
        .expect("a folder")
        .flatten()
        .collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn variables_of_the_caller_do_not_lead_elsewhere() {
    let folder = stories::repository();
    let (elsewhere, _) = repository();
    let other = elsewhere.path().join(".git");
    let before = snapshot(elsewhere.path());
    let file = elsewhere.path().join("file");
    let env = [
        ("GIT_DIR", other.to_str().expect("UTF-8")),
        ("GIT_WORK_TREE", elsewhere.path().to_str().expect("UTF-8")),
        ("GIT_COMMON_DIR", other.to_str().expect("UTF-8")),
        ("GIT_INDEX_FILE", file.to_str().expect("UTF-8")),
        ("GIT_OBJECT_DIRECTORY", file.to_str().expect("UTF-8")),
        ("GIT_NAMESPACE", "x"),
        ("GIT_PREFIX", "deep/"),
        ("GIT_GLOB_PATHSPECS", "1"),
        ("GIT_AUTHOR_NAME", "x"),
        ("GIT_COMMITTER_DATE", "@1 +0000"),
        ("GIT_EDITOR", "false"),
        ("GIT_PAGER", "false"),
        ("PAGER", "false"),
        ("LANG", "de_DE.UTF-8"),
    ];
    let facts = facts::file(&[stories::newer()]);
    stories::bump_with(&folder, &facts, &[], &env).ends(0);
    assert_eq!(before, snapshot(elsewhere.path()));
    let again = stories::bump_with(&folder, &facts, &[], &[]).ends(0);
    assert!(again.stdout.contains("(unchanged at"), "{again:?}");
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_is_finished_by_the_next() {
    use std::os::unix::fs::PermissionsExt as _;

    let real = tool("git").expect("git");
    let path = std::env::var("PATH").expect("a PATH");
    let mut ended_well = 0;
    for at in 1..100 {
        let folder = stories::repository();
        // A git that kills whoever calls it for the nth time.
        let bin = Folder::new();
        let script = format!(
            "#!/bin/sh\ncd '{place}' && echo x >> count && n=$(wc -l < count) && cd - > /dev/null\n\
             if [ \"$n\" -eq {at} ]; then kill -9 $PPID; exit 1; fi\nexec '{real}' \"$@\"\n",
            place = bin.path().display(),
            real = real.display(),
        );
        bin.write("git", script);
        fs::set_permissions(bin.path().join("git"), fs::Permissions::from_mode(0o755)).expect("a mode");
        let path = format!("{}:{path}", bin.path().display());
        let facts = facts::file(&[stories::newer()]);
        let killed = stories::bump_with(&folder, &facts, &[], &[("PATH", &path)]);
        stories::bump_with(&folder, &facts, &[], &[]).ends(0);
        let branches = stories::branches(&folder);
        assert_eq!(branches, ["amiforge/windows-2022-core-eks-1.35"], "{at}");
        let commits = folder.git(&["rev-list", "--count", &format!("main..{}", branches[0])]);
        assert_eq!(commits, "1", "{at}");
        assert!(
            folder
                .git(&["show", &format!("{}:nodes.tf", branches[0])])
                .contains(stories::NEW),
            "{at}"
        );
        let kept = fs::read_dir(folder.path().join(".git/amiforge"))
            .expect("a folder")
            .flatten();
        // A scratch file of the killed run goes once it is surely nobody's.
        let kept: Vec<_> = kept
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| !name.starts_with(".tmp-"))
            .collect();
        assert_eq!(kept, ["windows-2022-core-eks-1.35.md"], "{at}");
        let well = killed.code == Some(0);
        ended_well = at;
        if well {
            break;
        }
    }
    assert!((10..99).contains(&ended_well), "{ended_well} calls of git");
}
