use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "container-no-manifest",
    seen: &[&["no matching manifest for"]],
    page: include_str!("container_no_manifest.md"),
};
