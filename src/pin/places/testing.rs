//! What a row finds in a text, one line a pin, for the tables of the rows.

use super::{Details, Place, View};
use crate::pin::{CompanionKind, Role, Value};
use crate::release::{Identity, ImageId};
use crate::source::Span;
use crate::syntax::{Document, NodeId, Syntax, read};

/// The pins of a text, in its order. Documents that are not the tool's count for nothing.
pub(super) fn found(place: &Place, path: &str, text: &str) -> Vec<String> {
    let syntax = match path.strip_suffix(".json") {
        Some(_) => Syntax::Json,
        None => Syntax::Yaml,
    };
    let document = read(text, syntax);
    assert_eq!(document.syntax, syntax, "cannot be read: {text}");
    let mut lines: Vec<(Span, String)> = Vec::new();
    for root in document.roots() {
        let view = View {
            path,
            text,
            document: &document,
            root,
        };
        if !(place.is)(&view) {
            continue;
        }
        for (node, span) in ids(&document, text, root) {
            lines.push((span, line(text, span, &(place.id)(&view, node))));
        }
        for other in (place.others)(&view) {
            let written = &text[other.span.range()];
            if other.details.role.is_none() {
                assert_eq!(written, other.value.text());
                assert!(!matches!(other.value, Value::Reference(_)), "{written}");
            }
            lines.push((other.span, line(text, other.span, &other.details)));
        }
    }
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

/// The ids in the values below `root`, and where.
fn ids(document: &Document, text: &str, root: NodeId) -> Vec<(NodeId, Span)> {
    let mut found = Vec::new();
    for node in document
        .ids()
        .filter(|id| document.ancestors(*id).last() == Some(root))
    {
        let Some(scalar) = document.scalar(node) else {
            continue;
        };
        let range = scalar.inner.range();
        for (at, _) in text[range.clone()].match_indices("ami-") {
            let start = range.start + at;
            let word = text[start..].split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
            let word = word.into_iter().next().unwrap_or_default();
            if ImageId::parse(word).is_some() {
                found.push((node, Span::new(start, start + word.len())));
            }
        }
    }
    found
}

fn line(text: &str, span: Span, details: &Details) -> String {
    let mut parts = vec![text[span.range()].to_owned()];
    if let Some(region) = &details.region {
        parts.push(format!("in {} ({})", region.value, region.from));
    }
    parts.extend(
        details
            .account
            .as_ref()
            .map(|account| format!("account {account}")),
    );
    parts.extend(
        details
            .cluster
            .as_ref()
            .map(|cluster| format!("cluster {cluster}")),
    );
    parts.extend(
        details
            .cluster_version
            .as_ref()
            .map(|minor| format!("cluster at {minor}")),
    );
    parts.extend(
        details
            .identity
            .as_ref()
            .map(|identity| format!("is {}", words(identity))),
    );
    parts.extend(details.follows.as_ref().map(|track| format!("follows {track}")));
    parts.extend(details.role.as_ref().map(|role| match role {
        Role::Pinned => "pinned".to_owned(),
        Role::Floats(how) => format!("floats: {how}"),
        Role::LeftAlone(why) => format!("left alone: {why}"),
    }));
    for companion in &details.companions {
        let written = &text[companion.span.range()];
        parts.push(match &companion.kind {
            CompanionKind::RecipeVersion { next } => format!("with {written} -> {next}"),
            CompanionKind::ReleaseVersion => format!("with release {written}"),
        });
    }
    parts.extend(details.effect.map(|_| "has an effect".to_owned()));
    parts.join(", ")
}

/// The parts of an identity that are not none.
pub(super) fn words(identity: &Identity) -> String {
    let texts = [
        &identity.os,
        &identity.edition,
        &identity.variant,
        &identity.kubernetes,
    ];
    let mut words = vec![identity.family];
    words.extend(texts.into_iter().flatten().map(String::as_str));
    words.extend(identity.architecture.map(crate::release::Architecture::word));
    words.join(" ")
}
