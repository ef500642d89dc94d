use super::written_files::{by_actions, calls_that_write};
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;
use crate::source::Span;

pub(super) const RULE: Rule = Rule {
    id: "security/ssh-key-in-image",
    severity: Severity::Warning,
    summary: "a write to `authorized_keys`",
    why: "The owner of the key can log in to every instance of the image; on Linux the clean-up of Image Builder removes the file instead.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/security-best-practices.html",
    page: include_str!("ssh_key_in_image.md"),
    checks: &[Check::Component(check_inputs), Check::Script(check_calls)],
};

fn is_keys(path: &str) -> bool {
    let name = path
        .trim_end_matches(['"', '\''])
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default();
    matches!(
        name,
        "authorized_keys" | "authorized_keys2" | "administrators_authorized_keys"
    )
}

fn check_inputs(component: &Component<'_>, found: &mut Findings<'_>) {
    for path in by_actions(component).filter(|path| is_keys(path.end)) {
        report(path.node.span(), found);
    }
}

fn check_calls(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for (place, _) in calls_that_write(scripts, is_keys) {
        report(place, found);
    }
}

fn report(span: Span, found: &mut Findings<'_>) {
    found
        .report(span, "a key in the image opens every instance of it")
        .help("give instances their keys when they are launched, or use Session Manager")
        .claims(span);
}
