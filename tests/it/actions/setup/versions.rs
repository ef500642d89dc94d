//! Which release it is, and for which machine.

use super::server::{Answer, Server};
use super::{COMMIT, LINUX, Runner, VERSION, asset, pack, program};

#[test]
fn every_target_has_its_asset_and_others_are_told_what_there_is() {
    for (os, arch, target) in [
        ("Linux", "X64", LINUX),
        ("Linux", "ARM64", "aarch64-unknown-linux-musl"),
        ("macOS", "X64", "x86_64-apple-darwin"),
        ("macOS", "ARM64", "aarch64-apple-darwin"),
        ("Windows", "X64", "x86_64-pc-windows-msvc"),
        ("Windows", "ARM64", "aarch64-pc-windows-msvc"),
    ] {
        let server = Server::new(|_, _| Answer::Status(404));
        let runner = Runner::new()
            .knows(VERSION, COMMIT, &[(target, b"")])
            .program("cygpath", "#!/bin/sh\nprintf %s \"$2\"\n")
            .with("RUNNER_OS", os)
            .with("RUNNER_ARCH", arch)
            .with("AMIFORGE_MIRROR", &server.url);
        runner.refuses(3, runner.run());
        assert_eq!(
            server.asked(),
            [format!("GET /v{VERSION}/{}", asset(VERSION, target))]
        );
    }
    for (os, arch) in [
        ("Linux", "ARM"),
        ("Linux", "X86"),
        ("FreeBSD", "X64"),
        ("\n::error::x", "X64"),
    ] {
        let (runner, _) = Runner::released();
        let runner = runner.with("RUNNER_OS", os).with("RUNNER_ARCH", arch);
        let error = runner.refuses(2, runner.run());
        let all = "amiforge runs on Linux, macOS and Windows runners with x64 or arm64 processors, not on ";
        assert!(error.contains(all), "{error}");
    }
    let (runner, _) = Runner::released();
    let runner = runner.with("RUNNER_OS", "Windows");
    let error = runner.refuses(2, runner.run());
    assert!(error.contains("the bash of Git is needed"), "{error}");
    let (runner, _) = Runner::released();
    let runner = runner.with("RUNNER_ARCH", "ARM64");
    let error = runner.refuses(2, runner.run());
    assert!(
        error.ends_with("amiforge 1.2.3 was not released for aarch64-unknown-linux-musl"),
        "{error}"
    );
}

/// What Git Bash has and Linux has not: paths in two forms.
const CYGPATH: &str = r#"#!/usr/bin/env bash
case $1 in
  -u) path=${2//\\//}; printf %s "${path#C:}" ;;
  -w) printf 'C:%s' "${2//\//\\}" ;;
esac
"#;

/// The tar of Windows, which reads zip and takes paths of Windows.
const TAR: &str = r#"#!/usr/bin/env python3
import sys, zipfile
inner = lambda path: path[2:].replace("\\", "/")
assert sys.argv[1] == "-xf" and sys.argv[3] == "-C", sys.argv
zipfile.ZipFile(inner(sys.argv[2])).extract(sys.argv[5], inner(sys.argv[4]))
"#;

#[test]
fn on_windows_it_is_a_zip_and_paths_are_told_in_the_form_of_windows() {
    let target = "x86_64-pc-windows-msvc";
    for with_unzip in [true, false] {
        let archive = pack(VERSION, target, program(VERSION).as_bytes());
        let server = Server::of(archive.clone());
        let mut runner = Runner::new()
            .knows(VERSION, COMMIT, &[(target, &archive)])
            .program("cygpath", CYGPATH);
        let windows = |runner: &Runner, name: &str| {
            let path = runner.path(name).display().to_string();
            format!("C:{}", path.replace('/', "\\"))
        };
        if !with_unzip {
            // A path without unzip: links to all else that the script calls.
            for name in [
                "bash",
                "sha256sum",
                "curl",
                "mkdir",
                "mktemp",
                "find",
                "cp",
                "chmod",
                "mv",
                "rm",
                "cat",
                "dirname",
                "sed",
                "sh",
                "env",
                "python3",
            ] {
                let found = crate::support::tool(name).expect(name);
                std::fs::create_dir_all(runner.path("only")).expect("a folder");
                std::os::unix::fs::symlink(found, runner.path("only").join(name)).expect("a link");
            }
            let path = format!(
                "{}:{}",
                runner.path("bin").display(),
                runner.path("only").display()
            );
            runner.home.write("System32/tar.exe", TAR);
            super::executable(&runner.path("System32/tar.exe"));
            runner = runner.with("PATH", path);
        }
        let (cache, temporary, root) = (
            windows(&runner, "the töol cache"),
            windows(&runner, "the temporary földer"),
            windows(&runner, ""),
        );
        let runner = runner
            .with("RUNNER_OS", "Windows")
            .with("RUNNER_TOOL_CACHE", &cache)
            .with("RUNNER_TEMP", temporary)
            .with("UNZIP", "--nonsense")
            .with("SYSTEMROOT", root.trim_end_matches('\\'))
            .with("AMIFORGE_MIRROR", &server.url);
        let run = runner.run().ends(0);
        let folder = format!("{cache}\\amiforge\\{VERSION}\\x64");
        assert_eq!(
            runner.told("GITHUB_OUTPUT"),
            format!("path={folder}\\amiforge.exe\nversion={VERSION}\n"),
            "{run:#?}"
        );
        assert_eq!(runner.told("GITHUB_PATH"), format!("{folder}\n"));
        assert_eq!(
            runner.told("GITHUB_ENV"),
            format!("AMIFORGE_BINARY={folder}\\amiforge.exe\n")
        );
        // As a path of its own it is understood again.
        let runner = runner.with("AMIFORGE_BINARY", format!("{folder}\\amiforge.exe"));
        runner.run_in_step().ends(0);
        assert_eq!(server.asked().len(), 1);
    }
}

#[test]
fn a_version_that_this_copy_knows_may_be_asked_for() {
    for asked in ["1.1.0", "v1.1.0"] {
        let old = pack("1.1.0", LINUX, program("1.1.0").as_bytes());
        let server = Server::of(old.clone());
        let (runner, _) = Runner::released();
        let runner = runner
            .knows("1.1.0", &COMMIT.replace('0', "9"), &[(LINUX, &old)])
            .with("AMIFORGE_MIRROR", &server.url)
            .with("AMIFORGE_SETUP_VERSION", asked);
        runner.run().ends(0);
        assert_eq!(server.asked(), [format!("GET /v1.1.0/{}", asset("1.1.0", LINUX))]);
        assert!(
            runner
                .told("GITHUB_OUTPUT")
                .ends_with("/1.1.0/x64/amiforge\nversion=1.1.0\n")
        );
    }
}

#[test]
fn an_unknown_version_is_refused_and_told_which_are_known() {
    let (runner, archive) = Runner::released();
    let runner = runner.knows("1.1.0", COMMIT, &[(LINUX, &archive)]);
    let long = "9".repeat(100_000);
    for version in [
        "9.9.9",
        "latest",
        "1.2",
        "1.2.3 ",
        "../1.2.3",
        "v",
        "-o",
        "*",
        "",
        "1.2.3\n1.1.0",
        "$(touch executed)",
        "'; touch executed; '",
        "1.2.3\n::set-output name=path::x",
        "##[set-env name=PATH]x",
        "\u{1b}[31mred",
        "версия",
        &long,
    ] {
        let mut command = runner.command(" for-job");
        command.env("AMIFORGE_SETUP_VERSION", version);
        // Nothing is there to be reached.
        command.env("AMIFORGE_MIRROR", "file:///nowhere");
        let run = crate::support::Run::of(&command.output().expect("bash starts"));
        if version.is_empty() {
            // That of this copy.
            assert!(runner.refuses(3, run).contains("file:///nowhere/v1.2.3/"));
            continue;
        }
        let error = runner.refuses(2, run);
        assert!(
            error.contains("this copy of the action has no checksums of amiforge '")
                && error.contains("use the action at the tag of that release"),
            "{error}"
        );
        assert!(error.contains("has the checksums of 1.2.3, 1.1.0"), "{error}");
        assert!(error.len() < 3000 && !error.contains('\u{1b}'), "{error}");
    }
    assert!(!runner.path("the wörkspace/executed").exists());
}

#[test]
fn a_copy_that_is_no_release_says_what_can_be_done() {
    let (runner, archive) = (Runner::new(), pack(VERSION, LINUX, b""));
    let error = runner.refuses(2, runner.run());
    for way in [
        "is no release",
        "the tag of a release",
        "path of a binary",
        "version: source",
        "the checksums of no release",
    ] {
        assert!(error.contains(way), "{way}\n{error}");
    }
    // Not even with a binary of that version in the tool cache, which may be anything.
    let runner = runner.knows("1.1.0", COMMIT, &[(LINUX, &archive)]);
    let error = runner.refuses(2, runner.run());
    assert!(error.contains("has the checksums of 1.1.0"), "{error}");
}
