//! Amazon Linux 2 for ECS.

use super::super::grammar::{Found, Grammar};
use super::super::identity::{Architecture, Identity, Version, day};
use super::super::owners::Owner;
use super::{Family, Named, of_parts};

pub(super) static FAMILY: Family = Family {
    name: "ecs-al2",
    about: "ECS optimized Amazon Linux 2, ended",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html",
    title: "Amazon Linux 2",
    service: Some("ECS"),
    names: Grammar::of_names(
        r"^amzn2-ami-ecs-(?<kernel>kernel-5\.10-)?(?:(?<kind>gpu|inf)-)?hvm-(?<version>2\.0\.(?<day>[0-9]{8}))-(?<architecture>x86_64|arm64)-ebs$",
    ),
    named: |found| {
        Some(Named {
            identity: identity(found, found.architecture()?),
            version: Version::of_numbers(found.get("version")?)?,
            released: Some(day(found.get("day")?)?),
        })
    },
    parameters: Grammar::of_parameters(
        r"^/aws/service/ecs/optimized-ami/amazon-linux-2(?<kernel>/kernel-5\.10)?(?:/(?<kind>arm64|gpu|inf))?/(?:recommended|ami-[0-9a-f]+|amzn2-ami-ecs-[a-z0-9._-]+)(?:/[a-z_]+)?$",
    ),
    asked: |found| {
        let architecture = match found.get("kind") {
            Some("arm64") => Architecture::Arm64,
            _ => Architecture::X86_64,
        };
        Some(identity(found, architecture))
    },
    parameter: |identity| {
        let (kernel, kind) = split(identity)?;
        let kind = match (identity.architecture?, kind) {
            (Architecture::X86_64, "standard") => String::new(),
            (Architecture::Arm64, "standard") => "/arm64".to_owned(),
            (Architecture::X86_64, kind) => format!("/{kind}"),
            (Architecture::Arm64, _) => return None,
        };
        let kernel = if kernel.is_empty() { "" } else { "/kernel-5.10" };
        Some(format!(
            "/aws/service/ecs/optimized-ami/amazon-linux-2{kernel}{kind}/recommended/image_id"
        ))
    },
    release_version: None,
    pattern: |identity| name(identity, "2.0.????????"),
    name_of: |identity, version| name(identity, &version.text),
    alias: None,
    owner: Owner::Ecs,
    platform: None,
    architecture: None,
    public_months: None,
    label: of_parts,
};

fn identity(found: &Found<'_>, architecture: Architecture) -> Identity {
    let kernel = found.get("kernel").map_or("", |_| "kernel-5.10-");
    let kind = found
        .get("kind")
        .filter(|kind| *kind != "arm64")
        .unwrap_or("standard");
    Identity {
        architecture: Some(architecture),
        variant: Some(format!("{kernel}{kind}")),
        ..Identity::of(FAMILY.name)
    }
}

/// The name of the image of a version.
fn name(identity: &Identity, version: &str) -> Option<String> {
    let (kernel, kind) = split(identity)?;
    let kind = match kind {
        "standard" => String::new(),
        kind => format!("{kind}-"),
    };
    let architecture = identity.architecture?.word();
    Some(format!(
        "amzn2-ami-ecs-{kernel}{kind}hvm-{version}-{architecture}-ebs"
    ))
}

/// The kernel with its dash, if one is named, and the rest of the variant.
fn split(identity: &Identity) -> Option<(&'static str, &str)> {
    let variant = identity.variant.as_deref()?;
    let (kernel, kind) = match variant.strip_prefix("kernel-5.10-") {
        Some(kind) => ("kernel-5.10-", kind),
        None => ("", variant),
    };
    matches!(kind, "standard" | "gpu" | "inf").then_some((kernel, kind))
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
                    name: "amzn2-ami-ecs-hvm-2.0.20260924-arm64-ebs",
                    label: "Amazon Linux 2 for ECS (arm64)",
                    version: "2.0.20260924",
                    released: Some("2026-09-24"),
                    parameter: "/aws/service/ecs/optimized-ami/amazon-linux-2/arm64/recommended/image_id",
                    derivable: true,
                },
                Row {
                    name: "amzn2-ami-ecs-kernel-5.10-gpu-hvm-2.0.20260924-x86_64-ebs",
                    label: "Amazon Linux 2 for ECS (kernel-5.10-gpu, x86_64)",
                    version: "2.0.20260924",
                    released: Some("2026-09-24"),
                    parameter: "/aws/service/ecs/optimized-ami/amazon-linux-2/kernel-5.10/gpu/recommended/image_id",
                    derivable: true,
                },
                Row {
                    name: "amzn2-ami-ecs-kernel-5.10-hvm-2.0.20260924-x86_64-ebs",
                    label: "Amazon Linux 2 for ECS (kernel-5.10-standard, x86_64)",
                    version: "2.0.20260924",
                    released: Some("2026-09-24"),
                    parameter: "/aws/service/ecs/optimized-ami/amazon-linux-2/kernel-5.10/recommended/image_id",
                    derivable: true,
                },
            ],
        );
        near_misses(
            &FAMILY,
            &[
                "amzn2-ami-ecs-hvm-2.0.20260924-arm64-gp2",
                "amzn-ami-2018.03.20250224-amazon-ecs-optimized",
                "amzn2-ami-hvm-2.0.20260930.0-x86_64-ebs",
            ],
        );
        parameters(
            &FAMILY,
            &[
                (
                    "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_name",
                    "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id",
                ),
                (
                    "/aws/service/ecs/optimized-ami/amazon-linux-2/inf/ami-0a1b2c3d4e5f60718",
                    "/aws/service/ecs/optimized-ami/amazon-linux-2/inf/recommended/image_id",
                ),
            ],
            &[
                "/aws/service/ecs/optimized-ami/amazon-linux/recommended",
                "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended",
                "/aws/service/ecs/optimized-ami/amazon-linux-2/neuron/recommended",
            ],
        );
    }
}
