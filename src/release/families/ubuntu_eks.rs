//! Ubuntu for EKS.

use super::super::grammar::{Found, Grammar};
use super::super::identity::Identity;
use super::super::owners::Owner;
use super::ubuntu::{codename, released};
use super::{Family, Named, of_parts};

pub(super) static FAMILY: Family = Family {
    name: "ubuntu-eks",
    about: "Ubuntu and Ubuntu Pro for EKS",
    source: "https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/",
    title: "Ubuntu",
    service: Some("EKS"),
    names: Grammar::of_names(
        r"^ubuntu-eks(?<pro>-pro)?/k8s_(?<kubernetes>1\.[0-9]{1,2})/images/hvm-ssd(?<gp3>-gp3)?/ubuntu-[a-z]+-(?<os>[0-9]{2}\.[0-9]{2})-(?<architecture>amd64|arm64)-server-(?<version>[0-9]{8}(?:\.[0-9]{1,3})?)$",
    ),
    named: |found| {
        let (version, day) = released(found.get("version")?)?;
        let storage = found.get("gp3").map_or("gp2", |_| "gp3");
        Some(Named {
            identity: identity(found, storage),
            version,
            released: Some(day),
        })
    },
    parameters: Grammar::of_parameters(
        r"^/aws/service/canonical/ubuntu/eks(?<pro>-pro)?/(?<os>[0-9]{2}\.[0-9]{2})/(?<kubernetes>1\.[0-9]{1,2})/stable/(?:current|[0-9]{8}(?:\.[0-9]{1,3})?)/(?<architecture>amd64|arm64)/hvm/ebs-(?<storage>gp2|gp3)/ami-id$",
    ),
    asked: |found| Some(identity(found, found.get("storage")?)),
    parameter: |identity| {
        let (product, storage) = split(identity)?;
        Some(format!(
            "/aws/service/canonical/ubuntu/{product}/{}/{}/stable/current/{}/hvm/ebs-{storage}/ami-id",
            identity.os.as_ref()?,
            identity.kubernetes.as_ref()?,
            identity.architecture?.debian_word()
        ))
    },
    release_version: None,
    pattern: |identity| name(identity, "*", "*"),
    name_of: |identity, version| name(identity, codename(identity.os.as_ref()?)?, &version.text),
    alias: None,
    owner: Owner::Vendor(super::ubuntu::CANONICAL),
    platform: None,
    architecture: None,
    public_months: None,
    label: of_parts,
};

/// The variant is `gp2` or `gp3`, with `pro-` before it for Ubuntu Pro.
fn identity(found: &Found<'_>, storage: &str) -> Identity {
    let pro = found.get("pro").map_or("", |_| "pro-");
    Identity {
        os: found.owned("os"),
        kubernetes: found.owned("kubernetes"),
        architecture: found.architecture(),
        variant: Some(format!("{pro}{storage}")),
        ..Identity::of(FAMILY.name)
    }
}

/// The name of the image of a serial.
fn name(identity: &Identity, codename: &str, serial: &str) -> Option<String> {
    let (product, storage) = split(identity)?;
    Some(format!(
        "ubuntu-{product}/k8s_{}/images/hvm-ssd{}/ubuntu-{codename}-{}-{}-server-{serial}",
        identity.kubernetes.as_ref()?,
        if storage == "gp3" { "-gp3" } else { "" },
        identity.os.as_ref()?,
        identity.architecture?.debian_word()
    ))
}

fn split(identity: &Identity) -> Option<(&'static str, &str)> {
    let variant = identity.variant.as_deref()?;
    Some(match variant.strip_prefix("pro-") {
        Some(storage) => ("eks-pro", storage),
        None => ("eks", variant),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Row, names, near_misses, parameters};
    use super::*;

    #[test]
    fn names_and_parameters() {
        names(
            &FAMILY,
            &[
                Row {
                    name: "ubuntu-eks/k8s_1.34/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260923",
                    label: "Ubuntu 24.04 for EKS 1.34 (gp3, x86_64)",
                    version: "20260923",
                    released: Some("2026-09-23"),
                    parameter: "/aws/service/canonical/ubuntu/eks/24.04/1.34/stable/current/amd64/hvm/ebs-gp3/ami-id",
                    derivable: true,
                },
                Row {
                    name: "ubuntu-eks-pro/k8s_1.29/images/hvm-ssd/ubuntu-jammy-22.04-arm64-server-20240301.1",
                    label: "Ubuntu 22.04 for EKS 1.29 (pro-gp2, arm64)",
                    version: "20240301.1",
                    released: Some("2024-03-01"),
                    parameter: "/aws/service/canonical/ubuntu/eks-pro/22.04/1.29/stable/current/arm64/hvm/ebs-gp2/ami-id",
                    derivable: true,
                },
            ],
        );
        near_misses(
            &FAMILY,
            &[
                "ubuntu-eks/k8s_1.34/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-minimal-20260923",
                "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260923",
            ],
        );
        parameters(
            &FAMILY,
            &[(
                "/aws/service/canonical/ubuntu/eks/24.04/1.34/stable/20260923/amd64/hvm/ebs-gp3/ami-id",
                "/aws/service/canonical/ubuntu/eks/24.04/1.34/stable/current/amd64/hvm/ebs-gp3/ami-id",
            )],
            &[
                "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id",
                "/aws/service/canonical/ubuntu/eks/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id",
            ],
        );
    }
}
