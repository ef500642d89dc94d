//! Windows Server for ECS.

use super::super::grammar::{Found, Grammar};
use super::super::identity::{Architecture, Identity, Version};
use super::super::owners::Owner;
use super::{Family, Named, of_parts};

pub(super) static FAMILY: Family = Family {
    name: "windows-ecs",
    about: "ECS optimized Windows Server",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_windows_AMI.html",
    title: "Windows Server",
    service: Some("ECS"),
    names: Grammar::of_names(
        r"^Windows_Server-(?<os>[0-9]{4}|20H2)-English-(?<edition>Core|Full)-ECS_Optimized-(?<day>[0-9]{4}\.[0-9]{2}\.[0-9]{2})$",
    ),
    named: |found| {
        let (version, day) = Version::of_date(found.get("day")?)?;
        Some(Named {
            identity: identity(found),
            version,
            released: Some(day),
        })
    },
    // The tree below `/aws/service/ecs/optimized-ami/windows_server` stands still since 2019 and is left out.
    parameters: Grammar::of_parameters(
        r"^/aws/service/ami-windows-latest/Windows_Server-(?<os>[0-9]{4}|20H2)-English-(?<edition>Core|Full)-ECS_Optimized(?:/[a-z_]+)?$",
    ),
    asked: |found| Some(identity(found)),
    parameter: |identity| {
        Some(format!(
            "/aws/service/ami-windows-latest/{}/image_id",
            stem(identity)?
        ))
    },
    release_version: None,
    pattern: |identity| Some(format!("{}-????.??.??", stem(identity)?)),
    name_of: |identity, version| Some(format!("{}-{}", stem(identity)?, version.day(".")?)),
    alias: None,
    owner: Owner::EcsWindows,
    platform: Some("windows"),
    architecture: Some(Architecture::X86_64),
    public_months: Some(3),
    label: of_parts,
};

fn identity(found: &Found<'_>) -> Identity {
    Identity {
        os: found.owned("os"),
        edition: found.owned("edition"),
        ..Identity::of(FAMILY.name)
    }
}

fn stem(identity: &Identity) -> Option<String> {
    let (os, edition) = (identity.os.as_ref()?, identity.edition.as_ref()?);
    Some(format!("Windows_Server-{os}-English-{edition}-ECS_Optimized"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Row, names, near_misses, parameters};
    use super::*;

    #[test]
    fn names_and_parameters() {
        names(
            &FAMILY,
            &[Row {
                name: "Windows_Server-2022-English-Full-ECS_Optimized-2026.08.12",
                label: "Windows Server 2022 Full for ECS",
                version: "2026.08.12",
                released: Some("2026-08-12"),
                parameter: "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-ECS_Optimized/image_id",
                derivable: true,
            }],
        );
        near_misses(
            &FAMILY,
            &[
                "Windows_Server-2022-English-Full-ECS_Optimized",
                "Windows_Server-2022-English-Full-ECS_Optimized-1.35-2026.08.12",
                "Windows_Server-2022-English-Full-Base-2026.08.12",
            ],
        );
        parameters(
            &FAMILY,
            &[
                (
                    "/aws/service/ami-windows-latest/Windows_Server-2019-English-Core-ECS_Optimized",
                    "/aws/service/ami-windows-latest/Windows_Server-2019-English-Core-ECS_Optimized/image_id",
                ),
                (
                    "/aws/service/ami-windows-latest/Windows_Server-2019-English-Core-ECS_Optimized/image_name",
                    "/aws/service/ami-windows-latest/Windows_Server-2019-English-Core-ECS_Optimized/image_id",
                ),
            ],
            &["/aws/service/ecs/optimized-ami/windows_server/2019/english/full/recommended"],
        );
    }
}
