//! What SSM and EC2 said, per partition, account and region. Facts only: no verdict, no path, no text for people.

pub mod file;
mod merge;
mod refused;
mod rows;
mod wire;

use std::collections::BTreeMap;

use super::{ImageId, Time};

pub use refused::Refused;

/// Where a fact holds. Ids and parameters of one region mean nothing in another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
    /// Twelve digits: who asked.
    pub account: String,
    /// Such as `eu-west-1`.
    pub region: String,
}

/// Everything that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// By place.
    pub places: BTreeMap<Place, PlaceFacts>,
}

/// What was read in one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceFacts {
    /// Parameters that exist, by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// Parameters that were asked for and do not exist, and when they were asked for.
    pub missing_parameters: BTreeMap<String, Time>,
    /// Images that this account can see, by id.
    pub images: BTreeMap<ImageId, Image>,
    /// Ids that were asked for and that this account cannot see: deregistered, private or of another region; and when
    /// they were asked for.
    pub missing_images: BTreeMap<ImageId, Time>,
}

/// A parameter of the Systems Manager parameter store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Rises with every change of the value, per name and region.
    pub version: u64,
    /// As stored: an id, a name, a release version or a JSON document.
    pub value: String,
    /// When the value was last changed, where known.
    pub modified: Option<Time>,
    /// When it was read.
    pub read_at: Time,
}

/// An image as EC2 describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its id.
    pub id: ImageId,
    /// Its name.
    pub name: String,
    /// The account that owns it, twelve digits.
    pub owner: String,
    /// `windows`, or none for anything else, as EC2 says it.
    pub platform: Option<String>,
    /// `x86_64`, `arm64`, `i386`, `x86_64_mac`, `arm64_mac`.
    pub architecture: String,
    /// `available`, `disabled`, `pending` …
    pub state: String,
    /// When it was made.
    pub created: Time,
    /// From when on it counts as deprecated; may lie in the future.
    pub deprecated: Option<Time>,
    /// What the account's allowed-images setting says; none where it was not asked.
    pub allowed: Option<bool>,
    /// When it was read.
    pub read_at: Time,
}
