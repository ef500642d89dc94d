use super::values::{place, quoted_boolean};
use crate::component::Component;
use crate::component::template;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::{Node, scalar::Resolved};

pub(super) const RULE: Rule = Rule {
    id: "schema/disable-logging-type",
    severity: Severity::Error,
    summary: "a value of disableLogging that is not a boolean",
    why: "Image Builder reads `disableLogging` as a boolean; with another value the log may show what it should not.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("disable_logging_type.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    check_map(component.root, found);
    for phase in &component.phases {
        check_map(phase.node, found);
        for step in &phase.steps {
            check_map(step.node, found);
        }
    }
}

fn check_map(map: Node<'_>, found: &mut Findings<'_>) {
    let Some(entry) = map.entry("disableLogging") else {
        return;
    };
    let value = entry.value;
    let resolved = value.resolved();
    let boolean = resolved.as_ref().and_then(Resolved::as_boolean);
    if value.is_null() || boolean.is_some() || value.text().is_some_and(template::is_dynamic) {
        return;
    }
    if let Some(boolean) = quoted_boolean(value) {
        let finding = found.report(place(entry), "the boolean of `disableLogging` is in quotes");
        mend::write_bare(finding.warning(), Safety::Safe, value, &boolean.to_string());
        return;
    }
    let message = if value.is_scalar() {
        format!("`disableLogging` is `{}`, not a boolean", value.shown())
    } else {
        format!("`disableLogging` is {}, not a boolean", value.kind().word())
    };
    found
        .report(place(entry), message)
        .help("write `true` or `false`");
}
