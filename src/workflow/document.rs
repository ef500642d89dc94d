//! Workflow, step, parameter, output.

use std::collections::{HashMap, HashSet};

use super::WorkflowKind;
use super::actions::{self, Action};
use super::reference::{self, Place, Reference, split_key};
use crate::component::head;
use crate::source::Span;
use crate::yaml::{Entry, Node};

/// A whole workflow document.
#[derive(Debug)]
pub struct Workflow<'a> {
    /// The top-level map.
    pub root: Node<'a>,
    /// The type that the caller named, else the only one that the actions used allow.
    pub kind: Option<WorkflowKind>,
    /// `parameters`, in order; items that are no maps are left out.
    pub parameters: Vec<Parameter<'a>>,
    /// `steps`, in order; items that are no maps are left out.
    pub steps: Vec<WorkflowStep<'a>>,
    /// `outputs`, in order; items that are no maps are left out.
    pub outputs: Vec<Output<'a>>,
    /// Every reference, in the order of steps, then outputs.
    pub references: Vec<Reference<'a>>,
    /// The number of the first step of each name.
    by_name: HashMap<&'a str, usize>,
}

/// One step. A key whose value is null counts as left out.
#[derive(Debug)]
pub struct WorkflowStep<'a> {
    /// The map.
    pub node: Node<'a>,
    /// Its number, from 0.
    pub index: usize,
    /// `name`, when it is a scalar.
    pub name: Option<Node<'a>>,
    /// `action`, when it is a scalar.
    pub action: Option<Node<'a>>,
    /// What is known about the action.
    pub known: Option<&'static Action>,
    /// `inputs`.
    pub inputs: Option<Node<'a>>,
    /// `if`.
    pub condition: Option<Node<'a>>,
}

/// One item of `parameters`.
#[derive(Debug)]
pub struct Parameter<'a> {
    /// The map.
    pub node: Node<'a>,
    /// `name`, when it is a scalar.
    pub name: Option<Node<'a>>,
}

/// One item of `outputs`.
#[derive(Debug)]
pub struct Output<'a> {
    /// The map.
    pub node: Node<'a>,
    /// `name`, when it is a scalar.
    pub name: Option<Node<'a>>,
}

/// The entry of a map with this key, with or without the suffix `.$`. A null value counts as left out.
pub fn given<'a>(map: Node<'a>, name: &str) -> Option<Entry<'a>> {
    map.entries()
        .into_iter()
        .find(|entry| split_key(entry.name()).0 == name && !entry.value.is_null())
}

impl<'a> WorkflowStep<'a> {
    /// The name's text, empty without one.
    pub fn text(&self) -> &'a str {
        self.name.and_then(Node::text).unwrap_or_default()
    }

    /// The action's text, empty without one.
    pub fn action_text(&self) -> &'a str {
        self.action.and_then(Node::text).unwrap_or_default()
    }

    /// Whether its action is this one.
    pub fn runs(&self, action: &str) -> bool {
        self.action_text() == action
    }

    /// The smallest place that stands for the step: its name, its action, or its first key.
    pub fn place(&self) -> Span {
        self.name
            .or(self.action)
            .map_or_else(|| head(self.node), Node::span)
    }

    /// The value of an input, with or without the suffix.
    pub fn input(&self, name: &str) -> Option<Entry<'a>> {
        self.inputs.and_then(|inputs| given(inputs, name))
    }

    /// The value of `timeoutSeconds`, when it is a whole number.
    pub fn timeout(&self) -> Option<i64> {
        self.node
            .present("timeoutSeconds")
            .and_then(|node| node.resolved()?.as_integer())
    }
}

impl<'a> Workflow<'a> {
    /// Reads the top-level node; `None` when it is no map. `kind` is what the caller knows.
    pub fn read(root: Node<'a>, kind: Option<WorkflowKind>) -> Option<Self> {
        if !root.is_map() {
            return None;
        }
        let steps: Vec<WorkflowStep<'a>> = root
            .maps("steps")
            .enumerate()
            .map(|(index, node)| read_step(node, index))
            .collect();
        let mut references = Vec::new();
        for step in &steps {
            collect_step(step, &mut references);
        }
        let outputs: Vec<Output<'a>> = root
            .maps("outputs")
            .map(|node| Output {
                node,
                name: node.scalar("name"),
            })
            .collect();
        for value in outputs.iter().filter_map(|output| given(output.node, "value")) {
            reference::collect(value.value, Some(value.key), Place::Output, None, &mut references);
        }
        let kind = kind.or_else(|| only_kind(&steps));
        let mut by_name = HashMap::new();
        for step in &steps {
            by_name.entry(step.text()).or_insert(step.index);
        }
        Some(Self {
            root,
            kind,
            parameters: root
                .maps("parameters")
                .map(|node| Parameter {
                    node,
                    name: node.scalar("name"),
                })
                .collect(),
            steps,
            outputs,
            references,
            by_name,
        })
    }

    /// The first step of this name.
    pub fn step(&self, name: &str) -> Option<&WorkflowStep<'a>> {
        self.by_name.get(name).and_then(|index| self.steps.get(*index))
    }

    /// Whether a step has this action.
    pub fn runs(&self, action: &str) -> bool {
        self.steps.iter().any(|step| step.runs(action))
    }

    /// Whether the actions of all steps are known; what is missing can be judged only then.
    pub fn all_known(&self) -> bool {
        let items = self.root.present("steps").map_or(0, |steps| steps.items().len());
        items == self.steps.len() && self.steps.iter().all(|step| step.known.is_some())
    }

    /// Whether it makes an AMI: a build workflow, or one of unknown type that runs components first.
    pub fn makes_ami(&self) -> bool {
        let build = match self.kind {
            Some(kind) => kind == WorkflowKind::Build,
            None => self.runs("ExecuteComponents"),
        };
        build && self.runs("CreateImage")
    }

    /// The names of all parameters, also of those written as in a component document or as a map.
    pub fn parameter_names(&self) -> HashSet<&'a str> {
        let Some(list) = self.root.present("parameters") else {
            return HashSet::new();
        };
        let mut names = HashSet::new();
        for map in list.items().chain([list]) {
            match map.scalar("name").and_then(Node::text) {
                Some(name) => drop(names.insert(name)),
                None => names.extend(map.entries().iter().map(Entry::name)),
            }
        }
        names
    }
}

fn read_step(node: Node<'_>, index: usize) -> WorkflowStep<'_> {
    let action = node.scalar("action");
    WorkflowStep {
        node,
        index,
        name: node.scalar("name"),
        action,
        known: action.and_then(Node::text).and_then(actions::find),
        inputs: node.present("inputs"),
        condition: node.present("if"),
    }
}

fn collect_step<'a>(step: &WorkflowStep<'a>, found: &mut Vec<Reference<'a>>) {
    for entry in step.node.entries() {
        let place = match entry.name() {
            "inputs" => Place::Inputs,
            "if" => Place::If,
            "rollbackEnabled" | "timeoutSeconds" | "waitSeconds" | "onFailure" => Place::Step,
            name if split_key(name).1 => Place::Step,
            _ => continue,
        };
        reference::collect(entry.value, Some(entry.key), place, Some(step.index), found);
    }
}

/// The type that the actions leave over, when they leave one.
fn only_kind(steps: &[WorkflowStep<'_>]) -> Option<WorkflowKind> {
    let mut left = WorkflowKind::ALL.into_iter().filter(|kind| {
        steps
            .iter()
            .filter_map(|step| step.known)
            .all(|action| action.allowed_in(*kind))
    });
    match (left.next(), left.next()) {
        (Some(kind), None) => Some(kind),
        _ => None,
    }
}
