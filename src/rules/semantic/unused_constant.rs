use super::declared;
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/unused-constant",
    severity: Severity::Warning,
    summary: "a constant that nothing reads",
    why: "A constant that is never read is left over, or is missing where the value is written out.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("unused_constant.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for constant in declared::unread(component, &component.constants) {
        let finding = found
            .report(
                constant.name.span(),
                format!("nothing reads the constant `{}`", constant.name.shown()),
            )
            .help(format!(
                "write `{{{{ {} }}}}` where it is needed, or take it out",
                constant.name.shown()
            ));
        declared::take_out(component, "constants", constant, finding);
    }
}
