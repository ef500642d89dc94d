use super::keys::Keyed;
use super::values::place;
use crate::component::Component;
use crate::component::Step;
use crate::component::modules::Module;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule, words};

pub(super) const RULE: Rule = Rule {
    id: "schema/missing-inputs",
    severity: Severity::Error,
    summary: "an action without the inputs that it requires",
    why: "Image Builder refuses it; of all actions, only `Reboot` and `UpdateOS` go without inputs.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("missing_inputs.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        let Some(module) = step.module.filter(|module| module.needs_inputs) else {
            continue;
        };
        let empty = step.inputs.is_none_or(|inputs| {
            !inputs.is_scalar() && inputs.items().len() == 0 && inputs.written_entries().len() == 0
        });
        if empty && !is_elsewhere(step) {
            let at = step.node.entry("inputs").map_or_else(|| step.place(), place);
            found
                .report(at, format!("{} has no inputs", module.name))
                .help(help(module));
        }
    }
}

/// Whether the inputs are there under a wrong key or one level too far out: that key has its own finding.
fn is_elsewhere(step: &Step<'_>) -> bool {
    let level = Keyed::of_step(step);
    level
        .unknown()
        .into_iter()
        .any(|entry| level.meant(entry) == Some("inputs") || level.outdented_input(entry).is_some())
}

fn help(module: &Module) -> String {
    let required: Vec<&str> = module
        .inputs
        .iter()
        .filter(|input| input.required)
        .map(|input| input.name)
        .collect();
    match module.name {
        "ExecutePowerShell" => "add `inputs:` with `commands` or `file`".to_owned(),
        _ if required.is_empty() => "add `inputs:` with a condition, such as `fileExists: /path`".to_owned(),
        _ => format!("add `inputs:` with {}", words::all_of(&required)),
    }
}
