use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::literal::texts;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/powershell-file",
    severity: Severity::Error,
    summary: "a `file` of ExecutePowerShell that is no `.ps1`",
    why: "ExecutePowerShell runs only files whose name ends in `.ps1`.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("powershell_file.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for mut file in texts(component, &["ExecutePowerShell"], "file") {
        file.end = file.end.trim_end();
        if file.may_end_with(".ps1") {
            continue;
        }
        let arguments = file.end.to_ascii_lowercase().contains(".ps1 ");
        found
            .report(
                file.node.span(),
                format!("`{}` does not end in `.ps1`", file.node.shown()),
            )
            .help(if arguments {
                "`file` takes a path alone; to pass arguments, call the script under `commands`"
            } else {
                "write the path of a `.ps1` file, or use `commands`"
            });
    }
}
