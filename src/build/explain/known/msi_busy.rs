use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "msi-busy",
    seen: &[
        &["exitcode 1618"],
        &["exit code 1618"],
        &["exit code: 1618"],
        &["exit code of 1618"],
        &["exit code '1618'"],
        &["error code 1618"],
    ],
    page: include_str!("msi_busy.md"),
};
