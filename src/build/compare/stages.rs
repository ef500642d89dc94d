//! How long stages took, by the workflows that ran.

use std::collections::BTreeMap;

use crate::build::document::StageTime;
use crate::build::{Execution, Stage};
use crate::release::Time;

/// Seconds from the first begin to the last end of the workflows of each stage. A stage of which something has no end is left out.
pub fn took(executions: &[Execution]) -> BTreeMap<Stage, u64> {
    let mut spans: BTreeMap<Stage, (Time, Option<Time>)> = BTreeMap::new();
    for execution in executions {
        let (Some(stage), Some(started)) = (Stage::of_workflow(&execution.kind), execution.started) else {
            continue;
        };
        let (first, last) = spans.entry(stage).or_insert((started, execution.ended));
        *first = started.min(*first);
        *last = last.zip(execution.ended).map(|(one, other)| one.max(other));
    }
    let seconds = |(first, last): (Time, Option<Time>)| {
        let seconds = last?.as_second().checked_sub(first.as_second())?;
        u64::try_from(seconds).ok()
    };
    let spans = spans.into_iter();
    spans
        .filter_map(|(stage, span)| Some((stage, seconds(span)?)))
        .collect()
}

/// Puts the times of the image before beside those of this one.
pub fn join(stages: &mut [StageTime], before: &BTreeMap<Stage, u64>) {
    for (stage, seconds) in before {
        for own in stages.iter_mut().filter(|own| own.stage == stage.word()) {
            own.before = Some(*seconds);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn execution(kind: &str, started: &str, ended: &str) -> Execution {
        let time = |text: &str| format!("2026-09-12T{text}Z").parse().ok();
        Execution {
            kind: kind.to_owned(),
            started: time(started),
            ended: time(ended),
            ..Execution::default()
        }
    }

    #[test]
    fn a_stage_lasts_from_its_first_begin_to_its_last_end() {
        let found = took(&[
            execution("TEST", "10:30:00", "10:40:00"),
            execution("BUILD", "10:00:00", "10:20:30"),
            execution("TEST", "10:25:00", "10:35:00"),
            execution("POLISH", "10:25:00", "10:35:00"),
            execution("DISTRIBUTION", "10:45:00", "10:50:00"),
            execution("DISTRIBUTION", "10:46:00", "never"),
        ]);
        assert_eq!(
            found,
            BTreeMap::from([(Stage::Building, 1_230), (Stage::Testing, 900)])
        );
        // A clock that runs backwards tells nothing.
        assert!(took(&[execution("BUILD", "10:20:30", "10:00:00")]).is_empty());
    }

    #[test]
    fn times_stand_beside_those_of_the_same_stage() {
        let mut stages = Stage::ALL.map(|stage| StageTime {
            stage: stage.word().to_owned(),
            seconds: 1,
            before: None,
        });
        join(&mut stages, &BTreeMap::from([(Stage::Testing, 7)]));
        assert_eq!(stages.map(|stage| stage.before), [None, Some(7), None]);
    }
}
