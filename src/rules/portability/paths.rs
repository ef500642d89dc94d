//! The inputs that name a file or a folder of the instance.

use crate::component::Step;
use crate::rules::literal::Known;
use crate::yaml::Node;

/// Inputs of any action that are paths, unless they hold an address. `path` of `SetRegistry` is a key of the registry.
const PATHS: &[&str] = &[
    "path",
    "source",
    "destination",
    "target",
    "file",
    "logFile",
    "document",
];

/// What is known of the paths in a step's inputs, in order of the document.
pub(super) fn of_step<'a>(step: &Step<'a>) -> Vec<Known<'a>> {
    named(step, PATHS)
}

/// What is known of the paths of files and folders that a step makes or fills.
pub(super) fn written_by<'a>(step: &Step<'a>) -> Vec<Known<'a>> {
    match step.action_text() {
        "CreateFile" | "CreateFolder" | "CreateSymlink" | "AppendFile" => named(step, &["path"]),
        "CopyFile" | "CopyFolder" | "MoveFile" | "MoveFolder" | "S3Download" | "WebDownload" => {
            named(step, &["destination"])
        }
        _ => Vec::new(),
    }
}

fn named<'a>(step: &Step<'a>, names: &[&str]) -> Vec<Known<'a>> {
    if step.runs("SetRegistry") {
        return Vec::new();
    }
    step.input_maps()
        .into_iter()
        .flat_map(Node::entries)
        .filter(|entry| names.contains(&entry.name()))
        .filter_map(|entry| Known::of(entry.value))
        .filter(|known| !known.start.contains("://"))
        .collect()
}
