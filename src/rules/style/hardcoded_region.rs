use std::ops::Range;

use crate::diagnostic::{Safety, Severity};
use crate::pin::region::is_surely_region;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Shell};
use crate::source::Span;

pub(super) const RULE: Rule = Rule {
    id: "style/hardcoded-region",
    severity: Severity::Info,
    summary: "a region in a command",
    why: "The component can be built in other regions; `{{ context:region }}` is the one of the build.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("hardcoded_region.md"),
    checks: &[Check::Script(check)],
};

/// Services that are in one region for all.
const GLOBAL: &[&str] = &[
    "ce",
    "cloudfront",
    "ecr-public",
    "iam",
    "organizations",
    "pricing",
    "route53",
    "support",
];

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in &scripts.all {
        for range in regions(script) {
            let region = script.text.get(range.clone()).unwrap_or_default();
            let finding = found.report(
                script.place(&range),
                format!("the region `{region}` is written into the command"),
            );
            finding.help("write `{{ context:region }}`, or declare a parameter for another region");
            if let Some(span) = replaceable(script, &range) {
                finding.replace(
                    Safety::Unsafe,
                    "write `{{ context:region }}`",
                    span,
                    "{{ context:region }}",
                );
            }
        }
    }
}

/// Where a reference can stand in place of these bytes: in a flow list its braces would open a map, and so they would at the start
/// of a value, as which `ExecuteBinary` has a word.
fn replaceable(script: &Script<'_, '_>, range: &Range<usize>) -> Option<Span> {
    if script.shell == Shell::None {
        return None;
    }
    let lists = script.step.inputs?.walk();
    (!lists.iter().any(|node| node.is_list() && node.is_flow())).then(|| script.verbatim(range))?
}

/// Where regions are written, in order of the script: options of the AWS tools, and the variables that they read.
fn regions(script: &Script<'_, '_>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = script
        .calls
        .iter()
        .flat_map(|call| in_call(script, call))
        .collect();
    let set = script.variables.iter().filter(|variable| {
        let name = variable.name.to_ascii_uppercase();
        is_variable(name.trim_start_matches("$ENV:"))
    });
    found.extend(set.filter_map(|variable| within(script, &variable.range, &variable.value.text)));
    found.sort_by_key(|range| range.start);
    found.dedup();
    found
}

fn is_variable(name: &str) -> bool {
    matches!(name, "AWS_REGION" | "AWS_DEFAULT_REGION")
}

fn in_call(script: &Script<'_, '_>, call: &Call) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !call.command(&[]).any(|word| GLOBAL.contains(&word)) {
        let option = call.argument(&["--region", "-Region"]);
        found.extend(option.and_then(|option| within(script, &option.word.range, option.value)));
    }
    for word in &call.assignments {
        if let Some((_, value)) = word.text.split_once('=').filter(|(name, _)| is_variable(name)) {
            found.extend(within(script, &word.range, value));
        }
    }
    found
}

/// Where a region stands in a range of the script.
fn within(script: &Script<'_, '_>, range: &Range<usize>, value: &str) -> Option<Range<usize>> {
    if !is_surely_region(value) {
        return None;
    }
    let at = range.start + script.text.get(range.clone())?.find(value)?;
    Some(at..at + value.len())
}
