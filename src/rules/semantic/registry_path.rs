use crate::component::Component;
use crate::diagnostic::{Diagnostic, Safety, Severity};
use crate::nearest::nearest;
use crate::rules::literal::{Known, begins_with, texts};
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "semantic/registry-path",
    severity: Severity::Error,
    summary: "a registry path that does not start with a hive",
    why: "SetRegistry takes only paths that start with one of the documented names of a hive.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("registry_path.md"),
    checks: &[Check::Component(check)],
};

/// The documented starts of a path.
const HIVES: [&str; 10] = [
    "HKEY_CLASSES_ROOT",
    "HKEY_USERS",
    "HKEY_LOCAL_MACHINE",
    "HKEY_CURRENT_CONFIG",
    "HKEY_CURRENT_USER",
    "HKCR:",
    "HKU:",
    "HKLM:",
    "HKCC:",
    "HKCU:",
];

/// What other tools put in front of the hive.
const PREFIXES: [&str; 3] = ["Microsoft.PowerShell.Core\\", "Registry::", "Computer\\"];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for path in texts(component, &["SetRegistry"], "path") {
        judge(&path, found);
    }
}

fn judge(path: &Known<'_>, found: &mut Findings<'_>) {
    let mut rest = path.start;
    for prefix in PREFIXES {
        if begins_with(rest, prefix) {
            rest = rest.get(prefix.len()..).unwrap_or_default();
        }
    }
    let end = rest.find(['\\', '/', ':']);
    if end.is_none() && path.literal().is_none() {
        return;
    }
    let (word, below) = rest.split_at(end.unwrap_or(rest.len()));
    let hive = HIVES
        .into_iter()
        .find(|hive| hive.trim_end_matches(':').eq_ignore_ascii_case(word));
    let span = path.node.span();
    let shown = path.node.shown();
    let Some(hive) = hive else {
        let finding = found.report(span, format!("`{shown}` does not start with a hive"));
        match nearest(word, HIVES.map(|hive| hive.trim_end_matches(':'))) {
            Some(meant) => {
                let hive = if meant.starts_with("HKEY") {
                    meant.to_owned()
                } else {
                    format!("{meant}:")
                };
                finding.help(format!("write `{hive}` for `{word}`"));
                repair(finding, path, &hive, below);
            }
            None => {
                finding.help(r"start the path with a hive, such as `HKLM:\` or `HKEY_USERS\`");
            }
        }
        return;
    };
    let documented = rest.len() == path.start.len() && rest.starts_with(hive);
    if !documented {
        let rest = below.strip_prefix(':').unwrap_or(below);
        let dots = if path.literal().is_some() { "" } else { "…" };
        let message = format!("`{shown}` starts with no documented name of a hive");
        let finding = found.report(span, message).warning();
        finding.help(format!("write `{}{dots}`", shorten(&format!("{hive}{rest}"))));
        repair(finding, path, hive, below);
    }
}

/// Writes the path with this hive.
fn repair(finding: &mut Diagnostic, path: &Known<'_>, hive: &str, below: &str) {
    let below = below.strip_prefix(':').unwrap_or(below);
    if path.literal().is_some() {
        mend::instead(finding, Safety::Safe, path.node, &format!("{hive}{below}"));
    }
}
