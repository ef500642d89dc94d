//! References that move by themselves, which several tools write in the same way.

use crate::pin::{Role, Value};
use crate::source::Span;
use crate::syntax::{Content, Node, NodeId};

use super::{Details, Other, View, image_builder};

const AT_LAUNCH: &str = "follows an SSM parameter at each launch";

const AT_BUILD: &str = "follows an SSM parameter at each build";

const AT_DEPLOYMENT: &str = "follows an SSM parameter at each deployment";

/// Parameters of the form `/aws/service/…` that name images, by their beginning: others give domains of databases or ids of
/// accounts (<https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-finding-public-parameters.html>).
const IMAGES: [&str; 10] = [
    "/aws/service/ami-windows-latest/",
    "/aws/service/ami-amazon-linux-latest/",
    "/aws/service/eks/optimized-ami/",
    "/aws/service/ecs/optimized-ami/",
    "/aws/service/bottlerocket/",
    "/aws/service/canonical/ubuntu/",
    "/aws/service/debian/",
    "/aws/service/suse/",
    "/aws/service/ec2-macos/",
    "/aws/service/deeplearning/ami/",
];

/// Whether a text is the public parameter of an image.
pub(super) fn is_image_parameter(text: &str) -> bool {
    IMAGES.iter().any(|start| text.starts_with(start)) && !text.contains(char::is_whitespace)
}

fn is_template(view: &View<'_>, node: &Node) -> bool {
    let text = || view.text.get(node.span.range());
    node.content == Content::Expression && text().is_some_and(|text| text.starts_with('"'))
}

/// Values that EC2 or CloudFormation reads as a parameter, images of Image Builder, and public parameters of images, which are
/// read at deployment.
pub(super) fn parameters(view: &View<'_>) -> Vec<Other> {
    parameters_read(view, AT_DEPLOYMENT)
}

/// The same where the tool reads public parameters of images as `how` says.
pub(super) fn parameters_read(view: &View<'_>, how: &str) -> Vec<Other> {
    let document = view.document;
    let recipes = view.ids().filter_map(|id| {
        let scalar = document
            .scalar(id)
            .filter(|scalar| scalar.text.starts_with("arn:"))?;
        image_builder::reference(scalar, Details::default())
    });
    let texts = view.ids().filter_map(|id| {
        let node = document.node(id)?;
        let within = node.parent.and_then(|parent| document.node(parent));
        match &node.content {
            // A part of a template in HCL is no value.
            Content::Scalar(_) if within.is_some_and(|parent| is_template(view, parent)) => None,
            Content::Scalar(scalar) => Some((id, scalar.inner, scalar.text.as_str())),
            // `"/aws/service/…-${var.version}"` in HCL.
            Content::Expression if is_template(view, node) => {
                let text = view.text.get(node.span.range())?;
                let inner = text.strip_prefix('"')?.strip_suffix('"')?;
                let start = node.span.start as usize + 1;
                Some((id, Span::new(start, start + inner.len()), inner))
            }
            _ => None,
        }
    });
    texts
        .filter_map(|(id, span, text)| {
            reference(text, || is_image_key(view, id), how).map(|role| (span, text, role))
        })
        .map(|(span, text, role)| Other {
            span,
            value: Value::Reference(text.to_owned()),
            details: Details {
                role: Some(role),
                ..Details::default()
            },
        })
        .chain(recipes)
        .collect()
}

/// What a text refers to. Parameters of one's own are images only where `of_image` says so.
fn reference(text: &str, of_image: impl Fn() -> bool, how: &str) -> Option<Role> {
    if is_image_parameter(text) {
        return Some(Role::Floats(how.to_owned()));
    }
    if text.strip_prefix("ssm:").is_some_and(is_image_parameter) {
        return Some(Role::Floats(AT_BUILD.to_owned()));
    }
    let inner = text.strip_prefix("{{").and_then(|text| text.strip_suffix("}}"));
    let name = inner.unwrap_or(text).strip_prefix("resolve:ssm:")?;
    if !is_image_parameter(name) && !of_image() {
        return None;
    }
    let versioned = name
        .rsplit_once(':')
        .is_some_and(|(_, version)| version.bytes().all(|b| b.is_ascii_digit()));
    Some(match inner {
        _ if versioned => Role::LeftAlone("a version of an SSM parameter, not an AMI id".to_owned()),
        Some(_) => Role::Floats(how.to_owned()),
        None => Role::Floats(AT_LAUNCH.to_owned()),
    })
}

/// Whether a key around a value speaks of images: `ImageId`, `ami`, `WinAmi`.
fn is_image_key(view: &View<'_>, id: NodeId) -> bool {
    let mut names = view
        .document
        .ancestors(id)
        .filter_map(|at| view.document.name(at));
    names.any(|name| {
        let lower = name.to_ascii_lowercase();
        lower.contains("image") || lower.contains("ami")
    })
}
