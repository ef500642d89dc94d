//! Crossplane: instances, launch templates and node groups of the AWS providers, also inside a `Composition`.
//!
//! ```yaml
//! apiVersion: ec2.aws.upbound.io/v1beta1
//! kind: Instance
//! spec: { forProvider: { region: eu-west-1, ami: ami-0a1b2c3d4e5f60718 } }
//! ```
//!
//! Near-misses: an object of an API group of one's own, `version` without `releaseVersion`.

use crate::syntax::{Document, NodeId};

use super::{Details, Other, Place, View, eks, fact, floats, kubernetes};

/// The row.
pub(super) const PLACE: Place = Place {
    name: "crossplane",
    about: "Crossplane: `forProvider.ami`, `imageId` and `releaseVersion` of AWS resources",
    source: "https://marketplace.upbound.io/providers/upbound/provider-aws-ec2",
    is,
    id,
    others,
};

fn is(view: &View<'_>) -> bool {
    let document = view.document;
    kubernetes::objects(view).into_iter().any(|object| {
        is_resource(document, object)
            || kubernetes::kind(document, object) == Some(("apiextensions.crossplane.io", "Composition"))
    })
}

/// `ec2.aws.upbound.io`, `eks.aws.m.upbound.io` of resources in a namespace, `ec2.aws.crossplane.io` of the community.
fn is_resource(document: &Document, object: NodeId) -> bool {
    kubernetes::kind(document, object).is_some_and(|(group, _)| {
        [".aws.upbound.io", ".aws.m.upbound.io", ".aws.crossplane.io"]
            .iter()
            .any(|end| group.ends_with(end))
    })
}

fn id(view: &View<'_>, node: NodeId) -> Details {
    let document = view.document;
    let resource = kubernetes::object_of(document, node).filter(|at| is_resource(document, *at));
    resource.map(|at| of_resource(document, at)).unwrap_or_default()
}

fn of_resource(document: &Document, resource: NodeId) -> Details {
    let text = |name| document.text_at(resource, &["spec", "forProvider", name]);
    Details {
        region: fact::region(text("region"), "forProvider.region"),
        cluster: text("clusterName").map(str::to_owned),
        ..Details::default()
    }
}

fn others(view: &View<'_>) -> Vec<Other> {
    let document = view.document;
    let mut found = floats::parameters(view);
    for object in kubernetes::objects(view) {
        // A composition lists what it makes under `base`, or as the input of a function.
        let lists = [
            document.get(object, &["spec", "resources"]),
            document.get(object, &["spec", "pipeline"]),
        ];
        let steps = lists
            .into_iter()
            .flatten()
            .flat_map(|list| document.children(list));
        let inputs = steps.flat_map(|step| {
            let listed = document.get(step, &["input", "resources"]);
            let listed = listed.into_iter().flat_map(|list| document.children(list));
            std::iter::once(step).chain(listed)
        });
        let bases = inputs.filter_map(|resource| document.child(resource, "base"));
        for resource in std::iter::once(object).chain(bases) {
            let Some(group) = document
                .get(resource, &["spec", "forProvider"])
                .filter(|_| is_resource(document, resource))
            else {
                continue;
            };
            found.extend(eks::pin(view, group, eks::API, of_resource(document, resource)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    #[test]
    fn resources_tell_their_region() {
        let region = "in eu-west-1 (forProvider.region)";
        for (group, kind, fields, expected) in [
            (
                "ec2.aws.upbound.io",
                "Instance",
                "ami: ami-1a2b3c4d",
                "ami-1a2b3c4d, R",
            ),
            (
                "ec2.aws.m.upbound.io",
                "LaunchTemplate",
                "imageId: ami-1a2b3c4d",
                "ami-1a2b3c4d, R",
            ),
            (
                "eks.aws.upbound.io",
                "NodeGroup",
                "clusterName: blue, version: '1.35', amiType: WINDOWS_FULL_2022_x86_64, releaseVersion: 1.35-2026.08.15",
                "1.35-2026.08.15, R, cluster blue, is windows-eks 2022 Full 1.35",
            ),
        ] {
            let text = format!(
                "apiVersion: {group}/v1beta1\nkind: {kind}\nspec: {{forProvider: {{region: eu-west-1, {fields}}}}}\n"
            );
            assert_eq!(
                found(&PLACE, "x.yaml", &text),
                [expected.replace('R', region)],
                "{kind}"
            );
        }
        let other =
            "apiVersion: ec2.example.com/v1\nkind: Instance\nspec: {forProvider: {ami: ami-1a2b3c4d}}\n";
        assert!(found(&PLACE, "x.yaml", other).is_empty());
    }

    #[test]
    fn compositions_hold_resources() {
        let base = "{apiVersion: eks.aws.upbound.io/v1beta1, kind: NodeGroup, spec: {forProvider: {region: eu-west-1, \
                    releaseVersion: 1.33.13-20260714, tags: {was: ami-1a2b3c4d}}}}";
        let region = "in eu-west-1 (forProvider.region)";
        for spec in [
            format!("{{resources: [{{name: a, base: {base}}}]}}"),
            format!("{{pipeline: [{{step: a, input: {{resources: [{{name: a, base: {base}}}]}}}}]}}"),
        ] {
            let text =
                format!("apiVersion: apiextensions.crossplane.io/v1\nkind: Composition\nspec: {spec}\n");
            let expected = [
                format!("1.33.13-20260714, {region}"),
                format!("ami-1a2b3c4d, {region}"),
            ];
            assert_eq!(found(&PLACE, "x.yaml", &text), expected, "{spec}");
        }
    }
}
