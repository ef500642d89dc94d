use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "access-denied-403",
    seen: &[&["AccessDenied: Access Denied", "status code: 403"]],
    page: include_str!("access_denied_403.md"),
};
