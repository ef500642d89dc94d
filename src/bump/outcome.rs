//! `amiforge/bump/v1`: what a bump decided and did, for programs (`--format json` and the output `result`) and for everything that
//! tells people. `v1` only grows.
//!
//! `amiforge report` reads it back from files that others may have written, so nothing in it may be believed there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Plan, Verdict};
use crate::pin::Scanned;
use crate::visible::inert_json;

/// The word in `schema`.
pub const SCHEMA: &str = "amiforge/bump/v1";

/// What became of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The title.
    pub title: String,
    /// `planned`, `created`, `updated`, `unchanged`, `left-alone`, `declined`, `held`, `refused`, `failed`.
    pub outcome: &'static str,
    /// Why nothing was written: the end of a sentence that begins with the branch for `left-alone`, else sentences.
    pub reason: Option<String>,
    /// The commit of the branch, once there is one.
    pub commit: Option<String>,
    /// The pull request on GitHub, once there is one.
    pub pull_request: Option<PullRequest>,
    /// What a person should know besides, in sentences.
    pub remarks: Vec<String>,
    /// The files that change, from the root of the repository.
    pub files: Vec<String>,
}

/// The whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// [`SCHEMA`].
    pub schema: String,
    /// The commit that the plan is bound to.
    pub base: String,
    /// The accounts that AWS was asked as.
    pub accounts: Vec<String>,
    /// How many pins are in each state, by the state's word.
    pub counts: BTreeMap<String, usize>,
    /// What became of each group.
    pub groups: Vec<Group>,
    /// The branches that are gone because nothing is left to change.
    pub removed: Vec<String>,
    /// Sentences about the run.
    pub notes: Vec<String>,
    /// Every pin, in the order of the files.
    pub pins: Vec<Pin>,
}

/// What became of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Group {
    /// Its key.
    pub group: String,
    /// Its branch.
    pub branch: String,
    /// The title of its pull request.
    pub title: String,
    /// Whether the pull request is a draft.
    pub draft: bool,
    /// See [`Done::outcome`].
    pub outcome: String,
    /// See [`Done::reason`].
    pub reason: Option<String>,
    /// The commit of the branch, once there is one.
    pub commit: Option<String>,
    /// The pull request, once there is one.
    pub pull_request: Option<PullRequest>,
    /// What a person should know besides, in sentences.
    pub remarks: Vec<String>,
    /// The files that change, from the root of the repository.
    pub files: Vec<String>,
}

/// A pull request on GitHub.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PullRequest {
    /// Its number.
    pub number: u64,
    /// Its page.
    pub url: String,
}

/// A pin and what was decided about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pin {
    /// The file, from the root of the repository.
    pub path: String,
    /// Its line, from 1.
    pub line: u32,
    /// Its column, from 1, in characters.
    pub column: u32,
    /// What stands there.
    pub value: String,
    /// The tool whose file it is.
    pub format: String,
    /// The region, where it is known.
    pub region: Option<String>,
    /// What it follows.
    pub follows: Option<String>,
    /// The word of its state.
    pub state: String,
    /// The id of the cause.
    pub cause: String,
    /// Why, and what to do next.
    pub reason: String,
    /// Whether a person must act.
    pub act: bool,
    /// What it moves to.
    pub to: Option<Target>,
    /// The key of its group.
    pub group: Option<String>,
}

/// What a pin moves to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Target {
    /// What will stand there.
    pub value: String,
    /// The image.
    pub image: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What a run decided and did.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The files that it is about.
    pub files: &'a [Scanned],
    /// The commit that it is bound to.
    pub base: &'a str,
    /// The accounts whose view it rests on.
    pub accounts: &'a [String],
    /// One entry a group of the plan, in its order.
    pub done: &'a [Done],
    /// The branches that are gone because nothing is left to change.
    pub removed: &'a [String],
    /// Sentences about the run.
    pub notes: &'a [String],
}

impl Document {
    /// The document of a run.
    pub fn of(told: &Told<'_>) -> Self {
        let groups = told.plan.groups.iter().zip(told.done);
        let pins = told.plan.verdicts.iter();
        Self {
            schema: SCHEMA.to_owned(),
            base: told.base.to_owned(),
            accounts: told.accounts.to_vec(),
            counts: counts(told.plan),
            groups: groups.map(|(group, done)| group_row(group, done)).collect(),
            removed: told.removed.to_vec(),
            notes: told.notes.to_vec(),
            pins: pins.filter_map(|verdict| pin_row(told, verdict)).collect(),
        }
    }

    /// One line of JSON.
    pub fn json(&self) -> String {
        // Strings and numbers only: there is nothing in it that could fail to serialize.
        inert_json(&serde_json::to_string(self).unwrap_or_default())
    }
}

fn counts(plan: &Plan) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for verdict in &plan.verdicts {
        *counts.entry(verdict.state().word().to_owned()).or_default() += 1;
    }
    counts
}

fn group_row(group: &super::Group, done: &Done) -> Group {
    Group {
        group: group.key.clone(),
        branch: format!("amiforge/{}", group.key),
        title: done.title.clone(),
        draft: group.draft.is_some(),
        outcome: done.outcome.to_owned(),
        reason: done.reason.clone(),
        commit: done.commit.clone(),
        pull_request: done.pull_request.clone(),
        remarks: done.remarks.clone(),
        files: done.files.clone(),
    }
}

fn pin_row(told: &Told<'_>, verdict: &Verdict) -> Option<Pin> {
    let file = told.files.get(verdict.pin.file)?;
    let pin = file.pins.get(verdict.pin.pin)?;
    let place = file.source.position(pin.span.start);
    let group = verdict.group.and_then(|number| told.plan.groups.get(number));
    let row = verdict.row();
    Some(Pin {
        path: file.source.path().to_owned(),
        line: place.line,
        column: place.column,
        value: pin.value.text().to_owned(),
        format: pin.format.to_owned(),
        region: verdict.region.clone(),
        follows: verdict.track.as_ref().map(ToString::to_string),
        state: verdict.state().word().to_owned(),
        cause: row.id.to_owned(),
        reason: row.reason(&verdict.holes),
        act: row.act,
        to: verdict.next.as_ref().map(|next| Target {
            value: next.text.clone(),
            image: next.to.image.id.to_string(),
            name: next.to.image.name.clone(),
            version: next.to.version.text.clone(),
        }),
        group: group.map(|group| group.key.clone()),
    })
}
