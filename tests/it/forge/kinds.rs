//! Bare, shallow, packed, sparse and SHA-256 repositories are written like any other.

use amiforge::forge::Done;

use super::{BRANCH, OLD, THEN, bring, commit_at, created, head, left_alone, repository, request, simple};
use crate::support::Folder;

#[test]
fn repositories_of_every_kind_are_written() {
    // Detached HEAD, and not where the branch is.
    let (folder, base) = repository();
    folder.git(&["checkout", "--quiet", "--detach"]);
    let (commit, _) = created(&bring(folder.path(), &base, &simple()));
    assert_eq!(head(&folder), base);

    // Bare; the same plan gives the same commit anywhere.
    let mirror = Folder::new();
    let from = folder.path().to_string_lossy().into_owned();
    mirror.git(&[
        "clone",
        "--quiet",
        "--bare",
        "--single-branch",
        "--branch=main",
        &from,
        ".",
    ]);
    mirror.git(&["config", "user.name", ""]);
    assert_eq!(created(&bring(mirror.path(), &base, &simple())).0, commit);
    assert!(mirror.path().join("amiforge/windows-eks.md").is_file());
    assert!(matches!(
        bring(mirror.path(), &base, &simple()).done,
        Done::Unchanged(_)
    ));

    // Packed, sparse, from a folder inside.
    folder.git(&["update-ref", "-d", BRANCH]);
    folder.git(&["checkout", "--quiet", "main"]);
    folder.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "nowhere"]);
    folder.git(&["gc", "--quiet"]);
    assert_eq!(created(&bring(folder.path(), &base, &simple())).0, commit);

    let long = Folder::new();
    long.git(&[
        "init",
        "--quiet",
        "--initial-branch=main",
        "--object-format=sha256",
    ]);
    long.write("main.tf", OLD);
    let base = commit_at(&long, THEN);
    let (commit, _) = created(&bring(long.path(), &base, &simple()));
    assert_eq!(commit.as_str().len(), 64);
    assert!(matches!(
        bring(long.path(), &base, &simple()).done,
        Done::Unchanged(_)
    ));
}

#[test]
fn a_shallow_clone_is_written_and_its_branch_told_apart() {
    let (origin, _) = repository();
    origin.write("other", "x");
    let base = commit_at(&origin, THEN + 10);
    let from = format!("file://{}", origin.path().display());
    let folder = Folder::new();
    folder.git(&["clone", "--quiet", "--depth=1", &from, "."]);
    folder.git(&["config", "user.name", ""]);
    let (commit, _) = created(&bring(folder.path(), &base, &simple()));
    assert!(matches!(
        bring(folder.path(), &base, &simple()).done,
        Done::Unchanged(_)
    ));
    assert_eq!(created(&bring(origin.path(), &base, &simple())).0, commit);
    // Only the tip of the branch was fetched: nobody knows what it stands on.
    let thin = Folder::new();
    thin.git(&[
        "clone",
        "--quiet",
        "--depth=1",
        "--branch=amiforge/windows-eks",
        &from,
        ".",
    ]);
    thin.git(&["checkout", "--quiet", "--detach"]);
    let outcome = bring(thin.path(), &commit, &request(&[("main.tf", b"ami-00000000")]));
    assert!(
        left_alone(&outcome).contains("history that is cut"),
        "{outcome:?}"
    );
}
