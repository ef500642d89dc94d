//! Amazon Linux 2 for EKS.

use super::super::grammar::Grammar;
use super::super::identity::{Architecture, Identity, Version};
use super::super::owners::Owner;
use super::{Family, Named, dated_alias, of_parts};

pub(super) static FAMILY: Family = Family {
    name: "eks-al2",
    about: "EKS optimized Amazon Linux 2, ended",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html",
    title: "Amazon Linux 2",
    service: Some("EKS"),
    names: Grammar::of_names(
        r"^amazon-eks-(?:(?<kind>gpu|arm64)-)?node-(?<kubernetes>1\.[0-9]{1,2})-v(?<day>[0-9]{8})$",
    ),
    named: |found| {
        let (version, day) = Version::of_date(found.get("day")?)?;
        Some(Named {
            identity: identity(found.get("kind"), found.owned("kubernetes")),
            version,
            released: Some(day),
        })
    },
    parameters: Grammar::of_parameters(
        r"^/aws/service/eks/optimized-ami/(?<kubernetes>1\.[0-9]{1,2})/amazon-linux-2(?:-(?<kind>gpu|arm64))?/(?:recommended|amazon-eks-[a-z0-9._-]+)(?:/[a-z_]+)?$",
    ),
    asked: |found| Some(identity(found.get("kind"), found.owned("kubernetes"))),
    parameter: |identity| {
        Some(format!(
            "/aws/service/eks/optimized-ami/{}/amazon-linux-2{}/recommended/image_id",
            identity.kubernetes.as_ref()?,
            match kind(identity)? {
                "" => String::new(),
                kind => format!("-{kind}"),
            }
        ))
    },
    release_version: Some("/release_version"),
    pattern: |identity| Some(format!("amazon-eks-{}-v????????", node(identity)?)),
    name_of: |identity, version| Some(format!("amazon-eks-{}-v{}", node(identity)?, version.day("")?)),
    alias: Some(dated_alias("al2")),
    owner: Owner::Eks,
    platform: None,
    architecture: None,
    public_months: None,
    label: of_parts,
};

fn identity(kind: Option<&str>, kubernetes: Option<String>) -> Identity {
    let (architecture, variant) = match kind {
        Some("gpu") => (Architecture::X86_64, "gpu"),
        Some(_) => (Architecture::Arm64, "standard"),
        None => (Architecture::X86_64, "standard"),
    };
    Identity {
        kubernetes,
        architecture: Some(architecture),
        variant: Some(variant.to_owned()),
        ..Identity::of(FAMILY.name)
    }
}

/// The part of names between publisher and release: `gpu-node-1.29`.
fn node(identity: &Identity) -> Option<String> {
    let minor = identity.kubernetes.as_ref()?;
    Some(match kind(identity)? {
        "" => format!("node-{minor}"),
        kind => format!("{kind}-node-{minor}"),
    })
}

/// The word for architecture and variant in names; there is none for the plain image.
fn kind(identity: &Identity) -> Option<&'static str> {
    match (identity.architecture?, identity.variant.as_deref()?) {
        (Architecture::X86_64, "standard") => Some(""),
        (Architecture::X86_64, "gpu") => Some("gpu"),
        (Architecture::Arm64, "standard") => Some("arm64"),
        _ => None,
    }
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
                    name: "amazon-eks-node-1.32-v20251112",
                    label: "Amazon Linux 2 for EKS 1.32 (x86_64)",
                    version: "20251112",
                    released: Some("2025-11-12"),
                    parameter: "/aws/service/eks/optimized-ami/1.32/amazon-linux-2/recommended/image_id",
                    derivable: true,
                },
                Row {
                    name: "amazon-eks-gpu-node-1.29-v20240117",
                    label: "Amazon Linux 2 for EKS 1.29 (gpu, x86_64)",
                    version: "20240117",
                    released: Some("2024-01-17"),
                    parameter: "/aws/service/eks/optimized-ami/1.29/amazon-linux-2-gpu/recommended/image_id",
                    derivable: true,
                },
                Row {
                    name: "amazon-eks-arm64-node-1.29-v20240117",
                    label: "Amazon Linux 2 for EKS 1.29 (arm64)",
                    version: "20240117",
                    released: Some("2024-01-17"),
                    parameter: "/aws/service/eks/optimized-ami/1.29/amazon-linux-2-arm64/recommended/image_id",
                    derivable: true,
                },
            ],
        );
        near_misses(
            &FAMILY,
            &[
                "amazon-eks-node-linux",
                "amazon-eks-node-1.32-20251112",
                "amazon-eks-node-1.32-v2025111",
                "amazon-eks-neuron-node-1.32-v20251112",
            ],
        );
        parameters(
            &FAMILY,
            &[
                (
                    "/aws/service/eks/optimized-ami/1.29/amazon-linux-2/recommended",
                    "/aws/service/eks/optimized-ami/1.29/amazon-linux-2/recommended/image_id",
                ),
                (
                    "/aws/service/eks/optimized-ami/1.29/amazon-linux-2-gpu/amazon-eks-gpu-node-1.29-v20240117/image_id",
                    "/aws/service/eks/optimized-ami/1.29/amazon-linux-2-gpu/recommended/image_id",
                ),
            ],
            &[
                "/aws/service/eks/optimized-ami/1.29/amazon-linux-2-neuron/recommended/image_id",
                "/aws/service/eks/optimized-ami/1.29/amazon-linux-2023/x86_64/standard/recommended",
            ],
        );
    }
}
