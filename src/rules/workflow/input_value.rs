use super::support::{case_twin, input_maps, is_dynamic, place};
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, mend, words};
use crate::workflow::actions::{Input, InputKind};
use crate::workflow::reference::{Path, Target, split_key};
use crate::workflow::{Workflow, WorkflowStep};
use crate::yaml::{Entry, Node};

pub(super) const RULE: Rule = Rule {
    id: "workflow/input-value",
    severity: Severity::Error,
    summary: "an input value that the action does not take",
    why: "A value outside the documented ones makes the step fail.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html",
    page: include_str!("input_value.md"),
    checks: &[Check::Workflow(check)],
};

/// The most bytes of a JSON text.
const MOST_JSON: usize = 16 * 1_024;
/// The most tags of an AMI.
const MOST_TAGS: usize = 50;

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    for step in &workflow.steps {
        for map in input_maps(step) {
            for (input, entry) in map.literals() {
                words(input, entry.value, found);
                match input.kind {
                    InputKind::Json => json(input.name, entry.value, found),
                    InputKind::TextMap => tags(entry, found),
                    _ => {}
                }
            }
        }
        distributed_images(workflow, step, found);
    }
}

fn words(input: &Input, value: Node<'_>, found: &mut Findings<'_>) {
    let Some(text) = value
        .text()
        .filter(|_| !input.values.is_empty() && !is_dynamic(value))
    else {
        return;
    };
    if input.values.contains(&text) {
        return;
    }
    let twin = case_twin(text, input.values);
    let finding = found.report(
        value.span(),
        format!("`{}` is not a value of `{}`", value.shown(), input.name),
    );
    match twin.or_else(|| nearest(text, input.values.iter().copied())) {
        Some(meant) => mend::write(finding, Safety::Safe, value, meant),
        None => {
            finding.help(format!("write {}", words::one_of(input.values)));
        }
    }
    if twin.is_some() {
        finding.warning();
    }
}

fn json(name: &str, value: Node<'_>, found: &mut Findings<'_>) {
    let Some(text) = value.text() else { return };
    if text.len() > MOST_JSON {
        found
            .report(
                value.span(),
                format!("`{name}` has {} bytes, {MOST_JSON} are allowed", text.len()),
            )
            .help("shorten it");
    } else if !is_dynamic(value)
        && let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text)
    {
        found
            .report(value.span(), format!("`{name}` is not JSON: {error}"))
            .help("write a JSON text, best as a `|` block");
    }
}

fn tags(entry: Entry<'_>, found: &mut Findings<'_>) {
    let count = entry.value.entries().len();
    if count > MOST_TAGS {
        found
            .report(
                entry.key.written_span(),
                format!("{count} tags, an AMI can have {MOST_TAGS}"),
            )
            .help("leave some out");
    }
}

/// `distributedImages.$` takes the output of a `DistributeImage` step of the same workflow, nothing else.
fn distributed_images(workflow: &Workflow<'_>, step: &WorkflowStep<'_>, found: &mut Findings<'_>) {
    let wanted = step
        .known
        .is_some_and(|action| action.inputs.iter().any(|i| i.name == "distributedImages"));
    let Some(entry) = step.input("distributedImages").filter(|_| wanted) else {
        return;
    };
    let value = entry.value;
    let target = value
        .text()
        .and_then(|text| Path::parse(text.trim()))
        .map(|path| path.target());
    let message = match target {
        Some(Target::StepOutput { step: name, .. }) => {
            match workflow.step(name).and_then(|step| step.known) {
                // A step that does not exist, or whose action is unknown, has its own finding.
                None => return,
                Some(action) if action.name == "DistributeImage" => return,
                Some(action) => format!(
                    "`{name}` is a step of `{}`, not of `DistributeImage`",
                    action.name
                ),
            }
        }
        Some(Target::Unknown) => return,
        // Plain text under the key with the suffix is no reference at all, another finding.
        None if split_key(entry.name()).1 => return,
        _ => format!(
            "`{}` takes the output of a `DistributeImage` step only",
            entry.key.shown()
        ),
    };
    found
        .report(place(entry.key.written_span(), value), message)
        .help("write `distributedImages.$: $.stepOutputs.STEP.distributedImages`, STEP being a step with `DistributeImage`");
}
