//! Which block of Terraform a value stands in, and which provider that block has.

use crate::pin::Known;
use crate::syntax::NodeId;

use super::{View, fact, hcl};

/// The block that a value stands in, and under which attribute of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot<'a> {
    /// `resource`, `module`, `locals` …
    pub(super) kind: &'a str,
    /// Type of a resource, name of everything else.
    pub(super) first: &'a str,
    /// The block's own node.
    pub(super) block: NodeId,
    /// The outermost attribute of the block that holds the value.
    pub(super) attribute: Option<&'a str>,
}

/// Where a value stands.
pub(super) fn spot<'a>(view: &View<'a>, node: NodeId) -> Option<Spot<'a>> {
    let words = hcl::words(view, node);
    let &(kind, whole) = words.first()?;
    let labels = match kind {
        "resource" | "data" | "ephemeral" => 2,
        "module" | "variable" | "provider" | "output" => 1,
        _ => 0,
    };
    Some(Spot {
        kind,
        first: words.get(1).map_or("", |(word, _)| word),
        block: if labels == 0 { whole } else { words.get(labels)?.1 },
        attribute: words.get(labels + 1).map(|(word, _)| *word),
    })
}

/// The region of a block: its own, its provider's, else the default provider's; for a value outside of resources and modules
/// only when all providers of the file have the same.
pub(super) fn region(view: &View<'_>, spot: Spot<'_>) -> Option<Known> {
    let document = view.document;
    let of_block = |name: &str| hcl::literal(view, document.child(spot.block, name)?);
    let providers = hcl::blocks(view, &["provider", "aws"]);
    let of_provider = |id: NodeId| hcl::literal(view, document.child(id, "region")?);
    match spot.kind {
        "resource" | "data" | "module" => {
            if let Some(known) = fact::region(of_block("region"), "the block's `region`") {
                return Some(known);
            }
            let wanted = document
                .child(spot.block, "provider")
                .or_else(|| document.get(spot.block, &["providers", "aws"]));
            let wanted = wanted.and_then(|id| hcl::written(view, id).split('.').nth(1));
            let provider = providers
                .into_iter()
                .find(|id| document.child(*id, "alias").and_then(|id| hcl::literal(view, id)) == wanted)?;
            fact::region(of_provider(provider), "the provider")
        }
        _ => {
            let regions: Vec<Option<&str>> = providers.into_iter().map(of_provider).collect();
            let known: Option<Vec<&str>> = regions.into_iter().collect();
            fact::region(fact::agreed(known.unwrap_or_default()), "the provider")
        }
    }
}
