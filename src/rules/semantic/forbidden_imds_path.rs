use crate::component::Component;
use crate::component::template::Expression;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/forbidden-imds-path",
    severity: Severity::Error,
    summary: "instance metadata that is refused",
    why: "Image Builder refuses references to the credentials of the instance.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("forbidden_imds_path.md"),
    checks: &[Check::Component(check)],
};

const REFUSED: &[&str] = &["iam/", "identity-credentials/"];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for reference in component.steps().flat_map(|step| &step.references) {
        let Expression::Metadata(path) = reference.expression else {
            continue;
        };
        if let Some(refused) = REFUSED
            .iter()
            .find(|refused| path.trim_start().starts_with(**refused))
        {
            found
                .report(
                    reference.part(path.trim()),
                    format!("instance metadata below `{refused}` is refused"),
                )
                .help("the AWS CLI and SDKs find the credentials of the instance by themselves");
        }
    }
}
