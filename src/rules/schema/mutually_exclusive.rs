use super::inputs;
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/mutually-exclusive",
    severity: Severity::Error,
    summary: "ExecutePowerShell with both commands and file, or with neither",
    why: "ExecutePowerShell takes either `commands` or `file` and refuses both together and neither.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("mutually_exclusive.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps().filter(|step| step.runs("ExecutePowerShell")) {
        for map in inputs::maps(step) {
            let given = |name| map.node.entry(name).filter(|entry| !entry.value.is_null());
            match (given("commands"), given("file")) {
                (Some(commands), Some(file)) => {
                    let (commands, file) = (commands.key.written_span(), file.key.written_span());
                    found
                        .report(
                            commands.max(file),
                            "ExecutePowerShell has both `commands` and `file`",
                        )
                        .help("keep one of them, or make two steps")
                        .label(commands.min(file), "the other one");
                }
                // An unknown input next to neither is one of the two under a wrong name, and an empty map is
                // a finding about the inputs as a whole.
                (None, None) if map.unknown().is_empty() && map.node.written_entries().len() > 0 => {
                    found
                        .report(map.place, "ExecutePowerShell has neither `commands` nor `file`")
                        .help(
                            "add `commands:` with a list of commands, or `file:` with the path of a script",
                        );
                }
                _ => {}
            }
        }
    }
}
