//! Rows of the configuration: which pins of a file each of them binds.

use std::collections::BTreeMap;

use super::draft::{Draft, Said};
use super::hints::Row;
use super::names;
use super::pointer::{Captures, Pointer};
use super::scan::File;

const FROM: &str = "the configuration";

/// Gives every pin what the rows say that match it, and adds pins by name that only a row points at. The numbers of the rows
/// that matched something come back.
pub(super) fn bind(rows: &[(usize, &Row)], file: &File<'_>, drafts: &mut Vec<Draft>) -> Vec<usize> {
    let mut used = Vec::new();
    for (number, row) in rows {
        let bound = match &row.at {
            None => open(drafts).map(|index| (index, Captures::new())).collect(),
            Some(pointer) => below(pointer, row, file, drafts),
        };
        if !bound.is_empty() {
            used.push(*number);
        }
        for (index, captures) in bound {
            drafts[index].hear(Said {
                captures,
                exact: row.at.is_some(),
                ..Said::comment(row.says.clone(), FROM)
            });
        }
    }
    used
}

fn open(drafts: &[Draft]) -> impl Iterator<Item = usize> {
    let drafts = drafts.iter().enumerate();
    drafts.filter(|(_, draft)| draft.open).map(|(index, _)| index)
}

/// The pins within the nodes that a pointer leads to, each with what was captured on the way to the innermost of them.
fn below(
    pointer: &Pointer,
    row: &Row,
    file: &File<'_>,
    drafts: &mut Vec<Draft>,
) -> BTreeMap<usize, Captures> {
    let mut places: Vec<(u32, usize)> = open(drafts)
        .map(|index| (drafts[index].pin.span.start, index))
        .collect();
    places.sort_unstable();
    let mut bound = BTreeMap::new();
    for (id, captures) in pointer.find(file.document) {
        let Some(node) = file.document.node(id) else {
            continue;
        };
        let first = places.partition_point(|(start, _)| *start < node.span.start);
        let within = places[first..]
            .iter()
            .take_while(|(start, _)| *start < node.span.end)
            .map(|(_, index)| *index)
            .filter(|index| node.span.contains(drafts[*index].pin.span));
        let mut any = false;
        for index in within {
            any = true;
            bound.insert(index, captures.clone());
        }
        if !any && let Some(draft) = names::draft(file, id, row.says.follow.as_ref()) {
            bound.insert(drafts.len(), captures);
            drafts.push(draft);
        }
    }
    bound
}
