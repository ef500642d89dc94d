use std::collections::HashSet;

use crate::component::{Component, Step};
use crate::diagnostic::Severity;
use crate::rules::literal::{Known, separators};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/appendfile-missing",
    severity: Severity::Info,
    summary: "AppendFile to a file that no earlier step creates",
    why: "AppendFile does not create a file; without one the step fails.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("appendfile_missing.md"),
    checks: &[Check::Component(check)],
};

/// Files that every base image has.
const ALWAYS: &[&str] = &[
    "/etc/bash.bashrc",
    "/etc/bashrc",
    "/etc/environment",
    "/etc/fstab",
    "/etc/group",
    "/etc/hosts",
    "/etc/passwd",
    "/etc/profile",
    "/etc/resolv.conf",
    "/etc/ssh/sshd_config",
    "/etc/sudoers",
    "/etc/sysctl.conf",
    r"c:\windows\system32\drivers\etc\hosts",
];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let mut made = Made::default();
    for step in component.steps() {
        if !step.runs("AppendFile") {
            made.note(step);
            if made.anything {
                return;
            }
            continue;
        }
        for path in step.input("path") {
            let Some(known) = Known::of(path.value) else {
                continue;
            };
            let Some(text) = known.literal().map(normal) else {
                continue;
            };
            // A condition may well ask whether the file is there.
            if step.condition.is_none() && !ALWAYS.contains(&text.as_str()) && !made.covers(&text) {
                found
                    .report(
                        known.node.span(),
                        format!("no earlier step creates `{}`", known.node.shown()),
                    )
                    .help("create it with CreateFile first, unless the base image has it");
            }
            made.paths.insert(text);
        }
    }
}

/// What the steps so far have left behind.
#[derive(Default)]
struct Made {
    /// Files, and folders with unknown content.
    paths: HashSet<String>,
    /// Whether it may be anything at all.
    anything: bool,
}

impl Made {
    fn note(&mut self, step: &Step<'_>) {
        let key = match step.action_text() {
            "CopyFile" | "CopyFolder" | "MoveFile" | "MoveFolder" | "S3Download" | "WebDownload" => {
                "destination"
            }
            // These create a file, or have failed before when it is missing.
            "CreateFile" | "CreateSymlink" | "ReadFile" | "SetFileEncoding" | "SetFileOwner"
            | "SetFilePermissions" => "path",
            "Assert"
            | "CreateFolder"
            | "DeleteFile"
            | "DeleteFolder"
            | "ListFiles"
            | "Reboot"
            | "S3Upload"
            | "SetFolderOwner"
            | "SetFolderPermissions"
            | "SetRegistry" => return,
            _ => {
                self.anything = true;
                return;
            }
        };
        for entry in step.input(key) {
            match Known::of(entry.value).and_then(|known| known.literal()) {
                Some(path) => {
                    self.paths.insert(normal(path));
                }
                None => self.anything = true,
            }
        }
    }

    /// Whether the file, or a folder that holds it, is among them.
    fn covers(&self, path: &str) -> bool {
        let mut part = path;
        // A path deeper than this is none; it counts as known.
        for _ in 0..128 {
            if self.paths.contains(part) {
                return true;
            }
            match part.rsplit_once(separators(part)) {
                Some((folder, _)) => part = folder,
                None => return false,
            }
        }
        true
    }
}

/// A path in one spelling: on Windows letter case and the sort of slash do not count.
fn normal(path: &str) -> String {
    let path = path.trim();
    let path = path.trim_end_matches(separators(path));
    if path.starts_with('/') {
        path.to_owned()
    } else {
        path.to_lowercase().replace('/', "\\")
    }
}
