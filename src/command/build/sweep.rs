//! `amiforge build sweep`: cancels builds of this repository that nobody waits for any more, and nothing else.

use std::collections::BTreeMap;

use super::super::{Exit, complain, counted};
use super::cancel::{end, say};
use super::clock::Real;
use super::{job, runs, trouble, usage};
use crate::aws::Builds;
use crate::aws::builds::Listed;
use crate::build::Class;
use crate::build::follow::Clock as _;
use crate::build::tags::{self, Running, Sweep, Verdict};
use crate::cli::BuildSweep;
use crate::host::{self, Env};
use crate::waiting;

pub(super) fn go(options: &BuildSweep, env: &Env) -> Result<Exit, Exit> {
    let Some(repository) = job::repository(env) else {
        return Err(usage(
            &"a sweep is for the builds of one repository: set GITHUB_REPOSITORY to OWNER/NAME, as it is in a job",
        ));
    };
    let mut regions = options.region.clone();
    if regions.is_empty() {
        let region = env.get("AWS_REGION").or_else(|| env.get("AWS_DEFAULT_REGION"));
        regions.extend(region.map(str::to_owned));
    }
    if regions.is_empty() {
        return Err(usage(&"nothing tells where to look: --region, or AWS_REGION"));
    }
    let (mut exit, mut cancelled) = (Exit::Clean, 0);
    let work = async {
        for region in &regions {
            let swept = one(options, env, &repository, region).await?;
            exit = exit.max(swept.0);
            cancelled += swept.1;
        }
        let done = if options.plan_only {
            "would be cancelled"
        } else {
            "cancelled"
        };
        say(&format!("{} {done}", counted(cancelled, "build")))?;
        let written = host::detect(env).output("cancelled", &cancelled.to_string());
        written.map_err(|error| trouble(&format!("the outputs cannot be written: {error}")))?;
        Ok(exit)
    };
    waiting::wait(work).map_err(|stopped| trouble(&stopped))?
}

/// Sweeps a region: the worst that happened, and how many builds were cancelled.
async fn one(options: &BuildSweep, env: &Env, repository: &str, region: &str) -> Result<(Exit, usize), Exit> {
    let aws = job::connect(&options.login, region, env).await?;
    let builds = Builds::new(&aws, region);
    let ours =
        |found: &Listed| found.status.class() == Class::Running && tags::is_of(&found.tags, repository);
    let listing = builds.list(ours).await.map_err(|error| trouble(&error))?;
    if listing.cut {
        complain(&format!(
            "{region} has more images than are looked through; some may be left out"
        ));
    }
    let images: Vec<Running> = listing.images.into_iter().map(running).collect();
    let nothing_asked = BTreeMap::new();
    let mut sweep = Sweep {
        repository,
        runs: &nothing_asked,
        older_than: options.older_than,
        now: Real.now(),
    };
    let asked: Vec<&str> = images.iter().filter_map(|image| sweep.asks(image)).collect();
    let states = runs::states(&asked, env).await;
    sweep.runs = &states;
    let (mut exit, mut cancelled) = (Exit::Clean, 0);
    for image in &images {
        match sweep.judge(image) {
            Verdict::Stays(why) => say(&format!("{} stays: it {why}", image.arn))?,
            Verdict::Orphan(why) if options.plan_only => {
                cancelled += 1;
                say(&format!("{} would be cancelled: it {why}", image.arn))?;
            }
            Verdict::Orphan(why) => match end(&builds, &image.arn).await {
                Ok(ended) => {
                    cancelled += 1;
                    say(&format!("{}; it {why}", ended.text(&image.arn)))?;
                    exit = exit.max(ended.exit());
                }
                Err(error) => exit = exit.max(trouble(&error)),
            },
        }
    }
    Ok((exit, cancelled))
}

fn running(found: Listed) -> Running {
    Running {
        arn: found.arn,
        created: found.created,
        tags: found.tags,
    }
}
