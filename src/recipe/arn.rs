//! The ARN of a component as recipes name it
//! (<https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ComponentConfiguration.html>).

use super::HOLE;
use crate::release::image_builder::{BadVersion, Parts, Version};

/// A component's ARN, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentArn<'t> {
    /// The region, when it is written out.
    pub region: Option<&'t str>,
    /// The account, when it is written out; `aws` for what Amazon manages.
    pub account: Option<&'t str>,
    /// The name, when it is written out.
    pub name: Option<&'t str>,
    /// The version, when it is written out.
    pub version: Option<Version>,
}

/// Why a text cannot be the ARN of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArnFault<'t> {
    /// No ARN of Image Builder.
    Other,
    /// Of another kind, such as an image.
    Kind(&'t str),
    /// The name has letters that none has.
    Name(&'t str),
    /// There is no version.
    NoVersion,
    /// The version is none.
    Version(&'t str, BadVersion),
    /// A build of a version with an `x`.
    BuildOfX,
    /// What stands behind the version is no build.
    Build(&'t str),
}

impl<'t> ComponentArn<'t> {
    /// Reads an ARN, in which parts may be unknown.
    pub fn read(text: &'t str) -> Result<Self, ArnFault<'t>> {
        let whole = |part: &'t str| (!part.contains(HOLE)).then_some(part);
        let parts = match Parts::of(text) {
            Some(parts) => parts,
            // A hole may be more than one part.
            None if text.contains(HOLE) && (text.starts_with("arn:") || text.starts_with(HOLE)) => {
                return Ok(Self {
                    region: None,
                    account: None,
                    name: None,
                    version: None,
                });
            }
            None => return Err(ArnFault::Other),
        };
        if let Some(kind) = whole(parts.kind).filter(|kind| *kind != "component") {
            return Err(ArnFault::Kind(kind));
        }
        let mut path = parts.path.split('/');
        let name = path.next().unwrap_or_default();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | HOLE);
        if name.is_empty() || !name.chars().all(fits) {
            return Err(ArnFault::Name(name));
        }
        let (version, build) = (path.next(), path.next());
        let version = match version {
            Some(version) => match whole(version) {
                Some(version) => {
                    Some(Version::parse(version).map_err(|bad| ArnFault::Version(version, bad))?)
                }
                None => None,
            },
            None if name.contains(HOLE) => None,
            None => return Err(ArnFault::NoVersion),
        };
        if let Some(build) = build {
            let number = !build.is_empty() && build.bytes().all(|byte| byte.is_ascii_digit());
            if path.next().is_some() || !number && whole(build).is_some() {
                return Err(ArnFault::Build(build));
            }
            if version.is_some_and(|version| version.has_x()) {
                return Err(ArnFault::BuildOfX);
            }
        }
        Ok(Self {
            region: whole(parts.region),
            account: whole(parts.account),
            name: whole(name),
            version,
        })
    }

    /// Whether it is one that Amazon manages.
    pub fn is_managed(&self) -> bool {
        self.account == Some("aws")
    }
}

/// The name of a resource as its ARN holds it: lower case, with hyphens for blanks and underscores
/// (<https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html>).
pub fn normalized(name: &str) -> String {
    name.to_ascii_lowercase().replace([' ', '_'], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_of_components_and_what_is_none() {
        let arn = |tail: &str| format!("arn:aws:imagebuilder:eu-west-1:123456789012:{tail}");
        for tail in [
            "component/a/1.2.3",
            "component/a/1.2.3/4",
            "component/a_b-c/1.x.x",
            "component/\u{fffc}/x.x.x",
            "component/a/\u{fffc}",
            "component/\u{fffc}",
        ] {
            assert!(ComponentArn::read(&arn(tail)).is_ok(), "{tail}");
        }
        for (tail, fault) in [
            ("image/a/1.2.3", ArnFault::Kind("image")),
            ("component/App/1.2.3", ArnFault::Name("App")),
            ("component/a", ArnFault::NoVersion),
            (
                "component/a/1.x.8",
                ArnFault::Version("1.x.8", BadVersion::NumberBehindX),
            ),
            (
                "component/a/latest",
                ArnFault::Version("latest", BadVersion::Form),
            ),
            ("component/a/1.x.x/1", ArnFault::BuildOfX),
            ("component/a/1.0.0/x", ArnFault::Build("x")),
            ("component/a/1.0.0/1/2", ArnFault::Build("1")),
        ] {
            assert_eq!(ComponentArn::read(&arn(tail)), Err(fault), "{tail}");
        }
        for text in [
            "",
            "update-linux",
            "arn:aws:s3:::b",
            "arn:aws:imagebuilder:eu-west-1",
        ] {
            assert_eq!(ComponentArn::read(text), Err(ArnFault::Other), "{text}");
        }
        for text in ["\u{fffc}", "arn:\u{fffc}", "\u{fffc}:component/a/1.0.0"] {
            assert!(ComponentArn::read(text).is_ok(), "{text}");
        }
        let text = "arn:\u{fffc}:imagebuilder:\u{fffc}:aws:component/update-linux/x.x.x";
        let read = ComponentArn::read(text).expect("an ARN");
        assert!(read.is_managed() && read.region.is_none());
        assert_eq!(read.name, Some("update-linux"));
    }

    #[test]
    fn names_as_arns_hold_them() {
        assert_eq!(normalized("My App_2"), "my-app-2");
    }
}
