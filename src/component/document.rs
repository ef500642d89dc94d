//! Component, phase, step, definition, loop.

use super::modules::{self, Module, Shape};
use super::names::Names;
use super::reference::Collector;
use super::{Place, Platform, Reference, Target, modules::Outputs};
use crate::source::Span;
use crate::yaml::{Entry, Node};

/// A whole document.
#[derive(Debug)]
pub struct Component<'a> {
    /// The top-level map.
    pub root: Node<'a>,
    /// `parameters`, in order.
    pub parameters: Vec<Definition<'a>>,
    /// `constants`, in order.
    pub constants: Vec<Definition<'a>>,
    /// `phases`, in order; items that are no maps are left out.
    pub phases: Vec<Phase<'a>>,
    /// The platform that the caller named, else the one that the actions used allow.
    pub platform: Option<Platform>,
    /// Whether every phase is a map with a name: only then is a name that is not there surely wrong.
    pub phases_named: bool,
    names: Names<'a>,
}

/// What a definition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefinitionKind {
    /// An entry of `parameters`.
    Parameter,
    /// An entry of `constants`.
    Constant,
}

impl DefinitionKind {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Parameter => "parameter",
            Self::Constant => "constant",
        }
    }
}

/// One parameter or constant: `- Name: {type: string, …}`.
#[derive(Debug)]
pub struct Definition<'a> {
    /// Parameter or constant.
    pub kind: DefinitionKind,
    /// The name, as the key of the list item.
    pub name: Node<'a>,
    /// What stands below the name; a map when it is written right.
    pub body: Node<'a>,
}

impl<'a> Definition<'a> {
    /// The key of the body that holds its text.
    pub fn value_key(&self) -> &'static str {
        match self.kind {
            DefinitionKind::Parameter => "default",
            DefinitionKind::Constant => "value",
        }
    }

    /// The name's text.
    pub fn text(&self) -> &'a str {
        self.name.text().unwrap_or_default()
    }
}

/// The two stages of an Image Builder build. References do not cross from one to the other.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-components.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// `build` and `validate`.
    Build,
    /// `test` and `container-host-test`.
    Test,
}

/// One phase.
#[derive(Debug)]
pub struct Phase<'a> {
    /// The map.
    pub node: Node<'a>,
    /// `name`, when it is a scalar that is not null.
    pub name: Option<Node<'a>>,
    /// `steps`, in order; items that are no maps are left out.
    pub steps: Vec<Step<'a>>,
    /// Whether every step is a map with a name: only then is a name that is not there surely wrong.
    pub steps_named: bool,
}

impl<'a> Phase<'a> {
    /// The name's text, empty without one.
    pub fn text(&self) -> &'a str {
        self.name.and_then(Node::text).unwrap_or_default()
    }

    /// The stage of Image Builder in which it runs; none for a phase that Image Builder never runs.
    pub fn stage(&self) -> Option<Stage> {
        match self.text() {
            "build" | "validate" => Some(Stage::Build),
            "test" | "container-host-test" => Some(Stage::Test),
            _ => None,
        }
    }

    /// The first step of this name. For many names, [`Component::target`] is faster.
    pub fn step(&self, name: &str) -> Option<&Step<'a>> {
        self.steps.iter().find(|step| step.text() == name)
    }
}

/// One step. A key whose value is null counts as left out.
#[derive(Debug)]
pub struct Step<'a> {
    /// The map.
    pub node: Node<'a>,
    /// Number of its phase, from 0.
    pub phase: usize,
    /// Its number among the phase's steps, from 0.
    pub index: usize,
    /// `name`, when it is a scalar.
    pub name: Option<Node<'a>>,
    /// `action`, when it is a scalar.
    pub action: Option<Node<'a>>,
    /// The action module, when the action is known.
    pub module: Option<&'static Module>,
    /// `inputs`.
    pub inputs: Option<Node<'a>>,
    /// `if`.
    pub condition: Option<Node<'a>>,
    /// `loop`, when it is a map.
    pub looping: Option<Loop<'a>>,
    /// Every `{{ … }}` below `inputs`, below `if` and in the items of `loop`, which are the places for them.
    pub references: Vec<Reference<'a>>,
}

/// `loop` of a step.
#[derive(Debug)]
pub struct Loop<'a> {
    /// The map.
    pub node: Node<'a>,
    /// `name`, when it is a scalar.
    pub name: Option<Node<'a>>,
}

impl<'a> Loop<'a> {
    /// `forEach`: a list, or a map with `list` and `delimiter`.
    pub fn each(&self) -> Option<Node<'a>> {
        self.node.present("forEach")
    }

    /// The name's text, empty without one.
    pub fn text(&self) -> &'a str {
        self.name.and_then(Node::text).unwrap_or_default()
    }
}

impl<'a> Step<'a> {
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

    /// The maps of `inputs` in the shape that the action has: the one map, or the maps of the list.
    pub fn input_maps(&self) -> Vec<Node<'a>> {
        match (self.module.map(|module| module.shape), self.inputs) {
            (Some(Shape::Map | Shape::Condition), Some(inputs)) if inputs.is_map() => vec![inputs],
            (Some(Shape::List), Some(inputs)) => inputs.items().filter(|item| item.is_map()).collect(),
            _ => Vec::new(),
        }
    }

    /// Every value of the input `name`, null left out: one at most for a map, one an item for a list.
    pub fn input(&self, name: &str) -> Vec<Entry<'a>> {
        self.input_maps()
            .iter()
            .filter_map(|map| map.entry(name))
            .filter(|entry| !entry.value.is_null())
            .collect()
    }

    /// The outputs that other steps may refer to, when they are known.
    pub fn outputs(&self) -> Option<&'static [&'static str]> {
        match self.module?.outputs {
            Outputs::Named(names) => Some(names),
            Outputs::Unchecked => None,
        }
    }
}

/// The smallest place that stands for a map: its first key; for anything else the node's first line.
pub(crate) fn head(node: Node<'_>) -> Span {
    if let Some(entry) = node.written_entries().next() {
        return entry.key.written_span();
    }
    node.first_line()
}

impl<'a> Component<'a> {
    /// Reads the top-level node; `None` when it is no map. `platform` is what the caller knows.
    pub fn read(root: Node<'a>, platform: Option<Platform>) -> Option<Self> {
        if !root.is_map() {
            return None;
        }
        let listed = root.present("phases");
        let mut collector = Collector::default();
        let phases: Vec<Phase<'a>> = root
            .maps("phases")
            .enumerate()
            .map(|(index, node)| read_phase(node, index, &mut collector))
            .collect();
        let parameters = definitions(root, "parameters", DefinitionKind::Parameter);
        let constants = definitions(root, "constants", DefinitionKind::Constant);
        let phases_named = listed.is_some_and(|list| list.items().len() == phases.len())
            && phases.iter().all(|phase| phase.name.is_some());
        Some(Self {
            root,
            platform: platform.or_else(|| infer(&phases)),
            phases_named,
            names: Names::of(parameters.iter().chain(&constants), &phases),
            parameters,
            constants,
            phases,
        })
    }

    /// Every step of every phase, in order.
    pub fn steps(&self) -> impl Iterator<Item = &Step<'a>> {
        self.phases.iter().flat_map(|phase| &phase.steps)
    }

    /// Parameters, then constants.
    pub fn definitions(&self) -> impl Iterator<Item = &Definition<'a>> {
        self.parameters.iter().chain(&self.constants)
    }

    /// The first parameter or constant of this exact name.
    pub fn definition(&self, name: &str) -> Option<&Definition<'a>> {
        let at = self.names.definition(name)?;
        self.parameters
            .get(at)
            .or_else(|| self.constants.get(at - self.parameters.len()))
    }

    /// The first phase of this name.
    pub fn phase(&self, name: &str) -> Option<&Phase<'a>> {
        self.phases.get(self.names.phase(name)?)
    }

    /// What `phase.step` of a reference stands for.
    pub fn target(&self, phase: &str, step: &str) -> Target<'_, 'a> {
        self.names.target(&self.phases, phase, step)
    }
}

/// What an entry of `parameters` or `constants` has below its name.
const BODY_KEYS: &[&str] = &["type", "default", "description", "value", "allowedValues"];

/// Reads also what is written wrong, so that a reference to it is not called undefined: a map in place of
/// the list, a name alone, a body that is not indented, `name: Name` in place of `Name:`.
fn definitions<'a>(root: Node<'a>, key: &str, kind: DefinitionKind) -> Vec<Definition<'a>> {
    let Some(list) = root.present(key) else {
        return Vec::new();
    };
    let define = |(name, body): (Node<'a>, Node<'a>)| Definition { kind, name, body };
    let from_map = list.entries().into_iter().map(|entry| (entry.key, entry.value));
    list.items()
        .flat_map(names_of_item)
        .chain(from_map)
        .filter(|(name, _)| name.is_scalar())
        .map(define)
        .collect()
}

/// The names that one list item defines, with their bodies.
fn names_of_item(item: Node<'_>) -> Vec<(Node<'_>, Node<'_>)> {
    if item.is_scalar() && !item.is_null() {
        return vec![(item, item)];
    }
    let entries = item.entries();
    if let Some(name) = item.scalar("name").filter(|_| entries.len() > 1) {
        return vec![(name, item)];
    }
    let alone = entries.len() == 1;
    entries
        .into_iter()
        .filter(|entry| alone || !BODY_KEYS.contains(&entry.name()))
        .map(|entry| (entry.key, entry.value))
        .collect()
}

fn read_phase<'a>(node: Node<'a>, phase: usize, collector: &mut Collector) -> Phase<'a> {
    let listed = node.present("steps");
    let steps: Vec<Step<'a>> = node
        .maps("steps")
        .enumerate()
        .map(|(index, node)| read_step(node, phase, index, collector))
        .collect();
    let steps_named = listed.is_some_and(|list| list.items().len() == steps.len())
        && steps.iter().all(|step| step.name.is_some());
    Phase {
        node,
        name: node.scalar("name"),
        steps,
        steps_named,
    }
}

fn read_step<'a>(node: Node<'a>, phase: usize, index: usize, collector: &mut Collector) -> Step<'a> {
    let action = node.scalar("action");
    let inputs = node.present("inputs");
    let condition = node.present("if");
    let loop_node = node.present("loop");
    let items = loop_node.and_then(|node| node.present("forEach"));
    let items = items.and_then(|items| {
        if items.is_map() {
            items.present("list")
        } else {
            Some(items)
        }
    });
    let mut references = Vec::new();
    for (part, place) in [
        (inputs, Place::Inputs),
        (condition, Place::If),
        (items, Place::Loop),
    ] {
        if let Some(part) = part {
            collector.collect(part, place, &mut references);
        }
    }
    Step {
        node,
        phase,
        index,
        name: node.scalar("name"),
        action,
        module: action.and_then(Node::text).and_then(modules::find),
        inputs,
        condition,
        looping: loop_node.filter(|node| node.is_map()).map(|node| Loop {
            node,
            name: node.scalar("name"),
        }),
        references,
    }
}

/// The platform that all actions used run on, when that is one only.
fn infer(phases: &[Phase<'_>]) -> Option<Platform> {
    let modules = || phases.iter().flat_map(|p| &p.steps).filter_map(|s| s.module);
    let mut left = Platform::ALL
        .into_iter()
        .filter(|platform| modules().all(|module| module.platforms.contains(platform)));
    match (left.next(), left.next()) {
        (Some(platform), None) => Some(platform),
        _ => None,
    }
}
