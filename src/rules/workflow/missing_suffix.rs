use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};
use crate::workflow::Workflow;
use crate::workflow::reference::{Place, Target, split_key};

pub(super) const RULE: Rule = Rule {
    id: "workflow/missing-suffix",
    severity: Severity::Error,
    summary: "a reference under a key without `.$`",
    why: "Only a key that ends in `.$` has its value looked up; without it the text of the reference itself is passed on.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-dynamic-vars.html",
    page: include_str!("missing_suffix.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    for reference in &workflow.references {
        let path = reference.path;
        // `$.something` else may be meant for another program.
        if !reference.whole || reference.place != Place::Inputs || path.known_root() != Some(path.root) {
            continue;
        }
        if path.target() == Target::Unknown {
            continue;
        }
        match reference.key {
            Some(key) if split_key(key.text().unwrap_or_default()).1 => {}
            Some(key) => {
                let message = format!(
                    "the value of `{}` is a reference, and the key has no `.$`",
                    key.shown()
                );
                let finding = found.report(key.written_span(), message);
                let name = format!("{}.$", key.text().unwrap_or_default());
                mend::write(finding, Safety::Safe, key, &name);
            }
            None => {
                found
                    .report(
                        reference.node.written_span(),
                        "a reference as an item of a list stays plain text".to_owned(),
                    )
                    .help(format!(
                        "write `\"{{{{ {} }}}}\"`, or `.$` behind the key of the list if the whole list comes from it",
                        reference.node.shown()
                    ))
                    .warning();
            }
        }
    }
}
