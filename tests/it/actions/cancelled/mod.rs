//! Jobs that are cancelled while an action runs.
//!
//! GitHub's runner asks first, with SIGINT, and runs the steps inside of an action whose condition holds then
//! (<https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/CompositeActionHandler.cs>): `runner` does so with the steps of
//! the `action.yml`. act kills the process of the step at once, and runs no further step inside of an action, unless the condition of the
//! step that uses it holds still: that is how a step ends that had no time.

mod runner;
mod silent;

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use super::runner::Workflow;
use super::setup::own_asset;
use crate::live;
use crate::stand_ins::{ACTIONS, At, Build, World};
use crate::support::{Folder, clean, interruptible};
use runner::{Ended, Job, Watch};
use silent::Silent;

const EU: &str = "eu-west-1";
const COMPONENT: &str = "phases:\n  - name: build\n    steps: []\n";

/// A world with a pipeline whose build ends when it is cancelled.
fn with_an_endless_build() -> Option<World> {
    let world = World::new(&[("a.txt", "a\n")])?;
    world
        .region(EU)
        .component("web", "1.0.0", COMPONENT)
        .recipe("web", "1.0.0", "ami-0e5b1c7a9d3f20468", &["component/web/1.0.0"])
        .infrastructure("web", |_| ())
        .distribution("web", &[EU], |_| ())
        .pipeline("web", "web/1.0.0", |_| ())
        .next_build(&Build::building())
        .seed();
    Some(world)
}

fn states(world: &World) -> Vec<Value> {
    world
        .images()
        .iter()
        .map(|image| image["state"].clone())
        .collect()
}

#[test]
fn a_build_that_has_no_time_is_cancelled_by_the_step_after_it() {
    let Some(world) = with_an_endless_build() else {
        return;
    };
    let text = format!(
        "name: build\non: workflow_dispatch\npermissions: {{}}\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - id: \
         build\n        if: always()\n        uses: amiforge/amiforge/actions/build@main\n        with:\n          pipeline: {}\n",
        world.arn(EU, "image-pipeline/web")
    );
    let workflow = Workflow::in_world(&text, &world)
        .env("AWS_ACCESS_KEY_ID", &format!("AKIA{}TEST", world.account))
        .env("AWS_SECRET_ACCESS_KEY", "a-secret-of-the-usual-length-0000000000");
    let fault = json!({"do": "hold", "match": {"operation": "GetImage"}, "nth": 1});
    world.fault(At::Aws, fault);
    let Some((child, place)) = workflow.start() else {
        return;
    };
    let _watch = Watch::over(&place.path("home"));
    world.until_held(At::Aws);
    runner::send("INT", &[child.id()]);
    world.clear_faults(At::Aws);
    let ended = place.end(child).ends(1);
    assert_eq!(states(&world), ["CANCELLED"], "{}", ended.told());
    assert_eq!(ended.exit("build", &["build", "2"]), 0);
}

/// The binary of this build.
const BINARY: (&str, &str) = ("binary", env!("CARGO_BIN_EXE_amiforge"));

/// How often AWS was asked for something.
fn asked(world: &World, operation: &str) -> usize {
    let log = world.log(At::Aws);
    log.iter()
        .filter(|record| record["operation"] == operation)
        .count()
}

#[test]
fn a_build_is_cancelled_with_its_job_and_told_of() {
    let Some(world) = with_an_endless_build() else {
        return;
    };
    let of_github = world.job();
    let pipeline = world.arn(EU, "image-pipeline/web");
    let folder = Folder::new();
    let document = folder.path().join("build.json").display().to_string();
    let with = [
        BINARY,
        ("pipeline", &pipeline),
        ("poll", "1s"),
        ("output", &document),
    ];
    let job = Job::of("actions/build/action.yml", &with, of_github.command(&[]));
    // AWS says no more of the build, so that nothing but the signal can end it.
    world.fault(
        At::Aws,
        json!({"do": "hold", "match": {"operation": "GetImage"}, "nth": 2}),
    );
    let mut step = job.start("build");
    step.until("the second look", || world.holds(At::Aws));
    let ended = step.cancel().by_the_first_signal(3).leaving_nothing();
    world.clear_faults(At::Aws);
    let image = world.arn(EU, "image/web/1.0.0/1");
    assert_eq!(states(&world), ["CANCELLED"], "{ended:#?}");
    assert_eq!(asked(&world, "CancelImageCreation"), 1, "{ended:#?}");
    assert_eq!(ended.outputs["image-arn"], image, "{ended:#?}");
    assert_eq!(ended.outputs["outcome"], "cancelled", "{ended:#?}");
    assert!(ended.summary.contains("web 1.0.0/1 was cancelled"), "{ended:#?}");
    let document = fs::read_to_string(document).expect("a document");
    let document: Value = serde_json::from_str(&document).expect("JSON");
    assert_eq!(document["outcome"], "cancelled", "{document:#}");
    // The step after it finds that it is done.
    let after = job.after_cancellation();
    assert_eq!(after.len(), 1);
    assert_eq!(after[0].code, Some(0), "{after:#?}");
    assert!(
        after[0].log.contains(&format!("{image} had ended before")),
        "{after:#?}"
    );
    assert_eq!(asked(&world, "CancelImageCreation"), 1, "{after:#?}");
}

/// A build whose start is not answered so many times, cancelled then: what it said, and the job.
fn cancelled_at_its_start(world: &World, times: u32, then: impl FnOnce(&Job, Ended)) {
    let of_github = world.job();
    let pipeline = world.arn(EU, "image-pipeline/web");
    let with = [BINARY, ("pipeline", &pipeline)];
    let job = Job::of("actions/build/action.yml", &with, of_github.command(&[]));
    world.fault(
        At::Aws,
        json!({"do": "hold", "match": {"operation": "StartImagePipelineExecution"}, "times": times}),
    );
    let mut step = job.start("build");
    step.until("the start", || world.holds(At::Aws));
    let ended = step.cancel().by_the_first_signal(3).leaving_nothing();
    world.clear_faults(At::Aws);
    then(&job, ended);
}

#[test]
fn a_build_whose_start_is_not_answered_is_asked_for_again_and_cancelled() {
    let Some(world) = with_an_endless_build() else {
        return;
    };
    cancelled_at_its_start(&world, 1, |_, ended| {
        assert_eq!(states(&world), ["CANCELLED"], "{ended:#?}");
        assert_eq!(ended.outputs["outcome"], "cancelled", "{ended:#?}");
    });
}

#[test]
fn a_build_whose_start_is_never_answered_is_cancelled_by_the_step_after_it() {
    let Some(world) = with_an_endless_build() else {
        return;
    };
    cancelled_at_its_start(&world, 99, |job, ended| {
        assert_eq!(states(&world), ["PENDING"], "{ended:#?}");
        assert_eq!(ended.outputs["image-arn"], "", "{ended:#?}");
        assert_eq!(ended.outputs["outcome"], "lost", "{ended:#?}");
        assert!(
            ended.log.contains("nobody knows whether a build was started"),
            "{ended:#?}"
        );
        let after = job.after_cancellation();
        assert_eq!(after[0].code, Some(0), "{after:#?}");
        assert_eq!(states(&world), ["CANCELLED"], "{after:#?}");
    });
}

#[test]
fn a_step_that_waits_for_a_server_ends_by_the_first_signal() {
    let Some(world) = live::world() else { return };
    let folder = Folder::new();
    let mistake = "phases:\n  - name: build\n    steps:\n      - name: A\n        action: ExecuteBsh\n";
    folder.write("a.yaml", mistake);
    let found = folder.amiforge(["validate", "--format", "json", "a.yaml"]).stdout;
    folder.write("found.json", found);
    let findings = folder.path().join("found.json").display().to_string();
    let pipeline = world.arn(EU, "image-pipeline/web");
    let pull = json!({
        "number": 7, "repository": {"full_name": world.repository, "fork": false},
        "pull_request": {"number": 7, "head": {"sha": "1".repeat(40), "ref": "patch", "repo": {"full_name": world.repository}}},
    });
    let (aws, github) = ("AWS_ENDPOINT_URL", "GITHUB_API_URL");
    for (command, more, server) in [
        ("build", &[("pipeline", pipeline.as_str())][..], aws),
        ("bump", &[], aws),
        ("bump", &[], github),
        ("releases", &[], aws),
        ("repos", &[("token", world.token(ACTIONS))], github),
        ("report", &[("files", findings.as_str())], github),
    ] {
        let silent = Silent::after(String::new());
        let of_github = match command {
            "report" => world.job().event("pull_request", &pull),
            _ => world.job(),
        };
        let mut base = of_github.command(&[]);
        base.env(server, &silent.url);
        let with = [&[BINARY][..], more].concat();
        let job = Job::of(&format!("actions/{command}/action.yml"), &with, base);
        let mut step = job.start(command);
        step.until("a request", || silent.was_asked());
        step.cancel().by_the_first_signal(3).leaving_nothing();
    }
    assert!(live::open_pulls(&world).is_empty());
}

#[test]
fn a_step_that_checks_many_files_ends_by_the_first_signal() {
    let folder = Folder::new();
    let mistake = "phases:\n  - name: build\n    steps:\n      - name: A\n        action: ExecuteBsh\n";
    for number in 0..2000 {
        folder.write(&format!("components/{}/{number}.yaml", number % 50), mistake);
    }
    // Nobody reads there, so it cannot come to its end.
    let pipe = folder.path().join("pipe.json");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    let mut base = clean(Command::new("bash"));
    base.current_dir(folder.path());
    let with = [BINARY, ("output", "sarif=report.sarif\njson=pipe.json")];
    let job = Job::of("action.yml", &with, base);
    let mut step = job.start("validate");
    step.until_binary();
    let ended = step.cancel().by_the_first_signal(130);
    // A file is there whole or not at all. That which it is written to first may be left, under a name that nobody reads.
    let report = folder.path().join("report.sarif").display().to_string();
    for name in &ended.new {
        if *name == report {
            let text = fs::read_to_string(name).expect("a report");
            serde_json::from_str::<Value>(&text).expect("a whole report");
        } else {
            assert!(
                name.contains("/.report.sarif.") && name.ends_with(".amiforge"),
                "{ended:#?}"
            );
        }
    }
}

#[test]
fn a_download_ends_by_the_first_signal_and_leaves_nothing() {
    // More than what curl keeps in memory before it writes.
    let first = "the first bytes".repeat(10_000);
    let silent = Silent::after(format!(
        "HTTP/1.1 200 OK\r\nContent-Length: 8000000\r\n\r\n{first}"
    ));
    let folder = Folder::new();
    let mut base = clean(Command::new("bash"));
    base.current_dir(folder.path());
    let job = Job::of("actions/setup/action.yml", &[("mirror", &silent.url)], base);
    let version = env!("CARGO_PKG_VERSION");
    let asset = own_asset();
    let sums = format!("# {version} {}\n{}  {asset}\n", "0".repeat(40), "0".repeat(64));
    job.folder().write("action/actions/setup/checksums.txt", sums);
    let mut step = job.start("setup");
    let begun = || {
        let folders = fs::read_dir(job.path("temp")).expect("a folder").flatten();
        let mut files = folders.map(|folder| folder.path().join(&asset));
        files.any(|file| fs::metadata(file).is_ok_and(|file| file.len() > 0))
    };
    step.until("the first bytes", begun);
    let ended = step.cancel().by_the_first_signal(130).leaving_nothing();
    assert!(ended.outputs.is_empty(), "{ended:#?}");
}

/// The part of install.sh that starts programs, and a signal before each command of the shell in turn.
#[test]
fn what_install_sh_starts_ends_whenever_the_signal_comes() {
    let script = include_str!("../../../../actions/setup/install.sh");
    let begin = script.find("\nended=\n").expect("the part");
    let end = script
        .find("\n# On Windows paths come")
        .expect("what is behind it");
    let script = format!(
        "set -euo pipefail\n{}\nset -T\nseen=0\ntrap 'seen=$((seen + 1)); [ \"$seen\" != \"$AT\" ] || kill -INT $$' DEBUG\nattended sleep 2\n",
        &script[begin..end]
    );
    let mut codes = Vec::new();
    while codes.last() != Some(&Some(0)) {
        let at = codes.len() + 1;
        let mark = format!("amiforge-signal-{at}-{}", std::process::id());
        let mut command = interruptible("bash");
        command.args(["-c", &script]).env("AT", at.to_string());
        let status = command.env("RUNNER_TRACKING_ID", &mark).status();
        assert!(
            !runner::runs(&mark),
            "signalled before command {at}: what was started runs on"
        );
        codes.push(status.expect("bash runs").code());
    }
    // Before `sleep` is started, behind that, and behind its end; and a run without a signal, as there are no more commands.
    let (last, signalled) = codes.split_last().expect("runs");
    assert_eq!(*last, Some(0));
    assert!(signalled.len() > 4, "{codes:?}");
    assert!(signalled.iter().all(|code| *code == Some(130)), "{codes:?}");
}
