use crate::component::Component;
use crate::component::template::Expression;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/imagebuilder-expression",
    severity: Severity::Warning,
    summary: "an `imagebuilder:` expression in a component",
    why: "`imagebuilder:` expressions work in AMI names, tags and Dockerfile templates; a component has no such names.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("imagebuilder_expression.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for reference in component.steps().flat_map(|step| &step.references) {
        let Expression::ImageBuilder(name) = reference.expression else {
            continue;
        };
        let finding = found.report(
            reference.span,
            "`imagebuilder:` expressions do not work in a component",
        );
        finding.help(match name.trim() {
            "buildDate" => "write `{{ context:date }}` or `{{ context:dateTime }}`",
            "buildVersion" => "write `{{ env:IMAGE_BUILD_VERSION }}`",
            _ => "pass the value in a parameter, or use a `context:` value",
        });
    }
}
