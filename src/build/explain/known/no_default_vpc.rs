use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "no-default-vpc",
    seen: &[&["No default VPC for this user"]],
    page: include_str!("no_default_vpc.md"),
};
