//! Documents that stand in other files: each is judged as it is, and its findings move to the host.

use super::holes::{self, Doubt};
use super::suppress::{self, Comments};
use super::{Settings, Together, detect, file::Judged, judge_tree, settle};
use crate::diagnostic::{Diagnostic, Fix};
use crate::embedded::{Embedded, Host, Mapped, Part};
use crate::source::{Edit, Source, Span};
use crate::yaml;

/// Judges what a host holds and, together with the other files, what it declares.
pub(super) fn judge(
    source: Source,
    host: Host,
    settings: &Settings,
    together: Option<Together<'_>>,
) -> Judged {
    let mut judged = Judged {
        source,
        findings: Vec::new(),
        documents: 0,
        not_checked: Vec::new(),
        files: Vec::new(),
    };
    let mut texts = Vec::new();
    for part in host.parts {
        match part {
            Part::Text(embedded) => {
                match document(&judged.source, &embedded, settings) {
                    Outcome::Found(found) => {
                        judged.documents += 1;
                        judged.findings.extend(found);
                    }
                    Outcome::NotChecked(doubt) => judged.doubt(&doubt),
                    Outcome::None => {}
                }
                texts.push(embedded.host);
            }
            Part::File(file) => judged.files.push(file),
            Part::Unknown(unknown) => judged.doubt(&Doubt {
                host: unknown.span,
                reason: unknown.reason,
            }),
        }
    }
    if let Some(together) = together {
        judged.findings.extend(together.findings(settings));
        judged.documents += together.recipes();
    }
    let comments = Comments::of_host(
        host.comments,
        &texts,
        &judged.source,
        judged.not_checked.is_empty(),
    );
    let found = std::mem::take(&mut judged.findings);
    let found = suppress::apply(&comments, &judged.source, found, settings);
    judged.findings = settle(found, settings);
    judged
}

/// Judges nothing of a host but what changed in other files.
pub(super) fn judge_since(
    source: &Source,
    host: Host,
    settings: &Settings,
    together: Together<'_>,
) -> Vec<Diagnostic> {
    let comments = Comments::of_host(host.comments, &[], source, false);
    let found = suppress::apply(&comments, source, together.findings(settings), settings);
    settle(found, settings)
}

impl Judged {
    fn doubt(&mut self, doubt: &Doubt) {
        let line = self.source.position(doubt.host.start).line;
        self.not_checked.push(format!("line {line}: {}", doubt.reason));
    }
}

enum Outcome {
    /// Judged; the findings are at their places in the host.
    Found(Vec<Diagnostic>),
    /// A document of which too little is known.
    NotChecked(Doubt),
    /// Not a document.
    None,
}

fn document(host: &Source, embedded: &Embedded, settings: &Settings) -> Outcome {
    let mapped = &embedded.text;
    let source = Source::new(host.path(), mapped.text());
    let tree = yaml::parse(source.text());
    if !embedded.declared && !detect::is_document_tree(&tree) {
        return Outcome::None;
    }
    if let Some(doubt) = holes::doubt(&tree, mapped) {
        return Outcome::NotChecked(doubt);
    }
    let mut settings = settings.clone();
    settings.know(embedded.facts);
    settings.inline = embedded.declared;
    let mut found = judge_tree(&source, &tree, &settings);
    holes::keep_sure(&tree, mapped, &mut found);
    if embedded.generated {
        // No person wrote the bytes between the values.
        found.retain(|finding| !matches!(finding.rule.split_once('/'), Some(("syntax", _))));
    }
    for finding in &mut found {
        moved(finding, mapped, host.text());
    }
    Outcome::Found(found)
}

/// Moves a finding from the document to its host.
fn moved(finding: &mut Diagnostic, mapped: &Mapped, host: &str) {
    finding.span = mapped.place(finding.span);
    finding.claims = None;
    finding.conceals = finding.conceals.map(|span| mapped.place(span));
    for label in &mut finding.labels {
        label.span = mapped.place(label.span);
    }
    finding.fix = finding.fix.take().and_then(|fix| {
        let edits: Option<Vec<Edit>> = fix
            .edits
            .into_iter()
            .map(|edit| moved_edit(edit, mapped, host))
            .collect();
        Some(Fix { edits: edits?, ..fix })
    });
}

/// The same change in the host, where the bytes are the same and stay so.
fn moved_edit(edit: Edit, mapped: &Mapped, host: &str) -> Option<Edit> {
    let mut span: Span = mapped.exact(edit.span)?;
    if edit.text.is_empty() && is_lines(mapped.text(), edit.span) {
        // With what the host indents the first of these lines by; it would stay before the line behind them.
        let before = host.get(..span.start as usize)?;
        let indent = before.len() - before.trim_end_matches([' ', '\t']).len();
        if before[..before.len() - indent].ends_with('\n') {
            span.start -= u32::try_from(indent).ok()?;
        }
    }
    let fits = !mapped.touches_hole(edit.span) && mapped.takes(&edit.text);
    fits.then_some(Edit { span, ..edit })
}

/// Whether a span holds lines as a whole.
fn is_lines(text: &str, span: Span) -> bool {
    let ends = |at: u32| {
        text.get(..at as usize)
            .is_some_and(|before| before.is_empty() || before.ends_with('\n'))
    };
    !span.is_empty() && ends(span.start) && ends(span.end)
}
