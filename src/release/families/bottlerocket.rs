//! Bottlerocket for EKS and ECS.

use super::super::grammar::{Found, Grammar};
use super::super::identity::{Architecture, Identity, Version};
use super::super::owners::Owner;
use super::{Alias, Family, Named, of_parts};

pub(super) static FAMILY: Family = Family {
    name: "bottlerocket",
    about: "Bottlerocket for EKS and ECS",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id-bottlerocket.html",
    title: "Bottlerocket",
    service: None,
    names: Grammar::of_names(
        r"^bottlerocket-aws-(?:k8s-(?<kubernetes>1\.[0-9]{1,2})|(?<ecs>ecs-[0-9]{1,2}))(?<flavour>(?:-nvidia)?(?:-fips)?)-(?<architecture>x86_64|aarch64|arm64)-v(?<version>(?<numbers>[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4})-[0-9a-f]{8})$",
    ),
    named: |found| {
        Some(Named {
            identity: identity(found),
            version: Version {
                order: Version::of_numbers(found.get("numbers")?)?.order,
                text: found.owned("version")?,
            },
            released: None,
        })
    },
    parameters: Grammar::of_parameters(
        r"^/aws/service/bottlerocket/aws-(?:k8s-(?<kubernetes>1\.[0-9]{1,2})|(?<ecs>ecs-[0-9]{1,2}))(?<flavour>(?:-nvidia)?(?:-fips)?)/(?<architecture>x86_64|arm64)/(?:latest|[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9a-f]{8})?)(?:/image_id|/image_version)?$",
    ),
    asked: |found| Some(identity(found)),
    parameter: |identity| {
        let architecture = identity.architecture?.word();
        Some(format!(
            "/aws/service/bottlerocket/{}/{architecture}/latest/image_id",
            product(identity)?
        ))
    },
    release_version: Some("/image_version"),
    // Which word the name of an arm64 image has is not certain.
    pattern: |identity| {
        let architecture = match identity.architecture? {
            Architecture::X86_64 => "x86_64",
            Architecture::Arm64 => "a*64",
        };
        Some(format!("bottlerocket-{}-{architecture}-v*", product(identity)?))
    },
    name_of: |identity, version| {
        let built = version.text.contains('-') && identity.architecture? == Architecture::X86_64;
        Some(format!("bottlerocket-{}-x86_64-v{version}", product(identity)?)).filter(|_| built)
    },
    alias: Some(Alias {
        word: "bottlerocket",
        write: |version| {
            let numbers: Vec<String> = version.order.iter().map(u32::to_string).collect();
            (numbers.len() == 3).then(|| numbers.join("."))
        },
        read: |text| {
            let plain = |part: &str| matches!(part.len(), 1..=4) && part.bytes().all(|b| b.is_ascii_digit());
            let three = text.split('.').count() == 3 && text.split('.').all(plain);
            three.then(|| Version::of_numbers(text))?
        },
    }),
    owner: Owner::Bottlerocket,
    platform: None,
    architecture: None,
    public_months: None,
    label: of_parts,
};

/// The variant is `standard`, `nvidia`, `fips` or `nvidia-fips`, for ECS with `ecs-2` before it.
fn identity(found: &Found<'_>) -> Identity {
    let flavour = found.get("flavour").unwrap_or_default();
    let variant = match found.get("ecs") {
        Some(ecs) => format!("{ecs}{flavour}"),
        None if flavour.is_empty() => "standard".to_owned(),
        None => flavour.trim_start_matches('-').to_owned(),
    };
    Identity {
        kubernetes: found.owned("kubernetes"),
        architecture: found.architecture(),
        variant: Some(variant),
        ..Identity::of(FAMILY.name)
    }
}

/// What Bottlerocket calls a variant: `aws-k8s-1.33-nvidia`.
fn product(identity: &Identity) -> Option<String> {
    match (&identity.kubernetes, identity.variant.as_deref()?) {
        (Some(minor), "standard") => Some(format!("aws-k8s-{minor}")),
        (Some(minor), flavour) => Some(format!("aws-k8s-{minor}-{flavour}")),
        (None, ecs) => ecs.starts_with("ecs-").then(|| format!("aws-{ecs}")),
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
                    name: "bottlerocket-aws-k8s-1.33-x86_64-v1.46.0-431fe75a",
                    label: "Bottlerocket for EKS 1.33 (x86_64)",
                    version: "1.46.0-431fe75a",
                    released: None,
                    parameter: "/aws/service/bottlerocket/aws-k8s-1.33/x86_64/latest/image_id",
                    derivable: true,
                },
                Row {
                    name: "bottlerocket-aws-k8s-1.33-nvidia-fips-aarch64-v1.46.0-431fe75a",
                    label: "Bottlerocket for EKS 1.33 (nvidia-fips, arm64)",
                    version: "1.46.0-431fe75a",
                    released: None,
                    parameter: "/aws/service/bottlerocket/aws-k8s-1.33-nvidia-fips/arm64/latest/image_id",
                    derivable: false,
                },
                Row {
                    name: "bottlerocket-aws-ecs-2-nvidia-x86_64-v1.19.5-64049ba8",
                    label: "Bottlerocket (ecs-2-nvidia, x86_64)",
                    version: "1.19.5-64049ba8",
                    released: None,
                    parameter: "/aws/service/bottlerocket/aws-ecs-2-nvidia/x86_64/latest/image_id",
                    derivable: true,
                },
            ],
        );
        near_misses(
            &FAMILY,
            &[
                "bottlerocket-aws-k8s-1.33-x86_64-v1.46.0",
                "bottlerocket-aws-k8s-1.33-x86_64-1.46.0-431fe75a",
                "bottlerocket-vmware-k8s-1.33-x86_64-v1.46.0-431fe75a",
                "bottlerocket-aws-k8s-1.33-fips-nvidia-x86_64-v1.46.0-431fe75a",
            ],
        );
        parameters(
            &FAMILY,
            &[
                (
                    "/aws/service/bottlerocket/aws-k8s-1.33/arm64/latest/image_version",
                    "/aws/service/bottlerocket/aws-k8s-1.33/arm64/latest/image_id",
                ),
                (
                    "/aws/service/bottlerocket/aws-k8s-1.33/arm64/latest",
                    "/aws/service/bottlerocket/aws-k8s-1.33/arm64/latest/image_id",
                ),
                (
                    "/aws/service/bottlerocket/aws-k8s-1.33/x86_64/1.46.0/image_id",
                    "/aws/service/bottlerocket/aws-k8s-1.33/x86_64/latest/image_id",
                ),
                (
                    "/aws/service/bottlerocket/aws-ecs-3/x86_64/1.46.0-431fe75a/image_id",
                    "/aws/service/bottlerocket/aws-ecs-3/x86_64/latest/image_id",
                ),
            ],
            &[
                "/aws/service/bottlerocket/aws-k8s-1.33/aarch64/latest/image_id",
                "/aws/service/bottlerocket/aws-dev/x86_64/latest/image_id",
                "/aws/service/bottlerocket/aws-k8s-1.33/x86_64/v1.46.0/image_id",
            ],
        );
    }
}
