//! What is downloaded is held against its sum before anything else is done with it.

use std::fs;

use super::server::{Answer, Server};
use super::{COMMIT, LINUX, Runner, VERSION, asset, pack, program, sum};

fn address() -> String {
    format!("GET /dl/v{VERSION}/{}", asset(VERSION, LINUX))
}

fn mirror(server: &Server) -> String {
    format!("{}/dl", server.url)
}

#[test]
fn a_release_is_fetched_once_and_handed_to_the_job() {
    let (runner, archive) = Runner::released();
    let from = sum(&archive);
    let server = Server::of(archive);
    let runner = runner.with("AMIFORGE_SETUP_MIRROR", mirror(&server));
    for _ in 0..2 {
        runner.is_installed(runner.run());
        assert_eq!(server.asked(), [address()]);
        let binary = runner.kept();
        let folder = binary.parent().expect("a folder").display().to_string();
        assert_eq!(runner.told("GITHUB_PATH"), format!("{folder}\n"));
        let variable = format!("AMIFORGE_BINARY={}\n", binary.display());
        assert_eq!(runner.told("GITHUB_ENV"), variable);
    }
    let marker = fs::read_to_string(runner.cache().join(format!("amiforge/{VERSION}/x64.complete")));
    let binary = sum(program(VERSION).as_bytes());
    assert_eq!(
        marker.expect("a marker"),
        format!("from {from}\nbinary {binary}\n")
    );
}

#[test]
fn options_of_the_environment_are_not_for_the_programs_of_the_script() {
    let (runner, archive) = Runner::released();
    let server = Server::of(archive);
    let mut runner = runner.with("AMIFORGE_SETUP_MIRROR", mirror(&server));
    for name in ["TAR_OPTIONS", "GZIP", "POSIXLY_CORRECT", "CDPATH", "GLOBIGNORE"] {
        runner = runner.with(name, "--nonsense");
    }
    runner.is_installed(runner.run());
}

#[test]
fn a_step_of_another_action_changes_nothing_for_the_job() {
    let (runner, archive) = Runner::released();
    let server = Server::of(archive);
    let runner = runner.with("AMIFORGE_MIRROR", mirror(&server));
    runner.is_installed(runner.run_in_step());
    assert_eq!(server.asked(), [address()]);
    assert_eq!(runner.told("GITHUB_PATH") + &runner.told("GITHUB_ENV"), "");
}

#[test]
fn the_mirror_of_the_step_counts_before_that_of_the_job() {
    let (runner, archive) = Runner::released();
    let (used, other) = (Server::of(archive), Server::new(|_, _| Answer::Status(404)));
    let runner = runner
        .with("AMIFORGE_MIRROR", mirror(&other))
        .with("AMIFORGE_SETUP_MIRROR", mirror(&used) + "///");
    runner.is_installed(runner.run());
    assert_eq!(used.asked(), [address()]);
    assert_eq!(other.asked(), Vec::<String>::new());
}

#[test]
fn a_folder_is_a_mirror_too() {
    let (runner, archive) = Runner::released();
    let name = format!("mirror%20here/v{VERSION}/{}", asset(VERSION, LINUX));
    runner.home.write(&name.replace("%20", " "), archive);
    let mirror = format!("file://{}", runner.path("mirror%20here").display());
    let runner = runner.with("AMIFORGE_MIRROR", mirror);
    runner.is_installed(runner.run());
}

#[test]
fn other_bytes_are_refused_before_they_are_unpacked_and_not_looked_for_elsewhere() {
    let (runner, archive) = Runner::released();
    // A good archive, of something else.
    let other = pack(VERSION, LINUX, b"#!/bin/sh\ntouch \"$HOME/executed\"\n");
    let said = [sum(&other), sum(&archive)];
    let server = Server::of(other);
    let runner = runner
        .with("AMIFORGE_SETUP_MIRROR", mirror(&server))
        .program("tar", "#!/bin/sh\ntouch \"$HOME/unpacked\"\n");
    let error = runner.refuses(3, runner.run());
    assert!(said.iter().all(|sum| error.contains(sum)), "{error}");
    assert_eq!(server.asked(), [address()]);
    assert!(!runner.path("executed").exists() && !runner.path("unpacked").exists());
}

#[test]
fn a_release_that_is_another_version_than_it_says_is_refused() {
    let archive = pack(VERSION, LINUX, program("1.2.4").as_bytes());
    let server = Server::of(archive.clone());
    let runner = Runner::new()
        .knows(VERSION, COMMIT, &[(LINUX, &archive)])
        .with("AMIFORGE_SETUP_MIRROR", mirror(&server));
    let run = runner.run().ends(3);
    assert!(
        run.stdout
            .contains("this is amiforge 1.2.4, where 1.2.3 is wanted"),
        "{run:#?}"
    );
    assert_eq!(runner.told("GITHUB_OUTPUT"), "");
}

#[test]
fn hostile_mirrors_are_refused() {
    let (runner, _) = Runner::released();
    for mirror in [
        "https://user:secret@example.com/dl",
        "https://example.com/dl?x=",
        "https://example.com/#",
        "https://example.com/a b",
        "https://example.com/\n::set-output name=path::/tmp/x",
        "https://",
        "ftp://example.com/dl",
        "file://host/share",
        "-o/tmp/x",
        "example.com",
        "$(touch executed)",
        "gopher://x/##[add-mask]y",
    ] {
        let mut command = runner.command(" for-job");
        command.env("AMIFORGE_SETUP_MIRROR", mirror);
        let run = crate::support::Run::of(&command.output().expect("bash starts"));
        let error = runner.refuses(2, run);
        assert!(error.contains("the mirror h"), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
    assert!(!runner.path("the wörkspace/executed").exists());
}
