use super::loops::{Loops, Reading};
use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::nearest::nearest;
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "semantic/loop-member",
    severity: Severity::Error,
    summary: "something else than `index` or `value` of a loop",
    why: "A loop has `index` and `value` and nothing else.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-looping-constructs.html",
    page: include_str!("loop_member.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let loops = Loops::of(component);
    for step in component.steps() {
        for reference in &step.references {
            let Some(Reading::Member { owner, member }) = loops.read(step, &reference.expression) else {
                continue;
            };
            let place = reference.part(member);
            let finding = found.report(place, format!("a loop has no `{}`", shorten(member)));
            let owner = shorten(owner);
            match nearest(member, ["index", "value"]) {
                Some(meant) => {
                    let tree = component.root.tree();
                    mend::write_part(finding, Safety::Safe, tree, (place, member), meant);
                }
                None => {
                    finding.help(format!("write `{owner}.value` or `{owner}.index`"));
                }
            }
        }
    }
}
