use super::present;
use crate::container::{Commands, Verb};
use crate::diagnostic::Severity;
use crate::rules::eks::node;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "containers/not-verified",
    severity: Severity::Info,
    summary: "images are pulled, and no later phase looks whether they are there",
    why: "A phase `validate` or `test` that lists the images is what stops an AMI without them.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-component-manager.html",
    page: include_str!("not_verified.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    let caches = |verb| matches!(verb, Verb::Pull | Verb::Load);
    let Some(first) = commands
        .all
        .iter()
        .find(|command| caches(command.verb) && commands.phase(command) == "build")
    else {
        return;
    };
    let later = |phase: &str| matches!(phase, "validate" | "test" | "container-host-test");
    let looks = commands.all.iter().any(|command| later(commands.phase(command)))
        || scripts.component.steps().any(|step| step.runs("ExecuteDocument"));
    let pointless = present::is_docker(first.client) && node::lacks_docker(&commands, found.settings());
    if !looks && !pointless {
        let list = match first.tool() {
            "ctr" => "ctr -n k8s.io images ls",
            "crictl" => "crictl images",
            "nerdctl" => "nerdctl images",
            _ => "docker image inspect NAME",
        };
        found
            .report(
                commands.place(first),
                "no phase `validate` or `test` looks whether the images are there",
            )
            .help(format!(
                "add a step to `validate` that fails when one is missing, by `{list}`"
            ));
    }
}
