//! What holds for every text that pins are looked for in.

mod written;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use amiforge::pin::pointer::Pointer;
use amiforge::source::{Edit, EditSet, Span};
use amiforge::syntax::{self, Document, Key, Syntax};
use proptest::prelude::*;
use regex::Regex;

use self::written::{Value, expected, file};
use crate::corpus::corpus;
use crate::invariants::{self, SYNTAXES};
use crate::support::{project, worked};

/// Every single value of a document as `path=text`.
fn values(document: &Document) -> Vec<String> {
    let scalars = document.ids().filter_map(|id| Some((id, document.text(id)?)));
    scalars
        .map(|(id, text)| {
            let path: String = document.path(id).iter().map(|part| format!("|{part}")).collect();
            format!("{path}={text}")
        })
        .collect()
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
        for syntax in SYNTAXES {
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

/// Time grows with the length of a text: of every kind of hostile one, and for the questions that are asked of each value.
#[test]
fn big_documents_are_read_and_asked_in_time() {
    const SIZE: usize = 400_000;
    let fill = |before: &str, piece: &str, after: &str| {
        // `@` counts, so that no two keys are the same.
        let pieces = (0..SIZE / piece.len()).map(|number| piece.replace('@', &format!("{number:06}")));
        format!("{before}{}{after}", pieces.collect::<String>())
    };
    let id = "ami-0a1b2c3d4e5f60718";
    let texts = [
        (Syntax::Yaml, fill("m:\n", &format!("  r@: {id}\n"), "")),
        (Syntax::Yaml, fill("", &format!("r: {id}\n--- # x\n# y\n"), "")),
        (Syntax::Yaml, fill("", "---\n", "")),
        (Syntax::Yaml, fill("a: [", "{b: c}, ", "]")),
        (Syntax::Yaml, fill("", "a: |\n", "")),
        (
            Syntax::Yaml,
            fill(&format!("a: &a {}\n", "b".repeat(SIZE)), "*a : *a\n", ""),
        ),
        (
            Syntax::Json,
            fill("{\"m\": {", &format!("\"r@\": \"{id}\", "), "\"x\": 1}}"),
        ),
        (
            Syntax::Hcl,
            fill("a = {\n", "b@ = \"some text that is not short at all\"\n", "}\n"),
        ),
        (Syntax::Hcl, fill("a = {\n", "b@=1\n", "}\n")),
        (
            Syntax::Hcl,
            fill(
                "",
                &format!("a \"b\" \"c\" {{\n  image_id = \"{id}\" # x\n}}\n"),
                "",
            ),
        ),
        (Syntax::Hcl, fill("a = <<EOT\n", "${b}$${ EO\n", "EOT\n")),
        (Syntax::Hcl, fill("a = <<-EOT\n", "      some text\n", "EOT\n")),
        (Syntax::Hcl, fill("a = 1 ", "/* * / */", "\n")),
        (Syntax::Hcl, fill(&format!("a = {}1", "!".repeat(50)), "  ", "\n")),
        (Syntax::Hcl, fill("a = \"", "%{ if b }", "")),
        (Syntax::Toml, fill("", &format!("[[a.b]]\nc.d = '{id}'\n"), "")),
        (Syntax::Toml, fill("", "[a.b]\n[c]\n", "")),
        (Syntax::Toml, fill("a = [", "'''\n''', ", "]")),
        (Syntax::Dotenv, fill("", &format!("A@='{id}' # x\n"), "")),
        (Syntax::Dotenv, fill("A='", "\n@", "")),
        (Syntax::Text, fill("", &format!("{id} # x /* y */\n"), "")),
        (Syntax::Text, fill("ami-", "/* ", "")),
        (Syntax::Text, fill("", "ami-<!-- --> ", "")),
    ];
    let pointers = ["/**/*/**/{a}", "/m/{r}", "/a/b/c/image_id", "/*/**/1/**"]
        .map(|text| Pointer::parse(text).expect("a pointer"));
    for (syntax, text) in texts {
        let start = worked();
        let document = syntax::read(&text, syntax);
        let mut asked = 0;
        for id in document.ids() {
            let Some(scalar) = document.scalar(id) else {
                continue;
            };
            assert!(scalar.inner.is_empty() || document.scalar_around(scalar.inner) == Some(id));
            let parent = document.parent(id).unwrap_or(id);
            let name = document.name(id).unwrap_or_default();
            asked += document.child(parent, name).iter().count() + document.path(id).len();
            asked += document.get(parent, &["x", "y"]).iter().count();
        }
        asked += document
            .ids()
            .map(|id| document.children(id).count())
            .sum::<usize>();
        asked += pointers
            .iter()
            .map(|pointer| pointer.find(&document).len())
            .sum::<usize>();
        let took = worked().saturating_sub(start);
        let shown: String = text.chars().take(40).collect();
        assert!(took < Duration::from_secs(10), "{took:?} for {shown:?}… {asked}");
    }
}

/// The texts that fuzzing starts from are what they are meant to be.
#[test]
fn seeds_of_the_fuzzer_are_read() {
    let seeds = files(&project().join("fuzz/seeds/syntax"));
    assert!(seeds.len() > 6);
    for (name, text) in seeds {
        invariants::any_document(&text);
        let syntax = syntax::of_path(&name, &text[1..]);
        assert_eq!(syntax::read(&text[1..], syntax).syntax, syntax, "{name}");
        assert_eq!(
            text[..1].parse().ok(),
            SYNTAXES.iter().position(|other| *other == syntax),
            "{name}"
        );
    }
}
