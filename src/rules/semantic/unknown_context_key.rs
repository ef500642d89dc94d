use crate::component::Component;
use crate::component::template::Expression;
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "semantic/unknown-context-key",
    severity: Severity::Error,
    summary: "a `context:` key that does not exist",
    why: "Only the 12 documented keys have a value.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("unknown_context_key.md"),
    checks: &[Check::Component(check)],
};

/// The documented keys.
pub(super) const KEYS: &[&str] = &[
    "executionId",
    "accountId",
    "region",
    "osPlatform",
    "osName",
    "osVersion",
    "date",
    "dateTime",
    "uuid",
    "hostname",
    "phase",
    "step",
];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for reference in component.steps().flat_map(|step| &step.references) {
        let Expression::Context(written) = reference.expression else {
            continue;
        };
        let key = written.trim();
        if KEYS.contains(&key) {
            continue;
        }
        let place = if key.is_empty() {
            reference.inner
        } else {
            reference.part(key)
        };
        let finding = found.report(place, format!("`context:` has no key `{}`", shorten(key)));
        if key.eq_ignore_ascii_case("instanceId") {
            finding.help("write `aws:imds:instance-id`");
        } else if let Some(meant) = nearest(key, KEYS.iter().copied()) {
            let tree = component.root.tree();
            mend::write_part(finding, Safety::Safe, tree, (place, key), meant);
        } else {
            finding.help(format!("the keys: `{}`", KEYS.join("`, `")));
        }
    }
}
