use super::support::place;
use crate::component::head;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
use crate::workflow::Workflow;
use crate::yaml::scalar::Resolved;
use crate::yaml::{Kind, Node};

pub(super) const RULE: Rule = Rule {
    id: "workflow/wrong-type",
    severity: Severity::Error,
    summary: "a value of the wrong type",
    why: "A map, list or single value in place of another is refused.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html",
    page: include_str!("wrong_type.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    let root = workflow.root;
    for key in ["name", "description", "schemaVersion"] {
        shape(root, key, Kind::Scalar, found);
    }
    shape(root, "steps", Kind::Sequence, found);
    for item in root.present("steps").into_iter().flat_map(Node::items) {
        if !item.is_map() {
            found
                .report(
                    head(item),
                    format!("a step must be a map, this is {}", what(item)),
                )
                .help("write `- name: …` and `action: …` below it");
        }
    }
    for step in &workflow.steps {
        for key in ["name", "action", "description", "onFailure"] {
            shape(step.node, key, Kind::Scalar, found);
        }
        shape(step.node, "inputs", Kind::Mapping, found);
        for key in ["timeoutSeconds", "waitSeconds"] {
            integer(step.node, key, found);
        }
        boolean(step.node, found);
    }
}

fn shape(map: Node<'_>, key: &str, expected: Kind, found: &mut Findings<'_>) {
    let Some(entry) = map.entry(key).filter(|entry| !entry.value.is_null()) else {
        return;
    };
    let value = entry.value;
    if value.kind() == expected {
        return;
    }
    found
        .report(
            place(entry.key.written_span(), value),
            format!("`{key}` must be {}, this is {}", expected.word(), what(value)),
        )
        .help(match key {
            "steps" => "write a list: `- name: …` for each step".to_owned(),
            "inputs" if value.is_list() => "write a map: drop the `- ` before the keys".to_owned(),
            _ => format!("write {} behind `{key}`", expected.word()),
        });
}

fn what(node: Node<'_>) -> &'static str {
    if node.is_null() {
        "nothing"
    } else {
        node.kind().word()
    }
}

fn integer(map: Node<'_>, key: &str, found: &mut Findings<'_>) {
    let Some(entry) = map.entry(key).filter(|entry| !entry.value.is_null()) else {
        return;
    };
    let value = entry.value;
    if value.resolved().is_some_and(|r| r.as_integer().is_some()) {
        return;
    }
    let text = value.text().unwrap_or_default();
    let at = place(entry.key.written_span(), value);
    if text.trim().parse::<i64>().is_ok() {
        let finding = found
            .report(at, format!("`{key}` is a text, not a number"))
            .warning();
        mend::write_bare(finding, Safety::Safe, value, text.trim());
        finding.help(format!("write `{}` without quotes", text.trim()));
    } else if text.trim_start().starts_with("$.") || text.contains("{{") {
        found
            .report(at, format!("`{key}` is a reference, and none is documented here"))
            .help("write a whole number")
            .warning();
    } else {
        found
            .report(at, format!("`{key}` must be a whole number of seconds"))
            .help(format!("write `{key}: 3600`, for example"));
    }
}

fn boolean(map: Node<'_>, found: &mut Findings<'_>) {
    let Some(entry) = map
        .entry("rollbackEnabled")
        .filter(|entry| !entry.value.is_null())
    else {
        return;
    };
    let value = entry.value;
    if value.resolved().is_some_and(|r| r.as_boolean().is_some()) {
        return;
    }
    let text = value.text().unwrap_or_default();
    let at = place(entry.key.written_span(), value);
    let quoted = value.resolved() == Some(Resolved::Text)
        && matches!(text.to_ascii_lowercase().as_str(), "true" | "false");
    if quoted {
        let text = text.to_ascii_lowercase();
        let finding = found
            .report(at, "`rollbackEnabled` is a text, not a boolean")
            .warning();
        mend::write_bare(finding, Safety::Safe, value, &text);
        finding.help(format!("write `{text}` without quotes"));
    } else if text.trim_start().starts_with("$.") {
        found
            .report(at, "`rollbackEnabled` is a reference, and the key has no `.$`")
            .help("write `rollbackEnabled.$`")
            .warning();
    } else {
        found
            .report(at, "`rollbackEnabled` must be true or false")
            .help("write `true` or `false`");
    }
}
