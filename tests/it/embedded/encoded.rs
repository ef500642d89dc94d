//! Objects that Terraform encodes: each published component is written as an object of HCL and as the JSON that comes out of
//! it. Both have to give the same findings, those within keys and values at the same bytes of them.

use std::fmt::Write as _;

use amiforge::component::Platform;
use amiforge::lint::{self, Settings};
use amiforge::source::{Source, Span};
use amiforge::yaml::scalar::Resolved;
use amiforge::yaml::{self, Node};

use super::judged;
use crate::corpus::corpus;
use crate::mutation;

/// A document in both languages.
#[derive(Default)]
struct Both {
    hcl: String,
    json: String,
    /// Bytes of the JSON within keys and values, and what HCL has for each.
    map: Vec<(usize, Span)>,
}

impl Both {
    fn both(&mut self, text: &str) {
        self.hcl.push_str(text);
        self.json.push_str(text);
    }

    fn mapped(&mut self, json: &str, hcl: &str) {
        let (at, from) = (self.json.len(), self.hcl.len());
        self.json.push_str(json);
        self.hcl.push_str(hcl);
        for byte in 0..json.len() {
            let place = if json == hcl && !json.starts_with('\\') {
                Span::new(from + byte, from + byte + 1)
            } else {
                Span::new(from, from + hcl.len())
            };
            self.map.push((at + byte, place));
        }
    }

    fn node(&mut self, node: Node<'_>, indent: usize) {
        if node.is_list() {
            self.both("[");
            for (number, item) in node.items().enumerate() {
                if number > 0 {
                    self.both(", ");
                }
                self.node(item, indent);
            }
            self.both("]");
        } else if node.is_map() {
            self.json.push('{');
            self.hcl.push_str("{\n");
            for (number, entry) in node.written_entries().enumerate() {
                if number > 0 {
                    self.json.push_str(", ");
                }
                self.hcl.push_str(&" ".repeat(indent));
                self.key(entry.name(), number);
                self.json.push_str(": ");
                self.node(entry.value, indent + 2);
                self.hcl.push('\n');
            }
            self.json.push('}');
            self.hcl.push('}');
        } else {
            self.scalar(node);
        }
    }

    /// A key, with and without quotes in turn.
    fn key(&mut self, name: &str, number: usize) {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name != "for";
        if plain && number.is_multiple_of(2) {
            self.json.push('"');
            self.mapped(name, name);
            self.json.push('"');
        } else {
            self.text(name);
        }
        self.hcl
            .push_str(if number.is_multiple_of(3) { " : " } else { " = " });
    }

    fn scalar(&mut self, node: Node<'_>) {
        let text = node.text().unwrap_or_default();
        match node.resolved() {
            Some(Resolved::Null) => self.mapped("null", "null"),
            Some(Resolved::Boolean(value)) => self.mapped(&value.to_string(), &value.to_string()),
            Some(Resolved::Integer(_) | Resolved::Float(_))
                if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') =>
            {
                let number: f64 = text.parse().expect("a number");
                self.mapped(&number.to_string(), text);
            }
            _ => self.text(text),
        }
    }

    fn text(&mut self, text: &str) {
        self.both("\"");
        for (at, c) in text.char_indices() {
            match c {
                '"' => self.mapped("\\\"", "\\\""),
                '\\' => self.mapped("\\\\", "\\\\"),
                '\n' => self.mapped("\\n", "\\n"),
                '\r' => self.mapped("\\r", "\\r"),
                c => {
                    let escapes = matches!(c, '$' | '%') && text[at + 1..].starts_with('{');
                    if escapes {
                        self.hcl.push(c);
                    }
                    let c = c.to_string();
                    self.mapped(&c, &c);
                }
            }
        }
        self.both("\"");
    }

    /// Where HCL has a span of the JSON, when it lies within one key or value.
    fn place(&self, span: Span) -> Option<Span> {
        let byte = |at: u32| {
            let index = self
                .map
                .binary_search_by_key(&(at as usize), |(at, _)| *at)
                .ok()?;
            Some(self.map[index].1)
        };
        if span.is_empty()
            || !self.json[span.range()]
                .chars()
                .all(|c| c != '"' || span.len() == 1)
        {
            return None;
        }
        let (start, end) = (byte(span.start)?, byte(span.end - 1)?);
        Some(start.cover(end))
    }
}

/// What stands at a place of HCL, quotes not counted, so that a finding at all of a text is one at its inside.
fn inner(text: &str, span: Span) -> Span {
    let cut = &text[span.range()];
    let quoted = cut.len() > 1 && cut.starts_with('"') && cut.ends_with('"') && !cut.ends_with("\\\"");
    if quoted {
        Span::new(span.start as usize + 1, span.end as usize - 1)
    } else {
        span
    }
}

fn compare(name: &str, root: Node<'_>, function: &str, platform: Platform, wrong: &mut String) -> usize {
    let mut both = Both {
        hcl: format!(
            "resource \"aws_imagebuilder_component\" \"x\" {{\n  platform = \"{}\"\n  data = {function}(",
            platform.word()
        ),
        ..Both::default()
    };
    both.node(root, 4);
    both.hcl.push_str(")\n}\n");
    let settings = Settings {
        platform: Some(platform),
        inline: true,
        ..Settings::default()
    };
    let expected = lint::judge(&Source::new("x.json", both.json.clone()), &settings);
    let judged = judged("x.tf", &both.hcl);
    assert_eq!(
        (judged.documents, judged.not_checked.len()),
        (1, 0),
        "{name}: {:?}\n{}",
        judged.not_checked,
        both.hcl
    );
    let (mut exact, mut rules) = (Vec::new(), Vec::new());
    for finding in expected
        .iter()
        .filter(|finding| !finding.rule.starts_with("syntax/"))
    {
        rules.push(finding.rule);
        if let Some(place) = both.place(inner(&both.json, finding.span)) {
            exact.push((finding.rule, place));
        }
    }
    let mut found: Vec<&str> = judged.findings.iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    found.sort_unstable();
    if rules != found {
        let _ = writeln!(wrong, "{name} in {function}: {found:?} instead of {rules:?}");
    }
    for (rule, place) in &exact {
        let hit = judged
            .findings
            .iter()
            .any(|d| d.rule == *rule && inner(&both.hcl, d.span) == *place);
        if !hit {
            let _ = writeln!(
                wrong,
                "{name} in {function}: {rule} is not at {:?}",
                &both.hcl[place.range()]
            );
        }
    }
    exact.len()
}

#[test]
fn an_object_has_the_findings_of_the_document_that_it_becomes() {
    let Some(corpus) = corpus() else { return };
    let (mut wrong, mut exact) = (String::new(), 0);
    let (mut turns, mut turn) = (mutation::Turns::one_in(13), 0);
    for (name, text) in super::documents(&corpus) {
        let tree = yaml::parse(&text);
        let Some(root) = tree.root().filter(|root| root.is_map()) else {
            continue;
        };
        exact += compare(&name, root, "yamlencode", Platform::Linux, &mut wrong);
        for (rule, platform, mutant) in mutation::first_mutants(root) {
            let tree = yaml::parse(&mutant);
            let repeated = tree.fault.is_some() || !super::is_plain(&mutant) || rule.starts_with("syntax/");
            if repeated || !turns.takes(rule) {
                continue;
            }
            turn += 1;
            let Some(root) = tree.root().filter(|root| root.is_map() && has_plain_keys(*root)) else {
                continue;
            };
            let function = if turn % 2 == 0 { "yamlencode" } else { "jsonencode" };
            let name = format!("{rule} of {name}");
            exact += compare(
                &name,
                root,
                function,
                platform.unwrap_or(Platform::Windows),
                &mut wrong,
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(exact > 1_000, "{exact}");
}

/// Whether an object of HCL can have the keys of every map: single values, none of them twice.
fn has_plain_keys(root: Node<'_>) -> bool {
    root.walk().iter().all(|node| {
        let mut names: Vec<&str> = node.written_entries().map(|entry| entry.name()).collect();
        let scalars = node
            .written_entries()
            .all(|entry| entry.key.is_scalar() && !entry.key.is_alias());
        names.sort_unstable();
        !node.is_alias()
            && scalars
            && names.windows(2).all(|pair| pair[0] != pair[1])
            && !names.contains(&"<<")
    })
}
