//! What a fault is, and the ways to put one into a document.

use amiforge::component::Platform;
use amiforge::source::Span;
use amiforge::yaml::{Entry, Node};

use super::Mutant;
use super::edit::{add_item, add_keys, remove, set};

/// One way to break one rule.
pub(crate) struct Fault {
    pub(crate) rule: &'static str,
    pub(crate) how: fn(Node<'_>) -> Vec<Mutant>,
    pub(crate) platform: Option<Platform>,
    pub(crate) inline: bool,
    /// What the settings say of the base image.
    pub(crate) base: Option<&'static str>,
    /// Whether the finding has to be at the place, byte for byte; else it may be larger or smaller.
    pub(crate) exact: bool,
    /// Words of a document in which the change is no fault.
    unless: &'static [&'static str],
}

pub(crate) const fn fault(rule: &'static str, how: fn(Node<'_>) -> Vec<Mutant>) -> Fault {
    Fault {
        rule,
        how,
        platform: None,
        inline: false,
        base: None,
        exact: false,
        unless: &[],
    }
}

/// As [`fault`], found at exactly its bytes.
pub(crate) const fn exact(rule: &'static str, how: fn(Node<'_>) -> Vec<Mutant>) -> Fault {
    let mut fault = fault(rule, how);
    fault.exact = true;
    fault
}

impl Fault {
    pub(crate) const fn inline(mut self) -> Self {
        self.inline = true;
        self
    }

    pub(crate) const fn on(mut self, platform: Platform) -> Self {
        self.platform = Some(platform);
        self
    }

    pub(crate) const fn from(mut self, base: &'static str) -> Self {
        self.base = Some(base);
        self
    }

    pub(crate) const fn unless(mut self, words: &'static [&'static str]) -> Self {
        self.unless = words;
        self
    }

    pub(crate) fn mutants(&self, root: Node<'_>) -> Vec<Mutant> {
        let text = root.tree().text();
        if self.unless.iter().any(|word| text.contains(word)) {
            return Vec::new();
        }
        (self.how)(root)
    }
}

/// Of a long document only so many places of a kind are changed: the others say the same again.
const MOST_PLACES: usize = 3;

pub(crate) fn phases(root: Node<'_>) -> Vec<Node<'_>> {
    root.present("phases").into_iter().flat_map(Node::items).collect()
}

pub(crate) fn steps(root: Node<'_>) -> Vec<Node<'_>> {
    phases(root)
        .into_iter()
        .filter_map(|phase| phase.present("steps"))
        .flat_map(Node::items)
        .take(MOST_PLACES)
        .collect()
}

type Change = fn(Entry<'_>) -> Option<Mutant>;

fn change(maps: Vec<Node<'_>>, key: &str, change: Change) -> Vec<Mutant> {
    maps.into_iter()
        .filter(|map| !map.is_flow())
        .filter_map(|map| map.entry(key))
        .take(MOST_PLACES)
        .filter_map(change)
        .collect()
}

pub(crate) fn at_top(root: Node<'_>, key: &str, how: Change) -> Vec<Mutant> {
    change(vec![root], key, how)
}

pub(crate) fn in_phases(root: Node<'_>, key: &str, how: Change) -> Vec<Mutant> {
    change(phases(root), key, how)
}

pub(crate) fn in_steps(root: Node<'_>, key: &str, how: Change) -> Vec<Mutant> {
    change(steps(root), key, how)
}

/// In the inputs of steps that have this input.
pub(crate) fn in_inputs(root: Node<'_>, key: &str, how: Change) -> Vec<Mutant> {
    let inputs = steps(root)
        .into_iter()
        .filter_map(|step| step.present("inputs"))
        .collect();
    change(inputs, key, how)
}

/// Takes a key out of each map.
pub(crate) fn without(maps: Vec<Node<'_>>, key: &str) -> Vec<Mutant> {
    maps.into_iter()
        .filter(|map| !map.is_flow())
        .filter_map(|map| remove(map, map.entry(key)?))
        .collect()
}

pub(crate) fn without_inputs(root: Node<'_>) -> Vec<Mutant> {
    let needing = steps(root)
        .into_iter()
        .filter(|step| {
            !matches!(
                step.get("action").and_then(Node::text),
                Some("Reboot" | "UpdateOS")
            )
        })
        .collect();
    without(needing, "inputs")
}

pub(crate) fn without_commands(root: Node<'_>) -> Vec<Mutant> {
    steps(root)
        .into_iter()
        .filter(|step| step.get("action").and_then(Node::text) == Some("ExecuteBash"))
        .filter_map(|step| set(step.present("inputs")?.entry("commands")?, ""))
        .collect()
}

/// Gives every step this key, or this value where it has the key.
pub(crate) fn key_in_steps(root: Node<'_>, key: &str, value: &str) -> Vec<Mutant> {
    steps(root)
        .into_iter()
        .filter_map(|step| key_in_step(step, key, value))
        .collect()
}

/// As [`key_in_steps`], for steps whose action takes a timeout of its own.
pub(crate) fn key_in_plain_steps(root: Node<'_>, key: &str, value: &str) -> Vec<Mutant> {
    steps(root)
        .into_iter()
        .filter(|step| {
            !matches!(
                step.get("action").and_then(Node::text),
                Some("Reboot" | "ExecuteDocument")
            )
        })
        .filter_map(|step| key_in_step(step, key, value))
        .collect()
}

fn key_in_step(step: Node<'_>, key: &str, value: &str) -> Option<Mutant> {
    if step.is_flow() {
        return None;
    }
    match step.entry(key) {
        Some(entry) => set(entry, value),
        None => add_keys(step.entry("action")?, &format!("{key}: {value}")),
    }
}

/// Gives the document this key, or this value where it has the key.
pub(crate) fn top_key(root: Node<'_>, key: &str, value: &str) -> Vec<Mutant> {
    if root.is_flow() {
        return Vec::new();
    }
    match root.entry(key) {
        Some(entry) => set(entry, value),
        None => root
            .entry("schemaVersion")
            .and_then(|entry| add_keys(entry, &format!("{key}: {value}"))),
    }
    .into_iter()
    .collect()
}

/// Adds a step behind the last one of the first phase.
pub(crate) fn step(root: Node<'_>, lines: &str) -> Vec<Mutant> {
    first_steps(root)
        .and_then(|list| add_item(list, lines))
        .into_iter()
        .collect()
}

/// As [`step`]; the place is what stands between `«` and `»`.
pub(crate) fn marked(root: Node<'_>, lines: &str) -> Vec<Mutant> {
    step(root, lines).into_iter().map(unmarked).collect()
}

/// Takes the marks out.
pub(crate) fn unmarked(mut mutant: Mutant) -> Mutant {
    let mut take = |mark: &str| {
        let start = mutant.place.start as usize;
        let at = start + mutant.text[start..].find(mark).expect("a mark");
        mutant.text.replace_range(at..at + mark.len(), "");
        at
    };
    let (start, end) = (take("«"), take("»"));
    mutant.place = Span::new(start, end);
    mutant
}

fn script(action: &str, name: &str, script: &str) -> String {
    let lines: String = script.lines().map(|line| format!("      {line}\n")).collect();
    format!("name: {name}\naction: {action}\ninputs:\n  commands:\n    - |\n{lines}")
}

/// Adds a step with this script, which has marks.
pub(crate) fn bash(root: Node<'_>, lines: &str) -> Vec<Mutant> {
    marked(root, &script("ExecuteBash", "MutantStep", lines))
}

pub(crate) fn powershell(root: Node<'_>, lines: &str) -> Vec<Mutant> {
    marked(root, &script("ExecutePowerShell", "MutantStep", lines))
}

/// Adds two steps; the marks are in either.
pub(crate) fn powershell_twice(root: Node<'_>, first: &str, second: &str) -> Vec<Mutant> {
    let first = script("ExecutePowerShell", "MutantFirst", first);
    let second = script("ExecutePowerShell", "MutantStep", second);
    let mut mutants = two_steps(root, &first, &second);
    if first.contains('«') {
        for mutant in &mut mutants {
            mutant.place.start = u32::try_from(mutant.text.find('«').expect("a mark")).expect("small");
        }
    }
    mutants.into_iter().map(unmarked).collect()
}

fn first_steps(root: Node<'_>) -> Option<Node<'_>> {
    phases(root).first()?.present("steps")
}

fn first_phase_name(root: Node<'_>) -> Option<&str> {
    phases(root).first()?.present("name")?.text()
}

/// Adds a definition.
pub(crate) fn define(root: Node<'_>, list: &str, item: &str) -> Vec<Mutant> {
    if root.is_flow() {
        return Vec::new();
    }
    let added = match root.present(list) {
        Some(node) => add_item(node, item),
        None if root.get(list).is_some() => None,
        None => {
            let item = item.trim_end().replace('\n', "\n    ");
            let lines = format!("{list}:\n  - {item}\n");
            root.entry("schemaVersion")
                .and_then(|entry| add_keys(entry, &lines))
        }
    };
    added.into_iter().collect()
}

pub(crate) fn whole(text: &str) -> Vec<Mutant> {
    vec![Mutant {
        text: text.to_owned(),
        place: Span::new(0, text.len()),
    }]
}

/// A comment that makes the document longer than `length`.
pub(crate) fn padded(root: Node<'_>, length: usize) -> Vec<Mutant> {
    if root.is_flow() {
        return Vec::new();
    }
    whole(&format!(
        "{}\n# {}\n",
        root.tree().text().trim_end(),
        "x".repeat(length)
    ))
}

pub(crate) fn same_phase(root: Node<'_>) -> Vec<Mutant> {
    let Some((list, name)) = root.present("phases").zip(first_phase_name(root)) else {
        return Vec::new();
    };
    let lines = format!("name: {name}\nsteps:\n  - name: MutantStep\n    action: Reboot");
    add_item(list, &lines).into_iter().collect()
}

pub(crate) fn same_step(root: Node<'_>) -> Vec<Mutant> {
    let name = steps(root).first().and_then(|step| step.present("name")?.text());
    name.map_or_else(Vec::new, |name| {
        step(root, &format!("name: {name}\naction: Reboot"))
    })
}

pub(crate) fn same_definition(root: Node<'_>) -> Vec<Mutant> {
    let known = ["parameters", "constants"].into_iter().find_map(|list| {
        let item = root.present(list)?.items().next()?;
        Some((list, item.written_entries().next()?.name()))
    });
    known.map_or_else(Vec::new, |(list, name)| {
        define(root, list, &format!("{name}:\n    type: string\n    value: x"))
    })
}

pub(crate) fn many_parameters(root: Node<'_>) -> Vec<Mutant> {
    let names = (0..26).map(|n| format!("Mutant{n}:\n    type: string\n    default: x"));
    if root.get("parameters").is_some() || root.is_flow() {
        return Vec::new();
    }
    let items: String = names
        .map(|item| format!("  - {item}\n").replace("\n    ", "\n      "))
        .collect();
    root.entry("schemaVersion")
        .and_then(|entry| add_keys(entry, &format!("parameters:\n{items}")))
        .into_iter()
        .collect()
}

pub(crate) fn long_default(root: Node<'_>) -> Vec<Mutant> {
    define(
        root,
        "parameters",
        &format!("Mutant:\n    type: string\n    default: {}", "x".repeat(2_000)),
    )
}

pub(crate) fn same_loop(root: Node<'_>) -> Vec<Mutant> {
    let looping = |name: &str| {
        format!(
            "name: {name}\naction: ExecuteBinary\nloop:\n  name: Mutants\n  forEach: [a]\ninputs:\n  path: whoami\n"
        )
    };
    two_steps(root, &looping("MutantFirst"), &looping("MutantStep"))
}

/// Adds two steps; the place is the second one.
fn two_steps(root: Node<'_>, first: &str, second: &str) -> Vec<Mutant> {
    let Some(added) = first_steps(root).and_then(|list| add_item(list, first)) else {
        return Vec::new();
    };
    let tree = amiforge::yaml::parse(&added.text);
    tree.root().map_or_else(Vec::new, |root| step(root, second))
}

/// A step that uses a reference, in a step named `MutantStep`.
fn user(reference: &str) -> String {
    format!(
        "name: MutantStep\naction: ExecuteBinary\ninputs:\n  path: whoami\n  arguments:\n    - '{reference}'\n"
    )
}

/// Adds a step that uses the reference made of the first phase's name and its first step's.
pub(crate) fn refer(root: Node<'_>, reference: fn(&str, &str) -> String) -> Vec<Mutant> {
    let first = steps(root)
        .first()
        .and_then(|step| step.present("name")?.text())
        .unwrap_or_default();
    first_phase_name(root).map_or_else(Vec::new, |phase| step(root, &user(&reference(phase, first))))
}

/// Adds a step and behind it one that refers to it.
pub(crate) fn pair(root: Node<'_>, first: &str, reference: fn(&str) -> String) -> Vec<Mutant> {
    first_phase_name(root).map_or_else(Vec::new, |phase| two_steps(root, first, &user(&reference(phase))))
}

/// Puts a step in front that reads an input of the step behind it.
pub(crate) fn later_input(root: Node<'_>) -> Vec<Mutant> {
    let Some(phase) = first_phase_name(root) else {
        return Vec::new();
    };
    let reference = format!("{{{{ {phase}.MutantLater.inputs.path }}}}");
    let Some(mutant) = step(root, &user(&reference)).pop() else {
        return Vec::new();
    };
    let tree = amiforge::yaml::parse(&mutant.text);
    let later = "name: MutantLater\naction: ExecuteBinary\ninputs:\n  path: whoami\n";
    let Some(with_later) = tree.root().and_then(|root| step(root, later).pop()) else {
        return Vec::new();
    };
    vec![Mutant {
        text: with_later.text,
        place: mutant.place,
    }]
}

pub(crate) fn cross_stage(root: Node<'_>) -> Vec<Mutant> {
    let taken = phases(root).iter().any(|phase| {
        matches!(
            phase.get("name").and_then(Node::text),
            Some("container-host-test")
        )
    });
    let from = phases(root).into_iter().find_map(|phase| {
        let name = phase.present("name")?.text()?;
        // A step that has the output: a wrong output would be the first thing to say.
        let first = phase.present("steps")?.items().find(|step| {
            let action = step.get("action").and_then(Node::text);
            matches!(
                action,
                Some("ExecuteBash" | "ExecuteBinary" | "ExecutePowerShell")
            )
        })?;
        matches!(name, "build" | "validate").then_some((name, first.present("name")?.text()?))
    });
    let (Some((phase, first)), false) = (from, taken) else {
        return Vec::new();
    };
    let user = user(&format!("{{{{ {phase}.{first}.outputs.stdout }}}}")).replace('\n', "\n    ");
    root.present("phases")
        .and_then(|list| {
            add_item(
                list,
                &format!("name: container-host-test\nsteps:\n  - {}", user.trim_end()),
            )
        })
        .into_iter()
        .collect()
}

pub(crate) fn foreign_loop(root: Node<'_>) -> Vec<Mutant> {
    two_steps(
        root,
        "name: MutantFirst\naction: ExecuteBinary\nloop:\n  name: Mutants\n  forEach: [a]\ninputs:\n  path: whoami\n",
        &user("{{ Mutants.value }}"),
    )
}

pub(crate) fn skipped_source(root: Node<'_>) -> Vec<Mutant> {
    pair(
        root,
        "name: MutantFirst\naction: ExecuteBinary\nif:\n  fileExists: /opt/a\ninputs:\n  path: whoami\n",
        |phase| format!("{{{{ {phase}.MutantFirst.outputs.stdout }}}}"),
    )
}

/// Leaves one phase and gives it another name.
fn only(root: Node<'_>, name: &str) -> Vec<Mutant> {
    let phases = phases(root);
    let [phase] = phases.as_slice() else {
        return Vec::new();
    };
    let renamed = phase.entry("name").and_then(|entry| set(entry, name));
    renamed.map_or_else(Vec::new, |mutant| {
        let length = mutant.text.len();
        vec![Mutant {
            text: mutant.text,
            place: Span::new(0, length),
        }]
    })
}

pub(crate) fn only_verify(root: Node<'_>) -> Vec<Mutant> {
    only(root, "verify")
}

pub(crate) fn only_test(root: Node<'_>) -> Vec<Mutant> {
    only(root, "test")
}

pub(crate) fn other_phase(root: Node<'_>) -> Vec<Mutant> {
    let runs = phases(root).iter().any(|phase| {
        matches!(
            phase.get("name").and_then(Node::text),
            Some("build" | "validate" | "test" | "container-host-test")
        )
    });
    if !runs {
        return Vec::new();
    }
    root.present("phases")
        .and_then(|list| {
            add_item(
                list,
                "name: tests\nsteps:\n  - name: MutantStep\n    action: Reboot",
            )
        })
        .into_iter()
        .collect()
}

/// `AppendFile` to a file that nobody creates, in a document in which no step runs or installs what could create it.
pub(crate) fn append_first(root: Node<'_>) -> Vec<Mutant> {
    let text = root.tree().text();
    if ["Execute", "UpdateOS", "MSI"]
        .iter()
        .any(|action| text.contains(action))
    {
        return Vec::new();
    }
    step(
        root,
        "name: MutantStep\naction: AppendFile\ninputs:\n  - path: /opt/mutant\n    content: x\n",
    )
}
