//! HCL: Terraform, OpenTofu, Terragrunt, Packer, Nomad.
//!
//! A block becomes maps within maps, one for its type and one for each label. The parser refuses what is nested more than
//! 64 levels deep, so walking its tree by recursion is safe. <https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md>

use std::ops::Range;

use hcl_edit::expr::{Expression, Object, ObjectKey, TraversalOperator};
use hcl_edit::structure::{Block, BlockLabel, Body, Structure};
use hcl_edit::template::{Directive, Element, HeredocTemplate, Template};
use hcl_edit::{Decor, Decorate as _, Span as _};
use memchr::memchr2_iter;

use super::builder::Builder;
use super::{Content, Document, Key, Syntax};
use crate::source::Span;

/// The parser compares each key of an object with all keys before it, so a file with more `=` and `:` than this is not read: in
/// one object they would take minutes.
const MOST_ASSIGNMENTS: usize = 10_000;

/// Reads a file of blocks and attributes.
pub(super) fn read(text: &str) -> Option<Document> {
    let start = super::start(text);
    if memchr2_iter(b'=', b':', text.as_bytes()).count() > MOST_ASSIGNMENTS {
        return None;
    }
    let body: Body = text.get(start..)?.parse().ok()?;
    let mut reader = Reader {
        out: Builder::new(text, start),
        strings: Vec::new(),
    };
    let whole = reader.out.span(0..text.len() - start);
    reader.out.open(Key::Root, whole, Content::Map);
    reader.body(&body);
    reader.out.close();
    reader.comments(whole);
    reader.out.finish(Syntax::Hcl)
}

struct Reader<'t> {
    out: Builder<'t>,
    /// Where text stands in which a `#` begins no comment.
    strings: Vec<Span>,
}

impl Reader<'_> {
    fn place(&self, range: Option<Range<usize>>) -> Option<Span> {
        range.map(|range| self.out.span(range))
    }

    fn body(&mut self, body: &Body) {
        for structure in body {
            match structure {
                Structure::Attribute(attribute) => {
                    if let Some(span) = self.place(attribute.key.span()) {
                        let key = Key::Name(attribute.key.as_str().to_owned(), span);
                        self.expression(key, &attribute.value);
                    }
                }
                Structure::Block(block) => self.block(block),
            }
        }
    }

    /// `type "label" { … }`: each word is the key of what stands behind it.
    fn block(&mut self, block: &Block) {
        let Some(end) = self.place(block.span()).map(|span| span.end) else {
            return;
        };
        let first = (block.ident.as_str(), block.ident.span(), block.ident.decor());
        let labels = block.labels.iter().map(|label| match label {
            BlockLabel::Ident(ident) => (ident.as_str(), ident.span(), ident.decor()),
            BlockLabel::String(text) => (text.as_str(), text.span(), text.decor()),
        });
        let words: Vec<(&str, Option<Range<usize>>, &Decor)> = std::iter::once(first).chain(labels).collect();
        let mut depth = 0;
        for (name, range, decor) in words {
            let Some(span) = self.place(range) else { break };
            self.strings.push(span);
            let gap = decor.suffix().map_or(0, |suffix| suffix.len());
            let behind = Span::new(span.end as usize + gap, end as usize);
            self.out
                .open(Key::Name(name.to_owned(), span), behind, Content::Map);
            depth += 1;
        }
        self.body(&block.body);
        (0..depth).for_each(|_| self.out.close());
    }

    fn expression(&mut self, key: Key, expression: &Expression) {
        let Some(span) = self.place(expression.span()) else {
            return;
        };
        match expression {
            Expression::Null(_) | Expression::Bool(_) | Expression::Number(_) => {
                let content = self.out.scalar(span, self.out.slice(span), false);
                self.out.leaf(key, span, content);
            }
            Expression::String(text) => {
                self.strings.push(span);
                let content = self.out.scalar(super::unquoted(span), text.as_str(), true);
                self.out.leaf(key, span, content);
            }
            Expression::HeredocTemplate(heredoc) => self.heredoc(key, span, heredoc),
            Expression::Array(array) => {
                self.out.open(key, span, Content::List);
                self.parts(array.iter());
                self.out.close();
            }
            Expression::Object(object) => {
                self.out.open(key, span, Content::Map);
                self.object(object);
                self.out.close();
            }
            other => {
                self.out.open(key, span, Content::Expression);
                self.inside(span, other);
                self.out.close();
            }
        }
    }

    /// What is within an expression, in the order of the text.
    fn inside(&mut self, span: Span, expression: &Expression) {
        match expression {
            Expression::StringTemplate(template) => {
                self.strings.push(span);
                self.template(template, &mut 0);
            }
            Expression::Parenthesis(inner) => self.parts([inner.inner()]),
            Expression::Conditional(c) => self.parts([&c.cond_expr, &c.true_expr, &c.false_expr]),
            Expression::FuncCall(call) => self.parts(call.args.iter()),
            Expression::Traversal(traversal) => {
                let indexes = traversal.operators.iter().filter_map(|op| match op.value() {
                    TraversalOperator::Index(index) => Some(index),
                    _ => None,
                });
                self.parts(std::iter::once(&traversal.expr).chain(indexes));
            }
            Expression::UnaryOp(op) => self.parts([&op.expr]),
            Expression::BinaryOp(op) => self.parts([&op.lhs_expr, &op.rhs_expr]),
            Expression::ForExpr(each) => {
                let result = each.key_expr.iter().chain([&each.value_expr]);
                let condition = each.cond.iter().map(|condition| &condition.expr);
                self.parts(
                    [&each.intro.collection_expr]
                        .into_iter()
                        .chain(result)
                        .chain(condition),
                );
            }
            _ => {}
        }
    }

    fn parts<'e>(&mut self, parts: impl IntoIterator<Item = &'e Expression>) {
        for (index, part) in parts.into_iter().enumerate() {
            self.expression(Key::Index(index), part);
        }
    }

    fn object(&mut self, object: &Object) {
        for (key, value) in object {
            let Some(span) = self.place(key.span()) else {
                continue;
            };
            self.strings.push(span);
            let name = match key {
                ObjectKey::Ident(ident) => ident.as_str(),
                ObjectKey::Expression(Expression::String(text)) => text.as_str(),
                ObjectKey::Expression(_) => self.out.slice(span),
            };
            let key = Key::Name(name.to_owned(), span);
            self.expression(key, value.expr());
        }
    }

    fn heredoc(&mut self, key: Key, span: Span, heredoc: &HeredocTemplate) {
        self.strings.push(span);
        let elements: Vec<&Element> = heredoc.template.iter().collect();
        let literal = match elements.as_slice() {
            [] => Some(("", Span::empty(span.end))),
            [Element::Literal(text)] => self.place(text.span()).map(|at| (text.as_str(), at)),
            _ => None,
        };
        if let Some((text, inner)) = literal {
            let content = self.out.scalar(inner, text, true);
            return self.out.leaf(key, span, content);
        }
        self.out.open(key, span, Content::Expression);
        self.template(&heredoc.template, &mut 0);
        self.out.close();
    }

    /// The texts of a template and what is between them; `count` counts the parts.
    fn template(&mut self, template: &Template, count: &mut usize) {
        for element in template {
            match element {
                Element::Literal(text) => {
                    let Some(span) = self.place(text.span()) else {
                        continue;
                    };
                    let content = self.out.scalar(span, text.as_str(), true);
                    self.out.leaf(next(count), span, content);
                }
                Element::Interpolation(inner) => self.expression(next(count), &inner.expr),
                Element::Directive(directive) => match &**directive {
                    Directive::If(choice) => {
                        self.expression(next(count), &choice.if_expr.cond_expr);
                        self.template(&choice.if_expr.template, count);
                        if let Some(other) = &choice.else_expr {
                            self.template(&other.template, count);
                        }
                    }
                    Directive::For(each) => {
                        self.expression(next(count), &each.for_expr.collection_expr);
                        self.template(&each.for_expr.template, count);
                    }
                },
            }
        }
    }

    /// Finds the comments in the gaps between texts; a `#` means nothing else there.
    fn comments(&mut self, whole: Span) {
        let mut at = whole.start as usize;
        let strings = std::mem::take(&mut self.strings);
        for string in strings.iter().chain([&Span::empty(whole.end)]) {
            let gap = Span::new(at, string.start as usize);
            let text = self.out.slice(gap);
            let mut done = 0;
            for mark in memchr2_iter(b'#', b'/', text.as_bytes()) {
                if mark >= done
                    && let Some(length) = comment(&text[mark..])
                {
                    done = mark + length;
                    self.out.comment(Span::new(at + mark, at + done));
                }
            }
            at = at.max(string.end as usize);
        }
    }
}

fn next(count: &mut usize) -> Key {
    *count += 1;
    Key::Index(*count - 1)
}

/// The length of the comment that a text begins with.
fn comment(text: &str) -> Option<usize> {
    if let Some(behind) = text.strip_prefix("/*") {
        return behind.find("*/").map(|end| end + 4);
    }
    if !text.starts_with('#') && !text.starts_with("//") {
        return None;
    }
    let line = text.split('\n').next().unwrap_or_default();
    Some(line.trim_end_matches('\r').len())
}
