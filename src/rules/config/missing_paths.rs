use crate::component::head;
use crate::config::document::ConfigDocument;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "config/missing-paths",
    severity: Severity::Error,
    summary: "an override without paths",
    why: "An override holds for the files that its paths match; without paths it holds for none.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("missing_paths.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    for item in &document.overrides {
        match item.node.entry("paths").filter(|entry| !entry.value.is_null()) {
            None => found.report(head(item.node), "the override has no `paths`"),
            Some(entry) if entry.value.is_list() && entry.value.items().len() == 0 => {
                found.report(entry.value.written_span(), "`paths` is empty")
            }
            Some(_) => continue,
        }
        .help("list the files under `paths`, such as `- components/linux/**`; what holds everywhere goes to the top of the file");
    }
}
