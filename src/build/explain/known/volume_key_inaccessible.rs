use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "volume-key-inaccessible",
    seen: &[
        &["InvalidKMSKey.InvalidState"],
        &["Client.InternalError: Client error on launch"],
        &["encrypted with an inaccessible AWS KMS key"],
    ],
    page: include_str!("volume_key_inaccessible.md"),
};
