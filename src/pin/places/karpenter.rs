//! Karpenter: `EC2NodeClass`, and `AWSNodeTemplate` of versions before 0.32.
//!
//! ```yaml
//! kind: EC2NodeClass
//! spec:
//!   amiFamily: Windows2022
//!   amiSelectorTerms:
//!     - id: ami-0a1b2c3d4e5f60718
//! ```
//!
//! A term pins by `id`, by `name`, or by `alias: al2023@v20260714`. `alias: al2023@latest`, `ssmParameter`, `tags` and a name
//! with a wildcard move by themselves. An object never tells its region; its cluster by custom.
//!
//! Near-misses: `NodePool`, the `NodeClass` of EKS Auto Mode, an id in `userData`.

use crate::pin::{Role, Value};
use crate::release::{self, Identity};
use crate::syntax::{NodeId, Scalar};

use super::{Details, Other, Place, View, eks, fact, kubernetes};

/// The row.
pub(super) const PLACE: Place = Place {
    name: "karpenter",
    about: "Karpenter: `amiSelectorTerms` of an EC2NodeClass, `amiSelector` of an AWSNodeTemplate",
    source: "https://karpenter.sh/docs/concepts/nodeclasses/",
    is,
    id,
    others,
};

/// <https://karpenter.sh/docs/concepts/disruption/#drift>.
const DRIFT: &str = "is the roll-out: Karpenter replaces nodes on another image by itself (drift), within the disruption budgets";

fn is(view: &View<'_>) -> bool {
    kubernetes::objects(view)
        .into_iter()
        .any(|object| is_class(view, object))
}

fn is_class(view: &View<'_>, object: NodeId) -> bool {
    matches!(
        kubernetes::kind(view.document, object),
        Some(("karpenter.k8s.aws", "EC2NodeClass" | "AWSNodeTemplate"))
    )
}

fn id(view: &View<'_>, node: NodeId) -> Details {
    let Some(object) = kubernetes::object_of(view.document, node).filter(|object| is_class(view, *object))
    else {
        return Details::default();
    };
    match kubernetes::path_from(view.document, object, node).as_deref() {
        Some("spec/amiSelectorTerms/*/id") => of_class(view, object),
        // Here one text lists ids with commas, each of which is a pin. Old releases called the key `aws-ids`.
        Some("spec/amiSelector/aws::ids" | "spec/amiSelector/aws-ids") => Details {
            role: Some(Role::Pinned),
            ..of_class(view, object)
        },
        _ => Details::default(),
    }
}

fn of_class(view: &View<'_>, object: NodeId) -> Details {
    let family = view.document.text_at(object, &["spec", "amiFamily"]);
    Details {
        cluster: cluster(view, object),
        identity: family.and_then(image),
        effect: Some(DRIFT),
        ..Details::default()
    }
}

/// By custom, subnets and security groups are chosen by a tag whose value is the cluster's name
/// (<https://karpenter.sh/docs/getting-started/getting-started-with-karpenter/>).
fn cluster(view: &View<'_>, object: NodeId) -> Option<String> {
    const MOST: usize = 30;
    let document = view.document;
    let selectors = ["subnetSelectorTerms", "securityGroupSelectorTerms"];
    let terms = selectors
        .into_iter()
        .filter_map(|name| document.get(object, &["spec", name]))
        .flat_map(|list| document.children(list).take(MOST));
    let names = terms.filter_map(|term| document.text_at(term, &["tags", "karpenter.sh/discovery"]));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    fact::agreed(names)
        .filter(|name| !name.is_empty() && name.chars().all(plain))
        .map(str::to_owned)
}

/// What an `amiFamily`, or the same word of an alias, tells. `Custom` tells nothing, and no family tells the edition of Windows
/// of an image that is named otherwise.
fn image(family: &str) -> Option<Identity> {
    match family.to_ascii_lowercase().as_str() {
        "al2023" => Some(eks::al2023(None, None)),
        "al2" => Some(eks::al2(None, None)),
        "bottlerocket" => Some(eks::bottlerocket(None, None)),
        windows @ ("windows2019" | "windows2022" | "windows2025") => Some(Identity {
            os: windows.strip_prefix("windows").map(str::to_owned),
            ..Identity::of("windows-eks")
        }),
        _ => None,
    }
}

fn others(view: &View<'_>) -> Vec<Other> {
    let document = view.document;
    let mut found = Vec::new();
    let classes = kubernetes::objects(view).into_iter();
    for object in classes.filter(|object| is_class(view, *object)) {
        let details = of_class(view, object);
        if let Some(terms) = document.get(object, &["spec", "amiSelectorTerms"]) {
            let terms = document.children(terms);
            found.extend(terms.filter_map(|term| of_term(view, term, &details)));
        }
        // In old templates, tags stand beside the ids.
        let selector = document.get(object, &["spec", "amiSelector"]);
        found.extend(selector.and_then(|tags| of_tags(view, tags, &details)));
    }
    found
}

/// What a term without an id selects. The fields of one term are all required of an image, so one that floats makes the
/// term float; `alias` stands alone in any case.
fn of_term(view: &View<'_>, term: NodeId, details: &Details) -> Option<Other> {
    let document = view.document;
    let field = |name| document.child(term, name).and_then(|id| document.scalar(id));
    if let Some(alias) = field("alias") {
        return Some(of_alias(alias, details.clone()));
    }
    let other = |scalar: &Scalar, value, role: Option<&str>| {
        Some(Other {
            span: scalar.inner,
            value,
            details: Details {
                role: role.map(|text| Role::Floats(text.to_owned())),
                effect: details.effect.filter(|_| role.is_none()),
                ..details.clone()
            },
        })
    };
    if let Some(parameter) = field("ssmParameter") {
        let value = Value::Reference(parameter.text.clone());
        return other(parameter, value, Some("follows an SSM parameter"));
    }
    if let Some(tags) = document.child(term, "tags").filter(|_| field("id").is_none()) {
        let (first, value) = document
            .children(tags)
            .find_map(|tag| Some((document.name(tag)?, document.scalar(tag)?)))?;
        let reference = Value::Reference(format!("{first}={}", value.text));
        return other(value, reference, Some("takes the newest image with these tags"));
    }
    let name = field("name")?;
    if name.text.contains(['*', '?']) {
        let value = Value::Reference(name.text.clone());
        return other(name, value, Some("takes the newest image whose name fits"));
    }
    let value = Value::Name(name.text.clone());
    name.verbatim.then(|| other(name, value, None)).flatten()
}

/// The first tag stands for all.
fn of_tags(view: &View<'_>, tags: NodeId, details: &Details) -> Option<Other> {
    let document = view.document;
    let named = |tag| Some((document.name(tag)?, document.scalar(tag)?));
    let (name, value) = document.children(tags).find_map(named)?;
    // The selector of old templates may list ids in place of tags.
    if name.starts_with("aws::") || name == "aws-ids" {
        return None;
    }
    let text = format!("{name}={}", value.text);
    let mut other = Other::floats(value.inner, &text, "takes the newest image with these tags");
    other.details.cluster.clone_from(&details.cluster);
    other.details.identity.clone_from(&details.identity);
    Some(other)
}

/// `family@version`. Windows has no version but `latest`
/// (<https://karpenter.sh/docs/concepts/nodeclasses/#specamiselectorterms>).
fn of_alias(alias: &Scalar, details: Details) -> Other {
    let text = alias.text.as_str();
    let family = text.split_once('@').map_or("", |(family, _)| family);
    let pinned = alias.verbatim && release::of_alias(text).is_some();
    let role = if pinned {
        None
    } else if !text.ends_with("@latest") {
        Some(Role::LeftAlone("no alias of a release".to_owned()))
    } else if family.starts_with("windows") {
        Some(Role::Floats(
            "follows the newest release; only an `id` or a `name` pins Windows".to_owned(),
        ))
    } else {
        Some(Role::Floats("follows the newest release".to_owned()))
    };
    let value = if pinned { Value::Alias } else { Value::Reference };
    Other {
        span: alias.inner,
        value: value(text.to_owned()),
        details: Details {
            identity: image(family).or(details.identity),
            effect: details.effect.filter(|_| pinned),
            role,
            ..details
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    fn terms(family: &str, terms: &str) -> Vec<String> {
        let text = format!(
            "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {{name: a}}\nspec:\n  amiFamily: {family}\n  \
             amiSelectorTerms: {terms}\n"
        );
        found(&PLACE, "nodes.yaml", &text)
    }

    #[test]
    fn terms_pin_or_float() {
        for (family, written, expected) in [
            (
                "Windows2022",
                "[{id: ami-0a1b2c3d4e5f60718}]",
                "ami-0a1b2c3d4e5f60718, is windows-eks 2022, has an effect",
            ),
            ("Custom", "[{id: ami-1a2b3c4d}]", "ami-1a2b3c4d, has an effect"),
            (
                "AL2023",
                "[{alias: al2023@v20260714}]",
                "al2023@v20260714, is eks-al2023, has an effect",
            ),
            (
                "Bottlerocket",
                "[{alias: 'bottlerocket@v1.46.0'}]",
                "bottlerocket@v1.46.0, is bottlerocket, has an effect",
            ),
            (
                "AL2023",
                "[{alias: al2023@latest}]",
                "al2023@latest, is eks-al2023, floats: follows the newest release",
            ),
            (
                "Windows2022",
                "[{alias: windows2022@latest}]",
                "windows2022@latest, is windows-eks 2022, \
                 floats: follows the newest release; only an `id` or a `name` pins Windows",
            ),
            (
                "AL2023",
                "[{alias: al2023@2023.0.20230222}]",
                "al2023@2023.0.20230222, is eks-al2023, left alone: no alias of a release",
            ),
            (
                "Windows2022",
                "[{alias: windows2022@v20260714}]",
                "windows2022@v20260714, is windows-eks 2022, left alone: no alias of a release",
            ),
            (
                "AL2023",
                "[{name: my-nodes-2026-08}]",
                "my-nodes-2026-08, is eks-al2023, has an effect",
            ),
            (
                "AL2023",
                "[{name: 'my-nodes-*', owner: self}]",
                "my-nodes-*, is eks-al2023, floats: takes the newest image whose name fits",
            ),
            (
                "AL2",
                "[{ssmParameter: /golden/linux}]",
                "/golden/linux, is eks-al2, floats: follows an SSM parameter",
            ),
            (
                "AL2",
                "[{tags: {team: core}, name: golden}]",
                "core, is eks-al2, floats: takes the newest image with these tags",
            ),
        ] {
            assert_eq!(terms(family, written), [expected], "{written}");
        }
        assert_eq!(terms("AL2", "[{}, x, {tags: {}}]"), [] as [&str; 0]);
    }

    #[test]
    fn old_templates_list_ids_in_one_text() {
        let text = "apiVersion: karpenter.k8s.aws/v1alpha1\nkind: AWSNodeTemplate\nspec:\n  amiSelector:\n    \
                    aws::ids: \"ami-1a2b3c4d,ami-1a2b3c4e\"\n  userData: ami-1a2b3c4f\n";
        let expected = [
            "ami-1a2b3c4d, pinned, has an effect",
            "ami-1a2b3c4e, pinned, has an effect",
            "ami-1a2b3c4f",
        ];
        assert_eq!(found(&PLACE, "x.yaml", text), expected);
        let tags = text.replace("aws::ids: \"ami-1a2b3c4d,ami-1a2b3c4e\"", "team: core");
        assert_eq!(
            found(&PLACE, "x.yaml", &tags),
            [
                "core, floats: takes the newest image with these tags",
                "ami-1a2b3c4f"
            ]
        );
    }

    #[test]
    fn the_discovery_tag_names_the_cluster() {
        let class = |subnets: &str, groups: &str| {
            let text = format!(
                "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nspec:\n  amiSelectorTerms: [{{id: ami-1a2b3c4d}}]\n  \
                 subnetSelectorTerms: [{{tags: {{karpenter.sh/discovery: '{subnets}'}}}}]\n  \
                 securityGroupSelectorTerms: [{{tags: {{karpenter.sh/discovery: '{groups}'}}}}]\n"
            );
            found(&PLACE, "x.yaml", &text).concat()
        };
        assert_eq!(class("blue", "blue"), "ami-1a2b3c4d, cluster blue, has an effect");
        for (subnets, groups) in [
            ("blue", "green"),
            ("${CLUSTER}", "${CLUSTER}"),
            ("*", "*"),
            ("", ""),
        ] {
            assert_eq!(class(subnets, groups), "ami-1a2b3c4d, has an effect");
        }
    }

    #[test]
    fn what_is_no_class() {
        for other in [
            "apiVersion: karpenter.sh/v1\nkind: NodePool\nspec: {amiSelectorTerms: [{id: ami-1a2b3c4d}]}",
            "apiVersion: eks.amazonaws.com/v1\nkind: NodeClass\nspec: {role: ami-1a2b3c4d}",
            "- id: ami-1a2b3c4d",
        ] {
            assert!(found(&PLACE, "x.yaml", other).is_empty(), "{other}");
        }
        // In a list, each object counts by itself.
        let text = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: karpenter.k8s.aws/v1, kind: EC2NodeClass, \
                    spec: {amiSelectorTerms: [{id: ami-1a2b3c4d}]}}\n- {apiVersion: v1, kind: ConfigMap, data: {a: ami-1a2b3c4e}}\n";
        assert_eq!(
            found(&PLACE, "x.yaml", text),
            ["ami-1a2b3c4d, has an effect", "ami-1a2b3c4e"]
        );
    }
}
