//! What makes two images releases of the same thing.

use std::fmt;

use jiff::civil::Date;

use super::families;

/// What a pin follows, apart from the release: two images of one identity differ by their [`Version`] alone.
///
/// What the name of an image or of a parameter gives has every part of its family filled, so that such identities are equal
/// or not. A part that is the same for all images of a family is none. What a file declares may lack more; [`Self::differs`]
/// is for that.
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

impl Identity {
    /// Of a family, with all other parts open.
    pub fn of(family: &'static str) -> Self {
        Self {
            family,
            os: None,
            edition: None,
            kubernetes: None,
            architecture: None,
            variant: None,
        }
    }

    /// For people: "Windows Server 2022 Core for EKS 1.35".
    pub fn label(&self) -> String {
        match families::family(self.family) {
            Some(family) => (family.label)(family, self),
            None => self.family.to_owned(),
        }
    }

    /// For branches: `windows-2022-core-eks-1.35`. Small letters, digits, `-` and `.`, at most 100 of them; begins and ends
    /// with a letter or digit.
    pub fn slug(&self) -> String {
        let label = self.label().to_lowercase();
        let words = label
            .split(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.'))
            .map(|word| word.trim_matches('.'))
            .filter(|word| !word.is_empty() && !matches!(*word, "server" | "for"));
        let mut slug = String::new();
        for word in words {
            if slug.len() + word.len() >= 100 {
                break;
            }
            if !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(word);
        }
        // Git allows neither two dots in a row nor a name that ends like its lock files.
        while slug.contains("..") {
            slug = slug.replace("..", ".");
        }
        slug.replace(".lock", "-lock")
    }

    /// The parts in which they differ, as people call them. A part that is none on one side does not count.
    pub fn differs(&self, other: &Self) -> Vec<&'static str> {
        fn differ<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
            a.zip(b).is_some_and(|(a, b)| a != b)
        }
        let releases = self.os.as_deref().zip(other.os.as_deref());
        let variants = self.variant.as_deref().zip(other.variant.as_deref());
        [
            ("family", self.family != other.family),
            (
                "operating system release",
                releases.is_some_and(|(a, b)| !families::same_release(a, b)),
            ),
            ("edition", differ(self.edition.as_ref(), other.edition.as_ref())),
            (
                "Kubernetes minor",
                differ(self.kubernetes.as_ref(), other.kubernetes.as_ref()),
            ),
            (
                "architecture",
                differ(self.architecture.as_ref(), other.architecture.as_ref()),
            ),
            (
                "variant",
                variants.is_some_and(|(a, b)| !families::same_variant(a, b)),
            ),
        ]
        .into_iter()
        .filter_map(|(part, differs)| differs.then_some(part))
        .collect()
    }
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

    /// The word of Debian and Ubuntu.
    pub fn debian_word(self) -> &'static str {
        match self {
            Self::X86_64 => "amd64",
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

impl Version {
    /// Of a release that is known by its day: `20260714`, or with `.` or `-` between year, month and day. None when there is
    /// no such day.
    pub fn of_date(text: &str) -> Option<(Self, Date)> {
        let digits: String = text.chars().filter(|c| !matches!(c, '.' | '-')).collect();
        let day = day(&digits)?;
        let order = vec![
            u32::try_from(day.year()).ok()?,
            u32::try_from(day.month()).ok()?,
            u32::try_from(day.day()).ok()?,
        ];
        let text = text.to_owned();
        Some((Self { order, text }, day))
    }

    /// Of numbers with `.` or `-` between them, such as `2023.6.20241111.0` or `20231013-1532`.
    pub fn of_numbers(text: &str) -> Option<Self> {
        let order: Result<Vec<u32>, _> = text.split(['.', '-']).map(str::parse).collect();
        Some(Self {
            order: order.ok()?,
            text: text.to_owned(),
        })
    }

    /// The day with a separator, when the release is known by its day: `2026.08.15`.
    pub fn day(&self, separator: &str) -> Option<String> {
        match self.order.as_slice() {
            [year, month, day] if *year >= 2000 => {
                Some(format!("{year:04}{separator}{month:02}{separator}{day:02}"))
            }
            _ => None,
        }
    }
}

/// Eight digits as a day.
pub(super) fn day(digits: &str) -> Option<Date> {
    if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let year: i16 = digits.get(..4)?.parse().ok()?;
    let month: i8 = digits.get(4..6)?.parse().ok()?;
    let day: i8 = digits.get(6..)?.parse().ok()?;
    // Before there were images, a number is no day but a build.
    (2006..=2199)
        .contains(&year)
        .then(|| Date::new(year, month, day).ok())?
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
