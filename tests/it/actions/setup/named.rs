//! A binary that is on the runner, named by an input or for the job; and what is written where other steps read it.

use std::fs;

use super::{COMMIT, LINUX, Runner, executable, pack, program};
use crate::support::Run;

fn runner_with(name: &str) -> Runner {
    let runner = Runner::new();
    runner.home.write(name, program("3.2.1"));
    executable(&runner.path(name));
    runner
}

#[test]
fn a_named_binary_is_handed_to_the_job() {
    let place = "the wörkspace/tööls of ours/amiforge";
    for relative in [true, false] {
        let runner = runner_with(place);
        let path = runner.path(place).display().to_string();
        let given = if relative {
            "tööls of ours/amiforge"
        } else {
            &path
        };
        let runner = runner.with("AMIFORGE_SETUP_PATH", given);
        runner.run().ends(0);
        assert_eq!(
            runner.told("GITHUB_OUTPUT"),
            format!("path={path}\nversion=3.2.1\n")
        );
        assert_eq!(runner.told("GITHUB_ENV"), format!("AMIFORGE_BINARY={path}\n"));
        let folder = path.trim_end_matches("/amiforge");
        assert_eq!(runner.told("GITHUB_PATH"), format!("{folder}\n"));
    }
}

#[test]
fn what_a_step_says_counts_before_what_is_set_for_the_job() {
    let runner = runner_with("of the step");
    runner.home.write("of the job", program("1.0.0"));
    executable(&runner.path("of the job"));
    let (step, job) = (runner.path("of the step"), runner.path("of the job"));
    let runner = runner.with("AMIFORGE_BINARY", job.display().to_string());
    for run in [runner.run(), runner.run_in_step()] {
        run.ends(0);
        assert!(
            runner
                .told("GITHUB_OUTPUT")
                .ends_with("of the job\nversion=1.0.0\n")
        );
    }
    let runner = runner.with("AMIFORGE_SETUP_PATH", step.display().to_string());
    for run in [runner.run(), runner.run_in_step()] {
        run.ends(0);
        assert!(
            runner
                .told("GITHUB_OUTPUT")
                .ends_with("of the step\nversion=3.2.1\n")
        );
    }
    // A version that is asked for is not overruled by the job.
    let archive = pack("1.1.0", LINUX, program("1.1.0").as_bytes());
    runner
        .home
        .write(&format!("m/v1.1.0/{}", super::asset("1.1.0", LINUX)), &archive);
    let mirror = format!("file://{}", runner.path("m").display());
    let runner = runner
        .knows("1.1.0", COMMIT, &[(LINUX, &archive)])
        .with("AMIFORGE_SETUP_PATH", "")
        .with("AMIFORGE_SETUP_VERSION", "1.1.0")
        .with("AMIFORGE_MIRROR", mirror);
    runner.run().ends(0);
    assert!(runner.told("GITHUB_OUTPUT").ends_with("version=1.1.0\n"));
    // Other actions have no such input: variables of that name are nothing to them.
    runner.run_in_step().ends(0);
    assert!(
        runner
            .told("GITHUB_OUTPUT")
            .ends_with("of the job\nversion=1.0.0\n")
    );
}

#[test]
fn what_cannot_be_taken_is_refused() {
    let runner = runner_with("good");
    runner
        .home
        .write("no binary", "#!/bin/sh\necho hello\n")
        .write("fails", "#!/bin/sh\necho amiforge 1.0.0\nexit 1\n")
        .write("not executable", program("1.0.0"))
        .write("says more", "#!/bin/sh\necho 'amiforge 1.0.0\npath=/tmp/x'\n")
        .write(
            "says a command",
            "#!/bin/sh\necho 'amiforge ::set-output name=path::x'\n",
        )
        .write("two\nlines", program("1.0.0"));
    for name in ["no binary", "fails", "says more", "says a command", "two\nlines"] {
        executable(&runner.path(name));
    }
    let home = runner.home.path().display().to_string();
    let absolute = |name: &str| format!("{home}/{name}");
    for (path, expected) in [
        (absolute("missing"), "there is no file at the path in"),
        (home.clone(), "there is no file at the path in"),
        ("missing".to_owned(), "there is no file at the path in"),
        (absolute("no binary"), "this is not an amiforge binary: "),
        (absolute("fails"), "not an amiforge binary for this runner"),
        (absolute("not executable"), "/not executable: Permission denied"),
        (absolute("says more"), "this is not an amiforge binary: "),
        (absolute("says a command"), "this is not an amiforge binary: "),
        (absolute("two\nlines"), "holds a line break"),
        ("x\rAMIFORGE=y".to_owned(), "holds a line break"),
        (
            "$(touch executed) `touch executed` ; touch executed".to_owned(),
            "there is no file",
        ),
        (
            "100%0A::error::x ##[add-mask]x \u{1b}[31m é".to_owned(),
            "100%250A::error::x ## [add-mask]x  [31m é",
        ),
        ("../".repeat(20_000), "there is no file"),
    ] {
        for variable in ["AMIFORGE_SETUP_PATH", "AMIFORGE_BINARY"] {
            for argument in [" for-job", ""] {
                let mut command = runner.command(argument);
                command.env(variable, &path);
                let run = Run::of(&command.output().expect("bash starts"));
                let error = runner.refuses(2, run);
                assert!(error.contains(expected) && error.len() < 3000, "{error}");
            }
        }
    }
    assert_eq!(
        fs::read_dir(runner.path("the wörkspace"))
            .expect("a folder")
            .count(),
        0
    );
}

#[test]
fn names_that_mean_something_to_files_of_the_runner_are_only_names() {
    for name in [
        "a=b<<c",
        "::set-output name=x::y",
        "100%0A",
        "##[x]",
        "'; touch x; '",
        "$(touch x)",
        "-n",
        "ä\u{202e}b",
    ] {
        let runner = runner_with(&format!("{name}/amiforge"));
        let folder = runner.path(name).display().to_string();
        let runner = runner.with("AMIFORGE_SETUP_PATH", format!("{folder}/amiforge"));
        if name.contains(':') {
            // It would be two folders on the path.
            let run = runner.run().ends(2);
            assert!(run.stdout.contains("a colon in its name"), "{run:#?}");
            assert_eq!(runner.told("GITHUB_PATH") + &runner.told("GITHUB_ENV"), "");
            continue;
        }
        let run = runner.run().ends(0);
        assert_eq!(
            runner.told("GITHUB_OUTPUT"),
            format!("path={folder}/amiforge\nversion=3.2.1\n")
        );
        assert_eq!(
            runner.told("GITHUB_ENV"),
            format!("AMIFORGE_BINARY={folder}/amiforge\n")
        );
        assert_eq!(runner.told("GITHUB_PATH"), format!("{folder}\n"));
        assert!(!run.stdout.contains("##["), "{run:#?}");
    }
}

#[test]
fn inputs_that_contradict_each_other_are_refused() {
    for (inputs, expected) in [
        ([("PATH", "x"), ("VERSION", "1.2.3")], "give one of them"),
        (
            [("PATH", "x"), ("VERIFY_ATTESTATION", "true")],
            "before it comes to the runner",
        ),
        (
            [("VERSION", "source"), ("VERIFY_ATTESTATION", "true")],
            "version: source builds",
        ),
        (
            [("VERSION", ""), ("VERIFY_ATTESTATION", "yes\n::x::")],
            "is true or false, not 'yes%0A::x::'",
        ),
    ] {
        let (mut runner, _) = Runner::released();
        for (name, value) in inputs {
            runner = runner.with(&format!("AMIFORGE_SETUP_{name}"), value);
        }
        let error = runner.refuses(2, runner.run());
        assert!(error.contains(expected), "{error}");
    }
}
