//! Changes to a document's text that keep everything else as it is.

use amiforge::source::Span;
use amiforge::yaml::{Entry, Node};

use super::Mutant;

fn splice(text: &str, at: Span, new: &str) -> String {
    let mut out = text.to_owned();
    out.replace_range(at.range(), new);
    out
}

/// Puts `new` in place of a node.
pub(crate) fn replace(node: Node<'_>, new: &str) -> Mutant {
    let span = node.span();
    Mutant {
        text: splice(node.tree().text(), span, new),
        place: Span::new(span.start as usize, span.start as usize + new.len()),
    }
}

/// The column (in bytes) at which a node starts on its line.
fn column(text: &str, at: usize) -> usize {
    at - text[..at].rfind('\n').map_or(0, |i| i + 1)
}

/// The byte behind the line on which `at` lies, its line break included.
fn next_line(text: &str, at: usize) -> usize {
    // By bytes: the last one of a node may be within a character.
    let rest = &text.as_bytes()[at..];
    rest.iter()
        .position(|byte| *byte == b'\n')
        .map_or(text.len(), |i| at + i + 1)
}

/// Where the lines of a node end: behind the last line that holds a part of it.
fn behind(text: &str, node: Node<'_>) -> usize {
    next_line(text, (node.written_span().end as usize).max(1) - 1)
}

fn indented(lines: &str, indent: usize) -> String {
    lines
        .lines()
        .map(|line| {
            if line.is_empty() {
                "\n".to_owned()
            } else {
                format!("{}{line}\n", " ".repeat(indent))
            }
        })
        .collect()
}

/// Inserts whole lines; adds the line break that a last line may lack.
fn insert(text: &str, at: usize, lines: &str) -> Mutant {
    let glue = if at > 0 && !text[..at].ends_with('\n') {
        "\n"
    } else {
        ""
    };
    Mutant {
        text: format!("{}{glue}{lines}{}", &text[..at], &text[at..]),
        place: Span::new(at + glue.len(), at + glue.len() + lines.trim_end().len()),
    }
}

/// Adds lines with keys behind an entry of a block map, at the indentation of its key.
pub(crate) fn add_keys(entry: Entry<'_>, lines: &str) -> Option<Mutant> {
    let text = entry.key.tree().text();
    let start = entry.key.written_span().start as usize;
    if entry.value.is_null() || text.contains('\t') {
        return None;
    }
    let at = behind(text, entry.value);
    Some(insert(text, at, &indented(lines, column(text, start))))
}

/// Adds an item (its lines without the dash) behind the last one of a block list.
pub(crate) fn add_item(list: Node<'_>, lines: &str) -> Option<Mutant> {
    if list.is_flow() || list.is_alias() {
        return None;
    }
    let text = list.tree().text();
    let before = list.items().last()?;
    let dash = column(text, list.span().start as usize);
    if !text[list.span().start as usize..].starts_with('-') {
        return None;
    }
    let mut added = String::new();
    for (number, line) in lines.lines().enumerate() {
        added.push_str(if number == 0 { "- " } else { "  " });
        added.push_str(line);
        added.push('\n');
    }
    Some(insert(text, behind(text, before), &indented(&added, dash)))
}

/// Takes an entry of a block map out, with all of its lines. The place is what is left of the map.
pub(crate) fn remove(map: Node<'_>, entry: Entry<'_>) -> Option<Mutant> {
    let text = map.tree().text();
    let start = entry.key.written_span().start as usize;
    let first = map.written_entries().next()?.key.written_span().start as usize;
    let indent = column(text, start);
    let (from, to, start_of_map) = if start == first && text[..start].ends_with("- ") {
        // Behind a dash: what follows moves up to it.
        let end = behind(text, entry.value);
        let next = map.written_entries().nth(1)?.key.written_span().start as usize;
        if next < end {
            return None;
        }
        (start, next, start)
    } else if text[start - indent..start].trim().is_empty() {
        (start - indent, behind(text, entry.value), first)
    } else {
        return None;
    };
    let mut out = text.to_owned();
    out.replace_range(from..to, "");
    let end = (map.span().end as usize)
        .saturating_sub(to - from)
        .max(start_of_map + 1)
        .min(out.len());
    Some(Mutant {
        text: out,
        place: Span::new(start_of_map.min(end), end),
    })
}

/// Gives an entry another value, from behind its colon to the end of its lines.
pub(crate) fn set(entry: Entry<'_>, value: &str) -> Option<Mutant> {
    let text = entry.key.tree().text();
    let key = entry.key.written_span();
    if entry.key.raw().contains('\n') || entry.value.written_span().start < key.start {
        return None;
    }
    let from = key.end as usize + text[key.end as usize..].find(':')? + 1;
    let to = if entry.value.is_null() {
        from
    } else {
        behind(text, entry.value)
    };
    let new = if value.is_empty() {
        "\n".to_owned()
    } else {
        format!(" {value}\n")
    };
    let mut out = text.to_owned();
    let end = to.max(from);
    out.replace_range(from..end, &new);
    Some(Mutant {
        text: out,
        place: Span::new(key.start as usize, from + new.trim_end().len()),
    })
}

/// Gives a key another name.
pub(crate) fn rename(entry: Entry<'_>, name: &str) -> Mutant {
    replace(entry.key, name)
}
