use super::declared;
use super::hints::Hints;
use super::loops::Loops;
use crate::component::modules::Shape;
use crate::component::template::Expression;
use crate::component::{Component, Phase, Reference, Target};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "semantic/unrecognized-expression",
    severity: Severity::Warning,
    summary: "text in braces that is no documented reference",
    why: "Image Builder documents no way to write a literal `{{`; what becomes of text that is no reference is not known.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("unrecognized_expression.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let loops = Loops::of(component);
    let misplaced = declared::misplaced(component);
    let mut hints = Hints::default();
    for step in component.steps() {
        for reference in &step.references {
            let text = component.root.tree().slice(reference.inner);
            // A name with a dot or a blank is refused where it is declared.
            let declared = component.definition(text).is_some() || misplaced.contains(text);
            if declared
                || is_known(&reference.expression)
                || loops.read(step, &reference.expression).is_some()
            {
                continue;
            }
            let message = if text.is_empty() {
                "there is nothing in the braces".to_owned()
            } else {
                format!("`{}` is no documented reference", shorten(text))
            };
            let help = help(component, &loops, &mut hints, reference, text);
            found
                .report(first_line(component, reference.span), message)
                .help(help);
        }
    }
}

/// Whether another rule looks at it.
fn is_known(expression: &Expression<'_>) -> bool {
    match expression {
        Expression::Dotted { .. } | Expression::Unrecognized(_) => false,
        Expression::Parameter(text) => !text.trim().is_empty() && !text.contains(['(', ')']),
        Expression::Metadata(text) | Expression::Environment(text) => !text.trim().is_empty(),
        _ => true,
    }
}

fn help<'a>(
    component: &Component<'a>,
    loops: &Loops<'a>,
    hints: &mut Hints<'a>,
    reference: &Reference<'a>,
    text: &str,
) -> String {
    if text.contains(['{', '}']) && is_reference(&text.replace(['{', '}'], "")) {
        return "take out the inner braces".to_owned();
    }
    if let Some(help) = prefix(text).or_else(|| outputs_left_out(component, text)) {
        return help;
    }
    if let Expression::Dotted { owner, member } = &reference.expression
        && matches!(*member, "index" | "value")
        && let Some(meant) = hints.nearest(0, owner, loops.names().chain(["loop"]))
    {
        return format!("write `{meant}.{member}`");
    }
    if let Some((phase, rest)) = text.split_once('.')
        && component.phase(phase).is_some()
        && !rest.contains(' ')
    {
        return "write `phase.step.outputs.name`, `phase.step.inputs.name` or `phase.step.inputs[0].name`"
            .to_owned();
    }
    if let Some(help) = phase_left_out(component, text) {
        return help;
    }
    "build the braces when the step runs, or download the text as a file".to_owned()
}

/// What to write for `step.outputs.name`.
fn phase_left_out(component: &Component<'_>, text: &str) -> Option<String> {
    let (step, _) = text.split_once('.')?;
    let phase = component
        .phases
        .iter()
        .map(Phase::text)
        .find(|phase| matches!(component.target(phase, step), Target::Step(_)))?;
    let whole = format!("{phase}.{text}");
    is_reference(&whole).then(|| format!("write `{}`", shorten(&whole)))
}

/// What to write for `phase.step.name`.
fn outputs_left_out(component: &Component<'_>, text: &str) -> Option<String> {
    let (phase, rest) = text.split_once('.')?;
    let (step, name) = rest.split_once('.')?;
    let Target::Step(target) = component.target(phase, step) else {
        return None;
    };
    let module = target.module?;
    let list = if target.outputs()?.contains(&name) {
        "outputs"
    } else if module.input(name).is_none() {
        return None;
    } else if module.shape == Shape::List {
        "inputs[0]"
    } else {
        "inputs"
    };
    Some(format!(
        "write `{}.{}.{list}.{name}`",
        shorten(phase),
        shorten(step)
    ))
}

fn is_reference(text: &str) -> bool {
    match crate::component::template::parse(text) {
        Expression::Dotted { .. } | Expression::Unrecognized(_) => false,
        Expression::Parameter(_) => !text.contains(['(', ')']),
        _ => true,
    }
}

/// Known words with another prefix, or in another letter case.
fn prefix(text: &str) -> Option<String> {
    const PREFIXES: &[&str] = &["aws:ssm:", "aws:imds:", "context:", "env:", "imagebuilder:"];
    const STORES: &[&str] = &["resolve:ssm-secure:", "resolve:ssm:", "ssm-secure:", "ssm:"];
    let start = |prefix: &str| {
        text.get(..prefix.len())
            .is_some_and(|s| s.eq_ignore_ascii_case(prefix))
    };
    if text.starts_with("aws:ssm:") {
        return Some("write `aws:ssm:/path` or `aws:ssm:resolve(name)`".to_owned());
    }
    if let Some(prefix) = PREFIXES.iter().find(|prefix| start(prefix)) {
        return Some(format!("write `{prefix}` and the name behind it"));
    }
    if STORES.iter().any(|prefix| start(prefix)) {
        return Some("for Parameter Store write `aws:ssm:/path`".to_owned());
    }
    (start("aws:secretsmanager:") || start("resolve:secretsmanager:"))
        .then(|| "for Secrets Manager write `aws:ssm:/aws/reference/secretsmanager/name`".to_owned())
}

/// A text over several lines is shown by its first.
fn first_line(component: &Component<'_>, span: Span) -> Span {
    let text = component.root.tree().slice(span);
    let line = text.split(['\r', '\n']).next().unwrap_or_default();
    Span::new(span.start as usize, span.start as usize + line.trim_end().len())
}
