//! Pull requests as branches of the repository at hand. An adapter.
//!
//! Each group has one branch with one commit on the base. The same pull request gives the same commit, so that a run that
//! was killed, or runs beside another, ends at the same place. A branch that a person has touched is never overwritten.

use std::collections::BTreeSet;

use super::{Done, ForgeError, Obsolete, Outcome, PREFIX, PullRequest, Written, branch};
use crate::bump::text::TRAILER;
use crate::git::{Branch, CommitId, Git, GitError};
use crate::visible::visible;

/// Where git keeps branches.
const HEADS: &str = "refs/heads/";
/// How often a branch may change under our hands.
const ATTEMPTS: u32 = 16;

/// Brings the branch and the body of a pull request to where they should be. The branch is built on `base`, also when HEAD
/// has moved meanwhile.
pub fn write(git: &Git, base: &CommitId, wanted: &PullRequest) -> Result<Outcome, ForgeError> {
    let branch = branch(&wanted.group)?;
    let done = bring(git, base, &branch, wanted)?;
    // A repository may have no HEAD to speak of.
    let head = git.resolve("HEAD").ok().filter(|head| head != base);
    Ok(Outcome {
        branch,
        done,
        head,
        pull: None,
        remarks: Vec::new(),
    })
}

fn bring(git: &Git, base: &CommitId, branch: &str, wanted: &PullRequest) -> Result<Done, ForgeError> {
    // Only objects so far, which nobody sees.
    let commit = make(git, base, wanted)?;
    let mut attempts = 0;
    let found = loop {
        let found = find(git, branch)?;
        let tip = found.as_ref().map(|found| &found.tip);
        if tip == Some(&commit) {
            break found;
        }
        if let Some(found) = &found
            && let Some(reason) = not_ours(git, found, &wanted.group)?
        {
            return Ok(Done::LeftAlone(reason));
        }
        match git.move_branch(&full(branch), &commit, tip) {
            Ok(()) => break found,
            // Another run was faster, or it cannot be done at all.
            Err(error) if attempts == ATTEMPTS => return Err(error.into()),
            Err(_) => attempts += 1,
        }
    };
    let body = Some(git.keep(&body_name(&wanted.group), &wanted.body)?);
    let unchanged = found.as_ref().is_some_and(|found| found.tip == commit);
    let written = Written { commit, body };
    Ok(match found {
        Some(_) if unchanged => Done::Unchanged(written),
        Some(_) => Done::Updated(written),
        None => Done::Created(written),
    })
}

/// Deletes the branches of groups that want nothing any more, and names those that somebody has touched. One that changes a
/// file of `unsettled`, about which not everything is known, stays.
pub fn obsolete(
    git: &Git,
    base: &CommitId,
    wanted: &[&str],
    unsettled: &BTreeSet<String>,
) -> Result<Vec<Obsolete>, ForgeError> {
    let mut out = Vec::new();
    for found in git.branches(PREFIX)? {
        let short = found.name.strip_prefix(HEADS).unwrap_or_default().to_owned();
        let group = short.strip_prefix(PREFIX).unwrap_or_default();
        if wanted.contains(&group) {
            continue;
        }
        let mut left_alone = match branch(group) {
            Ok(_) => not_ours(git, &found, group)?,
            Err(_) => Some(NOT_MADE.to_owned()),
        };
        if left_alone.is_none() && !stands_on(git, base, &found.tip)? {
            left_alone = Some("stands on a commit that the base does not have".to_owned());
        }
        if left_alone.is_none() {
            left_alone = open_question(git, &found.tip, unsettled)?;
        }
        if left_alone.is_none() {
            match git.delete_branch(&found.name, &found.tip) {
                Ok(()) => git.forget(&body_name(group))?,
                Err(error) => match find(git, &short)? {
                    // Another run deleted it in this moment.
                    None => {}
                    Some(now) if now == found => return Err(error.into()),
                    Some(_) => left_alone = Some("changed while it was to be deleted".to_owned()),
                },
            }
        }
        out.push(Obsolete {
            branch: short,
            left_alone,
        });
    }
    Ok(out)
}

const NOT_MADE: &str = "was not made by amiforge";

/// Why a branch is not ours to move, the end of a sentence that begins with it.
///
/// Our commit carries the trailer of its group and the date of its parent, once as author and once as committer. Whoever
/// amends, rebases or adds to it leaves another date, so what a person did is told from what we did without a record.
fn not_ours(git: &Git, found: &Branch, group: &str) -> Result<Option<String>, GitError> {
    if found.symbolic {
        return Ok(Some("is another name for a branch".to_owned()));
    }
    if found.checked_out.is_some() {
        return Ok(Some("is checked out".to_owned()));
    }
    if git.is_in_work(&found.name)? {
        return Ok(Some("is being rebased or bisected".to_owned()));
    }
    let tip = git.commit(&found.tip)?;
    if tip.trailer(TRAILER) != Some(group) {
        return Ok(Some("ends with a commit that amiforge did not make".to_owned()));
    }
    let changed = Some("has a commit of amiforge that somebody has changed".to_owned());
    let [parent] = tip.parents.as_slice() else {
        return Ok(changed);
    };
    let Ok(parent) = git.commit(parent) else {
        return Ok(Some("has a history that is cut: fetch it first".to_owned()));
    };
    let untouched = !tip.signed && tip.authored == parent.committed && tip.committed == parent.committed;
    Ok(if untouched { None } else { changed })
}

/// Whether our commit was made on the base or on a commit that led to it.
fn stands_on(git: &Git, base: &CommitId, tip: &CommitId) -> Result<bool, GitError> {
    match git.commit(tip)?.parents.first() {
        Some(parent) => git.is_ancestor(parent, base),
        None => Ok(false),
    }
}

/// Why it cannot be told that nothing is left: something is not known about a file that our commit changes.
fn open_question(
    git: &Git,
    tip: &CommitId,
    unsettled: &BTreeSet<String>,
) -> Result<Option<String>, GitError> {
    let changed = git.changed_by(tip)?;
    let path = changed.into_iter().find(|path| unsettled.contains(path));
    Ok(path.map(|path| {
        format!(
            "changes {}, where a pin waits or not everything is known now",
            visible(&path)
        )
    }))
}

/// The commit of a pull request.
fn make(git: &Git, base: &CommitId, wanted: &PullRequest) -> Result<CommitId, ForgeError> {
    let files: Vec<(&str, &[u8])> = wanted
        .files
        .iter()
        .map(|file| (file.path.as_str(), file.bytes.as_slice()))
        .collect();
    let parent = git.commit(base)?;
    let tree = git.tree_with(base, &files)?.id;
    if tree == parent.tree {
        return Err(ForgeError::Empty(wanted.group.clone()));
    }
    Ok(git.commit_tree(&tree, base, &wanted.commit_message, &parent.committed)?)
}

fn find(git: &Git, branch: &str) -> Result<Option<Branch>, GitError> {
    let name = full(branch);
    let found = git.branches(PREFIX)?;
    Ok(found.into_iter().find(|found| found.name == name))
}

fn full(branch: &str) -> String {
    format!("{HEADS}{branch}")
}

fn body_name(group: &str) -> String {
    format!("{group}.md")
}
