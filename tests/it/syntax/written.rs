//! Files that are written from values, in every syntax and in several ways.

use std::collections::HashSet;

use amiforge::syntax::Syntax;
use proptest::prelude::*;

use crate::invariants::SYNTAXES;

/// A value that every syntax can write.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

/// Texts with what has a meaning somewhere, and now and then an image id.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "ami-[0-9a-f]{17}",
        2 => "[ -~é\u{1f600}]{0,12}",
        2 => "([#\"'$%{}\\\\/ ]|\\$\\{|%\\{|//|/\\*|é|\n|EOT|'''|\"\"\"){0,8}",
        1 => "(line (ami-[0-9a-f]{8})? #\n){1,3}",
    ]
}

fn map(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Vec<(String, Value)>> {
    // With `for` an expression of HCL begins.
    let key = prop_oneof![3 => "[a-eg-z][a-z0-9_]{0,6}", 1 => "[a-eg-z/~. é#]{1,5}"];
    prop::collection::vec((key, value), 0..5).prop_map(|mut entries| {
        let mut known = HashSet::new();
        entries.retain(|(key, _)| known.insert(key.clone()));
        entries
    })
}

fn value() -> impl Strategy<Value = Value> {
    text().prop_map(Value::Text).prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            map(inner).prop_map(Value::Map),
        ]
    })
}

/// Writes values in one syntax; `taste` chooses among the ways to do it.
struct Writer {
    syntax: Syntax,
    taste: u64,
    out: String,
}

impl Writer {
    /// The next choice among `ways`.
    fn choose(&mut self, ways: u64) -> u64 {
        self.taste = self
            .taste
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.taste >> 33) % ways
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn comment(&mut self) {
        let ways: &[&str] = match self.syntax {
            Syntax::Json | Syntax::Text => &[""],
            Syntax::Hcl => &["", " # ami-0 \"", " // é '", " /* \" # */"],
            Syntax::Yaml | Syntax::Toml | Syntax::Dotenv => &["", " # ami-0 \" é '"],
        };
        let way = self.choose(ways.len() as u64);
        self.put(ways[usize::try_from(way).expect("small")]);
    }

    fn line(&mut self) {
        self.comment();
        let end = if self.taste & 1 << 40 == 0 { "\n" } else { "\r\n" };
        self.put(end);
    }

    /// A whole file.
    fn file(&mut self, entries: &[(String, Value)]) {
        if self.choose(4) == 0 {
            self.put("\u{feff}");
        }
        if self.syntax == Syntax::Json || self.syntax == Syntax::Yaml && self.choose(3) == 0 {
            return self.value(&Value::Map(entries.to_vec()));
        }
        if self.syntax == Syntax::Yaml {
            return self.block(entries, 0);
        }
        for (key, value) in entries {
            self.line();
            let key = if self.syntax == Syntax::Hcl {
                key.clone()
            } else {
                self.key(key)
            };
            self.put(&key);
            let assign = if self.syntax == Syntax::Dotenv { "=" } else { " = " };
            self.put(assign);
            self.value(value);
            self.line();
        }
    }

    /// A map of YAML in lines.
    fn block(&mut self, entries: &[(String, Value)], depth: usize) {
        if entries.is_empty() {
            self.put("{}");
            self.line();
        }
        for (key, value) in entries {
            self.put(&"  ".repeat(depth));
            let key = self.key(key);
            self.put(&key);
            self.put(":");
            match value {
                Value::Map(inner) if !inner.is_empty() => {
                    self.line();
                    self.block(inner, depth + 1);
                }
                Value::Text(text) if text.ends_with('\n') && text.starts_with('l') => {
                    self.put(" |");
                    self.line();
                    for line in text.lines() {
                        self.put(&"  ".repeat(depth + 1));
                        self.put(line);
                        self.put("\n");
                    }
                }
                value => {
                    self.put(" ");
                    self.value(value);
                    self.line();
                }
            }
        }
    }

    fn key(&mut self, key: &str) -> String {
        let plain = key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if self.syntax != Syntax::Json && plain && self.choose(3) > 0 || self.syntax == Syntax::Dotenv {
            return key.to_owned();
        }
        format!("\"{key}\"")
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Text(text) => self.text(text),
            Value::List(items) => {
                self.put("[");
                for (index, item) in items.iter().enumerate() {
                    self.put(if index > 0 { ", " } else { "" });
                    self.value(item);
                }
                self.put("]");
            }
            Value::Map(entries) => {
                self.put("{");
                for (index, (key, item)) in entries.iter().enumerate() {
                    self.put(if index > 0 { ", " } else { " " });
                    let key = self.key(key);
                    self.put(&key);
                    let assign = if matches!(self.syntax, Syntax::Yaml | Syntax::Json) {
                        ": "
                    } else {
                        " = "
                    };
                    self.put(assign);
                    self.value(item);
                }
                self.put("}");
            }
        }
    }

    fn text(&mut self, text: &str) {
        let lines = text.contains('\n');
        let plain = text.starts_with("ami-") && !lines;
        let way = self.choose(3);
        let written = match self.syntax {
            Syntax::Yaml | Syntax::Dotenv if plain && way == 0 => text.to_owned(),
            Syntax::Yaml if !lines && way == 1 => format!("'{}'", text.replace('\'', "''")),
            Syntax::Dotenv if !text.contains('\'') && way == 1 => format!("'{text}'"),
            Syntax::Toml if !text.contains('\'') && !lines && way == 1 => format!("'{text}'"),
            Syntax::Toml if !text.contains("'''") && !text.ends_with('\'') && way == 2 => {
                format!("'''\n{text}'''")
            }
            Syntax::Hcl => {
                let text = escaped(text).replace("${", "$${").replace("%{", "%%{");
                format!("\"{text}\"")
            }
            _ => format!("\"{}\"", escaped(text)),
        };
        self.put(&written);
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

/// Every text as `path=text`.
pub(super) fn expected(value: &Value, path: &str, out: &mut Vec<String>) {
    match value {
        Value::Text(text) => out.push(format!("{path}={text}")),
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                expected(item, &format!("{path}|{index}"), out);
            }
        }
        Value::Map(entries) => {
            for (key, item) in entries {
                expected(item, &format!("{path}|{key}"), out);
            }
        }
    }
}

/// The values of a file, its syntax, and its text.
pub(super) fn file() -> impl Strategy<Value = (Vec<(String, Value)>, Syntax, String)> {
    let syntax = prop::sample::select(&SYNTAXES[..4]);
    let nested = (map(value()), syntax);
    let flat = (map(text().prop_map(Value::Text)), Just(Syntax::Dotenv));
    (prop_oneof![4 => nested.boxed(), 1 => flat.boxed()], any::<u64>()).prop_map(
        |((mut entries, syntax), taste)| {
            // The names that stand at the start of a line are simple ones everywhere.
            if matches!(syntax, Syntax::Hcl | Syntax::Dotenv) {
                entries.retain(|(key, _)| key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
            }
            let mut writer = Writer {
                syntax,
                taste,
                out: String::new(),
            };
            writer.file(&entries);
            (entries, syntax, writer.out)
        },
    )
}
