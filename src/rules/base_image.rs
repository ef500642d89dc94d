//! What the settings tell of the image that the components are installed on.

use crate::container::WindowsRelease;
use crate::lint::Settings;
use crate::release::{self, Identity};

/// The base image that the caller named.
pub(super) struct BaseImage<'s> {
    /// As it was named.
    pub name: &'s str,
    identity: Option<Identity>,
}

/// A minor version of Kubernetes, such as 1.33.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Minor(pub u16, pub u16);

impl Minor {
    /// Reads `1.33`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (major, minor) = text.split_once('.')?;
        Some(Self(major.parse().ok()?, minor.parse().ok()?))
    }
}

impl std::fmt::Display for Minor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

impl<'s> BaseImage<'s> {
    /// The base image, where the settings name one.
    pub(super) fn of(settings: &'s Settings) -> Option<Self> {
        let name = settings.base_image.as_deref()?;
        Some(Self {
            name,
            identity: identity(name),
        })
    }

    /// Its release of Windows.
    pub(super) fn windows(&self) -> Option<WindowsRelease> {
        match &self.identity {
            Some(identity) if identity.family.starts_with("windows") => {
                WindowsRelease::of_year(identity.os.as_deref()?)
            }
            Some(_) => None,
            None => year_behind_server(self.name),
        }
    }

    /// Its minor of Kubernetes.
    pub(super) fn kubernetes(&self) -> Option<Minor> {
        match &self.identity {
            Some(identity) => Minor::parse(identity.kubernetes.as_deref()?),
            None => minor_behind(self.name),
        }
    }

    /// Whether it is made for nodes of EKS.
    pub(super) fn is_eks(&self) -> bool {
        match &self.identity {
            Some(identity) => identity.kubernetes.is_some() || has_word(identity.family, "eks"),
            None => has_word(self.name, "eks"),
        }
    }

    /// Whether it is made for instances of ECS, which have Docker.
    pub(super) fn is_ecs(&self) -> bool {
        match &self.identity {
            Some(identity) => has_word(identity.family, "ecs"),
            None => has_word(self.name, "ecs"),
        }
    }
}

/// What images of AWS this is: the name of an AMI, with its date or `*` for it or without, or of a parameter.
fn identity(name: &str) -> Option<Identity> {
    let name = ["resolve:ssm:", "ssm:"]
        .into_iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name);
    let stem = name.trim_end_matches(['*', '?', '-', '.']);
    release::of_parameter(name)
        .or_else(|| release::of_name(name).map(|named| named.identity))
        .or_else(|| release::of_parameter(&format!("/aws/service/ami-windows-latest/{stem}")))
}

/// The minor behind `EKS_Optimized-`.
pub(super) fn minor_behind(text: &str) -> Option<Minor> {
    let (_, behind) = text.split_once("EKS_Optimized-")?;
    let end = behind
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(behind.len());
    Minor::parse(behind.get(..end)?.trim_end_matches('.'))
}

/// The year behind the word `server` of a name such as `windows-server-2022-english-core-base-x86`.
fn year_behind_server(name: &str) -> Option<WindowsRelease> {
    let name = name.to_ascii_lowercase();
    let (_, behind) = name.split_once("windows")?;
    let behind = behind.trim_start_matches(['-', '_', ' ']);
    let behind = behind.strip_prefix("server").unwrap_or(behind);
    WindowsRelease::of_year(behind.trim_start_matches(['-', '_', ' ']).get(..4)?)
}

fn has_word(name: &str, word: &str) -> bool {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|part| part.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_parameters_and_own_names_tell_what_is_there() {
        let rows = [
            (
                "Windows_Server-2022-English-Core-EKS_Optimized-1.31",
                "2022 1.31 eks",
            ),
            (
                "Windows_Server-2022-English-Core-EKS_Optimized-1.31-2025.08.12",
                "2022 1.31 eks",
            ),
            (
                "Windows_Server-2025-English-Full-EKS_Optimized-1.35-*",
                "2025 1.35 eks",
            ),
            (
                "/aws/service/ami-windows-latest/Windows_Server-2019-English-Core-EKS_Optimized-1.30/image_id",
                "2019 1.30 eks",
            ),
            (
                "ssm:/aws/service/ami-windows-latest/Windows_Server-2019-English-Core-EKS_Optimized-1.30/image_id",
                "2019 1.30 eks",
            ),
            ("Windows_Server-2022-English-Full-ECS_Optimized", "2022 - ecs"),
            ("Windows_Server-2022-English-Full-Base", "2022 - -"),
            ("Windows_Server-2016-English-Full-Base-2026.08.12", "2016 - -"),
            (
                "arn:aws:imagebuilder:eu-west-1:aws:image/windows-server-2022-english-core-base-x86/x.x.x",
                "2022 - -",
            ),
            ("our-eks-windows-2022-base", "2022 - eks"),
            (
                "Windows_Server-2022-Hardened-EKS_Optimized-1.33-7",
                "2022 1.33 eks",
            ),
            (
                "amazon-eks-node-al2023-x86_64-standard-1.33-v20260714",
                "- 1.33 eks",
            ),
            ("al2023-ami-kernel-default-x86_64", "- - -"),
            ("seeks-windowsill", "- - -"),
        ];
        for (name, expected) in rows {
            let settings = Settings {
                base_image: Some(name.to_owned()),
                ..Settings::default()
            };
            let base = BaseImage::of(&settings).expect(name);
            let windows = base.windows().map_or("-", WindowsRelease::year);
            let minor = base
                .kubernetes()
                .map_or("-".to_owned(), |minor| minor.to_string());
            let kind = if base.is_eks() {
                "eks"
            } else if base.is_ecs() {
                "ecs"
            } else {
                "-"
            };
            assert_eq!(format!("{windows} {minor} {kind}"), expected, "{name}");
        }
    }
}
