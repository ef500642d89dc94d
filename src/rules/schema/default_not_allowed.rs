use crate::component::Component;
use crate::component::template;
use crate::diagnostic::Severity;
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Node;
use crate::yaml::scalar::Resolved;

pub(super) const RULE: Rule = Rule {
    id: "schema/default-not-allowed",
    severity: Severity::Warning,
    summary: "a default that is not among the allowed values",
    why: "A recipe that leaves the parameter out gets a value that the document itself does not allow.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("default_not_allowed.md"),
    checks: &[Check::Component(check)],
};

/// How many allowed values the help lists.
const LISTED: usize = 5;

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for parameter in &component.parameters {
        let default = parameter.body.present("default").filter(|node| node.is_scalar());
        let allowed = parameter.body.present("allowedValues");
        let (Some(default), Some(allowed)) = (default, allowed) else {
            continue;
        };
        let judged = |node: &Node<'_>| node.text().is_some_and(|text| !template::is_dynamic(text));
        if allowed.items().len() == 0 || !judged(&default) || !allowed.items().all(|item| judged(&item)) {
            continue;
        }
        if allowed.items().any(|item| same(item, default)) {
            continue;
        }
        let words = allowed.items().filter_map(Node::text);
        let help = nearest(default.text().unwrap_or_default(), words).map_or_else(
            || list(allowed),
            |word| format!("write `{}`", crate::yaml::shorten(word)),
        );
        found
            .report(
                default.span(),
                format!("the default `{}` is not among `allowedValues`", default.shown()),
            )
            .help(help);
    }
}

/// The first allowed values, for the help.
fn list(allowed: Node<'_>) -> String {
    let some: Vec<String> = allowed
        .items()
        .take(LISTED)
        .map(|item| format!("`{}`", item.shown()))
        .collect();
    let more = if allowed.items().len() > LISTED {
        ", …"
    } else {
        ""
    };
    format!("use one of {}{more}", some.join(", "))
}

/// Whether two scalars have the same text, or are the same number or boolean.
fn same(a: Node<'_>, b: Node<'_>) -> bool {
    a.text() == b.text() || a.resolved() == b.resolved() && a.resolved() != Some(Resolved::Text)
}
