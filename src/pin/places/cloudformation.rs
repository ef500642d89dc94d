//! CloudFormation and SAM: templates, parameter files, `samconfig.toml`.
//!
//! ```yaml
//! Mappings:
//!   RegionMap: { eu-west-1: { WinCore2022: ami-… } }                  # the key tells the region
//! Parameters:
//!   Ami: { Type: "AWS::EC2::Image::Id", Default: ami-… }
//! Resources:
//!   Bastion: { Type: AWS::EC2::Instance, Properties: { ImageId: ami-… } }           # is replaced
//!   Linux: { Type: AWS::EKS::Nodegroup, Properties: { ReleaseVersion: 1.33.13-20260714 } }
//! ```
//!
//! What a parameter or a mapping is used for is looked up in the template. A recipe of Image Builder cannot change, so its
//! `Version` rises with `ParentImage`.
//!
//! Near-misses: a parameter of the type `AWS::SSM::Parameter::Value<…>` and `{{resolve:ssm:…}}` are read at each update of the
//! stack; `{{resolve:ssm:name:3}}` pins a version of a parameter, which is no id.

use crate::pin::{Known, region};
use crate::syntax::{Content, Key, NodeId, Scalar, Syntax};

use super::{Details, Other, Place, View, eks, fact, floats, image_builder, kubernetes};

/// The row.
pub(super) const PLACE: Place = Place {
    name: "cloudformation",
    about: "CloudFormation and SAM: mappings, parameters, resources, parameter files",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/introduction.html",
    is,
    id,
    others,
};

const AT_UPDATE: &str = "follows an SSM parameter at each update of the stack";

const NODEGROUP: eks::Fields = eks::Fields {
    release: "ReleaseVersion",
    ami_type: "AmiType",
    version: "Version",
};

fn is(view: &View<'_>) -> bool {
    let document = view.document;
    let name = view.path.rsplit('/').next().unwrap_or_default();
    if matches!(document.syntax, Syntax::Hcl | Syntax::Text | Syntax::Dotenv) {
        return false;
    }
    let has = |name: &str| document.child(view.root, name);
    let typed = |id: NodeId| {
        document
            .text_at(id, &["Type"])
            .is_some_and(|kind| kind.starts_with("AWS::") || kind.starts_with("Custom::"))
    };
    has("AWSTemplateFormatVersion").is_some()
        || name.starts_with("samconfig.")
        || ["Resources", "Parameters"]
            .iter()
            .filter_map(|name| has(name))
            .any(|id| document.children(id).any(typed))
        || has("Mappings").is_some_and(|id| {
            document
                .children(id)
                .any(|map| document.children(map).next().is_some())
        })
        || is_deployment(view)
        || parameters(view).next().is_some()
}

/// A file that gives parameters to a stack: `Parameters` of plain values, as `CodePipeline` reads them, or the deployment file
/// of Git sync.
fn is_deployment(view: &View<'_>) -> bool {
    let document = view.document;
    let plain = |id: NodeId| {
        document
            .children(id)
            .all(|value| document.scalar(value).is_some())
    };
    let git_sync = document.text_at(view.root, &["template-file-path"]).is_some();
    git_sync || document.child(view.root, "Parameters").is_some_and(plain)
}

/// The items of a parameter file: a list of `ParameterKey` and `ParameterValue`.
fn parameters<'a>(view: &View<'a>) -> impl Iterator<Item = (&'a str, NodeId)> + use<'a> {
    let document = view.document;
    let is_list = matches!(document.node(view.root), Some(node) if node.content == Content::List);
    let items = is_list
        .then(|| document.children(view.root))
        .into_iter()
        .flatten();
    items.filter_map(move |item| {
        let key = document.text_at(item, &["ParameterKey"])?;
        Some((key, document.child(item, "ParameterValue")?))
    })
}

/// The resource that a value stands in: its name's node and its type.
fn resource<'a>(view: &View<'a>, node: NodeId) -> Option<(NodeId, &'a str)> {
    let document = view.document;
    let resources = document.child(view.root, "Resources")?;
    let resource = document
        .ancestors(node)
        .find(|at| document.parent(*at) == Some(resources))?;
    Some((resource, document.text_at(resource, &["Type"])?))
}

fn id(view: &View<'_>, node: NodeId) -> Details {
    let document = view.document;
    let mut details = Details {
        region: region_of_parameters(view),
        ..Details::default()
    };
    if let Some((resource, kind)) = resource(view, node) {
        of_resource(
            view,
            resource,
            kind,
            &property(view, resource, node),
            &mut details,
        );
        return details;
    }
    let path: Vec<NodeId> = document.ancestors(node).collect();
    let &[.., whole, section, _] = path.as_slice() else {
        return details;
    };
    if let (Some("Parameters" | "Mappings"), Some(name)) = (document.name(section), document.name(whole)) {
        used(view, name, &mut details);
    }
    details
}

/// The names from a resource's properties to a value, functions and places in lists left out.
fn property<'a>(view: &View<'a>, resource: NodeId, node: NodeId) -> Vec<&'a str> {
    let document = view.document;
    let mut names: Vec<&str> = document
        .ancestors(node)
        .take_while(|at| *at != resource)
        .filter_map(|at| document.name(at))
        .filter(|name| !name.starts_with("Fn::"))
        .collect();
    names.reverse();
    names
}

fn of_resource(view: &View<'_>, resource: NodeId, kind: &str, property: &[&str], details: &mut Details) {
    match (kind, property) {
        // "Update requires: Replacement":
        // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html
        ("AWS::EC2::Instance", ["Properties", "ImageId"]) => details.effect = Some("replaces the instance"),
        ("AWS::ImageBuilder::ImageRecipe", ["Properties", "ParentImage"])
        | ("AWS::ImageBuilder::ContainerRecipe", ["Properties", "InstanceConfiguration", "Image"]) => {
            let version = view.document.get(resource, &["Properties", "Version"]);
            let version = version.and_then(|id| referred(view, id));
            details
                .companions
                .extend(version.and_then(image_builder::next_version));
        }
        _ => {}
    }
}

/// A value that is written out, or the default of the parameter that it refers to.
fn referred<'a>(view: &View<'a>, node: NodeId) -> Option<&'a Scalar> {
    let document = view.document;
    let name = document.text_at(node, &["Ref"]);
    let tagged = document.node(node)?.tag.as_deref() == Some("!Ref");
    match name.or_else(|| document.text(node).filter(|_| tagged)) {
        Some(name) => document.scalar(document.get(view.root, &["Parameters", name, "Default"])?),
        None => document.scalar(node),
    }
}

/// What a parameter or a mapping is used for, when all that use it agree.
fn used(view: &View<'_>, name: &str, details: &mut Details) {
    let document = view.document;
    let Some(resources) = document.child(view.root, "Resources") else {
        return;
    };
    let mut uses = Vec::new();
    for resource in document.children(resources) {
        let Some(kind) = document.text_at(resource, &["Type"]) else {
            continue;
        };
        for path in [
            &["Properties", "ImageId"] as &[&str],
            &["Properties", "ParentImage"],
            &["Properties", "InstanceConfiguration", "Image"],
            &["Properties", "LaunchTemplateData", "ImageId"],
        ] {
            if document
                .get(resource, path)
                .is_some_and(|value| refers(view, value, name))
            {
                let mut found = Details::default();
                of_resource(view, resource, kind, path, &mut found);
                uses.push(found);
            }
        }
    }
    let Some(first) = uses.first() else { return };
    if uses.iter().all(|found| found.effect == first.effect) {
        details.effect = first.effect;
    }
    details.companions = uses.iter().flat_map(|found| found.companions.clone()).collect();
    details.companions.dedup();
}

/// Whether a value refers to a parameter (`!Ref Ami`) or looks into a mapping (`!FindInMap [Map, …]`), also further inside.
fn refers(view: &View<'_>, value: NodeId, name: &str) -> bool {
    let document = view.document;
    let end = document.behind(value);
    (value.0..end.0).map(NodeId).any(|id| {
        let Some(node) = document.node(id) else {
            return false;
        };
        if document.text(id) != Some(name) {
            return false;
        }
        let tag_or_key = |id: NodeId, tag: &str, key: &str| {
            let tagged = document
                .node(id)
                .is_some_and(|node| node.tag.as_deref() == Some(tag));
            tagged || document.name(id) == Some(key)
        };
        let in_map = node.key == Key::Index(0)
            && node
                .parent
                .is_some_and(|parent| tag_or_key(parent, "!FindInMap", "Fn::FindInMap"));
        in_map || tag_or_key(id, "!Ref", "Ref")
    })
}

/// The region that a parameter file gives to the stack.
fn region_of_parameters(view: &View<'_>) -> Option<Known> {
    let document = view.document;
    let regions = parameters(view).filter_map(|(key, value)| {
        let text = document.text(value)?;
        match key {
            "Region" | "AWSRegion" | "AwsRegion" => Some(text),
            "AvailabilityZone" | "AZ" => region::of_zone(text),
            _ => None,
        }
    });
    fact::region(fact::agreed(regions.collect::<Vec<_>>()), "a parameter beside it")
}

fn others(view: &View<'_>) -> Vec<Other> {
    let document = view.document;
    let mut found = floats::parameters_read(view, AT_UPDATE);
    let in_section = |name: &str| {
        document
            .child(view.root, name)
            .into_iter()
            .flat_map(|id| document.children(id))
    };
    for parameter in in_section("Parameters") {
        found.extend(parameter_of_image(view, parameter));
    }
    for resource in in_section("Resources") {
        let Some(properties) = document.child(resource, "Properties") else {
            continue;
        };
        match document.text_at(resource, &["Type"]) {
            Some("AWS::EKS::Nodegroup") => found.extend(nodegroup(view, properties)),
            Some("AWS::ImageBuilder::ImageRecipe") => {
                let image = document
                    .child(properties, "ParentImage")
                    .and_then(|id| document.scalar(id));
                found.extend(image.and_then(|image| image_builder::reference(image, Details::default())));
            }
            _ => {}
        }
    }
    found
}

/// The default of a parameter that CloudFormation reads from SSM, when it is an image and its name does not say so.
fn parameter_of_image(view: &View<'_>, parameter: NodeId) -> Option<Other> {
    let document = view.document;
    let kind = document.text_at(parameter, &["Type"])?;
    let is_image = kind.starts_with("AWS::SSM::Parameter::Value<") && kind.contains("AWS::EC2::Image::Id");
    let default = document.scalar(document.child(parameter, "Default")?)?;
    let known = floats::is_image_parameter(&default.text);
    (is_image && !known && !default.text.is_empty())
        .then(|| Other::floats(default.inner, &default.text, AT_UPDATE))
}

/// The release version of a node group.
fn nodegroup(view: &View<'_>, properties: NodeId) -> Option<Other> {
    let document = view.document;
    let clusters = document.child(view.root, "Resources").into_iter();
    let versions = clusters
        .flat_map(|id| document.children(id))
        .filter(|id| document.text_at(*id, &["Type"]) == Some("AWS::EKS::Cluster"))
        .map(|id| {
            let version = document.get(id, &["Properties", "Version"])?;
            referred(view, version).and_then(kubernetes::minor)
        });
    let versions: Option<Vec<String>> = versions.collect();
    let versions = versions.unwrap_or_default();
    let cluster = document.child(properties, "ClusterName").filter(|id| {
        let node = document.node(*id);
        node.is_some_and(|node| node.tag.is_none())
    });
    let details = Details {
        cluster: cluster.and_then(|id| document.text(id)).map(str::to_owned),
        cluster_version: fact::agreed(versions.iter().map(String::as_str)).map(str::to_owned),
        ..Details::default()
    };
    eks::pin(view, properties, NODEGROUP, details)
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    const ID: &str = "ami-0a1b2c3d4e5f60718";

    fn resource(kind: &str, properties: &str) -> String {
        format!("Resources:\n  A: {{Type: \"{kind}\", Properties: {{{properties}}}}}\n")
    }

    fn yaml(text: &str) -> Vec<String> {
        found(&PLACE, "template.yaml", text)
    }

    #[test]
    fn what_an_id_is_used_for() {
        let parameter = format!("Parameters:\n  Ami: {{Type: AWS::EC2::Image::Id, Default: {ID}}}\n");
        let mapping = format!("Mappings:\n  Map:\n    eu-west-1: {{Core: {ID}}}\n");
        let recipe = "AWS::ImageBuilder::ImageRecipe";
        for (text, expected) in [
            (
                resource("AWS::EC2::Instance", &format!("ImageId: {ID}")),
                ", has an effect",
            ),
            (
                resource(
                    "AWS::EC2::LaunchTemplate",
                    &format!("LaunchTemplateData: {{ImageId: {ID}}}"),
                ),
                "",
            ),
            (
                resource(recipe, &format!("ParentImage: {ID}, Version: 1.2.3")),
                ", with 1.2.3 -> 1.2.4",
            ),
            (
                resource(recipe, &format!("ParentImage: {ID}, Version: 1.2.x")),
                "",
            ),
            (
                resource(recipe, &format!("ParentImage: {ID}, Version: !Ref V")),
                "",
            ),
            (
                format!(
                    "{parameter}{}",
                    resource("AWS::EC2::Instance", "ImageId: !Ref Ami")
                ),
                ", has an effect",
            ),
            (
                format!(
                    "{parameter}{}",
                    resource("AWS::EC2::Instance", "ImageId: !Ref Other")
                ),
                "",
            ),
            (
                format!(
                    "{parameter}{}",
                    resource("AWS::EC2::Instance", "ImageId: {Ref: Ami}")
                ),
                ", has an effect",
            ),
            (
                format!(
                    "{mapping}{}",
                    resource("AWS::EC2::Instance", "ImageId: !FindInMap [Map, !Ref R, Core]")
                ),
                ", has an effect",
            ),
            (
                format!(
                    "{mapping}{}",
                    resource(
                        recipe,
                        "ParentImage: !If [x, !FindInMap [Map, !Ref R, Core], y], Version: 1.0.0"
                    )
                ),
                ", with 1.0.0 -> 1.0.1",
            ),
        ] {
            assert_eq!(yaml(&text), [format!("{ID}{expected}")], "{text}");
        }
        let versioned = format!(
            "Parameters: {{V: {{Type: String, Default: 1.0.0}}}}\n{}",
            resource(recipe, &format!("ParentImage: {ID}, Version: !Ref V"))
        );
        assert_eq!(yaml(&versioned), [format!("{ID}, with 1.0.0 -> 1.0.1")]);
    }

    #[test]
    fn what_moves_by_itself() {
        let at_update = "floats: follows an SSM parameter at each update of the stack";
        for (text, expected) in [
            (
                "Parameters: {A: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /golden/win}}".to_owned(),
                format!("/golden/win, {at_update}"),
            ),
            (
                "Parameters: {A: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /aws/service/ami-windows-latest/Windows_Server-2022-English-Core-Base}}".to_owned(),
                format!("/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-Base, {at_update}"),
            ),
            (
                resource("AWS::EC2::Instance", "ImageId: '{{resolve:ssm:/golden/win}}'"),
                format!("{{{{resolve:ssm:/golden/win}}}}, {at_update}"),
            ),
            (
                resource("AWS::EC2::Instance", "ImageId: '{{resolve:ssm:/golden/win:3}}'"),
                "{{resolve:ssm:/golden/win:3}}, left alone: a version of an SSM parameter, not an AMI id".to_owned(),
            ),
            (
                resource("AWS::ImageBuilder::ImageRecipe", "ParentImage: 'ssm:/golden/win'"),
                "ssm:/golden/win, floats: follows an SSM parameter at each build".to_owned(),
            ),
        ] {
            assert_eq!(yaml(&text), [expected], "{text}");
        }
        for text in [
            "Parameters: {A: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /app/name}}".to_owned(),
            resource(
                "AWS::RDS::DBInstance",
                "MasterUserPassword: '{{resolve:ssm:/db/password}}'",
            ),
        ] {
            assert!(yaml(&text).is_empty(), "{text}");
        }
    }

    #[test]
    fn release_versions_of_node_groups() {
        let cluster = "  C: {Type: 'AWS::EKS::Cluster', Properties: {Version: '1.35'}}\n";
        let group = resource(
            "AWS::EKS::Nodegroup",
            "ClusterName: blue, AmiType: WINDOWS_CORE_2022_x86_64, ReleaseVersion: 1.35-2026.08.15",
        );
        assert_eq!(
            yaml(&format!("{group}{cluster}")),
            ["1.35-2026.08.15, cluster blue, cluster at 1.35, is windows-eks 2022 Core 1.35"]
        );
        let plain = resource("AWS::EKS::Addon", "ReleaseVersion: 1.33.13-20260714");
        assert!(yaml(&plain).is_empty());
    }

    #[test]
    fn parameters_have_files_of_their_own() {
        let list = |rest: &str| format!(r#"[{{"ParameterKey": "Ami", "ParameterValue": "{ID}"}}{rest}]"#);
        assert_eq!(found(&PLACE, "prod.json", &list("")), [ID]);
        let zone = list(r#", {"ParameterKey": "AvailabilityZone", "ParameterValue": "eu-west-1a"}"#);
        assert_eq!(
            found(&PLACE, "prod.json", &zone),
            [format!("{ID}, in eu-west-1 (a parameter beside it)")]
        );
        for (path, text) in [
            ("prod.json", format!(r#"{{"Parameters": {{"Ami": "{ID}"}}}}"#)),
            (
                "deploy.yaml",
                format!("template-file-path: a.yaml\nparameters: {{Ami: {ID}}}\n"),
            ),
            (
                "samconfig.toml",
                format!("[prod.deploy.parameters]\nparameter_overrides = \"Ami={ID} B=c\"\n"),
            ),
        ] {
            assert_eq!(found(&PLACE, path, &text), [ID], "{text}");
        }
        for (path, text) in [
            ("a.json", format!(r#"["{ID}"]"#)),
            ("a.yaml", format!("Parameters: {{Ami: {{Default: {ID}}}}}")),
            ("a.yaml", format!("Resources: {{Ami: {ID}}}")),
        ] {
            assert!(found(&PLACE, path, &text).is_empty(), "{text}");
        }
    }
}
