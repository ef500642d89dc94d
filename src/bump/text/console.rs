//! What `amiforge bump` prints for people: the pins that stay and why, then every pull request with its diff and body.

use std::fmt::Write as _;

use crate::bump::outcome::{self, Done};
use crate::bump::{Plan, Verdict};
use crate::pin::Scanned;
use crate::visible::visible;

/// A pull request as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its branch.
    pub branch: String,
    /// What became of it.
    pub done: Done,
    /// The changes of all files, as a unified diff.
    pub diff: String,
    /// Its body.
    pub body: String,
    /// Where the body was written.
    pub body_file: Option<String>,
}

/// The whole text. Nothing in it acts on a terminal.
pub fn console(files: &[Scanned], plan: &Plan, shown: &[Shown], removed: &[String]) -> String {
    let mut out = String::new();
    for (number, group) in shown.iter().enumerate() {
        pull_request(&mut out, number + 1, shown.len(), group);
    }
    let staying: Vec<&Verdict> = plan.verdicts.iter().filter(|v| v.group.is_none()).collect();
    if !staying.is_empty() {
        out.push_str("Pins that stay:\n");
        for verdict in staying {
            stays(&mut out, files, verdict);
        }
        out.push('\n');
    }
    for branch in removed {
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "Removed {}: nothing is left to change there.",
            visible(branch)
        );
    }
    out.push_str(&verdict(plan, shown));
    out
}

/// The result in one line: `2 pull requests for 5 of 9 pins; 1 needs a person`.
pub fn verdict(plan: &Plan, shown: &[Shown]) -> String {
    let plural = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let pins = plan.verdicts.len();
    let moving = plan.verdicts.iter().filter(|v| v.group.is_some()).count();
    let mut line = match shown.len() {
        0 => format!("Nothing to change in {}", plural(pins, "pin")),
        number => format!(
            "{} for {moving} of {}",
            plural(number, "pull request"),
            plural(pins, "pin")
        ),
    };
    let stay: Vec<String> = outcome::counts(plan)
        .into_iter()
        .filter(|(word, _)| {
            plan.verdicts
                .iter()
                .any(|v| v.group.is_none() && v.state().word() == *word)
        })
        .map(|(word, _)| {
            let number = plan
                .verdicts
                .iter()
                .filter(|v| v.group.is_none() && v.state().word() == word)
                .count();
            format!("{number} {word}")
        })
        .collect();
    if !stay.is_empty() {
        let _ = write!(line, "; {}", stay.join(", "));
    }
    let act = plan.verdicts.iter().filter(|v| v.row().act).count();
    if act > 0 {
        let needs = if act == 1 { "needs" } else { "need" };
        let _ = write!(line, "; {act} {needs} a person");
    }
    line.push_str(".\n");
    line
}

fn pull_request(out: &mut String, number: usize, of: usize, shown: &Shown) {
    let done = &shown.done;
    let _ = writeln!(out, "Pull request {number} of {of}: {}", visible(&done.title));
    let commit = done
        .commit
        .as_deref()
        .map(|commit| format!(" at {}", commit.get(..12).unwrap_or(commit)));
    let _ = writeln!(
        out,
        "Branch {} ({}{})",
        visible(&shown.branch),
        done.outcome,
        commit.unwrap_or_default()
    );
    if let Some(reason) = &done.reason {
        let _ = writeln!(out, "Left alone: it {}", visible(reason));
    }
    if let Some(file) = &shown.body_file {
        let _ = writeln!(out, "Body in {}", visible(file));
    }
    let _ = writeln!(out, "\n{}\n{}", shown.diff.trim_end(), indented(&shown.body));
}

/// The body, set off from what is said around it.
fn indented(body: &str) -> String {
    let mut out = String::with_capacity(body.len() + body.len() / 16);
    for line in body.lines() {
        match line {
            "" => out.push_str("    |\n"),
            line => {
                let _ = writeln!(out, "    | {}", visible(line));
            }
        }
    }
    out
}

fn stays(out: &mut String, files: &[Scanned], verdict: &Verdict) {
    let Some(file) = files.get(verdict.pin.file) else {
        return;
    };
    let Some(pin) = file.pins.get(verdict.pin.pin) else {
        return;
    };
    let place = file.source.position(pin.span.start);
    let reason = verdict.row().reason(&verdict.holes);
    let _ = writeln!(
        out,
        "  {}:{}:{}  {}  {}  {}",
        visible(file.source.path()),
        place.line,
        place.column,
        visible(pin.value.text()),
        verdict.state().word(),
        visible(&reason)
    );
}
