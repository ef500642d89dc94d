//! SUSE Linux Enterprise Server.

use super::super::grammar::{Found, Grammar};
use super::super::identity::{Identity, Version};
use super::super::owners::Owner;
use super::{Family, Named, of_parts};

pub(super) static FAMILY: Family = Family {
    name: "suse",
    about: "SUSE Linux Enterprise Server",
    source: "https://github.com/aws/eks-hybrid",
    title: "SUSE Linux Enterprise Server",
    service: None,
    names: Grammar::of_names(
        r"^suse-sles-(?<os>[0-9]{2}(?:-sp[0-9]{1,2}|\.[0-9]{1,2}))(?<byos>-byos)?-v(?<day>[0-9]{8})-hvm-ssd-(?<architecture>x86_64|arm64)$",
    ),
    named: |found| {
        let (version, day) = Version::of_date(found.get("day")?)?;
        Some(Named {
            identity: identity(found),
            version,
            released: Some(day),
        })
    },
    // Without a service pack the parameter names the newest one's image.
    parameters: Grammar::of_parameters(
        r"^/aws/service/suse/sles(?<byos>-byos)?/(?<os>[0-9]{2}(?:-sp[0-9]{1,2}|\.[0-9]{1,2})?)/(?<architecture>x86_64|arm64)/latest$",
    ),
    asked: |found| Some(identity(found)),
    parameter: |identity| {
        Some(format!(
            "/aws/service/suse/sles{}/{}/{}/latest",
            byos(identity)?,
            identity.os.as_ref()?,
            identity.architecture?.word()
        ))
    },
    release_version: None,
    pattern: |identity| {
        // Without a service pack it may be any.
        let os = identity.os.as_ref().filter(|os| os.contains(['-', '.']))?;
        name(identity, os, "????????")
    },
    name_of: |identity, version| name(identity, identity.os.as_ref()?, &version.day("")?),
    alias: None,
    owner: Owner::Vendor(&[("aws", "013907871322", true)]),
    platform: None,
    architecture: None,
    public_months: None,
    label: of_parts,
};

/// The name of the image of a day.
fn name(identity: &Identity, os: &str, day: &str) -> Option<String> {
    Some(format!(
        "suse-sles-{os}{}-v{day}-hvm-ssd-{}",
        byos(identity)?,
        identity.architecture?.word()
    ))
}

fn identity(found: &Found<'_>) -> Identity {
    Identity {
        os: found.owned("os"),
        architecture: found.architecture(),
        variant: Some(found.get("byos").map_or("standard", |_| "byos").to_owned()),
        ..Identity::of(FAMILY.name)
    }
}

/// Images for a subscription of one's own are named so.
fn byos(identity: &Identity) -> Option<&'static str> {
    match identity.variant.as_deref()? {
        "byos" => Some("-byos"),
        _ => Some(""),
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
                    name: "suse-sles-15-sp7-v20260401-hvm-ssd-x86_64",
                    label: "SUSE Linux Enterprise Server 15-sp7 (x86_64)",
                    version: "20260401",
                    released: Some("2026-04-01"),
                    parameter: "/aws/service/suse/sles/15-sp7/x86_64/latest",
                    derivable: true,
                },
                Row {
                    name: "suse-sles-16.0-byos-v20260401-hvm-ssd-arm64",
                    label: "SUSE Linux Enterprise Server 16.0 (byos, arm64)",
                    version: "20260401",
                    released: Some("2026-04-01"),
                    parameter: "/aws/service/suse/sles-byos/16.0/arm64/latest",
                    derivable: true,
                },
            ],
        );
        near_misses(
            &FAMILY,
            &[
                "suse-sles-11-sp4-v20180104-pv-ssd-x86_64",
                "suse-sles-15-sp5-chost-byos-v20240301-hvm-ssd-x86_64",
                "suse-sles-sap-15-sp5-v20240301-hvm-ssd-x86_64",
            ],
        );
        parameters(
            &FAMILY,
            &[],
            &[
                "/aws/service/suse/sles/15-sp/x86_64/latest",
                "/aws/service/suse/sles-sap/15-sp7/x86_64/latest",
            ],
        );
    }
}
