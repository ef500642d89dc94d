use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;
use crate::source::{Edit, Span};

pub(super) const RULE: Rule = Rule {
    id: "security/execution-policy",
    severity: Severity::Warning,
    summary: "an execution policy of PowerShell that stays open in the image",
    why: "Without `-Scope Process` the policy is written to the registry, and holds on every instance of the image.",
    source: "https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.security/set-executionpolicy",
    page: include_str!("execution_policy.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for (script, call) in scripts
        .calls()
        .filter(|(_, call)| call.program() == "set-executionpolicy")
    {
        let named = call
            .argument(&["-ExecutionPolicy"])
            .map(|named| (named.word, named.value));
        // Without their names, the first operand is the policy and the second the scope.
        let mut operands = call
            .operands(&["-ExecutionPolicy", "-Scope", "-executionpolicy", "-scope"])
            .map(|word| (word, word.text.as_str()));
        let Some((word, policy)) = named.or_else(|| operands.next()) else {
            continue;
        };
        let scope = call.argument(&["-Scope"]).map(|scope| (scope.word, scope.value));
        let scope = scope.or_else(|| operands.next());
        let open = ["Unrestricted", "Bypass"]
            .iter()
            .find(|open| policy.eq_ignore_ascii_case(open));
        let Some(open) = open else { continue };
        if scope.is_some_and(|(word, scope)| scope.eq_ignore_ascii_case("Process") || !word.literal) {
            continue;
        }
        let finding = found.report(
            script.place(&word.range),
            format!("the policy `{open}` stays in the image"),
        );
        finding.help("add `-Scope Process`: then it ends with the script");
        let end = call.range.end;
        if scope.is_none()
            && let Some(place) = script.verbatim(&(word.range.start..end))
        {
            let edit = Edit {
                span: Span::empty(place.end),
                text: " -Scope Process".to_owned(),
            };
            finding.fix(Safety::Unsafe, "add `-Scope Process`", vec![edit]);
        }
    }
}
