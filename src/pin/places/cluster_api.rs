//! Cluster API Provider AWS: `AWSMachineTemplate`, `AWSMachinePool`, `AWSManagedMachinePool` and their kin.
//!
//! ```yaml
//! kind: AWSMachineTemplate
//! spec: { template: { spec: { ami: { id: ami-0a1b2c3d4e5f60718 } } } }
//! ---
//! kind: AWSManagedMachinePool
//! spec: { amiType: AL2023_x86_64_STANDARD, amiVersion: 1.33.13-20260714 }
//! ```
//!
//! Region and version of Kubernetes stand in other objects, often of the same file. `ami.eksLookupType` and
//! `imageLookupFormat` move by themselves.
//!
//! Near-misses: machines of other clouds, clusters of one file that are in two regions.

use crate::pin::{Role, Value};
use crate::syntax::{Document, NodeId};

use super::{Details, Other, Place, View, eks, fact, kubernetes};

/// The row.
pub(super) const PLACE: Place = Place {
    name: "cluster-api",
    about: "Cluster API Provider AWS: `ami.id` of machines, `amiVersion` of managed pools",
    source: "https://cluster-api-aws.sigs.k8s.io/crd/",
    is,
    id,
    others,
};

const GROUP: &str = "infrastructure.cluster.x-k8s.io";

/// <https://cluster-api.sigs.k8s.io/tasks/updating-machine-templates>. Only said where the template is of that kind.
const TEMPLATE: &str =
    "needs a copy of the template under a new name where the cluster forbids to change one in place";

const MANAGED: eks::Fields = eks::Fields {
    release: "amiVersion",
    ami_type: "amiType",
    version: "version",
};

fn is(view: &View<'_>) -> bool {
    kubernetes::objects(view)
        .into_iter()
        .any(|object| kind(view.document, object).is_some())
}

/// The kind of an object of the provider.
fn kind(document: &Document, object: NodeId) -> Option<&str> {
    let (group, kind) = kubernetes::kind(document, object)?;
    (group == GROUP && kind.starts_with("AWS")).then_some(kind)
}

fn id(view: &View<'_>, node: NodeId) -> Details {
    let Some(object) = kubernetes::object_of(view.document, node) else {
        return Details::default();
    };
    let Some(kind) = kind(view.document, object) else {
        return Details::default();
    };
    Details {
        effect: (kind == "AWSMachineTemplate").then_some(TEMPLATE),
        ..of_object(view, object, &of_file(view))
    }
}

fn others(view: &View<'_>) -> Vec<Other> {
    let document = view.document;
    let file = of_file(view);
    let mut found = Vec::new();
    for object in kubernetes::objects(view) {
        if kind(document, object).is_none() {
            continue;
        }
        // A template keeps what it makes one level deeper.
        let spec = document
            .get(object, &["spec", "template", "spec"])
            .or_else(|| document.child(object, "spec"));
        if let Some(spec) = spec {
            let details = of_object(view, object, &file);
            found.extend(eks::pin(view, spec, MANAGED, details.clone()));
            found.extend(looked_up(view, spec, details));
        }
    }
    found
}

/// The fields by which the provider looks for an image itself.
fn looked_up(view: &View<'_>, spec: NodeId, mut details: Details) -> Option<Other> {
    const PATHS: [&[&str]; 4] = [
        &["ami", "eksLookupType"],
        &["awsLaunchTemplate", "ami", "eksLookupType"],
        &["imageLookupFormat"],
        &["awsLaunchTemplate", "imageLookupFormat"],
    ];
    let document = view.document;
    let scalar = PATHS
        .iter()
        .find_map(|path| document.scalar(document.get(spec, path)?))?;
    details.role = Some(Role::Floats(
        "takes the newest image when a machine is made".to_owned(),
    ));
    Some(Other {
        span: scalar.inner,
        value: Value::Reference(scalar.text.clone()),
        details,
    })
}

/// What the object says of itself, besides what the file says.
fn of_object(view: &View<'_>, object: NodeId, file: &Details) -> Details {
    let path = ["metadata", "labels", "cluster.x-k8s.io/cluster-name"];
    Details {
        cluster: view.document.text_at(object, &path).map(str::to_owned),
        ..file.clone()
    }
}

/// What the objects of the cluster say, when they stand in the same file and agree.
fn of_file(view: &View<'_>) -> Details {
    let document = view.document;
    let mut regions = Vec::new();
    let mut versions = Vec::new();
    for object in kubernetes::neighbours(view) {
        let kind = kubernetes::kind(document, object).map(|(_, kind)| kind);
        if matches!(kind, Some("AWSCluster" | "AWSManagedControlPlane")) {
            regions.extend(document.text_at(object, &["spec", "region"]));
        }
        if matches!(kind, Some("KubeadmControlPlane" | "AWSManagedControlPlane")) {
            let version = document
                .get(object, &["spec", "version"])
                .and_then(|id| document.scalar(id));
            versions.extend(version.and_then(kubernetes::minor));
        }
    }
    let version = fact::agreed(versions.iter().map(String::as_str));
    Details {
        region: fact::region(fact::agreed(regions), "the cluster's object in this file"),
        cluster_version: version.map(str::to_owned),
        ..Details::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    #[test]
    fn other_objects_of_the_file_tell_region_and_version() {
        let text = "
apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: AWSMachineTemplate
metadata: { name: blue-md, labels: { cluster.x-k8s.io/cluster-name: blue } }
spec: { template: { spec: { ami: { id: ami-1a2b3c4d }, instanceType: m5.large } } }
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: AWSManagedMachinePool
spec: { amiType: AL2023_x86_64_STANDARD, amiVersion: 1.33.13-20260714 }
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: AWSManagedMachinePool
spec: { amiType: CUSTOM, awsLaunchTemplate: { ami: { id: ami-1a2b3c4e } } }
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: AWSMachinePool
spec: { awsLaunchTemplate: { ami: { eksLookupType: AmazonLinux2023 } } }
---
apiVersion: controlplane.cluster.x-k8s.io/v1beta2
kind: AWSManagedControlPlane
spec: { region: eu-west-1, version: v1.33.2 }
";
        let all = "in eu-west-1 (the cluster's object in this file)";
        let expected = [
            format!("ami-1a2b3c4d, {all}, cluster blue, cluster at 1.33, has an effect"),
            format!("1.33.13-20260714, {all}, cluster at 1.33, is eks-al2023 standard 1.33 x86_64"),
            format!("ami-1a2b3c4e, {all}, cluster at 1.33"),
            format!(
                "AmazonLinux2023, {all}, cluster at 1.33, \
                 floats: takes the newest image when a machine is made"
            ),
        ];
        assert_eq!(found(&PLACE, "blue.yaml", text), expected);
    }

    #[test]
    fn clusters_that_disagree_tell_nothing() {
        let cluster = |region: &str| {
            format!(
                "---\napiVersion: infrastructure.cluster.x-k8s.io/v1beta2\nkind: AWSCluster\nspec: {{region: {region}}}\n"
            )
        };
        let machine = "apiVersion: infrastructure.cluster.x-k8s.io/v1beta1\nkind: AWSMachine\nspec: {ami: {id: ami-1a2b3c4d}}\n";
        let text = format!("{machine}{}{}", cluster("eu-west-1"), cluster("us-east-1"));
        assert_eq!(found(&PLACE, "a.yaml", &text), ["ami-1a2b3c4d"]);
        let other = "apiVersion: infrastructure.cluster.x-k8s.io/v1beta1\nkind: AzureMachine\nspec: {image: ami-1a2b3c4d}\n";
        assert!(found(&PLACE, "a.yaml", other).is_empty());
    }
}
