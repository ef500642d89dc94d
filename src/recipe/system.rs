//! Operating systems by the names of images, of parameters and of `supportedOsVersions`.

use crate::component::Platform;

/// An operating system, as far as a name tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct System {
    /// `Amazon Linux`, `Windows Server`.
    pub family: &'static str,
    /// `2023`, `22.04`; none when the name has none.
    pub version: Option<String>,
}

/// A family: its name, its platform, how the names of Amazon's images begin
/// (<https://docs.aws.amazon.com/imagebuilder/latest/userguide/what-is-image-builder.html>, supported operating systems), and how
/// `supportedOsVersions` begin.
struct Family {
    name: &'static str,
    platform: Platform,
    images: &'static [&'static str],
    versions: &'static [&'static str],
}

const FAMILIES: &[Family] = &[
    Family {
        name: "Windows Server",
        platform: Platform::Windows,
        images: &["windows-server-"],
        versions: &["microsoft windows server ", "windows server ", "windows"],
    },
    Family {
        name: "Amazon Linux",
        platform: Platform::Linux,
        images: &["amazon-linux-"],
        versions: &["amazon linux "],
    },
    Family {
        name: "Ubuntu",
        platform: Platform::Linux,
        images: &["ubuntu-server-", "ubuntu-pro-server-"],
        versions: &["ubuntu"],
    },
    Family {
        name: "Red Hat Enterprise Linux",
        platform: Platform::Linux,
        images: &["red-hat-enterprise-linux-"],
        versions: &["red hat enterprise linux", "rhel"],
    },
    Family {
        name: "SUSE Linux Enterprise Server",
        platform: Platform::Linux,
        images: &["suse-linux-enterprise-server-"],
        versions: &["suse linux enterprise server", "sles"],
    },
    Family {
        name: "CentOS",
        platform: Platform::Linux,
        images: &["centos-"],
        versions: &["centos"],
    },
    Family {
        name: "macOS",
        platform: Platform::MacOs,
        images: &["macos-"],
        versions: &["macos"],
    },
];

/// How the names of public parameters of one platform begin.
const PARAMETERS: &[(&str, &str)] = &[
    ("/aws/service/ami-windows-latest/", "Windows Server"),
    ("/aws/service/ami-amazon-linux-latest/", "Amazon Linux"),
    ("/aws/service/canonical/ubuntu/", "Ubuntu"),
    ("/aws/service/suse/", "SUSE Linux Enterprise Server"),
    ("/aws/service/ec2-macos/", "macOS"),
    ("/aws/service/eks/optimized-ami/", "Amazon Linux"),
    ("/aws/service/ecs/optimized-ami/amazon-linux", "Amazon Linux"),
];

impl System {
    fn new(family: &Family, version: Option<&str>) -> Self {
        let number = |text: &&str| text.starts_with(|c: char| c.is_ascii_digit());
        Self {
            family: family.name,
            version: version.filter(number).map(str::to_owned),
        }
    }

    /// Of an image that Amazon manages: `windows-server-2022-english-core-base-x86`.
    pub(super) fn of_image(name: &str) -> Option<Self> {
        FAMILIES.iter().find_map(|family| {
            let rest = family.images.iter().find_map(|start| name.strip_prefix(start))?;
            Some(Self::new(family, rest.split('-').next()))
        })
    }

    /// Of a public parameter, by name or ARN.
    pub(super) fn of_parameter(name: &str) -> Option<Self> {
        let name = name.split_once(":parameter/").map_or(name, |(_, name)| name);
        let name = name.trim_start_matches('/');
        let (_, family) = PARAMETERS
            .iter()
            .find(|(start, _)| name.starts_with(start.trim_start_matches('/')))?;
        // What the service for Windows also has on Linux: SQL Server.
        if name.starts_with("aws/service/ami-windows-latest/") && !name.contains("Windows_Server-") {
            return None;
        }
        let family = FAMILIES.iter().find(|known| known.name == *family)?;
        let version = name
            .split_once("Windows_Server-")
            .and_then(|(_, rest)| rest.split('-').next());
        Some(Self::new(family, version))
    }

    /// Of an entry of `supportedOsVersions`: `Microsoft Windows Server 2022`.
    pub fn of_version(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        FAMILIES.iter().find_map(|family| {
            let rest = family
                .versions
                .iter()
                .find_map(|start| text.strip_prefix(start))?;
            Some(Self::new(family, rest.split_whitespace().next()))
        })
    }

    /// The platform that components for it have.
    pub fn platform(&self) -> Option<Platform> {
        let family = FAMILIES.iter().find(|family| family.name == self.family)?;
        Some(family.platform)
    }

    /// Whether what is for `supported` cannot be for this: another family, or another version. `Ubuntu 22` is for 22.04, and a
    /// family without a version is for all of it.
    pub fn excludes(&self, supported: &Self) -> bool {
        if self.family != supported.family {
            return true;
        }
        match (&self.version, &supported.version) {
            (Some(mine), Some(theirs)) => {
                !mine.starts_with(theirs.as_str()) && !theirs.starts_with(mine.as_str())
            }
            _ => false,
        }
    }

    /// The name for people.
    pub fn label(&self) -> String {
        match &self.version {
            Some(version) => format!("{} {version}", self.family),
            None => self.family.to_owned(),
        }
    }
}

/// The platform of a component that Amazon manages, where its name ends in it: `update-linux`, `reboot-test-windows`.
pub(super) fn of_managed_component(name: &str) -> Option<Platform> {
    name.rsplit('-').next().and_then(|word| match word {
        "linux" => Some(Platform::Linux),
        "windows" => Some(Platform::Windows),
        "macos" => Some(Platform::MacOs),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_by_their_names() {
        let label = |system: Option<System>| system.map(|system| system.label()).unwrap_or_default();
        for (name, expected) in [
            ("windows-server-2022-english-core-base-x86", "Windows Server 2022"),
            ("amazon-linux-2023-arm64", "Amazon Linux 2023"),
            ("amazon-linux-2-x86", "Amazon Linux 2"),
            ("ubuntu-server-22-lts-x86", "Ubuntu 22"),
            ("macos-sonoma-14-x86", "macOS"),
            ("my-image", ""),
        ] {
            assert_eq!(label(System::of_image(name)), expected, "{name}");
        }
        for (name, expected) in [
            (
                "/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-1.35/image_id",
                "Windows Server 2022",
            ),
            (
                "/aws/service/ami-windows-latest/amzn2-x86_64-SQL_2019_Express",
                "",
            ),
            (
                "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
                "Amazon Linux",
            ),
            (
                "arn:aws:ssm:eu-west-1::parameter/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id",
                "Ubuntu",
            ),
            ("/golden/windows", ""),
            ("/aws/service/bottlerocket/aws-ecs-1/x86_64/latest/image_id", ""),
        ] {
            assert_eq!(label(System::of_parameter(name)), expected, "{name}");
        }
        for (text, expected) in [
            ("Microsoft Windows Server 2019", "Windows Server 2019"),
            ("Windows", "Windows Server"),
            ("Amazon Linux 2", "Amazon Linux 2"),
            ("Ubuntu 22", "Ubuntu 22"),
            ("Ubuntu", "Ubuntu"),
            ("Red Hat Enterprise Linux 8", "Red Hat Enterprise Linux 8"),
            ("CentOS", "CentOS"),
            ("Debian 12", ""),
        ] {
            assert_eq!(label(System::of_version(text)), expected, "{text}");
        }
    }

    #[test]
    fn what_is_for_another_system() {
        let system = |text: &str| System::of_version(text).expect(text);
        for (image, supported, excludes) in [
            ("Windows Server 2022", "Windows Server 2019", true),
            ("Windows Server 2022", "Amazon Linux 2", true),
            ("Ubuntu 22.04", "Ubuntu 22", false),
            ("Ubuntu", "Ubuntu 22", false),
            // A prefix match of texts takes 2 for 2023 too.
            ("Amazon Linux 2023", "Amazon Linux 2", false),
        ] {
            assert_eq!(
                system(image).excludes(&system(supported)),
                excludes,
                "{image} {supported}"
            );
        }
        assert_eq!(of_managed_component("update-windows"), Some(Platform::Windows));
        assert_eq!(
            of_managed_component("amazon-cloudwatch-agent-linux"),
            Some(Platform::Linux)
        );
        assert_eq!(of_managed_component("python-3"), None);
    }
}
