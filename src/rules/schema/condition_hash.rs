use crate::component::Component;
use crate::component::{
    condition::{self, Operand},
    template,
};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "schema/condition-hash",
    severity: Severity::Warning,
    summary: "a hash of the wrong length, or one that is not hexadecimal",
    why: "A literal that is no hash of its kind is never equal to the hash of a file.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-comparison-operators.html",
    page: include_str!("condition_hash.md"),
    checks: &[Check::Component(check)],
};

/// The hash operators by the number of hexadecimal digits.
const BY_LENGTH: &[(usize, &str)] = &[
    (32, "fileMD5Equals"),
    (40, "fileSHA1Equals"),
    (64, "fileSHA256Equals"),
    (128, "fileSHA512Equals"),
];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for condition in component.steps().flat_map(condition::of_step) {
        for (entry, operator) in &condition.operators {
            let (Operand::Hash(digits), Some(text)) = (operator.operand, entry.value.text()) else {
                continue;
            };
            if entry.value.is_null() || template::is_dynamic(text) {
                continue;
            }
            let length = text.chars().count();
            let name = operator.name;
            if let Some(bad) = text.chars().find(|c| !c.is_ascii_hexdigit()) {
                let bad = if bad.is_control() || bad == ' ' {
                    "white space".to_owned()
                } else {
                    format!("`{bad}`")
                };
                found
                    .report(
                        entry.value.span(),
                        format!("{bad} is not a hexadecimal digit, so `{name}` is always false"),
                    )
                    .help(format!(
                        "write the {digits} hexadecimal digits of the hash, nothing else"
                    ));
            } else if length != digits {
                let finding = found.report(
                    entry.value.span(),
                    format!("a hash for `{name}` has {digits} hexadecimal digits, this one {length}"),
                );
                match BY_LENGTH.iter().find(|(other, _)| *other == length) {
                    Some((_, other)) => finding.help(format!("write `{other}`, which fits this hash")),
                    None => finding.help(format!("write all {digits} digits")),
                };
            }
        }
    }
}
