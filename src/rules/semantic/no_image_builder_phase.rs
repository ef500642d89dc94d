use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::literal::is_name;
use crate::rules::{Check, Findings, Rule, mend};

pub(super) const RULE: Rule = Rule {
    id: "semantic/no-image-builder-phase",
    severity: Severity::Warning,
    summary: "a document without a phase that Image Builder runs",
    why: "Image Builder runs none of its steps, and nothing fails because of that.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("no_image_builder_phase.md"),
    checks: &[Check::Component(check)],
};

/// The phases that Image Builder runs.
pub(super) const RUN: [&str; 4] = ["build", "validate", "test", "container-host-test"];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let phases = &component.phases;
    // A phase without a proper name gets its finding there; with a name it may be one of the four.
    if phases
        .iter()
        .any(|phase| phase.stage().is_some() || !is_name(phase.text()))
    {
        return;
    }
    let meant = phases
        .iter()
        .find_map(|phase| Some((phase.name?, nearest(phase.text(), RUN)?)));
    let Some(name) = meant
        .map(|(name, _)| name)
        .or(phases.first().and_then(|p| p.name))
    else {
        return;
    };
    let finding = found.report(name.span(), "the document has no phase that Image Builder runs");
    match meant {
        Some((name, word)) => {
            finding.help(format!("rename `{}` to `{word}`", name.shown()));
            mend::instead(finding, Safety::Unsafe, name, word);
        }
        None => {
            finding.help(
                "name a phase `build`, `validate`, `test` or `container-host-test`; only a document that \
                 ExecuteDocument runs can do without",
            );
        }
    }
}
