//! What `amiforge bump` prints for people: the pins that stay and why, then every pull request with its diff and body.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::fold::alike;
use crate::bump::Plan;
use crate::bump::outcome::Done;
use crate::pin::Scanned;
use crate::visible::visible;

/// A pull request as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its branch.
    pub branch: String,
    /// Whether it is a draft.
    pub draft: bool,
    /// What became of it.
    pub done: Done,
    /// The changes of all files, as a unified diff; empty when they are not to be shown.
    pub diff: String,
    /// Its body; empty when it is not to be shown.
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
    stay(&mut out, files, plan);
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
fn verdict(plan: &Plan, shown: &[Shown]) -> String {
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
    let mut staying: BTreeMap<&str, usize> = BTreeMap::new();
    for verdict in plan.verdicts.iter().filter(|verdict| verdict.group.is_none()) {
        *staying.entry(verdict.state().word()).or_default() += 1;
    }
    let stay: Vec<String> = staying
        .iter()
        .map(|(word, number)| format!("{number} {word}"))
        .collect();
    if !stay.is_empty() {
        let _ = write!(line, "; {}", stay.join(", "));
    }
    let of = |outcome: &str| shown.iter().filter(|one| one.done.outcome == outcome).count();
    let (failed, behind) = (of("failed"), of("planned"));
    if failed > 0 {
        let _ = write!(line, "; {} failed", plural(failed, "pull request"));
        if behind > 0 {
            let _ = write!(line, ", {behind} not tried");
        }
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
    let kind = if shown.draft {
        "Draft pull request"
    } else {
        "Pull request"
    };
    let _ = writeln!(out, "{kind} {number} of {of}: {}", visible(&done.title));
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
    if let Some(pull) = &done.pull_request {
        let _ = writeln!(out, "On GitHub: #{}, {}", pull.number, visible(&pull.url));
    }
    if let Some(reason) = &done.reason {
        let intro = match done.outcome {
            "left-alone" => "Left alone: it ",
            "declined" => "Declined: ",
            "held" => "Held: ",
            "refused" => "Refused: ",
            _ => "Failed: ",
        };
        let _ = writeln!(out, "{intro}{}", visible(reason));
    }
    for remark in &done.remarks {
        let _ = writeln!(out, "Note: {}", visible(remark));
    }
    if let Some(file) = &shown.body_file {
        let _ = writeln!(out, "Body in {}", visible(file));
    }
    // What stands on GitHub is read there; what has changed is worth a look in the log of the run that changed it.
    let written = matches!(done.outcome, "created" | "updated");
    if !shown.diff.is_empty() && (written || done.pull_request.is_none()) {
        let _ = writeln!(out, "\n{}", shown.diff.trim_end());
    }
    if done.pull_request.is_none() {
        out.push_str(&indented(&shown.body));
    }
    out.push('\n');
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

/// The pins that stay. Many of one file for one reason, such as those of a state file, are one line.
fn stay(out: &mut String, files: &[Scanned], plan: &Plan) {
    let kinds = alike(plan.verdicts.iter().filter(|verdict| verdict.group.is_none()));
    if kinds.is_empty() {
        return;
    }
    out.push_str("Pins that stay:\n");
    for kind in kinds {
        let Some(file) = files.get(kind.file) else {
            continue;
        };
        let (path, reason) = (visible(file.source.path()), visible(&kind.reason));
        let (state, count) = (kind.state.word(), kind.verdicts.len());
        if kind.is_folded() {
            let _ = writeln!(out, "  {path}  {count} pins  {state}  {reason}");
            continue;
        }
        for pin in kind
            .verdicts
            .iter()
            .filter_map(|verdict| file.pins.get(verdict.pin.pin))
        {
            let place = file.source.position(pin.span.start);
            let value = visible(pin.value.text());
            let _ = writeln!(
                out,
                "  {path}:{}:{}  {value}  {state}  {reason}",
                place.line, place.column
            );
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bump::state::{Cause, Holes};
    use crate::bump::{Current, PinRef, Verdict};
    use crate::pin::hints::Hints;
    use crate::pin::scan;

    #[test]
    fn many_pins_of_one_reason_are_one_line() {
        let id = "ami-0a1b2c3d4e5f60718";
        let texts = [("a.tf", 4), ("b.tf", 3)].map(|(path, count)| {
            let text = format!("a = \"{id}\"\n").repeat(count);
            scan(path, text.into_bytes(), &Hints::default()).expect("pins")
        });
        let verdicts = texts.iter().enumerate().flat_map(|(file, scanned)| {
            (0..scanned.pins.len()).map(move |pin| Verdict {
                pin: PinRef { file, pin },
                cause: Cause::LeftAlone,
                holes: Holes::from([("reason", "a \u{1b}[31mstate file".to_owned())]),
                region: None,
                track: None,
                expected: None,
                current: Current::default(),
                next: None,
                held_back: Vec::new(),
                notes: Vec::new(),
                group: None,
            })
        });
        let plan = Plan {
            verdicts: verdicts.collect(),
            groups: Vec::new(),
        };
        let text = console(&texts, &plan, &[], &[]);
        assert_eq!(
            text.lines()
                .filter(|line| line.contains("a.tf"))
                .collect::<Vec<_>>(),
            ["  a.tf  4 pins  ignored  It is a \\u{1b}[31mstate file."]
        );
        assert_eq!(text.matches("  b.tf:").count(), 3, "{text}");
        assert!(
            text.ends_with("Nothing to change in 7 pins; 7 ignored.\n"),
            "{text}"
        );
    }
}
