use super::inputs;
use super::values::not_text;
use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};

pub(super) const RULE: Rule = Rule {
    id: "schema/non-string-command",
    severity: Severity::Warning,
    summary: "a number, boolean or date among commands or arguments",
    why: "YAML readers disagree about unquoted numbers, booleans and dates: `0700` can arrive as 448, `yes` as true.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("non_string_command.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        for (input, entry) in inputs::text_lists(step) {
            if !matches!(input.name, "commands" | "arguments") {
                continue;
            }
            for item in entry.value.items() {
                if let Some(kind) = not_text(item) {
                    let message = format!("an item of `{}` is {kind}, not text", input.name);
                    let finding = found.report(item.first_line(), message);
                    mend::write_quoted(finding, Safety::Safe, item);
                }
            }
        }
    }
}
