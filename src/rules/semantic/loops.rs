//! References to loops: `loop.value`, `Name.index`.

use std::collections::BTreeMap;

use crate::component::template::Expression;
use crate::component::{Component, Step};
use crate::source::Span;

/// What `owner.member` means in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading<'a> {
    /// The step's own loop.
    Own,
    /// `loop.…` in a step without a loop.
    WithoutLoop,
    /// The loop of another step, which stands here.
    Foreign(Span),
    /// The step's own loop, but neither `index` nor `value`.
    Member {
        /// `loop` or the loop's name.
        owner: &'a str,
        /// What was asked for.
        member: &'a str,
    },
}

/// The named loops of a document.
#[derive(Debug)]
pub(super) struct Loops<'a> {
    named: BTreeMap<&'a str, Span>,
}

impl<'a> Loops<'a> {
    pub(super) fn of(component: &Component<'a>) -> Self {
        let named = component
            .steps()
            .filter_map(|step| step.looping.as_ref()?.name)
            .filter_map(|name| Some((name.text()?, name.span())))
            .collect();
        Self { named }
    }

    /// Their names.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.named.keys().copied()
    }

    /// What an expression means as a reference to a loop; `None` when it is none.
    pub(super) fn read(&self, step: &Step<'a>, expression: &Expression<'a>) -> Option<Reading<'a>> {
        let (owner, member) = parts(expression)?;
        let documented = matches!(member, "index" | "value");
        let looping = step.looping.as_ref();
        if owner == "loop" && !has_loop(step) {
            return Some(Reading::WithoutLoop);
        }
        if owner == "loop" || looping.is_some_and(|own| own.text() == owner) {
            return Some(if documented {
                Reading::Own
            } else {
                Reading::Member { owner, member }
            });
        }
        let foreign = self.named.get(owner).filter(|_| documented)?;
        Some(Reading::Foreign(*foreign))
    }
}

/// Whether a step has a loop, right or wrong.
pub(super) fn has_loop(step: &Step<'_>) -> bool {
    step.looping.is_some() || step.node.present("loop").is_some()
}

/// Before and behind the last dot. The name of a loop may have any characters.
fn parts<'a>(expression: &Expression<'a>) -> Option<(&'a str, &'a str)> {
    match expression {
        Expression::Dotted { owner, member } => Some((owner, member)),
        Expression::Unrecognized(text) => text.rsplit_once('.').filter(|(owner, _)| !owner.is_empty()),
        _ => None,
    }
}
