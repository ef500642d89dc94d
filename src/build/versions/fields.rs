//! The fields of a request file, read as what the API takes them for; what cannot be is a fault with its place.

use std::collections::BTreeMap;
use std::fmt;

use crate::source::{Source, Span};
use crate::syntax::{self, Content, Document, Key, NodeId, Syntax};
use crate::visible::visible;

/// A list is read up to here; every quota is far below.
const MOST_ITEMS: usize = 1_000;

/// A place in a file of the repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, from the root of the repository, with `/`.
    pub path: String,
    /// Its line, from 1.
    pub line: u32,
    /// Its column, from 1.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", visible(&self.path), self.line, self.column)
    }
}

/// Why a file is no request that can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What is wrong and what to write, one line without a full stop.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, visible(&self.message))
    }
}

/// A file that was read.
pub(super) struct Fields {
    source: Source,
    document: Document,
    pub(super) faults: Vec<Fault>,
}

impl Fields {
    pub(super) fn of(path: &str, text: &str) -> Self {
        let syntax = match syntax::of_path(path, text) {
            Syntax::Json => Syntax::Json,
            _ => Syntax::Yaml,
        };
        Self {
            source: Source::new(path, text),
            document: syntax::read(text, syntax),
            faults: Vec::new(),
        }
    }

    /// The map that the file is; a fault when it is none.
    pub(super) fn root(&mut self) -> Option<NodeId> {
        let mut roots = self.document.roots();
        let root = roots.next().filter(|root| self.is_map(*root));
        let one = roots.next().is_none();
        drop(roots);
        match root {
            Some(root) if one => Some(root),
            Some(_) => {
                self.fault(Span::default(), "the file holds more than one document");
                None
            }
            None => {
                self.fault(Span::default(), "the file is no map of keys and values");
                None
            }
        }
    }

    pub(super) fn place(&self, span: Span) -> Place {
        let at = self.source.position(span.start);
        Place {
            path: self.source.path().to_owned(),
            line: at.line,
            column: at.column,
        }
    }

    pub(super) fn fault(&mut self, span: Span, message: impl Into<String>) {
        self.faults.push(Fault {
            place: self.place(span),
            message: message.into(),
        });
    }

    /// Notes the keys that there are not, and those that are written twice.
    pub(super) fn keys(&mut self, map: NodeId, what: &str, known: &[&str]) {
        let mut seen: Vec<String> = Vec::new();
        let children: Vec<NodeId> = self.document.children(map).collect();
        for child in children {
            let Some(Key::Name(name, span)) = self.document.node(child).map(|node| node.key.clone()) else {
                continue;
            };
            if !known.contains(&name.as_str()) {
                let known = known.join("`, `");
                self.fault(span, format!("{what} has no `{name}`; its keys are `{known}`"));
            } else if seen.contains(&name) {
                self.fault(span, format!("`{name}` is written twice"));
            }
            seen.push(name);
        }
    }

    pub(super) fn span(&self, node: NodeId) -> Span {
        self.document.node(node).map(|node| node.span).unwrap_or_default()
    }

    fn is_map(&self, node: NodeId) -> bool {
        self.document
            .node(node)
            .is_some_and(|node| node.content == Content::Map)
    }

    /// What stands behind a key, when it is something.
    pub(super) fn get(&self, map: NodeId, key: &str) -> Option<NodeId> {
        let child = self.document.child(map, key)?;
        let nothing = self.document.scalar(child).is_some_and(|scalar| {
            !scalar.quoted && matches!(scalar.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
        });
        (!nothing).then_some(child)
    }

    /// A text.
    pub(super) fn text(&mut self, map: NodeId, key: &str) -> Option<String> {
        let node = self.get(map, key)?;
        self.text_of(node, key)
    }

    fn text_of(&mut self, node: NodeId, key: &str) -> Option<String> {
        let text = self.document.text(node).map(str::to_owned);
        match text {
            None => self.fault(self.span(node), format!("`{key}` is a text")),
            Some(ref text) if text.is_empty() => {
                self.fault(self.span(node), format!("`{key}` is empty: leave it out"));
            }
            Some(_) => {}
        }
        text
    }

    /// A text that there has to be, and its place.
    pub(super) fn required(&mut self, map: NodeId, key: &str) -> Option<(String, Span)> {
        if let Some(node) = self.get(map, key) {
            return Some((self.text_of(node, key)?, self.span(node)));
        }
        let start = self.span(map).start;
        self.fault(Span::empty(start), format!("`{key}` is missing"));
        None
    }

    /// A whole number.
    pub(super) fn whole(&mut self, map: NodeId, key: &str) -> Option<i32> {
        let node = self.get(map, key)?;
        let number = self.document.text(node).and_then(|text| text.parse().ok());
        if number.is_none() {
            self.fault(self.span(node), format!("`{key}` is a whole number"));
        }
        number
    }

    /// `true` or `false`.
    pub(super) fn switch(&mut self, map: NodeId, key: &str) -> Option<bool> {
        let node = self.get(map, key)?;
        let switch = match self.document.text(node) {
            Some("true" | "True" | "TRUE") => Some(true),
            Some("false" | "False" | "FALSE") => Some(false),
            _ => None,
        };
        if switch.is_none() {
            self.fault(self.span(node), format!("`{key}` is `true` or `false`"));
        }
        switch
    }

    /// The items of a list.
    pub(super) fn items(&mut self, map: NodeId, key: &str) -> Vec<NodeId> {
        let Some(node) = self.get(map, key) else {
            return Vec::new();
        };
        let is_list = self
            .document
            .node(node)
            .is_some_and(|node| node.content == Content::List);
        if !is_list {
            self.fault(self.span(node), format!("`{key}` is a list"));
            return Vec::new();
        }
        self.document.children(node).take(MOST_ITEMS).collect()
    }

    /// The maps of a list.
    pub(super) fn maps(&mut self, map: NodeId, key: &str) -> Vec<NodeId> {
        let mut items = self.items(map, key);
        for item in &items {
            if !self.is_map(*item) {
                self.fault(
                    self.span(*item),
                    format!("each of `{key}` is a map of keys and values"),
                );
            }
        }
        items.retain(|item| self.is_map(*item));
        items
    }

    /// The map behind a key.
    pub(super) fn map(&mut self, map: NodeId, key: &str) -> Option<NodeId> {
        let node = self.get(map, key)?;
        if self.is_map(node) {
            return Some(node);
        }
        self.fault(self.span(node), format!("`{key}` is a map of keys and values"));
        None
    }

    /// The texts of a list. An empty one counts: a parameter may have an empty value.
    pub(super) fn texts(&mut self, map: NodeId, key: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for item in self.items(map, key) {
            match self.document.text(item).map(str::to_owned) {
                Some(text) => texts.push(text),
                None => self.fault(self.span(item), format!("each of `{key}` is a text")),
            }
        }
        texts
    }

    /// Texts by name.
    pub(super) fn tags(&mut self, map: NodeId, key: &str) -> BTreeMap<String, String> {
        let Some(node) = self.map(map, key) else {
            return BTreeMap::new();
        };
        let children: Vec<NodeId> = self.document.children(node).take(MOST_ITEMS).collect();
        let mut tags = BTreeMap::new();
        for child in children {
            let Some(name) = self.document.name(child).map(str::to_owned) else {
                continue;
            };
            match self.document.text(child).map(str::to_owned) {
                Some(text) => {
                    tags.insert(name, text);
                }
                None => self.fault(self.span(child), format!("each of `{key}` is a text")),
            }
        }
        tags
    }
}
