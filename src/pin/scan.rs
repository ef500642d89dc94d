//! Finds every pin of a file and says what is known of it.
//!
//! Ids are found by their bytes ([`ids`]), so that every one is listed however badly a file can be read. The document that
//! `syntax` makes of it, the rows of `places`, comments and the configuration only add knowledge.

use std::cell::Cell;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::source::{Source, Span};
use crate::syntax::{self, Document, Key, NodeId};

use super::draft::Draft;
use super::exclude::{self, Reason};
use super::hints::Hints;
use super::places::{self, Details, Other, Place, View};
use super::surroundings::Surroundings;
use super::{Pin, Role, Scanned, Value, comments, ids, renovate, rows};

/// A larger text is not parsed; its ids are listed by their bytes.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Ids times nodes up to which a document is looked into: what is asked of each id may walk over all nodes.
const MOST_WORK: usize = 200_000_000;

/// What makes a file worth reading. `ami-` is looked at more closely; the last two are `ami-` in UTF-16.
const NEEDLES: [&str; 22] = [
    ids::PREFIX,
    "amiforge",
    "Amiforge",
    "amiFilter=",
    "amiSelectorTerms",
    "amiVersion",
    "amiFamily",
    "elease_version",
    "eleaseVersion",
    "ami_type",
    "parentImage",
    "ParentImage",
    "parent_image",
    "CustomAmi",
    "resolve:ssm:",
    "/aws/service/",
    "source_ami_filter",
    "\"aws_ami\"",
    "eksLookupType",
    "InstanceGroup",
    "a\0m\0i\0-\0",
    "\0a\0m\0i\0-",
];

/// Only for leftmost matches the search goes through vector instructions, which is twenty times as fast.
static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostFirst)
        .build(NEEDLES)
        .ok()
});

/// Whether a file may hold something for [`scan`] to find, by its raw bytes: fast enough for every file of a repository.
pub fn interesting(bytes: &[u8]) -> bool {
    let Some(finder) = FINDER.as_ref() else {
        return true;
    };
    finder
        .find_iter(bytes)
        .any(|found| found.pattern().as_usize() != 0 || ids::id_at(bytes, found.start()).is_some())
}

/// Finds the pins of the file at `path` (from the root of the repository, with `/`). None when there is nothing of interest:
/// no pin, no mistake in a comment, no row of the configuration that matched.
pub fn scan(path: &str, bytes: Vec<u8>, hints: &Hints) -> Option<Scanned> {
    if !interesting(&bytes) && !hints.names(path) {
        return None;
    }
    let too_large = bytes.len() > MOST_BYTES;
    let (source, misread) = Source::from_bytes(path, bytes);
    let whole = exclude::of_path(path)
        .or(misread.map(|_| Reason::NotUtf8))
        .or(too_large.then_some(Reason::TooLarge));
    let found = match whole {
        Some(reason) => left_alone(source, reason),
        None => read(source, hints),
    };
    let nothing = found.pins.is_empty() && found.problems.is_empty() && found.rows_used.is_empty();
    (!nothing).then_some(found)
}

/// Every id of a text, for one reason left alone.
fn left_alone(source: Source, reason: Reason) -> Scanned {
    let pins = ids::find(source.text().as_bytes())
        .into_iter()
        .filter_map(|span| {
            let id = ids::read(source.text(), span)?;
            Some(Pin::new(span, Value::Id(id), places::TEXT.name, reason.role()))
        })
        .collect();
    Scanned {
        source,
        pins,
        problems: Vec::new(),
        rows_used: Vec::new(),
    }
}

fn read(source: Source, hints: &Hints) -> Scanned {
    let text = source.text();
    let document = syntax::read(text, syntax::of_path(source.path(), text));
    if exclude::is_own(&document) {
        return left_alone(source, Reason::Own);
    }
    let spans = ids::find(text.as_bytes());
    if spans.len().saturating_mul(document.nodes.len()) > MOST_WORK {
        return left_alone(source, Reason::TooMany);
    }
    let file = File::new(&source, &document);
    let mut drafts: Vec<Draft> = spans.into_iter().filter_map(|span| file.id(span)).collect();
    file.others(&mut drafts);
    file.surround(&mut drafts);
    let found = drafts.len();
    let said = hints.for_path(source.path());
    let rows_used = rows::bind(&said.rows, &file, &mut drafts);
    renovate::bind(&source, &mut drafts);
    let mut problems = comments::bind(&file, &mut drafts);
    // Pins by name that only a comment or a row points at.
    file.surround(&mut drafts[found..]);
    drafts.sort_by_key(|draft| draft.pin.span);
    let mut pins = Vec::with_capacity(drafts.len());
    for draft in drafts {
        pins.push(draft.settle(&said.captures, hints.region.as_deref(), &mut problems));
    }
    problems.sort_by_key(|problem| problem.span);
    problems.dedup();
    Scanned {
        source,
        pins,
        problems,
        rows_used,
    }
}

/// A file that is looked into.
#[derive(Debug)]
pub(super) struct File<'a> {
    /// The text.
    pub(super) source: &'a Source,
    /// What `syntax` made of it.
    pub(super) document: &'a Document,
    /// Each top of the document and the row whose it is; one of no node when there are none.
    parts: Vec<(View<'a>, &'static Place)>,
    /// The value that was last asked about, and whether it is a list of ids: one string may hold thousands of them.
    list: Cell<Option<(NodeId, bool)>>,
}

impl<'a> File<'a> {
    fn new(source: &'a Source, document: &'a Document) -> Self {
        let mut roots: Vec<NodeId> = document.roots().collect();
        if roots.is_empty() {
            roots.push(NodeId(0));
        }
        let parts = roots.into_iter().map(|root| {
            let view = View {
                path: source.path(),
                text: source.text(),
                document,
                root,
            };
            (view, places::of(&view))
        });
        Self {
            source,
            document,
            parts: parts.collect(),
            list: Cell::new(None),
        }
    }

    /// The part of the file that a byte lies in.
    fn part(&self, at: u32) -> Option<&(View<'a>, &'static Place)> {
        let begins = |view: &View<'_>| self.document.node(view.root).map_or(0, |node| node.span.start);
        let behind = self.parts.partition_point(|(view, _)| begins(view) <= at);
        self.parts.get(behind.saturating_sub(1))
    }

    /// What an id is, by where it stands.
    fn id(&self, span: Span) -> Option<Draft> {
        let id = ids::read(self.source.text(), span)?;
        let (view, place) = self.part(span.start)?;
        let placeholder = exclude::is_placeholder(&id);
        let node = self.document.scalar_around(span);
        let (details, closed) = if let Some(reason) = self.in_comment(span) {
            (Details::default(), Some(reason))
        } else if let Some(node) = node {
            let details = (place.id)(view, node);
            // A tool may well keep a list of pins in one string.
            let list = details.role == Some(Role::Pinned);
            let closed = self
                .in_string(node, span)
                .filter(|reason| !(list && *reason == Reason::ListInString));
            (details, closed)
        } else if self.in_key(span) {
            (Details::default(), Some(Reason::Key))
        } else {
            (Details::default(), None)
        };
        let role = match (closed, placeholder) {
            (Some(reason), _) => reason.role(),
            (None, true) => Reason::Placeholder.role(),
            (None, false) => details.role.clone().unwrap_or(Role::Pinned),
        };
        let details = if closed.is_some() {
            Details::default()
        } else {
            details
        };
        let pin = Pin::new(span, Value::Id(id), place.name, role);
        let mut draft = Draft::new(pin, node, details);
        draft.open = closed.is_none();
        draft.placeholder = placeholder;
        Some(draft)
    }

    /// The row whose part of the file a byte lies in.
    pub(super) fn format(&self, at: u32) -> &'static str {
        self.part(at).map_or(places::TEXT.name, |(_, place)| place.name)
    }

    /// Pins without an id. What a row reports twice counts once, and as it was reported last: first come the references that
    /// are the same in all tools.
    fn others(&self, drafts: &mut Vec<Draft>) {
        let ids = drafts.len();
        let parts = self.parts.iter();
        let reported =
            parts.flat_map(|(view, place)| (place.others)(view).into_iter().map(move |other| (place, other)));
        let mut reported: Vec<(&&Place, Other)> = reported.collect();
        reported.reverse();
        reported.sort_by_key(|(_, other)| other.span);
        let mut taken = Span::default();
        for (place, Other { span, value, details }) in reported {
            // An id that a row reports once more is known already.
            let known = drafts[..ids].partition_point(|draft| draft.pin.span.end <= span.start);
            let is_known = drafts[..ids]
                .get(known)
                .is_some_and(|draft| draft.pin.span.overlaps(span));
            let fits = self
                .source
                .text()
                .get(span.range())
                .is_some_and(|text| !text.is_empty());
            if !fits || is_known || taken.overlaps(span) {
                continue;
            }
            taken = span;
            let role = details.role.clone().unwrap_or(Role::Pinned);
            let node = self.document.scalar_around(span);
            drafts.push(Draft::new(Pin::new(span, value, place.name, role), node, details));
        }
    }

    /// Adds what the text around each pin says.
    fn surround(&self, drafts: &mut [Draft]) {
        let mut around = Surroundings::new(self.source, self.document);
        let mut floor = 0;
        for draft in drafts {
            let span = draft.pin.span;
            if draft.open {
                let exact =
                    draft.node.and_then(|node| self.document.text(node)) == Some(draft.pin.value.text());
                let keyed = draft.node.and_then(|node| around.by_key(node));
                draft.keyed = around.by_arn(span).or(keyed);
                if draft.keyed.is_none() && !exact {
                    let by_line = around.by_line(span, floor);
                    draft.keyed = by_line.or_else(|| around.by_indentation(span));
                }
                let by_field = draft.node.and_then(|node| around.by_field(node));
                let told = draft.pin.region.take();
                draft.pin.region = told
                    .or(by_field)
                    .or_else(|| around.by_comment(span))
                    .or_else(|| around.by_path())
                    .or_else(|| around.by_file());
                let owner = draft.node.and_then(|node| around.owner(node));
                draft.pin.owner = owner.and_then(|owner| Some(self.document.node(owner)?.span));
                draft.pin.nearby = around.nearby(span, draft.node);
            }
            floor = span.end;
        }
    }

    /// Why an id in a comment is left alone.
    fn in_comment(&self, span: Span) -> Option<Reason> {
        let comments = &self.document.comments;
        let behind = comments.partition_point(|comment| comment.span.start <= span.start);
        let comment = comments.get(behind.checked_sub(1)?)?;
        if !comment.span.contains(span) {
            return None;
        }
        let before = Span::new(comment.span.start as usize, span.start as usize);
        let line = self
            .source
            .slice(before)
            .rsplit(['\n', '\r'])
            .next()
            .unwrap_or_default();
        // `# ami = "ami-…"`: what stands before an id in code.
        let code = line.trim_end().ends_with(['=', ':', '"', '\'', '[', '(', ',']);
        Some(if code { Reason::CommentedOut } else { Reason::Prose })
    }

    /// Why an id in a value is left alone.
    fn in_string(&self, node: NodeId, span: Span) -> Option<Reason> {
        let scalar = self.document.scalar(node)?;
        let mut names = self
            .document
            .ancestors(node)
            .filter_map(|at| self.document.name(at));
        if names.next().is_some_and(exclude::is_prose_key) {
            return Some(Reason::Prose);
        }
        if scalar.inner == span {
            return None;
        }
        let list = match self.list.get() {
            Some((asked, list)) if asked == node => list,
            _ => is_list(self.source.slice(scalar.inner)),
        };
        self.list.set(Some((node, list)));
        list.then_some(Reason::ListInString)
    }

    /// Whether a span lies in a key.
    fn in_key(&self, span: Span) -> bool {
        const NEAR: usize = 8;
        let nodes = &self.document.nodes;
        let behind = nodes.partition_point(|node| node.span.start < span.end);
        nodes[behind..]
            .iter()
            .take(NEAR)
            .any(|node| matches!(&node.key, Key::Name(_, key) if key.contains(span)))
    }
}

/// Whether a line of text is several ids and nothing else.
fn is_list(text: &str) -> bool {
    if text.contains('\n') {
        return false;
    }
    let found = ids::find(text.as_bytes());
    let letters: usize = found.iter().map(|id| id.len()).sum();
    let marks = |c: char| matches!(c, ',' | ';' | '|') || c.is_whitespace();
    let between = text.chars().filter(|c| marks(*c)).count();
    found.len() > 1 && letters + between == text.len()
}
