use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::{Source, Span};

pub(super) const RULE: Rule = Rule {
    id: "schema/document-too-large",
    severity: Severity::Warning,
    summary: "more bytes than the component size quota",
    why: "Image Builder refuses documents above the account's component size quota, 64 KB unless it was raised.",
    source: "https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html",
    page: include_str!("document_too_large.md"),
    checks: &[Check::Text(check)],
};

/// The default quota in bytes.
const DEFAULT: u32 = 64 * 1024;

fn check(source: &Source, found: &mut Findings<'_>) {
    let quota = found.settings().size_quota;
    let most = quota.unwrap_or(DEFAULT);
    let length = source.text().len();
    if u32::try_from(length).is_ok_and(|length| length <= most) {
        return;
    }
    let message = match quota {
        Some(_) => format!("the document has {length} bytes, more than the account's quota of {most}"),
        None => format!("the document has {length} bytes, more than the default quota of {most}"),
    };
    let finding = found
        .report(Span::empty(0), message)
        .help("split it, or move scripts to files that a step downloads");
    if quota.is_some() {
        finding.error();
    }
}
