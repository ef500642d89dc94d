//! SARIF: what code scanning reads, its limits, and an independent schema.

use amiforge::diagnostic::{Diagnostic, Severity};
use amiforge::report::formats::sarif;
use amiforge::report::{FileReport, Report};
use amiforge::rules;
use amiforge::source::{Source, Span};
use serde_json::Value;

use super::{diagnostic, many, sample};

fn run(report: &Report) -> Value {
    let log: Value = serde_json::from_str(&sarif::render(report)).expect("valid JSON");
    log["runs"][0].clone()
}

#[test]
fn results_of_the_sample() {
    let mut run = run(&sample());
    // The rules change with every page, the version with every release.
    let driver = &mut run["tool"]["driver"];
    for name in ["version", "semanticVersion"] {
        assert_eq!(driver[name], env!("CARGO_PKG_VERSION"));
        driver[name] = "of the package".into();
    }
    driver["rules"] = Value::Null;
    for result in run["results"].as_array_mut().expect("results") {
        if result["ruleIndex"].is_number() {
            result["ruleIndex"] = "index".into();
        }
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&run).expect("JSON"));
}

#[test]
fn every_rule_is_there_and_a_result_points_at_its_own() {
    let run = run(&sample());
    let listed = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(listed.len(), rules::all().count());
    for (rule, listed) in rules::all().zip(listed) {
        assert_eq!(listed["id"], rule.id);
        for text in [
            "/shortDescription/text",
            "/fullDescription/text",
            "/help/text",
            "/help/markdown",
        ] {
            let text = listed.pointer(text).and_then(Value::as_str).expect(text);
            assert!(!text.is_empty(), "{}", rule.id);
        }
        assert_eq!(listed["helpUri"], rule.url());
        assert_eq!(listed["defaultConfiguration"]["enabled"], !rule.optional());
        let properties = &listed["properties"];
        let tags = properties["tags"].as_array().expect("tags");
        assert!(
            tags.len() <= 10 && tags.contains(&rule.group().into()),
            "{}",
            rule.id
        );
        let security = rule.group() == "security";
        assert_eq!(
            properties["security-severity"].is_string(),
            security,
            "{}",
            rule.id
        );
    }
    let results = run["results"].as_array().expect("results");
    let known = results
        .iter()
        .find(|result| result["ruleId"] == "schema/unknown-action")
        .expect("it");
    let index = usize::try_from(known["ruleIndex"].as_u64().expect("an index")).expect("small");
    assert_eq!(listed[index]["id"], "schema/unknown-action");
    assert_eq!(listed[index]["name"], "SchemaUnknownAction");
    assert_eq!(
        listed[index]["shortDescription"]["text"],
        "An action that does not exist."
    );
}

#[test]
fn a_fingerprint_stays_when_lines_move() {
    let text = "name: web\nphases:\n  - name: build\n    steps: oops\n";
    let hash = |text: String| {
        let at = text.find("oops").expect("there");
        let finding = diagnostic("style/sample", Severity::Error, Span::new(at, at + 4), "m");
        let report = Report {
            files: vec![FileReport {
                source: Source::new("a.yaml", text),
                findings: vec![finding],
            }],
            ..Report::default()
        };
        run(&report)["results"][0]["partialFingerprints"]["primaryLocationLineHash"].clone()
    };
    let first = hash(text.to_owned());
    assert!(first.as_str().is_some_and(|hash| hash.ends_with(":1")), "{first}");
    assert_eq!(hash(format!("# a comment\n\n{text}")), first);
    assert_eq!(hash(text.replace('\n', "\r\n")), first);
    assert_ne!(hash(text.replace("steps: oops", "steps: [oops]")), first);
}

fn levels(run: &Value) -> [usize; 3] {
    let results = run["results"].as_array().expect("results");
    ["error", "warning", "note"].map(|level| results.iter().filter(|r| r["level"] == level).count())
}

fn notes(run: &Value) -> Vec<&str> {
    let notes = run["invocations"][0]["toolExecutionNotifications"].as_array();
    notes
        .into_iter()
        .flatten()
        .map(|note| note["message"]["text"].as_str().expect("a text"))
        .collect()
}

#[test]
fn of_too_many_results_the_least_severe_are_left_out_and_counted() {
    let all = run(&many(10, 4_980, 10));
    assert_eq!((levels(&all), notes(&all)), ([10, 4_980, 10], vec![]));
    let cut = run(&many(10, 4_985, 20));
    assert_eq!(levels(&cut), [10, 4_985, 5]);
    assert_eq!(
        notes(&cut),
        ["15 infos left out: code scanning shows at most 5000 results and takes 10 MB"]
    );
    let cut = run(&many(5_001, 1, 0));
    assert_eq!(levels(&cut), [5_000, 0, 0]);
    assert!(
        notes(&cut)[0].starts_with("1 error, 1 warning left out"),
        "{:?}",
        notes(&cut)
    );
}

#[test]
fn a_file_keeps_below_ten_megabytes_whatever_the_findings_say() {
    // Control characters are written as six bytes each, and hardly any compression would help a random text.
    let message = "\u{1}漢".repeat(4_000);
    let findings: Vec<Diagnostic> = (0..5_000)
        .map(|_| {
            let mut finding = diagnostic("style/sample", Severity::Error, Span::new(0, 1), &message);
            finding.help(message.clone());
            finding.label(Span::new(0, 1), message.clone());
            finding
        })
        .collect();
    let report = Report {
        files: vec![FileReport {
            source: Source::new("a.yaml", "x\n"),
            findings,
        }],
        ..Report::default()
    };
    let shown = sarif::render(&report);
    assert!(shown.len() < 10_000_000, "{}", shown.len());
    let run: Value = serde_json::from_str(&shown).expect("valid JSON");
    let text = notes(&run["runs"][0])[0].to_owned();
    assert!(text.contains("errors left out"), "{text}");
}

#[test]
fn a_run_in_trouble_says_so() {
    let report = Report {
        incomplete: true,
        ..sample()
    };
    let run = run(&report);
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let note = &run["invocations"][0]["toolExecutionNotifications"][1];
    assert_eq!(
        note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "huge%1B.yaml"
    );
    assert_eq!(notes(&run).len(), 2);
}

#[test]
fn paths_are_those_of_the_repository() {
    let mut report = many(1, 0, 0);
    "sub dir".clone_into(&mut report.folder);
    let run = run(&report);
    let place = &run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place["uri"], "sub%20dir/a.yaml");
    assert_eq!(place["uriBaseId"], "%SRCROOT%");
    assert!(run["originalUriBaseIds"]["%SRCROOT%"].is_object());
}
