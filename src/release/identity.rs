//! What makes two images releases of the same thing.

use std::fmt;

/// What a pin follows, apart from the release: two images of one identity differ by their [`Version`] alone. A part that a
/// family does not have is none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// The name of a row of `release::families`, such as `windows-eks`.
    pub family: &'static str,
    /// Release of the operating system: `2022`, `2023`, `24.04`.
    pub os: Option<String>,
    /// `Core` or `Full`.
    pub edition: Option<String>,
    /// Minor version of Kubernetes, such as `1.35`.
    pub kubernetes: Option<String>,
    /// Processor architecture.
    pub architecture: Option<Architecture>,
    /// What else tells the images of a family apart: `standard`, `nvidia`, `kernel-6.1`, the stem of a Windows name.
    pub variant: Option<String>,
}

/// Processor architecture of an image, as EC2 names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Architecture {
    /// `x86_64`.
    X86_64,
    /// `arm64`.
    Arm64,
}

impl Architecture {
    /// Reads `x86_64`, `amd64`, `arm64` or `aarch64`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "x86_64" | "amd64" => Some(Self::X86_64),
            "arm64" | "aarch64" => Some(Self::Arm64),
            _ => None,
        }
    }

    /// The word of EC2.
    pub fn word(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }
}

/// Which release of an identity: ordered, later is greater. The text is as published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The numbers that order releases: `[2026, 8, 15]` for a date, `[1, 46, 0]` for Bottlerocket.
    pub order: Vec<u32>,
    /// As published, such as `2026.08.15`.
    pub text: String,
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order
            .cmp(&other.order)
            .then_with(|| self.text.cmp(&other.text))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
