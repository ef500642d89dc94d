//! Pull requests as branches of the repository at hand.

use std::collections::BTreeSet;

use std::fs;

use amiforge::forge::local::{obsolete, write};
use amiforge::forge::{Done, ForgeError};
use amiforge::git::{Git, GitError};

use super::{
    BRANCH, NEW, OLD, THEN, bring, commit_at, created, git_at, head, repository, request, simple, snapshot,
    tip,
};
use crate::support::Folder;

#[test]
fn a_branch_and_a_body_appear_and_nothing_else_changes() {
    let (folder, base) = repository();
    // Work that is not finished: changed, staged, new, ignored.
    folder
        .write("main.tf", "mine\n")
        .write("staged", "mine\n")
        .write("new", "mine\n");
    folder.git(&["add", "staged"]);
    let status = folder.git(&["status", "--porcelain=v2", "--branch"]);
    let before = snapshot(folder.path());

    let outcome = bring(folder.path(), &base, &simple());
    let (commit, body) = created(&outcome);
    assert_eq!(
        (outcome.branch.as_str(), outcome.head),
        ("amiforge/windows-eks", None)
    );
    assert_eq!(tip(&folder), commit.as_str());

    let mut after = snapshot(folder.path());
    let branch = after
        .remove(".git/refs/heads/amiforge/windows-eks")
        .expect("the branch");
    assert_eq!(String::from_utf8_lossy(&branch).trim(), commit.as_str());
    let written = after.remove(".git/amiforge/windows-eks.md").expect("the body");
    assert_eq!(written, b"# What changes\n");
    assert_eq!(fs::read(body).expect("the body"), written);
    assert_eq!(before, after);
    assert_eq!(folder.git(&["status", "--porcelain=v2", "--branch"]), status);

    let shown = folder.git(&[
        "show",
        "--no-patch",
        "--format=%P|%an|%ae|%cn|%ad|%cd|%B",
        "--date=raw",
        BRANCH,
    ]);
    let who = "amiforge|amiforge@users.noreply.github.com|amiforge";
    let when = "1700000000 +0100|1700000000 +0100";
    assert_eq!(
        shown,
        format!("{base}|{who}|{when}|{}", simple().commit_message.trim_end())
    );
    assert_eq!(
        folder.git(&["diff", "--name-status", base.as_str(), BRANCH]),
        "M\tmain.tf"
    );
    assert_eq!(folder.git(&["show", &format!("{BRANCH}:main.tf")]), NEW);
    folder.git(&["fsck", "--strict"]);
}

#[test]
fn the_same_plan_again_changes_nothing_and_another_one_updates() {
    let (folder, base) = repository();
    let (first, body) = created(&bring(folder.path(), &base, &simple()));
    let before = snapshot(folder.path());
    let again = bring(folder.path(), &base, &simple());
    assert!(matches!(&again.done, Done::Unchanged(written) if written.commit == first));
    assert_eq!(before, snapshot(folder.path()));

    // The same bytes with other words about them.
    let mut reworded = simple();
    reworded.body = "Other\n".to_owned();
    assert!(matches!(
        bring(folder.path(), &base, &reworded).done,
        Done::Unchanged(_)
    ));
    assert_eq!(fs::read_to_string(&body).expect("the body"), "Other\n");

    let other = request(&[("main.tf", b"ami-00000000")]);
    let updated = bring(folder.path(), &base, &other);
    assert!(matches!(&updated.done, Done::Updated(written) if written.commit.as_str() == tip(&folder)));
    assert_eq!(folder.git(&["rev-parse", &format!("{BRANCH}^")]), base.as_str());

    // The base moves on while a plan is made for the old one: built on the old one, and said.
    folder.write("deep/folder/readme", "y");
    let moved = commit_at(&folder, THEN + 50);
    let late = bring(folder.path(), &base, &simple());
    assert_eq!(late.head.as_ref(), Some(&moved));
    assert_eq!(folder.git(&["rev-parse", &format!("{BRANCH}^")]), base.as_str());
    // The next run is bound to the new one.
    let next = bring(folder.path(), &moved, &simple());
    assert!(matches!(&next.done, Done::Updated(_)) && next.head.is_none());
    assert_eq!(folder.git(&["rev-parse", &format!("{BRANCH}^")]), moved.as_str());
}

#[test]
fn the_identity_of_the_repository_commits() {
    let (folder, base) = repository();
    folder.git(&["config", "user.name", "Release Bot"]);
    folder.git(&["config", "user.email", ""]);
    bring(folder.path(), &base, &simple());
    assert_eq!(folder.git(&["log", "-1", "--format=%an", BRANCH]), "amiforge");
    folder.git(&["config", "user.email", "bot@example.com"]);
    folder.git(&["config", "i18n.commitEncoding", "ISO-8859-1"]);
    bring(folder.path(), &base, &simple());
    let shown = folder.git(&["log", "-1", "--format=%an <%ae> %cn <%ce>%e", BRANCH]);
    assert_eq!(
        shown,
        "Release Bot <bot@example.com> Release Bot <bot@example.com>"
    );
}

#[test]
fn bytes_are_stored_as_they_are() {
    let folder = Folder::new();
    folder.git(&["init", "--quiet", "--initial-branch=main"]);
    let lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n";
    folder
        .write("crlf.tf", format!("a\r\n{OLD}\r\n"))
        .write("lf.tf", format!("a\n{OLD}\n"))
        .write("ident.tf", format!("$Id$ {OLD}"))
        .write("lfs.tf", lfs)
        .write("bin.tf", b"\0\xff".as_slice());
    commit_at(&folder, THEN);
    // From now on git would convert, expand and filter them all.
    folder.write(
        ".gitattributes",
        "* text=auto eol=crlf\nident.tf ident\nlfs.tf filter=lfs -text\nbin.tf filter=fail working-tree-encoding=UTF-16\n",
    );
    folder.git(&["config", "core.autocrlf", "true"]);
    git_at(folder.path(), THEN, &["add", ".gitattributes"]);
    git_at(
        folder.path(),
        THEN,
        &["commit", "--quiet", "--message", "attributes"],
    );
    for filter in ["lfs", "fail"] {
        for part in ["clean", "smudge", "process"] {
            folder.git(&["config", &format!("filter.{filter}.{part}"), "touch ran; false"]);
        }
        folder.git(&["config", &format!("filter.{filter}.required"), "true"]);
    }
    let base = head(&folder);
    let files: [(&str, &[u8]); 5] = [
        ("crlf.tf", b"a\r\nami-1\r\n"),
        ("lf.tf", b"a\nami-1\n"),
        ("ident.tf", b"$Id$ ami-1"),
        (
            "lfs.tf",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:11\nsize 3\n",
        ),
        ("bin.tf", b"\0\xfe"),
    ];
    bring(folder.path(), &base, &request(&files));
    let git = Git::at(folder.path());
    for (path, bytes) in files {
        assert_eq!(
            git.file_at(BRANCH, path).expect("an answer").expect(path),
            bytes,
            "{path}"
        );
    }
    assert!(!folder.path().join("ran").exists());
}

#[cfg(unix)]
#[test]
fn modes_stay_and_only_regular_files_change() {
    use std::os::unix::fs::PermissionsExt as _;

    let (folder, _) = repository();
    let names = [
        "run me.sh",
        "\"q\".tf",
        "line\nbreak.tf",
        "naïve 漢.tf",
        "-x",
        ":(top)a",
    ];
    for name in names {
        folder.write(name, OLD);
        let path = folder.path().join(name);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a mode");
    }
    folder.write("deep/plain", OLD);
    std::os::unix::fs::symlink("main.tf", folder.path().join("link")).expect("a link");
    folder.git(&["config", "core.fileMode", "true"]);
    let base = commit_at(&folder, THEN);
    // As where modes are not known, such as on Windows.
    folder.git(&["config", "core.fileMode", "false"]);
    let mut files: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, NEW.as_bytes())).collect();
    files.push(("deep/plain", NEW.as_bytes()));
    bring(folder.path(), &base, &request(&files));
    let changed = folder.git(&["diff-tree", "-r", "-z", base.as_str(), BRANCH]);
    assert_eq!(
        changed.matches(":100755 100755 ").count(),
        names.len(),
        "{changed:?}"
    );
    assert_eq!(changed.matches(":100644 100644 ").count(), 1, "{changed:?}");
    assert_eq!(changed.matches(" M\0").count(), names.len() + 1, "{changed:?}");
    for name in names {
        assert!(changed.contains(&format!("\0{name}")), "{name:?}");
    }

    let git = Git::at(folder.path());
    for path in ["link", "nowhere", "deep", "", "../x", "/main.tf"] {
        let error = write(&git, &base, &request(&[(path, b"x")])).expect_err(path);
        assert!(
            matches!(error, ForgeError::Git(GitError::NoFile(_))),
            "{path}: {error}"
        );
    }
}

#[test]
fn nothing_is_made_of_nothing_or_under_a_bad_name() {
    let (folder, base) = repository();
    let git = Git::at(folder.path());
    let empty = write(&git, &base, &request(&[("main.tf", OLD.as_bytes())])).expect_err("no change");
    assert!(matches!(empty, ForgeError::Empty(_)), "{empty}");
    for group in ["", "../main", "a b", "--force", "A"] {
        let mut wanted = simple();
        wanted.group = group.to_owned();
        let error = write(&git, &base, &wanted).expect_err(group);
        assert!(matches!(error, ForgeError::BadGroup(_)), "{error}");
    }
    assert_eq!(
        folder.git(&["for-each-ref", "--format=%(refname)"]),
        "refs/heads/main"
    );
    // A branch in the place of the folder of ours: git says so.
    folder.git(&["branch", "amiforge"]);
    let error = write(&git, &base, &simple()).expect_err("in the way");
    assert!(error.to_string().contains("amiforge"), "{error}");
}

#[cfg(unix)]
#[test]
fn nothing_of_the_repository_is_run() {
    use std::os::unix::fs::PermissionsExt as _;

    let (folder, base) = repository();
    let program = |name: &str| {
        folder.write(
            name,
            "#!/bin/sh\necho \"$0\" >> \"$(dirname \"$0\")/../../ran\"\nexit 1\n",
        );
        let path = folder.path().join(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a mode");
        path.to_string_lossy().into_owned()
    };
    let hooks = [
        "pre-commit",
        "prepare-commit-msg",
        "commit-msg",
        "post-commit",
        "post-checkout",
        "post-index-change",
        "reference-transaction",
        "update",
        "fsmonitor-watchman",
    ];
    for hook in hooks {
        program(&format!(".git/hooks/{hook}"));
        program(&format!(".git/mine/{hook}"));
    }
    let any = program(".git/mine/any");
    for (key, value) in [
        ("core.hooksPath", ".git/mine"),
        ("core.fsmonitor", any.as_str()),
        ("core.pager", any.as_str()),
        ("core.editor", any.as_str()),
        ("gpg.program", any.as_str()),
        ("core.splitIndex", "true"),
        ("core.untrackedCache", "true"),
        ("core.sparseCheckout", "true"),
        ("commit.gpgSign", "true"),
        ("user.signingKey", "x"),
        ("pager.log", "true"),
    ] {
        folder.git(&["config", key, value]);
    }
    created(&bring(folder.path(), &base, &simple()));
    let other = request(&[("main.tf", b"ami-00000000")]);
    assert!(matches!(
        bring(folder.path(), &base, &other).done,
        Done::Updated(_)
    ));
    obsolete(&Git::at(folder.path()), &base, &[], &BTreeSet::new()).expect("deleted");
    let ran = fs::read_to_string(folder.path().join("ran")).unwrap_or_default();
    assert_eq!(ran, "");
}
