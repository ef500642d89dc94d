use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "sysprep-app-package",
    seen: &[&["was installed for a user, but not provisioned for all users"]],
    page: include_str!("sysprep_app_package.md"),
};
