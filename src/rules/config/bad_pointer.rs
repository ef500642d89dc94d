use std::collections::BTreeSet;

use crate::config::document::{ConfigDocument, PinRow};
use crate::diagnostic::Severity;
use crate::nearest::nearest;
use crate::pin::pointer::{BadPattern, Layout, Pointer, Template};
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "config/bad-pointer",
    severity: Severity::Error,
    summary: "a pointer or layout that cannot be read, or a name that nothing fills in",
    why: "A row that leads nowhere, or holds a name that stays empty, says nothing about the pins that it was written for.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("bad_pointer.md"),
    checks: &[Check::Config(check)],
};

/// What a file or its place may tell without a row that captures it.
const NAMES: [&str; 5] = ["account", "cluster", "environment", "kubernetes", "region"];

const LAYOUT: &str = "write folders with `/` between them, such as `clusters/{environment}/{region}/**`";
const POINTER: &str = "write keys with `/` before each, such as `/Mappings/RegionMap/{region}/Ami`";
const TEMPLATE: &str = "write `{name}`, with a name that a layout or `at` gives";

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    let mut of_layouts = BTreeSet::new();
    for node in &document.layout {
        if let Some(layout) = read(*node, Layout::parse, LAYOUT, found) {
            of_layouts.extend(layout.names().map(str::to_owned));
        }
    }
    for row in &document.pins {
        let pointer = row.at.map(|node| read(node, Pointer::parse, POINTER, found));
        // Of a pointer that cannot be read nobody knows the names.
        let own = match &pointer {
            Some(None) => continue,
            Some(Some(pointer)) => pointer.names().collect(),
            None => Vec::new(),
        };
        look(row, &of_layouts, &own, found);
    }
}

/// Reports the names in a row's texts that neither a layout nor its own pointer gives.
fn look(row: &PinRow<'_>, of_layouts: &BTreeSet<String>, own: &[&str], found: &mut Findings<'_>) {
    for (node, _) in &row.templates {
        let Some(template) = read(*node, Template::parse, TEMPLATE, found) else {
            continue;
        };
        for name in template.names().unwrap_or_default() {
            if NAMES.contains(&name) || own.contains(&name) || of_layouts.contains(name) {
                continue;
            }
            let known = || NAMES.into_iter().chain(own.iter().copied());
            let help = match nearest(name, known().chain(of_layouts.iter().map(String::as_str))) {
                Some(meant) => format!("write `{{{meant}}}`"),
                None => format!(
                    "capture it in `at` or in `layout`; {} are always known",
                    NAMES.join(", ")
                ),
            };
            found
                .report(place(*node, name), format!("nothing gives `{{{name}}}`"))
                .help(help);
        }
    }
}

fn read<T>(
    node: Node<'_>,
    parse: impl Fn(&str) -> Result<T, BadPattern>,
    help: &str,
    found: &mut Findings<'_>,
) -> Option<T> {
    match parse(node.text().unwrap_or_default()) {
        Ok(read) => Some(read),
        Err(bad) => {
            found
                .report(node.written_span(), format!("`{}` {}", node.shown(), bad.reason))
                .help(help);
            None
        }
    }
}

/// Where `{name}` stands in a text; the whole text where an escape hides it.
fn place(node: Node<'_>, name: &str) -> Span {
    let whole = node.written_span();
    let written = format!("{{{name}}}");
    match node.tree().slice(whole).find(&written) {
        Some(at) => {
            let start = whole.start as usize + at;
            Span::new(start, start + written.len())
        }
        None => whole,
    }
}
