use crate::component::head;
use crate::config::document::ConfigDocument;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "config/missing-key",
    severity: Severity::Error,
    summary: "a group without a name, or a denied release without an image",
    why: "An item without the key that makes it one is not read.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("missing_key.md"),
    checks: &[Check::Config(check)],
};

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    for group in document.groups().filter(|group| group.present("name").is_none()) {
        found
            .report(head(group), "the group has no `name`")
            .help("write `name:` into it; it becomes the end of the branch's name");
    }
    for denied in document
        .denied()
        .filter(|denied| denied.present("image").is_none())
    {
        found
            .report(head(denied), "the denied release has no `image`")
            .help("write `image:` into it, with an image id or a pattern for image names");
    }
}
