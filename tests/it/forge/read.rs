//! Files with pins, read from a commit.

use amiforge::git::{Git, GitError};

use super::{OLD, head};
use crate::support::Folder;

/// The paths of files in which the old id stands, and those that were not read.
fn pinned(folder: &Folder, paths: &[&str]) -> (Vec<String>, Vec<String>) {
    let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
    let held = Git::at(folder.path())
        .pinned_files(&head(folder), &paths, |blob| {
            let text = String::from_utf8_lossy(&blob.bytes).into_owned();
            text.contains(OLD).then_some(blob.path)
        })
        .expect("an answer");
    let not_read = held.not_read.iter().map(|(path, why)| format!("{path}: {why}"));
    (held.found, not_read.collect())
}

#[test]
fn revisions_become_commits_and_never_options() {
    let folder = Folder::new();
    folder.write("a.tf", "x").repository();
    let git = Git::at(folder.path());
    let commit = git.resolve("HEAD").expect("a commit");
    folder.git(&["tag", "-a", "v1", "-m", "x"]);
    for same in ["main", "v1", "HEAD~0", commit.as_str(), "refs/heads/main"] {
        assert_eq!(git.resolve(same).expect(same), commit);
    }
    for none in ["nowhere", "", "--all", "-h", "HEAD:a.tf", "HEAD^{tree}", "a\0b"] {
        let error = git.resolve(none).expect_err(none);
        assert!(matches!(error, GitError::UnknownRevision(_)), "{none}: {error}");
    }
    let elsewhere = Folder::new();
    let error = Git::at(elsewhere.path())
        .resolve("HEAD")
        .expect_err("no repository");
    assert!(matches!(error, GitError::Refused(_)), "{error}");
}

#[test]
fn files_with_pins_are_read_from_the_commit() {
    let folder = Folder::new();
    folder
        .write("main.tf", format!("ami = \"{OLD}\"\r\n"))
        .write("deep/folder/ekscluster.yaml", format!("ami: {OLD}\n"))
        .write("none.tf", "ami = data.aws_ami.x.id\n")
        .write(
            "binary.bin",
            [b"\0\x01ami-\xff".as_slice(), OLD.as_bytes()].concat(),
        )
        .write(
            ".gitattributes",
            "*.bin binary\n* text=auto eol=crlf filter=fail diff=fail\n",
        )
        .repository();
    folder.git(&["config", "filter.fail.smudge", "false"]);
    folder.git(&["config", "diff.fail.textconv", "false"]);
    // The work tree is not looked at.
    folder.write("main.tf", "nothing\n").write("new.tf", OLD);

    let (paths, _) = pinned(&folder, &[]);
    assert_eq!(paths, ["binary.bin", "deep/folder/ekscluster.yaml", "main.tf"]);
    let held = Git::at(folder.path())
        .pinned_files(&head(&folder), &["main.tf".to_owned()], Some)
        .expect("an answer");
    let blob = &held.found[0];
    // Stored with LF, checked out with CR LF: what counts is what is stored.
    assert_eq!(blob.bytes, format!("ami = \"{OLD}\"\n").as_bytes());
    assert_eq!(blob.mode, 0o100_644);
    assert_eq!(blob.id, folder.git(&["rev-parse", "HEAD:main.tf"]));
}

#[test]
fn paths_are_files_folders_and_patterns() {
    let folder = Folder::new();
    for name in ["a/x.tf", "a/b/y.tf", "c.yaml", "[a]/z.tf", ":(glob)/q.tf", "-e"] {
        folder.write(name, OLD);
    }
    folder.repository();
    for (paths, found) in [
        (vec!["a"], vec!["a/b/y.tf", "a/x.tf"]),
        (vec!["a/"], vec!["a/b/y.tf", "a/x.tf"]),
        (vec!["a/*.tf"], vec!["a/x.tf"]),
        (
            vec!["**/*.tf", "c.yaml"],
            vec![":(glob)/q.tf", "[a]/z.tf", "a/b/y.tf", "a/x.tf", "c.yaml"],
        ),
        (vec!["[a]"], vec!["[a]/z.tf"]),
        (vec![":(glob)"], vec![":(glob)/q.tf"]),
        (vec!["-e"], vec!["-e"]),
        (vec!["nowhere"], vec![]),
    ] {
        assert_eq!(pinned(&folder, &paths).0, found, "{paths:?}");
    }
}

#[cfg(unix)]
#[test]
fn links_submodules_and_huge_files_are_not_read() {
    let folder = Folder::new();
    let inner = Folder::new();
    inner.write("in.tf", OLD).repository();
    folder
        .write("main.tf", OLD)
        .write("huge.tf", format!("{OLD}\n{}", "x".repeat(64 * 1024 * 1024)))
        .write(
            "lfs.tf",
            format!("version https://git-lfs.github.com/spec/v1\noid sha256:ami-{OLD}\n"),
        );
    std::os::unix::fs::symlink(OLD, folder.path().join("link.tf")).expect("a link");
    folder.git(&["init", "--quiet", "--initial-branch=main"]);
    let from = inner.path().to_string_lossy().into_owned();
    folder.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        &from,
        "module",
    ]);
    folder.git(&["config", "submodule.recurse", "true"]);
    folder.commit("first");
    let (paths, not_read) = pinned(&folder, &[]);
    assert_eq!(paths, ["lfs.tf", "main.tf"]);
    assert_eq!(not_read, ["huge.tf: above 64 MiB"]);
}

#[cfg(unix)]
#[test]
fn names_of_files_may_be_anything() {
    use std::os::unix::ffi::OsStrExt as _;

    let folder = Folder::new();
    let names = [
        " a b.tf",
        "\"quoted\".tf",
        "line\nbreak.tf",
        "tab\t.tf",
        "naïve 漢.tf",
        "a:b.tf",
        "\\.tf",
    ];
    for name in names {
        folder.write(name, OLD);
    }
    let odd = folder.path().join(std::ffi::OsStr::from_bytes(b"\xff.tf"));
    std::fs::write(odd, OLD).expect("a file");
    folder.repository();
    let mut sorted = names.map(str::to_owned);
    sorted.sort();
    let (paths, not_read) = pinned(&folder, &[]);
    assert_eq!(paths, sorted);
    assert_eq!(not_read, ["\u{fffd}.tf: its name is not UTF-8"]);
}

#[test]
fn bare_and_sha256_repositories_are_read_too() {
    let folder = Folder::new();
    folder.git(&[
        "init",
        "--quiet",
        "--initial-branch=main",
        "--object-format=sha256",
    ]);
    folder.write("a.tf", OLD).commit("first");
    assert_eq!(pinned(&folder, &[]).0, ["a.tf"]);
    assert_eq!(head(&folder).as_str().len(), 64);

    let bare = Folder::new();
    let from = folder.path().to_string_lossy().into_owned();
    bare.git(&["clone", "--quiet", "--bare", &from, "."]);
    assert_eq!(pinned(&bare, &[]).0, ["a.tf"]);
}

#[test]
fn many_files_come_in_order_and_each_once() {
    let folder = Folder::new();
    for number in 0..3_000 {
        folder.write(&format!("{}/{number:04}.tf", number % 7), format!("{number}"));
    }
    folder.repository();
    let held = Git::at(folder.path())
        .pinned_files(&head(&folder), &[], |blob| Some((blob.path, blob.bytes)))
        .expect("an answer");
    assert_eq!((held.found.len(), held.looked_at), (3_000, 3_000));
    assert!(held.found.is_sorted_by(|a, b| a.0 < b.0));
    let right = |path: &str, bytes: &[u8]| {
        let number: u32 = path[2..6].parse().expect("a number");
        number.to_string().as_bytes() == bytes
    };
    assert!(held.found.iter().all(|(path, bytes)| right(path, bytes)));
}
