//! What images there are: how AWS and others name them and their parameters, and the facts that were read about them.
//!
//! Pure. Which family an image belongs to is data, one file a family in `families/`; what SSM and EC2 said comes in as
//! [`Facts`], from a file or from the adapters that ask.

use jiff::Timestamp;

pub mod facts;
pub mod families;
pub mod grammar;
pub mod identity;
pub mod image_builder;
pub mod owners;
pub mod regions;
pub mod release_version;
pub mod support;
pub mod value;
pub(crate) mod wildcard;

pub use facts::{Facts, Image, Parameter, Place, Refused};
pub use families::{Named, of_alias, of_name, of_parameter};
pub use identity::{Architecture, Identity, Version};
pub use owners::Expected;
pub use release_version::ReleaseVersion;
pub use value::Reading;

/// An AMI id: `ami-` and 17 or 8 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageId(String);

impl ImageId {
    /// Takes exactly an id.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("ami-")?;
        let fits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (matches!(digits.len(), 8 | 17) && digits.bytes().all(fits)).then(|| Self(text.to_owned()))
    }

    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ImageId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// When something happened, as the facts give it.
pub type Time = Timestamp;
