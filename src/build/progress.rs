//! What happens to a build, from looks at it: which calls a look is worth, what is new in it, and when to look again.
//!
//! A state machine without a clock: times, and the chance in the delay, are arguments. Whatever AWS says, each line is said once.

mod said;

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Ami, Class, Execution, Image, Stage, Status, Step, between};
use crate::release::Time;
use said::Said;

/// The longest wait between two looks, unless a longer one is asked for.
pub const LONGEST: Duration = Duration::from_secs(30);

/// Looks after which the list of workflows is asked for again though nothing points at a change in it.
const QUIET_LOOKS: u32 = 4;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The image has another status.
    Entered {
        /// Which.
        status: Status,
        /// How long after the build was begun.
        after: Option<Duration>,
    },
    /// A workflow, or a step of one, has another status.
    Moved {
        /// What it is.
        subject: Subject,
        /// What that means.
        motion: Motion,
        /// AWS's word.
        word: String,
        /// How long it took, when it has ended.
        took: Option<Duration>,
        /// What it said, when it failed.
        message: Option<String>,
    },
    /// An AMI is there, or failed.
    Made(Ami),
    /// URIs of a container image are known.
    Pushed {
        /// The region.
        region: String,
        /// A URI.
        uri: String,
    },
    /// The build is over.
    Finished {
        /// How.
        status: Status,
        /// How long it took.
        took: Option<Duration>,
        /// Why, in AWS's words.
        reason: Option<String>,
    },
}

/// What has moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A workflow.
    Workflow {
        /// Its name.
        name: String,
        /// `BUILD`, `TEST`, `DISTRIBUTION`, or another word.
        kind: String,
    },
    /// A step of a workflow.
    Step {
        /// The workflow's name.
        workflow: String,
        /// Its own.
        name: String,
        /// The step action.
        action: String,
    },
}

/// What a word means for a workflow or a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// It runs.
    Started,
    /// It has ended, one way or another.
    Ended,
    /// Something that is not known here; it counts as running.
    Other,
}

/// A build as far as it has been seen.
#[derive(Clone, Debug)]
pub struct Progress {
    first: Duration,
    wait: Duration,
    image: Option<Image>,
    executions: Vec<Execution>,
    steps: BTreeMap<String, Vec<Step>>,
    /// Executions whose steps were asked for after they had ended.
    settled: Vec<String>,
    /// Whether the list of executions has to be asked for again.
    stale: bool,
    quiet: u32,
    entered: BTreeMap<Stage, Time>,
    stage: Stage,
    /// When it was first seen to be over, if it had been seen running.
    ended: Option<Time>,
    said: Said,
}

impl Progress {
    /// Nothing has been seen. `first` is the wait after something has changed.
    pub fn new(first: Duration) -> Self {
        Self {
            first,
            wait: first,
            image: None,
            executions: Vec::new(),
            steps: BTreeMap::new(),
            settled: Vec::new(),
            stale: true,
            quiet: 0,
            entered: BTreeMap::new(),
            stage: Stage::Building,
            ended: None,
            said: Said::default(),
        }
    }

    /// Takes what `GetImage` said.
    pub fn image(&mut self, image: Image, at: Time) {
        let before = self.image.as_ref().map(|image| &image.status);
        let was_running = before.is_some_and(|status| status.class() == Class::Running);
        if before.is_some_and(|before| *before != image.status) {
            self.stale = true;
        }
        if was_running && image.status.class() != Class::Running {
            self.ended.get_or_insert(at);
        }
        if let Some(created) = image.created {
            self.enter(Stage::Building, created);
        }
        if image.status.class() == Class::Running {
            // A stage is never gone back to: an answer that says so is an old one, and its stage has had its time.
            self.stage = self.stage.max(image.status.stage().unwrap_or(self.stage));
            self.entered.entry(self.stage).or_insert(at);
        }
        self.image = Some(image);
    }

    /// Whether the list of executions is worth a call at this look.
    pub fn wants_executions(&self) -> bool {
        match &self.image {
            None => false,
            // Nothing runs before the instance is being made.
            Some(image) if image.status == Status::Pending => false,
            Some(_) => {
                self.stale
                    || self.is_over()
                    || self.quiet >= QUIET_LOOKS
                    || !self.executions.iter().any(|execution| is_live(&execution.status))
            }
        }
    }

    /// Takes what `ListWorkflowExecutions` said.
    pub fn executions(&mut self, executions: Vec<Execution>) {
        for execution in &executions {
            if let (Some(stage), Some(started)) = (Stage::of_workflow(&execution.kind), execution.started) {
                self.enter(stage, started);
            }
        }
        self.executions = executions;
        self.stale = false;
        self.quiet = 0;
    }

    /// The executions whose steps are worth a call at this look.
    pub fn wants_steps(&self) -> Vec<String> {
        let worth = |execution: &&Execution| match execution.status.as_str() {
            "PENDING" | "SKIPPED" => false,
            status => is_live(status) || !self.settled.contains(&execution.id),
        };
        let found = self.executions.iter().filter(worth);
        found.map(|execution| execution.id.clone()).collect()
    }

    /// Takes what `ListWorkflowStepExecutions` said of an execution.
    pub fn steps(&mut self, execution: &str, steps: Vec<Step>) {
        let Some(found) = self.executions.iter().find(|found| found.id == execution) else {
            return;
        };
        if !is_live(&found.status) {
            self.settled.push(execution.to_owned());
        } else if steps.iter().any(|step| step.status == "FAILED")
            || !steps.is_empty() && steps.iter().all(|step| !is_live(&step.status))
        {
            // Its workflow has ended too, or will in a moment.
            self.stale = true;
        }
        self.steps.insert(execution.to_owned(), steps);
    }

    /// What is new since the last look, in the order in which it is read.
    pub fn events(&mut self, at: Time) -> Vec<Event> {
        let Some(image) = self.image.clone() else {
            return Vec::new();
        };
        let begun = image
            .created
            .or_else(|| self.entered.get(&Stage::Building).copied());
        let mut found: Vec<(Stage, Event)> = Vec::new();
        if image.status.class() == Class::Running && self.said.first(&[image.status.word()]) {
            let stage = image.status.stage().unwrap_or(self.stage);
            let after = begun.map(|begun| between(begun, at));
            let status = image.status.clone();
            found.push((stage, Event::Entered { status, after }));
        }
        for execution in &self.executions {
            let stage = Stage::of_workflow(&execution.kind).unwrap_or(self.stage);
            let steps = self.steps.get(&execution.id).map_or(&[][..], Vec::as_slice);
            let moved = self.said.moved(execution, steps);
            found.extend(moved.into_iter().map(|event| (stage, event)));
        }
        // What a stage did stands below its own line, also where several stages went by between two looks.
        found.sort_by_key(|(stage, _)| *stage);
        let mut events: Vec<Event> = found.into_iter().map(|(_, event)| event).collect();
        events.extend(self.said.made(&image));
        if self.is_over() && self.said.first(&["over"]) {
            let ended = self.ended.or_else(|| self.last_end());
            events.push(Event::Finished {
                status: image.status,
                took: begun.zip(ended).map(|(begun, ended)| between(begun, ended)),
                reason: image.reason,
            });
        }
        if events.is_empty() {
            self.quiet += 1;
            self.wait = self.wait.mul_f64(1.5).min(LONGEST.max(self.first));
        } else {
            self.quiet = 0;
            self.wait = self.first;
        }
        events
    }

    /// How long to wait until the next look. `chance` is from 0 to 1, so that many who wait do not ask in step.
    pub fn delay(&self, chance: f64) -> Duration {
        self.wait.mul_f64(1.0 - 0.2 * chance.clamp(0.0, 1.0))
    }

    /// Whether there is nothing more to wait for.
    pub fn is_over(&self) -> bool {
        self.image
            .as_ref()
            .is_some_and(|image| image.status.class() != Class::Running)
    }

    /// Whether what was seen of a build that is over fits its end. Lists of Image Builder may lag behind the image: where it has
    /// failed and a workflow still runs, the step that failed is not told yet.
    pub fn is_settled(&self) -> bool {
        let failed = self
            .image
            .as_ref()
            .is_some_and(|image| image.status.class() == Class::Failed);
        let runs = |execution: &Execution| {
            matches!(motion(&execution.status), Some(Motion::Started | Motion::Other))
        };
        !(failed && self.executions.iter().any(runs))
    }

    /// The stage that the build is in, and for how long.
    pub fn in_stage(&self, now: Time) -> Option<(Stage, Duration)> {
        let entered = self.entered.get(&self.stage)?;
        (!self.is_over()).then(|| (self.stage, between(*entered, now)))
    }

    /// How long each stage took that the build has been in, until now where it is in it still.
    pub fn stages(&self, now: Time) -> Vec<(Stage, Duration)> {
        let end = if self.is_over() {
            self.ended.or_else(|| self.last_end())
        } else {
            Some(now)
        };
        let mut times = Vec::new();
        for stage in Stage::ALL {
            let Some(entered) = self.entered.get(&stage) else {
                continue;
            };
            let next = self.entered.iter().find(|(later, _)| **later > stage);
            if let Some(until) = next.map(|(_, time)| *time).or(end) {
                times.push((stage, between(*entered, until)));
            }
        }
        times
    }

    /// How many steps of workflows have ended, and how many are known.
    pub fn steps_done(&self) -> (usize, usize) {
        let steps = || self.steps.values().flatten();
        (
            steps().filter(|step| !is_live(&step.status)).count(),
            steps().count(),
        )
    }

    /// The image as it was seen last.
    pub fn last(&self) -> Option<&Image> {
        self.image.as_ref()
    }

    /// The workflow executions with their steps, as they were seen last.
    pub fn workflows(&self) -> Vec<(Execution, Vec<Step>)> {
        let steps = |execution: &Execution| self.steps.get(&execution.id).cloned().unwrap_or_default();
        let with_steps = |execution: &Execution| (execution.clone(), steps(execution));
        self.executions.iter().map(with_steps).collect()
    }

    /// A stage began no later than this.
    fn enter(&mut self, stage: Stage, at: Time) {
        let known = self.entered.entry(stage).or_insert(at);
        *known = at.min(*known);
    }

    fn last_end(&self) -> Option<Time> {
        self.executions
            .iter()
            .filter_map(|execution| execution.ended)
            .max()
    }
}

/// What a word of a workflow or a step means; none while it waits for its turn. A word that is not known counts as running.
/// <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_WorkflowExecutionMetadata.html>
pub fn motion(word: &str) -> Option<Motion> {
    match word {
        "PENDING" => None,
        "RUNNING" => Some(Motion::Started),
        "COMPLETED" | "FAILED" | "SKIPPED" | "CANCELLED" | "ROLLBACK_COMPLETED" => Some(Motion::Ended),
        _ => Some(Motion::Other),
    }
}

fn is_live(word: &str) -> bool {
    motion(word) != Some(Motion::Ended)
}

#[cfg(test)]
mod tests;
