use super::support::nodes;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::{Style, Tree, shorten};

pub(super) const RULE: Rule = Rule {
    id: "syntax/unknown-tag",
    severity: Severity::Warning,
    summary: "a YAML tag that Image Builder does not know",
    why: "Image Builder knows no tags such as `!Sub`; the value is taken as if the tag were not there, or refused.",
    source: "https://yaml.org/spec/1.2.2/#691-node-tags",
    page: include_str!("unknown_tag.md"),
    checks: &[Check::Yaml(check)],
};

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html>
const CLOUDFORMATION: &[&str] = &[
    "!And",
    "!Base64",
    "!Cidr",
    "!Condition",
    "!Equals",
    "!FindInMap",
    "!GetAtt",
    "!GetAZs",
    "!If",
    "!ImportValue",
    "!Join",
    "!Not",
    "!Or",
    "!Ref",
    "!Select",
    "!Split",
    "!Sub",
    "!Transform",
];

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    for (node, tag) in nodes(tree).filter_map(|node| Some((node, node.tag()?))) {
        let written = tree.slice(tag.span);
        if written == "!" {
            let finding = found.report(
                tag.span,
                "`!` at the start of a value is a YAML tag, not part of the value",
            );
            finding.help("put the value in quotes, or write it as a `|` block");
            let whole = tag.span.cover(node.span());
            let plain = node.style() == Some(Style::Plain);
            if let Some(quoted) = mend::single(tree.slice(whole)).filter(|_| plain) {
                finding.replace(Safety::Safe, "put the value in quotes", whole, quoted);
            }
        } else if CLOUDFORMATION.contains(&written) {
            found
                .report(
                    tag.span,
                    format!("`{written}` works in CloudFormation templates only"),
                )
                .help(
                    "delete it; a component takes values from outside through `parameters` and `{{ Name }}`",
                );
        } else if !tag.core {
            found
                .report(tag.span, format!("the tag `{}` is unknown", shorten(written)))
                .help("delete it, or put the value in quotes if the `!` belongs to it");
        }
    }
}
