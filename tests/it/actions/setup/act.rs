//! The action as a runner runs it, with the real binary.

use std::fs;
use std::process::Command;

use super::super::released;
use super::super::runner::Workflow;
use super::{COMMIT, files, own_asset, sum};
use crate::support::{Folder, clean};

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
      - id: first
        uses: amiforge/amiforge@main
      - id: setup
        uses: amiforge/amiforge/actions/setup@main
        with:
          path: bin/amiforge
      # The binary that setup has chosen.
      - id: chosen
        uses: amiforge/amiforge@main
      # And one of its own again.
      - id: own
        uses: amiforge/amiforge@main
        with:
          binary: <own>
";

/// The real binary without what debuggers need, packed as a release.
fn archive(mirror: &Folder) -> Vec<u8> {
    let name = own_asset();
    let top = name.strip_suffix(".tar.gz").expect("an archive").to_owned();
    let folder = Folder::new();
    fs::create_dir(folder.path().join(&top)).expect("a folder");
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
    let version = env!("CARGO_PKG_VERSION");
    mirror.write(&format!("v{version}/{name}"), &archive);
    archive
}

#[test]
fn a_release_is_fetched_in_a_job_and_later_actions_use_what_setup_chose() {
    let (mirror, action, repository) = (Folder::new(), Folder::new(), Folder::new());
    let archive = archive(&mirror);
    released(action.path());
    let version = env!("CARGO_PKG_VERSION");
    let sums = format!("# {version} {COMMIT}\n{}  {}\n", sum(&archive), own_asset());
    action.write("actions/setup/checksums.txt", sums);

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
    let document = "name: x\nschemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      - name: A\n        action: ExecuteBsh\n";
    repository.write(
        "components/x.yaml",
        document.replace("ExecuteBsh", "ExecuteBash\n        inputs: {commands: [ls]}"),
    );
    repository.repository();
    let workflow = Workflow::of(&workflow, repository.path())
        .pull_request(7, "main", None)
        .actions(action.path())
        .without_binary();
    let Some(ended) = workflow.run() else { return };
    let ended = ended.ends(0);
    assert_eq!(
        ended.text().matches("fetching file://").count(),
        1,
        "{}",
        ended.told()
    );
    let kept = files(&ended.place.path("cache/act/tool_cache/amiforge"));
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert_eq!(ended.outputs("fetched", "first")["files-checked"], "1");
    for (id, said) in [("chosen", "bin/amiforge judges"), ("own", "own/amiforge judges")] {
        let of_step = ended.steps.iter().filter(|step| step.ids[0] == id);
        assert!(
            of_step.clone().any(|step| step.text.contains(said)),
            "{id}: {}",
            ended.told()
        );
        assert!(
            !of_step.clone().any(|step| step.text.contains("fetching")),
            "{}",
            ended.told()
        );
    }
}
