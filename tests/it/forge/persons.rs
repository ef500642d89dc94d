//! What a person did to a branch of ours.

use std::collections::BTreeSet;

use amiforge::forge::Done;
use amiforge::forge::local::obsolete;
use amiforge::git::Git;

use super::{
    BRANCH, GROUP, THEN, bring, commit_at, created, head, left_alone, repository, request, simple, snapshot,
};
use crate::support::Folder;

#[test]
fn what_a_person_did_is_never_overwritten() {
    /// What a person does to the branch, and a word of the reason.
    type Case = (&'static str, fn(&Folder), &'static str);
    let cases: [Case; 8] = [
        (
            "a commit on top",
            |folder| {
                folder.git(&["checkout", "--quiet", "amiforge/windows-eks"]);
                folder.write("main.tf", "mine").commit("Mine");
                folder.git(&["checkout", "--quiet", "main"]);
            },
            "did not make",
        ),
        (
            "a commit on top with our trailer",
            |folder| {
                folder.git(&["checkout", "--quiet", "amiforge/windows-eks"]);
                folder
                    .write("main.tf", "mine")
                    .commit("Mine\n\nAmiforge-Group: windows-eks");
                folder.git(&["checkout", "--quiet", "main"]);
            },
            "has changed",
        ),
        (
            "an amended commit",
            |folder| {
                folder.git(&["checkout", "--quiet", "amiforge/windows-eks"]);
                folder.write("main.tf", "mine");
                folder.git(&["commit", "--quiet", "--all", "--amend", "--no-edit"]);
                folder.git(&["checkout", "--quiet", "main"]);
            },
            "has changed",
        ),
        (
            "a commit below ours",
            |folder| {
                folder.git(&["checkout", "--quiet", "-b", "below"]);
                folder.write("mine", "mine").commit("Mine");
                folder.git(&["rebase", "--quiet", "below", "amiforge/windows-eks"]);
                folder.git(&["checkout", "--quiet", "main"]);
            },
            "has changed",
        ),
        (
            "a branch of their own",
            |folder| {
                folder.git(&["branch", "--force", "amiforge/windows-eks", "main"]);
            },
            "did not make",
        ),
        (
            "checked out",
            |folder| {
                folder.git(&["checkout", "--quiet", "amiforge/windows-eks"]);
            },
            "checked out",
        ),
        (
            "another name",
            |folder| {
                folder.git(&["update-ref", "-d", BRANCH]);
                folder.git(&["symbolic-ref", BRANCH, "refs/heads/main"]);
            },
            "another name",
        ),
        (
            "a rebase that is not finished",
            |folder| {
                folder.git(&["checkout", "--quiet", "amiforge/windows-eks"]);
                folder.git(&[
                    "-c",
                    "sequence.editor=echo break >",
                    "rebase",
                    "--quiet",
                    "-i",
                    "main",
                ]);
            },
            "being rebased",
        ),
    ];
    for (name, act, word) in cases {
        let (folder, base) = repository();
        created(&bring(folder.path(), &base, &simple()));
        act(&folder);
        let before = snapshot(folder.path());
        let other = request(&[("main.tf", b"ami-00000000")]);
        let outcome = bring(folder.path(), &base, &other);
        assert!(left_alone(&outcome).contains(word), "{name}: {outcome:?}");
        let named = obsolete(&Git::at(folder.path()), &base, &[], &BTreeSet::new()).expect("an answer");
        let reason = named[0].left_alone.as_deref().expect(name);
        assert!(named.len() == 1 && reason.contains(word), "{name}: {reason}");
        assert_eq!(before, snapshot(folder.path()), "{name}");
    }
}

#[test]
fn a_branch_that_another_work_tree_has_is_left_alone() {
    let (folder, base) = repository();
    created(&bring(folder.path(), &base, &simple()));
    let place = Folder::new();
    let linked = place.path().join("linked tree");
    folder.git(&[
        "worktree",
        "add",
        "--quiet",
        linked.to_str().expect("text"),
        "amiforge/windows-eks",
    ]);
    let other = request(&[("main.tf", b"ami-00000000")]);
    assert_eq!(left_alone(&bring(folder.path(), &base, &other)), "is checked out");
    // From within it, too, and another group is written to the shared repository.
    assert_eq!(left_alone(&bring(&linked, &base, &other)), "is checked out");
    let mut second = simple();
    second.group = "al2023".to_owned();
    let (_, body) = created(&bring(&linked, &base, &second));
    assert_eq!(
        body.canonicalize().expect("a body"),
        folder
            .path()
            .join(".git/amiforge/al2023.md")
            .canonicalize()
            .expect("a body")
    );
}

#[test]
fn a_branch_about_whose_files_not_everything_is_known_stays() {
    let (folder, base) = repository();
    let git = Git::at(folder.path());
    created(&bring(folder.path(), &base, &simple()));
    let open = BTreeSet::from(["main.tf".to_owned(), "other.tf".to_owned()]);
    let found = obsolete(&git, &base, &[], &open).expect("an answer");
    assert_eq!(
        found[0].left_alone.as_deref(),
        Some("changes main.tf, where a pin waits or not everything is known now")
    );
    let open = BTreeSet::from(["other.tf".to_owned()]);
    let found = obsolete(&git, &base, &[], &open).expect("an answer");
    assert_eq!(found[0].left_alone, None);
}

#[test]
fn branches_without_a_wish_go_when_they_are_ours() {
    let (folder, base) = repository();
    let git = Git::at(folder.path());
    for group in ["al2023", "bottlerocket", GROUP] {
        let mut wanted = simple();
        wanted.group = group.to_owned();
        wanted.commit_message = format!("Title\n\nAmiforge-Group: {group}\n");
        created(&bring(folder.path(), &base, &wanted));
    }
    folder.git(&["branch", "amiforge/mine", "main"]);
    folder.git(&["branch", "amiforge/Mine", "main"]);
    folder.git(&["branch", "amiforgery/x", "main"]);
    // A copy under another name is not ours.
    folder.git(&["branch", "amiforge/copy", "amiforge/al2023"]);
    // Merged meanwhile; the base has it now.
    folder.git(&["merge", "--quiet", "--ff-only", "amiforge/bottlerocket"]);
    let merged = head(&folder);
    let found = obsolete(&git, &merged, &[GROUP], &BTreeSet::new()).expect("an answer");
    let shown: Vec<(&str, Option<&str>)> = found
        .iter()
        .map(|found| (found.branch.as_str(), found.left_alone.as_deref()))
        .collect();
    let foreign = Some("ends with a commit that amiforge did not make");
    assert_eq!(
        shown,
        [
            ("amiforge/Mine", Some("was not made by amiforge")),
            ("amiforge/al2023", None),
            ("amiforge/bottlerocket", None),
            ("amiforge/copy", foreign),
            ("amiforge/mine", foreign),
        ]
    );
    let left = folder.git(&["for-each-ref", "--format=%(refname:short)", "refs/heads"]);
    assert_eq!(
        left,
        "amiforge/Mine\namiforge/copy\namiforge/mine\namiforge/windows-eks\namiforgery/x\nmain"
    );
    assert!(folder.path().join(".git/amiforge/windows-eks.md").is_file());
    assert!(!folder.path().join(".git/amiforge/al2023.md").exists());
    assert_eq!(
        obsolete(&git, &merged, &[GROUP], &BTreeSet::new())
            .expect("an answer")
            .len(),
        3
    );

    // Ours, but on a commit that the base does not have: it may hold the only copy of somebody's work.
    folder.git(&["checkout", "--quiet", "--orphan", "elsewhere"]);
    let elsewhere = commit_at(&folder, THEN + 99);
    let found = obsolete(&git, &elsewhere, &[], &BTreeSet::new()).expect("an answer");
    let ours = found
        .iter()
        .find(|found| found.branch == "amiforge/windows-eks")
        .expect("named");
    assert_eq!(
        ours.left_alone.as_deref(),
        Some("stands on a commit that the base does not have")
    );
}

#[test]
fn a_branch_that_is_as_it_should_be_may_be_checked_out() {
    let (folder, base) = repository();
    created(&bring(folder.path(), &base, &simple()));
    folder.git(&["checkout", "--quiet", "amiforge/windows-eks"]);
    let again = bring(folder.path(), &base, &simple());
    assert!(matches!(again.done, Done::Unchanged(_)), "{again:?}");
    // HEAD is elsewhere than the base, which is said.
    assert_eq!(again.head, Some(head(&folder)));
}
