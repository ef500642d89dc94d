use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "ami-copy-failed",
    seen: &[&["AMI Copy Reported Failure"]],
    page: include_str!("ami_copy_failed.md"),
};
