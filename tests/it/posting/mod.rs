//! Postings of findings, plans and builds: what each target shows, that limits are kept at every size, and that text of others acts
//! nowhere.

mod hostile;
mod limits;
mod snapshots;

use amiforge::build::document as built;
use amiforge::posting::{Posting, check_run, comment, read, summary};
use amiforge::report::document::{Document, Finding};
use serde_json::{Value, json};

use crate::posted::{self, SHOWN_AT};

/// A finding of this number in a file.
fn finding(path: &str, number: u32) -> Finding {
    let severities = ["error", "warning", "warning", "info"];
    let severity = severities[number as usize % 4];
    let rule = ["schema/unknown-action", "style/sample"][number as usize % 2];
    let finding = json!({
        "rule": rule,
        "severity": severity,
        "path": path,
        "line": number + 1,
        "column": 17,
        "end_line": number + 1,
        "end_column": 34,
        "message": format!("`ExecutePowershell{number}` is not an action"),
        "help": "write `ExecutePowerShell`",
        "url": "https://evil.example/",
        "labels": [{ "line": 1, "column": 1, "end_line": 1, "end_column": 2, "text": "in this step" }],
        "fix": {
            "safety": "safe",
            "title": "write `ExecutePowerShell`",
            "edits": [{ "line": 1, "column": 1, "end_line": 1, "end_column": 2, "text": "x" }],
        },
    });
    serde_json::from_value(finding).expect("a finding")
}

/// A document of `validate` with so many findings.
fn findings(number: u32) -> Document {
    let path = |number: u32| format!("components/{:03}.yaml", number / 60);
    let findings: Vec<Finding> = (0..number).map(|number| finding(&path(number), number)).collect();
    let verdict = match number {
        0 => "14 files, nothing found".to_owned(),
        number => format!("{number} findings in 14 files"),
    };
    let notices = ["everything is checked: `git` knows no base"];
    let not_checked = json!([{ "path": "huge.yaml", "reason": "larger than 4 MiB" }]);
    serde_json::from_value(json!({
        "schema": "amiforge/findings/v1",
        "about": "documents",
        "verdict": verdict,
        "files_checked": 14,
        "failed": number > 0,
        "incomplete": false,
        "folder": "images",
        "notices": if number == 1 { &notices[..] } else { &[] },
        "findings": findings,
        "not_checked": if number == 1 { not_checked } else { json!([]) },
    }))
    .expect("a document")
}

/// Everything that is made of a posting, after a look at whether it holds.
fn shown(posting: &Posting) -> String {
    posted::holds(posting);
    let run = check_run::render(posting);
    let annotations: Vec<String> = run
        .batches
        .iter()
        .flat_map(|batch| batch.iter().take(2))
        .map(|one| serde_json::to_string(one).expect("JSON"))
        .collect();
    format!(
        "quiet: {}\n\n===== summary of the job =====\n{}\n===== comment =====\n{}\n===== check run =====\nname: {}\nconclusion: {}\ntitle: {}\nbatches: {:?}\n{}\n----- summary -----\n{}\n----- text -----\n{}",
        posting.quiet,
        folded(&summary::render(posting)),
        folded(&comment::render(posting, &posted::origin())),
        run.name,
        run.conclusion,
        run.title,
        run.batches.iter().map(Vec::len).collect::<Vec<_>>(),
        annotations.into_iter().take(4).collect::<Vec<_>>().join("\n"),
        folded(&run.summary),
        folded(run.text.as_deref().unwrap_or("(none)\n")),
    )
}

/// A text with what repeats itself left out: of a table the first rows, of sections the first ones.
fn folded(text: &str) -> String {
    const ROWS: usize = 5;
    const SECTIONS: usize = 3;
    let (mut out, mut rows, mut sections, mut left) = (String::new(), 0, 0, 0);
    for line in text.lines() {
        let repeats = line.starts_with('|') || line.starts_with("- ");
        rows = if repeats { rows + 1 } else { 0 };
        sections += usize::from(line.starts_with("<details>"));
        let in_left_out = sections > SECTIONS && !line.starts_with("Left out") && !line.is_empty();
        if rows > ROWS || in_left_out {
            left += 1;
            continue;
        }
        if left > 0 && !line.is_empty() {
            out.push_str(&format!("(lines: {left})\n"));
            left = 0;
        }
        if !(line.is_empty() && out.ends_with("\n\n")) {
            out.push_str(line);
            out.push('\n');
        }
    }
    if left > 0 {
        out.push_str(&format!("(lines: {left})\n"));
    }
    out
}

/// A build document in which every field is set.
fn build() -> built::Document {
    let text = json!({
        "schema": "amiforge/build/v1",
        "outcome": "failed",
        "verdict": "it failed",
        "image": {
            "arn": "arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.2.3/4",
            "name": "golden", "version": "1.2.3/4", "platform": "Windows", "status": "FAILED",
            "created": "2026-09-12T06:00:00Z", "recipe": "arn:recipe", "parent": "ami-0", "base_image": "ami-1",
            "components": ["arn:component"], "pipeline": "arn:pipeline", "log": "/aws/imagebuilder/golden",
        },
        "amis": [{ "region": "eu-west-1", "account": "123456789012", "id": "ami-0a1b2c3d4e5f60718", "name": "golden 1", "available": true, "reason": "why" }],
        "containers": ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1"],
        "stages": [{ "stage": "building", "seconds": 90, "before": 80 }],
        "workflows": [{ "name": "build-image", "kind": "BUILD", "status": "FAILED", "seconds": 90,
            "steps": [{ "name": "ApplyBuildComponents", "action": "ExecuteComponents", "status": "FAILED", "seconds": 80 }] }],
        "tests": "failed",
        "failure": {
            "stage": "building", "workflow": "build-image", "workflow_step": "ApplyBuildComponents", "component": "agent 1.0.0/1",
            "component_arn": "arn:component", "phase": "build", "step": "Install", "action": "ExecutePowerShell", "exit_code": 1,
            "message": "exit status 1", "place": { "path": "components/agent.yaml", "line": 8, "column": 9 },
            "log": ["line one", "line two"], "log_source": "/aws/imagebuilder/golden",
            "known": [{ "id": "some-id", "title": "a title", "cause": "a cause", "fix": "a fix", "url": "https://evil.example/" }],
            "regions": [{ "region": "eu-west-1", "account": "123456789012", "step": "UPDATE", "message": "denied" }],
        },
        "comparison": {
            "previous": "arn:image", "previous_version": "1.2.2/1",
            "packages": { "total": 3, "added": [{ "name": "a", "version": "1" }], "removed": [{ "name": "b", "version": "1" }],
                "changed": [{ "name": "c", "from": "1", "to": "2" }] },
            "findings": { "counts": { "high": 1 }, "gate": "a high finding is new",
                "new": [{ "id": "CVE-2026-1", "severity": "high", "packages": ["a"], "title": "bad", "fix_available": "YES" }],
                "fixed": [{ "id": "CVE-2026-2", "severity": "low", "packages": ["b"], "title": "bad", "fix_available": "NO" }] },
            "notes": ["a note"], "gate": "no scan has ended",
        },
        "fast_launch": [{ "region": "eu-west-1", "account": "123456789012", "ami": "ami-1", "state": "enabled", "reason": "why" }],
        "notes": ["another note"],
    });
    serde_json::from_value(text).expect("a document")
}

/// One document of each kind, with every field set.
fn documents() -> Vec<Value> {
    let (files, plan) = crate::texts::sample();
    let bump = crate::texts::document(&plan, &files, Some("has a commit of somebody else"));
    let values = [
        serde_json::to_value(findings(1)),
        serde_json::to_value(bump),
        serde_json::to_value(build()),
    ];
    values.map(|value| value.expect("JSON")).to_vec()
}

/// Reads a document as a file.
fn read(value: &Value) -> Result<Posting, read::Unreadable> {
    read::posting("results.json", value.to_string().as_bytes(), Some(SHOWN_AT))
}
