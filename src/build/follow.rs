//! Following a build to its end. What it needs of the world are two ports: Image Builder and a clock.

use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;

use super::assemble::{End, lacks};
use super::between;
use super::limits::Limits;
use super::port::{CallError, ImageBuilder, Kind};
use super::progress::{Event, Progress};
use super::told::took;
use crate::release::Time;

/// How long answers may fail to come before a wait is given up. The SDK has made each call several times by then.
pub const PATIENCE: Duration = Duration::from_mins(30);

/// How long an image may be unknown that was begun a moment ago.
const SETTLES: Duration = Duration::from_mins(2);

/// Looks at a build that is over, for what Image Builder does not tell of at once: AMIs of an image that is available, the step
/// that failed, answers that did not come.
const LAST_LOOKS: u32 = 3;

/// Different troubles that are told.
const NOTES: usize = 20;

/// The time, and waiting for it.
pub trait Clock {
    /// What time it is.
    fn now(&self) -> Time;

    /// Waits.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()>;

    /// A number from 0 to 1 that nobody can foretell.
    fn chance(&self) -> f64;
}

/// What somebody who follows a build is told.
pub trait Told {
    /// Something has happened.
    fn event(&mut self, event: &Event);

    /// Something a person should know.
    fn note(&mut self, text: &str);

    /// Something will be missing to the end.
    fn lack(&mut self, text: &str) {
        self.note(text);
    }

    /// This is how far it is.
    fn far(&mut self, progress: &Progress);
}

/// Follows a build until it is over, a limit is reached, or it cannot be followed any more.
pub struct Follow<'a, P, C> {
    /// Image Builder.
    pub port: &'a P,
    /// The time.
    pub clock: &'a C,
    /// The ARN of the image.
    pub arn: &'a str,
    /// How long each stage may take.
    pub limits: Limits,
}

impl<P: ImageBuilder, C: Clock> Follow<'_, P, C> {
    /// Follows it. What was seen is in `progress`, also when this is dropped on the way.
    pub async fn run(&self, progress: &mut Progress, told: &mut impl Told) -> End {
        let begin = self.clock.now();
        let mut trouble = Trouble::default();
        let mut last_looks = 0;
        loop {
            match self.look(progress, &mut trouble, told).await {
                Ok(()) => {
                    trouble.silent_since = None;
                    let whole =
                        progress.is_settled() && !trouble.unanswered && !progress.last().is_some_and(lacks);
                    if progress.is_over() && !whole && last_looks < LAST_LOOKS {
                        last_looks += 1;
                        self.clock.sleep(progress.delay(self.clock.chance())).await;
                        continue;
                    }
                }
                // How it ended is known; this was about the rest.
                Err(_) if progress.is_over() => {}
                Err(error) => {
                    let now = self.clock.now();
                    let young = error.kind == Kind::NotFound
                        && progress.last().is_none()
                        && between(begin, now) < SETTLES;
                    if let Some(end) = trouble.ends(&error, young, now) {
                        let gone = error.kind == Kind::NotFound && progress.last().is_some();
                        let deleted = if gone {
                            "the image was deleted while it was built: "
                        } else {
                            ""
                        };
                        return End::Lost(format!("{deleted}{end}"));
                    }
                    trouble.tell_once(&error, told);
                }
            }
            let now = self.clock.now();
            for event in progress.events(now) {
                told.event(&event);
            }
            told.far(progress);
            if progress.is_over() {
                return End::Over;
            }
            let reached = progress
                .in_stage(now)
                .and_then(|(stage, taken)| self.limits.reached(stage, taken));
            if let Some(reached) = reached {
                return End::Limit(reached);
            }
            self.clock.sleep(progress.delay(self.clock.chance())).await;
        }
    }

    /// One look: the image always, the rest where something can have changed.
    async fn look(
        &self,
        progress: &mut Progress,
        trouble: &mut Trouble,
        told: &mut impl Told,
    ) -> Result<(), CallError> {
        trouble.unanswered = false;
        let image = self.port.image(self.arn).await?;
        progress.image(image, self.clock.now());
        if progress.wants_executions() && trouble.allows("executions") {
            match self.port.executions(self.arn).await {
                Ok(executions) => progress.executions(executions),
                Err(error) => trouble.aside("executions", error, told)?,
            }
        }
        if trouble.allows("steps") {
            for execution in progress.wants_steps() {
                match self.port.steps(&execution).await {
                    Ok(steps) => progress.steps(&execution, steps),
                    Err(error) => trouble.aside("steps", error, told)?,
                }
            }
        }
        Ok(())
    }
}

/// Calls that went wrong.
#[derive(Debug, Default)]
struct Trouble {
    /// Since when no look has come to its end.
    silent_since: Option<Time>,
    /// What was told already.
    told: BTreeSet<String>,
    /// Whether a call of the last look may be answered yet.
    unanswered: bool,
    /// Calls that are not made any more.
    given_up: Vec<&'static str>,
}

impl Trouble {
    fn allows(&self, call: &str) -> bool {
        !self.given_up.contains(&call)
    }

    /// A call beside the one that matters. The build is followed without it, unless nothing will be answered any more.
    fn aside(&mut self, call: &'static str, error: CallError, told: &mut impl Told) -> Result<(), CallError> {
        if error.kind == Kind::Credentials {
            return Err(error);
        }
        self.tell_once(&error, told);
        self.unanswered |= error.passes();
        if !error.passes() && error.kind != Kind::NotFound {
            self.given_up.push(call);
        }
        Ok(())
    }

    /// Why nothing more can be expected; none while it may get better.
    fn ends(&mut self, error: &CallError, young: bool, now: Time) -> Option<String> {
        if !error.passes() && !young {
            return Some(error.to_string());
        }
        let since = *self.silent_since.get_or_insert(now);
        (between(since, now) >= PATIENCE).then(|| {
            format!(
                "no answer came for {}; the last was: {error}",
                took(PATIENCE.as_secs())
            )
        })
    }

    fn tell_once(&mut self, error: &CallError, told: &mut impl Told) {
        let text = if error.passes() || error.kind == Kind::NotFound {
            let CallError {
                action,
                about,
                message,
                ..
            } = error;
            format!("{action} of {about}: {message}; it is asked for again")
        } else {
            format!("{error}; the build is followed without it")
        };
        if self.told.len() < NOTES && self.told.insert(text.clone()) {
            if error.passes() || error.kind == Kind::NotFound {
                told.note(&text);
            } else {
                told.lack(&text);
            }
        }
    }
}

#[cfg(test)]
mod tests;
