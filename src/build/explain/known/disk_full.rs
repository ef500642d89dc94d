use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "disk-full",
    seen: &[
        &["no space left on device"],
        &["There is not enough space on the disk"],
        &["more space needed on the"],
    ],
    page: include_str!("disk_full.md"),
};
