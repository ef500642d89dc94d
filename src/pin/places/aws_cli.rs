//! Request files for the AWS CLI: `--cli-input-json file://…` and `--cli-input-yaml`.
//!
//! ```json
//! { "clusterName": "blue", "nodegroupName": "windows", "amiType": "WINDOWS_CORE_2022_x86_64", "releaseVersion": "1.35-2026.08.15" }
//! { "LaunchTemplateName": "windows", "LaunchTemplateData": { "ImageId": "ami-0a1b2c3d4e5f60718" } }
//! { "computeEnvironmentName": "batch", "computeResources": { "ec2Configuration": [{ "imageIdOverride": "ami-0a1b2c3d4e5f60718" }] } }
//! ```
//!
//! A request never tells its region. `ImageId: resolve:ssm:…` moves by itself.
//!
//! Near-misses: `ImageId` alone, `clusterName` alone.

use crate::syntax::NodeId;

use super::{Details, Other, Place, View, eks, floats};

/// The row.
pub(super) const PLACE: Place = Place {
    name: "aws-cli",
    about: "Request files for the AWS CLI: EKS node groups, launch templates, Batch environments",
    source: "https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-skeleton.html",
    is,
    id,
    others,
};

const KEYS: [[&str; 2]; 4] = [
    ["nodegroupName", "clusterName"],
    ["LaunchTemplateName", "LaunchTemplateData"],
    ["LaunchTemplateId", "LaunchTemplateData"],
    ["computeEnvironmentName", "computeResources"],
];

fn is(view: &View<'_>) -> bool {
    let has = |name: &&str| view.document.child(view.root, name).is_some();
    KEYS.iter().any(|keys| keys.iter().all(has))
}

fn id(view: &View<'_>, _: NodeId) -> Details {
    Details {
        cluster: view
            .document
            .text_at(view.root, &["clusterName"])
            .map(str::to_owned),
        ..Details::default()
    }
}

fn others(view: &View<'_>) -> Vec<Other> {
    let mut found = floats::parameters(view);
    found.extend(eks::pin(view, view.root, eks::API, id(view, view.root)));
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    #[test]
    fn requests_are_known_by_two_of_their_keys() {
        for (text, expected) in [
            (
                r#"{"clusterName": "blue", "nodegroupName": "w", "amiType": "WINDOWS_CORE_2022_x86_64", "releaseVersion": "1.35-2026.08.15"}"#,
                "1.35-2026.08.15, cluster blue, is windows-eks 2022 Core 1.35",
            ),
            (
                r#"{"clusterName": "blue", "nodegroupName": "w", "amiType": "CUSTOM", "releaseVersion": "1.35-2026.08.15"}"#,
                "1.35-2026.08.15, cluster blue, left alone: a release version beside a custom image",
            ),
            (
                r#"{"LaunchTemplateName": "a", "LaunchTemplateData": {"ImageId": "ami-1a2b3c4d"}}"#,
                "ami-1a2b3c4d",
            ),
            (
                r#"{"LaunchTemplateId": "lt-1a2b3c4d", "LaunchTemplateData": {"ImageId": "resolve:ssm:/golden"}}"#,
                "resolve:ssm:/golden, floats: follows an SSM parameter at each launch",
            ),
            (
                r#"{"computeEnvironmentName": "a", "computeResources": {"ec2Configuration": [{"imageIdOverride": "ami-1a2b3c4d"}]}}"#,
                "ami-1a2b3c4d",
            ),
        ] {
            assert_eq!(found(&PLACE, "request.json", text), [expected], "{text}");
        }
        for other in [
            r#"{"ImageId": "ami-1a2b3c4d"}"#,
            r#"{"clusterName": "a", "ami": "ami-1a2b3c4d"}"#,
            r#"["ami-1a2b3c4d"]"#,
        ] {
            assert!(found(&PLACE, "request.json", other).is_empty(), "{other}");
        }
    }
}
