//! The parent image of a recipe: one of four forms
//! (<https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html>, `parentImage`).

use super::{HOLE, Language, System};
use crate::release::ImageId;
use crate::release::image_builder::{BadVersion, Parts, Version};

/// A parent image, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parent<'t> {
    /// An AMI, or what turns into one when the template is used.
    Image,
    /// An image of Image Builder: its region, and its name when that is Amazon's.
    Arn {
        /// The region, when it is written out.
        region: Option<&'t str>,
        /// The name, when Amazon manages it.
        managed: Option<&'t str>,
    },
    /// A parameter of SSM, by name or ARN.
    Parameter(&'t str),
    /// A product of the Marketplace, or something that cannot be told.
    Other,
}

/// Why a text is no parent image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParentFault<'t> {
    /// `ami-` and something that is no id.
    ImageId,
    /// `resolve:ssm:`, which is for launch templates.
    Resolve(&'t str),
    /// `{{resolve:ssm:…}}`, which only CloudFormation reads.
    DynamicReference,
    /// A parameter without `ssm:` before it.
    NoPrefix,
    /// `ssm:` and nothing that names a parameter.
    Parameter,
    /// The ARN of something else that Image Builder keeps.
    Kind(&'t str),
    /// The ARN of an image without a version.
    NoVersion,
    /// A version that is none.
    Version(&'t str, BadVersion),
    /// An ARN of another service.
    OtherArn,
    /// `pin:` where only our own files know it.
    Pin,
    /// None of the four forms.
    Form,
}

impl<'t> Parent<'t> {
    /// Reads a parent image, in which parts may be unknown.
    pub fn read(text: &'t str, language: Language) -> Result<Self, ParentFault<'t>> {
        if text.starts_with(HOLE) {
            return Ok(Self::Other);
        }
        if let Some(parameter) = text.strip_prefix("ssm:") {
            return if parameter.is_empty()
                || parameter.starts_with("ssm:")
                || parameter.contains(char::is_whitespace)
            {
                Err(ParentFault::Parameter)
            } else {
                Ok(Self::Parameter(parameter))
            };
        }
        if let Some(rest) = text.strip_prefix("resolve:ssm:") {
            return Err(ParentFault::Resolve(rest));
        }
        // CloudFormation puts the value in its place; that is a hole.
        if text.starts_with("{{resolve:") {
            return Err(ParentFault::DynamicReference);
        }
        if text.starts_with("pin:") {
            return match language {
                Language::Request => Ok(Self::Image),
                _ => Err(ParentFault::Pin),
            };
        }
        if text.starts_with("arn:") {
            return Self::of_arn(text);
        }
        if text.starts_with("ami-") {
            let whole = ImageId::parse(text).is_some() || text.contains(HOLE);
            return if whole {
                Ok(Self::Image)
            } else {
                Err(ParentFault::ImageId)
            };
        }
        if text.starts_with('/') {
            return Err(ParentFault::NoPrefix);
        }
        // How a product of the Marketplace is written is not said anywhere: letters, digits and hyphens are let through.
        let product = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | HOLE);
        if text.chars().all(product) && !text.is_empty() {
            Ok(Self::Other)
        } else {
            Err(ParentFault::Form)
        }
    }

    fn of_arn(text: &'t str) -> Result<Self, ParentFault<'t>> {
        let Some(parts) = Parts::of(text) else {
            let mut words = text.split(':').skip(2);
            return match words.next() {
                Some("ssm") => Err(ParentFault::NoPrefix),
                Some(service) if !service.contains(HOLE) && service != "imagebuilder" => {
                    Err(ParentFault::OtherArn)
                }
                _ if text.contains(HOLE) => Ok(Self::Other),
                _ => Err(ParentFault::OtherArn),
            };
        };
        if !parts.kind.contains(HOLE) && parts.kind != "image" {
            return Err(ParentFault::Kind(parts.kind));
        }
        let mut path = parts.path.split('/');
        let name = path.next().unwrap_or_default();
        match path.next() {
            Some(version) if !version.contains(HOLE) => {
                Version::parse(version).map_err(|bad| ParentFault::Version(version, bad))?;
            }
            Some(_) => {}
            None if name.contains(HOLE) => {}
            None => return Err(ParentFault::NoVersion),
        }
        let whole = |part: &'t str| Some(part).filter(|part| !part.contains(HOLE));
        Ok(Self::Arn {
            region: whole(parts.region),
            managed: whole(name).filter(|_| parts.account == "aws"),
        })
    }

    /// The operating system, where the name of the image tells it for sure.
    pub fn system(&self) -> Option<System> {
        match self {
            Self::Arn { managed, .. } => managed.and_then(System::of_image),
            Self::Parameter(name) => System::of_parameter(name),
            Self::Image | Self::Other => None,
        }
    }

    /// Whether it is an image that has Kubernetes of EKS on it already.
    pub fn is_of_eks(&self) -> bool {
        matches!(self, Self::Parameter(name)
            if name.contains("/aws/service/ami-windows-latest/") && name.contains("-EKS_Optimized-"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_forms_and_what_is_taken_for_them() {
        use Language::{CloudFormation, Request, Terraform};
        for (text, language) in [
            ("ami-0a1b2c3d4e5f60718", Request),
            ("ami-1a2b3c4d", Terraform),
            ("ami-\u{fffc}", Terraform),
            ("ssm:/golden/base", Request),
            ("ssm:golden", Request),
            ("ssm:arn:aws:ssm:eu-west-1:123456789012:parameter/golden", Request),
            (
                "arn:aws:imagebuilder:eu-west-1:aws:image/amazon-linux-2023-x86/x.x.x",
                Request,
            ),
            (
                "arn:aws:imagebuilder:eu-west-1:123456789012:image/base/1.2.3/4",
                Request,
            ),
            (
                "arn:\u{fffc}:imagebuilder:\u{fffc}:aws:image/\u{fffc}/x.x.x",
                CloudFormation,
            ),
            ("arn:\u{fffc}", CloudFormation),
            ("\u{fffc}/x.x.x", CloudFormation),
            ("prod-4abcdefghijkl", Request),
            ("aced0818-eef1-427a-9e04-8ba38bada306", Request),
            ("pin:golden", Request),
        ] {
            assert!(Parent::read(text, language).is_ok(), "{text}");
        }
        for (text, language, fault) in [
            ("ami-0A1B2C3D4E5F60718", Request, ParentFault::ImageId),
            ("ami-123", Request, ParentFault::ImageId),
            (
                "resolve:ssm:/golden/base",
                Terraform,
                ParentFault::Resolve("/golden/base"),
            ),
            (
                "{{resolve:ssm:/golden/base}}",
                Terraform,
                ParentFault::DynamicReference,
            ),
            ("/golden/base", Request, ParentFault::NoPrefix),
            (
                "arn:aws:ssm:eu-west-1:123456789012:parameter/golden",
                Request,
                ParentFault::NoPrefix,
            ),
            ("ssm:", Request, ParentFault::Parameter),
            ("ssm: /golden", Request, ParentFault::Parameter),
            (
                "arn:aws:imagebuilder:eu-west-1:123456789012:image-recipe/base/1.2.3",
                Request,
                ParentFault::Kind("image-recipe"),
            ),
            (
                "arn:aws:imagebuilder:eu-west-1:aws:image/base",
                Request,
                ParentFault::NoVersion,
            ),
            (
                "arn:aws:imagebuilder:eu-west-1:aws:image/base/1.x.8",
                Request,
                ParentFault::Version("1.x.8", BadVersion::NumberBehindX),
            ),
            (
                "arn:aws:ec2:eu-west-1::image/ami-1a2b3c4d",
                Request,
                ParentFault::OtherArn,
            ),
            ("pin:golden", Terraform, ParentFault::Pin),
            (
                "Windows_Server-2022-English-Full-Base",
                Request,
                ParentFault::Form,
            ),
            ("amazonlinux:2023", Request, ParentFault::Form),
            ("", Request, ParentFault::Form),
        ] {
            assert_eq!(Parent::read(text, language), Err(fault), "{text}");
        }
    }
}
