use crate::component::head;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::{Kind, Tree};

pub(super) const RULE: Rule = Rule {
    id: "schema/not-a-map",
    severity: Severity::Error,
    summary: "a document whose top is a list or a single value",
    why: "A component or workflow is a map at its top; Image Builder refuses anything else.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("not_a_map.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    if tree.fault.is_some() || tree.excessive.is_some() {
        return;
    }
    let Some(root) = tree.root().filter(|root| !root.is_map() && !root.is_null()) else {
        return;
    };
    let help = if root.kind() == Kind::Sequence {
        "take out the dash before the first key; write a list as the value of a key such as `phases:`"
    } else {
        "write keys and values, such as `schemaVersion: 1.0` and `phases:`"
    };
    found
        .report(
            head(root),
            format!("the document is {}, not a map", root.kind().word()),
        )
        .help(help);
}
