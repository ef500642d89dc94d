//! References as containerd takes them, for the rules about `ctr`.

use crate::container::{Host, Image, Tag};

/// The whole reference of an image of Docker Hub that is written short; none where it is whole already.
pub(super) fn full(image: &Image) -> Option<String> {
    let reference = &image.reference;
    if reference.host() != Host::Hub {
        return None;
    }
    let path = image.text.strip_prefix("docker.io/").unwrap_or(&image.text);
    let official = !reference.repository()?.contains('/');
    if !reference.is_short() && !official {
        return None;
    }
    let folder = if official { "library/" } else { "" };
    Some(format!("docker.io/{folder}{path}"))
}

/// Whether it surely has neither a tag nor a digest.
pub(super) fn is_without_tag(image: &Image) -> bool {
    image.reference.tag() == Tag::None && !image.reference.pinned
}
