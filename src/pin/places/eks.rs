//! What EKS calls the images of managed node groups: types and release versions, whichever tool writes them.
//!
//! ```yaml
//! amiType: WINDOWS_CORE_2022_x86_64
//! releaseVersion: 1.35-2026.08.15
//! ```
//!
//! The same two stand in Terraform, CloudFormation, eksctl and Kubernetes objects under other names.

use crate::pin::{Role, Value};
use crate::release::{Architecture, Identity, ReleaseVersion};
use crate::syntax::NodeId;

use super::kubernetes::minor;
use super::{Details, Other, View};

/// The image that an `amiType` stands for, without a version of Kubernetes. None for `CUSTOM` and for types that are not
/// known (<https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html>, `amiType`).
pub(super) fn ami_type(text: &str) -> Option<Identity> {
    let (rest, architecture) = ARCHITECTURES.iter().find_map(|(word, architecture)| {
        let (before, after) = text.split_once(word)?;
        let rest = if after.is_empty() {
            after
        } else {
            after.strip_prefix('_').filter(|rest| !rest.is_empty())?
        };
        Some(((before, rest), *architecture))
    })?;
    let architecture = Some(architecture);
    Some(match rest {
        ("AL2023_", "STANDARD") => al2023(Some("standard"), architecture),
        ("AL2023_", "NVIDIA") => al2023(Some("nvidia"), architecture),
        ("AL2023_", "NEURON") => al2023(Some("neuron"), architecture),
        ("AL2_", "") => al2(Some("standard"), architecture),
        ("AL2_", "GPU") => al2(Some("gpu"), architecture),
        ("BOTTLEROCKET_", "") => bottlerocket(Some("standard"), architecture),
        ("BOTTLEROCKET_", "NVIDIA") => bottlerocket(Some("nvidia"), architecture),
        ("BOTTLEROCKET_", "FIPS") => bottlerocket(Some("fips"), architecture),
        ("BOTTLEROCKET_", "NVIDIA_FIPS") => bottlerocket(Some("nvidia-fips"), architecture),
        ("WINDOWS_CORE_2019_", "") => windows("2019", "Core"),
        ("WINDOWS_FULL_2019_", "") => windows("2019", "Full"),
        ("WINDOWS_CORE_2022_", "") => windows("2022", "Core"),
        ("WINDOWS_FULL_2022_", "") => windows("2022", "Full"),
        ("WINDOWS_CORE_2025_", "") => windows("2025", "Core"),
        ("WINDOWS_FULL_2025_", "") => windows("2025", "Full"),
        _ => return None,
    })
}

const ARCHITECTURES: [(&str, Architecture); 2] =
    [("x86_64", Architecture::X86_64), ("ARM_64", Architecture::Arm64)];

/// The image that EKS publishes for Windows nodes.
pub(super) fn windows(os: &str, edition: &str) -> Identity {
    Identity {
        os: Some(os.to_owned()),
        edition: Some(edition.to_owned()),
        ..Identity::of("windows-eks")
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
        architecture,
        variant: variant.map(str::to_owned),
        ..Identity::of(family)
    }
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
    let release = ReleaseVersion::parse(&scalar.text).filter(|_| scalar.verbatim)?;
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
        identity.kubernetes = version.and_then(minor).or(release.kubernetes);
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
    use crate::release::families::parameter_of;

    #[test]
    fn types_name_images() {
        const EKS: &str = "/aws/service/eks/optimized-ami/1.35";
        const WINDOWS: &str = "/aws/service/ami-windows-latest/Windows_Server";
        const BOTTLEROCKET: &str = "/aws/service/bottlerocket/aws-k8s-1.35";
        for (text, parameter) in [
            // Edition and year as the type says them: a table that others copy swaps Core and Full of 2019 and 2022.
            (
                "WINDOWS_CORE_2019_x86_64",
                format!("{WINDOWS}-2019-English-Core-EKS_Optimized-1.35/image_id"),
            ),
            (
                "WINDOWS_FULL_2019_x86_64",
                format!("{WINDOWS}-2019-English-Full-EKS_Optimized-1.35/image_id"),
            ),
            (
                "WINDOWS_CORE_2022_x86_64",
                format!("{WINDOWS}-2022-English-Core-EKS_Optimized-1.35/image_id"),
            ),
            (
                "WINDOWS_FULL_2022_x86_64",
                format!("{WINDOWS}-2022-English-Full-EKS_Optimized-1.35/image_id"),
            ),
            (
                "WINDOWS_CORE_2025_x86_64",
                format!("{WINDOWS}-2025-English-Core-EKS_Optimized-1.35/image_id"),
            ),
            (
                "WINDOWS_FULL_2025_x86_64",
                format!("{WINDOWS}-2025-English-Full-EKS_Optimized-1.35/image_id"),
            ),
            (
                "AL2023_x86_64_STANDARD",
                format!("{EKS}/amazon-linux-2023/x86_64/standard/recommended/image_id"),
            ),
            (
                "AL2023_ARM_64_STANDARD",
                format!("{EKS}/amazon-linux-2023/arm64/standard/recommended/image_id"),
            ),
            (
                "AL2023_x86_64_NVIDIA",
                format!("{EKS}/amazon-linux-2023/x86_64/nvidia/recommended/image_id"),
            ),
            (
                "AL2023_ARM_64_NVIDIA",
                format!("{EKS}/amazon-linux-2023/arm64/nvidia/recommended/image_id"),
            ),
            (
                "AL2023_x86_64_NEURON",
                format!("{EKS}/amazon-linux-2023/x86_64/neuron/recommended/image_id"),
            ),
            ("AL2_x86_64", format!("{EKS}/amazon-linux-2/recommended/image_id")),
            (
                "AL2_x86_64_GPU",
                format!("{EKS}/amazon-linux-2-gpu/recommended/image_id"),
            ),
            (
                "AL2_ARM_64",
                format!("{EKS}/amazon-linux-2-arm64/recommended/image_id"),
            ),
            (
                "BOTTLEROCKET_x86_64",
                format!("{BOTTLEROCKET}/x86_64/latest/image_id"),
            ),
            (
                "BOTTLEROCKET_ARM_64_FIPS",
                format!("{BOTTLEROCKET}-fips/arm64/latest/image_id"),
            ),
            (
                "BOTTLEROCKET_x86_64_NVIDIA",
                format!("{BOTTLEROCKET}-nvidia/x86_64/latest/image_id"),
            ),
            (
                "BOTTLEROCKET_ARM_64_NVIDIA_FIPS",
                format!("{BOTTLEROCKET}-nvidia-fips/arm64/latest/image_id"),
            ),
        ] {
            let image = ami_type(text).map(|image| Identity {
                kubernetes: Some("1.35".to_owned()),
                ..image
            });
            assert_eq!(image.as_ref().and_then(parameter_of), Some(parameter), "{text}");
        }
        for other in [
            "",
            "CUSTOM",
            "x86_64",
            "WINDOWS_CORE_2016_x86_64",
            "AL2023_x86_64",
            "al2_x86_64",
            "AL2_x86_64_",
        ] {
            assert_eq!(ami_type(other), None, "{other}");
        }
    }
}
