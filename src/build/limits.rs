//! How long a build may take, stage by stage, and what follows when it takes longer.

use std::time::Duration;

use super::Stage;
use super::told::took;

/// A limit for each stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Until the image of the instance is taken.
    pub building: Duration,
    /// For the tests.
    pub testing: Duration,
    /// For the copies and what follows them.
    pub distributing: Duration,
}

impl Limits {
    /// The limit of a stage.
    pub fn of(&self, stage: Stage) -> Duration {
        match stage {
            Stage::Building => self.building,
            Stage::Testing => self.testing,
            Stage::Distributing => self.distributing,
        }
    }

    /// Whether a stage has taken too long.
    pub fn reached(&self, stage: Stage, taken: Duration) -> Option<Reached> {
        let limit = self.of(stage);
        (taken >= limit).then_some(Reached {
            stage,
            limit,
            foreign: false,
        })
    }
}

/// A limit that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The stage that took too long.
    pub stage: Stage,
    /// What it was allowed.
    pub limit: Duration,
    /// Whether another run has started the build.
    pub foreign: bool,
}

impl Reached {
    /// Whether the build is cancelled. While it is distributed it is not: the image is made, and some copies may be in use. Nor is
    /// one that another run has started.
    pub fn cancels(self) -> bool {
        self.stage != Stage::Distributing && !self.foreign
    }

    /// What happened, and what to do next.
    pub fn text(self, image: &str) -> String {
        let (stage, option) = match self.stage {
            Stage::Building => ("building", "--build-limit"),
            Stage::Testing => ("testing", "--test-limit"),
            Stage::Distributing => ("distributing", "--distribute-limit"),
        };
        let limit = took(self.limit.as_secs());
        let next = if self.cancels() {
            "so the build was cancelled; give it more time, or look at what its last step waits for"
                .to_owned()
        } else {
            let why = if self.foreign {
                "another run has started it"
            } else {
                "the image is made"
            };
            format!(
                "and the build runs on, because {why}; wait for it again with `amiforge build wait {image}`"
            )
        };
        format!("{stage} took longer than {limit} ({option}), {next}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        building: Duration::from_mins(90),
        testing: Duration::from_mins(20),
        distributing: Duration::from_hours(6),
    };

    #[test]
    fn each_stage_has_its_limit_and_only_copies_run_on() {
        for (stage, minutes, cancels) in [
            (Stage::Building, 90, true),
            (Stage::Testing, 20, true),
            (Stage::Distributing, 360, false),
        ] {
            let limit = Duration::from_mins(minutes);
            assert_eq!(
                LIMITS.reached(stage, limit.saturating_sub(Duration::from_secs(1))),
                None
            );
            let reached = LIMITS.reached(stage, limit).expect("reached");
            assert_eq!((reached.stage, reached.cancels()), (stage, cancels));
            let text = reached.text("arn:image");
            assert_eq!(text.contains("amiforge build wait arn:image"), !cancels, "{text}");
            assert_eq!(text.contains("was cancelled"), cancels, "{text}");
            let foreign = Reached {
                foreign: true,
                ..reached
            };
            let text = foreign.text("arn:image");
            assert!(
                !foreign.cancels() && text.contains("because another run has started it"),
                "{text}"
            );
        }
    }
}
