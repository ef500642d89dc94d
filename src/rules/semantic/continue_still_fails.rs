use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/continue-still-fails",
    severity: Severity::Info,
    summary: "`onFailure: Continue`, which fails the build in the end",
    why: "After `Continue` the later steps run, but the document counts as failed and so does the image build.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("continue_still_fails.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        let Some(value) = step.node.present("onFailure") else {
            continue;
        };
        if value.text() == Some("Continue") {
            found
                .report(
                    value.span(),
                    "`Continue` runs the later steps and still fails the build",
                )
                .help("write `Ignore` if the failure is harmless, or `Abort` to stop at once");
        }
    }
}
