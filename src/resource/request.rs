//! The requests of Image Builder as files: `--cli-input-json`, `--cli-input-yaml`, and what `get-component` prints.
//! <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html>

use super::value::{Value, is_null};
use super::{Kind, Language, Names, Reader, Resource};
use crate::syntax::{Content, Document, NodeId};

const NAMES: Names = Names {
    name: "name",
    version: "semanticVersion",
    platform: "platform",
    platform_override: "platformOverride",
    supported_os_versions: "supportedOsVersions",
    data: "data",
    uri: "uri",
    file: Some("file"),
    workflow_type: "type",
    parent_image: "parentImage",
    components: "components",
    component_arn: "componentArn",
    parameters: "parameters",
    parameter_name: "name",
    parameter_value: "value",
    recipes: ["imageRecipeArn", "containerRecipeArn"],
};

pub(super) fn read(document: &Document, root: NodeId, found: &mut Vec<Resource>) {
    let Some(kind) = kind(document, root) else { return };
    let Some(node) = document.node(root) else { return };
    let value = |node| value(document, node);
    let reader = Reader {
        document,
        names: &NAMES,
        value: &value,
    };
    found.push(reader.resource(kind, Language::Request, None, root, node.span));
}

/// A request is known by the attributes that it must have; nothing in it names its kind. `file` stands for `data` in the
/// files of a repository, from which requests are made.
fn kind(document: &Document, root: NodeId) -> Option<Kind> {
    let has = |name: &str| document.child(root, name).is_some();
    if !has("semanticVersion") || !has("name") {
        return None;
    }
    let text = has("data") || has("uri") || has("file");
    if has("parentImage") && has("components") {
        let container = has("containerType") || has("dockerfileTemplateData") || has("dockerfileTemplateUri");
        return Some(if container {
            Kind::ContainerRecipe
        } else {
            Kind::ImageRecipe
        });
    }
    if text && has("platform") {
        return Some(Kind::Component);
    }
    let workflow = || {
        matches!(
            document.text_at(root, &["type"]),
            Some("BUILD" | "TEST" | "DISTRIBUTION")
        )
    };
    (text && workflow()).then_some(Kind::Workflow)
}

fn value(document: &Document, id: NodeId) -> Option<Value> {
    let node = document.node(id)?;
    match &node.content {
        Content::Scalar(scalar) if is_null(scalar) => None,
        Content::Scalar(scalar) => Some(Value::literal(id, node.span, scalar)),
        _ => Some(Value::later(id, node.span, None)),
    }
}
