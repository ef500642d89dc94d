use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "fast-launch-denied",
    seen: &[&["enable EC2 Fast Launch", "sufficient permissions"]],
    page: include_str!("fast_launch_denied.md"),
};
