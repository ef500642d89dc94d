use crate::component::Component;
use crate::component::head;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/parameter-value-length",
    severity: Severity::Warning,
    summary: "a default that is longer than the default quota allows",
    why: "The default quota is 1,024 characters for each parameter value.",
    source: "https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html",
    page: include_str!("parameter_value_length.md"),
    checks: &[Check::Component(check)],
};

/// The quota "Characters per component parameter value".
const MOST: usize = 1024;

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for parameter in &component.parameters {
        let Some(value) = parameter.body.present("default") else {
            continue;
        };
        let length = value.text().unwrap_or_default().chars().count();
        if length > MOST {
            found
                .report(
                    head(value),
                    format!("the default has {length} characters, the quota is {MOST}"),
                )
                .help("make it a constant, or keep the text in a file or in Parameter Store");
        }
    }
}
