//! A plan on one base commit, with everything that is written or told from it.

use std::collections::BTreeSet;

use super::super::Exit;
use super::super::bound::{Asked, Bound};
#[cfg(feature = "github")]
use super::super::configuration;
use super::super::knowledge::{self, Needs};
use super::trouble;
#[cfg(feature = "github")]
use crate::bump::State;
use crate::bump::text::{self, Witness};
use crate::bump::{self, Group, Plan, Request};
use crate::cli::Bump;
use crate::forge::{Changed, PullRequest};
use crate::git::Deepen;
use crate::host::Env;
use crate::pin::Scanned;

/// What was planned.
pub(super) struct Prepared {
    /// The commit and its pins.
    pub(super) bound: Bound,
    /// The accounts that AWS told something.
    pub(super) accounts: BTreeSet<String>,
    /// The worst of what AWS did not tell this run.
    pub(super) exit: Exit,
    /// What was decided.
    pub(super) plan: Plan,
    /// What every group of the plan asks for, in its order.
    pub(super) wanted: Vec<PullRequest>,
    /// Whether everything was looked at, so that what is missing is not wanted.
    pub(super) whole: bool,
}

impl Prepared {
    /// Plans on the commit `base`, as of now. `deepen` gets what a checkout has cut off of its history.
    pub(super) fn on(
        base: &str,
        options: &Bump,
        deepen: Option<Deepen<'_>>,
        env: &Env,
    ) -> Result<Self, Exit> {
        let now = knowledge::now(&options.knowledge)?;
        let known = &options.knowledge;
        let asked = Asked {
            base,
            paths: &options.paths,
            common: &known.common,
        };
        let bound = Bound::to(&asked, env)?;
        let history = bound.history(deepen);
        let files = &bound.gathered.files;
        let needs = Needs {
            files,
            policy: &bound.policy,
            history: &history,
            base: Some(bound.base.as_str()),
            now,
        };
        let told = knowledge::facts(known, env, &needs)?;
        let plan = bump::plan(&Request {
            files,
            facts: &told.facts,
            policy: &bound.policy,
            history: &history,
            now,
        });
        let wanted = plan
            .groups
            .iter()
            .map(|group| pull_request(&plan, group, files, bound.base.as_str(), &told.witness))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            accounts: told
                .facts
                .places
                .keys()
                .map(|place| place.account.clone())
                .collect(),
            exit: told.exit,
            plan,
            wanted,
            whole: options.paths.is_empty() && bound.gathered.exit.is_none(),
            bound,
        })
    }

    /// The files that have pins.
    pub(super) fn files(&self) -> &[Scanned] {
        &self.bound.gathered.files
    }

    /// The changes of a pull request as a unified diff.
    pub(super) fn diff(&self, wanted: &PullRequest) -> String {
        let old = |path: &str| self.files().iter().find(|file| file.source.path() == path);
        let diffs = wanted.files.iter().filter_map(|changed| {
            let old = old(&changed.path)?;
            let new = String::from_utf8_lossy(&changed.bytes);
            Some(text::diff(&changed.path, old.source.text(), &new))
        });
        diffs.collect()
    }

    /// The files about which not everything is known; none when not everything was looked at.
    pub(super) fn unsettled(&self) -> Option<BTreeSet<String>> {
        let open = bump::unsettled(&self.plan, self.files());
        let not_read = self.bound.gathered.not_read.iter().map(|(path, _)| path.as_str());
        self.whole
            .then(|| open.into_iter().chain(not_read).map(str::to_owned).collect())
    }

    /// Whether a fact about a file is missing, or it was not looked at.
    #[cfg(feature = "github")]
    pub(super) fn unknown(&self, path: &str) -> bool {
        let at = self.files().iter().position(|file| file.source.path() == path);
        let mut verdicts = self.plan.verdicts.iter();
        match at {
            Some(at) => verdicts.any(|verdict| verdict.pin.file == at && verdict.state() == State::NotAsked),
            None => !self.whole,
        }
    }

    /// The files that the plan depends on: those with pins, and those that may be configuration.
    #[cfg(feature = "github")]
    pub(super) fn watched(&self) -> BTreeSet<String> {
        let pins = self.files().iter().map(|file| file.source.path().to_owned());
        let read = self.bound.loaded.paths.iter().cloned();
        let places = configuration::PLACES.map(str::to_owned);
        pins.chain(read).chain(places).collect()
    }
}

fn pull_request(
    plan: &Plan,
    group: &Group,
    files: &[Scanned],
    base: &str,
    witness: &Witness,
) -> Result<PullRequest, Exit> {
    let mut changed = Vec::new();
    for change in bump::edits(plan, group, files).map_err(|error| trouble(&error))? {
        let Some(file) = files.get(change.file) else {
            continue;
        };
        let text = change
            .edits
            .apply(file.source.text())
            .map_err(|error| trouble(&format!("{}: {error}", file.source.path().escape_debug())))?;
        changed.push(Changed {
            path: file.source.path().to_owned(),
            bytes: text.into_bytes(),
        });
    }
    Ok(PullRequest {
        group: group.key.clone(),
        title: text::title(plan, group),
        body: text::body(plan, group, files, base, witness),
        commit_message: text::commit_message(plan, group),
        labels: group.labels.clone(),
        reviewers: group.reviewers.clone(),
        draft: group.draft.is_some(),
        files: changed,
    })
}
