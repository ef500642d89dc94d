//! What is wanted against what is found on a forge: the steps from one to the other. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::notes::CLOSED;
use super::ours::{Whose, whose};
use crate::bump::text::{Marker, read_marker};
use crate::visible::visible;

/// A pull request as it should be, with the ids that git computes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Its group.
    pub group: &'a str,
    /// The branch that it is to be merged into.
    pub into: &'a str,
    /// The commit that it is made on.
    pub base: &'a str,
    /// The tree that its commit has.
    pub tree: &'a str,
    /// The files that change, with the ids of their bytes.
    pub files: BTreeMap<&'a str, &'a str>,
    /// One line.
    pub title: &'a str,
    /// Markdown with the hidden marker.
    pub body: &'a str,
    /// Labels.
    pub labels: &'a [String],
    /// Whether the run has looked at everything.
    pub whole: bool,
}

/// What is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The branch; none when there is none.
    pub branch: Option<Tip>,
    /// All pull requests from the branch into the base branch, open, closed and merged.
    pub pulls: Vec<FoundPull>,
    /// An open pull request from the branch into another one: its number, and that branch.
    pub elsewhere: Option<(u64, String)>,
    /// The files that the branch changes and about which not everything is known: a fact is missing, or the run has not looked
    /// at them.
    pub unknown: BTreeSet<String>,
}

/// A branch, compared with the base branch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tip {
    /// The commit that it points at.
    pub id: String,
    /// What it has that the base has not; none when both have no history in common.
    pub ahead: Option<Ahead>,
}

/// What a branch has that the base has not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ahead {
    /// The commits, those that were listed.
    pub commits: Vec<FoundCommit>,
    /// Whether all were listed.
    pub all_commits: bool,
    /// The files that differ from where both parted, with the ids of their bytes; those that were listed.
    pub files: BTreeMap<String, String>,
    /// Whether all were listed, and none was added, removed or renamed.
    pub all_files: bool,
}

/// A commit of a branch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundCommit {
    /// Its id.
    pub id: String,
    /// Its parents.
    pub parents: Vec<String>,
    /// Its tree.
    pub tree: String,
    /// Its message.
    pub message: String,
}

/// A pull request as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundPull {
    /// Its number.
    pub number: u64,
    /// Its page.
    pub url: String,
    /// Whether it is open, closed or merged.
    pub state: PullState,
    /// Its title.
    pub title: String,
    /// Its body.
    pub body: String,
    /// Whether it is a draft.
    pub draft: bool,
    /// Its labels.
    pub labels: Vec<String>,
    /// Who is asked to review it: `user`, `team/name`.
    pub reviewers: Vec<String>,
    /// The commit that it ends with.
    pub head: String,
    /// Who has opened it.
    pub author: Option<String>,
}

/// Where a pull request stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PullState {
    /// Open.
    #[default]
    Open,
    /// Closed and not merged.
    Closed,
    /// Merged.
    Merged,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Steps {
    /// Nothing is written: a pull request has seen newer answers. In sentences.
    Held(String),
    /// Nothing is written: a person has closed this pull request. In sentences.
    Declined {
        /// Its number.
        number: u64,
        /// What that means and how to go on.
        text: String,
    },
    /// The branch is somebody's: a comment, if a pull request is open.
    LeftAlone {
        /// Why, the end of a sentence that begins with the branch.
        reason: String,
        /// The commit of ours that is still on it.
        ours: Option<String>,
    },
    /// Nothing is written and nobody is told by a comment: why, the end of a sentence that begins with the branch.
    Untouched(String),
    /// What to write.
    Write {
        /// The branch.
        branch: BranchStep,
        /// The pull request.
        pull: PullStep,
    },
}

/// What to do with a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BranchStep {
    /// It has what is wanted: this commit.
    Keep(String),
    /// It does not exist.
    Create,
    /// It is ours and has something else; it points at this commit.
    Move(String),
}

/// What to do with a pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PullStep {
    /// None is open.
    Open,
    /// This one is open and needs another title or body.
    Edit(u64),
    /// This one is open and is as it should be.
    Keep(u64),
}

/// Compares both.
pub fn reconcile(wanted: &Wanted<'_>, found: &Found) -> Steps {
    let marker = read_marker(wanted.body).unwrap_or_default();
    if let Some(text) = replayed(&marker, &found.pulls) {
        return Steps::Held(text);
    }
    let open = found.open();
    let kept = found.branch.as_ref().and_then(|tip| tip.keeps(wanted));
    if open.is_none()
        && let Some(pull) = declined(&marker, found, kept)
    {
        let number = pull.number;
        let text = format!(
            "#{number} was closed without being merged, which means \"not this release\". Reopen it to have the release after all, or wait for another one"
        );
        return Steps::Declined { number, text };
    }
    if let Some(elsewhere) = &found.elsewhere {
        return Steps::Untouched(goes_elsewhere(elsewhere, wanted.into));
    }
    let branch = match (&found.branch, kept) {
        (None, _) => BranchStep::Create,
        (Some(_), Some(commit)) => BranchStep::Keep(commit.id.clone()),
        (Some(tip), None) => match not_ours(tip, wanted.group, wanted.into) {
            Some(reason) => {
                let ours = tip.ours(wanted.group).last().map(|commit| commit.id.clone());
                return Steps::LeftAlone { reason, ours };
            }
            None => match less(tip, wanted, found, &marker) {
                Less::No => BranchStep::Move(tip.id.clone()),
                Less::Known(commit, number) => {
                    return Steps::Write {
                        branch: BranchStep::Keep(commit),
                        pull: PullStep::Keep(number),
                    };
                }
                Less::Seen(reason) => return Steps::Untouched(reason),
            },
        },
    };
    let pull = match open {
        None => PullStep::Open,
        Some(pull) if is_stale(pull, wanted, &marker, kept) => PullStep::Edit(pull.number),
        Some(pull) => PullStep::Keep(pull.number),
    };
    Steps::Write { branch, pull }
}

/// The labels that a pull request lacks. GitHub does not tell cases apart.
pub fn missing(wanted: &[String], found: &[String]) -> Vec<String> {
    let has = |label: &&String| {
        let lower = label.to_lowercase();
        !found.iter().any(|found| found.to_lowercase() == lower)
    };
    wanted.iter().filter(has).cloned().collect()
}

impl Found {
    /// The open pull request.
    pub fn open(&self) -> Option<&FoundPull> {
        let open = self.pulls.iter().filter(|pull| pull.state == PullState::Open);
        open.min_by_key(|pull| pull.number)
    }
}

impl FoundPull {
    /// Whether it was closed by us, because nothing was left to change.
    pub fn is_obsolete(&self) -> bool {
        self.body.contains(CLOSED)
    }
}

impl Tip {
    /// The files that it changes, those that were listed.
    pub fn paths(&self) -> impl Iterator<Item = &String> {
        self.ahead.iter().flat_map(|ahead| ahead.files.keys())
    }

    /// The commits of ours that are still on it.
    fn ours(&self, group: &str) -> impl Iterator<Item = &FoundCommit> {
        let commits = self.ahead.iter().flat_map(|ahead| &ahead.commits);
        commits
            .filter(move |commit| whose(group, &commit.message, &commit.parents, &commit.tree) == Whose::Ours)
    }

    /// Our one commit, when it makes exactly what is wanted, on the base or on another commit.
    fn keeps(&self, wanted: &Wanted<'_>) -> Option<&FoundCommit> {
        let ahead = self.ahead.as_ref()?;
        let [commit] = ahead.commits.as_slice() else {
            return None;
        };
        self.ours(wanted.group).next()?;
        let same_tree = commit.tree == wanted.tree && commit.parents == [wanted.base];
        let same_files = ahead.all_files
            && ahead.files.len() == wanted.files.len()
            && ahead
                .files
                .iter()
                .all(|(path, blob)| wanted.files.get(path.as_str()) == Some(&blob.as_str()));
        (ahead.all_commits && (same_tree || same_files)).then_some(commit)
    }
}

/// Why a branch is not ours to move, the end of a sentence that begins with it. A branch without a commit of its own is free.
pub fn not_ours(tip: &Tip, group: &str, into: &str) -> Option<String> {
    let Some(ahead) = &tip.ahead else {
        return Some(format!("has no history in common with {}", visible(into)));
    };
    if !ahead.all_commits {
        return Some("has more commits than can be looked at".to_owned());
    }
    ahead.commits.iter().find_map(|commit| {
        let short = visible(commit.id.get(..12).unwrap_or(&commit.id)).into_owned();
        match whose(group, &commit.message, &commit.parents, &commit.tree) {
            Whose::Ours => None,
            Whose::Changed => Some(format!(
                "has a commit of amiforge that somebody has changed ({short})"
            )),
            Whose::Foreign => Some(format!("has a commit that amiforge did not make ({short})")),
        }
    })
}

/// Why a branch is not to be written while a pull request from it goes into another branch, the end of a sentence that begins
/// with it: what is written for one would be in the other.
pub fn goes_elsewhere((number, other): &(u64, String), into: &str) -> String {
    format!(
        "is that of #{number}, which goes into {} and not into {}: close that one, or let the two base branches have groups with names of their own",
        visible(other),
        visible(into)
    )
}

/// Whether a branch of ours would lose a change for no better reason than that less is known.
enum Less {
    No,
    /// A fact is missing, and what is known has not changed: the commit and the pull request stay.
    Known(String, u64),
    /// The run has not looked at everything: why the branch stays, the end of a sentence.
    Seen(String),
}

fn less(tip: &Tip, wanted: &Wanted<'_>, found: &Found, marker: &Marker) -> Less {
    let lost = found
        .unknown
        .iter()
        .find(|path| !wanted.files.contains_key(path.as_str()));
    if let Some(path) = lost.filter(|_| !wanted.whole) {
        return Less::Seen(format!(
            "also changes {}, which this run has not looked at: run without paths, or give these files a group of their own",
            visible(path)
        ));
    }
    let (Some(ahead), Some(open)) = (&tip.ahead, found.open()) else {
        return Less::No;
    };
    let ([commit], Some(theirs)) = (ahead.commits.as_slice(), read_marker(&open.body)) else {
        return Less::No;
    };
    let same = |(path, blob): (&String, &String)| {
        found.unknown.contains(path) || wanted.files.get(path.as_str()) == Some(&blob.as_str())
    };
    let holds = !found.unknown.is_empty()
        && ahead.all_files
        && ahead.files.iter().all(same)
        && wanted.files.keys().all(|path| ahead.files.contains_key(*path))
        && !open.is_obsolete()
        && theirs.group == marker.group
        && marker.images.iter().all(|image| theirs.images.contains(image))
        && marker.images.len() < theirs.images.len()
        && marker
            .parameters
            .iter()
            .all(|reading| theirs.parameters.contains(reading));
    if holds {
        Less::Known(commit.id.clone(), open.number)
    } else {
        Less::No
    }
}

/// The pull request by which a person has said no to all of what is wanted.
fn declined<'f>(marker: &Marker, found: &'f Found, kept: Option<&FoundCommit>) -> Option<&'f FoundPull> {
    found.pulls.iter().find(|pull| {
        if pull.state != PullState::Closed || pull.is_obsolete() {
            return false;
        }
        match read_marker(&pull.body) {
            Some(theirs) => {
                !marker.images.is_empty() && marker.images.iter().all(|image| theirs.images.contains(image))
            }
            // Somebody has taken the marker away; the commit still tells what it was about.
            None => kept.is_some_and(|commit| commit.id == pull.head),
        }
    })
}

/// What is wrong when a pull request was made of a newer answer than this plan.
fn replayed(marker: &Marker, pulls: &[FoundPull]) -> Option<String> {
    pulls.iter().find_map(|pull| {
        let theirs = read_marker(&pull.body)?;
        marker.parameters.iter().find_map(|ours| {
            let newer = theirs.parameters.iter().find(|theirs| {
                theirs.region == ours.region && theirs.name == ours.name && theirs.version > ours.version
            })?;
            Some(format!(
                "{} in {} was at version {} when #{} was made, and this plan read version {}: an older answer than one that was seen before. Run again with facts that are asked for now; if the parameter was made anew since, take the hidden line `<!-- amiforge: … -->` out of the description of #{}",
                visible(&ours.name),
                visible(&ours.region),
                newer.version,
                pull.number,
                ours.version,
                pull.number
            ))
        })
    })
}

/// Whether title or body no longer say what the pull request is. Ages and days in a body may go out of date, and what a
/// person adds to it stays, until something that it is made of changes.
fn is_stale(pull: &FoundPull, wanted: &Wanted<'_>, marker: &Marker, kept: Option<&FoundCommit>) -> bool {
    let (Some(kept), Some(theirs)) = (kept, read_marker(&pull.body)) else {
        return true;
    };
    let made_on = kept.parents.first().map_or("", String::as_str);
    pull.title != wanted.title
        || pull.is_obsolete()
        || theirs.group != marker.group
        || theirs.images != marker.images
        || theirs.parameters != marker.parameters
        || ![made_on, wanted.base].contains(&theirs.base.as_str())
}

#[cfg(test)]
#[path = "reconcile_tests.rs"]
mod tests;
