//! Runs beside each other, killed runs, runs in an odd environment.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use amiforge::forge::{Done, Outcome, PullRequest};
use amiforge::git::Git;

use super::{BRANCH, bring, repository, request, simple, snapshot};
use crate::support::{Folder, clean, tool};

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

/// What the tests below run in a process of its own.
#[test]
#[ignore = "run by other tests"]
fn child() {
    let folder = PathBuf::from(std::env::var_os("FORGE_CHILD").expect("a folder"));
    let base = Git::at(&folder).resolve("main").expect("a commit");
    bring(&folder, &base, &simple());
}

/// This test binary running [`child`] in a folder.
fn in_child(folder: &Folder, env: &[(&str, &OsStr)]) -> bool {
    let binary = std::env::current_exe().expect("the test binary");
    clean(Command::new(binary))
        .args(["forge::runs::child", "--exact", "--ignored"])
        .env("FORGE_CHILD", folder.path())
        .envs(env.iter().copied())
        .output()
        .expect("a child")
        .status
        .success()
}

#[test]
fn variables_of_the_caller_do_not_lead_elsewhere() {
    let (folder, base) = repository();
    let (elsewhere, _) = repository();
    let other = elsewhere.path().join(".git");
    let before = snapshot(elsewhere.path());
    let file = elsewhere.path().join("file");
    let env = [
        ("GIT_DIR", other.as_os_str()),
        ("GIT_WORK_TREE", elsewhere.path().as_os_str()),
        ("GIT_COMMON_DIR", other.as_os_str()),
        ("GIT_INDEX_FILE", file.as_os_str()),
        ("GIT_OBJECT_DIRECTORY", file.as_os_str()),
        ("GIT_NAMESPACE", "x".as_ref()),
        ("GIT_PREFIX", "deep/".as_ref()),
        ("GIT_GLOB_PATHSPECS", "1".as_ref()),
        ("GIT_AUTHOR_NAME", "x".as_ref()),
        ("GIT_COMMITTER_DATE", "@1 +0000".as_ref()),
        ("GIT_EDITOR", "false".as_ref()),
        ("GIT_PAGER", "false".as_ref()),
        ("PAGER", "false".as_ref()),
        ("LANG", "de_DE.UTF-8".as_ref()),
    ];
    assert!(in_child(&folder, &env));
    assert_eq!(before, snapshot(elsewhere.path()));
    let again = bring(folder.path(), &base, &simple());
    assert!(matches!(again.done, Done::Unchanged(_)), "{again:?}");
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_is_finished_by_the_next() {
    use std::os::unix::fs::PermissionsExt as _;

    let real = tool("git").expect("git");
    let path = std::env::var("PATH").expect("a PATH");
    let mut ended_well = 0;
    for at in 1..100 {
        let (folder, base) = repository();
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
        let well = in_child(&folder, &[("PATH", path.as_ref())]);
        let outcome = bring(folder.path(), &base, &simple());
        assert!(!matches!(outcome.done, Done::LeftAlone(_)), "{at}: {outcome:?}");
        assert_eq!(
            folder.git(&["rev-list", "--count", &format!("{base}..{BRANCH}")]),
            "1"
        );
        let body = fs::read_to_string(folder.path().join(".git/amiforge/windows-eks.md")).expect("a body");
        assert_eq!(body, simple().body);
        let branches = folder.git(&["for-each-ref", "--format=%(refname)"]);
        assert_eq!(branches, format!("{BRANCH}\nrefs/heads/main"));
        ended_well = at;
        if well {
            break;
        }
    }
    assert!((10..99).contains(&ended_well), "{ended_well} calls of git");
}
