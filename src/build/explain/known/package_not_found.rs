use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "package-not-found",
    seen: &[&["Unable to find a match:"]],
    page: include_str!("package_not_found.md"),
};
