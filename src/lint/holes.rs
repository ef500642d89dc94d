//! What can be said about a document of which parts are known later only.
//!
//! A part within a value leaves the rest of the document to be judged. A part that stands for structure (a step, a list of
//! phases, a key) leaves nothing sure.

use crate::diagnostic::Diagnostic;
use crate::embedded::{Hole, Mapped};
use crate::source::Span;
use crate::yaml::{Node, Tree};

/// Why a document is not judged.
pub(super) struct Doubt {
    /// Where, in the host.
    pub(super) host: Span,
    /// Why.
    pub(super) reason: String,
}

/// Keys whose value, or an item of it, is structure.
const STRUCTURE: [&str; 5] = ["phases", "steps", "parameters", "constants", "loop"];

/// Findings that say that something is nowhere: a step, a phase or an action whose name is known later may be it.
const OF_NAMES: &[&str] = &[
    "semantic/unknown-step",
    "semantic/unknown-phase",
    "semantic/output-of-later-step",
    "semantic/input-of-later-step",
    "semantic/no-image-builder-phase",
    "semantic/test-only-component",
    "workflow/unknown-reference",
    "workflow/instance-not-terminated",
    "workflow/no-image",
    "workflow/sanitize-missing",
    "workflow/sysprep-missing",
];

/// Findings that say that nothing reads something: a value that is known later may read it.
const OF_READERS: &[&str] = &[
    "semantic/unused-constant",
    "semantic/unused-parameter",
    "workflow/unused-parameter",
];

/// Whether a document can be judged with its holes, and why not.
pub(super) fn doubt(tree: &Tree<'_>, mapped: &Mapped) -> Option<Doubt> {
    let first = mapped.holes().first()?;
    if let Some(fault) = &tree.fault {
        return Some(Doubt {
            host: mapped.place(fault.span),
            reason: "the text is not YAML before the template is filled in".to_owned(),
        });
    }
    let Some(root) = tree.root() else {
        return Some(structural(first));
    };
    let places = Places::of(root);
    mapped
        .holes()
        .iter()
        .find(|hole| !places.is_value(tree, hole))
        .map(structural)
}

fn structural(hole: &Hole) -> Doubt {
    Doubt {
        host: hole.host,
        reason: "a part of the document's structure is known only when the template is filled in".to_owned(),
    }
}

/// Takes out the findings that what is known later could make wrong.
pub(super) fn keep_sure(tree: &Tree<'_>, mapped: &Mapped, found: &mut Vec<Diagnostic>) {
    if mapped.holes().is_empty() {
        return;
    }
    let Some(root) = tree.root() else { return };
    let places = Places::of(root);
    let at = |hole: &Hole| places.around(hole.at);
    let names = mapped.holes().iter().filter_map(at).any(|scalar| scalar.named);
    let values = mapped
        .holes()
        .iter()
        .any(|hole| hole.value || at(hole).is_some_and(|scalar| scalar.span == hole.at));
    found.retain(|finding| {
        let unsure = mapped.touches_hole(finding.span)
            || names && OF_NAMES.contains(&finding.rule)
            || values && OF_READERS.contains(&finding.rule);
        !unsure
    });
}

/// A scalar of the document.
#[derive(Clone, Copy)]
struct Scalar {
    span: Span,
    is_key: bool,
    /// Whether it stands where a list or a map of the document's structure would.
    structure: bool,
    /// Whether it names a phase, a step or an action.
    named: bool,
}

/// Where the scalars of a document are, in order.
struct Places(Vec<Scalar>);

/// A node that is still to be looked at.
struct Waiting<'a> {
    node: Node<'a>,
    /// The key that it stands under, perhaps in a list.
    key: &'a str,
    /// Whether it is structure, as the top of the document is.
    structure: bool,
    /// Whether its map is a phase or a step.
    in_step: bool,
}

impl Places {
    fn of(root: Node<'_>) -> Self {
        let mut scalars = Vec::new();
        // A stack of its own: how deep a document is, is for its writer to say.
        let mut waiting = vec![Waiting {
            node: root,
            key: "",
            structure: true,
            in_step: false,
        }];
        while let Some(at) = waiting.pop() {
            if at.node.is_alias() {
                continue;
            }
            if at.node.is_scalar() {
                scalars.push(Scalar {
                    span: at.node.span(),
                    is_key: false,
                    structure: at.structure,
                    named: at.in_step && matches!(at.key, "name" | "action"),
                });
            }
            waiting.extend(at.node.items().map(|node| Waiting {
                node,
                in_step: false,
                ..at
            }));
            for entry in at.node.written_entries() {
                if entry.key.is_scalar() && !entry.key.is_alias() {
                    scalars.push(Scalar {
                        span: entry.key.span(),
                        is_key: true,
                        structure: false,
                        named: false,
                    });
                }
                waiting.push(Waiting {
                    node: entry.value,
                    key: entry.name(),
                    structure: at.structure && STRUCTURE.contains(&entry.name()),
                    in_step: at.structure && matches!(at.key, "phases" | "steps"),
                });
            }
        }
        scalars.sort_unstable_by_key(|scalar| scalar.span);
        Self(scalars)
    }

    /// The scalar that holds a span.
    fn around(&self, span: Span) -> Option<Scalar> {
        let behind = self.0.partition_point(|scalar| scalar.span.start <= span.start);
        let scalar = self.0.get(behind.checked_sub(1)?)?;
        scalar.span.contains(span).then_some(*scalar)
    }

    /// Whether a hole leaves the structure of the document as it is.
    fn is_value(&self, tree: &Tree<'_>, hole: &Hole) -> bool {
        if let Some(scalar) = self.around(hole.at) {
            return !scalar.is_key && !scalar.structure;
        }
        let behind = tree
            .comments
            .partition_point(|comment| comment.span.start <= hole.at.start);
        let comment = behind.checked_sub(1).and_then(|last| tree.comments.get(last));
        comment.is_some_and(|comment| comment.span.contains(hole.at))
    }
}
