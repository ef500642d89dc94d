//! What is known of a release besides its facts: where its notes are published, and what runs in it.

use crate::bump::Candidate;
use crate::release::{Identity, Version};

/// Where the publisher's notes about a release stand.
pub(super) struct Notes {
    /// The name of the page.
    pub(super) title: &'static str,
    /// Its address.
    pub(super) url: String,
    /// Whether the page is of this release alone, so that it may not exist yet.
    pub(super) own: bool,
}

/// The notes of a release; none for families without a known page.
pub(super) fn notes(identity: &Identity, version: &Version) -> Option<Notes> {
    let page = |title, url: &str| {
        Some(Notes {
            title,
            url: url.to_owned(),
            own: false,
        })
    };
    let own = |title, url: String| {
        Some(Notes {
            title,
            url,
            own: true,
        })
    };
    match identity.family {
        "windows-eks" => page(
            "EKS optimized Windows AMI versions",
            "https://docs.aws.amazon.com/eks/latest/userguide/eks-ami-versions-windows.html",
        ),
        "windows" | "windows-ecs" => page(
            "Windows AMI versions",
            "https://docs.aws.amazon.com/ec2/latest/windows-ami-reference/windows-ami-versions.html",
        ),
        "eks-al2023" | "eks-al2" => own(
            "amazon-eks-ami release",
            format!(
                "https://github.com/awslabs/amazon-eks-ami/releases/tag/v{}",
                version.day("")?
            ),
        ),
        "bottlerocket" => own(
            "Bottlerocket release",
            format!(
                "https://github.com/bottlerocket-os/bottlerocket/releases/tag/v{}",
                version.text.split('-').next()?
            ),
        ),
        "al2023" => page(
            "AL2023 release notes",
            "https://docs.aws.amazon.com/linux/al2023/release-notes/relnotes.html",
        ),
        "al2" => page(
            "Amazon Linux 2 release notes",
            "https://docs.aws.amazon.com/AL2/latest/relnotes/relnotes-al2.html",
        ),
        "ecs-al2023" | "ecs-al2" => page(
            "amazon-ecs-ami releases",
            "https://github.com/aws/amazon-ecs-ami/releases",
        ),
        _ => None,
    }
}

/// The build of a release of Windows Server, by which container images are matched
/// (<https://learn.microsoft.com/en-us/virtualization/windowscontainers/deploy-containers/version-compatibility>).
pub(super) fn windows_build(identity: &Identity) -> Option<&'static str> {
    if !identity.family.starts_with("windows") {
        return None;
    }
    match identity.os.as_deref()? {
        "2019" => Some("10.0.17763"),
        "2022" => Some("10.0.20348"),
        "2025" => Some("10.0.26100"),
        _ => None,
    }
}

/// The version of kubelet, where the release version of node groups tells it: `1.33.13-20260714`. That of Windows
/// (`1.36-2026.08.15`) has the minor alone.
pub(super) fn kubelet(candidate: &Candidate) -> Option<&str> {
    let (version, _) = candidate.release_version.as_deref()?.split_once('-')?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = version.split('.').collect();
    (parts.len() == 3 && parts.into_iter().all(digits)).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::families;

    #[test]
    fn every_page_fits_its_release() {
        for (name, url) in [
            (
                "Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.09.08",
                Some("eks-ami-versions-windows.html"),
            ),
            (
                "amazon-eks-node-al2023-x86_64-standard-1.33-v20260714",
                Some("amazon-eks-ami/releases/tag/v20260714"),
            ),
            (
                "bottlerocket-aws-k8s-1.33-x86_64-v1.46.0-431fe75a",
                Some("bottlerocket/releases/tag/v1.46.0"),
            ),
            ("debian-12-amd64-20260711-2170", None),
        ] {
            let named = families::of_name(name).expect(name);
            let found = notes(&named.identity, &named.version).map(|notes| notes.url);
            match url {
                Some(end) => assert!(
                    found.as_ref().is_some_and(|found| found.ends_with(end)),
                    "{found:?}"
                ),
                None => assert_eq!(found, None),
            }
        }
    }

    #[test]
    fn families_with_notes_exist() {
        let with_notes = families::ALL.iter().filter(|family| {
            let version = Version::of_date("20260714").expect("a day").0;
            notes(&Identity::of(family.name), &version).is_some()
        });
        assert_eq!(with_notes.count(), 10);
    }
}
