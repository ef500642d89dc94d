use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/ignored-failure",
    severity: Severity::Info,
    summary: "`onFailure: Ignore`, which hides a failure",
    why: "With `Ignore` the build succeeds whatever the step does.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("ignored_failure.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for phase in &component.phases {
        let checks = matches!(phase.text(), "validate" | "test" | "container-host-test");
        for step in &phase.steps {
            let ignored = step.node.present("onFailure");
            let Some(value) = ignored.filter(|value| value.text() == Some("Ignore")) else {
                continue;
            };
            if checks {
                found
                    .report(
                        value.span(),
                        format!(
                            "with `Ignore` a failed check in `{}` lets the image pass",
                            phase.text()
                        ),
                    )
                    .help("write `Abort` so that the build fails when the check does");
            } else {
                found
                    .report(
                        value.span(),
                        "with `Ignore` the build goes on as if this step had worked",
                    )
                    .help("write `Abort`, or check in `validate` what the image cannot do without");
            }
        }
    }
}
