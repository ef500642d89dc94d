use super::support::case_twin;
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, mend};
use crate::workflow::Workflow;
use crate::workflow::grammar::ON_FAILURE;

pub(super) const RULE: Rule = Rule {
    id: "workflow/on-failure",
    severity: Severity::Error,
    summary: "an `onFailure` that does not exist",
    why: "A step either aborts the workflow or lets it continue; there is no third way.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html",
    page: include_str!("on_failure.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    for step in &workflow.steps {
        let Some(value) = step.node.present("onFailure").filter(|value| value.is_scalar()) else {
            continue;
        };
        let text = value.text().unwrap_or_default();
        // `Ignore` is the grammar of components and has its own finding.
        if ON_FAILURE.contains(&text) || text == "Ignore" {
            continue;
        }
        let twin = case_twin(text, ON_FAILURE);
        let finding = found.report(
            value.span(),
            format!("`{}` is not a value of `onFailure`", value.shown()),
        );
        match twin.or_else(|| nearest(text, ON_FAILURE.iter().copied())) {
            Some(meant) => mend::write(finding, Safety::Safe, value, meant),
            None => {
                finding.help("write `Abort` or `Continue`");
            }
        }
        if twin.is_some() {
            finding.warning();
        }
    }
}
