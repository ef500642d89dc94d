use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "vcpu-limit",
    seen: &[&["VcpuLimitExceeded"], &["InstanceLimitExceeded"]],
    page: include_str!("vcpu_limit.md"),
};
