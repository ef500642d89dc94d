//! `text`: for people, in the manner of rustc.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::report::Report;
use crate::rules;
use crate::source::Source;

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
        out.push_str(&finding_text(source, finding, style));
        out.push_str("\n\n");
    }
    out
}

/// One finding, without a line break at the end.
pub fn finding_text(source: &Source, finding: &Diagnostic, style: Style) -> String {
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
    let mut snippet = Snippet::source(source.text())
        .path(source.path())
        .annotation(AnnotationKind::Primary.span(finding.span.range()));
    for label in &finding.labels {
        snippet = snippet.annotation(
            AnnotationKind::Context
                .span(label.span.range())
                .label(&label.text),
        );
    }
    let mut group = level
        .primary_title(&finding.message)
        .id(finding.rule)
        .element(snippet);
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(help));
    }
    if let Some(rule) = rules::find(finding.rule) {
        group = group
            .element(Level::NOTE.message(rule.why))
            .element(Level::NOTE.message(format!("see {}", rule.source)));
    }
    renderer.render(&[group])
}
