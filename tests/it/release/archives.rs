//! Archives: the same bytes for the same input, and the smoke test that each has to pass on its own system.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use super::{BINARY, Refuses, Release, VERSION, asset, fixed, pages, targets};
use crate::support::Folder;

const MUSL: &str = "x86_64-unknown-linux-musl";

fn package(release: &Release, target: &str, binary: &str, out: &str) -> Vec<u8> {
    release
        .run("package.sh", &[target, binary, &pages(), out])
        .ends(0);
    fs::read(Path::new(out).join(asset(target))).expect("the archive")
}

#[test]
fn the_same_input_gives_the_same_archive() {
    let Some(release) = Release::new() else { return };
    let other = Folder::new();
    let binary = other.path().join("another-name");
    fs::copy(fixed(), &binary).expect("a copy");
    fs::set_permissions(&binary, fs::Permissions::from_mode(0o600)).expect("a mode");
    for target in [MUSL, "x86_64-pc-windows-msvc"] {
        let first = package(
            &release,
            target,
            &fixed(),
            &release.folder.path().join("one").display().to_string(),
        );
        // Another mode, another name and another folder.
        let second = package(
            &release,
            target,
            &binary.display().to_string(),
            &other.path().join("two").display().to_string(),
        );
        assert!(first == second, "{target}");
    }
}

#[test]
fn the_time_in_an_archive_is_that_of_the_commit() {
    let Some(release) = Release::new() else { return };
    let out = release.folder.path().join("out");
    for (target, list, time) in [
        (
            MUSL,
            "tar --list --verbose --utc --full-time --file",
            " 2026-11-26 10:20:30 ",
        ),
        ("x86_64-pc-windows-msvc", "zipinfo -T", " 20261126.102030 "),
    ] {
        package(&release, target, &fixed(), &out.display().to_string());
        let listed = Command::new("bash")
            .args(["-c", &format!("TZ=UTC {list} {}", asset(target))])
            .current_dir(&out)
            .output()
            .expect("a list");
        let listed = String::from_utf8(listed.stdout).expect("text");
        let entries: Vec<&str> = listed.lines().filter(|line| line.contains('/')).collect();
        let entries: Vec<&str> = entries
            .into_iter()
            .filter(|line| !line.starts_with("Archive:"))
            .collect();
        assert!(entries.len() > 10, "{listed}");
        assert!(entries.iter().all(|line| line.contains(time)), "{listed}");
    }
}

#[test]
fn an_archive_has_one_folder_with_what_a_user_needs() {
    let Some(release) = Release::new() else { return };
    let out = release.folder.path().join("out");
    package(&release, MUSL, &fixed(), &out.display().to_string());
    let listed = Command::new("tar")
        .args(["--list", "--verbose", "--numeric-owner", "--utc", "--file"])
        .arg(out.join(asset(MUSL)))
        .output()
        .expect("tar");
    let listed = String::from_utf8(listed.stdout).expect("text");
    let top = format!("amiforge-{VERSION}-{MUSL}/");
    assert!(listed.lines().all(|line| line.contains(&top)), "{listed}");
    for (mode, name) in [
        ("-rwxr-xr-x 0/0", "amiforge"),
        ("-rw-r--r-- 0/0", "README.md"),
        ("-rw-r--r-- 0/0", "LICENSE-MIT"),
        ("-rw-r--r-- 0/0", "completions/_amiforge"),
        ("-rw-r--r-- 0/0", "man/amiforge-validate.1"),
        ("drwxr-xr-x 0/0", "man/"),
    ] {
        let found = listed
            .lines()
            .find(|line| line.ends_with(&format!("{top}{name}")));
        assert!(
            found.is_some_and(|line| line.starts_with(mode)),
            "{name}: {listed}"
        );
    }
}

#[test]
fn what_is_not_published_is_not_packaged() {
    let Some(release) = Release::new() else { return };
    let out = release.folder.path().join("out").display().to_string();
    let run =
        |target: &str, binary: &str, pages: &str| release.run("package.sh", &[target, binary, pages, &out]);
    run("riscv64gc-unknown-linux-musl", &fixed(), &pages()).refuses("no target that is published");
    run(MUSL, "/nowhere", &pages()).refuses("there is no binary");
    run(MUSL, &fixed(), "/nowhere").refuses("there are no pages in");
    release
        .run("pages.sh", &["/nowhere", &out])
        .refuses("no amiforge that runs here");
    let toml = release.read("Cargo.toml").replacen(VERSION, "9.9.9", 1);
    release.write("Cargo.toml", &toml);
    release
        .run("pages.sh", &[BINARY, &out])
        .refuses("not amiforge 9.9.9");
}

#[test]
fn who_makes_archives_executes_nothing_that_was_built() {
    let Some(release) = Release::new() else { return };
    let traitor = release.folder.path().join("traitor").display().to_string();
    let touched = release.folder.path().join("touched");
    fs::write(&traitor, format!("#!/bin/sh\ntouch '{}'\n", touched.display())).expect("a program");
    fs::set_permissions(&traitor, fs::Permissions::from_mode(0o755)).expect("a mode");
    let out = release.folder.path().join("out").display().to_string();
    for target in targets() {
        package(&release, &target, &traitor, &out);
    }
    assert!(!touched.exists());
}

#[test]
fn an_archive_that_is_missing_has_no_sums() {
    let Some(release) = Release::new() else { return };
    let assets = release.assets();
    let folder = assets.display().to_string();
    let sums = fs::read_to_string(assets.join("SHA256SUMS")).expect("sums");
    assert_eq!(sums.lines().count(), targets().len() + 1, "{sums}");
    fs::remove_file(assets.join(asset(MUSL))).expect("a file");
    release.run("sums.sh", &[&folder]).refuses("is missing");
    // What was there before is not half of a new one.
    assert_eq!(fs::read_to_string(assets.join("SHA256SUMS")).expect("sums"), sums);
}

/// The smoke test of an archive with this program in it.
fn smoke(release: &Release, binary: &str) -> crate::support::Run {
    let out = release.folder.path().join("out");
    package(release, MUSL, binary, &out.display().to_string());
    test(release, &out)
}

/// The smoke test of what lies there, with sums that are right.
fn test(release: &Release, out: &Path) -> crate::support::Run {
    let archive = out.join(asset(MUSL));
    let sums = Command::new("sha256sum")
        .arg(asset(MUSL))
        .current_dir(out)
        .output()
        .expect("sha256sum");
    fs::write(out.join("SHA256SUMS"), sums.stdout).expect("sums");
    let words = [
        archive.display().to_string(),
        out.join("SHA256SUMS").display().to_string(),
    ];
    release.run("smoke.sh", &[&words[0], &words[1]])
}

/// A program of a few lines of C, statically linked or not.
fn program(release: &Release, code: &str, flags: &[&str]) -> String {
    release.folder.write("program.c", code);
    let out = release.folder.path().join("program");
    let done = Command::new("cc")
        .args(flags)
        .arg("-o")
        .arg(&out)
        .arg(release.folder.path().join("program.c"))
        .status()
        .expect("a compiler");
    assert!(done.success());
    out.display().to_string()
}

#[test]
fn a_good_archive_passes_the_smoke_test() {
    let Some(release) = Release::new() else { return };
    let run = smoke(&release, &fixed()).ends(0);
    assert!(run.stdout.contains(&format!("amiforge {VERSION}")), "{run:#?}");
}

#[test]
fn a_bad_archive_fails_the_smoke_test() {
    let Some(release) = Release::new() else { return };
    let out = release.folder.path().join("out");
    smoke(
        &release,
        &program(&release, "int main(void) { return 0; }\n", &[]),
    )
    .refuses("is not static");
    let said = |text: &str, end: i32| {
        format!(
            "#include <stdio.h>\nint main(int c, char **w) {{ (void)w; puts(c == 2 ? \"{text}\" : \"\"); return c == 2 ? 0 : {end}; }}\n"
        )
    };
    smoke(
        &release,
        &program(&release, &said("amiforge 9.9.9", 1), &["-static"]),
    )
    .refuses("says amiforge 9.9.9");
    let version = format!("amiforge {VERSION}");
    smoke(&release, &program(&release, &said(&version, 0), &["-static"])).refuses("validate ended with 0");
    smoke(&release, &program(&release, &said(&version, 1), &["-static"])).refuses("did not find the error");

    // Another file in it, a file less, another folder.
    let change = |what: &str| {
        package(&release, MUSL, &fixed(), &out.display().to_string());
        let script = format!(
            "set -e; rm -rf unpacked; mkdir unpacked; tar -xzf {0} -C unpacked; cd unpacked; {what}; tar -czf ../{0} *",
            asset(MUSL)
        );
        let done = Command::new("bash")
            .args(["-c", &script])
            .current_dir(&out)
            .status()
            .expect("bash");
        assert!(done.success(), "{what}");
        test(&release, &out)
    };
    let top = format!("amiforge-{VERSION}-{MUSL}");
    change("true").ends(0);
    for what in [
        format!("touch {top}/more"),
        "touch more".to_owned(),
        format!("rm {top}/README.md"),
        format!("rm {top}/man/amiforge-*.1"),
        format!("mv {top} amiforge"),
    ] {
        change(&what).refuses("the layout of");
    }

    // The sum of another file, none at all, and a name that is none of ours.
    package(&release, MUSL, &fixed(), &out.display().to_string());
    let (archive, sums) = (
        out.join(asset(MUSL)).display().to_string(),
        out.join("SHA256SUMS").display().to_string(),
    );
    fs::write(&sums, format!("{}  {}\n", "0".repeat(64), asset(MUSL))).expect("sums");
    release
        .run("smoke.sh", &[&archive, &sums])
        .refuses("is not that of");
    fs::write(&sums, "").expect("sums");
    release
        .run("smoke.sh", &[&archive, &sums])
        .refuses("has no sum of");
    let renamed = out.join("amiforge-9.9.9-x86_64-unknown-linux-musl.tar.gz");
    fs::rename(&archive, &renamed).expect("another name");
    release
        .run("smoke.sh", &[&renamed.display().to_string(), &sums])
        .refuses("no name of an archive");
}

#[test]
fn an_archive_stays_below_ten_megabytes() {
    let Some(release) = Release::new() else { return };
    let noise = release.folder.path().join("noise");
    let done = Command::new("bash")
        .args(["-c", "head -c 11000000 /dev/urandom >\"$0\""])
        .arg(&noise)
        .status()
        .expect("bash");
    assert!(done.success());
    smoke(&release, &noise.display().to_string()).refuses("it should stay below 10000000");
}
