//! Runs the rules on one file.

mod detect;
mod file;
mod holes;
mod host;
mod pins;
mod recipes;
mod settings;
mod suppress;

pub use detect::{DocumentKind, looks_like_document, may_be_document};
pub use file::{
    Judged, judge_file, judge_if_ours, judge_since, judge_source, judge_source_if_ours, may_be_ours,
};
pub use pins::{pin_findings, review_findings, unmatched_rows};
pub use recipes::{Together, recipe_findings};
pub use settings::{Level, Settings};

use suppress::Comments;

use crate::component::Component;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{self, Check, Findings, Rule};
use crate::script::Scripts;
use crate::source::{Source, Span};
use crate::workflow::Workflow;
use crate::yaml::{self, Tree};

/// A text above the size that is parsed: one finding at its start, nothing else is looked at.
pub fn too_large(path: impl Into<String>, limit: &str, settings: &Settings) -> Judged {
    let mut found = Vec::new();
    report_too_large(
        format!("the file is above {limit}; a text of this size is not read"),
        settings,
        &mut found,
    );
    Judged::document(Source::new(path, ""), settle(found, settings))
}

/// How many values (keys counted too) a document may have to be judged. One within AWS's default quota has some thousands;
/// the bound keeps hostile documents from costing seconds and hundreds of megabytes.
const MOST_VALUES: usize = 200_000;

/// An error, so that a document cannot pass unseen because it is large.
fn report_too_large(message: String, settings: &Settings, found: &mut Vec<Diagnostic>) {
    if let Some(rule) = rules::find("schema/document-too-large") {
        Findings::new(rule, settings, found)
            .report(Span::empty(0), message)
            .help("a component has at most 64 KB unless the account's quota was raised; move scripts and data to Amazon S3")
            .error();
    }
}

fn judge_misread(misread: &crate::source::Misread, settings: &Settings) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for_each_check(|rule, check| {
        if let Check::Encoding(check) = check {
            check(misread, &mut Findings::new(rule, settings, &mut found));
        }
    });
    settle(found, settings)
}

/// Judges one text: every finding at its level, sorted by place. Pure: the same text and settings give the
/// same findings.
pub fn judge(source: &Source, settings: &Settings) -> Vec<Diagnostic> {
    judge_tree(source, &yaml::parse(source.text()), settings)
}

/// The same with the tree of the source's text, for a caller that has it already.
fn judge_tree(source: &Source, tree: &Tree<'_>, settings: &Settings) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in rules::all() {
        for check in rule.checks {
            if let Check::Text(check) = check {
                check(source, &mut Findings::new(rule, settings, &mut found));
            }
        }
    }
    run_yaml(tree, settings, &mut found);
    if tree.nodes().len() > MOST_VALUES {
        report_too_large(
            format!("the document has more than {MOST_VALUES} values; only its syntax was checked"),
            settings,
            &mut found,
        );
    } else if tree.fault.is_none() && tree.excessive.is_none() {
        run_document(tree, settings, &mut found);
    }
    let found = suppress::apply(&Comments::of(tree, source), source, one_cause(found), settings);
    settle(found, settings)
}

fn run_yaml(tree: &Tree<'_>, settings: &Settings, found: &mut Vec<Diagnostic>) {
    for_each_check(|rule, check| {
        if let Check::Yaml(check) = check {
            check(tree, &mut Findings::new(rule, settings, found));
        }
    });
}

fn run_document(tree: &Tree<'_>, settings: &Settings, found: &mut Vec<Diagnostic>) {
    let Some(root) = tree.root().filter(|root| root.is_map()) else {
        return;
    };
    match detect::kind(root) {
        DocumentKind::Component => {
            let Some(component) = Component::read(root, settings.platform) else {
                return;
            };
            let scripts = Scripts::of(&component);
            for_each_check(|rule, check| match check {
                Check::Component(check) => check(&component, &mut Findings::new(rule, settings, found)),
                Check::Optional(check) if settings.levels.contains_key(rule.id) => {
                    check(&component, &mut Findings::new(rule, settings, found));
                }
                Check::Script(check) => check(&scripts, &mut Findings::new(rule, settings, found)),
                _ => {}
            });
        }
        DocumentKind::Workflow => {
            let Some(workflow) = Workflow::read(root, settings.workflow_kind) else {
                return;
            };
            for_each_check(|rule, check| {
                if let Check::Workflow(check) = check {
                    check(&workflow, &mut Findings::new(rule, settings, found));
                }
            });
        }
    }
}

fn for_each_check(mut run: impl FnMut(&'static Rule, &Check)) {
    for rule in rules::all() {
        for check in rule.checks {
            run(rule, check);
        }
    }
}

/// One cause, one finding: drops what another finding claims, and what was there for its claim alone.
pub(crate) fn one_cause(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let claims = Claims::of(&found);
    found
        .into_iter()
        .filter(|finding| !finding.message.is_empty() && !claims.hold(finding))
        .collect()
}

/// Applies the configured levels and sorts by place.
pub(crate) fn settle(found: Vec<Diagnostic>, settings: &Settings) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = found
        .into_iter()
        .filter_map(|mut d| {
            match settings.level(d.rule) {
                None => {}
                Some(Level::Off) => return None,
                Some(Level::Info) => d.severity = Severity::Info,
                Some(Level::Warning) => d.severity = Severity::Warning,
                Some(Level::Error) => d.severity = Severity::Error,
            }
            Some(d)
        })
        .collect();
    kept.sort_by(|a, b| (a.span, a.rule, &a.message).cmp(&(b.span, b.rule, &b.message)));
    kept.dedup();
    kept
}

/// The claimed spans by their starts, each with the farthest end up to there and the farthest one of any other rule: so
/// one look answers whether a rule's finding lies in a claim of another rule.
struct Claims(Vec<Reach>);

#[derive(Clone, Copy)]
struct Reach {
    start: u32,
    farthest: (u32, &'static str),
    other: Option<u32>,
}

impl Claims {
    fn of(found: &[Diagnostic]) -> Self {
        let mut claims: Vec<(Span, &'static str)> =
            found.iter().filter_map(|d| Some((d.claims?, d.rule))).collect();
        // Of two rules that claim the same span the first one speaks; else each would silence the other.
        claims.sort_by_key(|(span, _)| *span);
        claims.dedup_by_key(|(span, _)| *span);
        let mut reaches: Vec<Reach> = Vec::with_capacity(claims.len());
        for (span, rule) in claims {
            let mut reach = reaches.last().copied().unwrap_or(Reach {
                start: span.start,
                farthest: (span.end, rule),
                other: None,
            });
            reach.start = span.start;
            if rule == reach.farthest.1 {
                reach.farthest.0 = reach.farthest.0.max(span.end);
            } else if span.end > reach.farthest.0 {
                reach.other = Some(reach.farthest.0);
                reach.farthest = (span.end, rule);
            } else {
                reach.other = reach.other.max(Some(span.end));
            }
            reaches.push(reach);
        }
        Self(reaches)
    }

    fn hold(&self, finding: &Diagnostic) -> bool {
        let before = self.0.partition_point(|reach| reach.start <= finding.span.start);
        let Some(reach) = before.checked_sub(1).and_then(|last| self.0.get(last)) else {
            return false;
        };
        let end = if reach.farthest.1 == finding.rule {
            reach.other
        } else {
            Some(reach.farthest.0)
        };
        end.is_some_and(|end| finding.span.end <= end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: &'static str, span: (usize, usize), claims: Option<(usize, usize)>) -> Diagnostic {
        Diagnostic {
            rule,
            severity: Severity::Error,
            span: Span::new(span.0, span.1),
            message: String::new(),
            help: None,
            labels: Vec::new(),
            claims: claims.map(|(start, end)| Span::new(start, end)),
            fix: None,
            conceals: None,
        }
    }

    #[test]
    fn a_claim_drops_the_findings_of_other_rules_within_it() {
        let claimed: &[(&[Diagnostic], &[bool])] = &[
            // Its own rule's findings stay, those that reach out of it stay.
            (
                &[
                    finding("a", (2, 3), Some((2, 9))),
                    finding("a", (4, 5), None),
                    finding("b", (4, 5), None),
                    finding("b", (2, 9), None),
                    finding("b", (8, 10), None),
                    finding("b", (1, 3), None),
                    finding("b", (9, 9), None),
                ],
                &[true, true, false, false, true, true, false],
            ),
            // Of several claims, each counts against the other rules.
            (
                &[
                    finding("a", (0, 1), Some((0, 20))),
                    finding("a", (4, 5), Some((4, 30))),
                    finding("b", (25, 26), None),
                    finding("c", (2, 3), Some((2, 10))),
                    finding("a", (5, 6), None),
                    finding("a", (12, 13), None),
                ],
                &[true, false, false, false, false, true],
            ),
            // Of two rules that claim the same span the first one speaks.
            (
                &[
                    finding("a", (3, 4), Some((0, 9))),
                    finding("b", (5, 6), Some((0, 9))),
                ],
                &[true, false],
            ),
        ];
        for (found, kept) in claimed {
            let claims = Claims::of(found);
            let result: Vec<bool> = found.iter().map(|finding| !claims.hold(finding)).collect();
            assert_eq!(&result, kept, "{found:?}");
        }
    }

    #[test]
    fn a_rule_that_is_off_by_default_is_switched_on_by_its_own_name() {
        let source = Source::new("x.yaml", "schemaVersion: 1.0\nphases: []\n");
        let found = |name: &str, level: Level| {
            let mut settings = Settings::default();
            settings.levels.insert(name.to_owned(), level);
            let found = judge(&source, &settings);
            let own = found.iter().find(|d| d.rule == "style/quote-schema-version");
            own.map(|d| d.severity)
        };
        let rule = "style/quote-schema-version";
        assert_eq!(found("style", Level::Error), None);
        assert_eq!(found(rule, Level::Off), None);
        assert_eq!(found(rule, Level::Warning), Some(Severity::Warning));
    }

    #[test]
    fn a_file_that_is_not_utf_8_gets_that_finding_only() {
        let judged = |bytes: &[u8], settings: &Settings| -> Vec<(&'static str, u32)> {
            let judged = judge_file("x.yaml", bytes.to_vec(), settings);
            judged.findings.iter().map(|d| (d.rule, d.span.start)).collect()
        };
        let settings = Settings::default();
        assert_eq!(judged(b"a: 1\na: \xE9 @", &settings), [("syntax/not-utf8", 8)]);
        assert_eq!(judged(b"\xFF\xFEa\0", &settings), [("syntax/not-utf8", 0)]);
        assert!(judged(b"a: 1\na: 2", &settings).contains(&("syntax/duplicate-key", 5)));
        let mut off = Settings::default();
        off.levels.insert("syntax".to_owned(), Level::Off);
        assert_eq!(judged(b"\xFF", &off), []);
    }
}
