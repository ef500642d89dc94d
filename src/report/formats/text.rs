//! `text`: for people, in the manner of rustc.

use std::fmt::Write as _;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Level, Renderer, Snippet};

use super::Format;
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::report::excerpt::Excerpt;
use crate::report::{Report, repaired_by};
use crate::rules;
use crate::source::{Source, Span};
use crate::visible::visible;

pub(super) const FORMAT: Format = Format {
    name: "text",
    summary: "for people: each finding with its lines",
    render,
};

/// How to draw.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Whether the output takes colours.
    pub color: bool,
}

/// Every finding with its lines, then what was not checked, then a count.
pub fn render(report: &Report, style: Style) -> String {
    let mut out = String::new();
    for (source, finding) in report.findings() {
        out.push_str(&told(source, finding, style, report.tried));
        out.push_str("\n\n");
    }
    // Writing to a string cannot fail.
    for file in &report.not_checked {
        let _ = writeln!(
            out,
            "not checked: {}: {}",
            visible(&file.path),
            visible(&file.reason)
        );
    }
    for notice in &report.notices {
        let _ = writeln!(out, "note: {}", visible(notice));
    }
    let _ = writeln!(out, "{}", report.verdict());
    out
}

/// One finding, without a line break at the end. Nothing in it acts on a terminal except the colours asked for.
pub fn finding_text(source: &Source, finding: &Diagnostic, style: Style) -> String {
    told(source, finding, style, None)
}

fn told(source: &Source, finding: &Diagnostic, style: Style, tried: Option<Safety>) -> String {
    let renderer = if style.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let spans: Vec<Span> = finding.labels.iter().map(|label| label.span).collect();
    let excerpt = Excerpt::new(source, finding.span, &spans);
    let path = visible(source.path());
    let mut snippet = Snippet::source(excerpt.text.as_str())
        .line_start(excerpt.first_line)
        .path(path.as_ref())
        .annotation(AnnotationKind::Primary.span(excerpt.main.clone()));
    let mut notes: Vec<Element<'_>> = Vec::new();
    for (label, place) in finding.labels.iter().zip(&excerpt.others) {
        let text = visible(&label.text);
        if let Some(range) = place {
            snippet = snippet.annotation(AnnotationKind::Context.span(range.clone()).label(text));
        } else {
            let at = source.position(label.span.start);
            let note = format!("{text}: {path}:{}:{}", at.line, at.column);
            notes.push(Level::NOTE.message(note).into());
        }
    }
    for help in helps(finding, tried) {
        notes.push(Level::HELP.message(visible(&help).into_owned()).into());
    }
    if let Some(rule) = rules::find(finding.rule) {
        notes.push(Level::NOTE.message(rule.why).into());
        notes.push(Level::NOTE.message(format!("see {}", rule.source)).into());
    }
    let title = level.primary_title(visible(&finding.message)).id(finding.rule);
    let text = renderer.render(&[title.element(snippet).elements(notes)]);
    with_place(text, source, finding, &excerpt)
}

/// What to do, and which option does it.
fn helps(finding: &Diagnostic, tried: Option<Safety>) -> Vec<String> {
    let help = finding.help.iter().cloned();
    let Some(fix) = &finding.fix else {
        return help.collect();
    };
    let option = repaired_by(finding, tried).map_or_else(String::new, |option| format!(" ({option})"));
    // Most titles are the help, or how it begins.
    let begins = finding
        .help
        .as_ref()
        .and_then(|help| help.strip_prefix(&fix.title));
    match begins.filter(|rest| !rest.starts_with(char::is_alphanumeric)) {
        Some(rest) => vec![format!("{}{option}{rest}", fix.title)],
        // What no option does is no help beside what a person does.
        None if option.is_empty() && finding.help.is_some() => help.collect(),
        None => help.chain([format!("{}{option}", fix.title)]).collect(),
    }
}

/// Puts the column of the file where the renderer has written that of the excerpt. They differ behind a character that was
/// spelled out, and on a line that was cut.
fn with_place(text: String, source: &Source, finding: &Diagnostic, excerpt: &Excerpt) -> String {
    let place = source.position(finding.span.start);
    let shown = excerpt.column();
    if shown == place.column as usize {
        return text;
    }
    let Some((title, rest)) = text.split_once('\n') else {
        return text;
    };
    let path = visible(source.path());
    let rest = rest.replacen(
        &format!("{path}:{}:{shown}", place.line),
        &format!("{path}:{}:{}", place.line, place.column),
        1,
    );
    format!("{title}\n{rest}")
}
