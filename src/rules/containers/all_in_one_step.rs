use crate::container::Commands;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "containers/all-in-one-step",
    severity: Severity::Info,
    summary: "many pulls in one step with the default timeout",
    why: "A step ends after two hours unless it says otherwise, and large images of Windows take minutes each to unpack.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("all_in_one_step.md"),
    checks: &[Check::Script(check)],
};

/// As many pulls are many.
const MANY: usize = 10;

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    let mut counts = std::collections::BTreeMap::new();
    for pull in commands.pulls() {
        *counts.entry(pull.script).or_insert(0_usize) += pull.images.len().max(1);
    }
    for (script, count) in counts.into_iter().filter(|(_, count)| *count >= MANY) {
        let step = scripts.all[script].step;
        if step.node.present("timeoutSeconds").is_none() && step.looping.is_none() {
            found
                .report(step.place(), format!("{count} pulls in one step, which ends after two hours"))
                .help("raise `timeoutSeconds`, or spread the pulls over several steps: a retry then repeats less");
        }
    }
}
