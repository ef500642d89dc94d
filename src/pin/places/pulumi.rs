//! Pulumi: `Pulumi.yaml` and `Pulumi.<stack>.yaml`.
//!
//! ```yaml
//! config:
//!   aws:region: eu-west-1
//!   nodes:amiId: ami-0a1b2c3d4e5f60718
//! ```
//!
//! `aws:region` of the same file is the region of every pin in it. A secure value is no pin: its text is a cipher.
//!
//! Near-misses: `pulumi.yaml` in small letters, `aws:region` that is encrypted.

use crate::syntax::NodeId;

use super::{Details, Other, Place, View, fact, floats};

/// The row.
pub(super) const PLACE: Place = Place {
    name: "pulumi",
    about: "Pulumi: configuration of a project or stack, programs in YAML",
    source: "https://www.pulumi.com/docs/iac/concepts/config/",
    is,
    id,
    others,
};

fn is(view: &View<'_>) -> bool {
    let name = view.path.rsplit('/').next().unwrap_or_default();
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"));
    stem.is_some_and(|stem| stem == "Pulumi" || stem.starts_with("Pulumi."))
}

fn id(view: &View<'_>, _: NodeId) -> Details {
    let document = view.document;
    // A project file gives the value itself, or a default for its stacks.
    let region = document.get(view.root, &["config", "aws:region"]).and_then(|id| {
        document
            .text(id)
            .or_else(|| document.text_at(id, &["value"]))
            .or_else(|| document.text_at(id, &["default"]))
    });
    Details {
        region: fact::region(region, "config `aws:region`"),
        ..Details::default()
    }
}

fn others(view: &View<'_>) -> Vec<Other> {
    floats::parameters(view)
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    #[test]
    fn the_stack_tells_the_region() {
        for (config, expected) in [
            (
                "{'aws:region': eu-west-1, 'nodes:amiId': ami-1a2b3c4d}",
                "ami-1a2b3c4d, in eu-west-1 (config `aws:region`)",
            ),
            (
                "{'aws:region': {default: eu-west-1}, 'nodes:amiId': {value: ami-1a2b3c4d}}",
                "ami-1a2b3c4d, in eu-west-1 (config `aws:region`)",
            ),
            (
                "{'aws:region': {secure: AAAB}, 'nodes:amiId': ami-1a2b3c4d}",
                "ami-1a2b3c4d",
            ),
            ("{'nodes:amiId': ami-1a2b3c4d}", "ami-1a2b3c4d"),
        ] {
            let text = format!("config: {config}\n");
            assert_eq!(
                found(&PLACE, "infra/Pulumi.prod.yaml", &text),
                [expected],
                "{config}"
            );
            assert!(found(&PLACE, "infra/pulumi.yaml", &text).is_empty());
        }
    }
}
