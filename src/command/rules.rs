//! `amiforge rules`.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Exit, print};
use crate::cli::Rules;
use crate::rules;

#[derive(Serialize)]
struct List {
    schema: &'static str,
    rules: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    rule: &'static str,
    severity: &'static str,
    summary: &'static str,
    why: &'static str,
    source: &'static str,
    url: String,
}

pub(super) fn run(options: &Rules) -> Exit {
    let text = if options.format == "json" { json() } else { text() };
    print(&text).err().unwrap_or(Exit::Clean)
}

fn text() -> String {
    let width = rules::all().map(|rule| rule.id.len()).max().unwrap_or_default();
    let mut out = String::new();
    for rule in rules::all() {
        let _ = writeln!(
            out,
            "{:width$}  {:7}  {}",
            rule.id,
            rule.level().word(),
            rule.summary
        );
    }
    out
}

fn json() -> String {
    let list = List {
        schema: "amiforge/rules/v1",
        rules: rules::all()
            .map(|rule| Item {
                rule: rule.id,
                severity: rule.level().word(),
                summary: rule.summary,
                why: rule.why,
                source: rule.source,
                url: rule.url(),
            })
            .collect(),
    };
    // Strings only: there is nothing in it that could fail to serialize.
    serde_json::to_string_pretty(&list).unwrap_or_default() + "\n"
}
