use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "service-role-denied",
    seen: &[&[
        "assumed-role/AWSServiceRoleForImageBuilder",
        "is not authorized to perform",
    ]],
    page: include_str!("service_role_denied.md"),
};
