use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "msi-failed",
    seen: &[
        &["exitcode 1603"],
        &["exit code 1603"],
        &["exit code: 1603"],
        &["exit code of 1603"],
        &["exit code '1603'"],
        &["error code 1603"],
    ],
    page: include_str!("msi_failed.md"),
};
