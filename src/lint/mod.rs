//! Runs the rules on one file.

mod detect;
mod settings;

pub use detect::{DocumentKind, looks_like_document};
pub use settings::{Level, Settings};

use crate::component::Component;
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{self, Check, Findings, Rule};
use crate::source::Source;
use crate::workflow::Workflow;
use crate::yaml::{self, FaultKind, Tree};

/// Judges one file: every finding at its level, sorted by place. Pure: the same text and settings give the
/// same findings.
pub fn judge(source: &Source, settings: &Settings) -> Vec<Diagnostic> {
    let mended;
    let mut tree = yaml::parse(source.text());
    let mut found = Vec::new();
    // Go's readers take `\'` in double quotes. It gets its finding from the tree that stopped there; the
    // rest is judged on a text of the same length without it.
    if let Some(text) = without_quote_escapes(&tree) {
        run_yaml(&tree, settings, &mut found);
        found.retain(|d| d.rule == "syntax/bad-escape");
        mended = text;
        tree = yaml::parse(&mended);
    }
    for rule in rules::all() {
        for check in rule.checks {
            if let Check::Text(check) = check {
                check(source, &mut Findings::new(rule, settings, &mut found));
            }
        }
    }
    run_yaml(&tree, settings, &mut found);
    if tree.fault.is_none() && tree.excessive.is_none() {
        run_document(&tree, settings, &mut found);
    }
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
            for_each_check(|rule, check| {
                if let Check::Component(check) = check {
                    check(&component, &mut Findings::new(rule, settings, found));
                }
            });
        }
        DocumentKind::Workflow => {
            let Some(workflow) = Workflow::read(root) else {
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

/// One cause, one finding: drops what another finding claims, applies the configured levels, sorts by place.
fn settle(found: Vec<Diagnostic>, settings: &Settings) -> Vec<Diagnostic> {
    let claims: Vec<_> = found
        .iter()
        .filter_map(|d| d.claims.map(|span| (span, d.rule)))
        .collect();
    let mut kept: Vec<Diagnostic> = found
        .into_iter()
        .filter(|d| {
            !claims.iter().any(|(span, rule)| {
                *rule != d.rule
                    && span.start <= d.span.start
                    && d.span.start <= span.end
                    && span.contains(d.span)
            })
        })
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

/// The text with every `\'` and `\/` that stops the parser replaced by two bytes that do not.
fn without_quote_escapes(tree: &Tree<'_>) -> Option<String> {
    let mut text: Option<String> = None;
    // Each round mends one escape; a document with more of them than this is reported as broken.
    for _ in 0..64 {
        let current = text.as_deref().unwrap_or(tree.text());
        let reparsed;
        let fault = if text.is_some() {
            reparsed = yaml::parse(current);
            reparsed.fault.as_ref()
        } else {
            tree.fault.as_ref()
        };
        let Some(fault) = fault.filter(|fault| fault.kind == FaultKind::Escape) else {
            break;
        };
        let at = escape_start(current, fault.span.start as usize);
        if !matches!(current.get(at..at + 2), Some("\\'" | "\\/")) {
            break;
        }
        let mut mended = current.to_owned();
        mended.replace_range(at..at + 2, "''");
        text = Some(mended);
    }
    text
}

/// The byte of the backslash, whether the parser points at it or behind it.
fn escape_start(text: &str, at: usize) -> usize {
    if text.as_bytes().get(at) != Some(&b'\\') && at > 0 && text.as_bytes()[at - 1] == b'\\' {
        at - 1
    } else {
        at
    }
}
