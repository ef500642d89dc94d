use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Tree;

pub(super) const RULE: Rule = Rule {
    id: "syntax/excessive-aliases",
    severity: Severity::Error,
    summary: "aliases that blow the document up",
    why: "Readers refuse a document that contains itself or that its aliases make many times larger.",
    source: "https://github.com/go-yaml/yaml",
    page: include_str!("excessive_aliases.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    let Some(excessive) = tree.excessive else { return };
    let alias = crate::yaml::shorten(tree.slice(excessive.span));
    let message = if excessive.contains_itself {
        format!("`{alias}` stands for a value that contains it")
    } else {
        format!("up to `{alias}`, the aliases make the document far larger than it is written")
    };
    found
        .report(excessive.span, message)
        .help("write the values out instead of using aliases");
}
