//! kOps: `spec.image` of an `InstanceGroup`.
//!
//! ```yaml
//! kind: InstanceGroup
//! metadata: { labels: { kops.k8s.io/cluster: blue.example.com } }
//! spec: { image: 099720109477/ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260714 }
//! ```
//!
//! Besides an id, `<owner>/<name>` and `<alias>/<name>` pin by name, and `ssm:<parameter>` moves by itself. The zones of the
//! `Cluster` object, when it stands in the same file, tell the region.
//!
//! Near-misses: `cos-cloud/…` of other clouds, a bare name, a template of Go.

use crate::pin::{Role, Value};
use crate::syntax::{NodeId, Scalar};

use super::{Details, Other, Place, View, fact, kubernetes};
use crate::pin::region;

/// The row.
pub(super) const PLACE: Place = Place {
    name: "kops",
    about: "kOps: `image` of an InstanceGroup, by id, by owner and name, or by parameter",
    source: "https://kops.sigs.k8s.io/operations/images/",
    is,
    id,
    others,
};

const GROUP: &str = "kops.k8s.io";

/// <https://kops.sigs.k8s.io/operations/rolling-update/>.
const ROLLS_LATER: &str = "takes effect with `kops update cluster` and `kops rolling-update cluster`";

/// How many subnets of a cluster are looked at; more than the zones of any region.
const MOST_SUBNETS: usize = 32;

fn is(view: &View<'_>) -> bool {
    kubernetes::kind(view.document, view.root).is_some_and(|(group, _)| group == GROUP)
}

fn image(view: &View<'_>) -> Option<NodeId> {
    (kubernetes::kind(view.document, view.root)? == (GROUP, "InstanceGroup"))
        .then(|| view.document.get(view.root, &["spec", "image"]))
        .flatten()
}

fn id(view: &View<'_>, node: NodeId) -> Details {
    let effect = (image(view) == Some(node)).then_some(ROLLS_LATER);
    Details {
        effect,
        ..of_file(view)
    }
}

fn others(view: &View<'_>) -> Vec<Other> {
    let scalar = image(view).and_then(|id| view.document.scalar(id));
    scalar
        .and_then(|scalar| of_image(view, scalar))
        .into_iter()
        .collect()
}

/// `resolveImage` in <https://github.com/kubernetes/kops/blob/master/upup/pkg/fi/cloudup/awsup/aws_cloud.go>: the owner is what
/// stands before the first `/`; a name with a wildcard gives the newest that fits.
fn of_image(view: &View<'_>, image: &Scalar) -> Option<Other> {
    let text = image.text.as_str();
    let floats = |text: &str| Some(Role::Floats(text.to_owned()));
    let (value, role) = if let Some(parameter) = text.strip_prefix("ssm:") {
        (
            Value::Reference(parameter.to_owned()),
            floats("follows an SSM parameter"),
        )
    } else if text.contains(['*', '?']) {
        let role = floats("takes the newest image whose name fits");
        (Value::Reference(text.to_owned()), role)
    } else {
        let (owner, name) = text.split_once('/')?;
        let known = fact::account(Some(owner)).is_some() || ALIASES.contains(&owner);
        if !known || name.is_empty() || !image.verbatim || text.contains("{{") {
            return None;
        }
        (Value::Name(text.to_owned()), None)
    };
    Some(Other {
        span: image.inner,
        value,
        details: Details {
            effect: role.is_none().then_some(ROLLS_LATER),
            role,
            ..of_file(view)
        },
    })
}

/// The words for owners that kOps knows.
const ALIASES: [&str; 9] = [
    "amazon",
    "amazon.com",
    "debian10",
    "debian11",
    "flatcar",
    "redhat",
    "redhat.com",
    "self",
    "ubuntu",
];

fn of_file(view: &View<'_>) -> Details {
    let document = view.document;
    let label = document.text_at(view.root, &["metadata", "labels", "kops.k8s.io/cluster"]);
    let clusters: Vec<NodeId> = kubernetes::neighbours(view)
        .into_iter()
        .filter(|at| kubernetes::kind(document, *at) == Some((GROUP, "Cluster")))
        .filter(|at| {
            let name = document.text_at(*at, &["metadata", "name"]);
            label.is_none() || name.is_none() || name == label
        })
        .collect();
    let zones = clusters.iter().flat_map(|cluster| {
        let subnets = document.get(*cluster, &["spec", "subnets"]).into_iter();
        let subnets = subnets.flat_map(|subnets| document.children(subnets).take(MOST_SUBNETS));
        subnets.filter_map(|subnet| document.text_at(subnet, &["zone"]))
    });
    let regions = zones.filter_map(region::of_zone);
    let versions: Vec<String> = clusters
        .iter()
        .filter_map(|at| document.scalar(document.get(*at, &["spec", "kubernetesVersion"])?))
        .filter_map(kubernetes::minor)
        .collect();
    Details {
        region: fact::region(fact::agreed(regions), "the cluster's zones in this file"),
        cluster: label.map(str::to_owned),
        cluster_version: fact::agreed(versions.iter().map(String::as_str)).map(str::to_owned),
        ..Details::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    fn group(image: &str) -> Vec<String> {
        let text = format!(
            "apiVersion: kops.k8s.io/v1alpha2
kind: Cluster
metadata: {{ name: blue.example.com }}
spec:
  kubernetesVersion: 1.33.2
  subnets: [{{ name: eu-west-1a, zone: eu-west-1a }}, {{ name: b, zone: eu-west-1b }}]
---
apiVersion: kops.k8s.io/v1alpha2
kind: InstanceGroup
metadata: {{ labels: {{ kops.k8s.io/cluster: blue.example.com }} }}
spec: {{ image: {image}, machineType: t3.medium }}
"
        );
        found(&PLACE, "x.yaml", &text)
    }

    #[test]
    fn an_image_has_four_forms() {
        let all =
            "in eu-west-1 (the cluster's zones in this file), cluster blue.example.com, cluster at 1.33";
        for (image, expected) in [
            ("ami-1a2b3c4d", format!("ami-1a2b3c4d, {all}, has an effect")),
            (
                "099720109477/ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260714",
                format!(
                    "099720109477/ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260714, {all}, has an effect"
                ),
            ),
            (
                "flatcar/Flatcar-stable-4230.2.3-hvm",
                format!("flatcar/Flatcar-stable-4230.2.3-hvm, {all}, has an effect"),
            ),
            (
                "ssm:/golden/node",
                format!("ssm:/golden/node, {all}, floats: follows an SSM parameter"),
            ),
            (
                "self/golden-*",
                format!("self/golden-*, {all}, floats: takes the newest image whose name fits"),
            ),
        ] {
            assert_eq!(group(image), [expected], "{image}");
        }
        for other in ["cos-cloud/cos-stable", "golden", "123456789012/", "''", "{a: b}"] {
            assert_eq!(group(other), [] as [&str; 0], "{other}");
        }
    }

    #[test]
    fn other_clusters_do_not_count() {
        let text = "apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nmetadata: {name: green}\nspec: {subnets: [{zone: eu-west-1a}]}\n---\n\
                    apiVersion: kops.k8s.io/v1alpha2\nkind: InstanceGroup\nmetadata: {labels: {kops.k8s.io/cluster: blue}}\n\
                    spec: {image: ami-1a2b3c4d}\n";
        assert_eq!(
            found(&PLACE, "x.yaml", text),
            ["ami-1a2b3c4d, cluster blue, has an effect"]
        );
    }
}
