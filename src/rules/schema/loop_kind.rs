use super::spelling::misspelled;
use crate::component::Component;
use crate::component::Loop;
use crate::component::grammar::LOOP;
use crate::component::head;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/loop-kind",
    severity: Severity::Error,
    summary: "a loop without `for` and `forEach`, or with both",
    why: "A loop has exactly one of `for` and `forEach`.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-looping-constructs.html",
    page: include_str!("loop_kind.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        let Some(looping) = &step.looping else { continue };
        let kind = |key| looping.node.entry(key).filter(|entry| !entry.value.is_null());
        match (kind("for"), kind("forEach")) {
            (Some(one), Some(other)) => {
                let (first, second) = if one.key.span() < other.key.span() {
                    (one, other)
                } else {
                    (other, one)
                };
                found
                    .report(second.key.span(), "a loop has `for` or `forEach`, not both")
                    .help("remove one of the two")
                    .label(first.key.span(), "the other one");
            }
            (None, None) => neither(looping, found),
            _ => {}
        }
    }
}

fn neither(looping: &Loop<'_>, found: &mut Findings<'_>) {
    // A misspelled key is said once: as an unknown key.
    if ["for", "forEach"]
        .iter()
        .any(|key| misspelled(looping.node, key, LOOP).is_some())
    {
        return;
    }
    let stray = |keys: &[&str]| {
        looping
            .node
            .entries()
            .into_iter()
            .find(|entry| keys.contains(&entry.name()))
    };
    let (entry, key, below) = match (
        stray(&["start", "end", "updateBy"]),
        stray(&["list", "delimiter"]),
    ) {
        (Some(entry), _) => (entry, "for", "`start`, `end` and `updateBy`"),
        (None, Some(entry)) => (entry, "forEach", "`list` and `delimiter`"),
        (None, None) => {
            found
                .report(head(looping.node), "the loop has neither `for` nor `forEach`")
                .help("add `for:` with `start`, `end` and `updateBy`, or `forEach:` with a list");
            return;
        }
    };
    found
        .report(
            entry.key.span(),
            format!(
                "`{}` belongs below `{key}`, not directly below `loop`",
                entry.name()
            ),
        )
        .help(format!("write `{key}:` below `loop` and indent {below} below it"))
        .claims(looping.node.span());
}
