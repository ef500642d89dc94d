//! Amazon Linux 2023 for EKS.

use super::super::grammar::{Found, Grammar};
use super::super::identity::{Identity, Version};
use super::super::owners::Owner;
use super::{Family, Named, dated_alias, of_parts};

pub(super) static FAMILY: Family = Family {
    name: "eks-al2023",
    about: "EKS optimized Amazon Linux 2023",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html",
    title: "Amazon Linux 2023",
    service: Some("EKS"),
    // Some older images carry the number of NVIDIA's driver; the parameter does not.
    names: Grammar::of_names(
        r"^amazon-eks-node-al2023-(?<architecture>x86_64|arm64)-(?<variant>standard|nvidia|neuron)(?<driver>-[0-9]+)?-(?<kubernetes>1\.[0-9]{1,2})-v(?<day>[0-9]{8})$",
    ),
    named: |found| {
        let (version, day) = Version::of_date(found.get("day")?)?;
        Some(Named {
            identity: identity(found),
            version,
            released: Some(day),
        })
    },
    parameters: Grammar::of_parameters(
        r"^/aws/service/eks/optimized-ami/(?<kubernetes>1\.[0-9]{1,2})/amazon-linux-2023/(?<architecture>x86_64|arm64)/(?<variant>standard|nvidia|neuron)/(?:recommended|amazon-eks-node-[a-z0-9._-]+)(?:/[a-z_]+)?$",
    ),
    asked: |found| Some(identity(found)),
    parameter: |identity| {
        Some(format!(
            "/aws/service/eks/optimized-ami/{}/amazon-linux-2023/{}/{}/recommended/image_id",
            identity.kubernetes.as_ref()?,
            identity.architecture?.word(),
            identity.variant.as_ref()?
        ))
    },
    release_version: Some("/release_version"),
    pattern: |identity| {
        Some(format!(
            "amazon-eks-node-al2023-{}-{}*-{}-v????????",
            identity.architecture?.word(),
            identity.variant.as_ref()?,
            identity.kubernetes.as_ref()?
        ))
    },
    name_of: |identity, version| {
        Some(format!(
            "amazon-eks-node-al2023-{}-{}-{}-v{}",
            identity.architecture?.word(),
            identity.variant.as_ref()?,
            identity.kubernetes.as_ref()?,
            version.day("")?
        ))
    },
    alias: Some(dated_alias("al2023")),
    owner: Owner::Eks,
    platform: None,
    architecture: None,
    public_months: None,
    label: of_parts,
};

fn identity(found: &Found<'_>) -> Identity {
    Identity {
        kubernetes: found.owned("kubernetes"),
        architecture: found.architecture(),
        variant: found.owned("variant"),
        ..Identity::of(FAMILY.name)
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
                    name: "amazon-eks-node-al2023-x86_64-standard-1.33-v20260714",
                    label: "Amazon Linux 2023 for EKS 1.33 (x86_64)",
                    version: "20260714",
                    released: Some("2026-07-14"),
                    parameter: "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended/image_id",
                    derivable: true,
                },
                Row {
                    name: "amazon-eks-node-al2023-arm64-nvidia-1.34-v20260714",
                    label: "Amazon Linux 2023 for EKS 1.34 (nvidia, arm64)",
                    version: "20260714",
                    released: Some("2026-07-14"),
                    parameter: "/aws/service/eks/optimized-ami/1.34/amazon-linux-2023/arm64/nvidia/recommended/image_id",
                    derivable: true,
                },
                Row {
                    name: "amazon-eks-node-al2023-x86_64-nvidia-560-1.31-v20241121",
                    label: "Amazon Linux 2023 for EKS 1.31 (nvidia, x86_64)",
                    version: "20241121",
                    released: Some("2024-11-21"),
                    parameter: "/aws/service/eks/optimized-ami/1.31/amazon-linux-2023/x86_64/nvidia/recommended/image_id",
                    derivable: false,
                },
            ],
        );
        near_misses(
            &FAMILY,
            &[
                "amazon-eks-node-al2023-x86_64-standard-1.33",
                "amazon-eks-node-al2023-x86_64-standard-1.33-v20261399",
                "amazon-eks-node-al2023-x86_64-fips-1.33-v20260714",
                "amazon-eks-node-al2023-amd64-standard-1.33-v20260714",
                "amazon-eks-node-1.33-v20260714",
                "my-amazon-eks-node-al2023-x86_64-standard-1.33-v20260714",
            ],
        );
        parameters(
            &FAMILY,
            &[
                (
                    "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended",
                    "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended/image_id",
                ),
                (
                    "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/neuron/recommended/release_version",
                    "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/neuron/recommended/image_id",
                ),
                (
                    "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/arm64/standard/amazon-eks-node-al2023-arm64-standard-1.33-v20260714/image_id",
                    "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/arm64/standard/recommended/image_id",
                ),
            ],
            &[
                "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/recommended/image_id",
                "/aws/service/eks/optimized-ami/1.33/amazon-linux-2/recommended/image_id",
                "/aws/service/eks/optimized-ami/1.33.1/amazon-linux-2023/x86_64/standard/recommended/image_id",
            ],
        );
    }
}
