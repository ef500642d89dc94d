//! Component documents.

use serde_json::{Value, json};

use super::shape::{
    boolean, described, dynamic, integer, map_to, object, or_dynamic, present, reference, scalar, scalars,
    when, words, words_in_any_case,
};
use super::top;
use crate::component::condition::{OPERATORS, Operand, Operator};
use crate::component::grammar::{
    BRANCHES, CONSTANT, DELIMITERS, DOCUMENT, FOR, FOR_EACH, LOOP, ON_FAILURE, PARAMETER, PHASE, STEP,
};
use crate::component::modules::{self, Input, InputKind, Module, Outputs, Shape};

pub(super) fn schema() -> Value {
    let mut definitions = json!({
        "phase": phase(),
        "step": step(),
        "parameter": parameter(),
        "constant": constant(),
        "condition": condition(),
        "loop": looping(),
    });
    if let Some(definitions) = definitions.as_object_mut() {
        for module in modules::ALL
            .iter()
            .filter(|module| module.shape != Shape::Condition)
        {
            definitions.insert(inputs_of(module), inputs(module));
        }
    }
    let mut schema = object(keys(DOCUMENT, document_key), &["schemaVersion", "phases"]);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("definitions".to_owned(), definitions);
    }
    top(
        "component",
        "EC2 Image Builder component",
        "A component document as AWSTOE runs it. https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
        schema,
    )
}

fn keys<'k>(
    names: &'k [&'k str],
    shape: impl Fn(&str) -> Value + 'k,
) -> impl Iterator<Item = (String, Value)> + 'k {
    names.iter().map(move |name| ((*name).to_owned(), shape(name)))
}

fn document_key(name: &str) -> Value {
    match name {
        "name" => described(scalar(), "What the component is called."),
        "description" => described(scalar(), "What the component is for."),
        "schemaVersion" => described(
            json!({ "anyOf": [{ "enum": [1.0, "1.0", "1"] }, dynamic()] }),
            "The version of the grammar: 1.0.",
        ),
        "parameters" => described(
            list_of_one_key_maps("parameter"),
            "Values that a recipe can set, read as `{{ name }}`. Each item is a map with the name as its only key.",
        ),
        "constants" => described(
            list_of_one_key_maps("constant"),
            "Values that nobody sets from outside, read as `{{ name }}`. Each item is a map with the name as its only key.",
        ),
        "phases" => described(
            json!({ "type": "array", "minItems": 1, "items": reference("phase") }),
            "What runs and when: `build` while the image is made, `validate` at its end, `test` on an instance of the image.",
        ),
        _ => disable_logging(),
    }
}

fn list_of_one_key_maps(of: &str) -> Value {
    json!({
        "type": "array",
        "items": {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": reference(of),
        },
    })
}

fn disable_logging() -> Value {
    described(
        or_dynamic(&boolean()),
        "Whether output is kept out of the logs, as for secrets.",
    )
}

/// The name of a phase or step.
fn name(of: &str) -> Value {
    described(
        json!({ "type": ["string", "number", "boolean"], "pattern": "^[A-Za-z0-9_-]{3,128}$" }),
        &format!("The name of the {of}, by which references find it: 3 to 128 letters, digits, `-` and `_`."),
    )
}

fn phase() -> Value {
    let key = |key: &str| match key {
        "name" => described(
            json!({
                "anyOf": [
                    { "enum": ["build", "validate", "test", "container-host-test"] },
                    name("phase"),
                ],
            }),
            "The name of the phase. Image Builder runs `build`, `validate`, `test` and `container-host-test`.",
        ),
        "steps" => described(
            json!({ "type": "array", "minItems": 1, "items": reference("step") }),
            "The steps, run one after the other.",
        ),
        _ => disable_logging(),
    };
    object(keys(PHASE, key), &["name", "steps"])
}

fn step() -> Value {
    let mut step = object(keys(STEP, step_key), &["name", "action"]);
    let by_action: Vec<Value> = modules::ALL.iter().map(for_action).collect();
    if let Some(step) = step.as_object_mut() {
        step.insert("allOf".to_owned(), by_action.into());
    }
    step
}

fn step_key(key: &str) -> Value {
    match key {
        "name" => name("step"),
        "action" => action(),
        "timeoutSeconds" => described(
            json!({
                "anyOf": [
                    { "type": "integer", "minimum": 1 },
                    { "enum": [-1] },
                    { "type": "string", "pattern": "^(-1|[1-9][0-9]*)$|\\{\\{" },
                ],
            }),
            "How long the step may take. 7200 without it; -1 for no limit.",
        ),
        "onFailure" => described(
            or_dynamic(&words(ON_FAILURE)),
            "What a failure of the step does: `Abort` ends the document, `Continue` goes on and fails it at the end, `Ignore` goes on. `Abort` without it.",
        ),
        "maxAttempts" => described(
            json!({
                "anyOf": [
                    { "type": "integer", "minimum": 1 },
                    { "type": "string", "pattern": "^[1-9][0-9]*$|\\{\\{" },
                ],
            }),
            "How often the step is tried. 1 without it.",
        ),
        "if" => described(reference("condition"), "When the step runs."),
        "loop" => described(reference("loop"), "What the step is repeated for."),
        // What it takes depends on the action.
        "inputs" => described(json!({ "type": ["object", "array"] }), "What the action gets."),
        _ => disable_logging(),
    }
}

fn action() -> Value {
    let names: Vec<&str> = modules::ALL.iter().map(|module| module.name).collect();
    let words: Vec<String> = modules::ALL.iter().map(about).collect();
    json!({
        "description": "The action module that the step runs.",
        "enum": names,
        "enumDescriptions": words,
    })
}

/// What an action does, where, and what later steps can refer to.
fn about(module: &Module) -> String {
    let platforms: Vec<&str> = module.platforms.iter().map(|platform| platform.word()).collect();
    let outputs = match module.outputs {
        Outputs::Named(names) if !names.is_empty() => format!(" Outputs: {}.", names.join(", ")),
        _ => String::new(),
    };
    format!("{} Runs on {}.{outputs}", module.summary, platforms.join(", "))
}

fn inputs_of(module: &Module) -> String {
    format!("inputs of {}", module.name)
}

fn for_action(module: &Module) -> Value {
    let shape = match module.shape {
        Shape::Condition => reference("condition"),
        _ => json!({ "$ref": format!("#/definitions/{}", inputs_of(module)) }),
    };
    let mut then = json!({ "properties": { "inputs": shape } });
    if let (Some(then), true) = (then.as_object_mut(), module.needs_inputs) {
        then.insert("required".to_owned(), json!(["inputs"]));
    }
    when("action", module.name, &then)
}

fn inputs(module: &Module) -> Value {
    let required: Vec<&str> = module
        .inputs
        .iter()
        .filter(|input| input.required)
        .map(|input| input.name)
        .collect();
    let properties = module.inputs.iter().map(|input| {
        (
            input.name.to_owned(),
            described(value(input), &words_about(input)),
        )
    });
    let one = object(properties, &required);
    let shape = if module.shape == Shape::List {
        json!({ "type": "array", "minItems": usize::from(module.needs_inputs), "items": one })
    } else {
        one
    };
    let shape = if module.needs_inputs {
        shape
    } else {
        json!({ "anyOf": [shape, { "type": "null" }, { "type": "array", "maxItems": 0 }] })
    };
    described(shape, module.summary)
}

fn words_about(input: &Input) -> String {
    let kind = match input.kind {
        InputKind::Text => "text",
        InputKind::Boolean | InputKind::BooleanOrText => "`true` or `false`",
        InputKind::Integer => "a whole number",
        InputKind::TextList => "a list of texts",
        InputKind::TextMap => "a map of texts",
        InputKind::RegistryValue => "a text, a number or a list of texts",
        InputKind::DocumentParameters => "a list of maps with `name` and `value`",
    };
    let mut words = format!(
        "{}: {kind}.",
        if input.required { "Required" } else { "Optional" }
    );
    if let Some(values) = input.values {
        words.push_str(" One of ");
        words.push_str(&values.words.join(", "));
        words.push('.');
    }
    if !input.on_windows {
        words.push_str(" Not on Windows.");
    }
    words
}

fn value(input: &Input) -> Value {
    if let Some(values) = input.values {
        let words = if values.any_case {
            words_in_any_case(values.words)
        } else {
            words(values.words)
        };
        return or_dynamic(&words);
    }
    match input.kind {
        InputKind::Text | InputKind::BooleanOrText => scalar(),
        InputKind::Boolean => or_dynamic(&boolean()),
        InputKind::Integer => or_dynamic(&integer()),
        InputKind::TextList => or_dynamic(&scalars()),
        InputKind::TextMap => map_to(&json!({ "type": ["string", "number", "boolean", "null"] })),
        InputKind::RegistryValue => json!({ "anyOf": [scalar(), scalars()] }),
        InputKind::DocumentParameters => {
            let properties = ["name", "value"].map(|key| (key.to_owned(), scalar()));
            json!({ "type": "array", "items": object(properties, &["name", "value"]) })
        }
    }
}

fn parameter() -> Value {
    let key = |key: &str| match key {
        "type" => described(words(&["string"]), "Always `string`."),
        "default" => described(scalar(), "The value when the recipe sets none."),
        "description" => described(scalar(), "What the parameter is for."),
        _ => described(scalars(), "The values that a recipe may set."),
    };
    object(keys(PARAMETER, key), &["type"])
}

fn constant() -> Value {
    let key = |key: &str| match key {
        "type" => described(words(&["string"]), "Always `string`."),
        _ => described(scalar(), "The value."),
    };
    object(keys(CONSTANT, key), &["type", "value"])
}

/// One operator, the key beside it, and below `if` what follows.
fn condition() -> Value {
    let operators = OPERATORS
        .iter()
        .map(|operator| (operator.name.to_owned(), operand(operator)));
    let beside = [
        ("value", scalar(), "What is compared."),
        ("path", scalar(), "The file whose hash is compared."),
    ]
    .map(|(key, shape, about)| (key.to_owned(), described(shape, about)));
    let branches = [
        (
            "then",
            "What happens when the condition is true: `Execute` without it.",
        ),
        ("else", "What happens when it is false: `Skip` without it."),
    ]
    .map(|(key, about)| (key.to_owned(), described(or_dynamic(&words(BRANCHES)), about)));
    let one: Vec<Value> = OPERATORS
        .iter()
        .map(|operator| {
            let required: Vec<&str> = [operator.name]
                .into_iter()
                .chain(operator.companion.key())
                .collect();
            present(&required)
        })
        .collect();
    let mut condition = object(operators.chain(beside).chain(branches), &[]);
    if let Some(condition) = condition.as_object_mut() {
        condition.insert("oneOf".to_owned(), one.into());
    }
    described(
        condition,
        "One comparison, or `and`, `or`, `not` with further ones.",
    )
}

fn operand(operator: &Operator) -> Value {
    match operator.operand {
        Operand::Conditions => described(
            json!({ "type": "array", "minItems": 1, "items": reference("condition") }),
            "Conditions, all or any of which have to be true.",
        ),
        Operand::Condition => described(
            json!({ "anyOf": [reference("condition"), { "type": "array", "maxItems": 1, "items": reference("condition") }] }),
            "A condition that has to be false.",
        ),
        Operand::Number => described(scalar(), "A number, or text that becomes one."),
        Operand::Pattern => described(scalar(), "A regular expression of Go."),
        Operand::Hash(digits) => described(scalar(), &format!("{digits} hexadecimal digits.")),
        Operand::Text => described(scalar(), "A text or a path."),
    }
}

fn looping() -> Value {
    let bounds = |key: &str| {
        described(
            integer(),
            match key {
                "start" => "The first value.",
                "end" => "The last value.",
                _ => "The step width.",
            },
        )
    };
    let parted = |key: &str| match key {
        "list" => described(scalar(), "The text to part."),
        _ => described(or_dynamic(&words(DELIMITERS)), "What parts it."),
    };
    let key = |key: &str| match key {
        "name" => described(
            scalar(),
            "The name, for `{{ name.index }}` and `{{ name.value }}`; `loop` without it.",
        ),
        "for" => described(object(keys(FOR, bounds), FOR), "From a number to another."),
        _ => described(
            json!({ "anyOf": [scalars(), object(keys(FOR_EACH, parted), &["list"]), dynamic()] }),
            "For each item of a list, or each part of a text.",
        ),
    };
    let mut looping = object(keys(LOOP, key), &[]);
    if let Some(looping) = looping.as_object_mut() {
        looping.insert(
            "oneOf".to_owned(),
            json!([present(&["for"]), present(&["forEach"])]),
        );
    }
    looping
}
