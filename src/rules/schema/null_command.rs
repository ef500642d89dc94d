use super::inputs;
use super::values::item_place;
use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};

pub(super) const RULE: Rule = Rule {
    id: "schema/null-command",
    severity: Severity::Warning,
    summary: "an item of a list of commands with nothing in it",
    why: "YAML reads a dash with nothing behind it as null: a command is missing there or has the wrong indentation.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("null_command.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        for (input, entry) in inputs::text_lists(step) {
            for item in entry.value.items().filter(|item| item.is_null()) {
                let written = item.raw();
                let (message, help) = if written.is_empty() {
                    (
                        format!("an item of `{}` is empty", input.name),
                        "remove the dash, or indent the text that belongs to it deeper".to_owned(),
                    )
                } else {
                    (
                        format!(
                            "an item of `{}` is `{written}`, which YAML reads as nothing",
                            input.name
                        ),
                        format!("write `'{written}'` if the word is meant"),
                    )
                };
                let finding = found.report(item_place(item), message);
                finding.help(help);
                if let Some(edit) = mend::without_item(entry.value, item).filter(|_| written.is_empty()) {
                    finding.fix(Safety::Unsafe, "remove the empty item", vec![edit]);
                } else if let Some(edit) = mend::quoted(item, written) {
                    finding.fix(Safety::Unsafe, format!("write `'{written}'`"), vec![edit]);
                }
            }
        }
    }
}
