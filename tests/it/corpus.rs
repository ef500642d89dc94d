//! Real documents that other people published.
//!
//! Read where `AMIFORGE_CORPUS` points, `../shared/corpus` by default. Where there is none, the tests say `skipped: no
//! corpus` and pass; the project's CI fails on those words.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use amiforge::diagnostic::{Diagnostic, Severity};
use amiforge::lint::{self, Settings};
use amiforge::report::formats::text;
use amiforge::source::Source;

use crate::support::Folder;

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

/// A template: the text of a document before a program of its publisher completes it.
pub(crate) fn templated(corpus: &Path) -> Vec<(String, String)> {
    let folder = corpus.join("components-templated");
    fs::read_to_string(folder.join("MANIFEST.tsv"))
        .expect("manifest")
        .lines()
        .skip(1)
        .map(|row| {
            let name = row.split('\t').next().unwrap_or_default().to_owned();
            let text = fs::read_to_string(folder.join(&name)).expect("template");
            (name, text)
        })
        .collect()
}

/// Whether the name says that it is a template; such a file is not judged.
pub(crate) fn named_as_template(name: &str) -> bool {
    Path::new(name).extension().is_none_or(|ending| ending != "yaml")
}

/// What is wrong with a template only as long as nobody completed it: the file, the lines, the rule.
///
/// `ParallelCluster` inserts the steps `ScriptUrl` and `ScriptUrlScheme` when it makes a document of this file. Nothing
/// in the file says so, and in a document the same text is a mistake.
const UNTIL_COMPLETED: &[(&str, &[u64], &str)] = &[(
    "aws__aws-parallelcluster__imagebuilder-custom_script.yaml",
    &[33, 34, 35, 36],
    "semantic/unknown-step",
)];

/// Text that goes through `Fn::Sub` is a document already and is judged; `templatefile` texts are told by their names.
#[test]
fn templates_are_judged_where_they_are_documents_and_named_where_they_are_not() {
    let Some(corpus) = corpus() else { return };
    let (mut judged, mut left_out) = (0, 0);
    for (name, text) in templated(&corpus) {
        let folder = Folder::new();
        folder.write(&name, &text);
        let run = folder.amiforge(["validate", "--format=json", &name]);
        let not_checked = run.json()["not_checked"].clone();
        if named_as_template(&name) {
            left_out += 1;
            let ending = name.rsplit_once('.').expect("an ending").1;
            assert_eq!(not_checked[0]["path"], name.as_str());
            let reason = not_checked[0]["reason"].as_str().unwrap_or_default();
            assert!(
                reason.starts_with(&format!("a template (.{ending})")),
                "{name}: {reason}"
            );
            assert!(run.findings().is_empty(), "{name}: {run:#?}");
            run.ends(2);
            continue;
        }
        judged += 1;
        assert_eq!(not_checked, serde_json::json!([]), "{name}");
        let expected: Vec<String> = UNTIL_COMPLETED
            .iter()
            .filter(|(file, ..)| *file == name)
            .flat_map(|(_, lines, rule)| lines.iter().map(move |line| format!("{line} {rule} error")))
            .collect();
        // Their warnings are right or wrong as those of other documents: `docs/noise.md` counts and reviews them.
        let found: Vec<String> = run.json()["findings"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|f| f["severity"] == "error")
            .map(|f| format!("{} {} error", f["line"], f["rule"].as_str().unwrap_or_default()))
            .collect();
        assert_eq!(found, expected, "{name}");
        run.ends(i32::from(!expected.is_empty()));
    }
    assert_eq!((judged, left_out), (5, 14));
}

/// The text of every value is found again in the file, with either kind of line ending.
#[test]
fn every_place_in_published_documents_fits() {
    let Some(corpus) = corpus() else { return };
    let texts = published(&corpus).into_iter().map(|document| document.text);
    for text in texts.chain(templated(&corpus).into_iter().map(|(_, text)| text)) {
        crate::invariants::tree(&text);
        crate::invariants::tree(&text.replace("\r\n", "\n").replace('\n', "\r\n"));
    }
}

/// No shell was asked, but the publishers ran these scripts: none is broken.
#[test]
fn no_script_of_a_published_document_is_called_broken() {
    let Some(corpus) = corpus() else { return };
    let valid = published(&corpus)
        .into_iter()
        .filter(|document| document.verdict == "valid");
    let texts = valid.map(|document| (document.name, document.text));
    let mut found = String::new();
    for (name, text) in texts.chain(templated(&corpus)) {
        let source = Source::new(name, text);
        for finding in lint::judge(&source, &Settings::default()) {
            if finding.rule.starts_with("script/") {
                found += &text::finding_text(&source, &finding, text::Style::default());
            }
        }
    }
    assert!(found.is_empty(), "{found}");
}
