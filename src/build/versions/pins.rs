//! `pin:NAME`: the image of a pin that stands in another file of the repository.
//!
//! A pin is called by where it stands: the parts of its file's path and the keys that lead to it, regions left out. Any tail of that
//! is a name for it, as long as it means one image in the region of the build.

use std::fmt;

use crate::pin::{Pin, Role, Scanned};
use crate::release::ImageId;
use crate::release::regions::is_region;
use crate::syntax;
use crate::visible::visible;

/// Places that are told of several.
const TOLD: usize = 5;

/// Why a name means no image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoImage {
    /// No pin has the name.
    NoPin,
    /// Pins have it, in other regions: these.
    OtherRegions(Vec<String>),
    /// Pins with different images have it, at these places.
    Several(Vec<String>),
}

impl fmt::Display for NoImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPin => f.write_str(
                "no pin of this repository has this name: a name is the key that an AMI id stands behind, or a tail of its path",
            ),
            Self::OtherRegions(regions) => {
                write!(f, "pins of this name are of other regions: {}", regions.join(", "))
            }
            Self::Several(places) => write!(
                f,
                "pins of this name hold different images ({}): write more of the path",
                places.join(", ")
            ),
        }
    }
}

/// The image that a name means in a region.
pub fn image(files: &[Scanned], name: &str, region: &str) -> Result<ImageId, NoImage> {
    let wanted: Vec<&str> = name.split('/').filter(|part| !part.is_empty()).collect();
    let mut found: Vec<(ImageId, String)> = Vec::new();
    let mut regions: Vec<String> = Vec::new();
    for file in files {
        let pins = file.pins.iter().filter(|pin| pin.role == Role::Pinned);
        let pins: Vec<(&Pin, &ImageId)> = pins.filter_map(|pin| Some((pin, pin.value.id()?))).collect();
        if pins.is_empty() {
            continue;
        }
        let (path, text) = (file.source.path(), file.source.text());
        let document = syntax::read(text, syntax::of_path(path, text));
        for (pin, id) in pins {
            let keys = document
                .scalar_around(pin.span)
                .map(|node| document.path(node))
                .unwrap_or_default();
            let file_parts = path.split('/').map(str::to_owned);
            let address: Vec<String> = file_parts.chain(keys).filter(|part| !is_region(part)).collect();
            if wanted.is_empty() || !ends_with(&address, &wanted) {
                continue;
            }
            match &pin.region {
                Some(known) if known.value != region => regions.push(visible(&known.value).into_owned()),
                _ => {
                    let line = file.source.position(pin.span.start).line;
                    found.push((id.clone(), format!("{}:{line}", visible(path))));
                }
            }
        }
    }
    let Some((first, _)) = found.first() else {
        regions.sort();
        regions.dedup();
        return Err(if regions.is_empty() {
            NoImage::NoPin
        } else {
            NoImage::OtherRegions(regions)
        });
    };
    if found.iter().all(|(id, _)| id == first) {
        return Ok(first.clone());
    }
    let places = found.into_iter().map(|(_, place)| place).take(TOLD);
    Err(NoImage::Several(places.collect()))
}

fn ends_with(address: &[String], tail: &[&str]) -> bool {
    address.len() >= tail.len() && address.iter().rev().zip(tail.iter().rev()).all(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pin;
    use crate::pin::hints::Hints;

    const EU: &str = "ami-0a1b2c3d4e5f60718";
    const US: &str = "ami-0b1c2d3e4f5061728";
    const OLD: &str = "ami-0c1d2e3f405162738";

    fn files(texts: &[(&str, String)]) -> Vec<Scanned> {
        texts
            .iter()
            .filter_map(|(path, text)| pin::scan(path, text.clone().into_bytes(), &Hints::default()))
            .collect()
    }

    #[test]
    fn a_name_is_a_key_or_a_tail_of_the_path() {
        let files = files(&[
            (
                "images/base.yaml",
                format!(
                    "golden:\n  eu-west-1: {EU}\n  us-east-1: {US}\nold:\n  golden:\n    eu-west-1: {OLD}\n"
                ),
            ),
            (
                "web.tf",
                format!("locals {{\n  web = {{ \"eu-west-1\" = \"{EU}\" }}\n}}\n"),
            ),
            ("docs/readme.md", format!("golden: {OLD}\n")),
        ]);
        let said = |name: &str, region: &str| match image(&files, name, region) {
            Ok(id) => id.to_string(),
            Err(no) => no.to_string(),
        };
        assert_eq!(said("base.yaml/golden", "eu-west-1"), EU);
        assert_eq!(said("base.yaml/golden", "us-east-1"), US);
        assert_eq!(said("golden", "us-east-1"), US);
        assert_eq!(said("old/golden", "eu-west-1"), OLD);
        assert_eq!(said("web", "eu-west-1"), EU);
        assert!(
            said("golden", "eu-west-1").contains("different images (images/base.yaml:2, images/base.yaml:6)")
        );
        assert!(said("golden", "eu-north-1").ends_with("other regions: eu-west-1, us-east-1"));
        for name in ["silver", "olden", "", "/"] {
            assert!(said(name, "eu-west-1").starts_with("no pin"), "{name}");
        }
    }
}
