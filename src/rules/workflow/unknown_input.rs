use super::support::input_maps;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend, words};
use crate::workflow::Workflow;
use crate::workflow::reference::split_key;

pub(super) const RULE: Rule = Rule {
    id: "workflow/unknown-input",
    severity: Severity::Error,
    summary: "an input that the action does not have",
    why: "An input that the action does not know has no effect, or the document is refused.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html",
    page: include_str!("unknown_input.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    for step in &workflow.steps {
        for map in input_maps(step) {
            let missing = map.missing();
            let owner = map.inside.unwrap_or(step.action_text());
            for (entry, meant) in map.unknown() {
                let finding = found.report(
                    entry.key.written_span(),
                    format!("`{}` is not an input of `{owner}`", entry.key.shown()),
                );
                let suffix = if split_key(entry.name()).1 { ".$" } else { "" };
                match meant {
                    Some(meant) => {
                        let key = format!("{meant}{suffix}");
                        mend::write(finding, Safety::Safe, entry.key, &key);
                    }
                    None if map.inputs.is_empty() => {
                        finding.help("leave it out");
                    }
                    None => {
                        let all: Vec<&str> = map.inputs.iter().map(|input| input.name).take(8).collect();
                        finding.help(format!("it has {}", words::all_of(&all)));
                    }
                }
                // Without the required input that was meant the step cannot start.
                if !meant.is_some_and(|meant| missing.contains(&meant)) {
                    finding.warning();
                }
            }
        }
    }
}
