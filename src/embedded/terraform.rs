//! The text of an attribute of Terraform, as far as the file alone tells it.

use super::mapped::Mapped;
use super::{Unknown, encode, template};
use crate::source::Span;
use crate::syntax::{Content, Document, NodeId};
use crate::yaml::shorten;

/// So many steps are gone for one attribute: locals that stand for locals, branches.
const MOST_STEPS: usize = 64;

/// Locals are looked for in so many blocks.
const MOST_BLOCKS: usize = 100;

/// What an attribute turned out to be.
pub(super) enum Found {
    /// A text.
    Text(Mapped),
    /// The text of another file, by its path as seen from the folder of this one.
    File(String),
    /// Known later only.
    Unknown(Unknown),
}

/// What is found for an expression, and the node that it was found at.
pub(super) type Findings = Vec<(NodeId, Found)>;

/// A file of Terraform.
#[derive(Clone, Copy)]
pub(super) struct Module<'a> {
    pub(super) host: &'a str,
    pub(super) document: &'a Document,
}

impl<'a> Module<'a> {
    /// What the expression at `node` stands for: one text, or one for each branch of `a ? b : c`.
    pub(super) fn follow(self, node: NodeId) -> Findings {
        let mut found = Vec::new();
        let mut steps = MOST_STEPS;
        self.step(node, &mut steps, &mut found);
        found
    }

    fn step(self, id: NodeId, steps: &mut usize, found: &mut Findings) {
        let span = self.span(id);
        if *steps == 0 {
            return found.push((id, Found::Unknown(self.later(span))));
        }
        *steps -= 1;
        if let Some(read) = template::read(self.host, span) {
            let alone = |mapped: &Mapped| mapped.holes().first().is_some_and(|hole| hole.value);
            match read {
                // `"${expression}"` is the expression.
                Ok(mapped) if alone(&mapped) => match self.document.children(id).next() {
                    Some(inner) => self.step(inner, steps, found),
                    None => found.push((id, Found::Unknown(self.later(span)))),
                },
                Ok(mapped) => found.push((id, Found::Text(mapped))),
                Err(unknown) => found.push((id, Found::Unknown(unknown))),
            }
            return;
        }
        if let Some((name, argument)) = self.call(id) {
            return self.called(id, name, argument, steps, found);
        }
        if let Some(local) = self.local(span) {
            return self.step(local, steps, found);
        }
        if let Some(branches) = self.branches(id) {
            for branch in branches {
                if self.written(branch) != "null" {
                    self.step(branch, steps, found);
                }
            }
            return;
        }
        found.push((id, Found::Unknown(self.later(span))));
    }

    fn called(self, id: NodeId, name: &str, argument: NodeId, steps: &mut usize, found: &mut Findings) {
        match name {
            "yamlencode" | "jsonencode" => {
                let object = self.object(argument).or_else(|| {
                    let local = self.local(self.span(argument))?;
                    self.object(local)
                });
                let result = match object {
                    Some(object) => Found::Text(encode::encode(self.host, self.document, object)),
                    None => Found::Unknown(self.later(self.span(id))),
                };
                found.push((id, result));
            }
            // What these take away does not move anything that stays.
            "chomp" | "trimspace" => self.step(argument, steps, found),
            "file" => {
                let result = match self.path(argument) {
                    Some(path) => Found::File(path),
                    None => Found::Unknown(self.later(self.span(id))),
                };
                found.push((id, result));
            }
            "templatefile" => found.push((
                id,
                Found::Unknown(Unknown::new(
                    self.span(id),
                    "the text is made by `templatefile`: check the text that comes out",
                )),
            )),
            _ => found.push((id, Found::Unknown(self.later(self.span(id))))),
        }
    }

    fn span(self, id: NodeId) -> Span {
        self.document.node(id).map(|node| node.span).unwrap_or_default()
    }

    fn written(self, id: NodeId) -> &'a str {
        self.host.get(self.span(id).range()).unwrap_or_default()
    }

    fn object(self, id: NodeId) -> Option<NodeId> {
        let is = matches!(self.document.node(id)?.content, Content::Map);
        is.then_some(id)
    }

    /// The name of a function and its first argument.
    pub(super) fn call(self, id: NodeId) -> Option<(&'a str, NodeId)> {
        let node = self.document.node(id)?;
        let argument = self.document.children(id).next()?;
        if node.content != Content::Expression {
            return None;
        }
        let start = node.span.start as usize;
        let before = self.host.get(start..self.span(argument).start as usize)?;
        let (name, rest) = before.split_once('(')?;
        let name = name.trim_end();
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        // Comments may stand behind the bracket; another bracket opens an argument of its own.
        (is_name && !rest.contains('(')).then_some((name, argument))
    }

    /// The value of `local.name` in this file.
    fn local(self, span: Span) -> Option<NodeId> {
        let name = self.host.get(span.range())?.strip_prefix("local.")?;
        let roots = self.document.roots();
        roots
            .flat_map(|root| self.document.children_named(root, "locals"))
            .take(MOST_BLOCKS)
            .find_map(|locals| self.document.child(locals, name))
    }

    /// `b` and `c` of `a ? b : c`.
    fn branches(self, id: NodeId) -> Option<[NodeId; 2]> {
        let mut parts = self.document.children(id);
        let (condition, yes, no) = (parts.next()?, parts.next()?, parts.next()?);
        let between = |from: NodeId, to: NodeId| {
            let range = self.span(from).end as usize..self.span(to).start as usize;
            self.host.get(range).unwrap_or_default()
        };
        let is =
            parts.next().is_none() && between(condition, yes).contains('?') && between(yes, no).contains(':');
        is.then_some([yes, no])
    }

    /// A path as seen from the folder of this file.
    fn path(self, argument: NodeId) -> Option<String> {
        let written = self.written(argument).strip_prefix('"')?.strip_suffix('"')?;
        let here = ["${path.module}/", "${path.root}/", "./"];
        let inner = here.iter().find_map(|start| written.strip_prefix(start));
        let path = inner.unwrap_or(written);
        let plain =
            !path.is_empty() && !path.contains(['$', '%', '\\', '"', '~', '\0']) && !path.starts_with('/');
        plain.then(|| path.to_owned())
    }

    fn later(self, span: Span) -> Unknown {
        let written = self.host.get(span.range()).unwrap_or_default();
        let first = written.lines().next().unwrap_or_default();
        Unknown::new(
            span,
            format!("the text is `{}`, known only when Terraform runs", shorten(first)),
        )
    }
}
