//! Where the names of a document are, for documents with thousands of them.

use std::collections::HashMap;

use super::{Definition, Phase, Step};

/// The names of a document.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    definitions: HashMap<&'a str, usize>,
    phases: HashMap<&'a str, usize>,
    /// By phase and step.
    steps: HashMap<(&'a str, &'a str), Slot>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    phase: usize,
    step: usize,
    only: bool,
}

/// What the `phase.step` of a reference stands for.
#[derive(Clone, Copy, Debug)]
pub enum Target<'c, 'a> {
    /// No phase has this name.
    NoPhase,
    /// The first phase of this name; no phase of this name has such a step.
    NoStep(&'c Phase<'a>),
    /// This step.
    Step(&'c Step<'a>),
    /// Several steps: the names are not unique, as they should be.
    Several,
}

impl<'a> Names<'a> {
    /// Reads them. Parameters come before constants.
    pub(super) fn of<'d>(definitions: impl Iterator<Item = &'d Definition<'a>>, phases: &[Phase<'a>]) -> Self
    where
        'a: 'd,
    {
        let mut names = Self::default();
        for (at, definition) in definitions.enumerate() {
            names.definitions.entry(definition.text()).or_insert(at);
        }
        for (at, phase) in phases.iter().enumerate() {
            names.phases.entry(phase.text()).or_insert(at);
            for step in &phase.steps {
                names
                    .steps
                    .entry((phase.text(), step.text()))
                    .and_modify(|slot| slot.only = false)
                    .or_insert(Slot {
                        phase: at,
                        step: step.index,
                        only: true,
                    });
            }
        }
        names
    }

    /// The number of the first definition of this name.
    pub(super) fn definition(&self, name: &str) -> Option<usize> {
        self.definitions.get(name).copied()
    }

    /// The number of the first phase of this name.
    pub(super) fn phase(&self, name: &str) -> Option<usize> {
        self.phases.get(name).copied()
    }

    /// What `phase.step` stands for among `phases`.
    pub(super) fn target<'c>(&self, phases: &'c [Phase<'a>], phase: &str, step: &str) -> Target<'c, 'a> {
        let Some(first) = self.phase(phase).and_then(|at| phases.get(at)) else {
            return Target::NoPhase;
        };
        let Some(slot) = self.steps.get(&(phase, step)) else {
            return Target::NoStep(first);
        };
        match phases
            .get(slot.phase)
            .and_then(|phase| phase.steps.get(slot.step))
        {
            Some(step) if slot.only => Target::Step(step),
            _ => Target::Several,
        }
    }
}
