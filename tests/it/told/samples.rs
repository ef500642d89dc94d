//! Builds as they are told.

// What is set reads better than what is cloned into a place, and a text that may be absent than its parts.
#![allow(clippy::assigning_clones, clippy::unnecessary_wraps)]

use std::collections::BTreeMap;

use amiforge::build::document::*;
use amiforge::build::told::verdict;

pub(super) const FILES: &str = "https://github.com/octo/golden/blob/0123456789abcdef0123456789abcdef01234567";
const SCOPE: &str = "arn:aws:imagebuilder:eu-west-1:111122223333";

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn stage(stage: &str, seconds: u64, before: Option<u64>) -> StageTime {
    StageTime {
        stage: stage.to_owned(),
        seconds,
        before,
    }
}

fn ami(region: &str, account: &str, id: &str) -> BuiltAmi {
    BuiltAmi {
        region: region.to_owned(),
        account: some(account),
        id: some(id),
        name: some("golden-2026-09-12T06-00-00Z"),
        available: true,
        reason: None,
    }
}

pub(super) fn finding(id: &str, severity: &str, packages: &[&str], title: &str) -> Finding {
    Finding {
        id: id.to_owned(),
        severity: severity.to_owned(),
        packages: packages.iter().map(|name| (*name).to_owned()).collect(),
        title: title.to_owned(),
        fix_available: some("YES"),
    }
}

pub(super) fn package(name: &str, version: &str) -> Package {
    Package {
        name: name.to_owned(),
        version: version.to_owned(),
    }
}

pub(super) fn changed(name: &str, from: &str, to: &str) -> ChangedPackage {
    ChangedPackage {
        name: name.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
    }
}

fn counts(counts: &[(&str, usize)]) -> BTreeMap<String, usize> {
    let counts = counts.iter();
    counts
        .map(|(word, number)| ((*word).to_owned(), *number))
        .collect()
}

pub(super) fn comparison() -> Comparison {
    Comparison {
        previous: Some(format!("{SCOPE}:image/golden/1.2.3/3")),
        previous_version: some("1.2.3/3"),
        packages: Some(Packages {
            total: 812,
            added: vec![package("jq", "1.7.1-1.amzn2023")],
            removed: vec![package("telnet", "0.17-83.amzn2023")],
            changed: vec![
                changed("kernel", "6.1.9-1", "6.1.9-1, 6.1.10-1"),
                changed("openssl", "3.0.8-1", "3.0.12-2"),
            ],
        }),
        findings: Some(Findings {
            counts: counts(&[("critical", 1), ("high", 2), ("low", 7), ("untriaged", 1)]),
            compared: true,
            new: vec![finding(
                "CVE-2026-1234",
                "critical",
                &["openssl", "openssl-libs"],
                "CVE-2026-1234 - openssl, openssl-libs",
            )],
            fixed: vec![finding(
                "CVE-2026-0001",
                "high",
                &["curl"],
                "CVE-2026-0001 - curl",
            )],
        }),
        gate: None,
        notes: Vec::new(),
    }
}

fn step(name: &str, action: &str, status: &str, seconds: u64) -> WorkflowStep {
    WorkflowStep {
        name: name.to_owned(),
        action: action.to_owned(),
        status: status.to_owned(),
        seconds: Some(seconds),
    }
}

fn image(status: &str) -> BuiltImage {
    BuiltImage {
        arn: format!("{SCOPE}:image/golden/1.2.3/4"),
        name: "golden".to_owned(),
        version: "1.2.3/4".to_owned(),
        platform: some("Linux"),
        status: status.to_owned(),
        created: some("2026-09-12T06:00:00Z"),
        recipe: Some(format!("{SCOPE}:image-recipe/golden/1.2.3")),
        parent: some("ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"),
        base_image: some("ami-0a1b2c3d4e5f60001"),
        components: vec![
            format!("{SCOPE}:component/agent/1.0.2/1"),
            format!("{SCOPE}:component/harden/2.0.0/3"),
        ],
        pipeline: Some(format!("{SCOPE}:image-pipeline/golden")),
        log: some("/aws/imagebuilder/golden 1.2.3/4"),
    }
}

pub(super) fn succeeded() -> Document {
    Document {
        schema: SCHEMA.to_owned(),
        outcome: Outcome::Succeeded,
        image: Some(image("AVAILABLE")),
        amis: vec![
            ami("eu-west-1", "111122223333", "ami-0a1b2c3d4e5f61001"),
            ami("us-east-1", "111122223333", "ami-0a1b2c3d4e5f61002"),
            ami("us-east-1", "444455556666", "ami-0a1b2c3d4e5f61003"),
        ],
        containers: Vec::new(),
        stages: vec![
            stage("building", 1_270, Some(1_200)),
            stage("testing", 245, Some(245)),
            stage("distributing", 610, Some(700)),
        ],
        workflows: vec![
            Workflow {
                name: "build-image 1.0.2/1".to_owned(),
                kind: "BUILD".to_owned(),
                status: "COMPLETED".to_owned(),
                seconds: Some(1_270),
                steps: vec![
                    step("LaunchBuildInstance", "LaunchInstance", "COMPLETED", 62),
                    step("ApplyBuildComponents", "ExecuteComponents", "COMPLETED", 900),
                ],
            },
            Workflow {
                name: "test-image 1.0.1/1".to_owned(),
                kind: "TEST".to_owned(),
                status: "COMPLETED".to_owned(),
                seconds: Some(245),
                steps: Vec::new(),
            },
        ],
        tests: Tests::Passed,
        verdict: "what happened".to_owned(),
        comparison: Some(comparison()),
        fast_launch: Vec::new(),
        failure: None,
        notes: Vec::new(),
    }
}

/// A Windows image with Fast Launch, in accounts that see it and one that does not.
pub(super) fn windows() -> Document {
    let mut document = succeeded();
    let fast_launch = |region: &str, account: Option<&str>, state: &str, reason: Option<&str>| FastLaunch {
        region: region.to_owned(),
        account: account.map(str::to_owned),
        ami: some("ami-0a1b2c3d4e5f61001"),
        state: state.to_owned(),
        reason: reason.map(str::to_owned),
    };
    document.comparison = None;
    document.fast_launch = vec![
        fast_launch("eu-west-1", None, "enabled", None),
        fast_launch("us-east-1", None, "enabling-failed", Some("Client.UserInitiated")),
        fast_launch(
            "us-east-1",
            Some("444455556666"),
            "unknown",
            Some("Fast Launch of account 444455556666 is seen by that account alone"),
        ),
    ];
    document.notes = vec!["Two notes of `one` build.".to_owned()];
    document
}

/// The same image, which has findings that close the gate.
pub(super) fn gate_closed() -> Document {
    let mut document = succeeded();
    if let Some(comparison) = &mut document.comparison {
        comparison.gate = some("--fail-on-severity high counts findings of the image: 1 critical, 2 high");
    }
    document
}

/// The first image of its recipe.
pub(super) fn first() -> Document {
    let mut document = succeeded();
    document.comparison = Some(Comparison {
        findings: comparison().findings.map(|found| Findings {
            compared: false,
            new: Vec::new(),
            fixed: Vec::new(),
            ..found
        }),
        notes: vec!["there is no image before this one to compare with".to_owned()],
        ..Comparison::default()
    });
    document
}

pub(super) fn failed_building() -> Document {
    Document {
        outcome: Outcome::Failed,
        image: Some(image("FAILED")),
        amis: Vec::new(),
        stages: vec![stage("building", 780, None)],
        workflows: vec![Workflow {
            name: "build-image 1.0.2/1".to_owned(),
            kind: "BUILD".to_owned(),
            status: "FAILED".to_owned(),
            seconds: Some(780),
            steps: vec![step("ApplyBuildComponents", "ExecuteComponents", "FAILED", 700)],
        }],
        tests: Tests::Unknown,
        comparison: None,
        failure: Some(Failure {
            stage: some("building"),
            workflow: some("build-image 1.0.2/1"),
            workflow_step: some("ApplyBuildComponents"),
            component: some("agent 1.0.2/1"),
            component_arn: Some(format!("{SCOPE}:component/agent/1.0.2/1")),
            phase: some("build"),
            step: some("Install"),
            action: some("ExecuteBash"),
            exit_code: Some(127),
            message: "Step Install failed: exit status 127".to_owned(),
            place: Some(Place {
                path: "components/agent#1.yaml".to_owned(),
                line: 14,
                column: 9,
            }),
            log: vec![
                "Stdout: installing the agent".to_owned(),
                "Stderr: /tmp/step.sh: line 3: agentctl: command not found".to_owned(),
                "```".to_owned(),
            ],
            log_source: some("the log group `/aws/imagebuilder/golden`, stream `1.2.3/4`"),
            known: vec![Known {
                id: "command-not-found".to_owned(),
                title: "the shell did not find `agentctl`".to_owned(),
                cause: "The program is not installed, or not on the `PATH` of the step.".to_owned(),
                fix: "Install it in an earlier step, or write its whole path.".to_owned(),
                url: "https://github.com/amiforge/amiforge/blob/main/docs/messages/command-not-found.md"
                    .to_owned(),
            }],
            regions: Vec::new(),
        }),
        ..succeeded()
    }
}

pub(super) fn failed_testing() -> Document {
    let mut document = failed_building();
    document.stages = vec![stage("building", 1_270, None), stage("testing", 1_800, None)];
    document.tests = Tests::Failed;
    document.failure = Some(Failure {
        stage: some("testing"),
        workflow: some("test-image 1.0.1/1"),
        workflow_step: some("WaitForTests"),
        message:
            "Step timed out while step is verifying the SSM Agent availability on the target instance(s)"
                .to_owned(),
        log_source: some("there is no log stream `1.2.3/4` in `/aws/imagebuilder/golden`"),
        ..Failure::default()
    });
    document
}

fn failed_regions() -> Vec<FailedRegion> {
    vec![FailedRegion {
        region: some("us-east-1"),
        account: some("444455556666"),
        step: some("UPDATE_LAUNCH_TEMPLATES"),
        message: some("The launch template lt-0123456789abcdef0 does not exist"),
    }]
}

pub(super) fn failed_distributing() -> Document {
    let mut document = failed_building();
    document.stages = vec![stage("building", 1_270, None), stage("distributing", 95, None)];
    document.tests = Tests::Passed;
    document.failure = Some(Failure {
        stage: some("distributing"),
        message: "Distribution failed in 1 region".to_owned(),
        regions: failed_regions(),
        ..Failure::default()
    });
    document
}

pub(super) fn partial() -> Document {
    let mut document = succeeded();
    document.outcome = Outcome::Partial;
    document.amis[2] = BuiltAmi {
        id: None,
        name: None,
        available: false,
        reason: some("You do not have permission to access the storage of this ami"),
        ..document.amis[2].clone()
    };
    document.failure = Some(Failure {
        stage: some("distributing"),
        message: "Distribution failed in 1 region".to_owned(),
        regions: failed_regions(),
        ..Failure::default()
    });
    document
}

pub(super) fn cancelled() -> Document {
    Document {
        outcome: Outcome::Cancelled,
        image: Some(image("CANCELLED")),
        notes: vec!["the build was cancelled, because this job was".to_owned()],
        failure: None,
        ..failed_building()
    }
}

pub(super) fn unchanged() -> Document {
    Document {
        outcome: Outcome::Unchanged,
        stages: Vec::new(),
        workflows: Vec::new(),
        tests: Tests::Unknown,
        comparison: None,
        ..succeeded()
    }
}

pub(super) fn started() -> Document {
    Document {
        outcome: Outcome::Started,
        image: Some(image("PENDING")),
        amis: Vec::new(),
        ..unchanged()
    }
}

pub(super) fn timed_out() -> Document {
    Document {
        outcome: Outcome::TimedOut,
        image: Some(image("TESTING")),
        notes: vec!["testing took longer than 30 min; the build runs on".to_owned()],
        amis: Vec::new(),
        stages: vec![stage("building", 1_270, None), stage("testing", 1_800, None)],
        ..unchanged()
    }
}

pub(super) fn lost() -> Document {
    Document {
        outcome: Outcome::Lost,
        notes: vec!["AWS does not take the credentials any more".to_owned()],
        ..started()
    }
}

pub(super) fn unanswered() -> Document {
    Document {
        outcome: Outcome::Lost,
        notes: vec![
            "imagebuilder:CreateImage of arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/golden/1.2.3 failed: it took too long"
                .to_owned(),
            "Run this job again".to_owned(),
        ],
        image: None,
        ..started()
    }
}

pub(super) fn not_started() -> Document {
    let statement = r#"{"Effect":"Allow","Action":"imagebuilder:StartImagePipelineExecution","Resource":"arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/golden"}"#;
    let denied = "imagebuilder:StartImagePipelineExecution of arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/golden failed (AccessDeniedException): User: arn:aws:sts::111122223333:assumed-role/ci/run is not authorized to perform: imagebuilder:StartImagePipelineExecution on resource: arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/golden because no identity-based policy allows the action";
    Document {
        outcome: Outcome::NotStarted,
        notes: vec![format!(
            "{denied}; add this statement to a policy of the role: {statement}"
        )],
        image: None,
        ..started()
    }
}

pub(super) fn retired() -> Document {
    Document {
        outcome: Outcome::Retired,
        image: Some(image("DEPRECATED")),
        ..unchanged()
    }
}

pub(super) fn container() -> Document {
    Document {
        amis: Vec::new(),
        containers: vec!["111122223333.dkr.ecr.eu-west-1.amazonaws.com/golden:1.2.3-4".to_owned()],
        comparison: None,
        ..succeeded()
    }
}

/// As it is written.
fn with_verdict(mut document: Document) -> Document {
    document.verdict = verdict(&document);
    document
}

/// Every sample with its name.
pub(super) fn all() -> Vec<(&'static str, Document)> {
    type Sample = (&'static str, fn() -> Document);
    let all: [Sample; 18] = [
        ("succeeded", succeeded),
        ("windows", windows),
        ("gate_closed", gate_closed),
        ("first", first),
        ("failed_building", failed_building),
        ("failed_testing", failed_testing),
        ("failed_distributing", failed_distributing),
        ("partial", partial),
        ("cancelled", cancelled),
        ("unchanged", unchanged),
        ("started", started),
        ("timed_out", timed_out),
        ("lost", lost),
        ("unanswered", unanswered),
        ("not_started", not_started),
        ("retired", retired),
        ("container", container),
        ("everything", everything),
    ];
    all.map(|(name, document)| (name, with_verdict(document())))
        .to_vec()
}

/// A document in which no field is empty.
pub(super) fn everything() -> Document {
    let mut document = partial();
    let mut failure = failed_building().failure.unwrap_or_default();
    failure.regions = failed_regions();
    document.outcome = Outcome::Failed;
    document.failure = Some(failure);
    document.fast_launch = windows().fast_launch;
    for one in &mut document.fast_launch {
        one.account = some("444455556666");
        one.reason = some("why");
    }
    document.containers = container().containers;
    document.notes = windows().notes;
    if let Some(comparison) = &mut document.comparison {
        comparison.gate = some("closed");
        comparison.notes = vec!["packages of one image are not listed".to_owned()];
    }
    for stage in &mut document.stages {
        stage.before = Some(60);
    }
    document.workflows.truncate(1);
    for ami in &mut document.amis {
        *ami = BuiltAmi {
            id: some("ami-0a1b2c3d4e5f61009"),
            name: some("golden"),
            reason: some("why"),
            ..ami.clone()
        };
    }
    document
}

/// Ten thousand packages that changed, and as many that came and went.
pub(super) fn ten_thousand_packages() -> Document {
    let mut document = succeeded();
    let name = |kind: &str, number: usize| format!("{kind}-{number:05}");
    if let Some(found) = document.comparison.as_mut().and_then(|c| c.packages.as_mut()) {
        found.total = 20_000;
        found.changed = (0..10_000)
            .map(|number| changed(&name("changed", number), "1.0.0-1.amzn2023", "1.0.1-1.amzn2023"))
            .collect();
        found.added = (0..10_000)
            .map(|number| package(&name("added", number), "1"))
            .collect();
        found.removed = (0..10_000)
            .map(|number| package(&name("removed", number), "1"))
            .collect();
    }
    document
}

pub(super) fn no_package_changed() -> Document {
    let mut document = succeeded();
    if let Some(found) = document.comparison.as_mut().and_then(|c| c.packages.as_mut()) {
        *found = Packages {
            total: 812,
            ..Packages::default()
        };
    }
    document
}

pub(super) fn five_thousand_findings() -> Document {
    let mut document = gate_closed();
    if let Some(found) = document.comparison.as_mut().and_then(|c| c.findings.as_mut()) {
        let one = |number: usize| {
            let severity = ["critical", "high", "medium", "low"][number / 1_250];
            let id = format!("CVE-2026-{number:05}");
            let title = format!("{id} - openssl, openssl-libs and what is linked with them");
            finding(&id, severity, &["openssl", "openssl-libs"], &title)
        };
        found.new = (0..5_000).map(one).collect();
        found.counts = counts(&[
            ("critical", 1_250),
            ("high", 1_250),
            ("medium", 1_250),
            ("low", 1_250),
        ]);
    }
    document
}
