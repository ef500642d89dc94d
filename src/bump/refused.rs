//! What is not known because AWS did not answer.

use crate::release::facts::{Call, Why};

use super::Cause;
use super::state::Ending;
use super::world::Told;

/// Why nothing is known of what a call would tell: the first refusal among some places, else what is given.
pub(super) fn refused_or(places: &[Told<'_>], call: Call, otherwise: Ending) -> Ending {
    let refusals = places.iter().filter_map(|(place, facts)| {
        let refusal = facts.refusals.get(&call)?;
        Some((*place, refusal.why))
    });
    let Some((place, why)) = refusals.into_iter().next() else {
        return otherwise;
    };
    let cause = match why {
        Why::Denied => Cause::CallDenied,
        Why::NotEnabled => Cause::RegionNotEnabled,
        Why::Throttled => Cause::CallThrottled,
        Why::Unreachable => Cause::CallUnanswered,
    };
    Ending::new(
        cause,
        [
            ("action", call.actions().join(", ")),
            ("account", place.account.clone()),
            ("region", place.region.clone()),
        ],
    )
}
