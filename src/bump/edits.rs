//! A group of the plan as exact byte edits.
//!
//! What changes: the pin's text, its companions, and where the name or the day of the old release is repeated beside it. The
//! changed file is read again: apart from the edits it has to have the same nodes and comments at the same places, so that no
//! text from outside can become more than the value it stands in.

use std::collections::{BTreeMap, BTreeSet};

use crate::pin::{CompanionKind, Pin, Scanned};
use crate::release::families;
use crate::source::{Edit, EditError, EditSet, Source, Span};
use crate::syntax::{self, Content, Document, Key};

use super::{Group, Move, Plan, Verdict};

/// The changes of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEdits {
    /// Index in `Request::files`.
    pub file: usize,
    /// The changes.
    pub edits: EditSet,
}

/// Why a file cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadEdits {
    /// The edits do not fit each other or the text.
    #[error("{path}: {error}")]
    Misfit {
        /// The file.
        path: String,
        /// What is wrong.
        error: EditError,
    },
    /// The new text has characters that mean something where it is written.
    #[error("{path}: `{text}` cannot be written in the place of a pin")]
    Unsafe {
        /// The file.
        path: String,
        /// The text, as the facts give it.
        text: String,
    },
    /// Read again, the changed file is not the same apart from the edits.
    #[error("{path}: the change would alter more than the pins")]
    Alters {
        /// The file.
        path: String,
    },
}

/// The changes that a group of the plan makes in the files of the request, file by file. A pin of the group that the files do
/// not have makes none.
pub fn edits(plan: &Plan, group: &Group, files: &[Scanned]) -> Result<Vec<FileEdits>, BadEdits> {
    let mut by_file: BTreeMap<usize, Vec<(&Verdict, &Move)>> = BTreeMap::new();
    for verdict in plan.verdicts_of(group) {
        if let Some(next) = &verdict.next {
            by_file.entry(verdict.pin.file).or_default().push((verdict, next));
        }
    }
    let mut all = Vec::new();
    for (file, moves) in by_file {
        let Some(scanned) = files.get(file) else { continue };
        let edits = of_file(scanned, &moves)?;
        if !edits.is_empty() {
            all.push(FileEdits { file, edits });
        }
    }
    Ok(all)
}

fn of_file(scanned: &Scanned, moves: &[(&Verdict, &Move)]) -> Result<EditSet, BadEdits> {
    let source = &scanned.source;
    let path = || source.path().to_owned();
    let mut edits = Vec::new();
    let mut repeated = Vec::new();
    for (verdict, next) in moves {
        let Some(pin) = scanned.pins.get(verdict.pin.pin) else {
            continue;
        };
        edits.extend(of_pin(source, pin, next)?);
        repeated.extend(repetitions(source, pin, verdict, next));
    }
    // A text beside two pins that become different things cannot follow both; one that is a pin itself follows its own.
    let pins = scanned.pins.iter();
    let mut taken: Vec<Span> = pins
        .flat_map(|pin| {
            std::iter::once(pin.span).chain(pin.companions.iter().map(|companion| companion.span))
        })
        .collect();
    taken.sort_unstable();
    repeated.sort();
    repeated.dedup();
    let clash = |a: &Edit, b: Option<&Edit>| b.is_some_and(|b| a.span.overlaps(b.span));
    let alone = (0..repeated.len()).filter(|at| {
        let edit = &repeated[*at];
        let before = at.checked_sub(1).and_then(|before| repeated.get(before));
        !clash(edit, before) && !clash(edit, repeated.get(at + 1)) && !touches(&taken, edit.span)
    });
    edits.extend(alone.map(|at| repeated[at].clone()));
    edits.retain(|edit| source.slice(edit.span) != edit.text);
    let misfit = |error| BadEdits::Misfit { path: path(), error };
    let edits = EditSet::new(edits).map_err(misfit)?;
    let changed = edits.apply(source.text()).map_err(misfit)?;
    if is_same_apart_from(source, &edits, &changed) {
        Ok(edits)
    } else {
        Err(BadEdits::Alters { path: path() })
    }
}

/// Whether any of the sorted spans shares a byte with `span`.
fn touches(sorted: &[Span], span: Span) -> bool {
    let end = sorted.partition_point(|other| other.start < span.end);
    // Pins do not overlap, so the last ones that begin before the end decide.
    sorted[..end]
        .iter()
        .rev()
        .take(4)
        .any(|other| other.overlaps(span))
}

/// The edits of a pin and its companions.
fn of_pin(source: &Source, pin: &Pin, next: &Move) -> Result<Vec<Edit>, BadEdits> {
    let mut edits = vec![(pin.span, next.text.as_str())];
    for companion in &pin.companions {
        match &companion.kind {
            CompanionKind::RecipeVersion { next } => edits.push((companion.span, next)),
            CompanionKind::ReleaseVersion => {
                let version = next.to.release_version.as_deref();
                edits.extend(version.map(|version| (companion.span, version)));
            }
        }
    }
    edits
        .into_iter()
        .map(|(span, text)| {
            if !is_plain(text, source.slice(span)) {
                return Err(BadEdits::Unsafe {
                    path: source.path().to_owned(),
                    text: text.to_owned(),
                });
            }
            Ok(Edit {
                span,
                text: text.to_owned(),
            })
        })
        .collect()
}

/// Whether a text is made of characters that end nothing and mean nothing in any syntax, or that stood there before.
fn is_plain(text: &str, before: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '/' | '@' | '+');
    let known = |c: char| matches!(c, ' ' | '(' | ')' | '[' | ']' | ':') && before.contains(c);
    !text.is_empty() && text.chars().all(|c| plain(c) || known(c))
}

/// The edits where the name or the day of the old release is repeated beside a pin.
fn repetitions(source: &Source, pin: &Pin, verdict: &Verdict, next: &Move) -> Vec<Edit> {
    let old = verdict.current.image.as_ref().map(|image| image.name.as_str());
    let new = next.to.image.name.as_str();
    let mut swaps: Vec<(String, String)> = Vec::new();
    swaps.extend(old.map(|old| (old.to_owned(), new.to_owned())));
    let day = |name: &str| families::of_name(name).and_then(|named| named.released);
    let old_day = verdict
        .current
        .released
        .filter(|_| old.is_none_or(|old| day(old).is_some()));
    if let (Some(old), Some(new)) = (old_day, day(new)) {
        for separator in [".", "-", ""] {
            let write = |date: jiff::civil::Date| {
                format!(
                    "{:04}{separator}{:02}{separator}{:02}",
                    date.year(),
                    date.month(),
                    date.day()
                )
            };
            swaps.push((write(old), write(new)));
        }
    }
    let mut edits = Vec::new();
    for span in &pin.nearby {
        let text = source.slice(*span);
        // A day in a comment that speaks to amiforge is an order, not a note.
        if text.contains("amiforge:") {
            continue;
        }
        let mut done = BTreeSet::new();
        // Of an image that is gone nobody knows the name but, sometimes, the text beside the pin.
        let concluded = match old {
            None => names_like(text, new),
            Some(_) => Vec::new(),
        };
        let concluded: Vec<_> = concluded.into_iter().map(|old| (old, new.to_owned())).collect();
        for (old, new) in concluded.iter().chain(&swaps) {
            for at in whole_words(text, old) {
                let (start, end) = (at, at + old.len());
                let free = !done
                    .iter()
                    .any(|(from, to): &(usize, usize)| start < *to && *from < end);
                if free && is_plain(new, old) {
                    done.insert((start, end));
                    let from = span.start as usize;
                    edits.push(Edit {
                        span: Span::new(from + start, from + end),
                        text: new.clone(),
                    });
                }
            }
        }
    }
    edits
}

/// The names in a text of other releases of the same thing.
fn names_like(text: &str, name: &str) -> Vec<String> {
    const MOST: usize = 16;
    let Some(named) = families::of_name(name) else {
        return Vec::new();
    };
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '/');
    text.split(|c: char| !is_of_name(c))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| *word != name)
        .filter(|word| families::of_name(word).is_some_and(|found| found.identity == named.identity))
        .take(MOST)
        .map(str::to_owned)
        .collect()
}

/// Where `word` stands in a text and is no part of a longer word. A `v` before a day belongs to neither.
fn whole_words<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    const MOST: usize = 16;
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    text.match_indices(word)
        .filter(move |(at, _)| {
            let before = text[..*at].trim_end_matches('v');
            let short = text.len().min(at + word.len());
            let behind = &text[short..];
            let ends = |c: Option<char>| c.is_none_or(|c| !inner(c));
            // A full stop ends a sentence, or goes on to another number.
            let goes_on = behind
                .strip_prefix('.')
                .is_some_and(|rest| rest.starts_with(inner));
            let joined = before.strip_suffix('.').is_some_and(|rest| rest.ends_with(inner));
            ends(before.chars().next_back()) && ends(behind.chars().next()) && !goes_on && !joined
        })
        .map(|(at, _)| at)
        .take(MOST)
}

/// Whether a changed text has the same nodes and comments as before, at the same places, apart from the values that were
/// edited.
pub(super) fn is_same_apart_from(source: &Source, edits: &EditSet, changed: &str) -> bool {
    let kind = syntax::of_path(source.path(), source.text());
    let before = syntax::read(source.text(), kind);
    let after = syntax::read(changed, kind);
    let moved = Moved::new(edits);
    let comments = before.comments.len() == after.comments.len()
        && before
            .comments
            .iter()
            .zip(&after.comments)
            .all(|(a, b)| a.own_line == b.own_line && moved.span(a.span) == Some(b.span));
    comments
        && before.syntax == after.syntax
        && before.nodes.len() == after.nodes.len()
        && is_same_tree(&before, &after, &moved)
}

fn is_same_tree(before: &Document, after: &Document, moved: &Moved) -> bool {
    before.nodes.iter().zip(&after.nodes).all(|(a, b)| {
        let keys = match (&a.key, &b.key) {
            (Key::Name(a, at), Key::Name(b, to)) => a == b && moved.span(*at) == Some(*to),
            (a, b) => a == b,
        };
        let contents = match (&a.content, &b.content) {
            (Content::Scalar(a), Content::Scalar(b)) => {
                a.quoted == b.quoted
                    && moved.span(a.inner) == Some(b.inner)
                    && (a.text == b.text || moved.touches(a.inner))
            }
            (a, b) => a == b,
        };
        keys && contents && a.parent == b.parent && a.tag == b.tag && moved.span(a.span) == Some(b.span)
    })
}

/// Where bytes are after the edits.
struct Moved {
    /// Old span, new start, new end; in order.
    edits: Vec<(Span, u32, u32)>,
}

impl Moved {
    fn new(set: &EditSet) -> Self {
        let mut grown: i64 = 0;
        let place = |at: i64| u32::try_from(at).unwrap_or(u32::MAX);
        let edits = set.edits().iter().map(|edit| {
            let start = i64::from(edit.span.start) + grown;
            let length = i64::try_from(edit.text.len()).unwrap_or(i64::MAX);
            grown += length - i64::from(edit.span.end - edit.span.start);
            (edit.span, place(start), place(start.saturating_add(length)))
        });
        Self {
            edits: edits.collect(),
        }
    }

    /// Where a byte is; none when it was replaced.
    fn byte(&self, at: u32, is_end: bool) -> Option<u32> {
        let before = self
            .edits
            .partition_point(|(span, _, _)| if is_end { span.end <= at } else { span.end < at });
        let (from, to) = match before.checked_sub(1).and_then(|last| self.edits.get(last)) {
            Some((span, _, end)) => (span.end, *end),
            None => (0, 0),
        };
        if let Some((span, start, _)) = self.edits.get(before)
            && span.start <= at
        {
            return match at {
                at if at == span.start => Some(*start),
                at if at == span.end => Some(self.edits.get(before)?.2),
                _ => None,
            };
        }
        Some(at - from + to)
    }

    fn span(&self, span: Span) -> Option<Span> {
        let start = self.byte(span.start, false)?;
        let end = self.byte(span.end, true)?;
        Some(Span { start, end })
    }

    fn touches(&self, span: Span) -> bool {
        let first = self.edits.partition_point(|(edit, _, _)| edit.end <= span.start);
        self.edits
            .get(first)
            .is_some_and(|(edit, _, _)| edit.overlaps(span))
    }
}
