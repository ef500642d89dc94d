//! The decision: which pin gets which release, and why not.
//!
//! Pure: pins, facts, policy and the time go in, a [`Plan`] comes out. A proof is computed from the facts, never believed.

pub mod ask;
mod candidates;
mod decide;
mod deny;
pub mod edits;
mod grouping;
pub mod listing;
mod nodes;
pub mod outcome;
pub mod plan;
mod pointer;
pub mod policy;
pub mod prove;
mod recover;
mod refused;
mod searches;
mod settled;
pub mod splits;
mod stages;
pub mod state;
mod subject;
#[cfg(test)]
mod tests;
pub mod text;
mod units;
mod waits;
mod wanted;
mod world;

use crate::pin::Scanned;
use crate::release::{Facts, Identity, Image, ImageId, Time, Version};

pub use decide::plan;
pub use edits::{FileEdits, edits};
pub use plan::{Current, Group, Kind, Move, Plan, Verdict};
pub use policy::Policy;
pub use prove::{Evidence, Proof, Proved};
pub use settled::unsettled;
pub use splits::{Split, splits};
pub use state::{Cause, State};

/// What is decided about.
pub struct Request<'a> {
    /// The files of the base commit that have pins.
    pub files: &'a [Scanned],
    /// What AWS said.
    pub facts: &'a Facts,
    /// What the team wants.
    pub policy: &'a Policy,
    /// What the base branch remembers.
    pub history: &'a dyn History,
    /// Now.
    pub now: Time,
}

/// What git remembers of the base branch. A port; `git` is its adapter.
pub trait History {
    /// Since when `text` has stood in the file at `path` without a break up to the base commit; `Unknown` where the history is
    /// cut (a shallow clone).
    fn stands_since(&self, path: &str, text: &str) -> Remembered;

    /// Whether `text` ever stood in the file at `path`.
    fn ever_stood(&self, path: &str, text: &str) -> Remembered;

    /// Older texts of the file at `path` in which `text` stood, the newest first, each once; as many as are looked at. Empty
    /// where nothing is known.
    fn versions(&self, path: &str, text: &str) -> Vec<String>;
}

/// An answer of [`History`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remembered {
    /// Yes, from this time on (the committer's date of the commit that brought it).
    Since(Time),
    /// No.
    Never,
    /// The history does not reach far enough to tell.
    Unknown,
}

/// A pin by the number of its file in the request and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PinRef {
    /// Index in `Request::files`.
    pub file: usize,
    /// Index in `Scanned::pins`.
    pub pin: usize,
}

/// An image that a pin may move to, with everything that was proven about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The image as described in the pin's region.
    pub image: Image,
    /// What it is.
    pub identity: Option<Identity>,
    /// Which release.
    pub version: Version,
    /// The EKS release version of the same reading, where the parameter gives one.
    pub release_version: Option<String>,
    /// The parameter that names it now and its version; none for an older release.
    pub parameter: Option<(String, u64)>,
    /// The build of Image Builder that made it, where that is what the pin follows.
    pub built: Option<Built>,
}

/// A build of Image Builder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// Name, version and build: `golden/1.2.3/4`.
    pub name: String,
    /// The parent image as its recipe names it; none when that could not be read.
    pub parent: Option<String>,
    /// The name of the parent image, where it was looked at.
    pub parent_name: Option<String>,
}

/// A newer release that is not taken yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldBack {
    /// Its id in the pin's region.
    pub image: ImageId,
    /// Its name.
    pub name: String,
    /// Why, the end of a sentence: "younger than 3 days", "denied: containerd leak", "not yet in eu-west-1".
    pub reason: String,
    /// When it can be taken; none when nobody knows.
    pub eligible: Option<Time>,
}
