use super::namespace;
use crate::container::Client;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "eks/nerdctl-namespace",
    severity: Severity::Warning,
    summary: "`nerdctl` in another namespace than kubelet's",
    why: "containerd keeps images apart by namespace, and kubelet looks in `k8s.io` alone: what is elsewhere is not cached.",
    source: "https://github.com/containerd/nerdctl/blob/main/docs/command-reference.md",
    page: include_str!("nerdctl_namespace.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    namespace::check(Client::Nerdctl, scripts, found);
}
