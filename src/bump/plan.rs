//! What was decided, as a value: one verdict a pin, and the pull requests that follow from them.

use jiff::civil::Date;

use crate::pin::Track;
use crate::release::{Identity, Image, Version};

use super::prove::Evidence;
use super::state::{Cause, Holes, Row, State};
use super::{Candidate, HeldBack, PinRef};

/// Everything that was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// One verdict a pin, in the order of the request.
    pub verdicts: Vec<Verdict>,
    /// Pull requests, the most urgent first.
    pub groups: Vec<Group>,
}

/// What becomes of one pin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The pin.
    pub pin: PinRef,
    /// The row of the table of states that it is in.
    pub cause: Cause,
    /// What fills the row's sentences; texts from outside, not escaped.
    pub holes: Holes,
    /// Its region, where known.
    pub region: Option<String>,
    /// What it follows, where known.
    pub track: Option<Track>,
    /// What it should be: as declared, else what the current image is.
    pub expected: Option<Identity>,
    /// What stands in the file.
    pub current: Current,
    /// What it moves to; none when it stays.
    pub next: Option<Move>,
    /// Newer releases that are not taken, the newest first.
    pub held_back: Vec<HeldBack>,
    /// What a reader should know besides; texts from outside, not escaped.
    pub notes: Vec<String>,
    /// The number of its group in [`Plan::groups`], when it moves in this run.
    pub group: Option<usize>,
}

/// What is known of the image that a pin stands on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Current {
    /// As EC2 describes it; none when it is gone or was not asked for, and for pins that name no image.
    pub image: Option<Image>,
    /// What it is; trusted only as far as its owner is.
    pub identity: Option<Identity>,
    /// Which release.
    pub version: Option<Version>,
    /// When that release came out.
    pub released: Option<Date>,
    /// Days since then.
    pub age: Option<i64>,
    /// The day on which it is expected to stop launching.
    pub forecast: Option<Date>,
    /// Days until then; negative when it is past.
    pub forecast_days: Option<i64>,
    /// Why nothing new launches from it, when it is gone. From outside, not escaped.
    pub gone: Option<String>,
    /// Why the policy denies it, when it does. From outside, not escaped.
    pub denied: Option<String>,
}

/// A change of one pin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The release, with its image in the pin's region.
    pub to: Candidate,
    /// The text that is written in the place of the pin's.
    pub text: String,
    /// What was proven about the image, in every account that launches it.
    pub evidence: Vec<Evidence>,
    /// Whether the release is older than the current one.
    pub backward: bool,
}

/// Why a pull request is made, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A pin stands on an image that is gone.
    Dead,
    /// A pin stands on a release that the policy denies.
    Denied,
    /// The publisher went back.
    Rollback,
    /// The file declares another edition or minor version of Kubernetes than the image has.
    Declared,
    /// A newer release.
    Routine,
}

/// Pins that share a pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The branch is `amiforge/KEY`. It does not depend on releases.
    pub key: String,
    /// The most urgent of its pins' kinds.
    pub kind: Kind,
    /// What its pins become, for the title: the label of the one identity, or the name of the policy's group.
    pub label: String,
    /// What the pins are now, as a label, when they become something else: another minor of Kubernetes or edition. Also for
    /// what is dead or denied.
    pub from: Option<String>,
    /// Its environment, when environments are staged.
    pub environment: Option<String>,
    /// The pins that move, in order.
    pub pins: Vec<PinRef>,
    /// Why it is a draft; none when it is none. Empty when the policy wants drafts.
    pub draft: Option<String>,
    /// Labels of the policy and of the group, in order, each once.
    pub labels: Vec<String>,
    /// Reviewers of the policy and of the group, in order, each once.
    pub reviewers: Vec<String>,
}

impl Verdict {
    /// The row of the table.
    pub fn row(&self) -> &'static Row {
        self.cause.row()
    }

    /// The state.
    pub fn state(&self) -> State {
        self.cause.state()
    }

    /// What, why and what next, in sentences; text from outside in it is not escaped.
    pub fn sentence(&self) -> String {
        self.row().sentence(&self.holes)
    }
}

impl Plan {
    /// Whether a person has to act: then the run ends with 1.
    pub fn act(&self) -> bool {
        self.verdicts.iter().any(|verdict| verdict.row().act)
    }

    /// The verdict about a pin.
    pub fn verdict(&self, pin: PinRef) -> Option<&Verdict> {
        let found = self
            .verdicts
            .binary_search_by_key(&pin, |verdict| verdict.pin)
            .ok()?;
        self.verdicts.get(found)
    }

    /// The verdicts about the pins of a group, in order.
    pub fn verdicts_of<'a>(&'a self, group: &'a Group) -> impl Iterator<Item = &'a Verdict> {
        group.pins.iter().filter_map(|pin| self.verdict(*pin))
    }
}
