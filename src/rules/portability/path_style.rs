use super::{paths, platforms};
use crate::component::{Component, Step};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "portability/path-style",
    severity: Severity::Warning,
    summary: "a Windows path in a component for Linux or macOS, or the reverse",
    why: "The path means another place on this platform than where it was written for, or none.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("path_style.md"),
    checks: &[Check::Component(check)],
};

/// The folders at the root of Linux and macOS. Windows has none of these, and a path without a drive leads to the current one.
const AT_ROOT: &[&str] = &[
    "bin", "boot", "dev", "etc", "home", "lib", "mnt", "opt", "proc", "root", "sbin", "srv", "tmp", "usr",
    "var",
];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let Some(windows) = platforms::for_windows(component) else {
        return;
    };
    // An action that the platform does not have is a finding already.
    let fits = |step: &&Step<'_>| {
        step.module
            .is_some_and(|m| component.platform.is_none_or(|p| m.platforms.contains(&p)))
    };
    for known in component.steps().filter(fits).flat_map(paths::of_step) {
        let shown = known.node.shown();
        if windows && from_root(known.start) {
            found
                .report(
                    known.node.span(),
                    format!("`{shown}` is a path of Linux, and the component is for Windows"),
                )
                .help(r"write a path with a drive, such as `C:\example`");
        } else if !windows && on_drive(known.start) {
            found
                .report(
                    known.node.span(),
                    format!("`{shown}` is a path of Windows, and the component is not for Windows"),
                )
                .help("write a path from the root, such as `/opt/example`");
        }
    }
}

/// Whether a path begins with a folder of [`AT_ROOT`].
fn from_root(path: &str) -> bool {
    let mut parts = path.split('/');
    parts.next() == Some("")
        && parts.next().is_some_and(|folder| AT_ROOT.contains(&folder))
        && parts.next().is_some()
}

/// Whether a path begins with a drive.
fn on_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic())
}
