//! What a forge did, as it is told.

use super::super::{Exit, complain};
use super::forge::Report;
use super::prepared::Prepared;
use super::trouble;
use crate::bump::outcome::{Done, PullRequest as Told};
use crate::bump::text::console::Shown;
use crate::forge::{self, ForgeError, Outcome, PullRequest};
use crate::visible::visible;

/// Everything that is printed and handed over.
pub(super) struct Results {
    /// One a pull request that was wanted.
    pub(super) shown: Vec<Shown>,
    /// The branches that are gone.
    pub(super) removed: Vec<String>,
    /// What a person should know besides, in sentences.
    pub(super) notes: Vec<String>,
    /// The worst that happened.
    pub(super) exit: Exit,
}

/// Puts it together. Without a report only the plan was wanted.
pub(super) fn results(prepared: &Prepared, report: Option<Report>) -> Result<Results, Exit> {
    let report = report.unwrap_or_default();
    let mut exit = Exit::Clean;
    let failed = report.groups.iter().any(Result::is_err);
    let mut done = report.groups.into_iter();
    let mut shown = Vec::new();
    for wanted in &prepared.wanted {
        let (mut one, how) = show(prepared, wanted, done.next())?;
        exit = exit.max(how);
        if failed && one.done.pull_request.is_none() {
            // The next run tells it when it writes it; here the reason would drown.
            one.diff.clear();
            one.body.clear();
        }
        shown.push(one);
    }
    let mut notes = report.remarks;
    let (mut removed, mut staying) = (Vec::new(), Vec::new());
    for branch in report.obsolete {
        match branch.left_alone {
            None => removed.push(branch.branch),
            Some(reason) => staying.push((branch.branch, reason)),
        }
    }
    notes.extend(stay(staying));
    for note in &notes {
        complain(note);
    }
    if let Some(error) = report.trouble {
        exit = exit.max(trouble(&error));
        notes.push(error.to_string());
    }
    Ok(Results {
        shown,
        removed,
        notes,
        exit,
    })
}

/// Obsolete branches that stay, in one sentence for each reason: a region that is not answered concerns many.
fn stay(branches: Vec<(String, String)>) -> Vec<String> {
    let mut by_reason: Vec<(String, Vec<String>)> = Vec::new();
    for (branch, reason) in branches {
        match by_reason.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, branches)) => branches.push(branch),
            None => by_reason.push((reason, vec![branch])),
        }
    }
    let sentence = |(reason, branches): (String, Vec<String>)| {
        let first = branches.first().map(|branch| visible(branch).into_owned());
        let first = first.unwrap_or_default();
        match branches.len() {
            1 => format!("{first} stays: it {reason}"),
            number => format!("{number} branches stay, {first} and others: each {reason}"),
        }
    };
    by_reason.into_iter().map(sentence).collect()
}

fn show(
    prepared: &Prepared,
    wanted: &PullRequest,
    outcome: Option<Result<Outcome, ForgeError>>,
) -> Result<(Shown, Exit), Exit> {
    let mut done = Done {
        title: wanted.title.clone(),
        outcome: "planned",
        reason: None,
        commit: None,
        pull_request: None,
        remarks: Vec::new(),
        files: wanted.files.iter().map(|file| file.path.clone()).collect(),
    };
    let mut body_file = None;
    let exit = match outcome {
        None => Exit::Clean,
        Some(Err(error)) => {
            done.outcome = "failed";
            done.reason = Some(error.to_string());
            trouble(&error)
        }
        Some(Ok(outcome)) => {
            done.pull_request = outcome.pull.map(|pull| Told {
                number: pull.number,
                url: pull.url,
            });
            done.remarks = outcome.remarks;
            let (word, exit, written) = match outcome.done {
                forge::Done::Created(written) => ("created", Exit::Clean, Ok(written)),
                forge::Done::Updated(written) => ("updated", Exit::Clean, Ok(written)),
                forge::Done::Unchanged(written) => ("unchanged", Exit::Clean, Ok(written)),
                forge::Done::Declined(reason) => ("declined", Exit::Clean, Err(reason)),
                forge::Done::LeftAlone(reason) => ("left-alone", Exit::Findings, Err(reason)),
                forge::Done::Held(reason) => ("held", Exit::Findings, Err(reason)),
                forge::Done::Refused(reason) => ("refused", Exit::Findings, Err(reason)),
            };
            done.outcome = word;
            match written {
                Ok(written) => {
                    done.commit = Some(written.commit.to_string());
                    body_file = written.body.map(|path| path.display().to_string());
                }
                Err(reason) => done.reason = Some(reason),
            }
            exit
        }
    };
    let shown = Shown {
        branch: forge::branch(&wanted.group).map_err(|error| trouble(&error))?,
        draft: wanted.draft,
        done,
        diff: prepared.diff(wanted),
        body: wanted.body.clone(),
        body_file,
    };
    Ok((shown, exit))
}

#[cfg(test)]
mod tests {
    use super::stay;

    #[test]
    fn branches_that_stay_for_one_reason_are_one_sentence() {
        let branch = |name: &str, reason: &str| (name.to_owned(), reason.to_owned());
        assert_eq!(
            stay(vec![
                branch("amiforge/a", "changes x.tf"),
                branch("amiforge/b", "is somebody's"),
                branch("amiforge/c\u{1b}", "changes x.tf"),
            ]),
            [
                "2 branches stay, amiforge/a and others: each changes x.tf",
                "amiforge/b stays: it is somebody's"
            ]
        );
    }
}
