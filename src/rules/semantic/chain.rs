//! References to other steps: `phase.step.inputs…` and `phase.step.outputs…`. Each has one fault at most, and
//! one rule reports it; what comes first in [`Problem`] hides what comes later.

use crate::component::modules::{Module, Shape};
use crate::component::template::{Chained, Expression};
use crate::component::{Component, Phase, Reference, Stage, Step, Target};
use crate::yaml::Node;

/// No action has as many inputs.
const MOST_INPUTS: usize = 100;

/// What is wrong with a reference to another step.
#[derive(Clone, Copy, Debug)]
pub(super) enum Problem<'c, 'a> {
    /// The phase does not exist.
    UnknownPhase,
    /// The phase has no such step.
    UnknownStep(&'c Phase<'a>),
    /// The step has only these outputs.
    UnknownOutput(&'c Step<'a>, &'static [&'static str]),
    /// The action has no such input, nor does the step write it.
    UnknownInput(&'c Step<'a>, &'static Module),
    /// The list of inputs has only so many items.
    IndexOutOfRange(&'c Step<'a>, usize),
    /// Build stage to test stage, or back.
    CrossStage {
        /// Where the reference stands.
        here: Stage,
        /// Where the step runs.
        there: Stage,
    },
    /// The step runs later, or is the one that asks.
    OutputOfLaterStep(&'c Step<'a>),
    /// The action has the input, and the step leaves it out.
    InputLeftOut(&'c Step<'a>),
    /// An index on a map, or none on a list.
    IndexShape(&'c Step<'a>, Shape),
    /// The step runs later.
    InputOfLaterStep(&'c Step<'a>),
    /// The step may not have run, or may have failed.
    SkippedSource(&'c Step<'a>, Skip),
}

/// Why a step may have no output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Skip {
    /// It has an `if` that can skip it.
    Condition,
    /// Its failure is ignored.
    Ignored,
}

/// A reference with its fault.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fault<'c, 'a> {
    /// The step that holds the reference.
    pub(super) step: &'c Step<'a>,
    /// The reference.
    pub(super) reference: &'c Reference<'a>,
    /// What it says.
    pub(super) chained: &'c Chained<'a>,
    /// What is wrong.
    pub(super) problem: Problem<'c, 'a>,
}

/// Every reference to another step that has a fault.
pub(super) fn faults<'c, 'a>(component: &'c Component<'a>) -> impl Iterator<Item = Fault<'c, 'a>> {
    component.steps().flat_map(move |step| {
        step.references.iter().filter_map(move |reference| {
            let Expression::Chained(chained) = &reference.expression else {
                return None;
            };
            let problem = problem(component, step, chained)?;
            Some(Fault {
                step,
                reference,
                chained,
                problem,
            })
        })
    })
}

fn problem<'c, 'a>(
    component: &'c Component<'a>,
    step: &'c Step<'a>,
    chained: &Chained<'a>,
) -> Option<Problem<'c, 'a>> {
    let target = match component.target(chained.phase, chained.step) {
        // Where a name is missing or misplaced, that is the fault, and it has its own finding.
        Target::NoPhase => return component.phases_named.then_some(Problem::UnknownPhase),
        Target::NoStep(phase) => return phase.steps_named.then_some(Problem::UnknownStep(phase)),
        Target::Several => return None,
        Target::Step(target) => target,
    };
    let content = if chained.output {
        output(target, chained)
    } else {
        input(target, chained)
    };
    let order = order(component, step, target, chained);
    // An error in the order of things weighs more than a doubt about their shape.
    match (content, order) {
        (Some(Problem::InputLeftOut(_) | Problem::IndexShape(..)), Some(Problem::CrossStage { .. })) => order,
        (content, order) => content.or(order),
    }
}

fn output<'c, 'a>(target: &'c Step<'a>, chained: &Chained<'a>) -> Option<Problem<'c, 'a>> {
    let names = target.outputs()?;
    (!names.contains(&chained.variable)).then_some(Problem::UnknownOutput(target, names))
}

fn input<'c, 'a>(target: &'c Step<'a>, chained: &Chained<'a>) -> Option<Problem<'c, 'a>> {
    let module = target.module?;
    let name = chained.head();
    // No action has inputs by the hundred; a map that has is not searched for every reference to it.
    let written = |map: Node<'a>| map.written_entries().len() > MOST_INPUTS || map.present(name).is_some();
    let missing = || match module.input(name) {
        // A finding of its own at the step that leaves it out.
        Some(input) if input.required => None,
        Some(_) => Some(Problem::InputLeftOut(target)),
        None => Some(Problem::UnknownInput(target, module)),
    };
    match (module.shape, target.inputs) {
        (Shape::Map, Some(inputs)) if inputs.is_map() => {
            if !written(inputs) {
                return missing();
            }
            chained.index.map(|_| Problem::IndexShape(target, Shape::Map))
        }
        (Shape::List, Some(inputs)) if inputs.is_list() && inputs.items().len() > 0 => {
            let count = inputs.items().len();
            let Some(index) = chained.index else {
                let known = module.input(name).is_some() || inputs.item(0).is_some_and(written);
                return Some(if known {
                    Problem::IndexShape(target, Shape::List)
                } else {
                    Problem::UnknownInput(target, module)
                });
            };
            let Some(item) = inputs.item(index) else {
                return Some(Problem::IndexOutOfRange(target, count));
            };
            if item.is_map() && !written(item) {
                missing()
            } else {
                None
            }
        }
        // No inputs at all: wrong by itself where the action needs them.
        (Shape::Map | Shape::List, None) if !module.needs_inputs => missing(),
        _ => None,
    }
}

fn order<'c, 'a>(
    component: &'c Component<'a>,
    step: &'c Step<'a>,
    target: &'c Step<'a>,
    chained: &Chained<'a>,
) -> Option<Problem<'c, 'a>> {
    let stage = |step: &Step<'_>| component.phases.get(step.phase).and_then(Phase::stage);
    if let (Some(here), Some(there)) = (stage(step), stage(target))
        && here != there
    {
        return Some(Problem::CrossStage { here, there });
    }
    let (at, target_at) = ((step.phase, step.index), (target.phase, target.index));
    if !chained.output {
        return (target_at > at).then_some(Problem::InputOfLaterStep(target));
    }
    if target_at >= at {
        return Some(Problem::OutputOfLaterStep(target));
    }
    skip(step, target).map(|skip| Problem::SkippedSource(target, skip))
}

fn skip(step: &Step<'_>, target: &Step<'_>) -> Option<Skip> {
    if let Some(condition) = target.condition {
        let branch = |key: &str, default| {
            let branch = condition.present(key).and_then(Node::text);
            branch.unwrap_or(default).eq_ignore_ascii_case("Skip")
        };
        // The same condition before both steps: the one is skipped when the other is.
        let shared = step.condition.is_some_and(|own| own.raw() == condition.raw());
        if (branch("then", "Execute") || branch("else", "Skip")) && !shared {
            return Some(Skip::Condition);
        }
    }
    let on_failure = target.node.present("onFailure").and_then(Node::text);
    on_failure
        .is_some_and(|word| word.eq_ignore_ascii_case("Ignore"))
        .then_some(Skip::Ignored)
}
