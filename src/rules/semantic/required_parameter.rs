use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/required-parameter",
    severity: Severity::Info,
    summary: "a parameter without a default",
    why: "Every recipe with this component must set it, or the service refuses the recipe.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("required_parameter.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for parameter in &component.parameters {
        if parameter.body.is_map() && parameter.body.present("default").is_none() {
            found
                .report(
                    parameter.name.span(),
                    format!(
                        "every recipe must set `{}`: it has no default",
                        parameter.name.shown()
                    ),
                )
                .help("add a `default` when one value suits most recipes");
        }
    }
}
