//! Releases of Windows Server, as images and hosts have them.

/// The release of Windows that an image or a host is of. Its number of build has to be the same for a container that
/// shares the kernel: <https://learn.microsoft.com/virtualization/windowscontainers/deploy-containers/version-compatibility>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WindowsRelease {
    /// Build 14393.
    Server2016,
    /// Build 17763.
    Server2019,
    /// Build 20348.
    Server2022,
    /// Build 26100.
    Server2025,
}

impl WindowsRelease {
    /// Every release, the oldest first.
    pub const ALL: [Self; 4] = [
        Self::Server2016,
        Self::Server2019,
        Self::Server2022,
        Self::Server2025,
    ];

    /// The year in its name.
    pub fn year(self) -> &'static str {
        match self {
            Self::Server2016 => "2016",
            Self::Server2019 => "2019",
            Self::Server2022 => "2022",
            Self::Server2025 => "2025",
        }
    }

    /// The release of this year.
    pub fn of_year(year: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|release| release.year() == year)
    }

    /// Its number of build.
    pub(super) fn build(self) -> &'static str {
        match self {
            Self::Server2016 => "14393",
            Self::Server2019 => "17763",
            Self::Server2022 => "20348",
            Self::Server2025 => "26100",
        }
    }

    /// Of a word such as `ltsc2022` in a tag.
    pub(super) fn of_tag(word: &str) -> Option<Self> {
        Self::of_year(word.strip_prefix("ltsc")?)
    }

    /// Whether a host of this release runs containers of the other one without Hyper-V.
    pub fn runs(self, image: Self) -> bool {
        self == image || (self, image) == (Self::Server2025, Self::Server2022)
    }
}
