//! AWS Controllers for Kubernetes: EKS node groups, EC2 instances and launch templates.
//!
//! ```yaml
//! apiVersion: eks.services.k8s.aws/v1alpha1
//! kind: Nodegroup
//! metadata: { annotations: { services.k8s.aws/region: eu-west-1 } }
//! spec: { amiType: AL2023_x86_64_STANDARD, releaseVersion: 1.33.13-20260714 }
//! ```
//!
//! Near-misses: `FieldExport` and other objects without a `spec` of EC2 or EKS.

use crate::syntax::{Document, NodeId};

use super::{Details, Other, Place, View, eks, fact, floats, kubernetes};

/// The row.
pub(super) const PLACE: Place = Place {
    name: "ack",
    about: "AWS Controllers for Kubernetes: `imageID` of instances, `releaseVersion` of node groups",
    source: "https://aws-controllers-k8s.github.io/community/reference/",
    is,
    id,
    others,
};

fn is(view: &View<'_>) -> bool {
    kubernetes::objects(view)
        .into_iter()
        .any(|object| is_resource(view.document, object))
}

fn is_resource(document: &Document, object: NodeId) -> bool {
    kubernetes::kind(document, object).is_some_and(|(group, _)| group.ends_with(".services.k8s.aws"))
}

fn id(view: &View<'_>, node: NodeId) -> Details {
    let document = view.document;
    let resource = kubernetes::object_of(document, node).filter(|at| is_resource(document, *at));
    resource.map(|at| of_resource(document, at)).unwrap_or_default()
}

fn others(view: &View<'_>) -> Vec<Other> {
    let document = view.document;
    let mut found = floats::parameters(view);
    for object in kubernetes::objects(view) {
        if let Some(spec) = document
            .child(object, "spec")
            .filter(|_| is_resource(document, object))
        {
            found.extend(eks::pin(view, spec, eks::API, of_resource(document, object)));
        }
    }
    found
}

/// <https://aws-controllers-k8s.github.io/community/docs/user-docs/multi-region-resource-management/>: the annotation of the
/// object goes over that of its namespace, which is elsewhere.
fn of_resource(document: &Document, object: NodeId) -> Details {
    let annotation = |name| document.text_at(object, &["metadata", "annotations", name]);
    Details {
        region: fact::region(
            annotation("services.k8s.aws/region"),
            "the annotation `services.k8s.aws/region`",
        ),
        account: fact::account(annotation("services.k8s.aws/owner-account-id")),
        cluster: document
            .text_at(object, &["spec", "clusterName"])
            .map(str::to_owned),
        ..Details::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    #[test]
    fn annotations_tell_region_and_account() {
        let object = |api: &str, kind: &str, spec: &str| {
            let text = format!(
                "apiVersion: {api}\nkind: {kind}\nmetadata:\n  annotations:\n    services.k8s.aws/region: eu-west-1\n    \
                 services.k8s.aws/owner-account-id: \"123456789012\"\nspec: {spec}\n"
            );
            found(&PLACE, "x.yaml", &text)
        };
        let all = "in eu-west-1 (the annotation `services.k8s.aws/region`), account 123456789012";
        assert_eq!(
            object(
                "ec2.services.k8s.aws/v1alpha1",
                "Instance",
                "{imageID: ami-1a2b3c4d}"
            ),
            [format!("ami-1a2b3c4d, {all}")]
        );
        assert_eq!(
            object(
                "eks.services.k8s.aws/v1alpha1",
                "Nodegroup",
                "{clusterName: blue, amiType: AL2023_ARM_64_STANDARD, releaseVersion: 1.33.13-20260714}"
            ),
            [format!(
                "1.33.13-20260714, {all}, cluster blue, is eks-al2023 standard 1.33 arm64"
            )]
        );
        assert_eq!(
            object("v1", "ConfigMap", "{imageID: ami-1a2b3c4d}"),
            [] as [&str; 0]
        );
    }
}
