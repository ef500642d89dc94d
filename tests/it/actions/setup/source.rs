//! `version: source`, with a package of one line in the place of this one.

use std::fs;

use super::{Runner, VERSION, files};
use crate::support::Run;

const MANIFEST: &str = "[package]\nname = \"amiforge\"\nversion = \"1.2.3\"\nedition = \"2021\"\n";
const LOCK: &str = "version = 3\n\n[[package]]\nname = \"amiforge\"\nversion = \"1.2.3\"\n";
const MAIN: &str = "fn main() { println!(\"amiforge {}\", env!(\"CARGO_PKG_VERSION\")); }\n";

/// cargo, which says how it was called.
const CARGO: &str =
    "#!/bin/sh\nfor argument; do echo \"$argument\"; done >>\"$HOME/arguments\"\nexec \"$REAL\" \"$@\"\n";

fn runner() -> Runner {
    let runner = Runner::new();
    runner
        .home
        .write("the äction/Cargo.toml", MANIFEST)
        .write("the äction/Cargo.lock", LOCK)
        .write("the äction/src/main.rs", MAIN);
    let real_home = std::env::var("HOME").expect("a home");
    let or =
        |name: &str, folder: &str| std::env::var(name).unwrap_or_else(|_| format!("{real_home}/{folder}"));
    runner
        .program("cargo", CARGO)
        .with("REAL", env!("CARGO"))
        .with("RUSTUP_HOME", or("RUSTUP_HOME", ".rustup"))
        .with("CARGO_HOME", or("CARGO_HOME", ".cargo"))
        .with("CARGO_NET_OFFLINE", "true")
        .with("AMIFORGE_SETUP_VERSION", "source")
}

/// Folders of builds in the tool cache.
fn kept(runner: &Runner) -> Vec<String> {
    let mut names: Vec<String> = files(&runner.cache())
        .iter()
        .filter_map(|name| name.strip_suffix("/x64/amiforge"))
        .map(str::to_owned)
        .collect();
    names.sort();
    names
}

#[test]
fn it_is_built_once_for_each_content() {
    let runner = runner();
    let run = runner.run().ends(0);
    assert!(
        run.stdout.contains("building amiforge 1.2.3 with cargo"),
        "{run:#?}"
    );
    let first = kept(&runner);
    let [name] = &first[..] else { panic!("{first:?}") };
    assert!(name.starts_with("amiforge/1.2.3-source."), "{name}");
    assert!(
        runner
            .told("GITHUB_OUTPUT")
            .ends_with(&format!("{name}/x64/amiforge\nversion={VERSION}\n"))
    );
    assert_eq!(files(&runner.temporary()), Vec::<String>::new());
    assert!(!runner.path("the äction/target").exists());
    let arguments = runner.told("arguments");
    let tree = runner.path("the äction").display().to_string();
    let begin = format!("install\n--locked\n--quiet\n--no-track\n--path\n{tree}\n--root\n");
    assert!(arguments.starts_with(&begin), "{arguments}");

    let run = runner.run().ends(0);
    assert!(!run.stdout.contains("building"), "{run:#?}");
    assert_eq!(runner.told("arguments"), arguments);

    runner
        .home
        .write("the äction/src/main.rs", format!("// Changed.\n{MAIN}"));
    runner.run().ends(0);
    assert_eq!(kept(&runner).len(), 2);
}

#[test]
fn a_build_that_fails_is_no_binary() {
    let runner = runner();
    runner
        .home
        .write("the äction/src/main.rs", "fn main() { nothing }\n");
    let error = runner.refuses(3, runner.run());
    assert!(error.contains("cargo could not build amiforge 1.2.3"), "{error}");
}

#[test]
fn without_cargo_it_says_so() {
    let runner = Runner::new();
    for name in ["bash", "sha256sum", "dirname", "uname"] {
        let found = crate::support::tool(name).expect(name);
        std::os::unix::fs::symlink(found, runner.path("bin").join(name)).expect("a link");
    }
    let path = runner.path("bin").display().to_string();
    let runner = runner.with("AMIFORGE_SETUP_VERSION", "source").with("PATH", path);
    let error = runner.refuses(2, runner.run());
    assert!(error.contains("cargo, which is not on this runner"), "{error}");
}

#[test]
fn nothing_is_built_that_nobody_asked_for() {
    let runner = runner();
    for (version, variable) in [
        ("", "AMIFORGE_SETUP_VERSION"),
        ("Source", "AMIFORGE_SETUP_VERSION"),
        ("source ", "AMIFORGE_SETUP_VERSION"),
    ] {
        let mut command = runner.command(" for-job");
        command.env(variable, version);
        runner.refuses(2, Run::of(&command.output().expect("bash starts")));
    }
    // A step of another action has no such input.
    runner.refuses(2, runner.run_in_step());
    assert!(fs::metadata(runner.path("arguments")).is_err());
}
