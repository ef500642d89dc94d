//! What a run knows about images, from the files of `--releases` or from AWS, and the time.

use jiff::Timestamp;

use super::refusals::{self, refusals};
use super::{Exit, complain, counted};
use crate::bump::ask::Asker;
use crate::bump::text::{FactsFile, Witness};
use crate::bump::{History, Policy};
use crate::cli::Knowledge;
use crate::files;
use crate::host::Env;
use crate::pin::Scanned;
use crate::release::Facts;
use crate::release::facts::file::{self, Asked, Origin};

/// Now, or the time that was asked for.
pub(super) fn now(options: &Knowledge) -> Result<Timestamp, Exit> {
    let Some(text) = &options.as_of else {
        return Ok(this_second());
    };
    text.parse().map_err(|_| {
        complain(&format!(
            "--as-of: `{}` is not a time; write it like 2026-09-10T08:00:00Z",
            text.escape_debug()
        ));
        Exit::Usage
    })
}

/// Now. Facts are read to the second: people read these times, and nothing is decided by less.
pub(super) fn this_second() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// What the facts are needed for.
#[cfg_attr(
    not(feature = "aws"),
    expect(dead_code, reason = "only AWS is asked for what is needed")
)]
pub(super) struct Needs<'a> {
    /// The files with pins.
    pub(super) files: &'a [Scanned],
    /// What the team wants.
    pub(super) policy: &'a Policy,
    /// What the base branch remembers.
    pub(super) history: &'a dyn History,
    /// The commit of the files, when they are those of one.
    pub(super) base: Option<&'a str>,
    /// Now.
    pub(super) now: Timestamp,
}

/// What is known.
pub(super) struct Known {
    pub(super) facts: Facts,
    /// Who asked.
    pub(super) witness: Witness,
    /// The worst of what this run was not told. What files do not tell was told when they were written.
    pub(super) exit: Exit,
}

/// Reads all files of facts, or asks AWS when there is none, and tells who asked. A file that is refused ends the run before
/// anything is decided.
pub(super) fn facts(options: &Knowledge, env: &Env, needs: &Needs<'_>) -> Result<Known, Exit> {
    let cwd = super::working_directory()?;
    let in_job = env.is_job();
    let own = env.get("GITHUB_REPOSITORY").filter(|_| in_job);
    let sums = &options.releases_sha256;
    if !sums.is_empty() && sums.len() != options.releases.len() {
        complain(&format!(
            "--releases-sha256 is needed once for each file of --releases, in the same order; there are {} for {}",
            counted(sums.len(), "sum"),
            counted(options.releases.len(), "file")
        ));
        return Err(Exit::Usage);
    }
    if options.releases.is_empty() {
        if options.as_of.is_some() {
            complain(
                "--as-of looks back, and AWS tells only what holds now; give the facts of that time with --releases",
            );
            return Err(Exit::Usage);
        }
        let (facts, _) = asked(needs)?;
        for refused in refusals(&facts).iter().filter(|refused| refused.decides()) {
            complain(&refused.to_string());
        }
        let run = Origin {
            repository: own.map(str::to_owned),
            run: env.get("GITHUB_RUN_ID").filter(|_| in_job).map(str::to_owned),
            base: needs.base.map(str::to_owned),
        };
        return Ok(Known {
            witness: Witness::asked(&facts).of_run(run, env.get("GITHUB_SERVER_URL")),
            exit: refusals::exit(&facts),
            facts,
        });
    }
    let mut all = Facts::default();
    let mut read = Vec::new();
    for (number, name) in options.releases.iter().enumerate() {
        let refuse = |reason: String| {
            complain(&format!("{}: {reason}", name.escape_debug()));
            Exit::Trouble
        };
        let bytes = files::read_up_to(&cwd.join(name), file::LARGEST as u64)
            .map_err(|error| {
            refuse(format!(
                "the releases file cannot be read: {error}; give the path that `amiforge releases` wrote to, in a later job that of \
                 the downloaded artifact"
            ))
        })?;
        let asked = Asked {
            now: needs.now,
            repository: options.repository.as_deref().or(own),
            run: options.run.as_deref(),
            base: needs.base,
            sha256: sums.get(number).map(String::as_str),
        };
        let taken = file::take(&bytes, &asked).map_err(|refused| refuse(refused.to_string()))?;
        read.push(FactsFile::of(
            name,
            &taken,
            asked.sha256.is_some(),
            env.get("GITHUB_SERVER_URL"),
        ));
        all = all
            .merge(taken.facts)
            .map_err(|refused| refuse(refused.to_string()))?;
    }
    Ok(Known {
        witness: Witness::files(read, &all),
        exit: Exit::Clean,
        facts: all,
    })
}

/// Asks AWS; also tells who asked, or nobody when there was nothing to ask.
#[cfg(feature = "aws")]
pub(super) fn asked(needs: &Needs<'_>) -> Result<(Facts, Option<Asker>), Exit> {
    super::asking::ask(needs)
}

/// This build cannot ask AWS.
#[cfg(not(feature = "aws"))]
pub(super) fn asked(_: &Needs<'_>) -> Result<(Facts, Option<Asker>), Exit> {
    complain("this build cannot ask AWS; give facts with --releases, or use a build with the feature `aws`");
    Err(Exit::Usage)
}
