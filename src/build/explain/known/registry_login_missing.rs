use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "registry-login-missing",
    seen: &[&["no basic auth credentials"]],
    page: include_str!("registry_login_missing.md"),
};
