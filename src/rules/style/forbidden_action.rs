use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "style/forbidden-action",
    severity: Severity::Error,
    summary: "an action that your settings forbid",
    why: "The team does not allow this action in its components.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-component-manager.html",
    page: include_str!("forbidden_action.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let forbidden = &found.settings().forbidden_actions;
    for step in component.steps() {
        if let Some(action) = step.action.filter(|_| forbidden.contains(step.action_text())) {
            found
                .report(
                    action.span(),
                    format!("the settings forbid the action `{}`", action.shown()),
                )
                .help("use an action that is allowed, or have the settings changed");
        }
    }
}
