//! The texts behind the pictures in `docs/pictures` are what the program says, and the pictures were made from these texts.
//!
//! `UPDATE_PICTURES=1 cargo test pictures` writes the texts anew, `docs/pictures/render.sh` then the pictures.

use std::fs;
use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

use crate::bump::example;
use crate::support::{Folder, project};

fn picture(name: &str) -> PathBuf {
    project().join("docs/pictures").join(name)
}

/// The text of a picture must be this one.
#[track_caller]
fn shows(name: &str, text: &str) {
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        fs::write(picture(name), text).expect("written");
    }
    let known = fs::read_to_string(picture(name)).unwrap_or_default();
    assert!(
        known == text,
        "docs/pictures/{name} is out of date: run `UPDATE_PICTURES=1 cargo test pictures`, then docs/pictures/render.sh\n{text}"
    );
}

#[test]
fn a_finding_in_the_terminal() {
    let run = Folder::at(project()).amiforge(["validate", "examples", "--color", "always"]);
    shows("finding.txt", &run.ends(1).stdout);
}

#[test]
fn a_pull_request_of_the_readmes_fleet() {
    let folder = example::fleet();
    let run = folder.amiforge(example::command()).ends(0);
    let branch = "amiforge/windows-2022-core-eks-1.35";
    let title = run
        .stdout
        .lines()
        .find_map(|line| line.strip_prefix("Pull request 3 of 4: "))
        .expect("a title");
    let body = folder.path().join(".git").join(format!("{branch}.md"));
    let body = fs::read_to_string(body).expect("a body");
    // The commit is another one at each run, and nobody sees it.
    let (body, _marker) = body.split_once("<!-- amiforge:").expect("a marker");
    shows(
        "pull-request.md",
        &format!("# {title}\n\n`main` ← `{branch}`\n\n{}\n", body.trim_end()),
    );
}

/// The summary of a build whose component does not find room for the images that it pulls.
#[cfg(all(feature = "aws", feature = "github"))]
#[test]
fn a_summary_of_a_build_that_failed() {
    use crate::stand_ins::{Build, World};
    use serde_json::json;

    let files = ["images/windows-node.yaml", "images/image-cache.yaml"].map(|name| {
        let path = project().join("examples/windows-nodes-on-eks").join(name);
        (name, fs::read_to_string(path).expect(name))
    });
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let Some(world) = World::new(&files) else { return };
    let arn = |rest: &str| world.arn("eu-west-1", rest);
    let component = arn("component/image-cache/1.0.0/1");
    let image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/worker:4.12.0";
    let console = [
        format!("Document {component}"),
        "Phase build".to_owned(),
        "Step PullImages".to_owned(),
        "ExecutePowerShell: STARTED EXECUTION".to_owned(),
        format!("CmdExecution: Stdout: {image}: resolved"),
        "CmdExecution: Stdout: unpacking windows/amd64 sha256:8f1d3c5b7a9e0246".to_owned(),
        "CmdExecution: Stderr: hcsshim::ImportLayer failed in Win32: There is not enough space on the disk. (0x70)".to_owned(),
        format!("CmdExecution: Stderr: {image} was not pulled: ctr ended with 1"),
        "CmdExecution: [ ERROR ] Command execution has resulted in an error".to_owned(),
        "CmdExecution: ExitCode 1".to_owned(),
        "ExecutePowerShell: FINISHED EXECUTION".to_owned(),
    ];
    let console: Vec<&str> = console.iter().map(String::as_str).collect();
    let message = "Step PullImages of phase build failed: exit status 1";
    let failed = Build::failed_in_component(&component, "build", "PullImages", message)
        .failure(json!({
            "imageStatus": "BUILDING",
            "failedStep": "ApplyBuildComponents",
            "componentFailure": {
                "componentArn": component, "phaseName": "build", "stepName": "PullImages", "action": "ExecutePowerShell",
                "errorMessage": message,
            },
        }))
        .log(&console);
    world
        .region("eu-west-1")
        .infrastructure("windows-node", |_| ())
        .next_build(&failed)
        .seed();
    let infrastructure = arn("infrastructure-configuration/windows-node");
    let ended = world
        .job()
        .env("GITHUB_SERVER_URL", "https://github.com")
        .amiforge(&[
            "build",
            "--recipe-file",
            "images/windows-node.yaml",
            "--infrastructure",
            &infrastructure,
            "--poll",
            "10ms",
        ])
        .ends(1);
    // What is another in each run.
    let commit = world.clone().git(&["rev-parse", "HEAD"]);
    let summary = ended
        .summary
        .replace(&commit, "5d0c1b7e9f3a2846d0c1b7e9f3a2846d0c1b7e9f")
        .replace(&world.account, "123456789012")
        .replace(&world.repository, "octocat/fleet");
    let time = regex::Regex::new(r"Begun: <code>[^<]*").expect("a pattern");
    let summary = time.replace(&summary, "Begun: <code>2026-09-14T06:00:00Z");
    shows("summary.md", &summary);
}

#[test]
fn the_pictures_were_made_from_these_texts() {
    let made = fs::read_to_string(picture("made-from.txt")).expect("the sums of the texts");
    for (name, pictures) in [
        ("finding.txt", ["finding.svg", "finding-dark.svg"]),
        ("pull-request.md", ["pull-request.png", "pull-request-dark.png"]),
        ("summary.md", ["summary.png", "summary-dark.png"]),
    ] {
        let sum = Sha256::digest(fs::read(picture(name)).expect(name));
        let sum: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(
            made.contains(&format!("{sum}  {name}\n")),
            "the pictures of docs/pictures/{name} are older than it: run docs/pictures/render.sh"
        );
        for one in pictures {
            let size = fs::metadata(picture(one)).expect(one).len();
            assert!(size < 200_000, "{one} has {size} bytes");
        }
    }
}
