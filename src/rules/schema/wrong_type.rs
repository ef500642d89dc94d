use super::values::{item_place, place};
use crate::component::{Component, Phase, Step};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::{Kind, Node};

pub(super) const RULE: Rule = Rule {
    id: "schema/wrong-type",
    severity: Severity::Error,
    summary: "a map, a list or a single value where another of them is required",
    why: "Image Builder reads each key into one fixed shape and refuses the document when another stands there.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("wrong_type.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let root = component.root;
    expect(root, "name", Kind::Scalar, found);
    expect(root, "description", Kind::Scalar, found);
    expect(root, "phases", Kind::Sequence, found);
    items(root, "phases", "phase", found);
    for phase in &component.phases {
        check_phase(phase, found);
    }
}

fn check_phase(phase: &Phase<'_>, found: &mut Findings<'_>) {
    expect(phase.node, "name", Kind::Scalar, found);
    expect(phase.node, "steps", Kind::Sequence, found);
    items(phase.node, "steps", "step", found);
    for step in &phase.steps {
        check_step(step, found);
    }
}

fn check_step(step: &Step<'_>, found: &mut Findings<'_>) {
    expect(step.node, "name", Kind::Scalar, found);
    expect(step.node, "action", Kind::Scalar, found);
    expect(step.node, "loop", Kind::Mapping, found);
    // A list below `if` was documented once; it has a rule of its own.
    if step.condition.is_none_or(Node::is_scalar) {
        expect(step.node, "if", Kind::Mapping, found);
    }
}

fn expect(map: Node<'_>, key: &str, kind: Kind, found: &mut Findings<'_>) {
    let Some(entry) = map.entry(key).filter(|entry| !entry.value.is_null()) else {
        return;
    };
    let is = entry.value.kind();
    if is == kind {
        return;
    }
    let message = format!("`{key}` is {}, not {}", is.word(), kind.word());
    let help = match (key, is) {
        ("phases", Kind::Mapping) => {
            "write each phase as a list item: `- name: build` with `steps:` below it"
        }
        ("steps", Kind::Mapping) => "write each step as a list item: `- name: …` with `action:` below it",
        ("phases" | "steps", _) => "write list items that start with `- name: …`",
        ("loop", _) => "write `for:` or `forEach:` below `loop:`",
        ("if", _) => "write a condition below `if:`, such as `fileExists: /path`",
        _ => "write one value on the line of the key",
    };
    found.report(place(entry), message).help(help);
}

fn items(map: Node<'_>, key: &str, what: &str, found: &mut Findings<'_>) {
    for item in map.present(key).into_iter().flat_map(Node::items) {
        if item.is_map() {
            continue;
        }
        let message = if item.is_null() {
            format!("a list item of `{key}` is empty")
        } else {
            format!("a {what} is {}, not a map", item.kind().word())
        };
        let help = if item.is_null() {
            "remove the item, or indent its keys deeper than the dash"
        } else {
            "write `name:` and the other keys below the dash"
        };
        found.report(item_place(item), message).help(help);
    }
}
