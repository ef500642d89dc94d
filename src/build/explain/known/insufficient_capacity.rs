use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "insufficient-capacity",
    seen: &[
        &["InsufficientInstanceCapacity"],
        &["do not have sufficient", "capacity in the Availability Zone"],
    ],
    page: include_str!("insufficient_capacity.md"),
};
