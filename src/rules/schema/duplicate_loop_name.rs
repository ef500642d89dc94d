use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Node;
use std::collections::HashMap;

pub(super) const RULE: Rule = Rule {
    id: "schema/duplicate-loop-name",
    severity: Severity::Error,
    summary: "two loops of one name in a phase",
    why: "The name of a loop is unique within its phase.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-looping-constructs.html",
    page: include_str!("duplicate_loop_name.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for phase in &component.phases {
        let mut first: HashMap<&str, Node<'_>> = HashMap::new();
        for looping in phase.steps.iter().filter_map(|step| step.looping.as_ref()) {
            let Some(name) = looping.name else { continue };
            let Some(other) = first.get(looping.text()) else {
                first.insert(looping.text(), name);
                continue;
            };
            found
                .report(
                    name.span(),
                    format!("`{}` is already the name of a loop in this phase", name.shown()),
                )
                .help("give it another name, or leave the name out and write `loop.value`")
                .label(other.span(), "first used here");
        }
    }
}
