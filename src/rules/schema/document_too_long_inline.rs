use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::{Source, Span};

pub(super) const RULE: Rule = Rule {
    id: "schema/document-too-long-inline",
    severity: Severity::Info,
    summary: "more characters than the data field takes",
    why: "The `data` field of CreateComponent and CreateWorkflow takes 16,000 characters at most; longer documents go through S3.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html",
    page: include_str!("document_too_long_inline.md"),
    checks: &[Check::Text(check)],
};

/// The most characters that `data` takes.
const MOST: usize = 16_000;

fn check(source: &Source, found: &mut Findings<'_>) {
    let length = source.text().chars().count();
    if length <= MOST {
        return;
    }
    let inline = found.settings().inline;
    let finding = found.report(
        Span::empty(0),
        format!("the document has {length} characters, more than the {MOST} that fit inline"),
    );
    if inline {
        finding
            .help("shorten it, move scripts to files that a step downloads, or send it through S3 as `uri`")
            .error();
    } else {
        finding.help("store it in S3 and pass its `uri`: it does not fit `data`");
    }
}
