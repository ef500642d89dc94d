use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "schema/empty-phases",
    severity: Severity::Error,
    summary: "a list of phases without any",
    why: "Image Builder refuses it: the list of phases must not be empty.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("empty_phases.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let phases = component.root.present("phases").filter(|phases| phases.is_list());
    if let Some(phases) = phases.filter(|phases| Node::items(*phases).len() == 0) {
        found
            .report(phases.first_line(), "the list of phases is empty")
            .help("add a phase: `- name: build` with `steps:` below it");
    }
}
