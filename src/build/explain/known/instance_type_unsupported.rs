use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "instance-type-unsupported",
    seen: &[&[
        "Your requested instance type",
        "is not supported in your requested Availability Zone",
    ]],
    page: include_str!("instance_type_unsupported.md"),
};
