//! What a pin follows: `scheme:target`, checked offline before anything is asked.

use std::fmt;

use crate::release::image_builder::Arn;
use crate::release::regions::is_account;
use crate::release::value::is_name_pattern;

/// How the newest release is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// `ssm:/aws/service/…` or a parameter of one's own: its value is the image, or a document that names it.
    Ssm,
    /// `ec2:OWNER/NAME-PATTERN`: the newest image of an owner by name, `*` and `?` as EC2 reads them.
    Ec2,
    /// `image-builder:ARN`: the output of a pipeline's image.
    ImageBuilder,
}

/// A scheme and its target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Track {
    /// How.
    pub scheme: Scheme,
    /// What, without the scheme.
    pub target: String,
}

/// Why a text is no track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTrack {
    /// What is wrong, the end of a sentence that begins with the text: "names a scheme that does not exist".
    pub reason: String,
    /// What to write instead.
    pub help: String,
}

impl Scheme {
    /// All schemes.
    pub const ALL: [Self; 3] = [Self::Ssm, Self::Ec2, Self::ImageBuilder];

    /// The word before the colon.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ssm => "ssm",
            Self::Ec2 => "ec2",
            Self::ImageBuilder => "image-builder",
        }
    }
}

impl fmt::Display for Track {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scheme.word(), self.target)
    }
}

impl Track {
    /// Reads `scheme:target`. What each scheme demands of its target: an SSM name is at most 1,011 characters of letters,
    /// digits and `.-_/`, begins with `/` when it has more than one part, and carries no version or label behind `:` for a
    /// public parameter (<https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html>); an EC2
    /// target has a twelve-digit owner (or `self`, `amazon`) and a pattern; an Image Builder target is an ARN of an image,
    /// image recipe or image pipeline.
    pub fn parse(text: &str) -> Result<Self, BadTrack> {
        let bad = |reason: &str, help: &str| BadTrack {
            reason: reason.to_owned(),
            help: help.to_owned(),
        };
        let Some((word, target)) = text.split_once(':') else {
            return Err(bad(
                "has no scheme",
                "write `ssm:/aws/service/…`, `ec2:OWNER/PATTERN` or `image-builder:ARN`",
            ));
        };
        let Some(scheme) = Scheme::ALL.into_iter().find(|scheme| scheme.word() == word) else {
            return Err(bad(
                "names a scheme that does not exist",
                "the schemes are `ssm`, `ec2` and `image-builder`",
            ));
        };
        scheme.check(target).map(|()| Self {
            scheme,
            target: target.to_owned(),
        })
    }

    /// What Image Builder keeps, when that is followed; none where no such region or account can be.
    pub fn output(&self) -> Option<Arn<'_>> {
        Arn::parse(&self.target).filter(|_| self.scheme == Scheme::ImageBuilder)
    }
}

impl Scheme {
    fn check(self, target: &str) -> Result<(), BadTrack> {
        let bad = |reason: &str, help: &str| {
            Err(BadTrack {
                reason: reason.to_owned(),
                help: help.to_owned(),
            })
        };
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        match self {
            Self::Ssm => {
                let parts: Vec<&str> = target.strip_prefix('/').unwrap_or(target).split('/').collect();
                let named = target.starts_with('/') || parts.len() == 1;
                if target.len() > 1_011
                    || !named
                    || parts
                        .iter()
                        .any(|part| part.is_empty() || !part.chars().all(word))
                {
                    return bad(
                        "is not the name of a parameter",
                        "write `ssm:/aws/service/…` without version or label",
                    );
                }
                Ok(())
            }
            Self::Ec2 => {
                let owner = target.split_once('/').map_or("", |(owner, _)| owner);
                let pattern = target.split_once('/').map_or("", |(_, pattern)| pattern);
                let account = is_account(owner);
                if !(account || matches!(owner, "self" | "amazon")) {
                    return bad(
                        "does not name an owner",
                        "write `ec2:123456789012/name-*`, with the owner's account",
                    );
                }
                if !is_name_pattern(pattern) {
                    return bad(
                        "is not a pattern for image names",
                        "write `ec2:123456789012/name-*`",
                    );
                }
                Ok(())
            }
            Self::ImageBuilder => {
                if !Arn::fits(target) {
                    return bad(
                        "is not the ARN of an image, a recipe or a pipeline",
                        "write `image-builder:arn:aws:imagebuilder:REGION:ACCOUNT:image-pipeline/NAME`",
                    );
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracks_are_checked_offline() {
        for good in [
            "ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-1.35/image_id",
            "ssm:golden",
            "ec2:123456789012/golden-win-*",
            "ec2:099720109477/ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*",
            "image-builder:arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/golden",
        ] {
            assert_eq!(
                Track::parse(good).map(|track| track.to_string()),
                Ok(good.to_owned())
            );
        }
        for bad in [
            "",
            "ssm",
            "ssm:",
            "ssm:a/b",
            "ssm:/a//b",
            "ssm:/a/b:3",
            "ssm:/a b",
            "ssn:/a",
            "ec2:name-*",
            "ec2:12/name-*",
            "ec2:123456789012/",
            "image-builder:golden",
            "image-builder:arn:aws:s3:::image/x",
            "https://example.com",
        ] {
            assert!(Track::parse(bad).is_err(), "{bad}");
        }
    }
}
