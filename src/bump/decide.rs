//! The decision itself.

use super::{Plan, Request};

/// Decides about every pin of the request. The same request gives the same plan, and the order of its files only changes the
/// order of the verdicts.
pub fn plan(_request: &Request<'_>) -> Plan {
    Plan::default()
}
