//! Amazon Linux 2023.

use super::super::grammar::{Found, Grammar};
use super::super::identity::{Identity, Version, day};
use super::super::owners::Owner;
use super::{Family, Named, of_parts};

pub(super) static FAMILY: Family = Family {
    name: "al2023",
    about: "Amazon Linux 2023",
    source: "https://docs.aws.amazon.com/linux/al2023/ug/ec2.html",
    title: "Amazon Linux 2023",
    service: None,
    names: Grammar::of_names(
        r"^al2023-ami-(?<minimal>minimal-)?(?<version>2023\.[0-9]{1,4}\.(?<day>[0-9]{8})\.[0-9]{1,4})-kernel-(?<kernel>[0-9]{1,2}\.[0-9]{1,3})-(?<architecture>x86_64|arm64)$",
    ),
    named: |found| {
        Some(Named {
            identity: identity(found),
            version: Version::of_numbers(found.get("version")?)?,
            released: Some(day(found.get("day")?)?),
        })
    },
    // `default` stands for a kernel that changes; which one an image has, only its name tells.
    parameters: Grammar::of_parameters(
        r"^/aws/service/ami-amazon-linux-latest/al2023-ami-(?<minimal>minimal-)?kernel-(?<kernel>default|[0-9]{1,2}\.[0-9]{1,3})-(?<architecture>x86_64|arm64)$",
    ),
    asked: |found| Some(identity(found)),
    parameter: |identity| {
        Some(format!(
            "/aws/service/ami-amazon-linux-latest/al2023-ami-{}-{}",
            identity.variant.as_ref()?,
            identity.architecture?.word()
        ))
    },
    release_version: None,
    pattern: |identity| {
        let (minimal, kernel) = split(identity)?;
        let architecture = identity.architecture?.word();
        Some(format!("al2023-ami-{minimal}2023.*-{kernel}-{architecture}"))
    },
    name_of: |identity, version| {
        let (minimal, kernel) = split(identity)?;
        let architecture = identity.architecture?.word();
        Some(format!("al2023-ami-{minimal}{version}-{kernel}-{architecture}"))
    },
    alias: None,
    owner: Owner::AmazonLinux,
    platform: None,
    architecture: None,
    public_months: None,
    label: of_parts,
};

fn identity(found: &Found<'_>) -> Identity {
    let minimal = found.get("minimal").unwrap_or_default();
    Identity {
        architecture: found.architecture(),
        variant: found
            .get("kernel")
            .map(|kernel| format!("{minimal}kernel-{kernel}")),
        ..Identity::of(FAMILY.name)
    }
}

/// What stands before and behind the version in names: `minimal-` and `kernel-6.1`. None when the kernel is left open.
fn split(identity: &Identity) -> Option<(&'static str, &str)> {
    let variant = identity.variant.as_deref()?;
    let (minimal, kernel) = match variant.strip_prefix("minimal-") {
        Some(kernel) => ("minimal-", kernel),
        None => ("", variant),
    };
    (kernel != "kernel-default").then_some((minimal, kernel))
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
                    name: "al2023-ami-2023.12.20260930.0-kernel-6.1-x86_64",
                    label: "Amazon Linux 2023 (kernel-6.1, x86_64)",
                    version: "2023.12.20260930.0",
                    released: Some("2026-09-30"),
                    parameter: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-x86_64",
                    derivable: true,
                },
                Row {
                    name: "al2023-ami-minimal-2023.12.20260930.1-kernel-6.18-arm64",
                    label: "Amazon Linux 2023 (minimal-kernel-6.18, arm64)",
                    version: "2023.12.20260930.1",
                    released: Some("2026-09-30"),
                    parameter: "/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-6.18-arm64",
                    derivable: true,
                },
            ],
        );
        near_misses(
            &FAMILY,
            &[
                "al2023-ami-ecs-hvm-2023.0.20260922-kernel-6.1-x86_64",
                "al2023-ami-2023.12.20260931.0-kernel-6.1-x86_64",
                "al2022-ami-2022.0.20221207.4-kernel-5.15-arm64",
                "al2023-ami-2023.12.20260930.0-kernel-6.1-i386",
            ],
        );
        parameters(
            &FAMILY,
            &[(
                "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
                "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
            )],
            &[
                "/aws/service/ami-amazon-linux-latest/al2023-ami-x86_64",
                "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-x86_64/image_id",
                "/aws/service/ami-amazon-linux-latest/al2027-preview-ami-kernel-7.1-x86_64",
            ],
        );
    }
}
