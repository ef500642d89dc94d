//! What a run knows about images: the files of `--releases`, and the time.

use jiff::Timestamp;

use super::{Exit, complain};
use crate::bump::text::{FactsFile, Witness};
use crate::bump::{History, Policy};
use crate::cli::Knowledge;
use crate::files;
use crate::host::Env;
use crate::pin::Scanned;
use crate::release::Facts;
use crate::release::facts::file::{self, Asked};

/// Now, or the time that was asked for.
pub(super) fn now(options: &Knowledge) -> Result<Timestamp, Exit> {
    let Some(text) = &options.as_of else {
        return Ok(Timestamp::now());
    };
    text.parse().map_err(|_| {
        complain(&format!(
            "--as-of: `{}` is not a time; write it like 2026-09-10T08:00:00Z",
            text.escape_debug()
        ));
        Exit::Usage
    })
}

/// What the facts are needed for.
#[expect(dead_code, reason = "asking AWS for them comes next")]
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

/// Reads all files of facts, and tells who read them. A file that is refused ends the run before anything is decided.
pub(super) fn facts(options: &Knowledge, env: &Env, needs: &Needs<'_>) -> Result<(Facts, Witness), Exit> {
    let cwd = super::working_directory()?;
    let sums = &options.releases_sha256;
    if !sums.is_empty() && sums.len() != options.releases.len() {
        complain("--releases-sha256 is needed once for each file of --releases, in the same order");
        return Err(Exit::Usage);
    }
    let in_job = env.get("GITHUB_ACTIONS") == Some("true");
    let own = env.get("GITHUB_REPOSITORY").filter(|_| in_job);
    let mut all = Facts::default();
    let mut read = Vec::new();
    for (number, name) in options.releases.iter().enumerate() {
        let refuse = |reason: String| {
            complain(&format!("{}: {reason}", name.escape_debug()));
            Exit::Trouble
        };
        let bytes = files::read_up_to(&cwd.join(name), file::LARGEST as u64)
            .map_err(|error| refuse(error.to_string()))?;
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
    let witness = Witness::files(read, &all);
    Ok((all, witness))
}
