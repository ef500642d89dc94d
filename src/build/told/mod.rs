//! What is said about a build in plain words: how it ended, where and why it failed, and the text for a terminal.
//!
//! The texts here are one line each, without hidden characters and of bounded length, and not escaped for anything else.

mod console;
mod took;

use std::fmt::Write as _;

use super::compare::{Severity, by_severity};
use super::document::{BuiltAmi, Document, Failure, Findings, Outcome, Packages};
use super::{Stage, Status};
use crate::markdown::{counted, cut};
use crate::visible::visible;

pub use console::console;
pub use took::{difference, took};

/// Characters of a name.
const NAME: usize = 150;
/// Characters of a sentence.
const SENTENCE: usize = 400;
/// Characters of a note: what AWS says, and a statement of a policy that can be pasted.
const NOTE: usize = 2_000;

/// A text of somebody else as a name: on one line, and short.
pub fn name(text: &str) -> String {
    cut(&visible(text), NAME)
}

/// A text of somebody else as a sentence: on one line, and not too long.
pub fn sentence(text: &str) -> String {
    cut(&visible(text), SENTENCE)
}

/// A text of somebody else as a note: on one line, and long enough for what has to be whole.
pub fn note(text: &str) -> String {
    cut(&visible(text), NOTE)
}

/// `golden 1.2.3/4`; none before there is an image.
pub fn subject(document: &Document) -> Option<String> {
    let image = document.image.as_ref()?;
    let text = format!("{} {}", name(&image.name), name(&image.version));
    let text = text.trim();
    Some(if text.is_empty() {
        name(&image.arn)
    } else {
        text.to_owned()
    })
    .filter(|text| !text.is_empty())
}

/// How the build ended, in one line without a full stop: from what the document holds, not from what it says of it.
pub fn verdict(document: &Document) -> String {
    let subject = subject(document);
    let image = subject.as_deref().unwrap_or("the image");
    match document.outcome {
        Outcome::Started => format!("{image} is being built"),
        Outcome::Succeeded if gate(document).is_some() => {
            format!("{image} is available, and its findings close the gate")
        }
        Outcome::Succeeded => format!("{image} is available"),
        Outcome::Partial => {
            let (there, all) = places(&document.amis);
            if there < all {
                format!("{image} is available in {there} of {}", counted(all, "place"))
            } else {
                format!("{image} is available, and not everywhere it was meant to be")
            }
        }
        Outcome::Unchanged if gate(document).is_some() => {
            format!("nothing has changed since {image}, and its findings close the gate")
        }
        Outcome::Unchanged => match &subject {
            Some(image) => format!("nothing has changed since {image}, so nothing was built"),
            None => "nothing has changed, so nothing was built".to_owned(),
        },
        Outcome::Failed => match stage(document.failure.as_ref()) {
            Some(stage) => format!("{image} failed while {}", stage.word()),
            None => format!("{image} failed"),
        },
        Outcome::Cancelled if running(document).is_some() => format!("{image} is being cancelled"),
        Outcome::Cancelled => format!("{image} was cancelled"),
        Outcome::Retired => {
            let status = document.image.as_ref().map(|image| Status::parse(&image.status));
            let now = match status {
                Some(Status::Deprecated) => "deprecated",
                Some(Status::Disabled) => "disabled",
                Some(Status::Deleted) => "deleted",
                _ => "out of use",
            };
            format!("{image} was built and is {now} by now")
        }
        Outcome::TimedOut => match running(document) {
            Some(stage) => format!("{image} was still {} when its limit was reached", stage.word()),
            None => format!("{image} was not ready when its limit was reached"),
        },
        Outcome::Lost if document.image.is_none() => {
            "AWS did not say whether it has started a build".to_owned()
        }
        Outcome::Lost => format!("{image} could not be followed to its end"),
        Outcome::NotStarted => "no build was started".to_owned(),
    }
}

/// Why the gate is closed.
pub fn gate(document: &Document) -> Option<&str> {
    document.comparison.as_ref()?.gate.as_deref()
}

/// How many AMIs are there, and how many were meant to be.
fn places(amis: &[BuiltAmi]) -> (usize, usize) {
    (amis.iter().filter(|ami| ami.available).count(), amis.len())
}

/// The stage in which it failed, when its word is one of ours.
fn stage(failure: Option<&Failure>) -> Option<Stage> {
    let word = failure?.stage.as_deref()?;
    Stage::ALL.into_iter().find(|stage| stage.word() == word)
}

/// The stage that an image is in.
fn running(document: &Document) -> Option<Stage> {
    Status::parse(&document.image.as_ref()?.status).stage()
}

/// Where it failed, the outermost first: what it is, and its name. A step of a component says where in the workflow it ran by
/// itself, so the workflow is named only where there is none.
pub fn trail(failure: &Failure) -> Vec<(&'static str, String)> {
    let found = in_component(failure);
    if found.is_empty() {
        in_workflow(failure)
    } else {
        found
    }
}

/// The same from the workflow on.
pub fn whole_trail(failure: &Failure) -> Vec<(&'static str, String)> {
    let mut found = in_workflow(failure);
    found.extend(in_component(failure));
    found
}

fn in_component(failure: &Failure) -> Vec<(&'static str, String)> {
    named([
        ("component", &failure.component),
        ("phase", &failure.phase),
        ("step", &failure.step),
    ])
}

fn in_workflow(failure: &Failure) -> Vec<(&'static str, String)> {
    named([("workflow", &failure.workflow), ("step", &failure.workflow_step)])
}

fn named<const N: usize>(parts: [(&'static str, &Option<String>); N]) -> Vec<(&'static str, String)> {
    let parts = parts.into_iter();
    parts
        .filter_map(|(what, text)| Some((what, name(text.as_deref()?))))
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

/// Why it failed, in one line: the known cause where there is one, what Image Builder says otherwise.
pub fn cause(failure: &Failure) -> Option<String> {
    let known = failure.known.first().map(|known| known.title.as_str());
    let text = sentence(known.unwrap_or(&failure.message));
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// `components/agent.yaml:14`.
pub fn place(failure: &Failure) -> Option<String> {
    let place = failure.place.as_ref()?;
    Some(format!("{}:{}", sentence(&place.path), place.line))
}

/// How many packages there are and how many are other ones: `812 packages: 3 added, 1 removed, 14 changed since 1.2.3/3`.
pub fn packages(packages: &Packages, previous: Option<&str>) -> String {
    let (added, removed, changed) = (
        packages.added.len(),
        packages.removed.len(),
        packages.changed.len(),
    );
    let mut text = counted(packages.total, "package");
    if added + removed + changed == 0 {
        text.push_str(", none of them new, gone or changed");
    } else {
        // Writing to a string cannot fail.
        let _ = write!(text, ": {added} added, {removed} removed, {changed} changed");
    }
    since(text, previous)
}

/// How many findings there are: `2 critical, 5 high; 1 new, 3 fixed since 1.2.3/3`.
pub fn findings(findings: &Findings, previous: Option<&str>) -> String {
    let mut text = listed(findings);
    if !findings.compared {
        return text;
    }
    let _ = write!(
        text,
        "; {} new, {} fixed",
        findings.new.len(),
        findings.fixed.len()
    );
    since(text, previous)
}

/// The severities that are known, the worst first; others follow by their names.
fn listed(findings: &Findings) -> String {
    /// Words that are not known here.
    const OTHERS: usize = 5;
    let counts = by_severity(&findings.counts);
    let known = counts
        .iter()
        .filter(|(word, _)| Severity::parse(word).is_some())
        .count();
    let shown = counts.iter().take(known + OTHERS);
    let mut parts: Vec<String> = shown
        .filter(|(_, number)| *number > 0)
        .map(|(word, number)| format!("{number} {}", name(word)))
        .collect();
    if let Some(more) = counts.len().checked_sub(known + OTHERS).filter(|more| *more > 0) {
        parts.push(format!("{more} other severities"));
    }
    if parts.is_empty() {
        "no findings".to_owned()
    } else {
        parts.join(", ")
    }
}

fn since(mut text: String, previous: Option<&str>) -> String {
    if let Some(version) = previous {
        // Writing to a string cannot fail.
        let _ = write!(text, " since {}", name(version));
    }
    text
}
