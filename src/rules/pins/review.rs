use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::bump::{PinRef, Plan, Split, Verdict};
use crate::pin::{Pin, Role, Scanned};

/// The pins of all files and what was decided about them.
#[derive(Debug)]
pub struct Review<'a> {
    files: &'a [Scanned],
    plan: &'a Plan,
    /// By the number of a file that one of their pins is in.
    splits: BTreeMap<usize, Vec<Rc<Split>>>,
    /// Days above which a release is too old.
    pub(super) max_age: u32,
    only: Option<BTreeSet<PinRef>>,
}

/// One pin and what was decided about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pinned<'a> {
    /// The file.
    pub(super) file: &'a Scanned,
    /// The pin.
    pub(super) pin: &'a Pin,
    /// The verdict about it.
    pub(super) verdict: &'a Verdict,
}

impl<'a> Review<'a> {
    /// Takes the files of a request, in its order, and the plan that was made for it. A release of more than `max_age` days is
    /// too old.
    pub fn new(files: &'a [Scanned], plan: &'a Plan, max_age: u32) -> Self {
        Self {
            files,
            plan,
            splits: BTreeMap::new(),
            max_age,
            only: None,
        }
    }

    /// Adds the splits of the same request.
    #[must_use]
    pub fn with_splits(mut self, splits: Vec<Split>) -> Self {
        for split in splits.into_iter().map(Rc::new) {
            let files: BTreeSet<usize> = split.pins.iter().map(|pin| pin.file).collect();
            for file in files {
                self.splits.entry(file).or_default().push(Rc::clone(&split));
            }
        }
        self
    }

    /// Leaves out findings about other pins than these, such as those that were there before. What a pin is compared with does
    /// not change.
    #[must_use]
    pub fn only(mut self, pins: BTreeSet<PinRef>) -> Self {
        self.only = Some(pins);
        self
    }

    /// The splits with a pin in the file of this number.
    pub(super) fn splits_of(&self, file: usize) -> impl Iterator<Item = &Split> {
        self.splits.get(&file).into_iter().flatten().map(Rc::as_ref)
    }

    /// Whether findings about a pin are wanted.
    pub(super) fn judges(&self, pin: PinRef) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&pin))
    }

    /// A pin that is one: neither left alone nor moving by itself.
    pub(super) fn pinned(&self, pin: PinRef) -> Option<Pinned<'a>> {
        let pinned = Pinned {
            file: self.files.get(pin.file)?,
            pin: self.files.get(pin.file)?.pins.get(pin.pin)?,
            verdict: self.plan.verdict(pin)?,
        };
        (pinned.pin.role == Role::Pinned).then_some(pinned)
    }

    /// The pins of the file of this number about which findings are wanted.
    pub(super) fn judged(&self, file: usize) -> impl Iterator<Item = Pinned<'a>> {
        let count = self.files.get(file).map_or(0, |file| file.pins.len());
        (0..count)
            .map(move |pin| PinRef { file, pin })
            .filter(|pin| self.judges(*pin))
            .filter_map(|pin| self.pinned(pin))
    }
}
