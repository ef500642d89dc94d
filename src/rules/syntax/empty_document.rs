use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;
use crate::yaml::{self, Tree};

pub(super) const RULE: Rule = Rule {
    id: "syntax/empty-document",
    severity: Severity::Error,
    summary: "a file without a document",
    why: "There is nothing to run.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("empty_document.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    let nothing = tree.root().is_none_or(yaml::Node::is_null);
    if nothing && tree.fault.is_none() {
        found
            .report(Span::empty(0), "the file holds no document")
            .help("write a component with `schemaVersion` and `phases`, or a workflow with `schemaVersion` and `steps`")
            .claims(Span::new(0, tree.text().len()));
    }
}
