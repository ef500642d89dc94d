//! `amiforge build cancel`: cancels one build, or those of this run, and looks whether they end.

use std::time::Duration;

use super::super::{Exit, print};
use super::begin::patiently;
use super::clock::Real;
use super::log::inert;
use super::run::failed;
use super::way::{region_of, region_of_image};
use super::{job, trouble, usage};
use crate::aws::Builds;
use crate::build::follow::Clock as _;
use crate::build::port::{CallError, ImageBuilder};
use crate::build::token::of_cancel;
use crate::build::{Class, Status};
use crate::cli::BuildCancel;
use crate::host::Env;
use crate::visible::visible;
use crate::waiting;

/// Looks whether a build has ended, and the time between two.
const LOOKS: u32 = 30;
const BETWEEN: Duration = Duration::from_secs(2);

pub(super) fn go(options: &BuildCancel, env: &Env) -> Result<Exit, Exit> {
    let region = region(options, env).map_err(|error| usage(&error))?;
    let run = job::run(env);
    if options.image.is_none() && run.is_none() {
        return Err(usage(
            &"say what to cancel: amiforge build cancel ARN. Without it the builds of a workflow run are cancelled, and this is none",
        ));
    }
    let work = async {
        let aws = job::connect(&options.login, &region, env).await?;
        let builds = Builds::new(&aws, &region);
        let arns = match (&options.image, &run) {
            (Some(arn), _) => vec![arn.clone()],
            (None, run) => {
                let own = |tags: &_| run.as_ref().is_some_and(|run| run.owns(tags));
                let running = |status: &Status| status.class() == Class::Running;
                let listing = builds
                    .list(|found| running(&found.status) && own(&found.tags))
                    .await;
                let listing = listing.map_err(|error| trouble(&error))?;
                listing.images.into_iter().map(|found| found.arn).collect()
            }
        };
        if arns.is_empty() {
            say("this run has no build that is still running")?;
        }
        let mut exit = Exit::Clean;
        for arn in &arns {
            exit = exit.max(match end(&builds, arn).await {
                Ok(ended) => {
                    say(&ended.text(arn))?;
                    ended.exit()
                }
                Err(error) => failed(&error),
            });
        }
        Ok(exit)
    };
    waiting::wait(work).map_err(|stopped| trouble(&stopped))?
}

/// How a build has ended that was asked to.
pub(super) enum Ended {
    /// It was over before.
    Before(Status),
    /// It is over now.
    Now(Status),
    /// It goes on, though Image Builder was asked to cancel it.
    Not,
}

impl Ended {
    /// What there is to say.
    pub(super) fn text(&self, arn: &str) -> String {
        let word = |status: &Status| status.word().to_ascii_lowercase();
        match self {
            Self::Before(status) => format!("{arn} had ended before: it is {}", word(status)),
            Self::Now(status) => format!("{arn} is {}", word(status)),
            Self::Not => {
                format!(
                    "{arn} is still running, though Image Builder was asked to cancel it; look again in a while"
                )
            }
        }
    }

    /// A build that does not end is for a person to see to.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Before(_) | Self::Now(_) => Exit::Clean,
            Self::Not => Exit::Findings,
        }
    }
}

/// Cancels a build, and waits a while for its end.
pub(super) async fn end(port: &impl ImageBuilder, arn: &str) -> Result<Ended, CallError> {
    let clock = Real;
    let image = patiently(&clock, async || port.image(arn).await).await?;
    if image.status.class() != Class::Running {
        return Ok(Ended::Before(image.status));
    }
    patiently(&clock, async || port.cancel(arn, &of_cancel(arn)).await).await?;
    for _ in 0..LOOKS {
        match port.image(arn).await {
            Ok(image) if image.status.class() != Class::Running => return Ok(Ended::Now(image.status)),
            Err(error) if !error.passes() => return Err(error),
            _ => clock.sleep(BETWEEN).await,
        }
    }
    Ok(Ended::Not)
}

fn region(options: &BuildCancel, env: &Env) -> Result<String, String> {
    if let Some(arn) = &options.image {
        return region_of_image(arn);
    }
    if let Some(region) = &options.region {
        return Ok(region.clone());
    }
    if let Some(arn) = &options.pipeline {
        return region_of("--pipeline", arn, &["image-pipeline"]);
    }
    if let Some(arn) = &options.infrastructure {
        return region_of("--infrastructure", arn, &["infrastructure-configuration"]);
    }
    let region = env.get("AWS_REGION").or_else(|| env.get("AWS_DEFAULT_REGION"));
    region
        .map(str::to_owned)
        .ok_or_else(|| "nothing tells where to look: --region, or AWS_REGION".to_owned())
}

/// Prints a line in which nothing is a command of a runner, and nothing is hidden.
pub(super) fn say(text: &str) -> Result<(), Exit> {
    print(&format!("{}\n", inert(&visible(text))))
}
