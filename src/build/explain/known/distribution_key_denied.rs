use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "distribution-key-denied",
    seen: &[
        &["AccessDenied", "kms:CreateGrant"],
        &["AccessDenied", "kms:DescribeKey"],
        &["is not authorized to perform", "kms:CreateGrant"],
        &["is not authorized to perform", "kms:DescribeKey"],
    ],
    page: include_str!("distribution_key_denied.md"),
};
