//! What the documentation allows in each map of a workflow, and where its parts are shown.

use crate::component::{Platform, head};
use crate::nearest::nearest;
use crate::rules::Findings;
use crate::source::Span;
use crate::workflow::actions::{Input, InputKind};
use crate::workflow::grammar;
use crate::workflow::reference::split_key;
use crate::workflow::{Workflow, WorkflowStep, given};
use crate::yaml::{Entry, Kind, Node};

/// The documented word that differs from `word` in letter case only.
pub(super) fn case_twin<'c>(word: &str, words: &[&'c str]) -> Option<&'c str> {
    words
        .iter()
        .find(|known| **known != word && known.eq_ignore_ascii_case(word))
        .copied()
}

/// What the documentation allows in one map.
#[derive(Clone, Copy)]
pub(super) struct Level {
    /// What the map is, for messages.
    pub(super) what: &'static str,
    /// The keys that take a plain value only.
    pub(super) keys: &'static [&'static str],
    /// The keys that may have the suffix `.$` too.
    pub(super) with_suffix: &'static [&'static str],
    /// Those of them that may not be left out.
    pub(super) required: &'static [&'static str],
}

/// The top of the document.
pub(super) const DOCUMENT: Level = Level {
    what: "a workflow document",
    keys: grammar::DOCUMENT,
    with_suffix: &[],
    required: &["schemaVersion", "steps"],
};

/// A step.
pub(super) const STEP: Level = Level {
    what: "a step",
    keys: grammar::STEP,
    with_suffix: grammar::STEP_WITH_SUFFIX,
    required: &["name", "action"],
};

/// An item of `parameters`.
pub(super) const PARAMETER: Level = Level {
    what: "a parameter",
    keys: grammar::PARAMETER,
    with_suffix: &[],
    required: &["name"],
};

/// An item of `outputs`.
pub(super) const OUTPUT: Level = Level {
    what: "an output",
    keys: grammar::OUTPUT,
    with_suffix: &[],
    required: &["name", "value"],
};

/// Keys that belong to component documents; `workflow/component-keys` reports them.
pub(super) const COMPONENT_DOCUMENT_KEYS: &[&str] = &["phases", "constants"];
/// The same for steps.
pub(super) const COMPONENT_STEP_KEYS: &[&str] = &["maxAttempts", "loop"];

impl Level {
    /// The required keys that the map does not have.
    pub(super) fn missing(self, map: Node<'_>) -> Vec<&'static str> {
        self.required
            .iter()
            .filter(|key| given(map, key).is_none())
            .copied()
            .collect()
    }

    /// The entries with keys that are not documented, with the key that was probably meant: a required one
    /// that is missing first.
    pub(super) fn unknown(self, map: Node<'_>) -> Vec<(Entry<'_>, Option<&'static str>)> {
        let missing = self.missing(map);
        let known = |key: &str| {
            let (name, suffix) = split_key(key);
            self.with_suffix.contains(&name) || !suffix && self.keys.contains(&name)
        };
        map.entries()
            .into_iter()
            .filter(|entry| !known(entry.name()))
            .map(|entry| {
                let word = split_key(entry.name()).0;
                let meant = nearest(word, missing.iter().copied()).or_else(|| {
                    let all = self.keys.iter().chain(self.with_suffix).copied();
                    nearest(word, all).or_else(|| self.keys.iter().find(|k| **k == word).copied())
                });
                (entry, meant)
            })
            .collect()
    }

    /// The required keys that are missing and that no misspelt key stands for.
    pub(super) fn plainly_missing(self, map: Node<'_>) -> Vec<&'static str> {
        let mut missing = self.missing(map);
        if !missing.is_empty() {
            let meant: Vec<_> = self.unknown(map).into_iter().filter_map(|(_, m)| m).collect();
            missing.retain(|key| !meant.contains(key));
        }
        missing
    }
}

/// A map of inputs: `inputs` of a step itself, or one inside it whose keys are documented.
pub(super) struct InputMap<'a> {
    /// The map.
    pub(super) node: Node<'a>,
    /// The documented keys.
    pub(super) inputs: &'static [Input],
    /// The key that holds it (`distributions`); `None` for `inputs` itself.
    pub(super) inside: Option<&'static str>,
}

/// Every map of documented inputs of a step whose action is known.
pub(super) fn input_maps<'a>(step: &WorkflowStep<'a>) -> Vec<InputMap<'a>> {
    let (Some(action), Some(inputs)) = (step.known, step.inputs.filter(|i| i.is_map())) else {
        return Vec::new();
    };
    let mut found = vec![InputMap {
        node: inputs,
        inputs: action.inputs,
        inside: None,
    }];
    let mut at = 0;
    while let Some(map) = found.get(at) {
        at += 1;
        let node = map.node;
        for input in map.inputs {
            let (InputKind::Map(fields) | InputKind::Maps(fields) | InputKind::MapOrMaps(fields)) =
                input.kind
            else {
                continue;
            };
            let Some(value) = node.present(input.name) else {
                continue;
            };
            for inner in value.items().chain([value]).filter(|node| node.is_map()) {
                found.push(InputMap {
                    node: inner,
                    inputs: fields,
                    inside: Some(input.name),
                });
            }
        }
    }
    found
}

impl<'a> InputMap<'a> {
    /// The required inputs that are left out.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        self.inputs
            .iter()
            .filter(|input| input.required && given(self.node, input.name).is_none())
            .map(|input| input.name)
            .collect()
    }

    /// The entries with keys that are not documented, with the key that was probably meant: a required one
    /// that is missing first.
    pub(super) fn unknown(&self) -> Vec<(Entry<'a>, Option<&'static str>)> {
        let missing = self.missing();
        self.node
            .entries()
            .into_iter()
            .filter(|entry| !self.inputs.iter().any(|i| i.name == split_key(entry.name()).0))
            .map(|entry| {
                let word = split_key(entry.name()).0;
                let meant = nearest(word, missing.iter().copied())
                    .or_else(|| nearest(word, self.inputs.iter().map(|input| input.name)));
                (entry, meant)
            })
            .collect()
    }

    /// The documented inputs with a plain value: not null, not under a key with `.$`.
    pub(super) fn literals(&self) -> Vec<(&'static Input, Entry<'a>)> {
        self.node
            .entries()
            .into_iter()
            .filter(|entry| !entry.value.is_null())
            .filter_map(|entry| {
                let input = self.inputs.iter().find(|input| input.name == entry.name())?;
                Some((input, entry))
            })
            .collect()
    }
}

/// Whether a scalar is a reference or holds one, so that its content is known only when the workflow runs.
pub(super) fn is_dynamic(node: Node<'_>) -> bool {
    node.text()
        .is_some_and(|text| text.trim_start().starts_with("$.") || text.contains("{{"))
}

/// Every entry below a node, at any depth.
pub(super) fn entries_below(node: Node<'_>) -> Vec<Entry<'_>> {
    let mut found = Vec::new();
    let mut waiting = vec![node];
    while let Some(node) = waiting.pop() {
        let from = waiting.len();
        waiting.extend(node.items());
        for entry in node.written_entries() {
            found.push(entry);
            waiting.push(entry.value);
        }
        waiting[from..].reverse();
    }
    found
}

/// The place of a value: a scalar itself, for a list or map its key.
pub(super) fn place(key: Span, value: Node<'_>) -> Span {
    if value.kind() == Kind::Scalar && !value.written_span().is_empty() {
        value.written_span()
    } else {
        key
    }
}

/// Where something that the whole document lacks is reported: the key `steps`, or the first key.
pub(super) fn steps_place(workflow: &Workflow<'_>) -> Span {
    workflow
        .root
        .entry("steps")
        .map_or_else(|| head(workflow.root), |entry| entry.key.written_span())
}

/// Reports a workflow that makes an AMI of this platform and has no step with `action` before it. Silent where the
/// platform or an action is not known.
pub(super) fn needs_before_image(
    workflow: &Workflow<'_>,
    platform: Platform,
    action: &str,
    found: &mut Findings<'_>,
) {
    let silent = found.settings().platform != Some(platform)
        || !workflow.makes_ami()
        || !workflow.all_known()
        || workflow.runs(action);
    let create = workflow.steps.iter().find(|step| step.runs("CreateImage"));
    if let Some(create) = create.and_then(|step| step.action).filter(|_| !silent) {
        found
            .report(
                create.span(),
                format!("no step runs `{action}` before the image is made"),
            )
            .help(format!("add a step with `action: {action}` before this one"));
    }
}

/// What is written in a list of maps at the top of a document: `parameters` or `outputs`.
pub(super) struct Listed {
    /// The key.
    pub(super) key: &'static str,
    /// One item, for messages: `an output`.
    pub(super) one: &'static str,
    /// How an item is written.
    pub(super) item: &'static str,
    /// The most items, and words behind that number.
    pub(super) most: (usize, &'static str),
}

impl Listed {
    /// Reports a value that is no list, items that are no maps, and too many of them; whether there is a list to go on with.
    pub(super) fn check(&self, workflow: &Workflow<'_>, found: &mut Findings<'_>) -> bool {
        let Self { key, one, item, most } = self;
        let Some(entry) = workflow.root.entry(key).filter(|e| !e.value.is_null()) else {
            return false;
        };
        let list = entry.value;
        if !list.is_list() {
            found
                .report(
                    place(entry.key.written_span(), list),
                    format!("`{key}` must be a list, this is {}", list.kind().word()),
                )
                .help(format!(
                    "write {item} for each {}",
                    one.rsplit(' ').next().unwrap_or(one)
                ));
            return false;
        }
        let count = list.items().len();
        if count > most.0 {
            found
                .report(
                    entry.key.written_span(),
                    format!("{count} {key}, {} are allowed{}", most.0, most.1),
                )
                .warning();
        }
        for wrong in list.items().filter(|item| !item.is_map()) {
            found
                .report(head(wrong), format!("{one} must be a map"))
                .help(format!("write {item}"));
        }
        true
    }
}
