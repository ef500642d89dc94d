use super::checksum_pair::DIGITS;
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::literal::{Known, input_maps};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/checksum-length",
    severity: Severity::Error,
    summary: "a checksum that cannot come from its algorithm",
    why: "The checksum of the downloaded file never equals this text, so the step always fails.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("checksum_length.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for item in input_maps(component, &["WebDownload"]) {
        let text = |name: &str| {
            let known = Known::of(item.present(name)?)?;
            known.literal().map(|text| (known.node, text.trim()))
        };
        let (Some((node, checksum)), Some((_, algorithm))) = (text("checksum"), text("algorithm")) else {
            continue;
        };
        let known = DIGITS
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(algorithm));
        let Some((name, digits)) = known.filter(|_| !checksum.is_empty()) else {
            continue;
        };
        let length = checksum.chars().count();
        if let Some(stray) = checksum.chars().find(|c| !c.is_ascii_hexdigit()) {
            found
                .report(
                    node.span(),
                    format!(
                        "a checksum is hexadecimal, and `{}` is no such digit",
                        stray.escape_debug()
                    ),
                )
                .help(format!(
                    "write the {digits} hexadecimal digits of the file's {name}"
                ));
        } else if length != *digits {
            let fits = DIGITS.iter().find(|(_, digits)| *digits == length);
            found
                .report(
                    node.span(),
                    format!("{name} has {digits} hexadecimal digits, this checksum {length}"),
                )
                .help(match fits {
                    Some((other, _)) => format!("write `algorithm: {other}`, or the file's {name}"),
                    None => format!("write all {digits} digits"),
                });
        }
    }
}
