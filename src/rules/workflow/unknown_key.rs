use super::support::{
    COMPONENT_DOCUMENT_KEYS, COMPONENT_STEP_KEYS, DOCUMENT, Level, OUTPUT, PARAMETER, STEP,
};
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend, words};
use crate::workflow::Workflow;
use crate::workflow::reference::split_key;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "workflow/unknown-key",
    severity: Severity::Error,
    summary: "a key that workflow documents do not have",
    why: "A key that is not part of the grammar has no effect, or the document is refused.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html",
    page: include_str!("unknown_key.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    map(workflow.root, DOCUMENT, COMPONENT_DOCUMENT_KEYS, found);
    for parameter in workflow
        .parameters
        .iter()
        .filter(|parameter| parameter.name.is_some())
    {
        map(parameter.node, PARAMETER, &[], found);
    }
    for step in &workflow.steps {
        map(step.node, STEP, COMPONENT_STEP_KEYS, found);
    }
    for output in &workflow.outputs {
        map(output.node, OUTPUT, &["value.$"], found);
    }
}

/// Keys in `elsewhere` have a rule of their own.
fn map(node: Node<'_>, level: Level, elsewhere: &[&str], found: &mut Findings<'_>) {
    let missing = level.missing(node);
    for (entry, meant) in level.unknown(node) {
        if elsewhere.contains(&entry.name()) {
            continue;
        }
        let finding = found.report(
            entry.key.written_span(),
            format!("`{}` is not a key of {}", entry.key.shown(), level.what),
        );
        let (name, suffix) = split_key(entry.name());
        match meant {
            Some(meant) if suffix && meant == name => {
                finding.help(format!(
                    "write `{meant}` with a plain value: references stand below `inputs`"
                ));
            }
            Some(meant) => mend::write(finding, Safety::Safe, entry.key, meant),
            None => {
                let keys: Vec<&str> = level.keys.iter().chain(level.with_suffix).copied().collect();
                finding.help(format!("use {}, or leave it out", words::one_of(&keys)));
            }
        }
        // Without the required key that was meant the document is refused.
        if !meant.is_some_and(|meant| missing.contains(&meant)) {
            finding.warning();
        }
    }
}
