use proptest::prelude::*;

use super::*;
use crate::build::observed::{DistributionFailure, FailureContext, RegionFailure};
use crate::build::samples;

const ARN: &str = "arn:aws:imagebuilder:eu-west-1:111122223333:component/agent/1.0.1/1";

const LOG: &str = "\
Document arn:aws:imagebuilder:eu-west-1:111122223333:component/agent/1.0.1/1
Phase build
Step Install
ExecuteBash: STARTED EXECUTION
CmdExecution: Stdout: Last metadata expiration check: 0:00:01 ago
CmdExecution: Stdout: export API_TOKEN=hunter2hunter2
CmdExecution: [ ERROR ] Command execution has resulted in an error
CmdExecution: Stderr: Error: Unable to find a match: htpd
CmdExecution: ExitCode 1
ExecuteBash: FINISHED EXECUTION
TOE has completed execution with failure - Execution failed!
";

fn log(text: &str) -> Log {
    Log {
        text: text.to_owned(),
        source: Some("CloudWatch Logs, group /aws/imagebuilder/golden, stream 1.2.3/4".to_owned()),
    }
}

fn failed(reason: Option<&str>) -> Image {
    let mut image = samples::image("FAILED");
    image.reason = reason.map(str::to_owned);
    image
}

fn context() -> FailureContext {
    FailureContext {
        status: Some(Status::Building),
        execution: Some("wf-1".to_owned()),
        workflow: Some("arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/1.0.2/1".to_owned()),
        step_execution: Some("step-2".to_owned()),
        step: Some("ApplyBuildComponents".to_owned()),
        component: Some(ComponentFailure {
            component: Some(ARN.to_owned()),
            phase: Some("build".to_owned()),
            step: Some("Install".to_owned()),
            action: Some("ExecuteBash".to_owned()),
            message: Some("Error: Unable to find a match: htpd\nexit code 1".to_owned()),
        }),
        distribution: None,
    }
}

fn steps() -> Vec<(Execution, Vec<Step>)> {
    let mut apply = samples::step("step-2", "ApplyBuildComponents", "FAILED", 60, Some(90));
    let toe = format!(
        r#"{{"status":"failed","failureMessage":"Document {ARN} failed!","logUrl":"s3://logs/a/b"}}"#
    );
    apply.outputs =
        Some(serde_json::json!({"runCommandId": "1", "status": "Failed", "output": toe}).to_string());
    apply.message = Some(format!("Document {ARN} failed!"));
    let launch = samples::step("step-1", "LaunchBuildInstance", "COMPLETED", 0, Some(60));
    vec![(
        samples::execution("wf-1", "BUILD", "FAILED", 0, Some(90)),
        vec![launch, apply],
    )]
}

/// What a failure is about, for comparing.
fn trail(failure: &Failure) -> Vec<&str> {
    [
        &failure.stage,
        &failure.workflow,
        &failure.workflow_step,
        &failure.component,
        &failure.phase,
        &failure.step,
        &failure.action,
    ]
    .into_iter()
    .map(|part| part.as_deref().unwrap_or("-"))
    .collect()
}

fn known_ids(failure: &Failure) -> Vec<&str> {
    failure.known.iter().map(|known| known.id.as_str()).collect()
}

#[test]
fn everything_together() {
    let mut image = failed(Some("Workflow Execution ID: 'wf-1' failed with reason: it"));
    image.failure = Some(context());
    let failure = explain(&image, &steps(), &log(LOG));
    let expected = [
        "building",
        "build-image",
        "ApplyBuildComponents",
        "agent 1.0.1/1",
        "build",
        "Install",
        "ExecuteBash",
    ];
    assert_eq!(trail(&failure), expected);
    assert_eq!(failure.exit_code, Some(1));
    assert_eq!(failure.component_arn.as_deref(), Some(ARN));
    assert_eq!(failure.message, "Error: Unable to find a match: htpd exit code 1");
    assert_eq!(
        failure.log,
        [
            "Last metadata expiration check: 0:00:01 ago",
            "export API_TOKEN=***",
            "Error: Unable to find a match: htpd",
        ]
    );
    assert_eq!(known_ids(&failure), ["package-not-found"]);
    assert!(
        failure
            .log_source
            .is_some_and(|source| source.contains("1.2.3/4"))
    );
}

#[test]
fn each_source_alone() {
    // The failure context.
    let mut image = failed(None);
    image.failure = Some(context());
    let failure = explain(&image, &[], &Log::default());
    assert_eq!(
        trail(&failure)[3..],
        ["agent 1.0.1/1", "build", "Install", "ExecuteBash"]
    );
    assert_eq!((failure.exit_code, failure.log.len()), (Some(1), 0));
    assert_eq!(known_ids(&failure), ["package-not-found"]);

    // The steps.
    let failure = explain(&failed(None), &steps(), &Log::default());
    assert_eq!(
        trail(&failure),
        [
            "building",
            "build-image",
            "ApplyBuildComponents",
            "agent 1.0.1/1",
            "-",
            "-",
            "-"
        ]
    );
    assert_eq!(failure.message, format!("Document {ARN} failed!"));

    // The reason, in the words of then and now.
    for (reason, stage) in [
        (
            format!("Workflow Execution ID: 'wf-1' failed with reason: Document {ARN} failed!"),
            "-",
        ),
        (
            format!(
                "SSM execution 'a' failed with status = 'Failed' in state = 'TESTING' and failure message = 'Document {ARN} failed!'"
            ),
            "testing",
        ),
    ] {
        let failure = explain(&failed(Some(&reason)), &[], &Log::default());
        assert_eq!(trail(&failure), [stage, "-", "-", "agent 1.0.1/1", "-", "-", "-"]);
        assert_eq!(failure.message, reason);
    }

    // The log.
    let failure = explain(&failed(None), &[], &log(LOG));
    assert_eq!(
        trail(&failure),
        ["-", "-", "-", "agent 1.0.1/1", "build", "Install", "ExecuteBash"]
    );
    assert_eq!((failure.exit_code, failure.log.len()), (Some(1), 3));
    assert_eq!(failure.message, NOTHING);

    // Nothing.
    let failure = explain(&failed(None), &[], &Log::default());
    assert_eq!(trail(&failure), ["-"; 7]);
    assert_eq!(failure.message, NOTHING);
    assert_eq!(
        (failure.log.len(), failure.known.len(), failure.regions.len()),
        (0, 0, 0)
    );
}

#[test]
fn the_log_says_more_than_that_a_component_failed() {
    let text = format!(
        "{LOG}\nDocument: a.yml\nComponentArn: {ARN}\nPhase: build\nStep: Install\nAction: ExecuteBash\nErrorMessage: no such package\nStderr: htpd?\n"
    );
    let failure = explain(
        &failed(Some(&format!("Document {ARN} failed!"))),
        &[],
        &log(&text),
    );
    assert_eq!(failure.message, "no such package");
    assert_eq!(failure.log[0], "no such package");
    assert_eq!(failure.log.last().map(String::as_str), Some("htpd?"));
    assert_eq!(trail(&failure)[4..], ["build", "Install", "ExecuteBash"]);
}

#[test]
fn a_step_around_the_components_is_not_blamed_on_one() {
    let mut image = failed(Some(
        "Workflow Execution ID: 'wf-1' failed with reason: InsufficientInstanceCapacity in workflow step LaunchBuildInstance",
    ));
    image.failure = Some(FailureContext {
        status: Some(Status::Building),
        step: Some("LaunchBuildInstance".to_owned()),
        ..FailureContext::default()
    });
    // A component of before reported an error that was ignored.
    let failure = explain(&image, &[], &log(LOG));
    assert_eq!(
        trail(&failure),
        ["building", "-", "LaunchBuildInstance", "-", "-", "-", "-"]
    );
    assert_eq!((failure.exit_code, failure.log.is_empty()), (None, false));
    assert_eq!(known_ids(&failure)[0], "insufficient-capacity");
}

#[test]
fn a_distribution_names_its_regions() {
    let mut image = failed(None);
    image.failure = Some(FailureContext {
        status: Some(Status::Integrating),
        distribution: Some(DistributionFailure {
            message: Some("x".repeat(384_000)),
            regions: vec![RegionFailure {
                region: Some("eu-west-2".to_owned()),
                step: Some("UPDATE_LAUNCH_TEMPLATES".to_owned()),
                message: Some("InvalidLaunchTemplateId.NotFound: lt-1".to_owned()),
                ..RegionFailure::default()
            }],
        }),
        ..FailureContext::default()
    });
    let failure = explain(&image, &[], &Log::default());
    assert_eq!(failure.stage.as_deref(), Some("distributing"));
    assert_eq!(failure.message.chars().count(), MESSAGE + 1);
    assert_eq!(failure.regions[0].region.as_deref(), Some("eu-west-2"));
    assert_eq!(known_ids(&failure), ["launch-template-missing"]);
}

#[test]
fn secrets_and_hidden_characters_stay_out_of_every_field() {
    const BAD: &str = "AKIAIOSFODNN7EXAMPLE \u{1b}[2J \u{202e}";
    let mut image = failed(Some(BAD));
    let mut all = context();
    all.step = Some(BAD.to_owned());
    all.workflow = Some(BAD.to_owned());
    all.component = Some(ComponentFailure {
        component: Some(BAD.to_owned()),
        phase: Some(BAD.to_owned()),
        step: Some(BAD.to_owned()),
        action: Some(BAD.to_owned()),
        message: Some(BAD.to_owned()),
    });
    all.distribution = Some(DistributionFailure {
        message: Some(BAD.to_owned()),
        regions: vec![RegionFailure {
            region: Some(BAD.to_owned()),
            account: Some(BAD.to_owned()),
            status: Some(BAD.to_owned()),
            step: Some(BAD.to_owned()),
            message: Some(BAD.to_owned()),
        }],
    });
    image.failure = Some(all);
    let failure = explain(
        &image,
        &[],
        &log(&format!("Step {BAD}\nStderr: {BAD}\nExitCode 1\n{BAD}")),
    );
    let told = format!("{failure:?}");
    assert!(!told.contains("AKIA"), "{told}");
    let json = serde_json::to_string(&failure).expect("JSON");
    assert!(
        !json.contains(['\u{1b}', '\u{202e}']) && !json.contains("\\u001b"),
        "{json}"
    );
}

proptest! {
    #[test]
    fn any_input_is_explained(
        reason in prop::option::of(any::<String>()),
        message in prop::option::of(any::<String>()),
        outputs in prop::option::of("[\\[{\"a-z:,}\\]]{0,60}"),
        text in "(?s).{0,400}",
    ) {
        let mut image = failed(reason.as_deref());
        let mut executions = steps();
        executions[0].1[1].message = message;
        executions[0].1[1].outputs = outputs;
        let failure = explain(&image, &executions, &log(&text));
        prop_assert!(!failure.message.contains(crate::visible::is_hidden));
        prop_assert!(failure.log.iter().all(|line| !line.contains(crate::visible::is_hidden)));
        image.failure = Some(context());
        explain(&image, &executions, &log(&text));
    }
}
