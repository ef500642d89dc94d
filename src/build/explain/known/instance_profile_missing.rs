use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "instance-profile-missing",
    seen: &[&["Invalid IAM Instance Profile name"]],
    page: include_str!("instance_profile_missing.md"),
};
