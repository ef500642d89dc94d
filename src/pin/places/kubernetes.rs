//! What Kubernetes objects have in common: `apiVersion` and `kind`, lists of objects, versions of Kubernetes.

use crate::syntax::{Document, NodeId, Scalar};

use super::View;

/// The objects of a document: itself, or the items of a `kind: List`.
pub(super) fn objects(view: &View<'_>) -> Vec<NodeId> {
    let document = view.document;
    let list = kind(document, view.root).is_some_and(|(_, kind)| kind.ends_with("List"));
    match document.child(view.root, "items").filter(|_| list) {
        Some(items) => document.children(items).collect(),
        None => vec![view.root],
    }
}

/// The group of `apiVersion` and the `kind` of an object. A core object has the empty group.
pub(super) fn kind(document: &Document, object: NodeId) -> Option<(&str, &str)> {
    let api = document.text_at(object, &["apiVersion"])?;
    let group = api.split_once('/').map_or("", |(group, _)| group);
    Some((group, document.text_at(object, &["kind"])?))
}

/// The object that a value belongs to: the innermost around it, so that an object within another counts by itself.
pub(super) fn object_of(document: &Document, node: NodeId) -> Option<NodeId> {
    document.ancestors(node).find(|at| kind(document, *at).is_some())
}

/// The first objects of the whole file, whichever of its documents they stand in. What describes a cluster has few; a file of
/// thousands of objects is not searched again for each.
pub(super) fn neighbours(view: &View<'_>) -> Vec<NodeId> {
    const MOST: usize = 100;
    let roots = view.document.roots();
    let objects = roots.flat_map(|root| objects(&View { root, ..*view }).into_iter().take(MOST));
    objects.take(MOST).collect()
}

/// The names that lead from `from` down to `node`, list indexes as `*`. None when it does not lie within.
pub(super) fn path_from(document: &Document, from: NodeId, node: NodeId) -> Option<String> {
    let mut names = Vec::new();
    for at in document.ancestors(node) {
        if at == from {
            names.reverse();
            return Some(names.join("/"));
        }
        names.push(document.name(at).unwrap_or("*"));
    }
    None
}

/// The minor version of Kubernetes in a field that holds a version: `1.35` of `1.35`, `v1.35.2`. A plain `1.30` is the
/// number 1.3 to a reader of YAML, so it says nothing.
pub(super) fn minor(version: &Scalar) -> Option<String> {
    if !version.quoted && version.text.ends_with('0') && version.text.split('.').count() == 2 {
        return None;
    }
    let text = version.text.as_str();
    let rest = text.strip_prefix('v').unwrap_or(text).strip_prefix("1.")?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (number, behind) = rest.split_at(end);
    let ends = behind.is_empty() || behind.starts_with(['.', '-', '+']);
    (matches!(number.len(), 1 | 2) && ends).then(|| format!("1.{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;
    use crate::syntax::{Syntax, read};

    fn version(text: &str, quoted: bool) -> Option<String> {
        minor(&Scalar {
            text: text.to_owned(),
            inner: Span::default(),
            verbatim: true,
            quoted,
        })
    }

    #[test]
    fn a_version_gives_its_minor() {
        for (text, quoted, minor) in [
            ("1.35", true, Some("1.35")),
            ("1.35", false, Some("1.35")),
            ("1.30", true, Some("1.30")),
            ("1.30", false, None),
            ("1.30.0", false, Some("1.30")),
            ("v1.33.2", false, Some("1.33")),
            ("1.33-eks.4", false, Some("1.33")),
            ("1", true, None),
            ("1-33", true, None),
            ("1.", true, None),
            ("1.335", true, None),
            ("2.1", true, None),
            ("auto", true, None),
            ("{{ .version }}", true, None),
        ] {
            assert_eq!(version(text, quoted).as_deref(), minor, "{text} {quoted}");
        }
    }

    #[test]
    fn objects_are_found_in_lists_and_in_each_other() {
        let text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: a.example/v1\n  kind: A\n  spec: {x: [{y: 1}]}\n- {}\n";
        let document = read(text, Syntax::Yaml);
        let root = document.roots().next().expect("a root");
        let view = View {
            path: "x.yaml",
            text,
            document: &document,
            root,
        };
        let found = objects(&view);
        assert_eq!(found.len(), 2);
        assert_eq!(kind(&document, found[0]), Some(("a.example", "A")));
        assert_eq!(kind(&document, found[1]), None);
        let y = document
            .ids()
            .find(|id| document.name(*id) == Some("y"))
            .expect("y");
        assert_eq!(object_of(&document, y), Some(found[0]));
        assert_eq!(path_from(&document, found[0], y).as_deref(), Some("spec/x/*/y"));
        assert_eq!(path_from(&document, y, root), None);
        assert_eq!(neighbours(&view), found);
    }
}
