use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "key-id-not-an-arn",
    seen: &[&["AMI snapshot copy failed", "keyId", "is invalid"]],
    page: include_str!("key_id_not_an_arn.md"),
};
