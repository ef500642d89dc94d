//! Rows of the configuration: which pins of a file each of them binds.

use crate::syntax::NodeId;

use super::draft::{Draft, Said};
use super::hints::Row;
use super::names;
use super::pointer::Captures;
use super::scan::File;

const FROM: &str = "the configuration";

/// Gives every pin what the rows say that match it, and adds pins by name that only a row points at. The numbers of the rows
/// that matched something come back.
pub(super) fn bind(rows: &[(usize, &Row)], file: &File<'_>, drafts: &mut Vec<Draft>) -> Vec<usize> {
    let mut used = Vec::new();
    for (number, row) in rows {
        let matched = match &row.at {
            None => bind_all(row, drafts),
            Some(pointer) => pointer
                .find(file.document)
                .into_iter()
                .fold(false, |matched, (node, captures)| {
                    bind_below(row, node, captures, file, drafts) || matched
                }),
        };
        if matched {
            used.push(*number);
        }
    }
    used
}

fn said(row: &Row, captures: Captures, exact: bool) -> Said {
    Said {
        captures,
        exact,
        ..Said::comment(row.says.clone(), FROM)
    }
}

fn bind_all(row: &Row, drafts: &mut [Draft]) -> bool {
    let mut matched = false;
    for draft in drafts.iter_mut().filter(|draft| draft.open) {
        draft.hear(said(row, Captures::new(), false));
        matched = true;
    }
    matched
}

/// Binds what stands within a node.
fn bind_below(row: &Row, node: NodeId, captures: Captures, file: &File<'_>, drafts: &mut Vec<Draft>) -> bool {
    let Some(span) = file.document.node(node).map(|node| node.span) else {
        return false;
    };
    let mut matched = false;
    for draft in drafts.iter_mut() {
        if draft.open && span.contains(draft.pin.span) {
            draft.hear(said(row, captures.clone(), true));
            matched = true;
        }
    }
    if matched {
        return true;
    }
    let Some(mut draft) = names::draft(file, node, row.says.follow.as_ref()) else {
        return false;
    };
    draft.hear(said(row, captures, true));
    drafts.push(draft);
    true
}
