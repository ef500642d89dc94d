use crate::component::Component;
use crate::component::condition;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/condition-depth",
    severity: Severity::Error,
    summary: "logical operators nested more than four deep",
    why: "Logical operators nest at most four deep; deeper conditions fail validation.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-logical-operators.html",
    page: include_str!("condition_depth.md"),
    checks: &[Check::Component(check)],
};

/// How many logical operators may enclose one another.
const DEEPEST: usize = 4;

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for condition in component.steps().flat_map(condition::of_step) {
        if condition.depth != DEEPEST {
            continue;
        }
        let logical = condition
            .used()
            .into_iter()
            .find(|(_, operator)| operator.is_logical());
        if let Some((entry, operator)) = logical {
            found
                .report(
                    entry.key.span(),
                    format!(
                        "`{}` is the fifth logical operator inside one another",
                        operator.name
                    ),
                )
                .help("join levels of the same operator, or spread the condition over several steps");
        }
    }
}
