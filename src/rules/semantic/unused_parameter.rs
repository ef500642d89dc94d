use super::declared;
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/unused-parameter",
    severity: Severity::Info,
    summary: "a parameter that nothing reads",
    why: "A value that a recipe sets for it has no effect.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("unused_parameter.md"),
    checks: &[Check::Component(check)],
};

/// An info only: teams keep a version or a platform in parameters for tools of their own that read the document.
fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for parameter in declared::unread(component, &component.parameters) {
        let finding = found
            .report(
                parameter.name.span(),
                format!("nothing reads the parameter `{}`", parameter.name.shown()),
            )
            .help(format!(
                "write `{{{{ {} }}}}` where it is needed, or take it out",
                parameter.name.shown()
            ));
        declared::take_out(component, "parameters", parameter, finding);
    }
}
