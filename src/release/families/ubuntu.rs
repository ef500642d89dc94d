//! Ubuntu server, minimal and Pro.

use jiff::civil::Date;

use super::super::grammar::{Found, Grammar};
use super::super::identity::{Identity, Version, day};
use super::super::owners::Owner;
use super::{Family, Named, of_parts};

pub(super) static FAMILY: Family = Family {
    name: "ubuntu",
    about: "Ubuntu server, minimal and Pro",
    source: "https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/",
    title: "Ubuntu",
    service: None,
    names: Grammar::of_names(
        r"^ubuntu(?:(?<minimal>-minimal)|(?<pro>-pro-server))?/images/hvm-ssd(?<gp3>-gp3)?/ubuntu-[a-z]+-(?<os>[0-9]{2}\.[0-9]{2})-(?<architecture>amd64|arm64)-(?<product>server|minimal|pro-server)-(?<version>[0-9]{8}(?:\.[0-9]{1,3})?)$",
    ),
    named: |found| {
        let product = match (found.get("minimal"), found.get("pro"), found.get("product")?) {
            (None, None, "server") => "server",
            (Some(_), None, "minimal") => "server-minimal",
            (None, Some(_), "pro-server") => "pro-server",
            _ => return None,
        };
        let (version, day) = released(found.get("version")?)?;
        let storage = found.get("gp3").map_or("gp2", |_| "gp3");
        Some(Named {
            identity: identity(found, product, storage),
            version,
            released: Some(day),
        })
    },
    parameters: Grammar::of_parameters(
        r"^/aws/service/canonical/ubuntu/(?<product>server|server-minimal|pro-server)/(?<os>[0-9]{2}\.[0-9]{2}|[a-z]+)/stable/(?:current|[0-9]{8}(?:\.[0-9]{1,3})?)/(?<architecture>amd64|arm64)/hvm/ebs-(?<storage>gp2|gp3)/ami-id$",
    ),
    asked: |found| {
        let mut identity = identity(found, found.get("product")?, found.get("storage")?);
        // A release may be written as its codename.
        if let Some(word) = identity.os.take() {
            let known = CODENAMES.iter().find(|(_, codename)| *codename == word);
            identity.os = match known {
                Some((os, _)) => Some((*os).to_owned()),
                None if word.contains('.') => Some(word),
                None => return None,
            };
        }
        Some(identity)
    },
    parameter: |identity| {
        let (product, storage) = identity.variant.as_deref()?.rsplit_once('-')?;
        Some(format!(
            "/aws/service/canonical/ubuntu/{product}/{}/stable/current/{}/hvm/ebs-{storage}/ami-id",
            identity.os.as_ref()?,
            identity.architecture?.debian_word()
        ))
    },
    release_version: None,
    pattern: |identity| name(identity, "*", "*"),
    name_of: |identity, version| name(identity, codename(identity.os.as_ref()?)?, &version.text),
    alias: None,
    owner: Owner::Vendor(CANONICAL),
    platform: None,
    architecture: None,
    public_months: None,
    label: of_parts,
};

/// Canonical's accounts. Those outside the commercial partition are not confirmed.
pub(super) const CANONICAL: &[(&str, &str, bool)] = &[
    ("aws", "099720109477", true),
    ("aws-us-gov", "513442679011", false),
    ("aws-cn", "837727238323", false),
];

/// The codenames in image names: <https://wiki.ubuntu.com/Releases>.
const CODENAMES: [(&str, &str); 6] = [
    ("14.04", "trusty"),
    ("16.04", "xenial"),
    ("18.04", "bionic"),
    ("20.04", "focal"),
    ("22.04", "jammy"),
    ("24.04", "noble"),
];

/// The codename of a release.
pub(super) fn codename(os: &str) -> Option<&'static str> {
    CODENAMES
        .iter()
        .find(|(release, _)| *release == os)
        .map(|(_, codename)| *codename)
}

/// The name of the image of a serial.
fn name(identity: &Identity, codename: &str, serial: &str) -> Option<String> {
    let (product, storage) = identity.variant.as_deref()?.rsplit_once('-')?;
    let (folder, word) = match product {
        "server" => ("ubuntu", "server"),
        "server-minimal" => ("ubuntu-minimal", "minimal"),
        "pro-server" => ("ubuntu-pro-server", "pro-server"),
        _ => return None,
    };
    Some(format!(
        "{folder}/images/hvm-ssd{}/ubuntu-{codename}-{}-{}-{word}-{serial}",
        if storage == "gp3" { "-gp3" } else { "" },
        identity.os.as_ref()?,
        identity.architecture?.debian_word()
    ))
}

/// A serial: a day, and a number if there was more than one image on it.
pub(super) fn released(serial: &str) -> Option<(Version, Date)> {
    Some((Version::of_numbers(serial)?, day(serial.get(..8)?)?))
}

/// The variant is product and storage: `server-gp3`.
fn identity(found: &Found<'_>, product: &str, storage: &str) -> Identity {
    Identity {
        os: found.owned("os"),
        architecture: found.architecture(),
        variant: Some(format!("{product}-{storage}")),
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
                    name: "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240301",
                    label: "Ubuntu 22.04 (server-gp2, x86_64)",
                    version: "20240301",
                    released: Some("2024-03-01"),
                    parameter: "/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id",
                    derivable: true,
                },
                Row {
                    name: "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20260923.1",
                    label: "Ubuntu 24.04 (server-gp3, arm64)",
                    version: "20260923.1",
                    released: Some("2026-09-23"),
                    parameter: "/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id",
                    derivable: true,
                },
                Row {
                    name: "ubuntu-minimal/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-minimal-20260923",
                    label: "Ubuntu 24.04 (server-minimal-gp3, x86_64)",
                    version: "20260923",
                    released: Some("2026-09-23"),
                    parameter: "/aws/service/canonical/ubuntu/server-minimal/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id",
                    derivable: true,
                },
                Row {
                    name: "ubuntu-pro-server/images/hvm-ssd/ubuntu-focal-20.04-amd64-pro-server-20250109",
                    label: "Ubuntu 20.04 (pro-server-gp2, x86_64)",
                    version: "20250109",
                    released: Some("2025-01-09"),
                    parameter: "/aws/service/canonical/ubuntu/pro-server/20.04/stable/current/amd64/hvm/ebs-gp2/ami-id",
                    derivable: true,
                },
            ],
        );
        near_misses(
            &FAMILY,
            &[
                "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-minimal-20240301",
                "ubuntu/images-testing/hvm-ssd-gp3/ubuntu-noble-daily-amd64-server-20240301",
                "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*",
                "ubuntu/images/hvm-instance/ubuntu-jammy-22.04-amd64-server-20240301",
            ],
        );
        parameters(
            &FAMILY,
            &[
                (
                    "/aws/service/canonical/ubuntu/server/jammy/stable/current/amd64/hvm/ebs-gp2/ami-id",
                    "/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id",
                ),
                (
                    "/aws/service/canonical/ubuntu/server/22.04/stable/20220810/amd64/hvm/ebs-gp2/ami-id",
                    "/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id",
                ),
            ],
            &[
                "/aws/service/canonical/ubuntu/server/unheard/stable/current/amd64/hvm/ebs-gp2/ami-id",
                "/aws/service/canonical/ubuntu/desktop/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id",
                "/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/image_id",
            ],
        );
    }
}
