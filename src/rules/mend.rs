//! Fixes, for every group: what to write in a file in place of a value or a key, so that its quotes, its comments and the
//! style of the file stay. Each gives nothing where that cannot be said for sure: for an alias, a block of lines, a text
//! that the file has in another form.
//!
//! Line breaks are written as `\n`; whoever applies a fix turns them into those of the file.

use crate::diagnostic::{Diagnostic, Safety};
use crate::source::{Edit, Span};
use crate::yaml::scalar::{self, Resolved};
use crate::yaml::{Entry, Node, Style, Tree};

/// Says to write `text` in place of a key or value, and does so.
pub(crate) fn write(finding: &mut Diagnostic, safety: Safety, node: Node<'_>, text: &str) {
    finding.help(title_of(text));
    instead(finding, safety, node, text);
}

/// Writes `text` in place of a key or value, where the help says it in other words.
pub(crate) fn instead(finding: &mut Diagnostic, safety: Safety, node: Node<'_>, text: &str) {
    if let Some(edit) = scalar(node, text) {
        finding.fix(safety, title_of(text), vec![edit]);
    }
}

fn title_of(text: &str) -> String {
    format!("write `{}`", crate::yaml::shorten(text))
}

/// Says to write a number or a boolean in place of a value, without quotes, and does so.
pub(crate) fn write_bare(finding: &mut Diagnostic, safety: Safety, node: Node<'_>, text: &str) {
    let title = format!("write `{text}`");
    finding.help(title.clone());
    if let Some(edit) = bare(node, text) {
        finding.fix(safety, title, vec![edit]);
    }
}

/// Says to write a value as it is with quotes around it, and does so.
pub(crate) fn write_quoted(finding: &mut Diagnostic, safety: Safety, node: Node<'_>) {
    let title = format!("write `'{}'`", node.shown());
    finding.help(title.clone());
    if let Some(edit) = quoted(node, node.text().unwrap_or_default()) {
        finding.fix(safety, title, vec![edit]);
    }
}

/// Says to write `new` in place of a part of a value, and does so where the file has exactly `old` there.
pub(crate) fn write_part(
    finding: &mut Diagnostic,
    safety: Safety,
    tree: &Tree<'_>,
    (span, old): (Span, &str),
    new: &str,
) {
    let title = title_of(new);
    finding.help(title.clone());
    let harmless = |c: char| c.is_ascii_alphanumeric() || "_-./:[]".contains(c);
    if tree.slice(span) == old && !old.is_empty() && new.chars().all(harmless) {
        finding.replace(safety, title, span, new);
    }
}

/// How sure it is that one name of the document was meant by another word: in other letters it may be one that is yet to
/// come.
pub(crate) fn of_names(word: &str, name: &str) -> Safety {
    if word.eq_ignore_ascii_case(name) {
        Safety::Safe
    } else {
        Safety::Unsafe
    }
}

/// Says to write `text` in place of a key, and does so where its map has no such key yet.
pub(crate) fn rename(finding: &mut Diagnostic, safety: Safety, key: Node<'_>, text: &str) {
    let mut maps = key.tree().nodes().filter(|node| !node.is_alias());
    let own = maps.find(|map| map.written_entries().any(|entry| entry.key == key));
    if own.is_none_or(|map| map.get(text).is_none()) {
        write(finding, safety, key, text);
    } else {
        finding.help(title_of(text));
    }
}

/// A key or value that says `text`, in the quotes it has.
pub(crate) fn scalar(node: Node<'_>, text: &str) -> Option<Edit> {
    let written = match node.style()? {
        Style::Plain if is_plain(text) => text.to_owned(),
        Style::Plain => quotes(node, text)?,
        Style::SingleQuoted => single(text)?,
        Style::DoubleQuoted => double(text)?,
        Style::Literal | Style::Folded => return None,
    };
    replace(node, written)
}

/// A number or a boolean in place of a value.
pub(crate) fn bare(node: Node<'_>, text: &str) -> Option<Edit> {
    let flow = !matches!(node.style()?, Style::Literal | Style::Folded);
    replace(node, text.to_owned()).filter(|_| flow && !text.is_empty())
}

/// A value that says `text`, in quotes.
pub(crate) fn quoted(node: Node<'_>, text: &str) -> Option<Edit> {
    match node.style()? {
        Style::Literal | Style::Folded => None,
        Style::DoubleQuoted => replace(node, double(text)?),
        Style::Plain | Style::SingleQuoted => replace(node, quotes(node, text)?),
    }
}

/// A text in the quotes that the file wants: a document in braces is JSON or close to it.
pub(crate) fn quotes(node: Node<'_>, text: &str) -> Option<String> {
    let json = node
        .tree()
        .root()
        .is_some_and(|root| root.is_map() && root.is_flow());
    if json { double(text) } else { single(text) }
}

fn replace(node: Node<'_>, text: String) -> Option<Edit> {
    let span = node.written_span();
    (!node.is_alias() && !span.is_empty()).then_some(Edit { span, text })
}

/// A text in single quotes.
pub(crate) fn single(text: &str) -> Option<String> {
    let one_line = !text.chars().any(char::is_control);
    one_line.then(|| format!("'{}'", text.replace('\'', "''")))
}

fn double(text: &str) -> Option<String> {
    let plain = !text.chars().any(char::is_control);
    plain.then(|| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// Whether a text means the same without quotes, wherever it stands. Says no when in doubt.
fn is_plain(text: &str) -> bool {
    let first = |c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '$' | '_');
    let within = |c: char| c.is_ascii_alphanumeric() || "_-./\\$()+=@~;".contains(c);
    let mut before = '\0';
    for (at, c) in text.char_indices() {
        let next = text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
        let fits = match c {
            _ if at == 0 => first(c),
            ' ' => before != ' ' && next.is_some_and(first),
            ':' => next.is_some_and(within),
            c => within(c),
        };
        if !fits {
            return false;
        }
        before = c;
    }
    !text.is_empty() && scalar::resolve(text, Style::Plain) == Resolved::Text
}

/// Parts of a map or list that one is taken out of. All of them are looked at, for every finding: without a bound, a file of
/// nothing but faults would cost its length squared.
const MOST_PARTS: usize = 500;

/// Takes an entry out of its map: the whole lines of one in a block. None when it is the only one, or when a comment would go
/// with it.
pub(crate) fn without_entry(map: Node<'_>, entry: Entry<'_>) -> Option<Edit> {
    if map.written_entries().len() > MOST_PARTS {
        return None;
    }
    let entries: Vec<Entry<'_>> = map.written_entries().collect();
    let at = entries.iter().position(|other| other.key == entry.key)?;
    let spans: Vec<Span> = entries.iter().map(Entry::span).collect();
    without(map, &spans, at)
}

/// Takes an item out of its list: the whole lines of one in a block. None as for an entry.
pub(crate) fn without_item(list: Node<'_>, item: Node<'_>) -> Option<Edit> {
    if list.items().len() > MOST_PARTS {
        return None;
    }
    let items: Vec<Node<'_>> = list.items().collect();
    let at = items.iter().position(|other| *other == item)?;
    let spans: Vec<Span> = items.iter().map(|item| item.written_span()).collect();
    if list.is_flow() {
        return without(list, &spans, at);
    }
    let tree = list.tree();
    let text = tree.text();
    let written = item.written_span();
    let first = written.start as usize;
    let start = text.get(..first)?.rfind(['\n', '\r']).map_or(0, |i| i + 1);
    let final_byte = (written.end as usize).max(first + 1) - 1;
    let end = text
        .get(final_byte..)?
        .find('\n')
        .map_or(text.len(), |i| final_byte + i + 1);
    let span = Span::new(start, end);
    let dash_alone = text.get(start..first)?.trim() == "-";
    let whole = dash_alone && items.len() > 1 && !list.is_alias() && !has_comment(list, span);
    whole.then(|| Edit {
        span,
        text: String::new(),
    })
}

/// Whether a comment stands in the span.
fn has_comment(node: Node<'_>, span: Span) -> bool {
    let comments = &node.tree().comments;
    let next = comments.partition_point(|comment| comment.span.start < span.start);
    comments
        .get(next)
        .is_some_and(|comment| comment.span.start < span.end)
}

fn without(owner: Node<'_>, parts: &[Span], at: usize) -> Option<Edit> {
    if owner.is_alias() || parts.len() < 2 {
        return None;
    }
    let tree = owner.tree();
    let (part, next) = (parts.get(at)?, parts.get(at + 1));
    let text = tree.text();
    let line = text
        .get(..part.start as usize)?
        .rfind(['\n', '\r'])
        .map_or(0, |i| i + 1);
    let before = text.get(line..part.start as usize)?;
    let alone = before.trim_start_matches('\u{feff}').trim().is_empty();
    let span = if owner.is_flow() {
        match (next, at.checked_sub(1).and_then(|before| parts.get(before))) {
            (Some(next), _) => Span {
                start: part.start,
                end: next.start,
            },
            (None, Some(before)) => Span {
                start: before.end,
                end: end_of(text, *part)?,
            },
            (None, None) => return None,
        }
    } else if alone {
        let last = part.end.max(part.start + 1) as usize - 1;
        let rest = text.get(last..)?;
        let end = rest.find('\n').map_or(text.len(), |i| last + i + 1);
        Span::new(
            line + before.len() - before.trim_start_matches('\u{feff}').len(),
            end,
        )
    } else if before.trim_matches([' ', '-']).is_empty() {
        // Behind the dash of an item the next key takes its place.
        Span {
            start: part.start,
            end: next?.start,
        }
    } else {
        return None;
    };
    let whole = !has_comment(owner, span) && is_all_of(owner, span);
    whole.then(|| Edit {
        span,
        text: String::new(),
    })
}

/// Where the last part of a flow collection ends, the colon of a key without a value included.
fn end_of(text: &str, part: Span) -> Option<u32> {
    let rest = text.get(part.end as usize..)?;
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    let colon = rest.get(blanks..)?.starts_with(':');
    let more = if colon { blanks + 1 } else { 0 };
    u32::try_from(part.end as usize + more).ok()
}

/// Whether the span holds nothing that belongs to what is around the collection.
fn is_all_of(owner: Node<'_>, span: Span) -> bool {
    let text = owner.tree().text();
    let behind = text
        .get(owner.span().end as usize..span.end as usize)
        .unwrap_or_default();
    behind.trim().is_empty()
}
