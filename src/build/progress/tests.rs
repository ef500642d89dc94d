use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::build::assemble::{End, Seen, assemble};
use crate::build::document::Outcome;
use crate::build::lines;
use crate::build::samples::{at, execution, image, step};

const FIRST: Duration = Duration::from_secs(5);

fn texts(progress: &mut Progress, now: i64) -> Vec<String> {
    let events = progress.events(at(now));
    events.iter().map(|event| lines::line(event).text).collect()
}

#[test]
fn an_end_is_an_end_and_a_copy_on_its_way_is_no_ami() {
    let mut progress = Progress::new(FIRST);
    progress.image(image("BUILDING"), at(10));
    progress.executions(vec![execution("w1", "BUILD", "COMPLETED", 1, Some(9))]);
    assert_eq!(progress.events(at(10)).len(), 2);
    // An answer that comes late, and another word for the same end.
    for late in ["RUNNING", "FAILED"] {
        progress.executions(vec![execution("w1", "BUILD", late, 1, None)]);
        assert!(progress.events(at(20)).is_empty(), "{late}");
    }
    let mut copying = image("BUILDING");
    copying.amis.push(Ami {
        region: "eu-west-1".to_owned(),
        account: None,
        id: Some("ami-1".to_owned()),
        name: None,
        status: Some(Status::Creating),
        reason: None,
    });
    progress.image(copying, at(30));
    assert!(progress.events(at(30)).is_empty());
}

#[test]
fn a_build_is_told_stage_by_stage_with_its_steps() {
    let mut progress = Progress::new(FIRST);
    progress.image(image("PENDING"), at(1));
    assert!(!progress.wants_executions());
    assert_eq!(texts(&mut progress, 1), ["pending, 1 s after the start"]);

    progress.image(image("BUILDING"), at(60));
    assert!(progress.wants_executions());
    progress.executions(vec![execution("w1", "BUILD", "RUNNING", 50, None)]);
    assert_eq!(progress.wants_steps(), ["w1"]);
    progress.steps(
        "w1",
        vec![
            step("s1", "Launch", "COMPLETED", 50, Some(58)),
            step("s2", "Apply", "RUNNING", 58, None),
            step("s3", "Sysprep", "PENDING", 0, None),
        ],
    );
    assert_eq!(
        texts(&mut progress, 60),
        [
            "building, 1 min after the start",
            "build workflow build-image started",
            "  step Launch (ExecuteComponents) completed after 8 s",
            "  step Apply (ExecuteComponents) started",
        ]
    );

    // Several things at once between two looks: what belongs to a stage stands below its line.
    progress.image(image("TESTING"), at(700));
    progress.executions(vec![
        execution("w1", "BUILD", "COMPLETED", 50, Some(600)),
        execution("w2", "TEST", "RUNNING", 610, None),
    ]);
    assert_eq!(progress.wants_steps(), ["w1", "w2"]);
    progress.steps("w1", vec![step("s2", "Apply", "COMPLETED", 58, Some(590))]);
    progress.steps("w2", vec![step("t1", "Check", "RUNNING", 611, None)]);
    assert_eq!(
        texts(&mut progress, 700),
        [
            "  step Apply (ExecuteComponents) completed after 8 min 52 s",
            "build workflow build-image completed after 9 min 10 s",
            "testing, 11 min 40 s after the start",
            "test workflow test-image started",
            "  step Check (ExecuteComponents) started",
        ]
    );
    assert_eq!(
        progress.in_stage(at(710)),
        Some((Stage::Testing, Duration::from_secs(100)))
    );

    let mut done = image("FAILED");
    done.reason = Some("a test failed".to_owned());
    progress.image(done, at(800));
    assert!(progress.wants_executions() && progress.is_over());
    progress.executions(vec![
        execution("w1", "BUILD", "COMPLETED", 50, Some(600)),
        execution("w2", "TEST", "FAILED", 610, Some(790)),
    ]);
    assert_eq!(progress.wants_steps(), ["w2"]);
    let mut failed = step("t1", "Check", "FAILED", 611, Some(790));
    failed.message = Some("exit code 3".to_owned());
    progress.steps("w2", vec![failed]);
    assert_eq!(
        texts(&mut progress, 800),
        [
            "  step Check (ExecuteComponents) failed after 2 min 59 s: exit code 3",
            "test workflow test-image failed after 3 min",
            "failed after 13 min 20 s: a test failed",
        ]
    );
    assert_eq!(progress.in_stage(at(810)), None);
    assert_eq!(
        progress.stages(at(10_000)),
        [
            (Stage::Building, Duration::from_secs(610)),
            (Stage::Testing, Duration::from_secs(190)),
        ]
    );
}

#[test]
fn a_build_that_is_over_at_the_first_look_has_the_times_of_its_workflows() {
    let mut progress = Progress::new(FIRST);
    progress.image(image("AVAILABLE"), at(90_000));
    progress.executions(vec![
        execution("w1", "BUILD", "COMPLETED", 50, Some(600)),
        execution("w2", "DISTRIBUTION", "COMPLETED", 610, Some(700)),
    ]);
    assert_eq!(
        progress.stages(at(90_001)),
        [
            (Stage::Building, Duration::from_secs(610)),
            (Stage::Distributing, Duration::from_secs(90)),
        ]
    );
    let lines = texts(&mut progress, 90_001);
    assert_eq!(
        lines.last().map(String::as_str),
        Some("available after 11 min 40 s")
    );
}

#[test]
fn an_unknown_status_and_an_unknown_word_count_as_running_and_are_said_once() {
    let mut progress = Progress::new(FIRST);
    for now in [10, 20, 30] {
        progress.image(image("POLISHING"), at(now));
        progress.executions(vec![execution("w1", "GLAZING", "HUMMING", 5, None)]);
        progress.steps("w1", vec![step("s1", "Wait", "WAITING", 5, None)]);
        let lines = texts(&mut progress, now);
        assert_eq!(lines.len(), if now == 10 { 3 } else { 0 }, "{lines:?}");
        assert!(!progress.is_over());
    }
    // It counts for the stage that was known last.
    assert_eq!(
        progress.in_stage(at(40)),
        Some((Stage::Building, Duration::from_secs(40)))
    );
}

#[test]
fn an_old_answer_takes_no_stage_back() {
    let mut progress = Progress::new(FIRST);
    progress.image(image("BUILDING"), at(10));
    progress.image(image("TESTING"), at(5_000));
    progress.image(image("BUILDING"), at(5_010));
    assert_eq!(
        progress.in_stage(at(5_010)),
        Some((Stage::Testing, Duration::from_secs(10)))
    );
}

#[test]
fn without_a_time_and_with_a_word_that_is_not_known_there_is_a_limit_all_the_same() {
    let mut progress = Progress::new(FIRST);
    let mut odd = image("POLISHING");
    odd.created = None;
    progress.image(odd, at(10));
    assert_eq!(
        progress.in_stage(at(70)),
        Some((Stage::Building, Duration::from_mins(1)))
    );
}

#[test]
fn a_failure_is_settled_when_no_workflow_runs_any_more() {
    let mut progress = Progress::new(FIRST);
    progress.image(image("FAILED"), at(10));
    assert!(progress.is_settled());
    for (word, settled) in [
        ("RUNNING", false),
        ("HUMMING", false),
        ("FAILED", true),
        ("PENDING", true),
    ] {
        progress.executions(vec![execution("w1", "BUILD", word, 5, None)]);
        assert_eq!(progress.is_settled(), settled, "{word}");
    }
    progress.image(image("AVAILABLE"), at(10));
    assert!(progress.is_settled());
}

#[test]
fn calls_are_made_only_where_something_can_have_changed() {
    let mut progress = Progress::new(FIRST);
    let mut lists = 0;
    for look in 0..100 {
        progress.image(image("BUILDING"), at(look * 30));
        if progress.wants_executions() {
            lists += 1;
            progress.executions(vec![
                execution("w0", "BUILD", "SKIPPED", 1, Some(1)),
                execution("w1", "BUILD", "RUNNING", 1, None),
                execution("w2", "TEST", "PENDING", 1, None),
            ]);
        }
        assert_eq!(progress.wants_steps(), ["w1"]);
        progress.steps("w1", vec![step("s1", "Apply", "RUNNING", 1, None)]);
        progress.events(at(look * 30));
    }
    assert!((20..30).contains(&lists), "{lists}");
    // A step that failed is a reason to look at the workflows at once.
    progress.image(image("BUILDING"), at(4_000));
    progress.steps("w1", vec![step("s1", "Apply", "FAILED", 1, Some(3_999))]);
    progress.events(at(4_000));
    progress.image(image("BUILDING"), at(4_005));
    assert!(progress.wants_executions());
}

#[test]
fn the_wait_grows_to_its_bound_and_begins_anew_at_a_change() {
    let mut progress = Progress::new(FIRST);
    let mut delays = Vec::new();
    for look in 0..8 {
        progress.image(image("BUILDING"), at(look));
        progress.events(at(look));
        delays.push(progress.delay(0.0).as_millis());
    }
    assert_eq!(
        delays,
        [5_000, 7_500, 11_250, 16_875, 25_312, 30_000, 30_000, 30_000]
    );
    assert_eq!(progress.delay(1.0), LONGEST.mul_f64(0.8));
    assert_eq!(progress.delay(7.0), LONGEST.mul_f64(0.8));
    progress.image(image("TESTING"), at(9));
    progress.events(at(9));
    assert_eq!(progress.delay(0.0), FIRST);
    let mut slow = Progress::new(Duration::from_mins(2));
    for look in 0..8 {
        slow.image(image("BUILDING"), at(look));
        slow.events(at(look));
    }
    assert_eq!(slow.delay(0.0), Duration::from_mins(2));
}

const STATUS: [&str; 14] = [
    "PENDING",
    "CREATING",
    "BUILDING",
    "TESTING",
    "DISTRIBUTING",
    "INTEGRATING",
    "AVAILABLE",
    "FAILED",
    "CANCELLED",
    "DEPRECATED",
    "DELETED",
    "DISABLED",
    "POLISHING",
    "",
];
const WORDS: [&str; 9] = [
    "PENDING",
    "RUNNING",
    "COMPLETED",
    "FAILED",
    "SKIPPED",
    "CANCELLED",
    "ROLLBACK_IN_PROGRESS",
    "ROLLBACK_COMPLETED",
    "HUMMING",
];
const KINDS: [&str; 4] = ["BUILD", "TEST", "DISTRIBUTION", "GLAZING"];

/// A look: a status, a few executions, each with a few steps. Ids come from a small set, so they come again.
fn looks() -> impl Strategy<Value = Vec<(&'static str, Vec<Execution>, Vec<Step>, i64)>> {
    let word = || prop::sample::select(&WORDS[..]);
    let times = || (0i64..5_000, prop::option::of(0i64..5_000));
    let execution = (0u8..3, prop::sample::select(&KINDS[..]), word(), times()).prop_map(
        |(id, kind, word, (started, ended))| execution(&format!("w{id}"), kind, word, started, ended),
    );
    let step = (0u8..4, word(), times())
        .prop_map(|(id, word, (started, ended))| step(&format!("s{id}"), "Step", word, started, ended));
    let look = (
        prop::sample::select(&STATUS[..]),
        prop::collection::vec(execution, 0..4),
        prop::collection::vec(step, 0..5),
        0i64..10_000,
    );
    prop::collection::vec(look, 1..20)
}

proptest! {
    #[test]
    fn any_sequence_of_looks_ends_in_a_consistent_document_and_no_line_is_said_twice(looks in looks()) {
        let mut progress = Progress::new(FIRST);
        let mut said = BTreeSet::new();
        let mut finished = 0;
        for (status, executions, steps, now) in looks {
            progress.image(image(status), at(now));
            if progress.wants_executions() {
                progress.executions(executions);
            }
            for id in progress.wants_steps() {
                let own = steps.iter().map(|step| Step { id: format!("{id}-{}", step.id), name: format!("{id}-{}", step.id), ..step.clone() });
                progress.steps(&id, own.collect());
            }
            for event in progress.events(at(now)) {
                if matches!(event, Event::Finished { .. }) {
                    finished += 1;
                    continue;
                }
                // Who moved and the word: the duration may differ, the line may not come again.
                let key = match &event {
                    Event::Moved { subject: Subject::Step { name, .. }, word, .. } => format!("{name} {word}"),
                    Event::Entered { status, .. } => status.word().to_owned(),
                    _ => continue,
                };
                prop_assert!(said.insert(key.clone()), "twice: {key}");
            }
            prop_assert!(progress.delay(0.5) <= LONGEST && progress.delay(0.5) >= FIRST.mul_f64(0.8));
            if progress.is_over() {
                prop_assert_eq!(finished, 1);
                break;
            }
        }
        let last = progress.last().expect("an image").clone();
        let workflows = progress.workflows();
        let stages = progress.stages(at(20_000));
        let end = if progress.is_over() { End::Over } else { End::Stopped };
        let document = assemble(&Seen { arn: &last.arn, image: Some(&last), workflows: &workflows, stages: &stages }, &end);
        let expected = match last.status.class() {
            Class::Running | Class::Cancelled => Outcome::Cancelled,
            Class::Succeeded => Outcome::Succeeded,
            Class::Failed => Outcome::Failed,
            Class::Retired => Outcome::Retired,
        };
        prop_assert_eq!(document.outcome, expected);
        prop_assert_eq!(document.workflows.len(), workflows.len());
        prop_assert_eq!(document.failure.is_some(), expected == Outcome::Failed);
        prop_assert!(!document.verdict.is_empty() && !document.verdict.contains('\n'));
        let order: Vec<Stage> = stages.iter().map(|(stage, _)| *stage).collect();
        prop_assert!(order.is_sorted());
        let text = serde_json::to_string(&document).expect("JSON");
        let back: crate::build::Document = serde_json::from_str(&text).expect("the document");
        prop_assert_eq!(back, document);
    }
}
