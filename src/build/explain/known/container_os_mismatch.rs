use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "container-os-mismatch",
    seen: &[
        &["container operating system does not match the host operating system"],
        &["-based image is incompatible with a", "host"],
    ],
    page: include_str!("container_os_mismatch.md"),
};
