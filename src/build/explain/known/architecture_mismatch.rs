use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "architecture-mismatch",
    seen: &[&["of the specified instance type does not match the architecture"]],
    page: include_str!("architecture_mismatch.md"),
};
