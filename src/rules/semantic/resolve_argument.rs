use super::declared;
use super::hints::Hints;
use crate::component::template::Expression;
use crate::component::{Component, Definition, DefinitionKind};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "semantic/resolve-argument",
    severity: Severity::Error,
    summary: "an argument of `resolve` that is no parameter",
    why: "The argument of `aws:ssm:resolve()` must be a declared parameter, or `aws:ssm:` with a name.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("resolve_argument.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let misplaced = declared::misplaced(component);
    let mut hints = Hints::default();
    for reference in component.steps().flat_map(|step| &step.references) {
        let Expression::Resolve(argument) = reference.expression else {
            continue;
        };
        let stored = argument
            .strip_prefix("aws:ssm:")
            .is_some_and(|name| !name.is_empty());
        if stored || misplaced.contains(argument) {
            continue;
        }
        let place = if argument.is_empty() {
            reference.inner
        } else {
            reference.part(argument)
        };
        match component.definition(argument).map(|definition| definition.kind) {
            Some(DefinitionKind::Parameter) => {}
            Some(DefinitionKind::Constant) => {
                found
                    .report(
                        place,
                        format!("`{}` is a constant, not a parameter", shorten(argument)),
                    )
                    .help("only parameters are documented here: declare it under `parameters`")
                    .warning();
            }
            None => {
                let message = if argument.is_empty() {
                    "`resolve()` has no argument".to_owned()
                } else {
                    format!("`{}` is no parameter of this document", shorten(argument))
                };
                let names = component.parameters.iter().map(Definition::text);
                let help = if argument.starts_with('/') {
                    format!("write `aws:ssm:{}` without `resolve`", shorten(argument))
                } else if let Some(meant) = hints.nearest(0, argument, names) {
                    format!("write `{meant}`")
                } else {
                    "name a parameter of this document, or write `aws:ssm:/path`".to_owned()
                };
                found.report(place, message).help(help);
            }
        }
    }
}
