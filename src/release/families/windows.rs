//! AWS's other Windows Server images: base, SQL Server, other languages, STIG.

use super::super::grammar::Grammar;
use super::super::identity::{Architecture, Identity, Version};
use super::super::owners::Owner;
use super::{Family, Named, of_parts};

pub(super) static FAMILY: Family = Family {
    name: "windows",
    about: "Windows Server of AWS, without EKS or ECS",
    source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html",
    title: "Windows Server",
    service: None,
    names: Grammar::of_names(
        r"^(?<stem>(?:[A-Za-z0-9]+-)?Windows_Server-[A-Za-z0-9._-]+)-(?<day>[0-9]{4}\.[0-9]{2}\.[0-9]{2})$",
    ),
    named: |found| {
        let (version, day) = Version::of_date(found.get("day")?)?;
        Some(Named {
            identity: identity(found.get("stem")?)?,
            version,
            released: Some(day),
        })
    },
    // The parameter is the name without its date, and has no leaves.
    parameters: Grammar::of_parameters(
        r"^/aws/service/ami-windows-latest/(?<stem>(?:[A-Za-z0-9]+-)?Windows_Server-[A-Za-z0-9._-]+)$",
    ),
    asked: |found| identity(found.get("stem")?),
    parameter: |identity| {
        Some(format!(
            "/aws/service/ami-windows-latest/{}",
            identity.variant.as_ref()?
        ))
    },
    release_version: None,
    pattern: |identity| Some(format!("{}-????.??.??", identity.variant.as_ref()?)),
    name_of: |identity, version| Some(format!("{}-{}", identity.variant.as_ref()?, version.day(".")?)),
    alias: None,
    owner: Owner::Windows,
    platform: Some("windows"),
    architecture: Some(Architecture::X86_64),
    public_months: Some(3),
    label: |family, identity| match &identity.variant {
        Some(stem) => stem.replace(['_', '-'], " "),
        None => of_parts(family, identity),
    },
};

/// The whole name without its date tells these images apart, so it is the variant. Images for EKS and ECS have families of
/// their own; what looks like one and does not fit there is not ours either.
fn identity(stem: &str) -> Option<Identity> {
    if stem.contains("_Optimized") {
        return None;
    }
    let words = || stem.split('-');
    let os = words()
        .skip_while(|word| *word != "Windows_Server")
        .nth(1)
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let edition = words().find(|word| matches!(*word, "Core" | "Full"));
    Some(Identity {
        os: os.map(str::to_owned),
        edition: edition.map(str::to_owned),
        variant: Some(stem.to_owned()),
        ..Identity::of(FAMILY.name)
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
                    name: "Windows_Server-2022-English-Full-Base-2026.08.12",
                    label: "Windows Server 2022 English Full Base",
                    version: "2026.08.12",
                    released: Some("2026-08-12"),
                    parameter: "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base",
                    derivable: true,
                },
                Row {
                    name: "Windows_Server-2022-Japanese-Full-SQL_2022_Web-2026.08.12",
                    label: "Windows Server 2022 Japanese Full SQL 2022 Web",
                    version: "2026.08.12",
                    released: Some("2026-08-12"),
                    parameter: "/aws/service/ami-windows-latest/Windows_Server-2022-Japanese-Full-SQL_2022_Web",
                    derivable: true,
                },
                Row {
                    name: "Windows_Server-2012-R2_RTM-English-64Bit-SQL_2014_SP2_Web-2018.03.24",
                    label: "Windows Server 2012 R2 RTM English 64Bit SQL 2014 SP2 Web",
                    version: "2018.03.24",
                    released: Some("2018-03-24"),
                    parameter: "/aws/service/ami-windows-latest/Windows_Server-2012-R2_RTM-English-64Bit-SQL_2014_SP2_Web",
                    derivable: true,
                },
                Row {
                    name: "EC2LaunchV2-Windows_Server-2016-English-Full-Base-2026.08.12",
                    label: "EC2LaunchV2 Windows Server 2016 English Full Base",
                    version: "2026.08.12",
                    released: Some("2026-08-12"),
                    parameter: "/aws/service/ami-windows-latest/EC2LaunchV2-Windows_Server-2016-English-Full-Base",
                    derivable: true,
                },
            ],
        );
        near_misses(
            &FAMILY,
            &[
                "Windows_Server-2022-English-Full-Base",
                "Windows_Server-2022-English-Full-Base-2026.8.12",
                "Windows_Server-2022-English-Core-EKS_Optimized-1.35.1-2026.08.15",
                "my-Windows_Server image-2026.08.12",
                "amzn2-x86_64-SQL_2019_Express-2026.08.12",
            ],
        );
        parameters(
            &FAMILY,
            &[],
            &[
                "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base/image_id",
                "/aws/service/ami-windows-latest/amzn2-x86_64-SQL_2019_Express",
                "/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-1.35",
            ],
        );
    }
}
