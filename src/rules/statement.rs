//! A statement put into a script where the document has room for it.

use crate::script::Script;
use crate::source::{Edit, Span};
use crate::yaml::Style;

/// Puts a statement before the line in which `at` stands, in the way the document is written there; none where that line
/// continues another one, or where its text does not stand in the document as it is.
pub(super) fn statement_before(script: &Script<'_, '_>, at: usize, statement: &str) -> Option<Edit> {
    let start = script.text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let line = script.text.get(start..)?.trim_start_matches([' ', '\t']);
    let first = script.text.len() - line.len();
    let before = script.code.get(..start)?.trim_end();
    if before.ends_with(['`', '|', ',', '(', '=', '+']) || line.starts_with(['|', ')', '}', '.', '-']) {
        return None;
    }
    let place = script.verbatim(&(first..first + line.chars().next()?.len_utf8()))?;
    let node = script
        .step
        .input("commands")
        .iter()
        .flat_map(|entry| entry.value.items())
        .find(|item| item.span().contains(place))?;
    let text = match node.style()? {
        Style::Literal => {
            let document = node.tree().text();
            let head = document.get(..place.start as usize)?;
            let indent = head.rsplit('\n').next()?;
            if !indent.trim().is_empty() {
                return None;
            }
            format!("{statement}\n{indent}")
        }
        // In a plain text a bracket at the start would begin a list.
        Style::Plain if statement.starts_with(|c: char| c == '$' || c.is_ascii_alphabetic()) => {
            format!("{statement}; ")
        }
        _ => return None,
    };
    Some(Edit {
        span: Span::empty(place.start),
        text,
    })
}

/// The same before the first line that does something for sure, but not behind `at`: the start of a script, with what
/// describes it left first.
pub(super) fn statement_first(script: &Script<'_, '_>, at: usize, statement: &str) -> Option<Edit> {
    let first = script
        .calls
        .iter()
        .find(|call| call.within.is_none() && !call.conditional)
        .map_or(at, |call| call.range.start.min(at));
    statement_before(script, first, statement)
}
