use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::{FaultKind, Tree};

pub(super) const RULE: Rule = Rule {
    id: "syntax/invalid-yaml",
    severity: Severity::Error,
    summary: "text that is not valid YAML",
    why: "A document that does not parse cannot become a component.",
    source: "https://yaml.org/spec/1.2.2/",
    page: include_str!("invalid_yaml.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    if let Some(fault) = tree.fault.as_ref().filter(|fault| fault.kind == FaultKind::Other) {
        found.report(fault.span, format!("not valid YAML: {}", fault.message));
    }
}
