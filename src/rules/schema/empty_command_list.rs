use super::inputs;
use super::values::place;
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/empty-command-list",
    severity: Severity::Warning,
    summary: "a list of commands without any",
    why: "A step without commands does nothing, and Image Builder probably refuses it as it refuses empty inputs.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("empty_command_list.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        // Without arguments, or without updates to include or exclude, a step still does its work.
        let commands = inputs::text_lists(step)
            .into_iter()
            .find(|(input, _)| input.name == "commands");
        if let Some((_, entry)) = commands.filter(|(_, entry)| entry.value.items().len() == 0) {
            found
                .report(place(entry), "the list of commands is empty")
                .help("add a command, or remove the step");
        }
    }
}
