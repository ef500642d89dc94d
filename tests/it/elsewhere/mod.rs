//! `docs/elsewhere.md`: its files and lines run without GitHub Actions, with the real binary and the stand-ins.

mod gitlab;

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::bump::facts::{CORE, parameter};
use crate::stand_ins::{Day, World};
use crate::support::{Folder, Run, clean, git, project, tool};

const OLD: &str = "ami-0e5b1c7a9d3f20468";
const NEW: &str = "ami-07d2f9a4c6e1b3850";
const COMPONENT: &str = "name: agent\nschemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      - name: Install\n        action: ExecuteBash\n        inputs:\n          commands: [\"true\"]\n";

/// The bodies of the page's fences in a language.
fn fences(language: &str) -> Vec<String> {
    let page = fs::read_to_string(project().join("docs/elsewhere.md")).expect("the page");
    page.split(&format!("\n```{language}\n"))
        .skip(1)
        .filter_map(|rest| rest.split("\n```").next())
        .map(|body| format!("{body}\n"))
        .collect()
}

fn fence(language: &str, number: usize) -> String {
    fences(language).swap_remove(number)
}

/// The only value behind a word of the page, as in `release: 0.1.0`.
fn release() -> String {
    let yaml = fence("yaml", 0);
    let (_, rest) = yaml.split_once("release: \"").expect("a release");
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// What the machine of a job has: a home, a `curl` that reaches one archive, and that archive.
struct Machine {
    home: Folder,
    sum: String,
}

impl Machine {
    fn new() -> Self {
        let home = Folder::new();
        let inside = format!("amiforge-{}-x86_64-unknown-linux-musl", release());
        let archive = format!("{inside}.tar.gz");
        let binary = format!("#!/bin/sh\nexec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_amiforge"));
        home.write(&format!("{inside}/amiforge"), binary);
        let url = format!(
            "https://github.com/amiforge/amiforge/releases/download/v{}/{archive}",
            release()
        );
        // To standard output, to the file that is named, or to one with the name of the last part.
        let curl = format!(
            "#!/usr/bin/env bash\nset -eu\nto=$PWD/{archive}\n[ \"${{*: -1}}\" = '{url}' ] || exit 22\n\
             while [ $# -gt 1 ]; do [ \"$1\" = --output ] && to=$2; shift; done\ncp '{}/{archive}' \"$to\"\n",
            home.path().display()
        );
        home.write("bin/curl", curl);
        // gitlab-ci-local copies what git tracks with this, which not every machine has.
        home.write(
            "bin/rsync",
            "#!/usr/bin/env bash\nset -euo pipefail\nto=${*: -1}\nmkdir -p \"$to\"\ngit ls-files -z | tar -c --null --files-from=- | tar -x -C \"$to\"\n",
        );
        let prepare = format!(
            "chmod +x bin/* {inside}/amiforge && tar -czf {archive} {inside} && sha256sum {archive} | cut -d ' ' -f 1"
        );
        let output = clean(Command::new("sh"))
            .args(["-c", &prepare])
            .current_dir(home.path())
            .output();
        let run = Run::of(&output.expect("sh starts")).ends(0);
        Self {
            sum: run.stdout.trim().to_owned(),
            home,
        }
    }

    /// A program of it, with nothing else of this machine's environment.
    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = clean(Command::new(program));
        let tools = project().join("tests/stand-ins/.installed/bin");
        let path = std::env::var("PATH").unwrap_or_default();
        command
            .env(
                "PATH",
                format!(
                    "{}:{path}:{}",
                    self.home.path().join("bin").display(),
                    tools.display()
                ),
            )
            .env("HOME", self.home.path())
            .env("GIT_CONFIG_NOSYSTEM", "1");
        command
    }

    /// The binary under its name on the path, as an installation leaves it.
    fn installed(&self) -> &Self {
        let inside = format!("amiforge-{}-x86_64-unknown-linux-musl/amiforge", release());
        fs::copy(
            self.home.path().join(inside),
            self.home.path().join("bin/amiforge"),
        )
        .expect("a copy");
        self
    }
}

/// A file that pins [`OLD`].
fn nodes() -> String {
    let (parameter, day) = (parameter(CORE), Day::ago(40).dotted());
    format!(
        "locals {{\n  # amiforge: follow=ssm:{parameter}/image_id\n  nodes = {{\n    \"eu-west-1\" = \"{OLD}\" # {CORE}-{day}\n  }}\n}}\n"
    )
}

/// Both images are there, and [`NEW`] is published.
fn publish(world: &World) {
    world
        .region("eu-west-1")
        .windows(OLD, CORE, Day::ago(40))
        .published(NEW, CORE, Day::ago(12), 41)
        .seed();
}
#[test]
fn the_binary_is_installed_by_hand() {
    let machine = Machine::new();
    let install = |sum: &str| {
        let folder = Folder::new();
        let mut command = machine.command("sh");
        let lines = format!("set -eu\n{}amiforge --version\n", fence("sh", 0));
        command
            .args(["-c", &lines])
            .env("sha256", sum)
            .current_dir(folder.path());
        Run::of(&command.output().expect("sh starts"))
    };
    let run = install(&machine.sum).ends(0);
    assert_eq!(run.stdout.trim(), concat!("amiforge ", env!("CARGO_PKG_VERSION")));
    let run = install(&"1".repeat(64));
    assert!(
        run.code != Some(0) && !run.stdout.contains("amiforge 0"),
        "{run:#?}"
    );
}

/// Lines of a shell on a machine that knows of no job.
fn lines(world: &World, machine: &Machine, text: &str, folder: &Path, more: &[(&str, &str)]) -> Run {
    let mut command = machine.command("sh");
    command.args(["-c", text]).current_dir(folder);
    for (name, value) in world.command(&[]).get_envs() {
        let name = name.to_str().unwrap_or_default();
        let kept = name.starts_with("AWS_")
            || ["GITHUB_API_URL", "GITHUB_SERVER_URL", "GITHUB_TOKEN"].contains(&name);
        if let (true, Some(value)) = (kept, value) {
            command.env(name, value);
        }
    }
    command.envs(more.iter().copied());
    Run::of(&command.output().expect("sh starts"))
}

/// A clone of the world's that can be pulled.
fn pulled(world: &World) -> Folder {
    let upstream = Folder::new();
    let clone = world.clone();
    let path = upstream.path().to_str().expect("UTF-8");
    git(clone.path(), &["clone", "--quiet", "--bare", ".", path]);
    clone.git(&["remote", "add", "origin", path]);
    clone.git(&["fetch", "--quiet", "origin"]);
    clone.git(&["branch", "--quiet", "--set-upstream-to=origin/main"]);
    upstream
}

#[test]
fn cron_opens_pull_requests_or_tells() {
    let Some(world) = World::new(&[("nodes.tf", &nodes())]) else {
        return;
    };
    publish(&world);
    let _upstream = pulled(&world);
    let machine = Machine::new();
    machine.installed();
    let clone = world.clone().path().to_str().expect("UTF-8");
    let news = machine.home.path().join("news");
    let env = [
        ("CLONE", clone),
        ("REPOSITORY", world.repository.as_str()),
        ("NEWS", news.to_str().expect("UTF-8")),
    ];
    lines(&world, &machine, &fence("sh", 3), machine.home.path(), &env).ends(0);
    let told = fs::read_to_string(&news).expect("news");
    assert!(told.contains(NEW), "{told}");
    assert_eq!(world.get("/pulls").as_array().map(Vec::len), Some(0));
    lines(&world, &machine, &fence("sh", 2), machine.home.path(), &env).ends(0);
    assert_eq!(world.get("/pulls").as_array().map(Vec::len), Some(1));
    // Somebody merges it: nothing is news.
    world
        .clone()
        .write("nodes.tf", nodes().replace(OLD, NEW))
        .commit("merged");
    lines(&world, &machine, &fence("sh", 3), machine.home.path(), &env).ends(0);
    assert!(!news.exists());
}

#[test]
fn jenkins_runs_the_same_lines() {
    let Some(world) = World::new(&[("nodes.tf", &nodes()), ("components/agent.yaml", COMPONENT)]) else {
        return;
    };
    publish(&world);
    let machine = Machine::new();
    machine.installed();
    let groovy = fence("groovy", 0).replace("octo-org/fleet", &world.repository);
    let commands: Vec<&str> = groovy
        .split('\'')
        .filter(|text| text.starts_with("amiforge "))
        .collect();
    assert_eq!(commands.len(), 2, "{groovy}");
    for text in commands {
        lines(&world, &machine, text, world.clone().path(), &[]).ends(0);
    }
    assert_eq!(world.get("/pulls").as_array().map(Vec::len), Some(1));
}

#[test]
fn shellcheck_finds_nothing_in_the_scripts() {
    let Some(shellcheck) = tool("shellcheck") else {
        return;
    };
    let folder = Folder::new();
    let all = fences("sh").into_iter().chain(fences("bash"));
    for (number, text) in all.enumerate() {
        let name = format!("{number}.sh");
        let text = if text.starts_with("#!") {
            text
        } else {
            format!("#!/bin/sh\n{text}")
        };
        folder.write(&name, text);
        let mut check = clean(Command::new(&shellcheck));
        // Where a variable comes from is said in the text.
        check.args(["--exclude=SC2154", &name]).current_dir(folder.path());
        let run = Run::of(&check.output().expect("shellcheck starts"));
        assert_eq!(run.code, Some(0), "{run:#?}");
    }
}
