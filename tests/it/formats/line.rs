//! `line`: the problem matcher of `docs/` reads what is printed, with the regular expressions of JavaScript.

use std::fs;
use std::process::Command;

use amiforge::report::Report;
use amiforge::report::formats::line;
use serde_json::{Value, json};

use super::sample;
use crate::support::{Folder, clean, project, tool};

/// Reads each line as a runner does: the first matcher of which some pattern fits gives the annotation.
const RUNNER: &str = r"
const fs = require('fs');
const [matcher, output] = process.argv.slice(2).map((file) => fs.readFileSync(file, 'utf8'));
const found = [];
for (const line of output.split('\n')) {
  for (const { owner, severity, pattern: [p] } of JSON.parse(matcher).problemMatcher) {
    const match = new RegExp(p.regexp).exec(line);
    if (match) {
      found.push({ owner, severity: severity ?? match[p.severity], file: match[p.file], line: +match[p.line],
        column: +match[p.column], message: match[p.message], code: match[p.code] });
      break;
    }
  }
}
console.log(JSON.stringify(found));
";

#[test]
fn the_problem_matcher_reads_every_finding() {
    let Some(node) = tool("node") else { return };
    let folder = Folder::new();
    let report = sample();
    folder
        .write("runner.js", RUNNER)
        .write("output", line::render(&report));
    let mut command = clean(Command::new(node));
    command
        .arg(folder.path().join("runner.js"))
        .arg(project().join("docs/problem-matcher.json"))
        .arg(folder.path().join("output"));
    let output = command.output().expect("node starts");
    assert!(output.status.success(), "{output:?}");
    let found: Vec<Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found.len(), report.findings().count(), "{found:#?}");
    assert_eq!(
        found[1],
        json!({
            "owner": "amiforge", "severity": "error", "file": "components/web.yaml", "line": 6, "column": 17,
            "message": "`ExecutePowershell` is not an action", "code": "schema/unknown-action",
        })
    );
    assert_eq!(found[0]["owner"], "amiforge-info");
    assert_eq!(found[0]["severity"], "notice");
    for ((source, finding), found) in report.findings().zip(&found) {
        let place = source.position(finding.span.start);
        assert_eq!(found["line"], place.line);
        assert_eq!(found["column"], place.column);
        assert_eq!(found["code"], finding.rule);
    }
}

#[test]
fn a_clean_run_says_nothing() {
    assert_eq!(line::render(&Report::default()), "");
}

#[test]
fn the_matcher_has_an_owner_for_each_severity_that_runners_know() {
    let text = fs::read_to_string(project().join("docs/problem-matcher.json")).expect("the file");
    let matcher: Value = serde_json::from_str(&text).expect("JSON");
    for matcher in matcher["problemMatcher"].as_array().expect("a list") {
        for pattern in matcher["pattern"].as_array().expect("a list") {
            let regexp = pattern["regexp"].as_str().expect("a text");
            assert!(regexp.starts_with('^') && regexp.ends_with('$'), "{regexp}");
        }
    }
}
