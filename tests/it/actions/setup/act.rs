//! The action as a runner runs it, with the real binary.

use std::fs;
use std::process::Command;

use super::super::released;
use super::super::runner::Workflow;
use super::{COMMIT, files, sum};
use crate::support::{Folder, Run, clean, tool};

const NAMED: &str = "name: setup
on: workflow_dispatch
permissions: {}
jobs:
  setup:
    runs-on: ubuntu-latest
    steps:
      - id: setup
        uses: amiforge/amiforge/actions/setup@main
        with:
          path: <path>
      - env:
          VERSION: ${{ steps.setup.outputs.version }}
        run: |
          echo found $VERSION
          amiforge --version
";

#[test]
fn setup_puts_the_named_binary_on_the_path() {
    let repository = Folder::new();
    let workflow = NAMED.replace("<path>", env!("CARGO_BIN_EXE_amiforge"));
    repository.write("a.txt", "a\n").repository();
    let Some(ended) = Workflow::of(&workflow, repository.path()).run() else {
        return;
    };
    let ended = ended.ends(0);
    let version = env!("CARGO_PKG_VERSION");
    for told in [format!("found {version}"), format!("amiforge {version}")] {
        assert!(ended.text().contains(&told), "{}", ended.told());
    }
}

const FETCHED: &str = "name: fetched
on: pull_request
permissions:
  contents: read
env:
  AMIFORGE_MIRROR: <mirror>
jobs:
  fetched:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      # Nothing is chosen yet: it takes the release of its own copy.
      - uses: amiforge/amiforge@main
      - id: setup
        uses: amiforge/amiforge/actions/setup@main
        with:
          path: bin/amiforge
      # The binary that setup has chosen.
      - uses: amiforge/amiforge@main
      # And one of its own again.
      - uses: amiforge/amiforge@main
        with:
          binary: <own>
";

/// The real binary without what debuggers need, packed as a release.
fn archive(mirror: &Folder) -> Vec<u8> {
    let target = if cfg!(target_arch = "aarch64") {
        "aarch64"
    } else {
        "x86_64"
    };
    let version = env!("CARGO_PKG_VERSION");
    let top = format!("amiforge-{version}-{target}-unknown-linux-musl");
    let folder = Folder::new();
    fs::create_dir(folder.path().join(&top)).expect("a folder");
    let name = format!("{top}.tar.gz");
    for (program, arguments) in [
        (
            "strip",
            &["-o", &format!("{top}/amiforge"), env!("CARGO_BIN_EXE_amiforge")][..],
        ),
        ("tar", &["--use-compress-program=gzip -1", "-cf", &name, &top]),
    ] {
        let done = clean(Command::new(program))
            .args(arguments)
            .current_dir(folder.path())
            .status();
        assert!(done.expect(program).success(), "{program}");
    }
    let archive = fs::read(folder.path().join(&name)).expect("an archive");
    mirror.write(&format!("v{version}/{name}"), &archive);
    archive
}

#[test]
fn a_release_is_fetched_in_a_job_and_later_actions_use_what_setup_chose() {
    let Some(act) = tool("act") else { return };
    let (mirror, home, repository) = (Folder::new(), Folder::new(), Folder::new());
    let archive = archive(&mirror);
    let action = home.path().join("action");
    fs::create_dir_all(&action).expect("a folder");
    released(&action);
    let target = if cfg!(target_arch = "aarch64") {
        "aarch64"
    } else {
        "x86_64"
    };
    let version = env!("CARGO_PKG_VERSION");
    let sums = format!(
        "# {version} {COMMIT}\n{}  amiforge-{version}-{target}-unknown-linux-musl.tar.gz\n",
        sum(&archive)
    );
    fs::write(action.join("actions/setup/checksums.txt"), sums).expect("sums");

    let tells = |name: &str| {
        format!("#!/bin/sh\n[ \"$1\" = --version ] && echo amiforge 7.7.7 || echo {name} judges\n")
    };
    for name in ["bin/amiforge", "own/amiforge"] {
        repository.write(name, tells(name));
        super::executable(&repository.path().join(name));
    }
    let own = repository.path().join("own/amiforge").display().to_string();
    let address = format!("file://{}", mirror.path().display());
    let workflow = FETCHED.replace("<mirror>", &address).replace("<own>", &own);
    repository.write(".github/workflows/fetched.yml", workflow);
    let document = "name: x\nschemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      - name: A\n        action: ExecuteBsh\n";
    repository.write(
        "components/x.yaml",
        document.replace("ExecuteBsh", "ExecuteBash\n        inputs: {commands: [ls]}"),
    );
    repository.repository();
    let mut command = clean(Command::new(act));
    command
        .args(["pull_request", "--platform", "ubuntu-latest=-self-hosted"])
        .current_dir(repository.path())
        .env("HOME", home.path())
        .env("XDG_CACHE_HOME", home.path());
    for name in ["actions/checkout@v6", "amiforge/amiforge@main"] {
        command.arg(format!("--local-repository={name}={}", action.display()));
    }
    let run = Run::of(&command.output().expect("act starts")).ends(0);
    assert_eq!(
        run.stdout.matches("fetching file://").count(),
        1,
        "{}",
        run.stdout
    );
    let kept = files(&home.path().join("act/tool_cache/amiforge"));
    assert_eq!(kept.len(), 2, "{kept:?}");
    let places = [
        "set-output:: files-checked=1",
        "bin/amiforge judges",
        "own/amiforge judges",
    ];
    let places: Vec<_> = places.iter().map(|told| run.stdout.find(told)).collect();
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{places:?}\n{}",
        run.stdout
    );
}
