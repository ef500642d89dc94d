//! `amiforge/bump/v1`: what a bump decided and did, for programs: `--format json` and the output `result`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Group, Plan, Verdict};
use crate::pin::Scanned;

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

/// A pull request on GitHub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PullRequest {
    /// Its number.
    pub number: u64,
    /// Its page.
    pub url: String,
}

#[derive(Serialize)]
struct Outcome<'a> {
    schema: &'static str,
    base: &'a str,
    counts: BTreeMap<&'static str, usize>,
    groups: Vec<GroupRow<'a>>,
    removed: &'a [String],
    pins: Vec<PinRow<'a>>,
}

#[derive(Serialize)]
struct GroupRow<'a> {
    group: &'a str,
    branch: String,
    title: &'a str,
    draft: bool,
    outcome: &'static str,
    reason: Option<&'a str>,
    commit: Option<&'a str>,
    pull_request: Option<&'a PullRequest>,
    remarks: &'a [String],
    files: &'a [String],
}

#[derive(Serialize)]
struct PinRow<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    value: &'a str,
    format: &'static str,
    region: Option<&'a str>,
    follows: Option<String>,
    state: &'static str,
    cause: &'static str,
    reason: String,
    to: Option<Target<'a>>,
    group: Option<&'a str>,
}

#[derive(Serialize)]
struct Target<'a> {
    value: &'a str,
    image: &'a str,
    name: &'a str,
    version: &'a str,
}

/// The outcome as one line of JSON. `done` has one entry a group of the plan, in its order; `removed` names the groups whose
/// branches are gone because nothing is left to change.
pub fn json(base: &str, files: &[Scanned], plan: &Plan, done: &[Done], removed: &[String]) -> String {
    let outcome = Outcome {
        schema: SCHEMA,
        base,
        counts: counts(plan),
        groups: plan
            .groups
            .iter()
            .zip(done)
            .map(|(group, done)| group_row(group, done))
            .collect(),
        removed,
        pins: plan
            .verdicts
            .iter()
            .filter_map(|verdict| pin_row(files, plan, verdict))
            .collect(),
    };
    serde_json::to_string(&outcome).unwrap_or_default()
}

/// How many pins are in each state, by the state's word.
pub fn counts(plan: &Plan) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for verdict in &plan.verdicts {
        *counts.entry(verdict.state().word()).or_default() += 1;
    }
    counts
}

fn group_row<'a>(group: &'a Group, done: &'a Done) -> GroupRow<'a> {
    GroupRow {
        group: &group.key,
        branch: format!("amiforge/{}", group.key),
        title: &done.title,
        draft: group.draft.is_some(),
        outcome: done.outcome,
        reason: done.reason.as_deref(),
        commit: done.commit.as_deref(),
        pull_request: done.pull_request.as_ref(),
        remarks: &done.remarks,
        files: &done.files,
    }
}

fn pin_row<'a>(files: &'a [Scanned], plan: &'a Plan, verdict: &'a Verdict) -> Option<PinRow<'a>> {
    let file = files.get(verdict.pin.file)?;
    let pin = file.pins.get(verdict.pin.pin)?;
    let place = file.source.position(pin.span.start);
    let group = verdict.group.and_then(|number| plan.groups.get(number));
    Some(PinRow {
        path: file.source.path(),
        line: place.line,
        column: place.column,
        value: pin.value.text(),
        format: pin.format,
        region: verdict.region.as_deref(),
        follows: verdict.track.as_ref().map(ToString::to_string),
        state: verdict.state().word(),
        cause: verdict.row().id,
        reason: verdict.row().reason(&verdict.holes),
        to: verdict.next.as_ref().map(|next| Target {
            value: &next.text,
            image: next.to.image.id.as_str(),
            name: &next.to.image.name,
            version: &next.to.version.text,
        }),
        group: group.map(|group| group.key.as_str()),
    })
}
