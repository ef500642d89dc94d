use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::literal::{Known, separators, texts};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/wildcard-position",
    severity: Severity::Error,
    summary: "a `*` before the last part of a path",
    why: "The copy and move actions allow `*` only behind the last path separator and fail otherwise.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("wildcard_position.md"),
    checks: &[Check::Component(check)],
};

/// The actions whose `source` takes a wildcard at its end.
pub(super) const ACTIONS: [&str; 4] = ["CopyFile", "CopyFolder", "MoveFile", "MoveFolder"];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for source in texts(component, &ACTIONS, "source") {
        if is_early(&source) {
            found
                .report(
                    source.node.span(),
                    format!("`*` stands before the last part of `{}`", source.node.shown()),
                )
                .help("keep `*` in the last part of the path, with one item for each folder");
        }
    }
}

/// Whether a `*` stands before the last separator, one at the very end not counted.
pub(super) fn is_early(source: &Known<'_>) -> bool {
    let separators = separators(source.start);
    let early = |text: &str| {
        text.rsplit_once(separators)
            .is_some_and(|(folder, _)| folder.contains('*'))
    };
    let end = source.end.trim_end_matches(separators);
    // Known text behind a reference makes the separator before it an inner one.
    let start = if source.literal().is_some() || end.is_empty() {
        source.start.trim_end_matches(separators)
    } else {
        source.start
    };
    early(start) || early(end)
}
