use super::spelling::misspelled;
use crate::component::Component;
use crate::component::grammar::FOR_EACH;
use crate::component::{head, template};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Entry;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "schema/loop-for-each",
    severity: Severity::Error,
    summary: "a `forEach` that is neither a list of single values nor a map with `list`",
    why: "A `forEach` loop goes over a list, or over the parts of the text in `list`.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-looping-constructs.html",
    page: include_str!("loop_for_each.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        let Some(entry) = step
            .looping
            .as_ref()
            .and_then(|looping| looping.node.entry("forEach"))
        else {
            continue;
        };
        if entry.value.is_map() {
            check_map(entry, found);
        } else if entry.value.is_list() {
            check_items(entry.value, found);
        } else if !entry.value.is_null() {
            check_text(entry.value, found);
        }
    }
}

fn check_text(value: Node<'_>, found: &mut Findings<'_>) {
    let text = value.text().unwrap_or_default().trim();
    let finding = found.report(
        head(value),
        "`forEach` must be a list, or a map with `list`, not a single value",
    );
    if template::is_dynamic(text) {
        finding.help(format!(
            "write `list: {}` below `forEach:`",
            crate::yaml::shorten(value.raw())
        ));
        // A StringList of Parameter Store becomes a list, so a lone reference may be one.
        if text.starts_with("{{") && text.ends_with("}}") && text.matches("{{").count() == 1 {
            finding.warning();
        }
    } else {
        finding.help("write each value as a list item, or the whole text as `list:` below `forEach:`");
    }
}

fn check_items(list: Node<'_>, found: &mut Findings<'_>) {
    for item in list.items().filter(|item| !item.is_scalar()) {
        let is = item.kind().word();
        found
            .report(
                head(item),
                format!("an item of `forEach` must be a single value, not {is}"),
            )
            .help("loops go over text; quote an item that has `: ` or starts with `[` or `{`")
            .claims(item.span());
    }
}

fn check_map(entry: Entry<'_>, found: &mut Findings<'_>) {
    match entry.value.present("list") {
        Some(value) if value.is_list() => {
            found
                .report(head(value), "`list` must be text, not a list")
                .help("write the items directly below `forEach:`");
        }
        Some(value) if value.is_map() => {
            found
                .report(head(value), "`list` must be text, not a map")
                .help("write the items as one text, with `delimiter` between them");
        }
        // A misspelled key is said once: as an unknown key.
        None if misspelled(entry.value, "list", FOR_EACH).is_none() => {
            found
                .report(entry.key.span(), "`forEach` lacks `list`")
                .help("add `list` with the text to split, or write a list in place of the map");
        }
        _ => {}
    }
}
