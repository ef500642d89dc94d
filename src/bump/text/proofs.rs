//! What was proven about the images of a pull request, and what was not.

use std::collections::BTreeSet;

use super::body::{CELL, ROWS, capped};
use super::images::Step;
use crate::bump::{Evidence, Proved};
use crate::markdown::{Block, Inline, cut};

/// All proofs, each once.
fn evidence<'a>(steps: &'a [Step<'a>]) -> Vec<(&'a Step<'a>, &'a Evidence)> {
    let mut all: Vec<(&Step<'_>, &Evidence)> = Vec::new();
    let mut seen = BTreeSet::new();
    for step in steps {
        for evidence in step.verdict.next.iter().flat_map(|next| &next.evidence) {
            if seen.insert((
                step.region,
                step.to.image.id.as_str(),
                evidence.what,
                evidence.from.as_str(),
            )) {
                all.push((step, evidence));
            }
        }
    }
    all
}

/// What could not be shown, which a reviewer has to judge.
pub(super) fn open_proofs(steps: &[Step<'_>]) -> Option<Block> {
    let all = evidence(steps);
    let open: Vec<_> = all
        .iter()
        .filter_map(|(step, evidence)| match &evidence.proved {
            Proved::Proved => None,
            Proved::NotProved(reason) | Proved::Failed(reason) => Some((step, evidence, reason)),
        })
        .collect();
    let lines = capped(open.iter(), |(step, evidence, reason)| {
        Inline::default()
            .code(step.to.image.id.as_str())
            .text(&format!(
                " in {}, {}: ",
                cut(step.region, CELL),
                evidence.what.label()
            ))
            .prose(&cut(reason, CELL))
            .text(" (")
            .prose(&cut(&evidence.from, CELL))
            .text(")")
    });
    (!lines.is_empty()).then_some(Block::List(lines))
}

/// How many could not be shown.
pub(super) fn open_count(steps: &[Step<'_>]) -> usize {
    let all = evidence(steps);
    all.iter()
        .filter(|(_, evidence)| evidence.proved != Proved::Proved)
        .count()
}

/// What was shown, and what it rests on.
pub(super) fn proofs(steps: &[Step<'_>]) -> Block {
    let all = evidence(steps);
    let proved: Vec<_> = all
        .iter()
        .filter(|(_, evidence)| evidence.proved == Proved::Proved)
        .collect();
    let title = format!("Proofs: {} of {} proved", proved.len(), all.len());
    let header = ["Region", "Image", "Proved", "By"].map(Inline::new).to_vec();
    let rows = proved.iter().take(ROWS).map(|(step, evidence)| {
        vec![
            Inline::default().code(&cut(step.region, CELL)),
            Inline::default().code(step.to.image.id.as_str()),
            Inline::new(evidence.what.label()),
            Inline::default().prose(&cut(&evidence.from, CELL)),
        ]
    });
    let told = "This run computed every proof from what AWS said, and believed no verdict of anybody else.";
    let mut blocks = vec![Block::Paragraph(Inline::new(told))];
    if !proved.is_empty() {
        blocks.push(Block::Table(header, rows.collect()));
    }
    if let Some(left) = proved.len().checked_sub(ROWS).filter(|left| *left > 0) {
        blocks.push(Block::Paragraph(Inline::new(&format!("and {left} more"))));
    }
    Block::Details(Inline::new(&title), blocks)
}
