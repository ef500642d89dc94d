//! What others say about each format: schemas that they publish, and their readers.

use std::path::Path;
use std::process::Command;

use amiforge::report::Report;
use amiforge::report::formats::{self, Style};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

use super::hostile::any_report;
use super::{many, sample};
use crate::support::{Folder, Run, clean, installed, project, tool};

/// The sample, an empty report, a long one, and many with hostile texts.
fn reports() -> Vec<Report> {
    let mut runner = TestRunner::deterministic();
    let strategy = any_report();
    let mut any = || strategy.new_tree(&mut runner).expect("a report").current();
    let mut reports = vec![Report::default(), sample(), many(60, 30, 30)];
    reports.extend((0..60).map(|_| any()));
    reports
}

/// Each report in one format, a file each.
fn rendered(folder: &Folder, format: &str, extension: &str) -> Vec<String> {
    let format = formats::find(format).expect("a format");
    let mut names = Vec::new();
    for (number, report) in reports().iter().enumerate() {
        let name = format!("{number}.{extension}");
        folder.write(&name, (format.render)(report, Style::default()));
        names.push(name);
    }
    names
}

/// Judges files by a schema, all in one run; a broken one beside them shows that the judge looks.
fn judge(folder: &Folder, schema: &Path, names: &[String], broken: &str) {
    let Some(tool) = tool("check-jsonschema") else {
        return;
    };
    folder.write("broken.json", broken);
    for (names, code) in [(names, 0), (&["broken.json".to_owned()][..], 1)] {
        let mut check = clean(Command::new(&tool));
        check
            .arg("--schemafile")
            .arg(schema)
            .args(names)
            .current_dir(folder.path());
        let run = Run::of(&check.output().expect("check-jsonschema starts"));
        assert_eq!(run.code, Some(code), "{run:#?}");
    }
}

#[test]
fn sarif_fits_the_schema_of_the_standard() {
    let Some(schema) = installed("sarif-2.1.0.json") else {
        return;
    };
    let folder = Folder::new();
    let names = rendered(&folder, "sarif", "sarif");
    let broken = formats::sarif::render(&sample()).replace("\"level\": \"error\"", "\"level\": \"bad\"");
    judge(&folder, &schema, &names, &broken);
}

#[test]
fn findings_fit_our_own_schema() {
    let folder = Folder::new();
    let names = rendered(&folder, "json", "json");
    let schema = project().join("docs/schemas/findings.schema.json");
    let broken = formats::json::render(&sample()).replace("\"safe\"", "\"sure\"");
    judge(&folder, &schema, &names, &broken);
}

#[test]
fn code_quality_has_what_gitlab_asks_for() {
    let folder = Folder::new();
    let names = rendered(&folder, "gitlab", "json");
    let schema = project().join("tests/data/gitlab-code-quality.schema.json");
    let broken = formats::gitlab::render(&sample()).replace("\"minor\"", "\"warning\"");
    judge(&folder, &schema, &names, &broken);
}

/// Judges by the schema of Jenkins, then counts with `junitparser`.
const READER: &str = r"
import sys
from lxml import etree
from junitparser import JUnitXml
schema = etree.XMLSchema(etree.parse(sys.argv[1]))
for name in sys.argv[2:]:
    schema.assertValid(etree.parse(name))
    read = JUnitXml.fromfile(name)
    cases = [case for suite in read for case in suite]
    failed = sum(1 for case in cases for r in case.result if type(r).__name__ == 'Failure')
    print(len(cases), failed, read.tests or 0, read.failures or 0)
";

#[test]
fn junit_fits_the_schema_of_jenkins_and_its_numbers_are_right() {
    let (Some(schema), Some(python)) = (installed("junit-10.xsd"), installed("checkers/bin/python")) else {
        return;
    };
    let folder = Folder::new();
    let names = rendered(&folder, "junit", "xml");
    folder.write("reader.py", READER);
    let read = |names: &[String]| {
        let mut command = clean(Command::new(&python));
        command
            .arg("reader.py")
            .arg(&schema)
            .args(names)
            .current_dir(folder.path());
        Run::of(&command.output().expect("python starts"))
    };
    let run = read(&names);
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert_eq!(run.stdout.lines().count(), names.len());
    assert_eq!(run.stdout.lines().nth(1), Some("6 3 6 3"), "the sample");
    for line in run.stdout.lines() {
        let numbers: Vec<&str> = line.split(' ').collect();
        assert_eq!(numbers[..2], numbers[2..], "{line}");
    }
    let broken = formats::junit::render(&sample())
        .replace("<failure ", "<failed ")
        .replace("</failure>", "</failed>");
    folder.write("broken.xml", broken);
    assert_ne!(read(&["broken.xml".to_owned()]).code, Some(0));
}
