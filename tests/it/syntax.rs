//! What holds for every text that pins are looked for in.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use amiforge::source::{Edit, EditSet, Span};
use amiforge::syntax::{self, Document, Key, Syntax};
use proptest::prelude::*;
use regex::Regex;

use crate::corpus::corpus;
use crate::invariants;

const ALL: [Syntax; 6] = [
    Syntax::Yaml,
    Syntax::Json,
    Syntax::Hcl,
    Syntax::Toml,
    Syntax::Dotenv,
    Syntax::Text,
];

/// A value that every syntax can write.
#[derive(Clone, Debug)]
enum Value {
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
        let mut known = std::collections::HashSet::new();
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
fn expected(value: &Value, path: &str, out: &mut Vec<String>) {
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

fn values(document: &Document) -> Vec<String> {
    let scalars = document.ids().filter_map(|id| Some((id, document.text(id)?)));
    scalars
        .map(|(id, text)| {
            let path: String = document.path(id).iter().map(|part| format!("|{part}")).collect();
            format!("{path}={text}")
        })
        .collect()
}

/// The values of a file, its syntax, and its text.
fn file() -> impl Strategy<Value = (Vec<(String, Value)>, Syntax, String)> {
    let syntax = prop::sample::select(&ALL[..4]);
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

/// What has a meaning in some syntax.
const PIECES: &[&str] = &[
    "a",
    "b ",
    "ami-0a1b2c3d4e5f60718",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "${",
    "$${",
    "%{ if a }",
    "%{ endif }",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\n",
    "\r\n",
    "\r",
    "---\n",
    "...\n",
    "- ",
    ": ",
    "=",
    " = ",
    "#",
    "//",
    "/*",
    "*/",
    "<<EOT\n",
    "<<-EOT\n",
    "EOT\n",
    "|\n  ",
    ">-\n  ",
    "&a ",
    "*a",
    "!Ref ",
    "? ",
    ".",
    ",",
    "  ",
    "\t",
    "\\",
    "\\u00e9",
    "é",
    "\u{1f600}",
    "\u{feff}",
    "\0",
    "\u{85}",
    "[[a]]\n",
    "[a.b]\n",
    "a = 1\n",
    "export ",
    "%YAML 1.2\n",
    "for a in b : ",
    "? a : b",
    "<!-- amiforge: x -->",
    "-- ",
    "; ",
    "x = \"y\"\n",
    "a \"b\" {\n",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

/// A text with pieces put in and taken out.
fn damaged() -> impl Strategy<Value = (Syntax, String)> {
    let damage = prop::collection::vec(
        (
            any::<prop::sample::Index>(),
            0..12_usize,
            prop::sample::select(PIECES),
        ),
        1..4,
    );
    (file(), damage).prop_map(|((_, syntax, text), damage)| {
        let mut chars: Vec<char> = text.chars().collect();
        for (at, length, piece) in damage {
            let at = at.index(chars.len() + 1);
            let end = (at + length).min(chars.len());
            chars.splice(at..end, piece.chars());
        }
        (syntax, chars.into_iter().collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_was_written_is_read((entries, syntax, text) in file()) {
        let document = invariants::document(&text, syntax);
        prop_assert_eq!(document.syntax, syntax, "{}", text);
        let mut wanted = Vec::new();
        expected(&Value::Map(entries), "", &mut wanted);
        prop_assert_eq!(values(&document), wanted, "{}", text);
    }

    #[test]
    fn places_fit_whatever_is_read(text in soup()) {
        for syntax in ALL {
            invariants::document(&text, syntax);
        }
    }

    #[test]
    fn places_fit_in_damaged_files((syntax, text) in damaged()) {
        invariants::document(&text, syntax);
    }

    #[test]
    fn an_edit_changes_one_value_and_nothing_else((_, syntax, text) in file(), which in any::<u64>()) {
        const NEW: &str = "ami-0ffffffffffffffff";
        let ids = Regex::new("ami-[0-9a-f]+").expect("a pattern");
        let before = syntax::read(&text, syntax);
        let mut edits = Vec::new();
        let mut wanted = values(&before);
        let scalars = before.ids().filter_map(|id| before.scalar(id));
        for (index, scalar) in scalars.enumerate().filter(|(_, scalar)| scalar.verbatim) {
            if which >> (index % 64) & 1 == 0 {
                continue;
            }
            let start = scalar.inner.start as usize;
            edits.extend(ids.find_iter(&scalar.text).map(|id| Edit {
                span: Span::new(start + id.start(), start + id.end()),
                text: NEW.to_owned(),
            }));
            let path = wanted[index].len() - scalar.text.len();
            wanted[index] = format!("{}{}", &wanted[index][..path], ids.replace_all(&scalar.text, NEW));
        }
        let edited = EditSet::new(edits).expect("apart").apply(&text).expect("places");
        let after = invariants::document(&edited, syntax);
        prop_assert_eq!(values(&after), wanted, "{}", edited);
        prop_assert_eq!(after.comments.len(), before.comments.len());
    }
}

/// The files of a folder of the corpus, with their names.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            Some((name, fs::read_to_string(entry.path()).ok()?))
        })
        .collect();
    files.sort();
    files
}

/// Every published file is read as what its name says, and no image id is lost in it.
#[test]
fn published_files_are_read() {
    let Some(corpus) = corpus() else { return };
    let id = Regex::new(r"\bami-(?:[0-9a-f]{17}|[0-9a-f]{8})\b").expect("a pattern");
    let mut wrong = String::new();
    let mut read = 0;
    for folder in ["pins", "embedded"] {
        for (name, text) in files(&corpus.join(folder)) {
            let syntax = syntax::of_path(&name, &text);
            let document = invariants::document(&text, syntax);
            if document.syntax != syntax {
                let _ = writeln!(wrong, "{name} is not {syntax:?}");
            }
            if document.syntax == Syntax::Text {
                continue;
            }
            read += 1;
            let covers = |span: Span| {
                let key = |key: &Key| matches!(key, Key::Name(_, at) if at.contains(span));
                document.scalar_around(span).is_some()
                    || document
                        .comments
                        .iter()
                        .any(|comment| comment.span.contains(span))
                    || document.nodes.iter().any(|node| key(&node.key))
            };
            for found in id.find_iter(&text) {
                if !covers(Span::new(found.start(), found.end())) {
                    let _ = writeln!(
                        wrong,
                        "{name}: {} at byte {} is nowhere",
                        found.as_str(),
                        found.start()
                    );
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(read > 100, "only {read} files were read");
}
