//! `resource` blocks of Terraform and OpenTofu, of the providers `aws` and `awscc`, in HCL and in JSON.
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/imagebuilder_component>

use super::value::{Reference, Value, is_list, is_null};
use super::{Kind, Label, Language, MOST_ENTRIES, Names, Reader, Resource};
use crate::syntax::{Content, Document, Key, NodeId};

const AWS: Names = Names {
    name: "name",
    version: "version",
    platform: "platform",
    platform_override: "platform_override",
    supported_os_versions: "supported_os_versions",
    data: "data",
    uri: "uri",
    file: None,
    workflow_type: "type",
    parent_image: "parent_image",
    components: "component",
    component_arn: "component_arn",
    parameters: "parameter",
    parameter_name: "name",
    parameter_value: "value",
    recipes: ["image_recipe_arn", "container_recipe_arn"],
};

/// The provider that is made from CloudFormation's own schema has lists where the other has blocks.
const AWSCC: Names = Names {
    components: "components",
    parameters: "parameters",
    ..AWS
};

const KINDS: [(&str, Kind); 5] = [
    ("component", Kind::Component),
    ("image_recipe", Kind::ImageRecipe),
    ("container_recipe", Kind::ContainerRecipe),
    ("workflow", Kind::Workflow),
    ("image_pipeline", Kind::ImagePipeline),
];

pub(super) fn read(text: &str, document: &Document, root: NodeId, found: &mut Vec<Resource>) {
    let value = |node| value(text, document, node);
    for resources in document.children_named(root, "resource") {
        // In JSON a list of objects may stand for each.
        for kinds in one_or_more(document, resources) {
            for kind_node in document.children(kinds) {
                let Some((kind, names)) = document.name(kind_node).and_then(kind) else {
                    continue;
                };
                let reader = Reader {
                    document,
                    names,
                    value: &value,
                };
                for labels in one_or_more(document, kind_node) {
                    for body in document.children(labels) {
                        found.extend(resource(&reader, kind, body));
                    }
                }
            }
        }
    }
}

fn resource(reader: &Reader<'_>, kind: Kind, body: NodeId) -> Option<Resource> {
    let document = reader.document;
    let node = document.node(body)?;
    let Key::Name(name, span) = &node.key else {
        return None;
    };
    let label = Label {
        text: name.clone(),
        span: *span,
    };
    let attributes = one_or_more(document, body).next()?;
    let mut resource = reader.resource(kind, Language::Terraform, Some(label), attributes, node.span);
    resource.repeated = ["count", "for_each"]
        .iter()
        .any(|name| document.child(attributes, name).is_some());
    Some(resource)
}

/// A node itself, or the items of the list that it is.
fn one_or_more(document: &Document, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    let list = is_list(document, node);
    let items = document.children(node).take(MOST_ENTRIES).filter(move |_| list);
    Some(node).filter(|_| !list).into_iter().chain(items)
}

fn kind(name: &str) -> Option<(Kind, &'static Names)> {
    let (names, rest) = if let Some(rest) = name.strip_prefix("aws_imagebuilder_") {
        (&AWS, rest)
    } else {
        (&AWSCC, name.strip_prefix("awscc_imagebuilder_")?)
    };
    let (_, kind) = KINDS.iter().find(|(word, _)| *word == rest)?;
    Some((*kind, names))
}

fn value(text: &str, document: &Document, id: NodeId) -> Option<Value> {
    let node = document.node(id)?;
    match &node.content {
        Content::Scalar(scalar) if is_null(scalar) => None,
        // In JSON every text is a template.
        Content::Scalar(scalar) if !scalar.text.contains("${") && !scalar.text.contains("%{") => {
            Some(Value::literal(id, node.span, scalar))
        }
        Content::Scalar(scalar) if document.syntax == crate::syntax::Syntax::Hcl => {
            Some(Value::literal(id, node.span, scalar))
        }
        Content::Scalar(scalar) => Some(Value::later(id, node.span, reference(&scalar.text))),
        _ => {
            let written = text.get(node.span.range()).unwrap_or_default();
            Some(Value::later(id, node.span, reference(written)))
        }
    }
}

/// `aws_imagebuilder_component.x.arn`, also with an index, also as the only thing in a template.
fn reference(written: &str) -> Option<Reference> {
    let inner = written.trim().trim_matches('"');
    let inner = match inner.strip_prefix("${") {
        Some(inner) => inner.strip_suffix('}')?,
        None => inner,
    };
    let (kind_name, rest) = inner.trim().split_once('.')?;
    let (kind, _) = kind(kind_name)?;
    let end = rest
        .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-')
        .unwrap_or(rest.len());
    let (label, behind) = rest.split_at(end);
    // What follows is an index or an attribute; anything else makes an expression of it.
    let plain = behind
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '.' | '[' | ']' | '"' | '_' | '-' | '*'));
    (plain && !label.is_empty()).then(|| Reference {
        kind: Some(kind),
        label: label.to_owned(),
    })
}
