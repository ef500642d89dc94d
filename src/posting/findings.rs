//! What was found in documents or about pins.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::{Annotation, Conclusion, Level, Posting, Target};
use crate::diagnostic::Severity;
use crate::markdown::{Block, Inline, Priority, Summary, counted, cut};
use crate::report::document::{About, Document, Finding};
use crate::rules;
use crate::visible::visible;

/// Findings of one file, and files not checked, that get a line each.
const LINES: usize = 100;
/// Rows of one table. More make another one, so that the first stays when not all have room.
const TABLE: usize = 25;
/// Characters of one text in a cell.
const CELL: usize = 500;
/// Characters of each text of an annotation.
const SAID: usize = 2_000;

/// The posting of a document, which may be somebody else's.
pub fn posting(document: &Document) -> Posting {
    let kind = match document.about {
        About::Documents => "validate",
        About::Pins => "pins",
    };
    let title = format!("amiforge: {}", cut(&verdict(document), CELL));
    let findings = document.findings.iter();
    let conclusion = conclusion(document);
    Posting {
        target: Target::only(kind),
        conclusion,
        body: body(document, &title),
        title,
        annotations: findings.map(|found| annotation(document, found)).collect(),
        quiet: conclusion == Conclusion::Success,
    }
}

/// The whole result in one line.
fn verdict(document: &Document) -> String {
    if !document.verdict.is_empty() {
        return document.verdict.clone();
    }
    let found = numbers(document.findings.iter());
    if found.is_empty() {
        "nothing found".to_owned()
    } else {
        found
    }
}

fn conclusion(document: &Document) -> Conclusion {
    let errors = || document.findings.iter().any(|f| f.severity == Severity::Error);
    if document.incomplete || document.failed.unwrap_or_else(errors) {
        Conclusion::Failure
    } else if !document.findings.is_empty()
        || !document.not_checked.is_empty()
        || document.files_checked == Some(0)
    {
        Conclusion::Neutral
    } else {
        Conclusion::Success
    }
}

fn body(document: &Document, title: &str) -> Summary {
    let mut body = Summary::default();
    body.add(
        Priority::Highest,
        "verdict",
        Block::Heading(2, Inline::new(title)),
    );
    if !document.notices.is_empty() {
        let notices = lines(&document.notices, |notice| {
            Inline::default().prose(&cut(notice, CELL))
        });
        body.add(Priority::High, "notices", Block::List(notices));
    }
    if !document.findings.is_empty() {
        body.add(Priority::High, "counts", counts(document));
    }
    for file in files(document) {
        add_file(&mut body, file);
    }
    if !document.not_checked.is_empty() {
        let skipped = lines(&document.not_checked, |file| {
            Inline::default()
                .code(&cut(&file.path, CELL))
                .text(": ")
                .text(&cut(&file.reason, CELL))
        });
        let number = counted(document.not_checked.len(), "file");
        let title = Inline::new(&format!("Not checked: {number}"));
        let block = Block::Details(title, vec![Block::List(skipped)]);
        body.add(Priority::High, "files not checked", block);
    }
    body
}

fn counts(document: &Document) -> Block {
    let header = ["Severity", "Findings"].map(Inline::new).to_vec();
    let rows = by_severity(document.findings.iter())
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(severity, number)| [severity.word(), &number.to_string()].map(Inline::new).to_vec())
        .collect();
    Block::Table(header, rows)
}

/// The findings of each file, the files in the order in which they come up.
fn files(document: &Document) -> Vec<Vec<&Finding>> {
    let mut files: Vec<Vec<&Finding>> = Vec::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for finding in &document.findings {
        let number = *numbers.entry(&finding.path).or_insert(files.len());
        match files.get_mut(number) {
            Some(file) => file.push(finding),
            None => files.push(vec![finding]),
        }
    }
    files
}

/// Adds the findings of a file, the worst first.
fn add_file(body: &mut Summary, mut findings: Vec<&Finding>) {
    let path = cut(findings.first().map_or("", |finding| finding.path.as_str()), CELL);
    let counts = numbers(findings.iter().copied());
    findings.sort_by_key(|finding| Reverse(finding.severity));
    let (number, worst) = (findings.len(), findings.first().map(|f| f.severity));
    findings.truncate(LINES);
    let last = findings.len().div_ceil(TABLE);
    for (index, chunk) in findings.chunks(TABLE).enumerate() {
        let title = Inline::default().code(&path).text(": ");
        let from = index * TABLE + 1;
        let title = match index {
            0 => title.text(&counts),
            _ => title.text(&format!("findings {from} to {}", from + chunk.len() - 1)),
        };
        let priority = match worst {
            Some(Severity::Error) if index == 0 => Priority::Normal,
            _ => Priority::Low,
        };
        let mut blocks = vec![table(chunk)];
        if index + 1 == last {
            blocks.extend(more(number).map(Block::Paragraph));
        }
        let name = if index == 0 {
            format!("findings of {path}")
        } else {
            format!("more findings of {path}")
        };
        body.add(priority, name, Block::Details(title, blocks));
    }
}

fn table(findings: &[&Finding]) -> Block {
    let header = ["Place", "Severity", "Finding", "Rule"].map(Inline::new).to_vec();
    Block::Table(header, findings.iter().map(|finding| row(finding)).collect())
}

fn row(finding: &Finding) -> Vec<Inline> {
    let mut text = Inline::default().prose(&cut(&finding.message, CELL));
    if let Some(help) = &finding.help {
        text = text.line_break().text("help: ").prose(&cut(help, CELL));
    }
    // The address is ours, whatever the document says.
    let rule = match rules::find(&finding.rule) {
        Some(rule) => Inline::default().link(rule.id, &rule.url()),
        None => Inline::new(&cut(&finding.rule, CELL)),
    };
    let place = match finding.place.line {
        0 => String::new(),
        line => format!("{line}:{}", finding.place.column),
    };
    vec![
        Inline::new(&place),
        Inline::new(finding.severity.word()),
        text,
        rule,
    ]
}

fn annotation(document: &Document, finding: &Finding) -> Annotation {
    let place = finding.place;
    let mut message = visible(&cut(&finding.message, SAID)).into_owned();
    if let Some(help) = &finding.help {
        message = format!("{message}\nhelp: {}", visible(&cut(help, SAID)));
    }
    if let Some(rule) = rules::find(&finding.rule) {
        message = format!("{message}\nsee {}", rule.url());
    }
    Annotation {
        path: document.seen_from_root(&finding.path),
        line: place.line,
        end_line: place.end_line,
        column: Some(place.column),
        // The document's end is exclusive.
        end_column: Some(place.end_column.saturating_sub(1).max(place.column)),
        level: match finding.severity {
            Severity::Error => Level::Failure,
            Severity::Warning => Level::Warning,
            Severity::Info => Level::Notice,
        },
        title: cut(&finding.rule, CELL),
        message,
    }
}

/// A line for each of the first ones, and one that counts the others.
fn lines<T>(items: &[T], line: impl Fn(&T) -> Inline) -> Vec<Inline> {
    let rest = more(items.len());
    items.iter().take(LINES).map(line).chain(rest).collect()
}

fn more(number: usize) -> Option<Inline> {
    let left = number.checked_sub(LINES).filter(|left| *left > 0)?;
    Some(Inline::new(&format!("and {left} more in the log")))
}

fn by_severity<'a>(findings: impl Iterator<Item = &'a Finding>) -> [(Severity, usize); 3] {
    let mut counts = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| (severity, 0));
    for finding in findings {
        for (severity, number) in &mut counts {
            *number += usize::from(*severity == finding.severity);
        }
    }
    counts
}

/// `3 errors, 1 warning`; empty without findings.
fn numbers<'a>(findings: impl Iterator<Item = &'a Finding>) -> String {
    let parts = by_severity(findings)
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(severity, number)| counted(number, severity.word()));
    parts.collect::<Vec<_>>().join(", ")
}
