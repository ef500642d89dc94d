use crate::component::{Component, Step, condition, modules};
use crate::diagnostic::Severity;
use crate::rules::literal::{misspelled, steps};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/create-folder-overwrite",
    severity: Severity::Info,
    summary: "CreateFolder without `overwrite`, which replaces an existing folder",
    why: "An existing folder is replaced by an empty one unless `overwrite: false` says otherwise.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("create_folder_overwrite.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let Some(module) = modules::find("CreateFolder") else {
        return;
    };
    for step in steps(component, &["CreateFolder"]) {
        if asks_for_folder(step) {
            continue;
        }
        for item in step.input_maps() {
            let Some(path) = item.present("path").filter(|path| path.is_scalar()) else {
                continue;
            };
            if item.present("overwrite").is_none() && !misspelled(item, module, "overwrite") {
                found
                    .report(
                        path.span(),
                        format!("if `{}` exists already, it is replaced", path.shown()),
                    )
                    .help("add `overwrite: false` to keep what is there, or `overwrite: true` to say that it may go");
            }
        }
    }
}

/// Whether the step runs only after a look at the folder.
fn asks_for_folder(step: &Step<'_>) -> bool {
    condition::of_step(step)
        .iter()
        .flat_map(|condition| &condition.operators)
        .any(|(_, operator)| operator.name == "folderExists")
}
