//! What has to be asked of AWS before the pins of a request can be decided: what a plan looks for in the facts in vain.
//!
//! Pure. A caller asks, adds the answers to the facts, and comes again, until there is nothing left to ask.

use std::collections::{BTreeMap, BTreeSet};

use crate::release::ImageId;
use crate::release::facts::Search;

/// Who asks: facts are those of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
    /// Twelve digits.
    pub account: String,
}

/// What to ask next, by region.
pub type Questions = BTreeMap<String, Ask>;

/// What to ask of one region. No question was answered or refused before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// Parameters, by name.
    pub parameters: BTreeSet<String>,
    /// Images, by id.
    pub images: BTreeSet<ImageId>,
    /// Images, by owner and name.
    pub searches: BTreeSet<Search>,
    /// What Image Builder built last, by ARN of an image, a recipe or a pipeline of this region.
    pub outputs: BTreeSet<String>,
    /// Images that are gone, of which an instance may still tell.
    pub instances: BTreeSet<ImageId>,
}
