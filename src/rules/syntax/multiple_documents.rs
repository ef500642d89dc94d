use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Tree;

pub(super) const RULE: Rule = Rule {
    id: "syntax/multiple-documents",
    severity: Severity::Warning,
    summary: "more than one YAML document in a file",
    why: "Image Builder takes one document; what it does with a second one is not documented.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("multiple_documents.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    if let Some(second) = tree.more_documents.first() {
        found
            .report(*second, "a second document starts here and is probably ignored")
            .help("put it in a file of its own");
    }
}
