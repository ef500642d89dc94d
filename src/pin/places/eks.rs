//! What EKS calls the images of managed node groups: types and release versions, whichever tool writes them.
//!
//! ```yaml
//! amiType: WINDOWS_CORE_2022_x86_64
//! releaseVersion: 1.35-2026.08.15
//! ```
//!
//! The same two stand in Terraform, CloudFormation, eksctl and Kubernetes objects under other names.

use crate::pin::{Role, Value};
use crate::release::{Architecture, Identity};
use crate::syntax::NodeId;

use super::kubernetes::{minor, minor_in};
use super::{Details, Other, View};

/// The image that an `amiType` stands for, without a version of Kubernetes. None for `CUSTOM` and for types that are not
/// known (<https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html>, `amiType`).
pub(super) fn ami_type(text: &str) -> Option<Identity> {
    let (rest, architecture) = ARCHITECTURES.iter().find_map(|(word, architecture)| {
        let (before, after) = text.split_once(word)?;
        Some(((before, after.strip_prefix('_').unwrap_or(after)), *architecture))
    })?;
    let windows = |os, edition| Some(windows(os, edition));
    match rest {
        ("AL2023_", "STANDARD") => Some(al2023(Some("standard"), Some(architecture))),
        ("AL2023_", "NVIDIA") => Some(al2023(Some("nvidia"), Some(architecture))),
        ("AL2023_", "NEURON") => Some(al2023(Some("neuron"), Some(architecture))),
        ("AL2_", "") => Some(al2(Some("standard"), Some(architecture))),
        ("AL2_", "GPU") => Some(al2(Some("gpu"), Some(architecture))),
        ("BOTTLEROCKET_", "") => Some(bottlerocket(Some("standard"), Some(architecture))),
        ("BOTTLEROCKET_", "NVIDIA") => Some(bottlerocket(Some("nvidia"), Some(architecture))),
        ("BOTTLEROCKET_", "FIPS") => Some(bottlerocket(Some("fips"), Some(architecture))),
        ("BOTTLEROCKET_", "NVIDIA_FIPS") => Some(bottlerocket(Some("nvidia-fips"), Some(architecture))),
        ("WINDOWS_CORE_2019_", "") => windows("2019", "Core"),
        ("WINDOWS_FULL_2019_", "") => windows("2019", "Full"),
        ("WINDOWS_CORE_2022_", "") => windows("2022", "Core"),
        ("WINDOWS_FULL_2022_", "") => windows("2022", "Full"),
        ("WINDOWS_CORE_2025_", "") => windows("2025", "Core"),
        ("WINDOWS_FULL_2025_", "") => windows("2025", "Full"),
        _ => None,
    }
}

const ARCHITECTURES: [(&str, Architecture); 2] =
    [("x86_64", Architecture::X86_64), ("ARM_64", Architecture::Arm64)];

/// The image that EKS publishes for Windows nodes; there is none for arm64.
pub(super) fn windows(os: &str, edition: &str) -> Identity {
    Identity {
        family: "windows-eks",
        os: Some(os.to_owned()),
        edition: Some(edition.to_owned()),
        kubernetes: None,
        architecture: Some(Architecture::X86_64),
        variant: None,
    }
}

/// The image that EKS publishes with Amazon Linux 2023.
pub(super) fn al2023(variant: Option<&str>, architecture: Option<Architecture>) -> Identity {
    linux("eks-al2023", variant, architecture)
}

/// The image that EKS published with Amazon Linux 2.
pub(super) fn al2(variant: Option<&str>, architecture: Option<Architecture>) -> Identity {
    linux("eks-al2", variant, architecture)
}

/// Bottlerocket for EKS.
pub(super) fn bottlerocket(variant: Option<&str>, architecture: Option<Architecture>) -> Identity {
    linux("bottlerocket", variant, architecture)
}

fn linux(family: &'static str, variant: Option<&str>, architecture: Option<Architecture>) -> Identity {
    Identity {
        family,
        os: None,
        edition: None,
        kubernetes: None,
        architecture,
        variant: variant.map(str::to_owned),
    }
}

/// Whether a text has the form of a release version: `1.33.13-20260714` for Amazon Linux, `1.36-2026.08.15` for Windows,
/// where old releases have `-` for either `.`, and `1.46.0-431fe75a` for Bottlerocket
/// (<https://docs.aws.amazon.com/eks/latest/userguide/eks-linux-ami-versions.html>,
/// <https://docs.aws.amazon.com/eks/latest/userguide/eks-ami-versions-windows.html>).
pub(super) fn release_version(text: &str) -> bool {
    form(text).is_some()
}

/// The minor version of Kubernetes inside a release version. Bottlerocket counts its own releases.
pub(super) fn release_minor(text: &str) -> Option<String> {
    match form(text)? {
        Form::Linux | Form::Windows => minor_in(text),
        Form::Bottlerocket => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Linux,
    Windows,
    Bottlerocket,
}

fn form(text: &str) -> Option<Form> {
    let (version, build) = text.split_once('-')?;
    let parts: Vec<&str> = version.split('.').take(4).collect();
    let numbers = parts
        .iter()
        .all(|part| matches!(part.len(), 1..=3) && digits(part));
    let kubernetes = parts.first() == Some(&"1");
    match parts.len() {
        2 if numbers && kubernetes && is_date(build, true) => Some(Form::Windows),
        3 if numbers && kubernetes && is_date(build, false) => Some(Form::Linux),
        3 if numbers && build.len() == 8 && build.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) => {
            Some(Form::Bottlerocket)
        }
        _ => None,
    }
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `20260714`, or with `.` or `-` between the parts.
fn is_date(text: &str, separated: bool) -> bool {
    let bytes = text.as_bytes();
    let compact: String = match bytes {
        [_, _, _, _, b'.' | b'-', _, _, b'.' | b'-', _, _] if separated => text.replace(['.', '-'], ""),
        _ if !separated => text.to_owned(),
        _ => return false,
    };
    let number = |from: usize, to: usize| compact.get(from..to).and_then(|part| part.parse::<u32>().ok());
    compact.len() == 8
        && digits(&compact)
        && number(0, 4).is_some_and(|year| (2015..2100).contains(&year))
        && number(4, 6).is_some_and(|month| (1..=12).contains(&month))
        && number(6, 8).is_some_and(|day| (1..=31).contains(&day))
}

/// Under which names a tool writes what it hands to EKS.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// The release version.
    pub(super) release: &'static str,
    /// The type of image.
    pub(super) ami_type: &'static str,
    /// The version of Kubernetes of the node group.
    pub(super) version: &'static str,
}

/// As the API spells them.
pub(super) const API: Fields = Fields {
    release: "releaseVersion",
    ami_type: "amiType",
    version: "version",
};

/// The release version that the map `group` pins. `details` holds what the file says besides; the declared image comes from
/// the type of image beside it, with the version of Kubernetes beside it, else that of the release.
pub(super) fn pin(view: &View<'_>, group: NodeId, fields: Fields, mut details: Details) -> Option<Other> {
    let document = view.document;
    let scalar = document.scalar(document.child(group, fields.release)?)?;
    if !scalar.verbatim || !release_version(&scalar.text) {
        return None;
    }
    let named = document.text_at(group, &[fields.ami_type]);
    let version = document
        .child(group, fields.version)
        .and_then(|id| document.scalar(id));
    if details.identity.is_none() {
        details.identity = named.and_then(ami_type);
    }
    if let Some(identity) = &mut details.identity
        && identity.kubernetes.is_none()
    {
        identity.kubernetes = version.and_then(minor).or_else(|| release_minor(&scalar.text));
    }
    if named == Some("CUSTOM") {
        details.role = Some(Role::LeftAlone(
            "a release version beside a custom image".to_owned(),
        ));
    }
    Some(Other {
        span: scalar.inner,
        value: Value::ReleaseVersion(scalar.text.clone()),
        details,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_name_images() {
        for (text, image) in [
            ("WINDOWS_CORE_2022_x86_64", "windows-eks 2022 Core - x86_64"),
            ("WINDOWS_FULL_2022_x86_64", "windows-eks 2022 Full - x86_64"),
            ("WINDOWS_CORE_2019_x86_64", "windows-eks 2019 Core - x86_64"),
            ("WINDOWS_FULL_2025_x86_64", "windows-eks 2025 Full - x86_64"),
            ("AL2023_x86_64_STANDARD", "eks-al2023 - - standard x86_64"),
            ("AL2023_ARM_64_STANDARD", "eks-al2023 - - standard arm64"),
            ("AL2023_x86_64_NVIDIA", "eks-al2023 - - nvidia x86_64"),
            ("AL2_x86_64", "eks-al2 - - standard x86_64"),
            ("AL2_x86_64_GPU", "eks-al2 - - gpu x86_64"),
            ("AL2_ARM_64", "eks-al2 - - standard arm64"),
            ("BOTTLEROCKET_x86_64", "bottlerocket - - standard x86_64"),
            (
                "BOTTLEROCKET_ARM_64_NVIDIA_FIPS",
                "bottlerocket - - nvidia-fips arm64",
            ),
        ] {
            let found = ami_type(text).map(|i| {
                let word = |part: &Option<String>| part.clone().unwrap_or("-".into());
                let architecture = i.architecture.map_or("-", Architecture::word);
                format!(
                    "{} {} {} {} {architecture}",
                    i.family,
                    word(&i.os),
                    word(&i.edition),
                    word(&i.variant)
                )
            });
            assert_eq!(found.as_deref(), Some(image), "{text}");
        }
        for other in [
            "",
            "CUSTOM",
            "x86_64",
            "WINDOWS_CORE_2016_x86_64",
            "AL2023_x86_64",
            "al2_x86_64",
        ] {
            assert_eq!(ami_type(other), None, "{other}");
        }
    }

    #[test]
    fn release_versions_have_three_forms() {
        for (text, minor) in [
            ("1.33.13-20260714", Some("1.33")),
            ("1.36-2026.08.15", Some("1.36")),
            ("1.35-2026-01-22", Some("1.35")),
            ("1.28-2023-09.27", Some("1.28")),
            ("1.46.0-431fe75a", None),
        ] {
            assert!(release_version(text), "{text}");
            assert_eq!(release_minor(text).as_deref(), minor, "{text}");
        }
        for other in [
            "",
            "latest",
            "1.33",
            "1.33.13",
            "1.33-20260714",
            "1.33.13-2026.07.14",
            "1.36-2026.13.15",
            "1.36-2026.08.15x",
            "1.36-2026_08_15",
            "1.46.0-431fe75",
            "1.46.0-431FE75A",
            "v1.46.0-431fe75a",
            "1.33.13.1-20260714",
            "ami-0a1b2c3d4e5f60718",
            "1.33.13-2026é71",
        ] {
            assert!(!release_version(other), "{other}");
        }
    }
}
