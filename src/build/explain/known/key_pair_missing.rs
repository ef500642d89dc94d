use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "key-pair-missing",
    seen: &[&["The key pair '", "does not exist"]],
    page: include_str!("key_pair_missing.md"),
};
