//! The last text of a build on a terminal: the verdict, then what belongs to it, aligned.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::{difference, findings, name, note, packages, place, sentence, took, verdict, whole_trail};
use crate::build::document::{
    BuiltAmi, Comparison, Document, Failure, FastLaunch, Finding, Outcome, StageTime, Tests,
};

/// The columns of the labels, the blanks before and behind them included.
const LABEL: usize = 15;
/// Rows of one label.
const ROWS: usize = 20;
/// Lines of the log.
const LOG: usize = 40;
/// Columns up to which a column grows.
const WIDEST: usize = 60;

/// The whole text, several lines. Nothing in it acts on a terminal; a runner's commands are for the host to disarm.
pub fn console(document: &Document) -> String {
    let mut out = Console(format!("{}\n", verdict(document)));
    if let Some(failure) = &document.failure {
        why(&mut out, failure);
    }
    out.table("AMI", document.amis.iter().map(ami));
    let containers = document.containers.iter();
    out.table("Container", containers.map(|uri| vec![sentence(uri)]));
    out.table("Stages", document.stages.iter().map(stage));
    match document.tests {
        Tests::Passed => out.row("Tests", "passed"),
        Tests::Failed => out.row("Tests", "failed"),
        Tests::Unknown | Tests::None => {}
    }
    if let Some(comparison) = &document.comparison {
        compared(&mut out, comparison);
    }
    out.table("Fast Launch", document.fast_launch.iter().map(fast_launch));
    out.table("Note", document.notes.iter().map(|text| vec![note(text)]));
    if let Some(image) = &document.image {
        out.row("Image", &sentence(&image.arn));
        out.row("Log", &image.log.as_deref().map(sentence).unwrap_or_default());
        if document.outcome == Outcome::Started {
            out.row("Next", &format!("amiforge build wait {}", sentence(&image.arn)));
        }
    }
    out.0
}

struct Console(String);

impl Console {
    /// One row; none where there is nothing to say.
    fn row(&mut self, label: &str, text: &str) {
        self.table(label, std::iter::once(vec![text.to_owned()]));
    }

    /// Rows whose cells stand below each other, with the label before the first. Empty rows are left out.
    fn table(&mut self, label: &str, rows: impl Iterator<Item = Vec<String>>) {
        let mut rows: Vec<Vec<String>> = rows
            .filter(|row| row.iter().any(|cell| !cell.is_empty()))
            .collect();
        let left = rows.len().saturating_sub(ROWS);
        rows.truncate(ROWS);
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                let cells = rows.iter().filter_map(|row| row.get(column));
                cells
                    .map(|cell| cell.width().min(WIDEST))
                    .max()
                    .unwrap_or_default()
            })
            .collect();
        let more = (left > 0).then(|| vec![format!("and {left} more")]);
        for (number, row) in rows.iter().chain(&more).enumerate() {
            let label = if number == 0 { label } else { "" };
            let mut line = format!("  {label:<width$}", width = LABEL - 2);
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
            }
            self.0.push_str(line.trim_end());
            self.0.push('\n');
        }
    }
}

fn why(out: &mut Console, failure: &Failure) {
    let mut trail: Vec<String> = whole_trail(failure)
        .into_iter()
        .map(|(what, name)| format!("{what} {name}"))
        .collect();
    if let (Some(last), Some(code)) = (trail.last_mut(), failure.exit_code) {
        // Writing to a string cannot fail.
        let _ = write!(last, " (exit code {code})");
    }
    out.row("Where", &trail.join(" > "));
    out.row("File", &place(failure).unwrap_or_default());
    out.row("Message", &sentence(&failure.message));
    for known in failure.known.iter().take(ROWS) {
        out.row("Known", &sentence(&known.title));
        out.row("Cause", &sentence(&known.cause));
        out.row("What to do", &sentence(&known.fix));
        out.row("", &sentence(&known.url));
    }
    let regions = failure.regions.iter().map(|region| {
        let cell = |text: &Option<String>| name(text.as_deref().unwrap_or_default());
        let message = sentence(region.message.as_deref().unwrap_or_default());
        vec![
            cell(&region.region),
            cell(&region.account),
            cell(&region.step),
            message,
        ]
    });
    out.table("Failed in", regions);
    log(out, failure);
}

/// The last lines of the log, between where they come from and a margin that tells them from our own words.
fn log(out: &mut Console, failure: &Failure) {
    let source = failure.log_source.as_deref().map(sentence).unwrap_or_default();
    out.row("Last lines", &source);
    for line in failure.log.iter().skip(failure.log.len().saturating_sub(LOG)) {
        // Writing to a string cannot fail.
        let _ = writeln!(out.0, "    | {}", sentence(line).trim_end());
    }
}

fn ami(ami: &BuiltAmi) -> Vec<String> {
    let text = |text: &Option<String>| name(text.as_deref().unwrap_or_default());
    let mut id = text(&ami.id);
    if !ami.available {
        id = if id.is_empty() {
            "missing".to_owned()
        } else {
            format!("{id} (not available)")
        };
    }
    let mut row = vec![name(&ami.region), text(&ami.account), id, text(&ami.name)];
    row.extend(ami.reason.as_deref().map(sentence));
    row
}

fn stage(stage: &StageTime) -> Vec<String> {
    let mut row = vec![name(&stage.stage), took(stage.seconds)];
    row.extend(
        stage
            .before
            .map(|before| format!("({})", difference(stage.seconds, before))),
    );
    row
}

fn compared(out: &mut Console, comparison: &Comparison) {
    let previous = comparison.previous_version.as_deref();
    if let Some(found) = &comparison.packages {
        out.row("Packages", &packages(found, previous));
    }
    if let Some(found) = &comparison.findings {
        out.row("Findings", &findings(found, previous));
        out.table("New", found.new.iter().map(finding));
    }
    out.row(
        "Gate",
        &comparison.gate.as_deref().map(sentence).unwrap_or_default(),
    );
    out.table("Compared", comparison.notes.iter().map(|text| vec![note(text)]));
}

fn finding(finding: &Finding) -> Vec<String> {
    vec![
        name(&finding.severity),
        name(&finding.id),
        name(&finding.packages.join(", ")),
        name(&finding.title),
    ]
}

fn fast_launch(fast_launch: &FastLaunch) -> Vec<String> {
    let text = |text: &Option<String>| name(text.as_deref().unwrap_or_default());
    let mut row = vec![
        name(&fast_launch.region),
        text(&fast_launch.account),
        text(&fast_launch.ami),
        name(&fast_launch.state),
    ];
    row.extend(fast_launch.reason.as_deref().map(sentence));
    row
}
