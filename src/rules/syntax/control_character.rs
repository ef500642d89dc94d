use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Tree;

pub(super) const RULE: Rule = Rule {
    id: "syntax/control-character",
    severity: Severity::Error,
    summary: "a control character",
    why: "YAML allows no control characters but tab and line breaks, and the API takes no NUL.",
    source: "https://yaml.org/spec/1.2.2/#51-character-set",
    page: include_str!("control_character.md"),
    checks: &[Check::Yaml(check)],
};

/// More of them say no more: the file is not text.
const MOST: usize = 100;

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    for control in tree.controls.iter().take(MOST) {
        let character = tree.slice(control.span).chars().next().unwrap_or_default();
        let code = u32::from(character);
        let name = match character {
            '\0' => " (NUL)",
            '\u{8}' => " (backspace)",
            '\u{1b}' => " (escape)",
            '\u{7f}' => " (DEL)",
            _ => "",
        };
        let message = format!("the control character U+{code:04X}{name} is not allowed here");
        let finding = found.report(control.span, message);
        finding.help("delete it; many editors do not show it");
        finding.replace(Safety::Unsafe, "delete it", control.span, "");
        if control.tolerated {
            finding.message = format!("some readers refuse the control character U+{code:04X}{name}");
            finding
                .help(format!("delete it, or write `\\x{code:02X}` in double quotes"))
                .warning();
        }
    }
}
