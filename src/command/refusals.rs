//! Calls that AWS did not answer, for people.

use std::collections::BTreeMap;
use std::fmt;

use super::Exit;
use crate::release::Facts;
use crate::release::facts::{Call, Why};

/// A call that was refused for one reason, with the regions that refused it.
pub(super) struct Refused<'a> {
    pub(super) call: Call,
    pub(super) why: Why,
    pub(super) regions: Vec<&'a str>,
}

/// All of them, by call and reason.
pub(super) fn refusals(facts: &Facts) -> Vec<Refused<'_>> {
    let mut found: BTreeMap<(Call, Why), Vec<&str>> = BTreeMap::new();
    for (place, facts) in &facts.places {
        for (call, refusal) in &facts.refusals {
            let regions = found.entry((*call, refusal.why)).or_default();
            regions.push(&place.region);
        }
    }
    found
        .into_iter()
        .map(|((call, why), regions)| Refused { call, why, regions })
        .collect()
}

/// A person must act where the role or the account stands in the way; AWS is the trouble elsewhere.
pub(super) fn exit(facts: &Facts) -> Exit {
    let refused = refusals(facts).into_iter();
    let exits = refused.filter(Refused::decides).map(|refused| match refused.why {
        Why::Denied | Why::NotEnabled => Exit::Findings,
        Why::Throttled | Why::Unreachable => Exit::Trouble,
    });
    exits.max().unwrap_or(Exit::Clean)
}

impl Refused<'_> {
    /// Whether a pin may stay for want of it. What instances remember only helps.
    pub(super) fn decides(&self) -> bool {
        self.call != Call::Instances
    }
}

/// One line: where, what, and what to do.
impl fmt::Display for Refused<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (regions, actions) = (self.regions.join(", "), self.call.actions().join(", "));
        match self.why {
            Why::Denied => write!(
                f,
                "{regions}: the role may not call {actions}; allow it in the policy of the role (docs/aws.md)"
            ),
            Why::NotEnabled => write!(
                f,
                "{regions}: AWS refused {actions} as in a region that the account has not enabled; enable it, or leave its \
                 pins to another account"
            ),
            Why::Throttled => write!(
                f,
                "{regions}: AWS limits how often {actions} may be called, and kept refusing; run again later"
            ),
            Why::Unreachable => write!(
                f,
                "{regions}: no usable answer to {actions}; run again, and look at the network if that does not help"
            ),
        }
    }
}
