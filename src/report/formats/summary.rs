//! The job summary: the verdict first, details folded, in GitHub's Markdown.

use crate::diagnostic::{Diagnostic, Severity};
use crate::markdown::{Block, Inline, Priority, Summary, cut};
use crate::report::{FileReport, Report, SEVERITIES, count};
use crate::rules;

/// A step may write 1 MiB; above it GitHub drops the whole summary. The rest is for other commands of the step.
const LIMIT: usize = 900 * 1024;
/// Findings of one file, and files not checked, that get a line each.
const LINES: usize = 100;
/// Characters of one text in a cell.
const CELL: usize = 500;

/// The summary of a report.
pub fn render(report: &Report) -> String {
    build(report).render(LIMIT)
}

fn build(report: &Report) -> Summary {
    let mut summary = Summary::default();
    let title = Inline::new("amiforge: ").text(&report.verdict());
    summary.add(Priority::Highest, "verdict", Block::Heading(2, title));
    if !report.notices.is_empty() {
        let notices = report.notices.iter();
        let notices = lines(notices, |notice| Inline::default().prose(&cut(notice, CELL)));
        summary.add(Priority::High, "notices", Block::List(notices));
    }
    if report.worst().is_some() {
        summary.add(Priority::High, "counts", counts(report));
    }
    for file in report.files.iter().filter(|file| !file.findings.is_empty()) {
        let priority = match file.worst() {
            Some(Severity::Error) => Priority::Normal,
            _ => Priority::Low,
        };
        let name = format!("findings of {}", file.source.path());
        summary.add(priority, name, findings(file));
    }
    if !report.not_checked.is_empty() {
        let skipped = lines(report.not_checked.iter(), |file| {
            Inline::default()
                .code(&cut(&file.path, CELL))
                .text(": ")
                .text(&cut(&file.reason, CELL))
        });
        let title = Inline::new(&format!(
            "Not checked: {}",
            count(report.not_checked.len(), "file")
        ));
        let block = Block::Details(title, vec![Block::List(skipped)]);
        summary.add(Priority::High, "files not checked", block);
    }
    summary
}

fn counts(report: &Report) -> Block {
    let header = vec![Inline::new("Severity"), Inline::new("Findings")];
    let rows = SEVERITIES
        .into_iter()
        .map(|severity| (severity, report.count(severity)))
        .filter(|(_, number)| *number > 0)
        .map(|(severity, number)| vec![Inline::new(severity.word()), Inline::new(&number.to_string())])
        .collect();
    Block::Table(header, rows)
}

fn findings(file: &FileReport) -> Block {
    let title = Inline::default()
        .code(&cut(file.source.path(), CELL))
        .text(": ")
        .text(&file.counted());
    // The worst first, so that a long list loses the rest.
    let mut sorted: Vec<&Diagnostic> = file.findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let header = ["Place", "Severity", "Finding", "Rule"].map(Inline::new).to_vec();
    let rows = sorted
        .iter()
        .take(LINES)
        .map(|finding| row(file, finding))
        .collect();
    let mut blocks = vec![Block::Table(header, rows)];
    if let Some(rest) = more(sorted.len()) {
        blocks.push(Block::Paragraph(rest));
    }
    Block::Details(title, blocks)
}

fn row(file: &FileReport, finding: &Diagnostic) -> Vec<Inline> {
    let place = file.source.position(finding.span.start);
    let mut text = Inline::default().prose(&cut(&finding.message, CELL));
    if let Some(help) = &finding.help {
        text = text.line_break().text("help: ").prose(&cut(help, CELL));
    }
    let rule = match rules::find(finding.rule) {
        Some(rule) => Inline::default().link(rule.id, &rule.url()),
        None => Inline::new(finding.rule),
    };
    vec![
        Inline::new(&format!("{}:{}", place.line, place.column)),
        Inline::new(finding.severity.word()),
        text,
        rule,
    ]
}

/// A line for each of the first ones, and one that counts the others.
fn lines<'a, T: 'a>(
    items: impl ExactSizeIterator<Item = &'a T>,
    line: impl Fn(&'a T) -> Inline,
) -> Vec<Inline> {
    let rest = more(items.len());
    items.take(LINES).map(line).chain(rest).collect()
}

fn more(number: usize) -> Option<Inline> {
    let left = number.checked_sub(LINES).filter(|left| *left > 0)?;
    Some(Inline::new(&format!("and {left} more in the log")))
}
