//! The keys and words of workflow documents, as data: the rules judge by them, the JSON Schema is made of them.
//!
//! <https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html>

/// Keys at the top.
pub const DOCUMENT: &[&str] = &[
    "name",
    "description",
    "schemaVersion",
    "parameters",
    "steps",
    "outputs",
];
/// Keys of a step that take a plain value only.
pub const STEP: &[&str] = &["name", "action", "description", "inputs", "if", "onFailure"];
/// Keys of a step that may have the suffix `.$` too.
pub const STEP_WITH_SUFFIX: &[&str] = &["rollbackEnabled", "timeoutSeconds", "waitSeconds"];
/// Keys of a parameter.
pub const PARAMETER: &[&str] = &["name", "type", "default", "description"];
/// Types of a parameter.
pub const TYPES: &[&str] = &["string", "integer", "boolean", "stringList"];
/// Keys of an output.
pub const OUTPUT: &[&str] = &["name", "value"];
/// Words of `onFailure`.
pub const ON_FAILURE: &[&str] = &["Abort", "Continue"];
