//! What the text around a pin says of it: its region by a key, a field, a line or a path, the map that owns it, and the texts
//! beside it that may repeat the name of the image.

use std::collections::HashMap;

use crate::annotation;
use crate::release::regions::is_region;
use crate::source::{Source, Span};
use crate::syntax::{Comment, Content, Document, Key, NodeId, Syntax};

use super::{Known, ids, region};

/// How many texts beside a pin are looked at.
const MOST_NEARBY: usize = 16;

/// How far up a nested text is followed.
const MOST_LINES_UP: usize = 200;

/// A longer line was written by no person, and asking each of its ids about it would take too long.
const LONGEST_LINE: usize = 4096;

/// A file and what is worked out of it once.
#[derive(Debug)]
pub(super) struct Surroundings<'a> {
    source: &'a Source,
    document: &'a Document,
    /// By map: the field of it, or of what holds it, that names a region.
    fields: HashMap<NodeId, Option<Known>>,
    /// By line, as [`Self::depths`] and [`Self::opened`] work them out.
    depths: Vec<usize>,
    openers: HashMap<usize, Option<Known>>,
    path: Option<Known>,
    only: Option<Known>,
}

impl<'a> Surroundings<'a> {
    /// Looks at a file.
    pub(super) fn new(source: &'a Source, document: &'a Document) -> Self {
        let path = region::only(source.path()).map(|name| known(name, "the path"));
        Self {
            source,
            document,
            fields: HashMap::new(),
            depths: Vec::new(),
            openers: HashMap::new(),
            path,
            only: only(source, document),
        }
    }

    /// The region by a key around a value: `eu-west-1: ami-…`, or further up.
    pub(super) fn by_key(&self, node: NodeId) -> Option<Known> {
        self.document
            .ancestors(node)
            .filter_map(|at| self.document.name(at))
            .find(|name| region::is_surely_region(name))
            .map(|name| known(name, "the key around it"))
    }

    /// The region by a field `region` or an availability zone beside the value or above it.
    pub(super) fn by_field(&mut self, node: NodeId) -> Option<Known> {
        let mut unknown = Vec::new();
        let mut found = None;
        for at in self.document.ancestors(node) {
            if let Some(answer) = self.fields.get(&at) {
                found.clone_from(answer);
                break;
            }
            unknown.push(at);
            let is_map = self
                .document
                .node(at)
                .is_some_and(|node| node.content == Content::Map);
            if is_map && let Some(field) = field_of(self.document, at) {
                found = Some(field);
                break;
            }
        }
        // The one that has the field answers for all within it.
        for at in unknown {
            self.fields.insert(at, found.clone());
        }
        found
    }

    /// The region that the line of a pin names: before it and behind the pin before it, else anywhere when it is the only one.
    /// `floor` is where the pin before it ends.
    pub(super) fn by_line(&self, span: Span, floor: u32) -> Option<Known> {
        let lines = self.source.lines();
        let line = lines.line_index(span.start);
        let text = lines.text(self.source.text(), line);
        if text.len() > LONGEST_LINE {
            return None;
        }
        let start = lines.start(line)?;
        let at = (span.start - start) as usize;
        let from = (floor.max(start) - start) as usize;
        let names = region::find(text);
        let before = names
            .iter()
            .rfind(|name| (name.end as usize) <= at && name.start as usize >= from);
        let name = match before {
            Some(name) => text.get(name.range())?,
            // Several pins of one line may well be of several regions.
            None if ids::find(text.as_bytes()).len() == 1 => region::only(text)?,
            None => return None,
        };
        Some(known(name, "its line"))
    }

    /// The region of lines that hold this one by their indentation: `"eu-west-1": {` some lines above.
    pub(super) fn by_indentation(&mut self, span: Span) -> Option<Known> {
        let line = self.source.lines().line_index(span.start);
        let mut depth = *self.depths().get(line)?;
        for above in (0..line).rev().take(MOST_LINES_UP) {
            if depth == 0 {
                break;
            }
            let own = *self.depths().get(above)?;
            if own < depth {
                depth = own;
                let opened = self.opened(above);
                if opened.is_some() {
                    return opened;
                }
            }
        }
        None
    }

    /// How far each line is indented; an empty one further than any other.
    fn depths(&mut self) -> &[usize] {
        if self.depths.is_empty() {
            let lines = self.source.lines();
            let depth = |line| {
                let text = lines.text(self.source.text(), line);
                if text.trim().is_empty() {
                    usize::MAX
                } else {
                    indent(text)
                }
            };
            self.depths = (0..lines.count()).map(depth).collect();
        }
        &self.depths
    }

    /// The region that a line names which opens something.
    fn opened(&mut self, line: usize) -> Option<Known> {
        let source = self.source;
        let find = || {
            let text = source.lines().text(source.text(), line);
            let opens = text.trim_end().ends_with(['{', '[', '(', ':', '>']) && text.len() <= LONGEST_LINE;
            Some(text)
                .filter(|_| opens)
                .and_then(region::only)
                .map(|name| known(name, "the line around it"))
        };
        self.openers.entry(line).or_insert_with(find).clone()
    }

    /// The region of the ARN that an id is the end of: `arn:aws:ec2:eu-west-1::image/ami-…`.
    pub(super) fn by_arn(&self, span: Span) -> Option<Known> {
        const REACH: usize = 64;
        let end = span.start as usize;
        let before = self
            .source
            .text()
            .as_bytes()
            .get(end.saturating_sub(REACH)..end)?;
        let before = std::str::from_utf8(before).ok()?.strip_suffix("image/")?;
        let mut parts = before.rsplit(':').skip(2);
        let name = parts.next().filter(|name| is_region(name))?;
        (parts.next() == Some("ec2")).then(|| known(name, "the ARN"))
    }

    /// The region that a comment at the end of a pin's line names.
    pub(super) fn by_comment(&self, span: Span) -> Option<Known> {
        let comment = self.comments_of(span).find(|comment| !comment.own_line)?;
        // What an annotation means is said by its settings alone.
        if annotation::read(self.source.slice(comment.span), 0).is_some() {
            return None;
        }
        region::only(self.source.slice(comment.span)).map(|name| known(name, "the comment beside it"))
    }

    /// The region of the folders and the file's name.
    pub(super) fn by_path(&self) -> Option<Known> {
        self.path.clone()
    }

    /// The only region that the whole file names as one.
    pub(super) fn by_file(&self) -> Option<Known> {
        self.only.clone()
    }

    /// The map or block that a value belongs to.
    pub(super) fn owner(&self, node: NodeId) -> Option<NodeId> {
        self.document
            .ancestors(node)
            .skip(1)
            .find(|at| matches!(self.document.node(*at), Some(node) if node.content == Content::Map))
    }

    /// The texts that may repeat the name or the date of an image: comments of its line and directly above, values of its map.
    pub(super) fn nearby(&self, span: Span, node: Option<NodeId>) -> Vec<Span> {
        let mut found: Vec<Span> = self
            .comments_of(span)
            .map(|comment| comment.span)
            .take(MOST_NEARBY)
            .collect();
        let owner = node.and_then(|node| self.owner(node));
        let siblings = owner
            .into_iter()
            .flat_map(|owner| self.document.children(owner).take(64));
        let texts = siblings
            .filter_map(|sibling| self.document.scalar(sibling))
            .filter(|scalar| scalar.verbatim && !scalar.inner.contains(span))
            .filter(|scalar| scalar.text.len() <= 1024 && scalar.text.contains(|c: char| c.is_ascii_digit()))
            .filter(|scalar| !ids::any(scalar.text.as_bytes()))
            .map(|scalar| scalar.inner);
        found.extend(texts);
        found.truncate(MOST_NEARBY);
        found.sort_unstable();
        found
    }

    /// Comments of a pin's line, and those directly above it.
    fn comments_of(&self, span: Span) -> impl Iterator<Item = &'a Comment> {
        let lines = self.source.lines();
        let line = lines.line_index(span.start);
        let start = lines.start(line).unwrap_or_default();
        let comments = &self.document.comments;
        let first = comments.partition_point(|comment| comment.span.start < start);
        let of_line = comments[first..]
            .iter()
            .take_while(move |comment| lines.line_index(comment.span.start) == line)
            .filter(move |comment| !comment.span.contains(span))
            .take(MOST_NEARBY);
        let mut expected = line;
        let above = comments[..first].iter().rev().take_while(move |comment| {
            let fits = comment.own_line && lines.line_index(comment.span.end) + 1 == expected;
            expected = lines.line_index(comment.span.start);
            fits
        });
        of_line.chain(above.take(MOST_NEARBY))
    }
}

fn known(value: &str, from: &'static str) -> Known {
    Known {
        value: value.to_owned(),
        from,
    }
}

/// How far a line is indented, in bytes.
pub(super) fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether a key names a region as its value.
fn is_region_key(key: &str) -> bool {
    let plain: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .flat_map(char::to_lowercase)
        .collect();
    matches!(
        plain.as_str(),
        "region"
            | "awsregion"
            | "awsdefaultregion"
            | "amazonregion"
            | "ec2region"
            | "regionname"
            | "regionid"
    )
}

fn is_zone_key(key: &str) -> bool {
    let plain: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .flat_map(char::to_lowercase)
        .collect();
    matches!(plain.as_str(), "availabilityzone" | "zone" | "az")
}

/// The region that a field of this map names.
fn field_of(document: &Document, map: NodeId) -> Option<Known> {
    let mut zone = None;
    for child in document.children(map) {
        let (Some(name), Some(text)) = (document.name(child), document.text(child)) else {
            continue;
        };
        if is_region_key(name) && is_region(text) {
            return Some(known(text, "the field `region`"));
        }
        if zone.is_none() && is_zone_key(name) {
            zone = region::of_zone(text).map(|name| known(name, "the availability zone"));
        }
    }
    zone
}

/// The only region that a file names as one: by keys where it has keys, else by the word `region` before it on the line.
fn only(source: &Source, document: &Document) -> Option<Known> {
    // In HCL a field `region` may be the one of a backend or of another provider.
    let names: Vec<&str> = match document.syntax {
        Syntax::Hcl => return None,
        Syntax::Text => named_in_lines(source.text()),
        _ => document
            .ids()
            .filter_map(|id| named_by_key(document, id))
            .collect(),
    };
    let first = *names.first()?;
    names
        .iter()
        .all(|name| *name == first)
        .then(|| known(first, Known::ONLY_IN_FILE))
}

fn named_by_key(document: &Document, id: NodeId) -> Option<&str> {
    let Key::Name(name, _) = &document.node(id)?.key else {
        return None;
    };
    let text = document.text(id)?;
    (is_region_key(name) && is_region(text)).then_some(text)
}

fn named_in_lines(text: &str) -> Vec<&str> {
    const REACH: usize = 40;
    let mut found = Vec::new();
    for line in text.lines() {
        for name in region::find(line) {
            let start = name.start as usize;
            let before = line
                .as_bytes()
                .get(start.saturating_sub(REACH)..start)
                .unwrap_or_default();
            if before
                .to_ascii_lowercase()
                .windows(6)
                .any(|word| word == b"region")
            {
                found.extend(line.get(name.range()));
            }
        }
    }
    found
}
