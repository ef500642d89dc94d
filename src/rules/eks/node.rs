//! Whether a component is for a node of EKS: what the settings and the document say. For the rules of this group, and
//! for those about containers, which are silent where these speak.

use crate::container::{Client, Commands, Verb};
use crate::lint::Settings;
use crate::rules::base_image::{BaseImage, Minor, minor_behind};
use crate::rules::containers::present;
use crate::script::Shell;

/// From this version on the images for EKS have no Docker:
/// <https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-windows-ami.html>.
const WITHOUT_DOCKER: Minor = Minor(1, 24);

/// What is known of the node.
#[derive(Clone, Copy, Debug)]
pub(in crate::rules) struct Node {
    /// Whether it is an image for EKS by name, and not only a host with kubelet or containerd.
    pub named: bool,
    /// Its minor of Kubernetes.
    pub kubernetes: Option<Minor>,
}

/// Words that only scripts for nodes of EKS have.
const OF_EKS: [&str; 5] = [
    "eks_optimized",
    "start-eksbootstrap",
    r"program files\amazon\eks",
    "eksbootstrapscriptfile",
    "amazon-eks-node",
];

impl Node {
    /// The node that a component is for, where something tells so.
    pub(in crate::rules) fn of(commands: &Commands<'_, '_, '_>, settings: &Settings) -> Option<Self> {
        let component = commands.scripts.component;
        let base = BaseImage::of(settings);
        let text = component.root.tree().text();
        if base.as_ref().is_some_and(BaseImage::is_eks) {
            let kubernetes = base.and_then(|base| base.kubernetes());
            return Some(Self {
                named: true,
                kubernetes: kubernetes.or_else(|| minor_behind(text)),
            });
        }
        let lower = text.to_ascii_lowercase();
        let has = |word: &str| memchr::memmem::find(lower.as_bytes(), word.as_bytes()).is_some();
        if OF_EKS.iter().any(|word| has(word)) {
            return Some(Self {
                named: true,
                kubernetes: minor_behind(text),
            });
        }
        // Another base image was named: what a script says of containerd is about something else.
        if base.is_some_and(|base| base.is_ecs()) {
            return None;
        }
        let containerd =
            || has("containerd") || commands.all.iter().any(|command| command.client == Client::Ctr);
        let node = has("kubelet") || has("k8s.io") && containerd() || pulls_on_windows(commands);
        node.then_some(Self {
            named: false,
            kubernetes: None,
        })
    }

    /// Whether Docker is surely not part of the image, as far as its name tells.
    pub(super) fn is_without_docker(self) -> bool {
        self.kubernetes.is_none_or(|minor| minor >= WITHOUT_DOCKER)
    }
}

/// `ctr` in PowerShell, where nothing installs containerd: of Amazon's images for Windows those for EKS alone have it.
fn pulls_on_windows(commands: &Commands<'_, '_, '_>) -> bool {
    let caches = |client, verb| client == Client::Ctr && matches!(verb, Verb::Pull | Verb::Load);
    let mut windows = commands.all.iter().filter(|command| {
        caches(command.client, command.verb) && commands.script(command).shell == Shell::PowerShell
    });
    windows.next().is_some() && !installs_containerd(commands)
}

fn installs_containerd(commands: &Commands<'_, '_, '_>) -> bool {
    let text = commands.scripts.component.root.tree().text().to_ascii_lowercase();
    [
        "--register-service",
        "containerd/releases",
        "install-containerd",
        "containerd.tar",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// Whether `docker` is not on the node, so that there is no sense in saying more about its commands.
pub(in crate::rules) fn lacks_docker(commands: &Commands<'_, '_, '_>, settings: &Settings) -> bool {
    commands
        .all
        .iter()
        .any(|command| command.client == Client::Docker)
        && Node::of(commands, settings).is_some_and(|node| {
            node.is_without_docker() && (node.named || !present::is_there(commands, settings))
        })
}
