use crate::component::head;
use crate::config::document::ConfigDocument;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "config/missing-paths",
    severity: Severity::Error,
    summary: "an override without paths, or a row of pins without files",
    why: "It holds for the files that its patterns match; without a pattern it holds for none.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("missing_paths.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    for item in &document.overrides {
        look(
            item.node,
            ("the override", "paths"),
            "list the files under `paths`, such as `- components/linux/**`; what holds everywhere goes to the top of the file",
            found,
        );
    }
    for row in &document.pins {
        look(
            row.node,
            ("the row", "files"),
            "name the files under `files`, such as `cloudformation/*.json`, or `**` for every file",
            found,
        );
    }
}

fn look(node: Node<'_>, (what, key): (&str, &str), help: &str, found: &mut Findings<'_>) {
    match node.entry(key).filter(|entry| !entry.value.is_null()) {
        None => found.report(head(node), format!("{what} has no `{key}`")),
        Some(entry) if entry.value.is_list() && entry.value.items().len() == 0 => {
            found.report(entry.value.written_span(), format!("`{key}` is empty"))
        }
        Some(_) => return,
    }
    .help(help);
}
