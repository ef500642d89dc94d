//! Terraform, OpenTofu and Terragrunt, with their variable files and JSON forms.
//!
//! ```hcl
//! provider "aws" { region = "eu-west-1" }
//! variable "ami"  { default = { "eu-west-1" = "ami-…", us-east-1 = "ami-…" } }     # the keys tell the regions
//! resource "aws_launch_template" "win" { image_id = "ami-…" }                     # the provider does
//! resource "aws_instance" "bastion" { ami = "ami-…" }                             # is replaced
//! resource "aws_eks_node_group" "lin" { release_version = "1.33.13-20260714" }    # a pin without an id
//! ```
//!
//! What an id in `locals` or in a default is used for is looked up in the same file. A recipe of Image Builder cannot change, so
//! its `version` rises with `parent_image`.
//!
//! Near-misses: `data "aws_ssm_parameter"`, `data "aws_ami"`, `resolve:ssm:…` and `use_latest_ami_release_version` move by
//! themselves; an `ami_release_version` beside an `ami_id` has no effect, because the module hands EKS none of the two
//! (<https://github.com/terraform-aws-modules/terraform-aws-eks/blob/master/modules/eks-managed-node-group/main.tf>).

use crate::pin::{Role, Value};
use crate::release::ReleaseVersion;
use crate::syntax::{NodeId, Syntax};

use super::providers::{Spot, region, spot};
use super::{Details, Other, Place, View, eks, floats, hcl, image_builder, kubernetes};

/// The row.
pub(super) const PLACE: Place = Place {
    name: "terraform",
    about: "Terraform, OpenTofu and Terragrunt: resources, modules, variables, locals, `.tfvars`, `.tf.json`",
    source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs",
    is,
    id,
    others,
};

const NO_EFFECT: &str = "no effect: `lifecycle` ignores it";
const REPLACES: &str = "replaces the instance";
const AT_PLAN: &str = "follows an SSM parameter at each plan";

fn is(view: &View<'_>) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|ending| view.path.ends_with(ending));
    match view.document.syntax {
        Syntax::Hcl => {
            let has = |name: &&str| view.document.child(view.root, name).is_some();
            ends(&[".tf", ".tofu", ".tfvars", ".tftest.hcl", "terragrunt.hcl"])
                || ["resource", "module", "variable", "locals", "terraform", "inputs"]
                    .iter()
                    .any(has)
        }
        Syntax::Json => ends(&[".tf.json", ".tofu.json", ".tfvars.json"]),
        _ => false,
    }
}

fn id(view: &View<'_>, node: NodeId) -> Details {
    let Some(spot) = spot(view, node) else {
        return Details::default();
    };
    let mut details = around(view, node, spot);
    match spot.kind {
        "resource" => resource(view, spot, &mut details),
        "variable" => used(view, "var", spot.first, &mut details),
        "locals" => used(view, "local", spot.first, &mut details),
        _ => {}
    }
    details
}

/// What every pin of a block has: region, cluster, image declared beside it.
fn around(view: &View<'_>, node: NodeId, spot: Spot<'_>) -> Details {
    let document = view.document;
    let version = cluster_version(view, node);
    let group = document.parent(node);
    let declared = group
        .and_then(|group| document.text_at(group, &["ami_type"]))
        .and_then(eks::ami_type);
    let identity = declared.map(|mut identity| {
        identity.kubernetes = identity.kubernetes.or_else(|| version.clone());
        identity
    });
    let cluster = document.child(spot.block, "cluster_name");
    Details {
        region: region(view, spot),
        cluster: cluster.and_then(|id| hcl::literal(view, id)).map(str::to_owned),
        cluster_version: version,
        identity,
        ..Details::default()
    }
}

/// The version of the control plane: beside the pin or above it, else that of the only cluster of the file.
fn cluster_version(view: &View<'_>, node: NodeId) -> Option<String> {
    let document = view.document;
    let minor_of = |id: NodeId| kubernetes::minor(document.scalar(hcl::resolved(view, id)?)?);
    let within = document.ancestors(node).find_map(|at| {
        ["kubernetes_version", "cluster_version"]
            .iter()
            .find_map(|name| document.child(at, name))
    });
    if let Some(minor) = within.and_then(minor_of) {
        return Some(minor);
    }
    let clusters = hcl::blocks(view, &["resource", "aws_eks_cluster"]);
    let [named] = clusters.as_slice() else { return None };
    let mut clusters = document.children(*named);
    let cluster = clusters.next().filter(|_| clusters.next().is_none())?;
    minor_of(document.child(cluster, "version")?)
}

/// What a resource does with an image.
fn resource(view: &View<'_>, spot: Spot<'_>, details: &mut Details) {
    let document = view.document;
    let attribute = spot.attribute.unwrap_or_default();
    match (spot.first, attribute) {
        ("aws_instance" | "aws_spot_instance_request", "ami") => details.effect = Some(REPLACES),
        ("aws_imagebuilder_image_recipe", "parent_image")
        | ("aws_imagebuilder_container_recipe", "instance_configuration") => {
            let version = document.child(spot.block, "version");
            let version = version.and_then(|id| document.scalar(id));
            details
                .companions
                .extend(version.and_then(image_builder::next_version));
        }
        _ => {}
    }
    if ignored(view, spot.block, attribute) {
        details.effect = Some(NO_EFFECT);
    }
}

/// Whether `lifecycle { ignore_changes = […] }` of a block names an attribute.
fn ignored(view: &View<'_>, block: NodeId, attribute: &str) -> bool {
    let document = view.document;
    let lists = document
        .children_named(block, "lifecycle")
        .flat_map(|id| hcl::items(document, id))
        .filter_map(|id| document.child(id, "ignore_changes"));
    let mut names = lists
        .flat_map(|id| hcl::items(document, id))
        .map(|id| hcl::written(view, id).trim());
    names.any(|name| name == "all" || name.split(['.', '[']).next() == Some(attribute))
}

/// What a variable's default or a local value is used for, when all its uses in the file agree.
fn used(view: &View<'_>, scope: &str, name: &str, details: &mut Details) {
    const MOST_RESOURCES: usize = 2_000;
    let document = view.document;
    let resources = hcl::blocks(view, &["resource"]).into_iter();
    let types = resources
        .flat_map(|id| document.children(id))
        .filter_map(|id| Some((document.name(id)?, id)));
    let mut uses = Vec::new();
    for (kind, of_kind) in types.take(MOST_RESOURCES) {
        let attribute = match kind {
            "aws_instance" | "aws_spot_instance_request" => "ami",
            "aws_imagebuilder_image_recipe" => "parent_image",
            "aws_launch_template" | "aws_launch_configuration" => "image_id",
            _ => continue,
        };
        for block in document.children(of_kind).flat_map(|id| hcl::items(document, id)) {
            let Some(value) = document.child(block, attribute) else {
                continue;
            };
            if hcl::names(hcl::written(view, value), scope, name) {
                let spot = Spot {
                    kind: "resource",
                    first: kind,
                    block,
                    attribute: Some(attribute),
                };
                let mut found = Details {
                    region: region(view, spot),
                    ..Details::default()
                };
                resource(view, spot, &mut found);
                uses.push(found);
            }
        }
    }
    let Some(first) = uses.first() else { return };
    if uses.iter().all(|found| found.effect == first.effect) {
        details.effect = first.effect;
    }
    if uses.iter().all(|found| found.region == first.region) {
        details.region = first.region.clone().or(details.region.take());
    }
    details.companions = uses.iter().flat_map(|found| found.companions.clone()).collect();
}

fn others(view: &View<'_>) -> Vec<Other> {
    let document = view.document;
    let mut found: Vec<Other> = floats::parameters_read(view, AT_PLAN);
    for node in view.ids() {
        let Some(name) = document.name(node) else { continue };
        match name {
            "release_version" | "ami_release_version" => found.extend(release(view, node)),
            "parent_image" => found.extend(parent_image(view, node)),
            "default" => found.extend(variable(view, node)),
            _ if name.ends_with("release_version") => found.extend(plain_release(view, node)),
            _ => {}
        }
    }
    for kind in hcl::blocks(view, &["data", "aws_ami"]) {
        found.extend(document.children(kind).filter_map(|block| newest(view, block)));
    }
    found
}

/// The release version of a node group.
fn release(view: &View<'_>, node: NodeId) -> Option<Other> {
    let document = view.document;
    let group = document.parent(node)?;
    let spot = spot(view, node)?;
    let fields = eks::Fields {
        release: if document.name(node) == Some("release_version") {
            "release_version"
        } else {
            "ami_release_version"
        },
        ami_type: "ami_type",
        version: if spot.first == "aws_eks_node_group" {
            "version"
        } else {
            "kubernetes_version"
        },
    };
    let details = around(view, node, spot);
    let mut other = eks::pin(view, group, fields, details).or_else(|| plain_release(view, node))?;
    let is_true = |name: &str| document.text_at(group, &[name]) == Some("true");
    if document.child(group, "ami_id").is_some() {
        other.details.role = Some(Role::LeftAlone("no effect beside an `ami_id`".to_owned()));
    } else if is_true("use_latest_ami_release_version") {
        other.details.role = Some(Role::Floats("takes the newest release at each plan".to_owned()));
    }
    if spot.kind == "resource" && ignored(view, spot.block, "release_version") {
        other.details.effect = Some(NO_EFFECT);
    }
    Some(other)
}

/// A release version under another name, as in a variable file.
fn plain_release(view: &View<'_>, node: NodeId) -> Option<Other> {
    let scalar = view.document.scalar(node)?;
    (scalar.verbatim && ReleaseVersion::parse(&scalar.text).is_some()).then(|| Other {
        span: scalar.inner,
        value: Value::ReleaseVersion(scalar.text.clone()),
        details: spot(view, node).map_or_else(Details::default, |spot| around(view, node, spot)),
    })
}

/// The default of a variable for a release version.
fn variable(view: &View<'_>, node: NodeId) -> Option<Other> {
    let spot = spot(view, node).filter(|spot| spot.kind == "variable")?;
    spot.first
        .ends_with("release_version")
        .then(|| plain_release(view, node))?
}

fn parent_image(view: &View<'_>, node: NodeId) -> Option<Other> {
    let scalar = view.document.scalar(node)?;
    let spot = spot(view, node).filter(|spot| spot.first.starts_with("aws_imagebuilder_"))?;
    image_builder::reference(scalar, around(view, node, spot))
}

/// `data "aws_ami"`: what it looks for by name.
fn newest(view: &View<'_>, block: NodeId) -> Option<Other> {
    let document = view.document;
    let names = document
        .children_named(block, "filter")
        .flat_map(|id| hcl::items(document, id))
        .filter(|id| document.text_at(*id, &["name"]) == Some("name"))
        .filter_map(|id| document.child(id, "values"));
    let value = document
        .child(block, "name_regex")
        .or_else(|| names.flat_map(|id| document.children(id)).next())?;
    let span = match document.scalar(value) {
        Some(scalar) => scalar.inner,
        None => document.node(value)?.span,
    };
    let text = view.text.get(span.range())?;
    Some(Other::floats(
        span,
        text,
        "takes the newest image by name at each plan",
    ))
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;
    use crate::syntax::read;

    const ID: &str = "ami-0a1b2c3d4e5f60718";

    fn tf(text: &str) -> Vec<String> {
        found(&PLACE, "main.tf", text)
    }

    /// What a merge does to the one pin of a text.
    fn effect(text: &str) -> Option<&'static str> {
        let document = read(text, Syntax::Hcl);
        let root = document.roots().next().expect("a top");
        let view = View {
            path: "main.tf",
            text,
            document: &document,
            root,
        };
        let node = document.ids().find(|id| document.text(*id) == Some(ID));
        id(&view, node.expect("an id")).effect
    }

    #[test]
    fn the_region_is_the_provider_s() {
        let providers = r#"
            provider "aws" { region = "eu-west-1" }
            provider "aws" {
              alias  = "west"
              region = var.other
            }
            variable "other" { default = "us-west-2" }
        "#;
        for (block, expected) in [
            (
                r#"resource "aws_launch_template" "a" { image_id = "ID" }"#,
                " in eu-west-1 (the provider)",
            ),
            (
                "resource \"aws_launch_template\" \"a\" {\n provider = aws.west\n image_id = \"ID\"\n}",
                " in us-west-2 (the provider)",
            ),
            (
                "resource \"aws_launch_template\" \"a\" {\n region = \"eu-north-1\"\n image_id = \"ID\"\n}",
                " in eu-north-1 (the block's `region`)",
            ),
            (
                "module \"a\" {\n providers = { aws = aws.west }\n nodes = { win = { ami_id = \"ID\" } }\n}",
                " in us-west-2 (the provider)",
            ),
            (
                "resource \"aws_launch_template\" \"a\" {\n provider = aws.no\n image_id = \"ID\"\n}",
                "",
            ),
            // Two regions: nothing says which.
            (r#"variable "ami" { default = "ID" }"#, ""),
            // But what uses it may.
            (
                "locals { ami = \"ID\" }\nresource \"aws_launch_template\" \"a\" { image_id = local.ami }",
                " in eu-west-1 (the provider)",
            ),
        ] {
            let text = format!("{providers}\n{}", block.replace("ID", ID));
            let expected = if expected.is_empty() {
                ID.to_owned()
            } else {
                format!("{ID},{expected}")
            };
            assert_eq!(tf(&text), [expected], "{block}");
        }
        let one = r#"provider "aws" { region = "eu-west-1" }
            locals { ami = "ami-0a1b2c3d4e5f60718" }"#;
        assert_eq!(tf(one), [format!("{ID}, in eu-west-1 (the provider)")]);
    }

    #[test]
    fn what_a_merge_does() {
        for (text, expected) in [
            (
                r#"resource "aws_instance" "a" { ami = "ID" }"#,
                "has an effect: replaces the instance",
            ),
            (r#"resource "aws_launch_template" "a" { image_id = "ID" }"#, ""),
            (
                "resource \"aws_launch_template\" \"a\" {\n image_id = \"ID\"\n lifecycle { ignore_changes = [tags, image_id] }\n}",
                "has an effect: no effect: `lifecycle` ignores it",
            ),
            (
                "resource \"aws_instance\" \"a\" {\n ami = \"ID\"\n lifecycle { ignore_changes = all }\n}",
                "has an effect: no effect: `lifecycle` ignores it",
            ),
            (
                "resource \"aws_instance\" \"a\" {\n ami = \"ID\"\n lifecycle { ignore_changes = [ami_type] }\n}",
                "has an effect: replaces the instance",
            ),
            (
                "variable \"image\" { default = \"ID\" }\nresource \"aws_instance\" \"a\" { ami = var.image }",
                "has an effect: replaces the instance",
            ),
            (
                "variable \"image\" { default = \"ID\" }\nresource \"aws_instance\" \"a\" { ami = var.image_of_b }",
                "",
            ),
            (
                "resource \"aws_imagebuilder_image_recipe\" \"a\" {\n parent_image = \"ID\"\n version = \"1.2.9\"\n}",
                ", with 1.2.9 -> 1.2.10",
            ),
            (
                "resource \"aws_imagebuilder_image_recipe\" \"a\" {\n parent_image = \"ID\"\n version = \"1.2.x\"\n}",
                "",
            ),
            (
                "locals { p = \"ID\" }\nresource \"aws_imagebuilder_image_recipe\" \"a\" {\n parent_image = local.p\n version = \"1.0.0\"\n}",
                ", with 1.0.0 -> 1.0.1",
            ),
        ] {
            let text = text.replace("ID", ID);
            match expected.strip_prefix("has an effect: ") {
                Some(expected) => assert_eq!(effect(&text), Some(expected), "{text}"),
                None => assert_eq!(tf(&text), [format!("{ID}{expected}")], "{text}"),
            }
        }
    }

    #[test]
    fn release_versions_are_pins() {
        let group = |rest: &str| format!("resource \"aws_eks_node_group\" \"a\" {{\n{rest}\n}}\n");
        for (text, expected) in [
            (
                group("ami_type = \"AL2023_x86_64_STANDARD\"\nrelease_version = \"1.33.13-20260714\""),
                "1.33.13-20260714, is eks-al2023 standard 1.33 x86_64",
            ),
            (group("release_version = \"1.46.0-431fe75a\""), "1.46.0-431fe75a"),
            (
                group("cluster_name = \"blue\"\nami_type = \"CUSTOM\"\nrelease_version = \"1.33.13-20260714\""),
                "1.33.13-20260714, cluster blue, left alone: a release version beside a custom image",
            ),
            (
                "win_release_version = \"1.35-2026.08.15\"".to_owned(),
                "1.35-2026.08.15",
            ),
            (
                "variable \"release_version\" { default = \"1.35-2026.08.15\" }".to_owned(),
                "1.35-2026.08.15",
            ),
            (
                "module \"eks\" {\n kubernetes_version = \"1.35\"\n nodes = { win = { use_latest_ami_release_version = true\n ami_release_version = \"1.35-2026.08.15\" } }\n}".to_owned(),
                "1.35-2026.08.15, cluster at 1.35, floats: takes the newest release at each plan",
            ),
        ] {
            assert_eq!(tf(&text), [expected], "{text}");
        }
        for text in [
            "version = \"1.33.13-20260714\"",
            "release_version = var.x",
            "release_version = \"latest\"",
        ] {
            assert!(tf(&group(text)).is_empty(), "{text}");
        }
        let both = "module \"eks\" {\n cluster_version = \"1.35\"\n nodes = { win = {\n  ami_id = \"ami-0a1b2c3d4e5f60718\"\n  ami_type = \"WINDOWS_CORE_2022_x86_64\"\n  ami_release_version = \"1.35-2026.08.15\"\n } }\n}";
        assert_eq!(
            tf(both),
            [
                "ami-0a1b2c3d4e5f60718, cluster at 1.35, is windows-eks 2022 Core 1.35",
                "1.35-2026.08.15, cluster at 1.35, is windows-eks 2022 Core 1.35, left alone: no effect beside an `ami_id`",
            ]
        );
    }

    #[test]
    fn what_moves_by_itself() {
        for (text, expected) in [
            (
                r#"data "aws_ssm_parameter" "a" { name = "/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-${var.v}/image_id" }"#,
                "/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-${var.v}/image_id, floats: follows an SSM parameter at each plan",
            ),
            (
                r#"resource "aws_launch_template" "a" { image_id = "resolve:ssm:/golden/win" }"#,
                "resolve:ssm:/golden/win, floats: follows an SSM parameter at each launch",
            ),
            (
                "data \"aws_ami\" \"a\" {\n most_recent = true\n filter {\n name = \"name\"\n values = [\"golden-*\"]\n }\n filter {\n name = \"state\"\n values = [\"available\"]\n }\n}",
                "golden-*, floats: takes the newest image by name at each plan",
            ),
        ] {
            assert_eq!(tf(text), [expected], "{text}");
        }
        for text in [
            r#"data "aws_ssm_parameter" "a" { name = "/golden/password" }"#,
            r#"data "aws_ami" "a" { owners = ["self"] }"#,
            r#"resources = ["arn:aws:ssm:*::parameter/aws/service/*"]"#,
        ] {
            assert!(tf(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn the_json_form_has_the_same_shape() {
        let text = r#"{"provider": {"aws": [{"region": "eu-west-1"}]},
            "resource": {"aws_instance": {"a": {"ami": "ami-0a1b2c3d4e5f60718"}}}}"#;
        let expected = format!("{ID}, in eu-west-1 (the provider), has an effect");
        assert_eq!(found(&PLACE, "main.tf.json", text), [expected]);
        assert!(found(&PLACE, "main.json", text).is_empty());
        let inputs = "inputs = { ami = \"ami-0a1b2c3d4e5f60718\" }";
        assert_eq!(found(&PLACE, "live/terragrunt.hcl", inputs), [ID]);
    }
}
