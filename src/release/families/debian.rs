//! Debian.

use super::super::grammar::{Found, Grammar};
use super::super::identity::{Identity, Version, day};
use super::super::owners::Owner;
use super::{Family, Named, of_parts};

pub(super) static FAMILY: Family = Family {
    name: "debian",
    about: "Debian",
    source: "https://wiki.debian.org/Cloud/AmazonEC2Image",
    title: "Debian",
    service: None,
    names: Grammar::of_names(
        r"^debian-(?<os>[0-9]{1,2})-(?<architecture>amd64|arm64)-(?<version>(?<day>[0-9]{8})-[0-9]{1,6})$",
    ),
    named: |found| {
        Some(Named {
            identity: identity(found, found.owned("os")?),
            version: Version::of_numbers(found.get("version")?)?,
            released: Some(day(found.get("day")?)?),
        })
    },
    parameters: Grammar::of_parameters(
        r"^/aws/service/debian/release/(?<os>[0-9]{1,2}|[a-z]+)/latest/(?<architecture>amd64|arm64)$",
    ),
    asked: |found| {
        let word = found.get("os")?;
        let known = CODENAMES.iter().find(|(_, codename)| *codename == word);
        let os = known.map_or(word, |(os, _)| os);
        let number = os.starts_with(|c: char| c.is_ascii_digit());
        number.then(|| identity(found, os.to_owned()))
    },
    parameter: |identity| {
        Some(format!(
            "/aws/service/debian/release/{}/latest/{}",
            identity.os.as_ref()?,
            identity.architecture?.debian_word()
        ))
    },
    release_version: None,
    pattern: |identity| name(identity, "????????-*"),
    name_of: |identity, version| name(identity, &version.text),
    alias: None,
    owner: Owner::Vendor(&[("aws", "136693071363", true)]),
    platform: None,
    architecture: None,
    public_months: None,
    label: of_parts,
};

/// <https://www.debian.org/releases/>.
const CODENAMES: [(&str, &str); 4] = [
    ("10", "buster"),
    ("11", "bullseye"),
    ("12", "bookworm"),
    ("13", "trixie"),
];

/// The name of the image of a serial.
fn name(identity: &Identity, serial: &str) -> Option<String> {
    let (os, architecture) = (identity.os.as_ref()?, identity.architecture?);
    Some(format!("debian-{os}-{}-{serial}", architecture.debian_word()))
}

fn identity(found: &Found<'_>, os: String) -> Identity {
    Identity {
        os: Some(os),
        architecture: found.architecture(),
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
            &[Row {
                name: "debian-12-amd64-20231013-1532",
                label: "Debian 12 (x86_64)",
                version: "20231013-1532",
                released: Some("2023-10-13"),
                parameter: "/aws/service/debian/release/12/latest/amd64",
                derivable: true,
            }],
        );
        near_misses(
            &FAMILY,
            &[
                "debian-12-amd64-20231013",
                "debian-bookworm-amd64-20231013-1532",
                "debian-12-backports-amd64-20231013-1532",
            ],
        );
        parameters(
            &FAMILY,
            &[(
                "/aws/service/debian/release/bookworm/latest/arm64",
                "/aws/service/debian/release/12/latest/arm64",
            )],
            &[
                "/aws/service/debian/release/unheard/latest/arm64",
                "/aws/service/debian/release/12/latest/x86_64",
                "/aws/service/debian/release/12/20231013-1532/amd64",
            ],
        );
    }
}
