use super::values::place;
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/empty-steps",
    severity: Severity::Warning,
    summary: "a phase without steps",
    why: "A phase without steps does nothing, and Image Builder probably refuses it as it refuses an empty list of phases.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("empty_steps.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for phase in &component.phases {
        let Some(entry) = phase.node.entry("steps") else {
            continue;
        };
        if entry.value.is_null() || entry.value.is_list() && entry.value.items().len() == 0 {
            let message = match phase.name {
                Some(name) => format!("phase `{}` has no steps", name.shown()),
                None => "a phase has no steps".to_owned(),
            };
            found
                .report(place(entry), message)
                .help("add a step, or remove the phase");
        }
    }
}
