//! Builds that fail in each stage, and what is said about why.

use super::*;

/// The log that AWSTOE leaves of a step that failed.
const LOG: &[&str] = &[
    "TOE has completed step Launch",
    "Stdout: Last metadata expiration check: 0:01:12 ago",
    "Stderr: Error: Unable to find a match: nginx-mod-nosuch",
    "Document: component.yml",
    "Phase: build",
    "Step: Install",
    "Action: ExecuteBash",
    "ErrorMessage: Command execution has resulted in an error. Exit code 1",
];

fn component(world: &World) -> String {
    world.arn(EU, "component/web/1.0.0/1")
}

/// A world whose next build fails in a step of the component.
fn failing(phase: &str, step: &str, change: impl FnOnce(&World, Build) -> Build) -> Option<World> {
    let world = with_builds(&[])?;
    let message = format!("Step {step} failed. Exit code 1");
    let failed = Build::failed_in_component(&component(&world), phase, step, &message);
    let failed = change(&world, failed);
    world.region(EU).next_build(&failed).seed();
    Some(world)
}

#[test]
fn a_component_that_fails_is_explained_down_to_its_line() {
    let Some(world) = failing("build", "Install", |_, build| build.log(LOG)) else {
        return;
    };
    let job = world.job();
    let ended = build(&world, &job, &[]).ends(1);
    assert_eq!(ended.document["outcome"], "failed");
    let failure = &ended.document["failure"];
    assert_eq!(failure["stage"], "building", "{ended:#?}");
    assert_eq!(failure["workflow"], "build-image");
    assert_eq!(failure["workflow_step"], "ApplyBuildComponents");
    assert_eq!(failure["component"], "web 1.0.0/1");
    assert_eq!(failure["component_arn"], component(&world).as_str());
    assert_eq!(
        (&failure["phase"], &failure["step"]),
        (&json!("build"), &json!("Install"))
    );
    assert_eq!(failure["exit_code"], 1);
    assert_eq!(failure["place"]["path"], FILE);
    assert_eq!(failure["place"]["line"], 9);
    let log = failure["log"].as_array().expect("a list");
    assert!(
        log.iter().any(|line| line
            .as_str()
            .is_some_and(|line| line.contains("nginx-mod-nosuch"))),
        "{log:?}"
    );
    let source = failure["log_source"].as_str().expect("a source");
    assert!(source.contains("/aws/imagebuilder/web"), "{source}");
    in_order(
        &ended.summary,
        &["web 1.0.0/1 failed while building", "Install", "nginx-mod-nosuch"],
    );
    // GitHub shows it beside the line.
    let annotation = format!("::error file={FILE},line=9");
    assert!(
        ended.run.stdout.contains(&annotation) || ended.run.stderr.contains(&annotation),
        "{ended:#?}"
    );
    // Why it fails is asked for once, when it has.
    assert!(requests(&world, "CancelImageCreation").is_empty());
}

#[test]
fn a_test_that_fails_is_one() {
    let Some(world) = failing("test", "Answers", |_, build| build.log(LOG)) else {
        return;
    };
    let ended = build(&world, &world.job(), &[]).ends(1);
    assert_eq!(ended.document["tests"], "failed", "{ended:#?}");
    let failure = &ended.document["failure"];
    assert_eq!(
        (&failure["stage"], &failure["phase"]),
        (&json!("testing"), &json!("test"))
    );
    assert_eq!(failure["workflow"], "test-image");
    assert_eq!(failure["place"]["line"], 15);
    in_order(&ended.summary, &["web 1.0.0/1 failed while testing", "Answers"]);
}

#[test]
fn a_distribution_that_fails_names_its_regions() {
    let failed = Build::tested()
        .state("FAILED")
        .steps(&[("DistributeImage", "FAILED")])
        .reason("Distribution failed.")
        .failure(json!({
            "imageStatus": "DISTRIBUTING",
            "failedStep": "DistributeImage",
            "distributionFailure": {
                "errorMessage": "1 region failed",
                "regionFailures": [{
                    "region": US, "targetAccountId": "111122223333", "status": "FAILED",
                    "errorMessage": "The key is not accessible",
                }],
            },
        }));
    let Some(world) = with_builds(&[failed]) else {
        return;
    };
    let ended = build(&world, &world.job(), &[]).ends(1);
    assert_eq!(ended.document["outcome"], "failed", "{ended:#?}");
    let failure = &ended.document["failure"];
    assert_eq!(
        (&failure["stage"], &failure["workflow_step"]),
        (&json!("distributing"), &json!("DistributeImage"))
    );
    assert_eq!(failure["regions"][0]["region"], US);
    assert_eq!(failure["regions"][0]["message"], "The key is not accessible");
    in_order(
        &ended.summary,
        &[
            "web 1.0.0/1 failed while distributing",
            "The key is not accessible",
        ],
    );
}

#[test]
fn a_failure_without_a_context_is_found_in_the_workflow() {
    let failed = Build::building()
        .state("FAILED")
        .steps(&[("ApplyBuildComponents", "FAILED")])
        .reason("Workflow step ApplyBuildComponents failed.")
        .said("ApplyBuildComponents", "the step timed out", &json!({}));
    let Some(world) = with_builds(&[failed]) else {
        return;
    };
    let ended = build(&world, &world.job(), &[]).ends(1);
    let failure = &ended.document["failure"];
    assert_eq!(failure["workflow"], "build-image", "{ended:#?}");
    assert_eq!(failure["workflow_step"], "ApplyBuildComponents");
    assert!(
        ended.summary.contains("ApplyBuildComponents"),
        "{}",
        ended.summary
    );
}

#[test]
fn without_a_log_the_failure_is_told_and_why_there_is_none() {
    let Some(world) = failing("build", "Install", |_, build| build) else {
        return;
    };
    let ended = build(&world, &world.job(), &[]).ends(1);
    let failure = &ended.document["failure"];
    assert_eq!(failure["log"], json!([]), "{ended:#?}");
    let source = failure["log_source"].as_str().expect("a reason");
    assert!(!source.is_empty());
    assert_eq!(failure["place"]["line"], 9, "the rest is told all the same");
}

#[test]
fn a_log_that_may_not_be_read_says_which_permission_is_missing() {
    let Some(world) = failing("build", "Install", |_, build| build.log(LOG)) else {
        return;
    };
    let script = json!({
        "do": "refuse", "times": 99, "code": "AccessDeniedException", "status": 400, "match": {"service": "logs"},
    });
    world.fault(At::Aws, script);
    let ended = build(&world, &world.job(), &[]).ends(1);
    let source = ended.document["failure"]["log_source"]
        .as_str()
        .expect("a reason");
    assert!(source.contains("logs:"), "{ended:#?}");
}

#[test]
fn a_log_that_is_in_s3_alone_is_found_there() {
    let Some(world) = failing("build", "Install", |_, build| {
        build.object(
            "build-logs",
            "web/{name}/{version}/{build}/console.log",
            &LOG.join("\n"),
        )
    }) else {
        return;
    };
    world
        .region(EU)
        .infrastructure("web", |infrastructure| {
            infrastructure["logging"] =
                json!({"s3Logs": {"s3BucketName": "build-logs", "s3KeyPrefix": "web"}});
        })
        .seed();
    let ended = build(&world, &world.job(), &[]).ends(1);
    let failure = &ended.document["failure"];
    let source = failure["log_source"].as_str().expect("a source");
    assert!(source.contains("build-logs"), "{ended:#?}");
    assert!(
        failure["log"].to_string().contains("nginx-mod-nosuch"),
        "{failure}"
    );
}

#[test]
fn secrets_and_commands_in_a_log_go_nowhere() {
    let secret = "AKIAIOSFODNN7EXAMPLE";
    let Some(world) = failing("build", "Install", |_, build| {
        build.log(&[
            "Stderr: export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
            "Stderr: ::error::pwned",
            "Stderr: \u{1b}[2Jcleared <script>alert(1)</script>",
            "ErrorMessage: Exit code 1",
        ])
    }) else {
        return;
    };
    let ended = build(&world, &world.job(), &[]).ends(1);
    for text in [
        &ended.run.stdout,
        &ended.run.stderr,
        &ended.summary,
        &ended.document.to_string(),
    ] {
        assert!(!text.contains(secret), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }
    // What the runner reads as a command stands where it reads none.
    let (before, _) = ended.run.stdout.split_once("::error::pwned").expect("the log");
    let (_, stopped) = before.rsplit_once("::stop-commands::").expect("a stop");
    let (token, since) = stopped.split_once('\n').expect("a line");
    assert!(!since.contains(&format!("::{token}::")), "{ended:#?}");
}
