//! What a team wants of bumps. Every value has a default that does for most.

use std::collections::BTreeMap;

use jiff::civil::Date;

/// The policy, all layers of the configuration merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Days that a release has to be old before it is taken.
    pub min_age: u32,
    /// Days for which a release waits for the last region to have it.
    pub region_lag: u32,
    /// Days that the pins of one environment have to stand on a release before the next environment gets it.
    pub soak: u32,
    /// Environments in the order in which they get a release. Empty: all at once.
    pub environments: Vec<String>,
    /// Pull requests of one run, the most urgent first; none for no limit.
    pub limit: Option<u32>,
    /// Labels of every pull request.
    pub labels: Vec<String>,
    /// Reviewers asked for, `user` or `team/name`.
    pub reviewers: Vec<String>,
    /// Whether every pull request is opened as a draft.
    pub draft: bool,
    /// Groups of one's own; what none of them names is grouped by family.
    pub groups: Vec<Group>,
    /// Releases that nobody wants.
    pub deny: Vec<Denied>,
    /// Owners besides those that the families know: account and what it stands for.
    pub owners: BTreeMap<String, String>,
}

/// Pins that share a pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Lower-case letters, digits and `-`: the branch is `amiforge/NAME`.
    pub name: String,
    /// Families, as named by `release::families`, `*` at the end matching any rest; empty for any.
    pub families: Vec<String>,
    /// Patterns of paths from the root of the repository, as written; empty for any.
    pub paths: Vec<String>,
    /// Days that a release has to be old, in place of the policy's.
    pub min_age: Option<u32>,
    /// Labels besides those of the policy.
    pub labels: Vec<String>,
    /// Reviewers besides those of the policy.
    pub reviewers: Vec<String>,
}

/// A release that nobody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// An image id, or a pattern for image names with `*`.
    pub image: String,
    /// Why, as written.
    pub reason: String,
    /// The last day on which it is denied; none for always.
    pub until: Option<Date>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            min_age: 3,
            region_lag: 7,
            soak: 3,
            environments: Vec::new(),
            limit: None,
            labels: Vec::new(),
            reviewers: Vec::new(),
            draft: false,
            groups: Vec::new(),
            deny: Vec::new(),
            owners: BTreeMap::new(),
        }
    }
}
