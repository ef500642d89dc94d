use super::support::command_items;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
use crate::source::Span;
use crate::yaml::{FaultKind, Node, Tree};

pub(super) const RULE: Rule = Rule {
    id: "syntax/command-is-map",
    severity: Severity::Error,
    summary: "a command that YAML reads as a map",
    why: "A command must be text; Image Builder refuses a map in its place.",
    source: "https://yaml.org/spec/1.2.2/#733-plain-style",
    page: include_str!("command_is_map.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    for item in command_items(tree).into_iter().filter(|item| item.is_map()) {
        let (span, broken) = extent(item);
        let message = if item.is_flow() {
            // `{{` is a reference that lacks its quotes, which is another finding.
            if broken || item.raw().starts_with("{{") {
                continue;
            }
            "this command is read as a map, because it starts with `{`".to_owned()
        } else {
            let mut entries = item.written_entries();
            let (Some(entry), None) = (entries.next(), entries.next()) else {
                continue;
            };
            let key = entry.key.shown();
            format!("this command is read as a map with the key `{key}`, because of its `:`")
        };
        let finding = found.report(span, message);
        finding.help("put the command in quotes, or write it as a `|` block");
        let text = item.tree().slice(span);
        if let Some(quoted) = mend::single(text).filter(|_| !text.contains(" #")) {
            finding.replace(Safety::Safe, "put the command in quotes", span, quoted);
        }
        if !broken {
            finding.claims(span);
        }
    }
}

/// The place of the item, and whether something else in it stops the parser. A second `:` on its line has the same
/// cause, so the rest of that line is part of the place.
fn extent(item: Node<'_>) -> (Span, bool) {
    let span = item.span();
    let tree = item.tree();
    let Some(fault) = &tree.fault else {
        return (span, false);
    };
    let rest = tree.text().get(span.end as usize..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default().trim_end();
    let whole = Span::new(span.start as usize, span.end as usize + line.len());
    match (whole.contains(fault.span), fault.kind) {
        (true, FaultKind::SecondColon) => (whole, false),
        (inside, _) => (span, inside),
    }
}
