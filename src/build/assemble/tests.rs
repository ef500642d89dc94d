use super::*;
use crate::build::observed::{
    ComponentFailure, Container, DistributionFailure, FailureContext, Recipe, RegionFailure, Target,
};
use crate::build::samples::{execution, image, step};
use crate::build::{Ami, Status};

fn ami(region: &str, account: &str, status: Option<Status>) -> Ami {
    Ami {
        region: region.to_owned(),
        account: Some(account.to_owned()),
        id: Some("ami-0123456789abcdef0".to_owned()),
        name: Some("golden 2026-11-01".to_owned()),
        status,
        reason: None,
    }
}

fn target(region: &str, accounts: &[&str]) -> Target {
    Target {
        region: region.to_owned(),
        accounts: accounts.iter().map(|account| (*account).to_owned()).collect(),
        fast_launch: Vec::new(),
    }
}

fn of(image: &Image, end: &End) -> Document {
    let workflows = [(
        execution("w1", "TEST", "COMPLETED", 10, Some(70)),
        vec![step("s1", "Check", "COMPLETED", 10, Some(60))],
    )];
    let stages = [
        (Stage::Building, Duration::from_mins(20)),
        (Stage::Testing, Duration::from_mins(4)),
    ];
    assemble(
        &Seen {
            arn: &image.arn,
            image: Some(image),
            workflows: &workflows,
            stages: &stages,
        },
        end,
    )
}

#[test]
fn an_image_that_is_where_it_was_meant_to_be_has_succeeded() {
    let mut image = image("AVAILABLE");
    image.amis = vec![
        ami("eu-west-1", "111122223333", Some(Status::Available)),
        ami("eu-west-1", "444455556666", None),
    ];
    image.targets = vec![target("eu-west-1", &["444455556666"])];
    image.recipe = Some(Recipe {
        arn: "arn:recipe".to_owned(),
        parent: Some("ami-0aaaaaaaaaaaaaaaa".to_owned()),
        components: vec!["arn:component".to_owned()],
    });
    let document = of(&image, &End::Over);
    assert_eq!(document.outcome, Outcome::Succeeded);
    assert_eq!(document.verdict, "golden 1.2.3/4 is available");
    assert_eq!(document.tests, Tests::Passed);
    assert_eq!(document.workflows[0].steps[0].seconds, Some(50));
    let built = document.image.expect("an image");
    assert_eq!(built.base_image.as_deref(), Some("ami-0aaaaaaaaaaaaaaaa"));
    assert_eq!(
        built.log.as_deref(),
        Some("log group /aws/imagebuilder/golden, stream 1.2.3/4")
    );
    assert!(document.failure.is_none());
}

#[test]
fn what_is_missing_or_failed_makes_it_partial() {
    let there = || ami("eu-west-1", "111122223333", Some(Status::Available));
    let failure = |regions| FailureContext {
        status: Some(Status::Distributing),
        distribution: Some(DistributionFailure {
            message: Some("no key".to_owned()),
            regions,
        }),
        ..FailureContext::default()
    };
    let region = |region: &str, account: Option<&str>| RegionFailure {
        region: Some(region.to_owned()),
        account: account.map(str::to_owned),
        message: Some("the key may not be used".to_owned()),
        ..RegionFailure::default()
    };
    for (status, amis, targets, failed, outcome, missing) in [
        (
            "AVAILABLE",
            vec![there()],
            vec![target("us-east-1", &[])],
            None,
            Outcome::Partial,
            1,
        ),
        (
            "AVAILABLE",
            vec![there()],
            vec![target("eu-west-1", &["444455556666"])],
            None,
            Outcome::Partial,
            1,
        ),
        (
            "AVAILABLE",
            vec![there(), ami("us-east-1", "111122223333", Some(Status::Failed))],
            vec![],
            None,
            Outcome::Partial,
            1,
        ),
        (
            "AVAILABLE",
            vec![there()],
            vec![target("eu-west-1", &[])],
            None,
            Outcome::Succeeded,
            0,
        ),
        (
            "FAILED",
            vec![there()],
            vec![],
            Some(failure(vec![region("us-east-1", None)])),
            Outcome::Partial,
            1,
        ),
        // A launch template was not changed: the AMI is there for all that.
        (
            "FAILED",
            vec![there()],
            vec![],
            Some(failure(vec![region("eu-west-1", None)])),
            Outcome::Partial,
            0,
        ),
        (
            "FAILED",
            vec![],
            vec![target("us-east-1", &[])],
            Some(failure(vec![])),
            Outcome::Failed,
            1,
        ),
        ("FAILED", vec![there()], vec![], None, Outcome::Failed, 0),
    ] {
        let mut image = image(status);
        (image.amis, image.targets, image.failure) = (amis, targets, failed);
        let document = of(&image, &End::Over);
        let found = document.amis.iter().filter(|ami| !ami.available).count();
        assert_eq!((document.outcome, found), (outcome, missing), "{document:#?}");
        for ami in document.amis.iter().filter(|ami| !ami.available) {
            assert!(ami.reason.is_some() || ami.id.is_some(), "{ami:?}");
        }
    }
}

#[test]
fn containers_are_no_missing_amis() {
    let mut image = image("AVAILABLE");
    image.targets = vec![target("eu-west-1", &[])];
    image.containers = vec![Container {
        region: "eu-west-1".to_owned(),
        uris: vec!["1.dkr.ecr.eu-west-1/golden:1.2.3-4".to_owned()],
    }];
    let document = of(&image, &End::Over);
    assert_eq!(document.outcome, Outcome::Succeeded);
    assert_eq!(document.containers, ["1.dkr.ecr.eu-west-1/golden:1.2.3-4"]);
    assert!(document.amis.is_empty());
}

#[test]
fn a_failure_says_where_it_was_as_far_as_image_builder_knows() {
    let mut image = image("FAILED");
    image.reason =
        Some("Workflow Execution ID: 'wf-1' failed with reason: Step 'Apply' \n failed".to_owned());
    image.failure = Some(FailureContext {
        status: Some(Status::Building),
        workflow: Some("arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/1.0.2/1".to_owned()),
        step: Some("ApplyBuildComponents".to_owned()),
        component: Some(ComponentFailure {
            component: Some("arn:aws:imagebuilder:eu-west-1:111122223333:component/agent/2.0.0/3".to_owned()),
            phase: Some("build".to_owned()),
            step: Some("Install".to_owned()),
            action: Some("ExecutePowerShell".to_owned()),
            message: Some("exit code 3".to_owned()),
        }),
        ..FailureContext::default()
    });
    let document = of(&image, &End::Over);
    assert_eq!(document.verdict, "golden 1.2.3/4 failed while building");
    let failure = document.failure.expect("a failure");
    assert_eq!(failure.message, "exit code 3");
    assert_eq!(failure.component.as_deref(), Some("agent 2.0.0/3"));
    assert_eq!(failure.workflow.as_deref(), Some("build-image"));
    assert_eq!(failure.step.as_deref(), Some("Install"));
    assert_eq!(failure.stage.as_deref(), Some("building"));
}

#[test]
fn an_end_without_an_end_of_the_build_is_what_it_is() {
    let reached = |stage| {
        End::Limit(Reached {
            stage,
            limit: Duration::from_mins(90),
            foreign: false,
        })
    };
    for (status, end, outcome, says) in [
        ("PENDING", End::Detached, Outcome::Started, "is being built"),
        (
            "AVAILABLE",
            End::Unchanged,
            Outcome::Unchanged,
            "nothing has changed since golden 1.2.3/4",
        ),
        (
            "BUILDING",
            reached(Stage::Building),
            Outcome::TimedOut,
            "building took longer than 1 h 30 min",
        ),
        (
            "CANCELLED",
            reached(Stage::Testing),
            Outcome::TimedOut,
            "--test-limit",
        ),
        (
            "DISTRIBUTING",
            reached(Stage::Distributing),
            Outcome::TimedOut,
            "amiforge build wait arn:aws",
        ),
        (
            "AVAILABLE",
            reached(Stage::Distributing),
            Outcome::Succeeded,
            "is available",
        ),
        (
            "BUILDING",
            End::Stopped,
            Outcome::Cancelled,
            "is being cancelled; Image Builder was asked to cancel the build because this job was cancelled",
        ),
        (
            "CANCELLED",
            End::Stopped,
            Outcome::Cancelled,
            "because this job was",
        ),
        ("CANCELLED", End::Over, Outcome::Cancelled, "was cancelled"),
        ("AVAILABLE", End::Stopped, Outcome::Succeeded, "is available"),
        ("DEPRECATED", End::Over, Outcome::Retired, "deprecated by now"),
        (
            "BUILDING",
            End::Lost("denied".to_owned()),
            Outcome::Lost,
            "could not be followed to its end; denied",
        ),
    ] {
        let document = of(&image(status), &end);
        assert_eq!(document.outcome, outcome, "{status} {end:?}");
        let told = format!("{}; {}", document.verdict, document.notes.join("; "));
        assert!(told.contains(says), "{status}: {told}");
    }
    let unseen = assemble(
        &Seen {
            arn: "arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.2.3/4",
            image: None,
            workflows: &[],
            stages: &[],
        },
        &End::Lost("denied".to_owned()),
    );
    assert_eq!(unseen.outcome, Outcome::Lost);
    assert_eq!(unseen.image.expect("the ARN").name, "golden");
}

#[test]
fn tests_are_told_from_what_ran() {
    let run = |status: &str, tests: bool, words: &[&str]| {
        let mut image = image(status);
        image.tests = tests;
        let workflows: Vec<(Execution, Vec<Step>)> = words
            .iter()
            .map(|word| (execution("w", "TEST", word, 1, Some(2)), Vec::new()))
            .collect();
        let seen = Seen {
            arn: &image.arn,
            image: Some(&image),
            workflows: &workflows,
            stages: &[],
        };
        assemble(&seen, &End::Over).tests
    };
    for (status, tests, words, expected) in [
        ("AVAILABLE", true, &["COMPLETED"][..], Tests::Passed),
        ("AVAILABLE", true, &["COMPLETED", "SKIPPED"][..], Tests::Passed),
        ("AVAILABLE", true, &["SKIPPED"][..], Tests::None),
        // The workflows could not be read.
        ("AVAILABLE", true, &[][..], Tests::Unknown),
        ("AVAILABLE", false, &[][..], Tests::None),
        ("FAILED", true, &["COMPLETED", "FAILED"][..], Tests::Failed),
        ("FAILED", true, &[][..], Tests::Unknown),
        ("TESTING", true, &["RUNNING"][..], Tests::Unknown),
        ("CANCELLED", true, &["COMPLETED", "CANCELLED"][..], Tests::Unknown),
    ] {
        assert_eq!(run(status, tests, words), expected, "{status} {words:?}");
    }
    let mut image = image("AVAILABLE");
    image.tests = true;
    let only_built = [(execution("w", "BUILD", "COMPLETED", 1, Some(2)), Vec::new())];
    let seen = Seen {
        arn: &image.arn,
        image: Some(&image),
        workflows: &only_built,
        stages: &[],
    };
    assert_eq!(assemble(&seen, &End::Over).tests, Tests::None);
    assert_eq!(assemble(&seen, &End::Unchanged).tests, Tests::Unknown);
}

#[test]
fn hostile_words_stay_on_one_line() {
    let mut image = image("FAILED");
    image.reason = Some(format!("a\n::error::\u{1b}[31m{}", "x".repeat(400_000)));
    image.name = "gol\u{202e}den\n".to_owned();
    let document = of(&image, &End::Over);
    assert!(
        !document.verdict.contains(['\n', '\u{1b}', '\u{202e}']),
        "{}",
        document.verdict
    );
    assert!(
        document.verdict.chars().count() < 700,
        "{}",
        document.verdict.len()
    );
}

#[test]
fn a_copy_that_failed_is_known_by_its_workflow_where_the_image_does_not_say() {
    let of = |kind: &str, status: &str| {
        let mut image = image("FAILED");
        image.amis = vec![ami("eu-west-1", "111122223333", Some(Status::Available))];
        image.targets = vec![target("eu-west-1", &[]), target("us-east-1", &[])];
        let workflows = [(execution("w1", kind, status, 10, Some(70)), Vec::new())];
        let seen = Seen {
            arn: &image.arn,
            image: Some(&image),
            workflows: &workflows,
            stages: &[],
        };
        assemble(&seen, &End::Over)
    };
    let document = of("DISTRIBUTION", "FAILED");
    assert_eq!(document.outcome, Outcome::Partial);
    assert_eq!(document.amis[1].region, "us-east-1");
    assert!(document.failure.is_some());
    assert_eq!(of("TEST", "FAILED").outcome, Outcome::Failed);
    assert_eq!(of("DISTRIBUTION", "COMPLETED").outcome, Outcome::Failed);
}

#[test]
fn an_image_lacks_what_is_not_told_of_yet() {
    let mut image = image("AVAILABLE");
    assert!(lacks(&image));
    image.amis = vec![ami("eu-west-1", "111122223333", Some(Status::Creating))];
    assert!(lacks(&image));
    image.amis = vec![ami("eu-west-1", "111122223333", None)];
    assert!(!lacks(&image));
    image.targets = vec![target("eu-west-1", &[]), target("us-east-1", &[])];
    assert!(lacks(&image));
    // That a copy failed is told.
    image
        .amis
        .push(ami("us-east-1", "111122223333", Some(Status::Failed)));
    assert!(!lacks(&image));
    image.status = Status::Failed;
    image.amis.clear();
    assert!(!lacks(&image));
}

#[test]
fn the_reason_of_an_ami_is_one_short_line_without_secrets() {
    let token = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    let words = format!("no\n::error::\u{1b}[31m {token} {}", "x".repeat(384_000));
    let mut image = image("FAILED");
    image.amis = vec![Ami {
        id: None,
        reason: Some(words.clone()),
        ..ami("eu-west-1", "111122223333", Some(Status::Failed))
    }];
    image.failure = Some(FailureContext {
        distribution: Some(DistributionFailure {
            message: None,
            regions: vec![RegionFailure {
                region: Some("us-east-1".to_owned()),
                account: None,
                status: None,
                step: None,
                message: Some(words),
            }],
        }),
        ..FailureContext::default()
    });
    let document = of(&image, &End::Over);
    let reasons: Vec<&str> = document
        .amis
        .iter()
        .filter_map(|ami| ami.reason.as_deref())
        .collect();
    assert!(
        reasons.iter().filter(|reason| reason.contains("***")).count() == 2,
        "{reasons:?}"
    );
    for reason in reasons {
        assert!(
            reason.chars().count() <= LONGEST + 1
                && !reason.contains(['\n', '\u{1b}'])
                && !reason.contains(token)
        );
    }
}
