use std::collections::HashSet;

use super::paths;
use crate::component::template::Expression;
use crate::component::{Component, Platform, Stage};
use crate::diagnostic::Severity;
use crate::rules::literal::Known;
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "portability/cleaned-path",
    severity: Severity::Info,
    summary: "a file where Image Builder cleans up before it makes the image",
    why: "The clean-up at the end of a build deletes what is there, so it is not in the image.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/security-best-practices.html",
    page: include_str!("cleaned_path.md"),
    checks: &[Check::Component(check)],
};

/// Folders of Linux that the clean-up empties. What it does to keys of SSH is another rule's matter.
const CLEANED: &[&str] = &[
    "/var/lib/cloud",
    "/var/log/amazon/ssm",
    "/var/log/journal",
    "/var/tmp",
];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    if component
        .platform
        .is_some_and(|platform| platform != Platform::Linux)
    {
        return;
    }
    let written = written(component);
    if written.is_empty() {
        return;
    }
    let own: HashSet<Span> = written.iter().map(|(known, _)| known.node.span()).collect();
    let used: Vec<&str> = CLEANED
        .iter()
        .filter(|folder| mentioned(component, folder, &own))
        .copied()
        .collect();
    for (known, folder) in written.iter().filter(|(_, folder)| !used.contains(folder)) {
        found
            .report(
                known.node.span(),
                format!(
                    "`{}` is not in the image: the clean-up empties `{folder}`",
                    known.node.shown()
                ),
            )
            .help("put files that the image has to have elsewhere, such as below `/opt`");
    }
}

/// The paths below a folder of [`CLEANED`] that steps of the build fill and no other step reads by a reference.
fn written<'a>(component: &Component<'a>) -> Vec<(Known<'a>, &'static str)> {
    let read: HashSet<(&str, &str)> = component
        .steps()
        .flat_map(|step| &step.references)
        .filter_map(|reference| match reference.expression {
            Expression::Chained(chained) => Some((chained.phase, chained.step)),
            _ => None,
        })
        .collect();
    let mut written = Vec::new();
    for phase in component
        .phases
        .iter()
        .filter(|phase| phase.stage() == Some(Stage::Build))
    {
        for step in phase
            .steps
            .iter()
            .filter(|step| !read.contains(&(phase.text(), step.text())))
        {
            for known in paths::written_by(step) {
                let folder = known
                    .literal()
                    .and_then(|path| CLEANED.iter().find(|folder| below(path, folder)));
                written.extend(folder.map(|folder| (known, *folder)));
            }
        }
    }
    written
}

fn below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.starts_with('/') && rest.len() > 1)
}

/// Whether anything else in the steps names the folder: then the file may be there for the build alone.
fn mentioned(component: &Component<'_>, folder: &str, own: &HashSet<Span>) -> bool {
    component
        .steps()
        .flat_map(|step| [step.inputs, step.condition])
        .flatten()
        .flat_map(Node::walk)
        .any(|node| !own.contains(&node.span()) && node.text().is_some_and(|text| text.contains(folder)))
}
