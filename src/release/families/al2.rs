//! Amazon Linux 2.

use super::super::grammar::{Found, Grammar};
use super::super::identity::{Identity, Version, day};
use super::super::owners::Owner;
use super::{Family, Named, of_parts};

pub(super) static FAMILY: Family = Family {
    name: "al2",
    about: "Amazon Linux 2, ended",
    source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html",
    title: "Amazon Linux 2",
    service: None,
    names: Grammar::of_names(
        r"^amzn2-ami-(?<minimal>minimal-)?(?<kernel>kernel-[0-9]\.[0-9]{1,2}-)?hvm-(?<version>2\.0\.(?<day>[0-9]{8})(?:\.[0-9]{1,4})?)-(?<architecture>x86_64|arm64)-(?<storage>gp2|ebs)$",
    ),
    named: |found| {
        Some(Named {
            identity: identity(found),
            version: Version::of_numbers(found.get("version")?)?,
            released: Some(day(found.get("day")?)?),
        })
    },
    parameters: Grammar::of_parameters(
        r"^/aws/service/ami-amazon-linux-latest/amzn2-ami-(?<minimal>minimal-)?(?<kernel>kernel-(?:default|[0-9]\.[0-9]{1,2})-)?hvm-(?<architecture>x86_64|arm64)-(?<storage>gp2|ebs)$",
    ),
    asked: |found| Some(identity(found)),
    parameter: |identity| {
        let (front, storage) = split(identity)?;
        let architecture = identity.architecture?.word();
        Some(format!(
            "/aws/service/ami-amazon-linux-latest/amzn2-ami-{front}hvm-{architecture}-{storage}"
        ))
    },
    release_version: None,
    pattern: |identity| {
        let (front, storage) = split(identity)?;
        let architecture = identity.architecture?.word();
        (!front.contains("default")).then(|| format!("amzn2-ami-{front}hvm-2.0.*-{architecture}-{storage}"))
    },
    name_of: |identity, version| {
        let (front, storage) = split(identity)?;
        let architecture = identity.architecture?.word();
        (!front.contains("default"))
            .then(|| format!("amzn2-ami-{front}hvm-{version}-{architecture}-{storage}"))
    },
    alias: None,
    owner: Owner::AmazonLinux,
    platform: None,
    architecture: None,
    public_months: None,
    label: of_parts,
};

/// Kernel 4.14 is what a name without a kernel has: there are two parameters for it, and one name.
fn identity(found: &Found<'_>) -> Identity {
    let minimal = found.get("minimal").unwrap_or_default();
    let kernel = found
        .get("kernel")
        .filter(|kernel| *kernel != "kernel-4.14-")
        .unwrap_or_default();
    Identity {
        architecture: found.architecture(),
        variant: found
            .get("storage")
            .map(|storage| format!("{minimal}{kernel}{storage}")),
        ..Identity::of(FAMILY.name)
    }
}

/// What stands before and behind the rest in names: `minimal-kernel-5.10-` and `gp2`.
fn split(identity: &Identity) -> Option<(&str, &str)> {
    let variant = identity.variant.as_deref()?;
    let at = variant.rfind('-').map_or(0, |dash| dash + 1);
    variant.split_at_checked(at)
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
                    name: "amzn2-ami-hvm-2.0.20260930.0-x86_64-gp2",
                    label: "Amazon Linux 2 (gp2, x86_64)",
                    version: "2.0.20260930.0",
                    released: Some("2026-09-30"),
                    parameter: "/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2",
                    derivable: true,
                },
                Row {
                    name: "amzn2-ami-minimal-kernel-5.10-hvm-2.0.20260930.0-arm64-ebs",
                    label: "Amazon Linux 2 (minimal-kernel-5.10-ebs, arm64)",
                    version: "2.0.20260930.0",
                    released: Some("2026-09-30"),
                    parameter: "/aws/service/ami-amazon-linux-latest/amzn2-ami-minimal-kernel-5.10-hvm-arm64-ebs",
                    derivable: true,
                },
                Row {
                    name: "amzn2-ami-hvm-2.0.20180810-x86_64-gp2",
                    label: "Amazon Linux 2 (gp2, x86_64)",
                    version: "2.0.20180810",
                    released: Some("2018-08-10"),
                    parameter: "/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2",
                    derivable: true,
                },
            ],
        );
        near_misses(
            &FAMILY,
            &[
                "amzn2-ami-ecs-hvm-2.0.20260924-x86_64-ebs",
                "amzn-ami-hvm-2018.03.0.20231218.0-x86_64-gp2",
                "amzn2-ami-hvm-2.0.20260930.0-x86_64-s3",
                "amzn2-ami-hvm-2.0.20260230.0-x86_64-gp2",
            ],
        );
        parameters(
            &FAMILY,
            &[
                (
                    "/aws/service/ami-amazon-linux-latest/amzn2-ami-kernel-4.14-hvm-x86_64-gp2",
                    "/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2",
                ),
                (
                    "/aws/service/ami-amazon-linux-latest/amzn2-ami-kernel-default-hvm-x86_64-gp2",
                    "/aws/service/ami-amazon-linux-latest/amzn2-ami-kernel-default-hvm-x86_64-gp2",
                ),
            ],
            &[
                "/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64",
                "/aws/service/ami-amazon-linux-latest/amzn-ami-hvm-x86_64-gp2",
            ],
        );
    }
}
