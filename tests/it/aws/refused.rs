//! Calls that AWS does not answer.

use std::io::{BufRead as _, BufReader};
use std::process::Command;
use std::time::Instant;

use serde_json::json;

use super::{EU, US, calls, causes, fleet, pin, plan, refuse, states};
use crate::stand_ins::{At, Day, World};
use crate::support::Run;

/// Runs the program with a changed environment.
fn with(world: &World, arguments: &[&str], change: impl FnOnce(&mut Command)) -> Run {
    let mut command = world.command(arguments);
    change(&mut command);
    Run::of(&command.output().expect("the binary runs"))
}

/// No word of a run shows a credential.
fn keeps_secrets(run: &Run) {
    for secret in ["AKIA", "a-secret-of-the-usual-length", "a-session"] {
        assert!(!format!("{run:?}").contains(secret), "{run:#?}");
    }
}

#[test]
fn a_denied_call_stops_only_the_pins_that_need_it() {
    for (operation, action) in [
        ("GetParameters", "ssm:GetParameters"),
        ("DescribeImages", "ec2:DescribeImages"),
    ] {
        let Some(world) = fleet(&[EU, US]) else { return };
        let code = if operation == "GetParameters" {
            "AccessDeniedException"
        } else {
            "UnauthorizedOperation"
        };
        refuse(&world, EU, operation, code, 403);
        let run = plan(&world).ends(1);
        let states = states(&run);
        assert_eq!(states["us-east-1.tf"], "bump", "{run:#?}");
        assert_eq!(causes(&run)["eu-west-1.tf"], "not-asked/denied", "{run:#?}");
        let line = format!("amiforge: {EU}: the role may not call {action}; allow it");
        assert!(run.stderr.contains(&line), "{run:#?}");
        keeps_secrets(&run);
    }
}

/// A pin of a public parameter behind twelve of own ones: more than one call holds, and all before the public one in the
/// order of names.
fn own_and_public() -> Option<World> {
    let world = fleet(&[EU])?;
    let mut region = world.region(EU);
    for number in 10..22 {
        let (id, name) = (format!("ami-000000000000000{number}"), format!("golden-{number}"));
        let text = pin(EU, &id, &format!("ssm:/acme/{name}"));
        world.clone().write(&format!("own-{number}.tf"), text);
        region = region.image(&id, &name, &world.account, Day::ago(30), |_| {});
    }
    region.seed();
    world.push("more", "main");
    Some(world)
}

#[test]
fn one_denied_parameter_does_not_deny_the_others() {
    let Some(world) = own_and_public() else { return };
    // AWS denies a whole call for one name in it.
    let script = json!({
        "do": "refuse", "times": 99, "code": "AccessDeniedException", "status": 400,
        "match": {"operation": "GetParameters", "parameters": ".*/acme/golden.*"},
    });
    world.fault(At::Aws, script);
    let run = plan(&world).ends(1);
    let states = states(&run);
    assert_eq!(states["eu-west-1.tf"], "bump", "{run:#?}");
    assert_eq!(causes(&run)["own-10.tf"], "not-asked/denied", "{run:#?}");
}

#[test]
fn a_role_that_may_read_nothing_is_not_asked_about_every_name() {
    let Some(world) = own_and_public() else { return };
    refuse(&world, EU, "GetParameters", "AccessDeniedException", 400);
    plan(&world).ends(1);
    // Two calls for thirteen names; then four own names alone, and the public one.
    let asked = calls(&world)[&(EU.to_owned(), "GetParameters".to_owned())];
    assert_eq!(asked, 2 + 4 + 1);
}

#[test]
fn a_region_that_is_not_enabled_is_told_and_the_others_go_on() {
    let Some(world) = fleet(&[EU, US]) else { return };
    refuse(&world, EU, "GetParameters", "UnrecognizedClientException", 400);
    refuse(&world, EU, "DescribeImages", "AuthFailure", 401);
    let run = plan(&world).ends(1);
    assert_eq!(states(&run)["us-east-1.tf"], "bump", "{run:#?}");
    assert_eq!(causes(&run)["eu-west-1.tf"], "not-asked/not-enabled", "{run:#?}");
    assert!(
        run.stderr
            .contains(&format!("{EU}: AWS refused ssm:GetParameters as in a region")),
        "{run:#?}"
    );
    keeps_secrets(&run);
}

#[test]
fn what_passes_is_asked_again() {
    for script in [
        json!({"do": "refuse", "code": "ThrottlingException", "status": 400, "match": {"operation": "GetParameters"}}),
        json!({"do": "refuse", "code": "RequestLimitExceeded", "status": 503, "match": {"operation": "DescribeImages"}}),
        json!({"do": "refuse", "code": "InternalError", "status": 500, "match": {"operation": "DescribeImages"}}),
        json!({"do": "before", "match": {"operation": "DescribeImages"}}),
        json!({"do": "after", "match": {"operation": "GetCallerIdentity"}}),
    ] {
        let Some(world) = fleet(&[EU]) else { return };
        world.fault(At::Aws, script.clone());
        let run = plan(&world).ends(0);
        assert_eq!(states(&run)["eu-west-1.tf"], "bump", "{script}");
        assert_eq!(
            calls(&world).values().sum::<usize>(),
            4,
            "{script}: {:?}",
            calls(&world)
        );
        assert_eq!(world.clear_faults(At::Aws)[0]["met"], 1, "{script}");
    }
}

#[test]
fn image_builder_is_asked_again_when_it_counts_too_many() {
    let Some(world) = World::new(&[("a.txt", "a\n")]) else {
        return;
    };
    let arn = format!(
        "arn:aws:imagebuilder:{EU}:{}:image-pipeline/golden",
        world.account
    );
    let text = pin(EU, super::OLD, &format!("image-builder:{arn}"));
    world.clone().write("nodes.tf", text);
    world.push("a pin", "main");
    let script = json!({
        "do": "refuse", "code": "CallRateLimitExceededException", "status": 429,
        "match": {"operation": "ListImagePipelineImages"},
    });
    world.fault(At::Aws, script);
    let run = plan(&world);
    assert!(run.stderr.is_empty(), "{run:#?}");
    assert_eq!(
        calls(&world)[&(EU.to_owned(), "ListImagePipelineImages".to_owned())],
        2
    );
}

#[test]
fn aws_that_goes_on_refusing_is_trouble_of_its_own() {
    let Some(world) = fleet(&[EU, US]) else { return };
    refuse(&world, EU, "DescribeImages", "RequestLimitExceeded", 503);
    let run = world.amiforge(&["releases"]).ends(3);
    assert!(run.stderr.is_empty(), "{run:#?}");
    assert!(
        run.stdout
            .contains("AWS limits how often ec2:DescribeImages may be called"),
        "{run:#?}"
    );
    assert_eq!(calls(&world)[&(EU.to_owned(), "DescribeImages".to_owned())], 5);
}

#[test]
fn credentials_that_cannot_be_used_end_the_run() {
    let Some(world) = fleet(&[EU]) else { return };
    let none = |command: &mut Command| {
        command
            .env_remove("AWS_ACCESS_KEY_ID")
            .env_remove("AWS_SECRET_ACCESS_KEY");
    };
    let session = |command: &mut Command| {
        command.env("AWS_SESSION_TOKEN", "a-session");
    };
    let bump = ["bump", "--forge", "local"];
    for arguments in [&bump[..], &["releases"], &["pins", "--ask"]] {
        let run = with(&world, arguments, none).ends(3);
        assert!(run.stderr.contains("there are no AWS credentials"), "{run:#?}");
        for hint in [
            "aws-actions/configure-aws-credentials",
            "id-token: write",
            "also take what `amiforge releases` has written",
        ] {
            assert!(run.stderr.contains(hint), "{run:#?}");
        }
        assert!(run.stdout.is_empty(), "{run:#?}");
    }
    // STS repeats some requests in its answers, with the token of the session.
    let echo = "The Canonical String should have been x-amz-security-token:a-session";
    for (operation, code, told) in [
        ("GetCallerIdentity", "ExpiredToken", "have expired"),
        ("GetParameters", "ExpiredTokenException", "have expired"),
        ("DescribeImages", "RequestExpired", "have expired"),
        (
            "GetCallerIdentity",
            "InvalidClientTokenId",
            "does not take the credentials (InvalidClientTokenId)",
        ),
        (
            "GetCallerIdentity",
            "SignatureDoesNotMatch",
            "does not take the credentials (SignatureDoesNotMatch)",
        ),
    ] {
        let script = json!({
            "do": "refuse", "times": 99, "code": code, "status": 403, "message": echo, "match": {"operation": operation},
        });
        world.fault(At::Aws, script);
        let run = with(&world, &bump, session).ends(3);
        assert!(run.stderr.contains(told), "{operation} {code}: {run:#?}");
        keeps_secrets(&run);
        world.clear_faults(At::Aws);
    }
    assert!(!world.clone().path().join("releases.json").exists());
}

#[test]
fn aws_that_is_not_there_is_told_in_one_sentence() {
    let Some(world) = fleet(&[EU]) else { return };
    let nowhere = |command: &mut Command| {
        command.env("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    };
    let run = with(&world, &["releases"], nowhere).ends(3);
    assert!(
        run.stderr
            .starts_with("amiforge: AWS cannot be reached: STS gave no answer"),
        "{run:#?}"
    );
    // Once in the log, and once beside it.
    assert_eq!(run.stderr.lines().count(), 2, "{run:#?}");
    assert!(
        run.stderr
            .contains("\n::error title=amiforge::AWS cannot be reached: "),
        "{run:#?}"
    );
}

const ONE_OF_TWO: &str = "amiforge: waiting for AWS: 1 of 2 regions have answered";

#[test]
fn a_long_wait_is_told_calmly_and_ends_when_the_job_does() {
    let Some(world) = fleet(&[EU, US]) else { return };
    world.fault(
        At::Aws,
        json!({"do": "hold", "match": {"operation": "GetParameters", "region": US}}),
    );
    let begun = Instant::now();
    let mut child = world.spawn(&["releases"]);
    let mut said = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let mut told = Vec::new();
    // What it says first may be about a time before the other region has answered.
    while told.last().is_none_or(|line| line != ONE_OF_TWO) {
        told.push(said.next().expect("it waits").expect("text"));
    }
    assert!(
        told.iter()
            .all(|line| line.starts_with("amiforge: waiting for AWS")),
        "{told:#?}"
    );
    let most = begun.elapsed().as_secs() / 10;
    assert!(
        told.len() as u64 <= most,
        "more than one in ten seconds: {told:#?}"
    );
    let pid = i32::try_from(child.id()).expect("a process id");
    let killed = Command::new("kill").args(["-TERM", &pid.to_string()]).status();
    assert!(killed.expect("kill runs").success());
    let lines: Vec<String> = said.map(|line| line.expect("text")).collect();
    Run::of(&child.wait_with_output().expect("its end")).ends(3);
    world.clear_faults(At::Aws);
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(lines[0].contains("the job was cancelled"), "{lines:#?}");
    assert!(lines[1].starts_with("::error title=amiforge::"), "{lines:#?}");
    assert!(!world.clone().path().join("releases.json").exists());
}

#[test]
fn a_look_at_what_aws_does_not_tell_is_no_look() {
    for (code, status, exit) in [
        ("UnauthorizedOperation", 403, 1),
        // As often as it is tried: AWS is the trouble then, not a person.
        ("RequestLimitExceeded", 503, 3),
    ] {
        let Some(world) = fleet(&[EU, US]) else { return };
        refuse(&world, EU, "DescribeImages", code, status);
        let run = world.amiforge(&["pins", "--check", "--ask"]).ends(exit);
        assert!(run.stderr.contains(&format!("amiforge: {EU}: ")), "{run:#?}");
        plan(&world).ends(exit);
        world.clear_faults(At::Aws);
        world.amiforge(&["pins", "--check", "--ask"]).ends(0);
    }
}
