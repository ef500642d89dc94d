use super::written_files::{by_actions, calls_that_write};
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::literal::texts;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;
use crate::source::Span;

pub(super) const RULE: Rule = Rule {
    id: "security/cleanup-skipped",
    severity: Severity::Warning,
    summary: "a file that makes the clean-up of Image Builder leave something in the image",
    why: "Host keys, logs, history and credentials of the build stay in the image.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/security-best-practices.html",
    page: include_str!("cleanup_skipped.md"),
    checks: &[Check::Component(check_inputs), Check::Script(check_calls)],
};

/// The files that switch off a part of the clean-up, with what then stays.
const MARKERS: [(&str, &str); 6] = [
    ("skip_cleanup_cloudinit_files", "what cloud-init wrote"),
    (
        "skip_cleanup_instance_files",
        "what belongs to the build instance",
    ),
    ("skip_cleanup_ssh_files", "every SSH key of the build"),
    ("skip_cleanup_instance_log_files", "the log of the build instance"),
    ("skip_cleanup_toe_files", "what AWSTOE wrote"),
    ("skip_cleanup_ssm_log_files", "the log of Systems Manager"),
];

const SWITCH: &str = "perform_cleanup";

fn name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

fn stays(path: &str) -> Option<&'static str> {
    let marker = MARKERS.iter().find(|(marker, _)| *marker == name(path));
    marker.map(|(_, stays)| *stays)
}

fn check_inputs(component: &Component<'_>, found: &mut Findings<'_>) {
    for path in by_actions(component) {
        if let Some(stays) = stays(path.end) {
            report(path.node.span(), stays, found);
        }
    }
    for path in texts(component, &["DeleteFile"], "path").filter(|path| name(path.end) == SWITCH) {
        report(path.node.span(), "everything", found);
    }
}

fn check_calls(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for (place, word) in calls_that_write(scripts, |path| stays(path).is_some()) {
        report(place, stays(&word.text).unwrap_or_default(), found);
    }
    for (script, call) in scripts.calls() {
        let removes = matches!(call.program(), "rm" | "unlink" | "remove-item" | "del");
        for word in call
            .arguments()
            .iter()
            .filter(|word| removes && name(&word.text) == SWITCH)
        {
            report(script.place(&word.range), "everything", found);
        }
    }
}

fn report(span: Span, stays: &str, found: &mut Findings<'_>) {
    found
        .report(span, format!("with this, {stays} stays in the image"))
        .help("leave it out, and let Image Builder clean up");
}
