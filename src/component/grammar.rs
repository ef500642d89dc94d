//! The keys and words of component documents, as data: the rules judge by them, the JSON Schema is made of them.
//!
//! <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html>

/// Keys at the top.
pub const DOCUMENT: &[&str] = &[
    "name",
    "description",
    "schemaVersion",
    "parameters",
    "constants",
    "phases",
    "disableLogging",
];
/// Keys of a phase.
pub const PHASE: &[&str] = &["name", "steps", "disableLogging"];
/// Keys of a step.
pub const STEP: &[&str] = &[
    "name",
    "action",
    "timeoutSeconds",
    "onFailure",
    "maxAttempts",
    "inputs",
    "if",
    "loop",
    "disableLogging",
];
/// Keys of a loop.
pub const LOOP: &[&str] = &["name", "for", "forEach"];
/// Keys of `for`.
pub const FOR: &[&str] = &["start", "end", "updateBy"];
/// Keys of `forEach`, when it is a map.
pub const FOR_EACH: &[&str] = &["list", "delimiter"];
/// Keys of a parameter.
pub const PARAMETER: &[&str] = &["type", "default", "description", "allowedValues"];
/// Keys of a constant.
pub const CONSTANT: &[&str] = &["type", "value"];
/// Words of `onFailure`.
pub const ON_FAILURE: &[&str] = &["Abort", "Continue", "Ignore"];
/// Words of `then` and `else` below `if`.
pub const BRANCHES: &[&str] = &["Abort", "Execute", "Skip"];
/// What may part the text of a `forEach`.
pub const DELIMITERS: &[&str] = &[".", ",", ";", ":", "\n", "\t", " ", "-", "_"];
