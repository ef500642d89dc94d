//! Where images are pinned, and what each pin follows.
//!
//! Pure: texts in, pins and findings out. `syntax` reads a file, a row of `places` knows where a tool keeps its pins there,
//! comments and configuration say the rest. Every AMI id of a file is listed, those that are left alone too.

mod comments;
#[cfg(test)]
mod comments_tests;
mod draft;
pub mod exclude;
pub mod hints;
pub mod ids;
mod names;
pub mod places;
pub mod pointer;
pub mod propose;
pub mod region;
mod renovate;
mod rows;
mod scan;
#[cfg(test)]
mod scan_tests;
mod spread;
mod surroundings;
pub mod track;

use jiff::civil::Date;

use crate::release::families::{self, Named};
use crate::release::{Identity, ImageId};
use crate::source::{Source, Span};

pub use scan::{interesting, scan};
pub use spread::spread;
pub use track::{Scheme, Track};

/// A file and what was found in it.
#[derive(Debug)]
pub struct Scanned {
    /// The file as it was read.
    pub source: Source,
    /// Every pin, in the order of the text.
    pub pins: Vec<Pin>,
    /// What is wrong with the comments that speak to amiforge.
    pub problems: Vec<Problem>,
    /// The numbers in `Hints::rows` of the rows that matched something here.
    pub rows_used: Vec<usize>,
}

/// A mistake in a comment; the rules of the group `pins` make findings of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The smallest text that has to change.
    pub span: Span,
    /// Which mistake.
    pub kind: ProblemKind,
    /// What is wrong, one line without a full stop.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl Scanned {
    /// The names of known families that stand beside a pin, in comments and in values of the same map.
    pub fn names_beside(&self, pin: &Pin) -> impl Iterator<Item = Named> {
        let words = pin.nearby.iter().flat_map(|span| {
            let text = self.source.slice(*span);
            text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '='))
        });
        words.filter_map(families::of_name)
    }
}

/// The mistakes, one rule of the group `pins` each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// A comment that cannot be read: a scheme, date, key or word that does not exist, a reason that is missing.
    MalformedAnnotation,
    /// A comment that binds no pin.
    UnboundAnnotation,
}

/// One place where an image is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The bytes that a bump replaces: the id, name, alias or release version alone.
    pub span: Span,
    /// What is written there.
    pub value: Value,
    /// The row of `places` that found it, such as `terraform`; `text` where no row did.
    pub format: &'static str,
    /// Whether it may be bumped.
    pub role: Role,
    /// Its region, and how that is known.
    pub region: Option<Known>,
    /// The account that launches it.
    pub account: Option<String>,
    /// The environment (`test`, `prod`) that the annotation or the configuration names.
    pub environment: Option<String>,
    /// The cluster it belongs to, where the file or the configuration tells.
    pub cluster: Option<String>,
    /// Minor version of Kubernetes of the control plane, where the file tells.
    pub cluster_version: Option<String>,
    /// What it follows, where an annotation, the configuration or the tool's own filter names it. What follows from
    /// `declared` does not stand here: it counts only for images of the publisher.
    pub follows: Option<Track>,
    /// The identity that the file declares (`amiFamily`, `ami_type`), also where no parameter is known for it.
    pub declared: Option<Identity>,
    /// `hold until=DATE reason`.
    pub hold: Option<Hold>,
    /// What has to change in the same commit for reasons of the tool.
    pub companions: Vec<Companion>,
    /// Where the name or the date of the current image may be repeated: comments beside it, text values of the same map. Only
    /// an exact repetition changes with the pin.
    pub nearby: Vec<Span>,
    /// The map or block that it is a value of: pins of one owner belong to one node group.
    pub owner: Option<Span>,
    /// What a merge does, where the file tells that it is not the usual roll: "replaces the instance".
    pub effect: Option<&'static str>,
}

/// What a pin holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `ami-…`.
    Id(ImageId),
    /// An EKS release version: `1.33.13-20260714`, `1.36-2026.08.15`, `1.46.0-431fe75a`.
    ReleaseVersion(String),
    /// A Karpenter alias: `al2023@v20260714`.
    Alias(String),
    /// An image name: `Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.08.15`, or `owner/name` of kops.
    Name(String),
    /// What is no pin but a reference that moves by itself: a parameter, `latest`, a filter.
    Reference(String),
}

/// Whether a pin may be bumped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// It may.
    Pinned,
    /// It moves by itself; the text says how: "follows an SSM parameter at each launch".
    Floats(String),
    /// It is left alone; the text says why: "a placeholder", "prose", "a state file", "ignored: reason".
    LeftAlone(String),
}

/// A fact about a pin and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The fact, such as `eu-west-1`.
    pub value: String,
    /// How it is known, for people: "the map's key", "metadata.region", "the folder's name".
    pub from: &'static str,
}

impl Known {
    /// A region that no text around the pin says: the file names no other.
    pub(crate) const ONLY_IN_FILE: &'static str = "the only region in the file";
    /// A region that was given for pins of which nothing is known.
    pub(crate) const DEFAULT: &'static str = "the default region";

    /// Whether it was taken for want of anything better, so that a proof of something else counts more.
    pub fn is_guess(&self) -> bool {
        [Self::ONLY_IN_FILE, Self::DEFAULT].contains(&self.from)
    }
}

/// A pin that is left alone for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The last day on which it is held; none when the date cannot be read: then it is held, and the mistake is a finding.
    pub until: Option<Date>,
    /// Why, as written.
    pub reason: String,
}

/// Reads a day as hold comments and the configuration write it: `YYYY-MM-DD`, one of the calendar.
pub fn day(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    text.parse().ok().filter(|_| shape)
}

/// A text that moves with a pin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    /// The bytes that are replaced.
    pub span: Span,
    /// What stands there instead.
    pub kind: CompanionKind,
}

/// How a companion follows its pin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompanionKind {
    /// The version of an Image Builder recipe, which cannot change without a new one: the last number rises by one. Once a
    /// recipe, however many of its pins move.
    RecipeVersion {
        /// The new version.
        next: String,
    },
    /// The EKS release version of the same node group, from the same reading of the same parameter.
    ReleaseVersion,
}

impl Pin {
    /// A pin of which nothing else is known.
    pub fn new(span: Span, value: Value, format: &'static str, role: Role) -> Self {
        Self {
            span,
            value,
            format,
            role,
            region: None,
            account: None,
            environment: None,
            cluster: None,
            cluster_version: None,
            follows: None,
            declared: None,
            hold: None,
            companions: Vec::new(),
            nearby: Vec::new(),
            owner: None,
            effect: None,
        }
    }
}

impl Value {
    /// The text that is written in the file.
    pub fn text(&self) -> &str {
        match self {
            Self::Id(id) => id.as_str(),
            Self::ReleaseVersion(text) | Self::Alias(text) | Self::Name(text) | Self::Reference(text) => text,
        }
    }

    /// The id, when it is one.
    pub fn id(&self) -> Option<&ImageId> {
        match self {
            Self::Id(id) => Some(id),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn a_day_is_one_of_the_calendar() {
        assert_eq!(
            day("2026-12-01").map(|day| day.to_string()),
            Some("2026-12-01".to_owned())
        );
        assert!(day("2028-02-29").is_some());
        for bad in [
            "",
            "2026-02-30",
            "2026-13-01",
            "20261201",
            "2026-12-1",
            "2026-12-01T00:00",
            "01.12.2026",
            "+026-12-01",
        ] {
            assert_eq!(day(bad), None, "{bad}");
        }
    }
}
