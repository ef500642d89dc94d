//! The release versions of EKS node groups: what `release_version` and its like hold.
//!
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html> and the pages of the families.

use super::grammar::Grammar;
use super::identity::Version;

/// A release version, its spelling kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseVersion {
    /// As written.
    pub text: String,
    /// Whose it is.
    pub kind: Kind,
    /// The minor version of Kubernetes in it; Bottlerocket's has none.
    pub kubernetes: Option<String>,
    /// Its order among the releases, comparable with the versions in image names.
    pub version: Version,
}

/// Which images have release versions of this form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `1.33.13-20260714`: Amazon Linux.
    AmazonLinux,
    /// `1.36-2026.08.15`: Windows.
    Windows,
    /// `1.46.0-431fe75a`: Bottlerocket.
    Bottlerocket,
}

static AMAZON_LINUX: Grammar =
    Grammar::of_names(r"^(?<kubernetes>1\.[0-9]{1,2})\.[0-9]{1,3}-(?<date>[0-9]{8})$");
// Both separators are found in old rows of the published table, also mixed: `1.28-2023-09.27`.
static WINDOWS: Grammar =
    Grammar::of_names(r"^(?<kubernetes>1\.[0-9]{1,2})-(?<date>[0-9]{4}[.-][0-9]{2}[.-][0-9]{2})$");
static BOTTLEROCKET: Grammar =
    Grammar::of_names(r"^(?<numbers>[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4})-[0-9a-f]{8}$");

impl ReleaseVersion {
    /// Reads a release version. Eight digits behind three numbers are a date if they can be one, else a build of Bottlerocket.
    pub fn parse(text: &str) -> Option<Self> {
        let dated = |grammar: &Grammar, kind| {
            let found = grammar.read(text)?;
            let (version, _) = Version::of_date(found.get("date")?)?;
            Some((kind, found.owned("kubernetes"), version))
        };
        let (kind, kubernetes, version) = dated(&AMAZON_LINUX, Kind::AmazonLinux)
            .or_else(|| dated(&WINDOWS, Kind::Windows))
            .or_else(|| {
                let found = BOTTLEROCKET.read(text)?;
                let order = Version::of_numbers(found.get("numbers")?)?.order;
                let version = Version {
                    order,
                    text: text.to_owned(),
                };
                Some((Kind::Bottlerocket, None, version))
            })?;
        Some(Self {
            text: text.to_owned(),
            kind,
            kubernetes,
            version,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_and_its_spelling_kept() {
        for (text, kind, kubernetes, order) in [
            ("1.33.13-20260714", Kind::AmazonLinux, Some("1.33"), [2026, 7, 14]),
            ("1.14.9-20201007", Kind::AmazonLinux, Some("1.14"), [2020, 10, 7]),
            ("1.36-2026.08.15", Kind::Windows, Some("1.36"), [2026, 8, 15]),
            ("1.35-2026-01-22", Kind::Windows, Some("1.35"), [2026, 1, 22]),
            ("1.28-2023-09.27", Kind::Windows, Some("1.28"), [2023, 9, 27]),
            ("1.46.0-431fe75a", Kind::Bottlerocket, None, [1, 46, 0]),
            // A build that happens to have no letter.
            ("1.46.0-43100075", Kind::Bottlerocket, None, [1, 46, 0]),
        ] {
            let read = ReleaseVersion::parse(text).expect(text);
            assert_eq!(
                (
                    read.kind,
                    read.kubernetes.as_deref(),
                    read.version.order.as_slice()
                ),
                (kind, kubernetes, order.as_slice()),
                "{text}"
            );
            assert_eq!(read.text, text);
        }
        for other in [
            "",
            "1.33",
            "1.33.13",
            "1.36-2026.13.15",
            "1.36-2026.02.30",
            "1.36-2026_08_15",
            "v1.46.0-431fe75a",
            "1.46.0-431FE75A",
            "1.46.0-431fe75",
            " 1.33.13-20260714",
            "ami-0a1b2c3d4e5f60718",
            "latest",
        ] {
            assert_eq!(ReleaseVersion::parse(other), None, "{other}");
        }
    }
}
