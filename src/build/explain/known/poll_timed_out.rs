use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "poll-timed-out",
    seen: &[&["Step timed out while step is Poll action status for completion"]],
    page: include_str!("poll_timed_out.md"),
};
