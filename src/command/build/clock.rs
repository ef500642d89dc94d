//! The time, as this machine has it.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::time::Duration;

use crate::build::follow::Clock;
use crate::release::Time;

/// The time of this machine.
pub(super) struct Real;

impl Clock for Real {
    fn now(&self) -> Time {
        Time::now()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    fn chance(&self) -> f64 {
        // Each state has keys of its own.
        let chance = u32::try_from(RandomState::new().hash_one(0) >> 32).unwrap_or_default();
        f64::from(chance) / f64::from(u32::MAX)
    }
}
