use super::inputs::{self, Unknown};
use super::keys::{self, Keyed};
use crate::component::Component;
use crate::component::grammar::STEP;
use crate::component::head;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule, mend, words};

pub(super) const RULE: Rule = Rule {
    id: "schema/unknown-input",
    severity: Severity::Error,
    summary: "an input that the action does not have",
    why: "The action does not know this input: Image Builder refuses it or ignores it.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("unknown_input.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        for map in inputs::maps(step) {
            let faults = inputs::key_faults(&map);
            for unknown in &faults.unknown {
                report(&map, unknown, faults.incomplete, found);
            }
        }
    }
}

/// Next to a required input that is missing, an unknown one is that input under a wrong name; alone it may be
/// harmless.
fn report(map: &Keyed<'_>, unknown: &Unknown<'_>, incomplete: bool, found: &mut Findings<'_>) {
    let key = unknown.entry.key;
    let finding = if key.is_scalar() {
        found.report(
            key.written_span(),
            format!("{} has no input `{}`", map.what, key.shown()),
        )
    } else {
        found.report(
            head(key),
            format!("{} has no input that is {}", map.what, key.kind().word()),
        )
    };
    finding.help(help(map, unknown));
    if let Some(meant) = unknown.meant.filter(|meant| map.node.present(meant).is_none()) {
        mend::instead(finding, keys::safety(unknown.entry, meant), key, meant);
    }
    if !incomplete {
        finding.warning();
    }
}

fn help(map: &Keyed<'_>, unknown: &Unknown<'_>) -> String {
    let inputs = words::all_of(&map.allowed);
    if let Some(meant) = unknown.meant {
        return if map.node.present(meant).is_some() {
            format!("remove it: `{meant}` is there already")
        } else if map.required.contains(&meant) {
            format!("write `{meant}`, which is required")
        } else {
            format!("write `{meant}`")
        };
    }
    if let Some(required) = unknown.instead_of {
        return format!("`{required}` is required and missing; the inputs are {inputs}");
    }
    if STEP.contains(&unknown.entry.name()) {
        return format!(
            "move `{}` out of the inputs: it is a key of the step",
            unknown.entry.name()
        );
    }
    match map.allowed.as_slice() {
        [only] => format!("the only input is `{only}`"),
        _ => format!("the inputs are {inputs}"),
    }
}
