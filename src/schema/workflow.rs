//! Image workflow documents.

use serde_json::{Value, json};

use super::shape::{
    boolean, described, integer, map_to, object, or_dynamic, or_nothing, reference, scalar, scalars, when,
    words,
};
use super::top;
use crate::workflow::WorkflowKind;
use crate::workflow::actions::{self, Action, Input, InputKind};
use crate::workflow::grammar::{DOCUMENT, ON_FAILURE, OUTPUT, PARAMETER, STEP, STEP_WITH_SUFFIX, TYPES};

pub(super) fn schema() -> Value {
    let mut schema = object(keys(DOCUMENT, document_key), &["schemaVersion", "steps"]);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert(
            "definitions".to_owned(),
            json!({
                "step": step(),
                "parameter": object(keys(PARAMETER, parameter_key), &["name"]),
                "output": object(keys(OUTPUT, output_key), &["name", "value"]),
            }),
        );
    }
    top(
        "workflow",
        "EC2 Image Builder workflow",
        "An image workflow document. https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html",
        schema,
    )
}

fn keys<'k>(
    names: &'k [&'k str],
    shape: impl Fn(&str) -> Value + 'k,
) -> impl Iterator<Item = (String, Value)> + 'k {
    names.iter().map(move |name| ((*name).to_owned(), shape(name)))
}

fn document_key(key: &str) -> Value {
    let list = |of: &str| json!({ "type": "array", "items": reference(of) });
    match key {
        "name" => described(scalar(), "What the workflow is called."),
        "description" => described(scalar(), "What the workflow is for."),
        "schemaVersion" => described(
            json!({ "enum": [1.0, "1.0", "1"] }),
            "The version of the grammar: 1.0.",
        ),
        "parameters" => described(
            list("parameter"),
            "Values that a pipeline can set, read as `$.parameters.name`.",
        ),
        "steps" => described(
            json!({ "type": "array", "minItems": 1, "items": reference("step") }),
            "The steps, run one after the other.",
        ),
        _ => described(list("output"), "What other workflows can read of this one."),
    }
}

fn parameter_key(key: &str) -> Value {
    match key {
        "name" => described(scalar(), "The name."),
        "type" => described(words(TYPES), "The type of the value."),
        "default" => described(json!({}), "The value when the pipeline sets none."),
        _ => described(scalar(), "What the parameter is for."),
    }
}

fn output_key(key: &str) -> Value {
    match key {
        "name" => described(scalar(), "The name."),
        _ => described(scalar(), "The value, such as `$.stepOutputs.Create.imageId`."),
    }
}

fn step() -> Value {
    let suffixed = STEP_WITH_SUFFIX.iter().map(|key| with_suffix(key));
    let plain = STEP.iter().chain(STEP_WITH_SUFFIX);
    let properties = plain
        .map(|key| ((*key).to_owned(), step_key(key)))
        .chain(suffixed);
    let mut step = object(properties, &["name", "action"]);
    let by_action: Vec<Value> = actions::ALL
        .iter()
        .map(|action| when("action", action.name, &of_action(action)))
        .collect();
    if let Some(step) = step.as_object_mut() {
        step.insert("allOf".to_owned(), by_action.into());
    }
    step
}

/// What an action asks for.
fn of_action(action: &Action) -> Value {
    let limit = json!({
        "anyOf": [{ "type": "integer", "maximum": action.max_seconds }, { "not": { "type": "integer" } }],
    });
    let inputs = inputs(action.inputs);
    if action.inputs.iter().any(|input| input.required) {
        json!({ "properties": { "inputs": inputs, "timeoutSeconds": limit }, "required": ["inputs"] })
    } else {
        json!({ "properties": { "inputs": or_nothing(inputs), "timeoutSeconds": limit } })
    }
}

fn step_key(key: &str) -> Value {
    match key {
        "name" => described(
            scalar(),
            "The name, by which references find the step: letters, digits and `_`.",
        ),
        "action" => action(),
        "description" => described(scalar(), "What the step is for."),
        // What it takes depends on the action.
        "inputs" => described(json!({ "type": "object" }), "What the action gets."),
        "if" => described(json!({ "type": ["object", "array"] }), "When the step runs."),
        "onFailure" => described(
            words(ON_FAILURE),
            "What a failure of the step does. `Abort` without it.",
        ),
        "rollbackEnabled" => described(boolean(), "Whether the step is undone when the workflow fails."),
        "timeoutSeconds" => described(integer(), "How long the step may take."),
        _ => described(integer(), "How long to wait before the step."),
    }
}

/// A key that takes a reference instead of a value.
fn with_suffix(key: &str) -> (String, Value) {
    let shape = json!({ "type": "string", "pattern": "^\\$" });
    (
        format!("{key}.$"),
        described(
            shape,
            &format!("A reference to the value of `{key}`, such as `$.parameters.name`."),
        ),
    )
}

fn action() -> Value {
    let names: Vec<&str> = actions::ALL.iter().map(|action| action.name).collect();
    let words: Vec<String> = actions::ALL.iter().map(about).collect();
    json!({
        "description": "The step action.",
        "enum": names,
        "enumDescriptions": words,
    })
}

fn about(action: &Action) -> String {
    let stages: Vec<&str> = WorkflowKind::ALL
        .into_iter()
        .filter(|kind| action.allowed_in(*kind))
        .map(WorkflowKind::word)
        .collect();
    let outputs = if action.outputs.is_empty() {
        String::new()
    } else {
        format!(" Outputs: {}.", action.outputs.join(", "))
    };
    format!(
        "In workflows of type {}. Takes {} seconds at most, up to {} with `timeoutSeconds`.{outputs}",
        stages.join(", "),
        action.default_seconds,
        action.max_seconds
    )
}

/// A map of inputs, each with or without the suffix `.$`.
fn inputs(inputs: &[Input]) -> Value {
    let plain = inputs.iter().map(|input| {
        let need = if input.required { "Required" } else { "Optional" };
        (
            input.name.to_owned(),
            described(value(input), &format!("{need}.")),
        )
    });
    let suffixed = inputs.iter().map(|input| with_suffix(input.name));
    let mut map = object(plain.chain(suffixed), &[]);
    let required: Vec<Value> = inputs
        .iter()
        .filter(|input| input.required)
        .map(|input| {
            let suffixed = format!("{}.$", input.name);
            json!({ "anyOf": [{ "required": [input.name] }, { "required": [suffixed] }] })
        })
        .collect();
    if let (Some(map), false) = (map.as_object_mut(), required.is_empty()) {
        map.insert("allOf".to_owned(), required.into());
    }
    map
}

fn value(input: &Input) -> Value {
    if !input.values.is_empty() {
        return or_dynamic(&words(input.values));
    }
    match input.kind {
        InputKind::Text | InputKind::Json => scalar(),
        InputKind::Boolean => or_dynamic(&boolean()),
        InputKind::Integer => or_dynamic(&integer()),
        InputKind::TextList => or_dynamic(&scalars()),
        InputKind::TextMap => or_dynamic(&map_to(&scalar())),
        InputKind::TextListMap => or_dynamic(&map_to(&json!({ "anyOf": [scalars(), scalar()] }))),
        InputKind::AnyList => or_dynamic(&json!({ "type": "array" })),
        InputKind::DistributedImages => json!({}),
        InputKind::Map(keys) => or_dynamic(&inputs(keys)),
        InputKind::Maps(keys) => or_dynamic(&json!({ "type": "array", "items": inputs(keys) })),
        InputKind::MapOrMaps(keys) => {
            let map = inputs(keys);
            or_dynamic(&json!({ "anyOf": [map, { "type": "array", "items": map }] }))
        }
    }
}
