//! References that move by themselves, which several tools write in the same way.

use super::{Other, View};

const AT_LAUNCH: &str = "follows an SSM parameter at each launch";
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

/// Values that EC2 or CloudFormation reads as a parameter, and public parameters of images.
pub(super) fn parameters(view: &View<'_>) -> Vec<Other> {
    view.ids()
        .filter_map(|id| view.document.scalar(id))
        .filter_map(|scalar| {
            let text = scalar.text.as_str();
            let how = if text.starts_with("resolve:ssm:") {
                AT_LAUNCH
            } else if text.starts_with("{{resolve:ssm:") || is_image_parameter(text) {
                AT_DEPLOYMENT
            } else {
                return None;
            };
            Some(Other::floats(scalar.inner, text, how))
        })
        .collect()
}
