use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::{FaultKind, Tree};

pub(super) const RULE: Rule = Rule {
    id: "syntax/tab-indentation",
    severity: Severity::Error,
    summary: "a tab as indentation",
    why: "YAML forbids tabs as indentation, since their width is not defined.",
    source: "https://yaml.org/spec/1.2.2/#61-indentation-spaces",
    page: include_str!("tab_indentation.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    if let Some(fault) = tree.fault.as_ref().filter(|fault| fault.kind == FaultKind::Tab) {
        found
            .report(fault.span, "a tab cannot indent YAML")
            .help("replace every tab at the start of a line by blanks");
    }
}
