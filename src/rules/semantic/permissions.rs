use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::rules::literal::texts;
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::Style;
use crate::yaml::scalar::Resolved;

pub(super) const RULE: Rule = Rule {
    id: "semantic/permissions",
    severity: Severity::Error,
    summary: "permissions that are not three or four octal digits",
    why: "Permissions are a text of three or four octal digits, as `chmod` takes them.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("permissions.md"),
    checks: &[Check::Component(check)],
};

const ACTIONS: [&str; 4] = [
    "CreateFile",
    "CreateFolder",
    "SetFilePermissions",
    "SetFolderPermissions",
];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for value in texts(component, &ACTIONS, "permissions") {
        // The text as written: 0888 is no octal number, and what a reader makes of it does not matter.
        let Some(text) = value.literal().map(str::trim) else {
            continue;
        };
        let span = value.node.span();
        let number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if number && text.contains(['8', '9']) {
            found
                .report(span, format!("`{}` is not octal", value.node.shown()))
                .help("write digits from 0 to 7, such as `'0644'` or `'0755'`")
                .claims(span);
        } else if !number || !(3..=4).contains(&text.len()) {
            let finding = found.report(
                span,
                format!("`{}` is not three or four octal digits", value.node.shown()),
            );
            finding
                .help("write three or four octal digits, such as `'0644'` or `'0755'`")
                .warning();
            // That it is no text is part of the same fault.
            if value.node.resolved() != Some(Resolved::Text) {
                finding.claims(span);
            }
        } else if value.node.style() == Some(Style::Plain) {
            let finding = found.report(span, "permissions without quotes are a number to YAML");
            mend::write_quoted(finding.info().claims(span), Safety::Safe, value.node);
            finding.help(format!("write `'{text}'`{}", rewritten(text)));
        }
    }
}

/// What becomes of octal digits in a tool that reads and writes the file.
fn rewritten(text: &str) -> String {
    match u32::from_str_radix(text, 8) {
        Ok(number) if text.starts_with('0') && number > 7 => {
            format!("; a tool that reads and writes the file can turn it into {number}")
        }
        _ => String::new(),
    }
}
