//! `sarif`: SARIF 2.1.0, within what code scanning of GitHub takes.
//!
//! <https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support>. GitHub refuses a file above 10 MB
//! gzipped and shows at most 5,000 results of a run, so the least severe are left out above either, and a notification says
//! how many. Which rules there are stands in every file alike, as GitHub asks.

mod model;
mod uri;

use serde::Serialize;

use super::Format;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::markdown::counted;
use crate::report::{FileReport, Report, SEVERITIES, fingerprint};
use crate::rules::{self, Rule};
use crate::source::{Source, Span};
use crate::visible::{inert_json, visible};
use model::{
    Artifact, ArtifactChange, Bag, BaseId, BaseIds, Configuration, Description, Driver, Fingerprints,
    FixObject, Help, Invocation, Location, Log, Notification, Physical, Region, RelatedLocation, Replacement,
    ReportingDescriptor, ResultObject, RuleBag, Run, Text, Tool,
};

pub(super) const FORMAT: Format = Format {
    name: "sarif",
    summary: "for code scanning: SARIF 2.1.0",
    render: |report, _| render(report),
};

/// Results of a run that GitHub shows.
const RESULTS: usize = 5_000;
/// Bytes of all results together; the rules take another one or two million. GitHub counts 10 MB after compression; text that
/// cannot be compressed is not much larger then than before.
const BYTES: usize = 8_000_000;
/// Characters of one text.
const TEXT: usize = 4_000;
/// Characters of a description of a rule that GitHub shows.
const DESCRIPTION: usize = 1_024;
/// Related places of one result; GitHub takes 1,000 and shows 100.
const RELATED: usize = 100;
/// Notifications that name a file.
const NOTIFICATIONS: usize = 1_000;

/// One JSON object and a line break.
pub fn render(report: &Report) -> String {
    let rules: Vec<&Rule> = rules::all().collect();
    let (results, left_out) = results(report, &rules);
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "amiforge",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_REPOSITORY"),
                    rules: rules.iter().map(|rule| descriptor(rule)).collect(),
                },
            },
            invocations: [invocation(report, &left_out)],
            original_uri_base_ids: BaseIds {
                root: BaseId {
                    description: Text::of("The root of the repository."),
                },
            },
            column_kind: "unicodeCodePoints",
            results,
        }],
    };
    // Strings and numbers only: there is nothing in it that could fail to serialize.
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    inert_json(&text)
}

/// The results in order of path and place, the most severe where not all fit; how many of each severity are left out.
fn results(report: &Report, rules: &[&Rule]) -> (Vec<ResultObject>, Vec<String>) {
    let mut kept: Vec<(usize, ResultObject)> = Vec::new();
    let mut left_out = Vec::new();
    let mut bytes = 0;
    for severity in SEVERITIES {
        let mut missing = 0;
        let mut number = 0;
        for file in &report.files {
            let any = file.findings.iter().any(|finding| finding.severity == severity);
            let lines = if any {
                fingerprint::of_lines(file.source.text())
            } else {
                Vec::new()
            };
            for finding in &file.findings {
                number += 1;
                if finding.severity != severity {
                    continue;
                }
                if kept.len() >= RESULTS || bytes >= BYTES {
                    missing += 1;
                    continue;
                }
                let result = result(report, file, finding, rules, &lines);
                bytes += size(&result);
                kept.push((number, result));
            }
        }
        if missing > 0 {
            left_out.push(counted(missing, severity.word()));
        }
    }
    kept.sort_by_key(|(number, _)| *number);
    (kept.into_iter().map(|(_, result)| result).collect(), left_out)
}

/// The bytes that a value takes, indented as it will be.
fn size(value: &impl Serialize) -> usize {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    // Ten blanks before each line; a control character is written as six.
    text.len() + 10 * text.matches('\n').count()
}

fn result(
    report: &Report,
    file: &FileReport,
    finding: &Diagnostic,
    rules: &[&Rule],
    lines: &[String],
) -> ResultObject {
    let source = &file.source;
    let artifact = || Artifact::at(&report.seen_from_root(source.path()));
    let region = region(source, finding.span);
    let line = lines.get(region.start_line as usize - 1).cloned();
    let related = finding.labels.iter().take(RELATED).zip(1..);
    ResultObject {
        rule_id: finding.rule,
        rule_index: rules.iter().position(|rule| rule.id == finding.rule),
        level: level(finding.severity),
        message: Text::of(&message(finding)),
        locations: [Location {
            physical_location: Physical {
                artifact_location: artifact(),
                region: Some(region),
            },
        }],
        related_locations: related
            .map(|(label, id)| RelatedLocation {
                id,
                physical_location: Physical {
                    artifact_location: artifact(),
                    region: Some(self::region(source, label.span)),
                },
                message: Text::of(&visible(&label.text)),
            })
            .collect(),
        partial_fingerprints: line.map(|line| Fingerprints {
            primary_location_line_hash: line,
        }),
        fixes: finding
            .fix
            .as_ref()
            .filter(|fix| fix.edits.iter().map(|edit| edit.text.len()).sum::<usize>() <= TEXT)
            .map(|fix| self::fix(source, artifact(), fix))
            .into_iter()
            .collect(),
    }
}

fn fix(source: &Source, artifact: Artifact, fix: &Fix) -> FixObject {
    let replacements = fix.edits.iter().map(|edit| Replacement {
        deleted_region: region(source, edit.span),
        inserted_content: Text {
            text: edit.text.clone(),
        },
    });
    FixObject {
        description: Text::of(&visible(&fix.title)),
        artifact_changes: [ArtifactChange {
            artifact_location: artifact,
            replacements: replacements.collect(),
        }],
        properties: Bag {
            safety: fix.safety.word(),
        },
    }
}

fn region(source: &Source, span: Span) -> Region {
    let start = source.position(span.start);
    let end = source.position(span.end).max(start);
    Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

/// GitHub shows the first sentence alone where it lacks room.
fn message(finding: &Diagnostic) -> String {
    let message = visible(&finding.message);
    match &finding.help {
        Some(help) => format!("{message}\nhelp: {}", visible(help)),
        None => message.into_owned(),
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn descriptor(rule: &'static Rule) -> ReportingDescriptor {
    let (problem, precision) = match rule.severity {
        Severity::Error => ("error", "very-high"),
        Severity::Warning => ("warning", "high"),
        Severity::Info => ("recommendation", "medium"),
    };
    // GitHub counts a rule with this tag, which is the group's name, and a score among those of security.
    let security = rule.group() == "security";
    ReportingDescriptor {
        id: rule.id,
        name: name(rule.id),
        short_description: Text::of(&sentence(rule.summary)),
        full_description: Description::of(rule.why),
        help: Help {
            text: format!(
                "{}\n\n{}\n\nSee {}",
                rule.why,
                rule.section("How to fix"),
                rule.source
            ),
            markdown: rule.readable_page(rules::PUBLISHED),
        },
        help_uri: rule.url(),
        default_configuration: Configuration {
            enabled: !rule.optional(),
            level: level(rule.severity),
        },
        properties: RuleBag {
            tags: ["ec2-image-builder", rule.group()],
            problem_severity: problem,
            precision,
            security_severity: security.then(|| severity_score(rule.severity)),
        },
    }
}

/// How bad a finding of the group `security` is, on GitHub's scale to 10: high from 7, medium from 4.
fn severity_score(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "8.0",
        Severity::Warning => "5.5",
        Severity::Info => "2.0",
    }
}

/// `schema/unknown-action` as `SchemaUnknownAction`.
fn name(id: &str) -> String {
    let words = id.split(['/', '-']).map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(['.']).collect()
}

fn invocation(report: &Report, left_out: &[String]) -> Invocation {
    let mut notes = Vec::new();
    if !left_out.is_empty() {
        let text = format!(
            "{} left out: code scanning shows at most {RESULTS} results and takes 10 MB",
            left_out.join(", ")
        );
        notes.push(Notification::new("warning", &text));
    }
    notes.extend(
        report
            .notices
            .iter()
            .map(|notice| Notification::new("note", &visible(notice))),
    );
    for file in report.not_checked.iter().take(NOTIFICATIONS) {
        let text = format!("not checked: {}", visible(&file.reason));
        let path = report.seen_from_root(&file.path);
        notes.push(Notification::new("warning", &text).at(&path));
    }
    let more = report.not_checked.len().saturating_sub(NOTIFICATIONS);
    if more > 0 {
        let text = format!("{} not checked", counted(more, "more file"));
        notes.push(Notification::new("warning", &text));
    }
    Invocation {
        execution_successful: !report.incomplete,
        tool_execution_notifications: notes,
    }
}
