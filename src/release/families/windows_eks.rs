//! Windows Server for EKS.

use super::super::grammar::{Found, Grammar};
use super::super::identity::{Architecture, Identity, Version};
use super::super::owners::Owner;
use super::{Family, Named, of_parts};

pub(super) static FAMILY: Family = Family {
    name: "windows-eks",
    about: "EKS optimized Windows Server",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/retrieve-windows-ami-id.html",
    title: "Windows Server",
    service: Some("EKS"),
    names: Grammar::of_names(
        r"^Windows_Server-(?<os>[0-9]{4}|20H2)-English-(?<edition>Core|Full)-EKS_Optimized-(?<kubernetes>1\.[0-9]{1,2})-(?<day>[0-9]{4}\.[0-9]{2}\.[0-9]{2})$",
    ),
    named: |found| {
        let (version, day) = Version::of_date(found.get("day")?)?;
        Some(Named {
            identity: identity(found),
            version,
            released: Some(day),
        })
    },
    // There is no leaf for the release version; only the document has it.
    parameters: Grammar::of_parameters(
        r"^/aws/service/ami-windows-latest/Windows_Server-(?<os>[0-9]{4}|20H2)-English-(?<edition>Core|Full)-EKS_Optimized-(?<kubernetes>1\.[0-9]{1,2})(?:/image_id)?$",
    ),
    asked: |found| Some(identity(found)),
    parameter: |identity| {
        Some(format!(
            "/aws/service/ami-windows-latest/{}/image_id",
            stem(identity)?
        ))
    },
    release_version: Some(""),
    pattern: |identity| Some(format!("{}-????.??.??", stem(identity)?)),
    name_of: |identity, version| Some(format!("{}-{}", stem(identity)?, version.day(".")?)),
    alias: None,
    owner: Owner::EksWindows,
    platform: Some("windows"),
    architecture: Some(Architecture::X86_64),
    public_months: Some(4),
    label: of_parts,
};

fn identity(found: &Found<'_>) -> Identity {
    Identity {
        os: found.owned("os"),
        edition: found.owned("edition"),
        kubernetes: found.owned("kubernetes"),
        ..Identity::of(FAMILY.name)
    }
}

/// Name and parameter carry the edition as it is. A published table swaps Core and Full of 2019 and 2022:
/// <https://github.com/terraform-aws-modules/terraform-aws-eks/issues/3736>.
fn stem(identity: &Identity) -> Option<String> {
    let (os, edition) = (identity.os.as_ref()?, identity.edition.as_ref()?);
    let kubernetes = identity.kubernetes.as_ref()?;
    Some(format!(
        "Windows_Server-{os}-English-{edition}-EKS_Optimized-{kubernetes}"
    ))
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
                    name: "Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.08.15",
                    label: "Windows Server 2022 Core for EKS 1.35",
                    version: "2026.08.15",
                    released: Some("2026-08-15"),
                    parameter: "/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-1.35/image_id",
                    derivable: true,
                },
                Row {
                    name: "Windows_Server-2019-English-Full-EKS_Optimized-1.31-2025.11.14",
                    label: "Windows Server 2019 Full for EKS 1.31",
                    version: "2025.11.14",
                    released: Some("2025-11-14"),
                    parameter: "/aws/service/ami-windows-latest/Windows_Server-2019-English-Full-EKS_Optimized-1.31/image_id",
                    derivable: true,
                },
                Row {
                    name: "Windows_Server-20H2-English-Core-EKS_Optimized-1.21-2022.04.13",
                    label: "Windows Server 20H2 Core for EKS 1.21",
                    version: "2022.04.13",
                    released: Some("2022-04-13"),
                    parameter: "/aws/service/ami-windows-latest/Windows_Server-20H2-English-Core-EKS_Optimized-1.21/image_id",
                    derivable: true,
                },
            ],
        );
        near_misses(
            &FAMILY,
            &[
                "Windows_Server-2022-English-Core-EKS_Optimized-1.35",
                "Windows_Server-2022-English-Core-EKS_Optimized-1.35.1-2026.08.15",
                "Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.08.32",
                "Windows_Server-2022-English-Nano-EKS_Optimized-1.35-2026.08.15",
                "copy of Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.08.15",
                "Windows_Server-2022-English-Core-ECS_Optimized-2026.08.15",
            ],
        );
        parameters(
            &FAMILY,
            &[(
                "/aws/service/ami-windows-latest/Windows_Server-2025-English-Core-EKS_Optimized-1.36",
                "/aws/service/ami-windows-latest/Windows_Server-2025-English-Core-EKS_Optimized-1.36/image_id",
            )],
            &[
                "/aws/service/ami-windows-latest/Windows_Server-2025-English-Core-EKS_Optimized-1.36/release_version",
                "/aws/service/ami-windows-latest/Windows_Server-2025-English-Core-EKS_Optimized-1.36.2/image_id",
                "/aws/service/ami-windows-latest/Windows_Server-2025-English-Core-Base",
            ],
        );
    }
}
