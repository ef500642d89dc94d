use std::collections::HashMap;

use super::support::{Listed, OUTPUT};
use crate::component::head;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;
use crate::workflow::Workflow;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "workflow/outputs",
    severity: Severity::Error,
    summary: "an output that is not written right",
    why: "An output is a map with a `name` of its own and a `value`.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html",
    page: include_str!("outputs.md"),
    checks: &[Check::Workflow(check)],
};

/// The most outputs of a workflow.
const MOST: usize = 25;

const LIST: Listed = Listed {
    key: "outputs",
    one: "an output",
    item: "`- name: …` and `value: …`",
    most: (MOST, ""),
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    if !LIST.check(workflow, found) {
        return;
    }
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for output in &workflow.outputs {
        for key in OUTPUT.plainly_missing(output.node) {
            found
                .report(
                    output.name.map_or_else(|| head(output.node), Node::span),
                    format!("the output has no `{key}`"),
                )
                .help(format!("add `{key}`"));
        }
        if let Some(entry) = output.node.entry("value.$").filter(|e| !e.value.is_null()) {
            found
                .report(
                    entry.key.written_span(),
                    "the value of an output takes a reference without `.$`",
                )
                .help("write `value`")
                .warning();
        }
        let Some(name) = output.name else { continue };
        if let Some(first) = seen.insert(name.text().unwrap_or_default(), name.span()) {
            found
                .report(
                    name.span(),
                    format!("a second output has the name `{}`", name.shown()),
                )
                .help("give every output a name of its own")
                .label(first, "first used here");
        }
    }
}
