use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "public-sharing-blocked",
    seen: &[&["block public access for AMIs is enabled"]],
    page: include_str!("public_sharing_blocked.md"),
};
