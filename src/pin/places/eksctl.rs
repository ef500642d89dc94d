//! eksctl: `kind: ClusterConfig`.
//!
//! ```yaml
//! metadata: { name: blue, region: eu-west-1, version: "1.35" }
//! nodeGroups:
//!   - { name: windows, ami: ami-0a1b2c3d4e5f60718, amiFamily: WindowsServer2022CoreContainer }
//! managedNodeGroups:
//!   - { name: linux, amiFamily: AmazonLinux2023, releaseVersion: 1.35.6-20260714 }
//! ```
//!
//! The file tells everything: region, cluster, version of Kubernetes, and by `amiFamily` the image.
//!
//! Near-misses: `ami: auto`, `releaseVersion: latest`, a launch template of one's own, an id in a bootstrap command.

use crate::pin::{Role, Value};
use crate::release::{Architecture, Identity};
use crate::syntax::NodeId;

use super::instance_type::{self, Accelerator};
use super::{Details, Other, Place, View, eks, fact, kubernetes};

/// The row.
pub(super) const PLACE: Place = Place {
    name: "eksctl",
    about: "eksctl: `ami` and `releaseVersion` of node groups in a ClusterConfig",
    source: "https://docs.aws.amazon.com/eks/latest/eksctl/custom-ami-support.html",
    is,
    id,
    others,
};

/// <https://docs.aws.amazon.com/eks/latest/eksctl/nodegroup-unmanaged.html>: node groups are immutable by design.
const UNMANAGED: &str =
    "takes effect in a new node group only: eksctl does not change the image of an existing one";

fn is(view: &View<'_>) -> bool {
    kubernetes::kind(view.document, view.root) == Some(("eksctl.io", "ClusterConfig"))
}

fn id(view: &View<'_>, node: NodeId) -> Details {
    let document = view.document;
    let details = cluster(view);
    let group = document
        .parent(node)
        .filter(|_| document.name(node) == Some("ami"));
    match group.and_then(|group| Some((group, list_of(view, group)?))) {
        Some((group, list)) => of_group(view, group, list, details),
        None => details,
    }
}

fn others(view: &View<'_>) -> Vec<Other> {
    let mut found = Vec::new();
    for list in ["nodeGroups", "managedNodeGroups"] {
        let Some(groups) = view.document.child(view.root, list) else {
            continue;
        };
        for group in view.document.children(groups) {
            let details = of_group(view, group, list, cluster(view));
            found.extend(newest(view, group, details.clone()));
            found.extend(release(view, group, details));
        }
    }
    found
}

/// `ami: auto` and `ami: auto-ssm`.
fn newest(view: &View<'_>, group: NodeId, mut details: Details) -> Option<Other> {
    let ami = view.document.scalar(view.document.child(group, "ami")?)?;
    if !matches!(ami.text.as_str(), "auto" | "auto-ssm") {
        return None;
    }
    details.effect = None;
    details.role = Some(Role::Floats(
        "takes the newest image when the node group is made".to_owned(),
    ));
    Some(Other {
        span: ami.inner,
        value: Value::Reference(ami.text.clone()),
        details,
    })
}

fn release(view: &View<'_>, group: NodeId, details: Details) -> Option<Other> {
    let mut pin = eks::pin(view, group, eks::API, details)?;
    if view.document.child(group, "ami").is_some() {
        pin.details.role = Some(Role::LeftAlone("a release version beside `ami`".to_owned()));
    }
    Some(pin)
}

/// What holds for everything in the file.
fn cluster(view: &View<'_>) -> Details {
    let document = view.document;
    let text = |path: &[&str]| document.text_at(view.root, path);
    let version = document.get(view.root, &["metadata", "version"]);
    Details {
        region: fact::region(text(&["metadata", "region"]), "metadata.region"),
        cluster: text(&["metadata", "name"]).map(str::to_owned),
        cluster_version: version
            .and_then(|id| document.scalar(id))
            .and_then(kubernetes::minor),
        ..Details::default()
    }
}

/// What holds for a node group in the list of this name.
fn of_group(view: &View<'_>, group: NodeId, list: &str, mut details: Details) -> Details {
    let family = view.document.text_at(group, &["amiFamily"]);
    details.identity = family.and_then(|family| {
        Some(Identity {
            kubernetes: details.cluster_version.clone(),
            ..image(family, hardware(view, group))?
        })
    });
    details.effect = (list == "nodeGroups").then_some(UNMANAGED);
    details
}

/// The list that a node group stands in.
fn list_of(view: &View<'_>, group: NodeId) -> Option<&'static str> {
    let list = view.document.parent(group)?;
    let name = view.document.name(list)?;
    let name = ["nodeGroups", "managedNodeGroups"]
        .into_iter()
        .find(|known| *known == name)?;
    (view.document.parent(list) == Some(view.root)).then_some(name)
}

fn hardware(view: &View<'_>, group: NodeId) -> Option<instance_type::Hardware> {
    let document = view.document;
    let lists = [
        document.child(group, "instanceTypes"),
        document.get(group, &["instancesDistribution", "instanceTypes"]),
    ];
    let listed = lists
        .into_iter()
        .flatten()
        .flat_map(|list| document.children(list));
    let single = document.child(group, "instanceType");
    // eksctl writes `mixed` there when the types stand in a list.
    let types = single
        .into_iter()
        .chain(listed)
        .filter_map(|id| document.text(id));
    instance_type::common(types.filter(|name| *name != "mixed"))
}

/// The image of an `amiFamily`
/// (<https://docs.aws.amazon.com/eks/latest/eksctl/custom-ami-support.html>, "Setting the node AMI Family").
fn image(family: &str, hardware: Option<instance_type::Hardware>) -> Option<Identity> {
    let architecture = hardware.map(|hardware| hardware.architecture);
    let accelerator = hardware.map(|hardware| hardware.accelerator);
    if let Some(rest) = family.strip_prefix("WindowsServer") {
        let (year, edition) = rest.split_at_checked(4)?;
        let edition = edition.strip_suffix("Container")?;
        let known = matches!(year, "2019" | "2022" | "2025") && matches!(edition, "Core" | "Full");
        return known.then(|| eks::windows(year, edition));
    }
    if let Some(rest) = family.strip_prefix("Ubuntu") {
        return ubuntu(rest, architecture);
    }
    let variant = |plain, nvidia, neuron| {
        accelerator.map(|accelerator| match accelerator {
            Accelerator::Plain => plain,
            Accelerator::Nvidia => nvidia,
            Accelerator::Neuron => neuron,
        })
    };
    match family {
        "AmazonLinux2023" => Some(eks::al2023(variant("standard", "nvidia", "neuron"), architecture)),
        "AmazonLinux2" => Some(eks::al2(variant("standard", "gpu", "gpu"), architecture)),
        "Bottlerocket" => Some(eks::bottlerocket(
            variant("standard", "nvidia", "standard"),
            architecture,
        )),
        _ => None,
    }
}

/// `2404` of `Ubuntu2404`, `Pro2404` of `UbuntuPro2404`. The variant is the volume that eksctl's own search asks for
/// (<https://github.com/eksctl-io/eksctl/blob/main/pkg/ami/ssm_resolver.go>): gp3 from 24.04 on.
fn ubuntu(rest: &str, architecture: Option<Architecture>) -> Option<Identity> {
    let (pro, release) = match rest.strip_prefix("Pro") {
        Some(release) => ("pro-", release),
        None => ("", rest),
    };
    let (year, month) = release.split_at_checked(2)?;
    let digits = release.len() == 4 && release.bytes().all(|byte| byte.is_ascii_digit());
    let storage = if year < "24" { "gp2" } else { "gp3" };
    digits.then(|| Identity {
        os: Some(format!("{year}.{month}")),
        architecture,
        variant: Some(format!("{pro}{storage}")),
        ..Identity::of("ubuntu-eks")
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, words};
    use super::*;

    #[test]
    fn a_cluster_config_tells_everything() {
        let text = r#"
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: { name: blue, region: eu-west-1, version: "1.35" }
nodeGroups:
  - name: windows
    ami: ami-0a1b2c3d4e5f60718 # Windows
    amiFamily: WindowsServer2022CoreContainer
  - { name: own, ami: ami-1a2b3c4d, overrideBootstrapCommand: "echo ami-1a2b3c4e" }
  - { name: newest, ami: auto, amiFamily: AmazonLinux2023, instanceType: m7g.large }
managedNodeGroups:
  - { name: linux, amiFamily: AmazonLinux2023, releaseVersion: 1.35.6-20260714, instanceTypes: [m5.large, m6i.large] }
  - { name: gpu, ami: ami-1a2b3c4f, amiFamily: AmazonLinux2023, releaseVersion: 1.35.6-20260714, instanceType: g5.xlarge }
  - { name: next, releaseVersion: latest }
  - { name: template, launchTemplate: { id: lt-0a1b2c3d4e5f60718 } }
"#;
        let all = "in eu-west-1 (metadata.region), cluster blue, cluster at 1.35";
        let expected = [
            format!("ami-0a1b2c3d4e5f60718, {all}, is windows-eks 2022 Core 1.35, has an effect"),
            format!("ami-1a2b3c4d, {all}, has an effect"),
            format!("ami-1a2b3c4e, {all}"),
            format!(
                "auto, {all}, is eks-al2023 standard 1.35 arm64, \
                 floats: takes the newest image when the node group is made"
            ),
            format!("1.35.6-20260714, {all}, is eks-al2023 standard 1.35 x86_64"),
            format!("ami-1a2b3c4f, {all}, is eks-al2023 nvidia 1.35 x86_64"),
            format!(
                "1.35.6-20260714, {all}, is eks-al2023 nvidia 1.35 x86_64, \
                 left alone: a release version beside `ami`"
            ),
        ];
        assert_eq!(found(&PLACE, "cluster.yaml", text), expected);
    }

    #[test]
    fn what_is_no_cluster_config_or_says_nothing() {
        for other in [
            "kind: ClusterConfig\nnodeGroups: [{ami: ami-1a2b3c4d}]",
            "apiVersion: eksctl.io/v1alpha5\nkind: Other\nnodeGroups: [{ami: ami-1a2b3c4d}]",
            "[ami-1a2b3c4d]",
        ] {
            assert!(found(&PLACE, "x.yaml", other).is_empty(), "{other}");
        }
        // The cluster's version is the one that is meant, whatever the release says.
        let text = "{apiVersion: eksctl.io/v1alpha5, kind: ClusterConfig, metadata: {version: '1.35'}, \
                    managedNodeGroups: [{releaseVersion: 1.34.2-20260714, amiFamily: AmazonLinux2}]}";
        assert_eq!(
            found(&PLACE, "x.yaml", text),
            ["1.34.2-20260714, cluster at 1.35, is eks-al2 1.35"]
        );
        // A number loses its zero, a variable is no region.
        let text = "{apiVersion: eksctl.io/v1alpha5, kind: ClusterConfig, metadata: {region: '$REGION', version: 1.30}, \
                    nodeGroups: [{ami: ami-1a2b3c4d, amiFamily: Bottlerocket}]}";
        assert_eq!(
            found(&PLACE, "x.yaml", text),
            ["ami-1a2b3c4d, is bottlerocket, has an effect"]
        );
    }

    #[test]
    fn families_name_images() {
        let named = |family, types: &[&str]| {
            image(family, instance_type::common(types.iter().copied())).map(|image| words(&image))
        };
        for (family, types, expected) in [
            (
                "WindowsServer2019FullContainer",
                &[][..],
                Some("windows-eks 2019 Full"),
            ),
            (
                "WindowsServer2025CoreContainer",
                &["g4dn.xlarge"],
                Some("windows-eks 2025 Core"),
            ),
            ("WindowsServer2004CoreContainer", &[], None),
            ("WindowsServer2022Core", &[], None),
            ("AmazonLinux2023", &[], Some("eks-al2023")),
            ("AmazonLinux2", &["p3.2xlarge"], Some("eks-al2 gpu x86_64")),
            ("AmazonLinux2", &["c6gn.large"], Some("eks-al2 standard arm64")),
            (
                "Bottlerocket",
                &["m5.large"],
                Some("bottlerocket standard x86_64"),
            ),
            ("Ubuntu2404", &["t3.large"], Some("ubuntu-eks 24.04 gp3 x86_64")),
            ("UbuntuPro2204", &[], Some("ubuntu-eks 22.04 pro-gp2")),
            ("Ubuntu24é", &[], None),
            ("", &[], None),
        ] {
            assert_eq!(named(family, types).as_deref(), expected, "{family}");
        }
    }
}
