//! The kinds of texts in the configuration, and how those that are plain words are written.
//!
//! What a kind's own reader judges (patterns, pointers, tracks, dates, names of rules) is not judged here.

use crate::release::regions::{is_account, is_region};

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// Anything.
    Any,
    /// A rule or a group of rules.
    Rule,
    /// A pattern for paths.
    Pattern,
    /// An action of a document.
    Action,
    /// A layout of folders with `{name}` parts.
    Layout,
    /// A pointer into a document with `{name}` parts.
    Pointer,
    /// What a pin follows.
    Follow,
    /// A region.
    Region,
    /// The account that launches the image.
    Account,
    /// An environment.
    Environment,
    /// A cluster.
    Cluster,
    /// A day, `YYYY-MM-DD`.
    Day,
    /// An account that owns images.
    Owner,
    /// An image id or a pattern for image names.
    Image,
    /// A label of a pull request.
    Label,
    /// A reviewer of a pull request.
    Reviewer,
    /// The name of a group of pins.
    Group,
    /// A family, or the start of some with `*` behind it.
    Family,
}

/// Why a text is not what its key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What it is not, the end of a sentence that begins with the text: "is not an account".
    pub reason: &'static str,
    /// How it is written.
    pub help: &'static str,
}

impl TextKind {
    /// What is wrong with a text of this kind; nothing for kinds that have a reader of their own.
    pub fn flaw(self, text: &str) -> Option<Flaw> {
        let (fits, reason, help) = match self {
            Self::Account | Self::Owner => (
                is_account(text),
                "is not an account",
                "write the account's twelve digits, in quotes",
            ),
            Self::Region => (
                is_region(text),
                "is not a region",
                "write it as AWS does, such as `eu-west-1`",
            ),
            Self::Environment | Self::Cluster => (
                is_word(text, 100, |c| {
                    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
                }),
                "is not one word",
                "write letters, digits, `-`, `_` and `.`, such as `prod`",
            ),
            Self::Image => (
                is_image(text),
                "is neither an image id nor a pattern for image names",
                "write an id as EC2 shows it, or a name with `*` for any rest",
            ),
            Self::Label => (
                text.chars().count() <= 50 && !text.trim().is_empty() && !text.contains(char::is_control),
                "is not a label",
                "a label is one line of at most 50 characters",
            ),
            Self::Reviewer => (
                is_reviewer(text),
                "is not a reviewer",
                "write a user such as `octocat`, or a team of the repository's organisation as `team/platform`",
            ),
            Self::Group => (
                is_word(text, 50, |c| {
                    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
                }),
                "is not the name of a group",
                "write small letters, digits and `-`; it becomes the end of the branch's name",
            ),
            Self::Any
            | Self::Rule
            | Self::Pattern
            | Self::Action
            | Self::Layout
            | Self::Pointer
            | Self::Follow
            | Self::Day
            | Self::Family => return None,
        };
        (!fits).then_some(Flaw { reason, help })
    }
}

/// A word of these characters that begins and ends with a letter or digit.
fn is_word(text: &str, most: usize, fits: impl Fn(char) -> bool) -> bool {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.len() <= most
        && text.chars().all(fits)
        && edge(text.chars().next())
        && edge(text.chars().next_back())
}

/// An id, or what a name may be made of, `*` and `?` besides; what looks like an id has to be one
/// (<https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateImage.html>).
fn is_image(text: &str) -> bool {
    let like_id = |digits: &&str| digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some(digits) = text.strip_prefix("ami-").filter(like_id) {
        return matches!(digits.len(), 8 | 17) && !digits.contains(|c: char| c.is_ascii_uppercase());
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || " ()[]./-'@_*?".contains(c);
    (1..=128).contains(&text.len()) && text.chars().all(fits)
}

/// `user` or `team/name`, as GitHub makes their names: letters, digits and `-`, in names of teams and of users that an
/// enterprise manages `_` too.
fn is_reviewer(text: &str) -> bool {
    let name = text.strip_prefix("team/").unwrap_or(text);
    is_word(name, 100, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

#[cfg(test)]
mod tests {
    use super::TextKind;

    #[test]
    fn words_are_written_as_their_kind_asks() {
        let cases: &[(TextKind, &[&str], &[&str])] = &[
            (
                TextKind::Account,
                &["123456789012", "000000000000"],
                &["", "12345678901", "1234567890123", "12345678901x", "１２３４"],
            ),
            (
                TextKind::Region,
                &[
                    "eu-west-1",
                    "us-gov-west-1",
                    "us-isof-south-1",
                    "eusc-de-east-1",
                    "ap-southeast-7",
                    "mx-central-1",
                ],
                &[
                    "",
                    "eu-west",
                    "eu-west-1a",
                    "EU-WEST-1",
                    "euwest1",
                    "eu-west-1 ",
                    "*",
                    "eu--1",
                ],
            ),
            (
                TextKind::Environment,
                &["prod", "test-1", "a.b_c", "P"],
                &["", "two words", "-prod", "prod/", "prod\n"],
            ),
            (
                TextKind::Image,
                &[
                    "ami-0a1b2c3d4e5f60718",
                    "ami-0a1b2c3d",
                    "Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.08.11",
                    "golden (win) *",
                    "ami-golden",
                    "ami-0a1b*",
                ],
                &["", "ami-", "ami-0A1B2C3D4E5F60718", "ami-123", "a\nb", "name#1"],
            ),
            (
                TextKind::Label,
                &["dependencies", "area: nodes"],
                &["", " ", "a\nb"],
            ),
            (
                TextKind::Reviewer,
                &["octocat", "team/platform", "Octo-Cat", "octo_corp"],
                &[
                    "",
                    "@octocat",
                    "team/",
                    "org/team/x",
                    "platform/team",
                    "two words",
                    "-a",
                ],
            ),
            (
                TextKind::Group,
                &["windows", "eks-1", "1"],
                &["", "Windows", "a/b", "-a", "a-", "a_b", "a b", "a..b"],
            ),
        ];
        for (kind, good, bad) in cases {
            for text in *good {
                assert_eq!(kind.flaw(text), None, "{kind:?} {text:?}");
            }
            for text in *bad {
                assert!(kind.flaw(text).is_some(), "{kind:?} {text:?}");
            }
        }
        assert!(TextKind::Label.flaw(&"x".repeat(51)).is_some());
        assert!(TextKind::Group.flaw(&"x".repeat(51)).is_some());
        assert_eq!(TextKind::Any.flaw("\0"), None);
    }
}
