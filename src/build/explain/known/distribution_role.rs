use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "distribution-role",
    seen: &[&["sts:AssumeRole", "EC2ImageBuilderDistributionCrossAccountRole"]],
    page: include_str!("distribution_role.md"),
};
