use std::ops::Range;

use crate::diagnostic::Severity;
use crate::release::regions::is_account;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "style/hardcoded-account",
    severity: Severity::Info,
    summary: "the number of an account in a command",
    why: "The component can be built in other accounts; `{{ context:accountId }}` is the one of the build.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("hardcoded_account.md"),
    checks: &[Check::Script(check)],
};

/// Accounts of AWS that publish images of containers for everybody.
/// <https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html> and
/// <https://docs.aws.amazon.com/deep-learning-containers/latest/devguide/deep-learning-containers-images.html>
const OF_AWS: &[&str] = &[
    "602401143452",
    "763104351884",
    "877085696533",
    "800184023465",
    "558608220178",
    "759879836304",
    "590381155156",
    "918309763551",
    "961992271922",
    "151742754352",
    "013241004608",
];

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in &scripts.all {
        for range in accounts(&script.code) {
            let account = script.code.get(range.clone()).unwrap_or_default();
            found
                .report(
                    script.place(&range),
                    format!("the account `{account}` is written into the command"),
                )
                .help("write `{{ context:accountId }}`, or declare a parameter for another account");
        }
    }
}

/// Where numbers of accounts stand beyond doubt: before the registry of ECR, and in ARNs.
fn accounts(code: &str) -> Vec<Range<usize>> {
    let registries = code
        .match_indices(".dkr.ecr.")
        .filter_map(|(at, _)| Some(at.checked_sub(12)?..at));
    let arns = code.match_indices("arn:aws").filter_map(|(at, _)| {
        let arn = code.get(at..)?;
        // Partition, service and region stand before the account.
        let colons = arn
            .bytes()
            .take(120)
            .enumerate()
            .filter(|(_, byte)| *byte == b':')
            .map(|(at, _)| at);
        let start = at + colons.clone().nth(3)? + 1;
        Some(start..at + colons.clone().nth(4)?)
    });
    let mut found: Vec<Range<usize>> = registries
        .chain(arns)
        .filter(|range| {
            let digit_before = code
                .get(..range.start)
                .is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
            let account = code.get(range.clone()).unwrap_or_default();
            is_account(account) && !digit_before && !OF_AWS.contains(&account)
        })
        .collect();
    found.sort_by_key(|range| range.start);
    found
}
