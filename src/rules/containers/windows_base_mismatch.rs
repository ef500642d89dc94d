use std::collections::HashSet;

use crate::container::Commands;
use crate::diagnostic::Severity;
use crate::rules::base_image::BaseImage;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "containers/windows-base-mismatch",
    severity: Severity::Info,
    summary: "a container image of another Windows release than the host",
    why: "A container that shares the host's kernel starts only on the release that its image was built for.",
    source: "https://learn.microsoft.com/virtualization/windowscontainers/deploy-containers/version-compatibility",
    page: include_str!("windows_base_mismatch.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let Some(host) = BaseImage::of(found.settings()).and_then(|base| base.windows()) else {
        return;
    };
    let commands = Commands::of(scripts);
    let mut seen = HashSet::new();
    for image in commands.pulls().flat_map(|command| &command.images) {
        let Some(release) = image.reference.windows().filter(|release| !host.runs(*release)) else {
            continue;
        };
        if seen.insert(image.span) {
            let shown = image.shown();
            let message = format!(
                "`{shown}` is for Windows Server {}, and the host is {}",
                release.year(),
                host.year()
            );
            found
                .report(image.span, message)
                .help(format!("pull the image for `ltsc{}`", host.year()));
        }
    }
}
