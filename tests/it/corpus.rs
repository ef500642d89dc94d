//! Real documents that other people published.
//!
//! Read where `AMIFORGE_CORPUS` points, `../shared/corpus` by default. Where there is none, the tests say `skipped: no
//! corpus` and pass; the project's CI fails on those words.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use amiforge::diagnostic::{Diagnostic, Severity};
use amiforge::lint::{self, Settings};
use amiforge::report::formats::text;
use amiforge::source::Source;

/// The corpus folder, or `None` after saying so.
pub(crate) fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("AMIFORGE_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"),
        PathBuf::from,
    );
    if folder.join("components/VERDICTS.tsv").is_file() {
        return Some(folder);
    }
    crate::support::skip(&format!("no corpus at {}", folder.display()));
    None
}

/// A row of VERDICTS.tsv with the document's text.
pub(crate) struct Published {
    pub(crate) name: String,
    pub(crate) verdict: String,
    pub(crate) line: Option<u32>,
    pub(crate) text: String,
}

pub(crate) fn published(corpus: &Path) -> Vec<Published> {
    let folder = corpus.join("components");
    fs::read_to_string(folder.join("VERDICTS.tsv"))
        .expect("verdicts")
        .lines()
        .skip(1)
        .map(|row| {
            let mut cells = row.split('\t');
            let mut cell = || cells.next().unwrap_or_default().to_owned();
            let (name, verdict, line) = (cell(), cell(), cell());
            let text = fs::read_to_string(folder.join(&name)).expect("document");
            Published {
                name,
                verdict,
                line: line.parse().ok(),
                text,
            }
        })
        .collect()
}

fn errors(source: &Source) -> Vec<Diagnostic> {
    let mut found = lint::judge(source, &Settings::default());
    found.retain(|d| d.severity == Severity::Error);
    found
}

/// Broken YAML that the verdict counts at the line where the usual parsers stop, and we at the line of the cause: the
/// document, our line, and what stands there.
const AT_THE_CAUSE: &[(&str, u32, &str)] = &[(
    "rhel_7_9-python-at-b41b8cf.yaml",
    25,
    "the `|` whose lines are not indented",
)];

/// Where the verdict names the first line of a phase or step and the finding the key in it.
const INSIDE: &[(u32, u32)] = &[(15, 16), (196, 197)];

#[test]
fn valid_documents_get_no_error_and_invalid_ones_get_one_at_their_line() {
    let Some(corpus) = corpus() else { return };
    let mut wrong = String::new();
    for document in published(&corpus) {
        let source = Source::new(document.name.clone(), document.text);
        let errors = errors(&source);
        let lines: Vec<u32> = errors
            .iter()
            .map(|d| source.position(d.span.start).line)
            .collect();
        match document.verdict.as_str() {
            "valid" => {
                for error in &errors {
                    let _ = writeln!(
                        wrong,
                        "{}",
                        text::finding_text(&source, error, text::Style::default())
                    );
                }
            }
            "invalid" => {
                let line = document.line.expect("an invalid document has a line");
                let cause = AT_THE_CAUSE
                    .iter()
                    .find(|(name, ..)| document.name.ends_with(name))
                    .map(|(_, line, _)| *line);
                let inside = INSIDE.iter().find(|(from, _)| *from == line).map(|(_, to)| *to);
                let line = cause.or(inside).unwrap_or(line);
                if !lines.contains(&line) {
                    let _ = writeln!(wrong, "{}: expected line {line}, got {lines:?}", document.name);
                }
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
#[allow(clippy::print_stdout)]
fn count() {
    let Some(corpus) = corpus() else { return };
    let mut counts: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
    for document in published(&corpus).into_iter().filter(|d| d.verdict == "valid") {
        let source = Source::new(document.name.clone(), document.text);
        for finding in lint::judge(&source, &Settings::default()) {
            *counts.entry((finding.rule, finding.severity)).or_default() += 1;
        }
    }
    println!("{counts:#?}");
}
