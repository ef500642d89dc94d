use super::node::Node;
use crate::container::{Client, Commands, Verb};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "eks/image-gc",
    severity: Severity::Info,
    summary: "cached images that kubelet may remove",
    why: "Above its threshold for the disk kubelet removes images that no pod uses, a cached one before its first use too.",
    source: "https://kubernetes.io/docs/concepts/architecture/garbage-collection/#container-image-lifecycle",
    page: include_str!("image_gc.md"),
    checks: &[Check::Script(check)],
};

/// As many images fill a disk.
const MANY: usize = 3;

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let commands = Commands::of(scripts);
    let of_containerd = |client| matches!(client, Client::Ctr | Client::Nerdctl | Client::Crictl);
    let pulls = || commands.pulls().filter(|pull| of_containerd(pull.client));
    let count: usize = pulls().map(|pull| pull.images.len()).sum();
    let Some(first) = pulls().next().filter(|_| count >= MANY) else {
        return;
    };
    let pinned = scripts
        .component
        .root
        .tree()
        .text()
        .contains("io.cri-containerd.pinned");
    let labels = commands.all.iter().any(|c| {
        c.verb == Verb::Pull
            && c.option(&["label"])
                .is_some_and(|l| l.value.as_ref().is_some_and(|v| !v.literal))
    });
    if !pinned && !labels && Node::of(&commands, found.settings()).is_some() {
        found
            .report(commands.place(first), "kubelet may remove these images before a pod uses them: none is pinned")
            .help("pin what has to stay: `ctr -n k8s.io images label IMAGE io.cri-containerd.pinned=pinned`, and give the volume room");
    }
}
