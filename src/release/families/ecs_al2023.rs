//! Amazon Linux 2023 for ECS.

use super::super::grammar::Grammar;
use super::super::identity::{Architecture, Identity, Version, day};
use super::super::owners::Owner;
use super::{Family, Named, of_parts};

pub(super) static FAMILY: Family = Family {
    name: "ecs-al2023",
    about: "ECS optimized Amazon Linux 2023",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html",
    title: "Amazon Linux 2023",
    service: Some("ECS"),
    // The kernel is in the name but not in the parameter, so it is no part of what the image is.
    names: Grammar::of_names(
        r"^al2023-ami-ecs-(?:(?<variant>gpu|neuron)-)?hvm-(?<version>2023\.0\.(?<day>[0-9]{8}))(?:-kernel-[0-9]{1,2}\.[0-9]{1,3})?-(?<architecture>x86_64|arm64)(?:-ebs)?$",
    ),
    named: |found| {
        Some(Named {
            identity: identity(found.get("variant"), found.architecture()?),
            version: Version::of_numbers(found.get("version")?)?,
            released: Some(day(found.get("day")?)?),
        })
    },
    parameters: Grammar::of_parameters(
        r"^/aws/service/ecs/optimized-ami/amazon-linux-2023(?:/(?<kind>arm64|gpu|neuron))?/(?:recommended|ami-[0-9a-f]+|al2023-ami-ecs-[a-z0-9._-]+)(?:/[a-z_]+)?$",
    ),
    asked: |found| {
        Some(match found.get("kind") {
            Some("arm64") => identity(None, Architecture::Arm64),
            kind => identity(kind, Architecture::X86_64),
        })
    },
    parameter: |identity| {
        let kind = match (identity.architecture?, identity.variant.as_deref()?) {
            (Architecture::X86_64, "standard") => "",
            (Architecture::Arm64, "standard") => "/arm64",
            (Architecture::X86_64, "gpu") => "/gpu",
            (Architecture::X86_64, "neuron") => "/neuron",
            _ => return None,
        };
        Some(format!(
            "/aws/service/ecs/optimized-ami/amazon-linux-2023{kind}/recommended/image_id"
        ))
    },
    release_version: None,
    pattern: |identity| {
        let variant = match identity.variant.as_deref()? {
            "standard" => String::new(),
            variant => format!("{variant}-"),
        };
        let architecture = identity.architecture?.word();
        Some(format!("al2023-ami-ecs-{variant}hvm-2023.0.*-{architecture}*"))
    },
    name_of: |_, _| None,
    alias: None,
    owner: Owner::Ecs,
    platform: None,
    architecture: None,
    public_months: None,
    label: of_parts,
};

fn identity(variant: Option<&str>, architecture: Architecture) -> Identity {
    Identity {
        architecture: Some(architecture),
        variant: Some(variant.unwrap_or("standard").to_owned()),
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
                    name: "al2023-ami-ecs-hvm-2023.0.20260922-kernel-6.1-arm64",
                    label: "Amazon Linux 2023 for ECS (arm64)",
                    version: "2023.0.20260922",
                    released: Some("2026-09-22"),
                    parameter: "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
                    derivable: false,
                },
                Row {
                    name: "al2023-ami-ecs-gpu-hvm-2023.0.20260922-kernel-6.1-x86_64-ebs",
                    label: "Amazon Linux 2023 for ECS (gpu, x86_64)",
                    version: "2023.0.20260922",
                    released: Some("2026-09-22"),
                    parameter: "/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id",
                    derivable: false,
                },
            ],
        );
        near_misses(
            &FAMILY,
            &[
                "al2022-ami-ecs-hvm-2022.0.20230127-kernel-5.15-x86_64",
                "al2023-ami-ecs-inf-hvm-2023.0.20260922-kernel-6.1-x86_64",
                "al2023-ami-2023.12.20260930.0-kernel-6.1-x86_64",
            ],
        );
        parameters(
            &FAMILY,
            &[
                (
                    "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended",
                    "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
                ),
                (
                    "/aws/service/ecs/optimized-ami/amazon-linux-2023/ami-0a1b2c3d4e5f60718/image_name",
                    "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
                ),
                (
                    "/aws/service/ecs/optimized-ami/amazon-linux-2023/neuron/al2023-ami-ecs-neuron-hvm-2023.0.20260922-kernel-6.1-x86_64/image_id",
                    "/aws/service/ecs/optimized-ami/amazon-linux-2023/neuron/recommended/image_id",
                ),
            ],
            &[
                "/aws/service/ecs/optimized-ami/amazon-linux-2022/recommended",
                "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended",
                "/aws/service/ecs/optimized-ami/amazon-linux-2023/inf/recommended",
            ],
        );
    }
}
