use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::literal::texts;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "security/weak-checksum",
    severity: Severity::Info,
    summary: "MD5 or SHA1 as the algorithm of a checksum",
    why: "Two files with the same MD5 or SHA1 checksum can be made on purpose.",
    source: "https://csrc.nist.gov/projects/hash-functions",
    page: include_str!("weak_checksum.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for value in texts(component, &["WebDownload"], "algorithm") {
        let text = value.literal().unwrap_or_default();
        if ["MD5", "SHA1"].iter().any(|weak| text.eq_ignore_ascii_case(weak)) {
            found
                .report(
                    value.node.span(),
                    format!("`{text}` does not prove who made a file"),
                )
                .help("write the checksum of `SHA256` or `SHA512`");
        }
    }
}
