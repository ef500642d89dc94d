use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "sysprep-blocked",
    seen: &[&["RunSysPrepScript"]],
    page: include_str!("sysprep_blocked.md"),
};
