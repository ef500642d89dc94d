//! Whole image workflow documents, as people write them, get no warning and no error.
//!
//! `tests/data/workflows/<type>-<what>.yaml`; the part before the first `-` is the type.

#![allow(clippy::expect_used)] // a test may fail by panic

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use amiforge::component::Platform;
use amiforge::diagnostic::Severity;
use amiforge::lint::{self, Settings};
use amiforge::report::formats::text;
use amiforge::source::Source;
use amiforge::workflow::{WorkflowKind, actions};

fn documents() -> Vec<(PathBuf, String, WorkflowKind)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/workflows");
    let mut found: Vec<_> = fs::read_dir(folder)
        .expect("the folder")
        .map(|file| {
            let path = file.expect("a file").path();
            let name = path.file_name().and_then(|n| n.to_str()).expect("a name");
            let kind = name
                .split('-')
                .next()
                .and_then(WorkflowKind::parse)
                .expect("a type");
            let text = fs::read_to_string(&path).expect("a text");
            (path, text, kind)
        })
        .collect();
    found.sort();
    found
}

#[test]
fn whole_workflows_get_no_warning_and_no_error() {
    let mut wrong = String::new();
    let documents = documents();
    assert!(documents.len() >= 8, "{}", documents.len());
    for (path, text, kind) in documents {
        assert!(lint::looks_like_document(&text), "{}", path.display());
        let source = Source::new(path.display().to_string(), text);
        for workflow_kind in [None, Some(kind)] {
            for platform in [None, Some(Platform::Linux), Some(Platform::Windows)] {
                let settings = Settings {
                    workflow_kind,
                    platform,
                    ..Settings::default()
                };
                for finding in lint::judge(&source, &settings) {
                    if finding.severity > Severity::Info || finding.rule == "workflow/unused-parameter" {
                        let shown = text::finding_text(&source, &finding, text::Style::default());
                        let _ = writeln!(wrong, "{shown}\n");
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_whole_workflows_use_every_action_but_one() {
    let texts: String = documents().into_iter().map(|(_, text, _)| text).collect();
    let unused: Vec<&str> = actions::ALL
        .iter()
        .map(|action| action.name)
        .filter(|name| {
            !texts.contains(&format!("action: {name}\n")) && !texts.contains(&format!("\"{name}\""))
        })
        .collect();
    assert_eq!(unused, ["CreateImageFromIso"]);
}

/// Every document cut off at every line, and with every line left out, is judged without a crash, and what
/// is reported lies inside the text.
#[test]
fn pieces_of_workflows_do_no_harm() {
    for (path, text, kind) in documents() {
        let lines: Vec<&str> = text.lines().collect();
        let settings = Settings {
            workflow_kind: Some(kind),
            ..Settings::default()
        };
        for at in 0..lines.len() {
            let without = [&lines[..at], &lines[at + 1..]].concat().join("\n");
            for piece in [lines[..at].join("\n"), without] {
                let length = piece.len();
                let source = Source::new(path.display().to_string(), piece);
                for finding in lint::judge(&source, &settings) {
                    assert!(
                        finding.span.end as usize <= length,
                        "{}: {finding:?}",
                        path.display()
                    );
                }
            }
        }
    }
}
