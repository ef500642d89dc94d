//! The single steps and phases of the Image Builder user guide, each put into a document of its own.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use amiforge::diagnostic::Severity;
use amiforge::lint::{self, Settings};
use amiforge::source::Source;

use crate::corpus::corpus;

/// A step or phase and the document around it.
pub(crate) struct Fragment {
    /// The page and the number of the block on it.
    pub(crate) name: String,
    /// Whether the block is YAML as it was published.
    parses: bool,
    pub(crate) document: String,
    /// How many lines of the document stand above the fragment.
    above: u32,
}

pub(crate) fn fragments(corpus: &Path) -> Vec<Fragment> {
    let folder = corpus.join("step-fragments");
    fs::read_to_string(folder.join("MANIFEST.tsv"))
        .expect("manifest")
        .lines()
        .skip(1)
        .map(|row| {
            let cells: Vec<&str> = row.split('\t').collect();
            let text = fs::read_to_string(folder.join(cells[0])).expect("fragment");
            let name = cells[0].trim_end_matches(".yaml");
            let name = name.split_once("user-guide__").map_or(name, |(_, name)| name);
            let (head, indent) = around(&text);
            let mut document = head.to_owned();
            for line in text.lines() {
                let indent = if line.is_empty() { "" } else { indent };
                document.extend([indent, line, "\n"]);
            }
            Fragment {
                name: name.to_owned(),
                parses: cells[6] == "parses",
                above: u32::try_from(head.lines().count()).expect("few lines"),
                document,
            }
        })
        .collect()
}

/// What stands above a fragment in its document, and before each of its lines.
fn around(text: &str) -> (&'static str, &'static str) {
    if text.starts_with("phases:") {
        return ("schemaVersion: 1.0\n", "");
    }
    let list = text.starts_with("- ");
    if list && text.lines().any(|line| line.trim() == "steps:") {
        return ("schemaVersion: 1.0\nphases:\n", "  ");
    }
    assert!(!list, "neither a step nor a list of phases: {text}");
    (
        "schemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      -\n",
        "        ",
    )
}

/// The errors of the guide itself: the page, the number of the block, the line in it, the rule and what is wrong.
const FAULTS: &[(&str, u32, u32, &str, &str)] = &[
    (
        LOOPS,
        1,
        2,
        "schema/unknown-action",
        "the schema of a loop, not an example",
    ),
    (
        LOOPS,
        1,
        6,
        "schema/loop-for",
        "the schema of a loop, not an example",
    ),
    (
        LOOPS,
        1,
        7,
        "schema/loop-for",
        "the schema of a loop, not an example",
    ),
    (
        LOOPS,
        1,
        8,
        "schema/loop-for",
        "the schema of a loop, not an example",
    ),
    (
        LOOPS,
        3,
        2,
        "schema/unknown-action",
        "the schema of a loop, not an example",
    ),
    (LOOPS, 5, 6, "syntax/bad-escape", "`C:\\Users` in double quotes"),
    (LOOPS, 6, 12, "syntax/bad-escape", "`c:\\temp` in double quotes"),
    (
        LOOPS,
        7,
        2,
        "schema/unknown-action",
        "the schema of a loop, not an example",
    ),
    (
        LOOPS,
        7,
        7,
        "schema/loop-delimiter",
        "all nine delimiters in one text",
    ),
    (
        LOOPS,
        8,
        3,
        "syntax/invalid-yaml",
        "a comment that starts with `//`",
    ),
    (
        LOOPS,
        9,
        6,
        "schema/inputs-shape",
        "the inputs lie in a `commands` that S3Upload does not have",
    ),
    (
        MODULES,
        21,
        10,
        "syntax/invalid-yaml",
        "the output in JSON in the same block",
    ),
    (
        MODULES,
        22,
        12,
        "syntax/invalid-yaml",
        "the output in JSON in the same block",
    ),
    (
        MODULES,
        23,
        16,
        "syntax/invalid-yaml",
        "the output in JSON in the same block",
    ),
    (
        MODULES,
        24,
        11,
        "syntax/invalid-yaml",
        "the output in JSON in the same block",
    ),
    (
        MODULES,
        49,
        10,
        "syntax/invalid-yaml",
        "a list item one blank too far left",
    ),
    (
        MODULES,
        70,
        5,
        "syntax/invalid-yaml",
        "`*log` without quotes is an alias",
    ),
    (
        MODULES,
        71,
        5,
        "syntax/invalid-yaml",
        "`*log` without quotes is an alias",
    ),
];
const LOOPS: &str = "image-builder-looping-constructs";
const MODULES: &str = "toe-action-modules";

#[test]
fn the_examples_of_the_guide_get_no_error_but_for_its_known_faults() {
    let Some(corpus) = corpus() else { return };
    let mut found = BTreeSet::new();
    let all = fragments(&corpus);
    assert_eq!(all.len(), 108);
    for fragment in all {
        let source = Source::new(fragment.name.clone(), fragment.document);
        let mut syntax = false;
        for error in lint::judge(&source, &Settings::default()) {
            if error.severity == Severity::Error {
                syntax |= error.rule.starts_with("syntax/");
                let line = source.position(error.span.start).line - fragment.above;
                found.insert(format!("{}:{line} {}", fragment.name, error.rule));
            }
        }
        assert_eq!(syntax, !fragment.parses, "{}: does it parse?", fragment.name);
    }
    let known: BTreeSet<String> = FAULTS
        .iter()
        .map(|(page, block, line, rule, _)| format!("{page}-fence{block}:{line} {rule}"))
        .collect();
    let new: Vec<&String> = found.difference(&known).collect();
    let gone: Vec<&String> = known.difference(&found).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "new: {new:#?}, gone: {gone:#?}"
    );
}
