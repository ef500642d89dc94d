use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::literal::{is_name, texts};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/document-phase",
    severity: Severity::Warning,
    summary: "an ExecuteDocument phase that no document can have",
    why: "`phases` is a list of phase names with commas between them; a name that no phase can have runs nothing.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("document_phase.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for phases in texts(component, &["ExecuteDocument"], "phases") {
        // An empty text is as good as none: all phases.
        let Some(text) = phases.literal().filter(|text| !text.trim().is_empty()) else {
            continue;
        };
        let Some(name) = text.split(',').map(str::trim).find(|name| !is_name(name)) else {
            continue;
        };
        let span = phases.node.span();
        if name.is_empty() {
            found
                .report(span, format!("`{}` has an empty phase name", phases.node.shown()))
                .help("write one comma between two names, and none at the start or the end");
        } else {
            found
                .report(
                    span,
                    format!("`{}` holds a name that no phase can have", phases.node.shown()),
                )
                .help("write phase names with commas between them, such as `build,validate`");
        }
    }
}
