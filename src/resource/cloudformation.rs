//! `Resources` of a CloudFormation or SAM template.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ImageBuilder.html>

use super::value::{Reference, Value, is_null};
use super::{Kind, Label, Language, Names, Reader, Resource};
use crate::syntax::{Content, Document, Key, NodeId};

const NAMES: Names = Names {
    name: "Name",
    version: "Version",
    platform: "Platform",
    platform_override: "PlatformOverride",
    supported_os_versions: "SupportedOsVersions",
    data: "Data",
    uri: "Uri",
    file: None,
    workflow_type: "Type",
    parent_image: "ParentImage",
    components: "Components",
    component_arn: "ComponentArn",
    parameters: "Parameters",
    parameter_name: "Name",
    parameter_value: "Value",
    recipes: ["ImageRecipeArn", "ContainerRecipeArn"],
};

const KINDS: [(&str, Kind); 5] = [
    ("AWS::ImageBuilder::Component", Kind::Component),
    ("AWS::ImageBuilder::ImageRecipe", Kind::ImageRecipe),
    ("AWS::ImageBuilder::ContainerRecipe", Kind::ContainerRecipe),
    ("AWS::ImageBuilder::Workflow", Kind::Workflow),
    ("AWS::ImageBuilder::ImagePipeline", Kind::ImagePipeline),
];

pub(super) fn read(document: &Document, root: NodeId, found: &mut Vec<Resource>) {
    let Some(resources) = document.child(root, "Resources") else {
        return;
    };
    let value = |node| value(document, node);
    let reader = Reader {
        document,
        names: &NAMES,
        value: &value,
    };
    for id in document.children(resources) {
        let Some(kind) = kind(document, id) else { continue };
        let Some(node) = document.node(id) else { continue };
        let label = match &node.key {
            Key::Name(text, span) => Some(Label {
                text: text.clone(),
                span: *span,
            }),
            _ => None,
        };
        // Without properties there is nothing to read, but the resource is there.
        let properties = document.child(id, "Properties").unwrap_or(id);
        let mut resource = reader.resource(kind, Language::CloudFormation, label, properties, node.span);
        resource.repeated = document.child(id, "Condition").is_some();
        found.push(resource);
    }
}

fn kind(document: &Document, id: NodeId) -> Option<Kind> {
    let text = document.text_at(id, &["Type"])?;
    KINDS
        .iter()
        .find(|(name, _)| *name == text)
        .map(|(_, kind)| *kind)
}

/// A value with its functions, in the short and in the long form.
fn value(document: &Document, id: NodeId) -> Option<Value> {
    let node = document.node(id)?;
    if let Content::Scalar(scalar) = &node.content {
        if is_null(scalar) && node.tag.is_none() {
            return None;
        }
        let function = node
            .tag
            .as_deref()
            .filter(|tag| !tag.starts_with("!!") && *tag != "!");
        return Some(match function.map(|tag| tag.trim_start_matches('!')) {
            None => Value::literal(id, node.span, scalar),
            Some("Sub") if !scalar.text.contains("${") => Value::literal(id, node.span, scalar),
            Some(name) => Value::later(id, node.span, referred(name, &scalar.text)),
        });
    }
    let reference = match node.tag.as_deref() {
        Some("!GetAtt") => attribute(document, id),
        Some(_) => None,
        None => long_form(document, id),
    };
    Some(Value::later(id, node.span, reference))
}

/// `{ "Ref": "X" }`, `{ "Fn::GetAtt": ["X", "Arn"] }`.
fn long_form(document: &Document, id: NodeId) -> Option<Reference> {
    let mut children = document.children(id);
    let only = children.next().filter(|_| children.next().is_none())?;
    let name = document.name(only)?;
    match document.text(only) {
        Some(text) => referred(name.trim_start_matches("Fn::"), text),
        None if name == "Fn::GetAtt" => attribute(document, only),
        None => None,
    }
}

/// `["X", "Arn"]`.
fn attribute(document: &Document, list: NodeId) -> Option<Reference> {
    let label = document.text(document.children(list).next()?)?.to_owned();
    Some(Reference { kind: None, label })
}

/// What a function with one text refers to, when that is a resource. A `Ref` may name a parameter as well.
fn referred(function: &str, text: &str) -> Option<Reference> {
    let whole = match function {
        "Ref" => text,
        "GetAtt" => text.split_once('.')?.0,
        "Sub" => {
            let inner = text.trim().strip_prefix("${")?.strip_suffix('}')?;
            let name = inner.split_once('.').map_or(inner, |(name, _)| name);
            name.bytes()
                .all(|byte| byte.is_ascii_alphanumeric())
                .then_some(name)?
        }
        _ => return None,
    };
    // `AWS::Region` is a pseudo parameter.
    (!whole.contains(':')).then(|| Reference {
        kind: None,
        label: whole.to_owned(),
    })
}
