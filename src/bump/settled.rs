//! Which files are settled: where nothing that is not known yet could make a pin move.

use std::collections::BTreeSet;

use super::{Plan, State};
use crate::pin::Scanned;

/// The paths of files in which a pin stays for want of a fact, waits, or needs a person. A pull request that changes one of them
/// may still be right, though the plan does not want it now; it is never closed for that.
pub fn unsettled<'a>(plan: &Plan, files: &'a [Scanned]) -> BTreeSet<&'a str> {
    let open = plan.verdicts.iter().filter(|verdict| {
        let stays = matches!(
            verdict.state(),
            State::Current | State::Hold | State::Ignored | State::Floats
        );
        !stays && verdict.group.is_none()
    });
    open.filter_map(|verdict| Some(files.get(verdict.pin.file)?.source.path()))
        .collect()
}
