use super::support::{entries_below, place};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::workflow::Workflow;
use crate::workflow::reference::{ROOTS, braces, split_key};
use crate::yaml::{Entry, Node};

pub(super) const RULE: Rule = Rule {
    id: "workflow/literal-under-suffix",
    severity: Severity::Warning,
    summary: "a plain value under a key with `.$`",
    why: "A key that ends in `.$` takes a reference such as `$.stepOutputs.Launch.instanceId`.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-dynamic-vars.html",
    page: include_str!("literal_under_suffix.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    for step in &workflow.steps {
        for entry in step.node.entries() {
            if split_key(entry.name()).1 {
                judge(entry, found);
            }
        }
        for entry in step.inputs.into_iter().flat_map(entries_below) {
            if split_key(entry.name()).1 {
                judge(entry, found);
            }
        }
    }
}

fn judge(entry: Entry<'_>, found: &mut Findings<'_>) {
    let value = entry.value;
    if value.is_null() || value.text().is_some_and(|text| text.trim().starts_with('$')) {
        return;
    }
    let plain = split_key(entry.name()).0;
    let message = if value.is_scalar() {
        format!("`{}` is not a reference", value.shown())
    } else {
        format!(
            "the value of `{}` is {}, not a reference",
            entry.key.shown(),
            value.kind().word()
        )
    };
    found
        .report(place(entry.key.written_span(), value), message)
        .help(help(plain, value));
}

fn help(plain: &str, value: Node<'_>) -> String {
    let text = value.text().unwrap_or_default().trim();
    if let [(_, inner)] = braces(text)[..]
        && text.starts_with("{{")
        && text.ends_with("}}")
        && inner.starts_with("$.")
    {
        return format!("write `{inner}` without the braces");
    }
    if text.contains("{{") {
        return format!("write the key as `{plain}`: references in braces need no `.$`");
    }
    if ROOTS
        .iter()
        .any(|root| text.strip_prefix(root).is_some_and(|rest| rest.starts_with('.')))
    {
        return format!("write `$.{text}`");
    }
    format!("write the key as `{plain}`, or a reference as the value")
}
