use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/too-many-parameters",
    severity: Severity::Warning,
    summary: "more parameters than the default quota allows",
    why: "The default quota is 25 parameters for each component; the service refuses more unless your account has a higher one.",
    source: "https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html",
    page: include_str!("too_many_parameters.md"),
    checks: &[Check::Component(check)],
};

/// The quota "Parameters per component".
const MOST: usize = 25;

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let count = component.parameters.len();
    let Some(first_over) = component.parameters.get(MOST) else {
        return;
    };
    found
        .report(
            first_over.name.span(),
            format!("{count} parameters are more than the default quota of {MOST}"),
        )
        .help("turn parameters that nobody sets into constants, or have the quota raised");
}
