use crate::component::{Component, modules};
use crate::diagnostic::Severity;
use crate::rules::literal::{Known, input_maps, misspelled};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/checksum-pair",
    severity: Severity::Warning,
    summary: "`checksum` without `algorithm`, or the reverse",
    why: "WebDownload verifies a file only when both keys are there; with one of them it verifies nothing.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("checksum_pair.md"),
    checks: &[Check::Component(check)],
};

/// Algorithms with the number of hexadecimal digits of their checksums.
pub(super) const DIGITS: [(&str, usize); 4] = [("MD5", 32), ("SHA1", 40), ("SHA256", 64), ("SHA512", 128)];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let Some(module) = modules::find("WebDownload") else {
        return;
    };
    for item in input_maps(component, &["WebDownload"]) {
        let there = |name: &str| item.entry(name).filter(|entry| !entry.value.is_null());
        match (there("checksum"), there("algorithm")) {
            (Some(checksum), None) if !misspelled(item, module, "algorithm") => {
                let length = Known::of(checksum.value)
                    .and_then(|known| known.literal())
                    .map(|text| text.trim().len());
                let fits = DIGITS.iter().find(|(_, digits)| Some(*digits) == length);
                found
                    .report(
                        checksum.key.span(),
                        "`checksum` without `algorithm` verifies nothing",
                    )
                    .help(match fits {
                        Some((name, _)) => format!("add `algorithm: {name}`"),
                        None => "add `algorithm`, such as `SHA256`".to_owned(),
                    });
            }
            (None, Some(algorithm)) if !misspelled(item, module, "checksum") => {
                found
                    .report(
                        algorithm.key.span(),
                        "`algorithm` without `checksum` verifies nothing",
                    )
                    .help("add `checksum` with the hexadecimal checksum of the file");
            }
            _ => {}
        }
    }
}
