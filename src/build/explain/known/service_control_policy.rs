use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "service-control-policy",
    seen: &[&["with an explicit deny in a service control policy"]],
    page: include_str!("service_control_policy.md"),
};
