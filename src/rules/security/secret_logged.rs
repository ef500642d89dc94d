use super::uses::{fetches_secret, is_secret_path};
use crate::component::Step;
use crate::component::template::Expression;
use crate::diagnostic::{Safety, Severity};
use crate::rules::literal::is_true;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;
use crate::source::{Edit, Span};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "security/secret-logged",
    severity: Severity::Info,
    summary: "a step that handles a secret and writes its output to the log",
    why: "A program that fails often prints what it was given; with `disableLogging: true` nothing of the step is logged.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("secret_logged.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let document = scripts.component.root.present("disableLogging");
    if document.is_some_and(is_true) {
        return;
    }
    for script in &scripts.all {
        let step = script.step;
        let logging = step.node.present("disableLogging");
        if logging.is_some_and(is_true) {
            continue;
        }
        let referred = step
            .references
            .iter()
            .find_map(|reference| match &reference.expression {
                Expression::Parameter(path) if is_secret_path(path) => Some(reference.span),
                _ => None,
            });
        let place = referred.or_else(|| {
            let call = script.calls.iter().find(|call| fetches_secret(call))?;
            Some(script.place(&call.range))
        });
        let Some(place) = place else { continue };
        let finding = found.report(
            place,
            format!(
                "the step `{}` handles a secret, and what it prints is logged",
                step.text()
            ),
        );
        finding.help("add `disableLogging: true` to the step");
        if let Some(edit) = switch_off(step, logging) {
            finding.fix(Safety::Unsafe, "add `disableLogging: true`", vec![edit]);
        }
    }
}

/// Writes `true` in the place of what is there, or a line of its own before `action`.
fn switch_off(step: &Step<'_>, logging: Option<Node<'_>>) -> Option<Edit> {
    if let Some(value) = logging {
        return Some(Edit {
            span: value.span(),
            text: "true".to_owned(),
        });
    }
    if step.node.is_flow() {
        return None;
    }
    let key = step.node.entry("action")?.key.written_span();
    let before = step.node.tree().text().get(..key.start as usize)?;
    let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    // The first key of a step stands behind its dash.
    let indent: String = line.chars().map(|c| if c == '-' { ' ' } else { c }).collect();
    let blank = indent.chars().all(|c| c == ' ');
    blank.then(|| Edit {
        span: Span::empty(key.start),
        text: format!("disableLogging: true\n{indent}"),
    })
}
