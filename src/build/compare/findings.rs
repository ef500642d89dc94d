//! Findings of Amazon Inspector for two images.
//!
//! What makes a finding the same in both is the id of its vulnerability and the name of the package: a package with another
//! version that is still vulnerable is no new finding, and a second package with a vulnerability that is known is one.

use std::collections::{BTreeMap, BTreeSet};

use super::severity::{Severity, by_severity};
use crate::build::document::{Finding, Findings};

/// What Inspector says of one vulnerability.
#[derive(Default)]
struct Vulnerability<'f> {
    severity: &'f str,
    packages: BTreeSet<&'f str>,
    title: &'f str,
    fix_available: Option<&'f str>,
}

/// What two lists of findings differ in. The order of the lists does not matter. Counts are of all findings now, each
/// vulnerability once; there is nothing new or fixed without an image before.
pub fn compare(now: &[Finding], before: Option<&[Finding]>) -> Findings {
    let now = by_id(now);
    let mut result = Findings::default();
    for vulnerability in now.values() {
        *result
            .counts
            .entry(vulnerability.severity.to_owned())
            .or_default() += 1;
    }
    if let Some(before) = before {
        let before = by_id(before);
        result.compared = true;
        result.new = only_in(&now, &before);
        result.fixed = only_in(&before, &now);
    }
    result
}

fn by_id(findings: &[Finding]) -> BTreeMap<&str, Vulnerability<'_>> {
    let mut all: BTreeMap<&str, Vulnerability<'_>> = BTreeMap::new();
    for finding in findings {
        // Without an id the title has to do.
        let id = if finding.id.is_empty() {
            &finding.title
        } else {
            &finding.id
        };
        let one = all.entry(id).or_default();
        one.packages.extend(finding.packages.iter().map(String::as_str));
        one.severity = worse(one.severity, &finding.severity);
        one.title = one.title.max(&finding.title);
        one.fix_available = both(one.fix_available, finding.fix_available.as_deref());
    }
    all
}

/// The worse of two words. One that is not known stands behind those that are.
fn worse<'f>(one: &'f str, other: &'f str) -> &'f str {
    let rank = |word| (Severity::parse(word), word);
    if rank(one) < rank(other) { other } else { one }
}

/// AWS's word for whether a fix is available, for two findings together.
fn both<'f>(one: Option<&'f str>, other: Option<&'f str>) -> Option<&'f str> {
    match (one, other) {
        (None, known) | (known, None) => known,
        (Some(one), Some(other)) if one == other => Some(one),
        _ => Some("PARTIAL"),
    }
}

/// What the one has and the other has not, the worst first.
fn only_in(
    one: &BTreeMap<&str, Vulnerability<'_>>,
    other: &BTreeMap<&str, Vulnerability<'_>>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (id, vulnerability) in one {
        let packages: Vec<&str> = match other.get(id) {
            None => vulnerability.packages.iter().copied().collect(),
            Some(same) => {
                let names = vulnerability
                    .packages
                    .difference(&same.packages)
                    .copied()
                    .collect::<Vec<_>>();
                // Where one of them names no package, the id alone counts.
                if names.is_empty() || same.packages.is_empty() {
                    continue;
                }
                names
            }
        };
        found.push(Finding {
            id: (*id).to_owned(),
            severity: vulnerability.severity.to_owned(),
            packages: packages.into_iter().map(str::to_owned).collect(),
            title: vulnerability.title.to_owned(),
            fix_available: vulnerability.fix_available.map(str::to_owned),
        });
    }
    // Stable: within a severity by id.
    found.sort_by_key(|finding| std::cmp::Reverse(Severity::parse(&finding.severity)));
    found
}

/// Why a gate at `level` is closed for these findings; none when it is open. All findings of the image count, new or not: a gate
/// that knew only new ones would open at the second build with the same fault. A severity that is not known here closes it too,
/// because it may be a bad one.
pub fn gate(findings: &Findings, level: Severity) -> Option<String> {
    let counts = by_severity(&findings.counts);
    let closes = |word: &str| Severity::parse(word).is_none_or(|severity| severity >= level);
    let bad: Vec<String> = counts
        .into_iter()
        .filter(|(word, number)| *number > 0 && closes(word))
        .map(|(word, number)| format!("{number} {word}"))
        .collect();
    (!bad.is_empty()).then(|| {
        format!(
            "--fail-on-severity {} counts findings of the image: {}",
            level.word(),
            bad.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(id: &str, severity: &str, packages: &[&str]) -> Finding {
        Finding {
            id: id.to_owned(),
            severity: severity.to_owned(),
            packages: packages.iter().map(|name| (*name).to_owned()).collect(),
            title: format!("{id} - something"),
            fix_available: Some("YES".to_owned()),
        }
    }

    fn told(findings: &[Finding]) -> Vec<String> {
        let one = |finding: &Finding| {
            format!(
                "{} {} {}",
                finding.severity,
                finding.id,
                finding.packages.join("+")
            )
        };
        findings.iter().map(one).collect()
    }

    #[test]
    fn a_fix_for_some_packages_is_a_partial_one() {
        for (one, other, together) in [
            (None, None, None),
            (Some("YES"), None, Some("YES")),
            (None, Some("NO"), Some("NO")),
            (Some("YES"), Some("YES"), Some("YES")),
            (Some("YES"), Some("NO"), Some("PARTIAL")),
        ] {
            assert_eq!(both(one, other), together);
        }
    }

    #[test]
    fn a_finding_is_its_vulnerability_and_its_package() {
        let before = [
            finding("CVE-1", "high", &["openssl"]),
            finding("CVE-2", "low", &["curl"]),
            finding("CVE-3", "medium", &[]),
        ];
        let now = [
            finding("CVE-1", "high", &["openssl", "openssl-libs"]),
            finding("CVE-3", "medium", &["zlib"]),
            finding("CVE-5", "medium", &["bash"]),
            finding("CVE-4", "critical", &["bash"]),
            finding("CVE-4", "critical", &["dash"]),
            finding("CVE-6", "severe", &["x"]),
        ];
        let result = compare(&now, Some(&before));
        assert_eq!(
            told(&result.new),
            [
                "critical CVE-4 bash+dash",
                "high CVE-1 openssl-libs",
                "medium CVE-5 bash",
                "severe CVE-6 x"
            ]
        );
        assert_eq!(told(&result.fixed), ["low CVE-2 curl"]);
        let counts: Vec<_> = by_severity(&result.counts);
        assert_eq!(
            counts,
            [("critical", 1), ("high", 1), ("medium", 2), ("severe", 1)]
        );
        let mut turned = now.to_vec();
        turned.reverse();
        assert_eq!(compare(&turned, Some(&before)), result);
    }

    #[test]
    fn without_an_image_before_there_are_only_counts() {
        let result = compare(&[finding("CVE-1", "high", &["a"])], None);
        assert_eq!((result.new.len(), result.fixed.len()), (0, 0));
        assert_eq!(result.counts.get("high"), Some(&1));
    }

    #[test]
    fn vulnerabilities_without_an_id_are_told_by_their_titles() {
        let mut one = finding("", "low", &["a"]);
        let mut other = one.clone();
        one.title = "first".to_owned();
        other.title = "second".to_owned();
        let result = compare(&[one.clone(), other], Some(&[one]));
        assert_eq!(told(&result.new), ["low second a"]);
    }

    #[test]
    fn a_gate_closes_at_its_level_and_at_what_is_not_known() {
        let counts = |words: &[(&str, usize)]| Findings {
            counts: words
                .iter()
                .map(|(word, number)| ((*word).to_owned(), *number))
                .collect(),
            ..Findings::default()
        };
        for (words, level, closed) in [
            (vec![], Severity::Low, None),
            (vec![("high", 0)], Severity::Low, None),
            (vec![("high", 2), ("low", 9)], Severity::Critical, None),
            (vec![("untriaged", 3), ("informational", 1)], Severity::Low, None),
            (
                vec![("high", 2), ("critical", 1), ("low", 9)],
                Severity::High,
                Some("1 critical, 2 high"),
            ),
            (vec![("severe", 1)], Severity::Critical, Some("1 severe")),
        ] {
            let found = gate(&counts(&words), level);
            let text = closed.map(|counts| {
                format!(
                    "--fail-on-severity {} counts findings of the image: {counts}",
                    level.word()
                )
            });
            assert_eq!(found, text);
        }
    }
}
