//! A recipe file: `CreateImageRecipe`'s own request, in which a component may be a file and the parent image a pin.
//! <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html>

mod components;

use std::collections::BTreeMap;

use super::content::{Device, Ebs, RecipeContent};
use super::fields::{Fault, Fields, Place};
use crate::component::Platform;
use crate::recipe::{self, Language};
use crate::release::image_builder::{BadVersion, Version};
use crate::source::Span;
use crate::syntax::NodeId;

pub use components::{BESIDE, Beside, Entry, Which};

const KEYS: [&str; 11] = [
    "name",
    "description",
    "semanticVersion",
    "components",
    "parentImage",
    "blockDeviceMappings",
    "tags",
    "workingDirectory",
    "additionalInstanceConfiguration",
    "amiTags",
    "amiWatermarks",
];
const EBS: [&str; 8] = [
    "encrypted",
    "deleteOnTermination",
    "iops",
    "kmsKeyId",
    "snapshotId",
    "volumeSize",
    "volumeType",
    "throughput",
];

/// A recipe as the repository has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipeFile {
    /// The file, from the root of the repository.
    pub path: String,
    /// Its name.
    pub name: String,
    /// Its version, perhaps with `x`.
    pub version: Version,
    /// Where the version stands.
    pub version_at: Place,
    /// What it is, in words.
    pub description: Option<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// What it starts from.
    pub parent: Parent,
    /// Where that stands.
    pub parent_at: Place,
    /// Its components, in order.
    pub components: Vec<Entry>,
    /// What else it is made of: everything but parent and components.
    pub content: RecipeContent,
}

/// A parent image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parent {
    /// As the API takes it.
    Given(String),
    /// The image of a pin of this repository, by name.
    Pin(String),
}

impl RecipeFile {
    /// Reads a file. What it says that the API does not take is a fault.
    pub fn read(path: &str, text: &str) -> Result<Self, Vec<Fault>> {
        let mut fields = Fields::of(path, text);
        let read = read(path, &mut fields);
        match read {
            Some(recipe) if fields.faults.is_empty() => Ok(recipe),
            _ => Err(fields.faults),
        }
    }

    /// The operating system of its parent image, where its name tells.
    pub fn platform(&self) -> Option<Platform> {
        match &self.parent {
            Parent::Given(text) => {
                let system = recipe::Parent::read(text, Language::Request).ok()?.system()?;
                system.platform()
            }
            Parent::Pin(_) => None,
        }
    }
}

fn read(path: &str, fields: &mut Fields) -> Option<RecipeFile> {
    let root = fields.root()?;
    for key in ["containerType", "dockerfileTemplateData", "dockerfileTemplateUri"] {
        if let Some(node) = fields.get(root, key) {
            let message =
                "a container recipe is not made from a file: name the ARN of one that exists (`--recipe`)";
            fields.fault(fields.span(node), message);
            return None;
        }
    }
    fields.keys(root, "an image recipe", &KEYS);
    let name = name(fields, root);
    let version = version(fields, root);
    let parent = fields.required(root, "parentImage");
    let components = components::read(path, fields, root);
    let content = RecipeContent {
        devices: devices(fields, root),
        working_directory: fields.text(root, "workingDirectory").unwrap_or_default(),
        ami_tags: fields.tags(root, "amiTags"),
        ami_watermarks: fields.texts(root, "amiWatermarks"),
        ..instance(fields, root)
    };
    let (description, tags) = (fields.text(root, "description"), fields.tags(root, "tags"));
    let (parent, parent_span) = parent?;
    let parent = match parent.strip_prefix("pin:") {
        Some("") => {
            fields.fault(parent_span, "`pin:` needs the name of a pin");
            return None;
        }
        Some(name) => Parent::Pin(name.to_owned()),
        None => Parent::Given(parent),
    };
    let (version, version_at) = version?;
    Some(RecipeFile {
        path: path.to_owned(),
        name: name?,
        version,
        version_at,
        description,
        tags,
        parent,
        parent_at: fields.place(parent_span),
        components,
        content,
    })
}

/// The name of a recipe or a component.
pub(super) fn name(fields: &mut Fields, map: NodeId) -> Option<String> {
    let (name, span) = fields.required(map, "name")?;
    checked_name(fields, name, span)
}

/// A name that the API takes: <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html>.
pub(super) fn checked_name(fields: &mut Fields, name: String, span: Span) -> Option<String> {
    let edge = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let fits = (3..=128).contains(&name.len())
        && name.chars().all(|c| edge(c) || c == ' ')
        && name.starts_with(edge)
        && name.ends_with(edge);
    if !fits {
        fields.fault(
            span,
            "a name has 3 to 128 letters, digits, hyphens, underscores, and blanks within",
        );
    }
    fits.then_some(name)
}

/// The version of a recipe or a component, perhaps with `x`.
pub(super) fn version(fields: &mut Fields, map: NodeId) -> Option<(Version, Place)> {
    let (text, span) = fields.required(map, "semanticVersion")?;
    let place = fields.place(span);
    match Version::parse(&text) {
        Ok(version) => Some((version, place)),
        Err(bad) => {
            let why = match bad {
                BadVersion::Form => {
                    "three numbers, or `x` for the next one, with points between them: `1.4.2`, `1.4.x`"
                }
                BadVersion::TooLarge => "made of numbers up to 1073741823",
                BadVersion::NumberBehindX => "without a number behind an `x`",
            };
            fields.fault(span, format!("`semanticVersion` is {why}"));
            None
        }
    }
}

/// A platform, when it is there.
pub(super) fn platform(fields: &mut Fields, map: NodeId) -> Option<Platform> {
    let node = fields.get(map, "platform")?;
    let word = fields.text(map, "platform")?;
    let platform = Platform::ALL.into_iter().find(|platform| platform.word() == word);
    if platform.is_none() {
        fields.fault(fields.span(node), "`platform` is `Linux`, `Windows` or `macOS`");
    }
    platform
}

fn devices(fields: &mut Fields, root: NodeId) -> Vec<Device> {
    let mut devices = Vec::new();
    for item in fields.maps(root, "blockDeviceMappings") {
        fields.keys(
            item,
            "a block device mapping",
            &["deviceName", "ebs", "virtualName", "noDevice"],
        );
        let ebs = fields.map(item, "ebs");
        devices.push(Device {
            name: fields.text(item, "deviceName"),
            virtual_name: fields.text(item, "virtualName"),
            // An empty text in quotes is what the API takes.
            none: fields.get(item, "noDevice").is_some(),
            ebs: ebs.map(|ebs| volume(fields, ebs)),
        });
    }
    devices
}

fn volume(fields: &mut Fields, ebs: NodeId) -> Ebs {
    fields.keys(ebs, "`ebs`", &EBS);
    Ebs {
        encrypted: fields.switch(ebs, "encrypted"),
        delete_on_termination: fields.switch(ebs, "deleteOnTermination"),
        iops: fields.whole(ebs, "iops"),
        kms_key: fields.text(ebs, "kmsKeyId"),
        snapshot: fields.text(ebs, "snapshotId"),
        size: fields.whole(ebs, "volumeSize"),
        kind: fields.text(ebs, "volumeType"),
        throughput: fields.whole(ebs, "throughput"),
    }
}

/// What `additionalInstanceConfiguration` says.
fn instance(fields: &mut Fields, root: NodeId) -> RecipeContent {
    let mut content = RecipeContent::default();
    let Some(map) = fields.map(root, "additionalInstanceConfiguration") else {
        return content;
    };
    fields.keys(
        map,
        "`additionalInstanceConfiguration`",
        &["systemsManagerAgent", "userDataOverride"],
    );
    content.user_data = fields.text(map, "userDataOverride").unwrap_or_default();
    if let Some(agent) = fields.map(map, "systemsManagerAgent") {
        fields.keys(agent, "`systemsManagerAgent`", &["uninstallAfterBuild"]);
        content.uninstall_agent = fields.switch(agent, "uninstallAfterBuild").unwrap_or_default();
    }
    content
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "\
name: golden
description: The base of everything
semanticVersion: 1.4.x
parentImage: ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-Base
components:
  - componentArn: arn:aws:imagebuilder:eu-west-1:aws:component/update-windows/x.x.x
  - file: ../components/agent.yaml
    name: agent
    semanticVersion: 1.0.x
    platform: Windows
    parameters:
      - {name: Channel, value: [stable, '']}
blockDeviceMappings:
  - deviceName: /dev/sda1
    ebs: {volumeSize: 60, volumeType: gp3, encrypted: true}
  - {deviceName: xvdb, noDevice: ''}
workingDirectory: C:\\build
additionalInstanceConfiguration:
  systemsManagerAgent: {uninstallAfterBuild: false}
amiTags: {team: base}
tags:
  cost: '17'
";

    #[test]
    fn the_request_with_files_and_versions() {
        let recipe = RecipeFile::read("recipes/golden.yaml", WHOLE).expect("a recipe");
        assert_eq!(
            (recipe.name.as_str(), recipe.version.to_string()),
            ("golden", "1.4.x".to_owned())
        );
        assert_eq!((recipe.version_at.line, recipe.version_at.column), (3, 18));
        assert_eq!(recipe.platform(), Some(Platform::Windows));
        assert_eq!(recipe.tags["cost"], "17");
        let Which::File(path, beside) = &recipe.components[1].which else {
            panic!("{:?}", recipe.components);
        };
        assert_eq!(path, "components/agent.yaml");
        assert_eq!(beside.name.as_deref(), Some("agent"));
        assert_eq!(beside.platform, Some(Platform::Windows));
        assert_eq!(recipe.components[1].parameters["Channel"], ["stable", ""]);
        let ebs = recipe.content.devices[0].ebs.as_ref().expect("a volume");
        assert_eq!((ebs.size, ebs.encrypted, ebs.iops), (Some(60), Some(true), None));
        assert!(recipe.content.devices[1].none);
        assert_eq!(recipe.content.working_directory, "C:\\build");
        assert_eq!(recipe.content.ami_tags["team"], "base");
    }

    #[test]
    fn json_is_the_same_request() {
        let text = r#"{"name": "golden", "semanticVersion": "1.4.2", "parentImage": "pin:golden",
            "components": [{"componentArn": "arn:aws:imagebuilder:eu-west-1:aws:component/x/x.x.x"}]}"#;
        let recipe = RecipeFile::read("golden.json", text).expect("a recipe");
        assert_eq!(recipe.parent, Parent::Pin("golden".to_owned()));
        assert_eq!(recipe.components.len(), 1);
    }

    #[test]
    fn what_the_api_does_not_take_has_a_place_and_a_reason() {
        for (from, to, said) in [
            ("name: golden", "name: go", "a.yaml:1:7: a name has 3 to 128"),
            ("name: golden\n", "", "a.yaml:1:1: `name` is missing"),
            (
                "1.4.x",
                "1.x.4",
                "a.yaml:3:18: `semanticVersion` is without a number behind",
            ),
            ("1.4.x", "1.4", "a.yaml:3:18: `semanticVersion` is three numbers"),
            ("tags:\n", "tag:\n", "an image recipe has no `tag`"),
            ("amiTags: {team: base}", "amiTags: [a]", "`amiTags` is a map"),
            (
                "volumeSize: 60",
                "volumeSize: big",
                "`volumeSize` is a whole number",
            ),
            (
                "encrypted: true",
                "encrypted: yes",
                "`encrypted` is `true` or `false`",
            ),
            (
                "    platform: Windows",
                "    platform: windows",
                "`platform` is `Linux`, `Windows` or `macOS`",
            ),
            ("../components", "../../components", "outside of the repository"),
            ("value: [stable, '']", "value: stable", "`value` is a list"),
            (
                "{name: Channel, value: [stable, '']}",
                "{name: Channel}",
                "`Channel` has no `value`",
            ),
            (
                "  - file: ../components/agent.yaml\n    name",
                "  - name",
                "named by `componentArn` or by `file`",
            ),
            ("    name: agent\n", "    componentArn: a\n", "not by both"),
            (
                "update-windows/x.x.x\n",
                "update-windows/x.x.x\n    name: other\n",
                "`name` goes with `file`",
            ),
            (
                "name: golden\n",
                "name: golden\nname: silver\n",
                "`name` is written twice",
            ),
            (
                "name: golden\n",
                "name: golden\nclientToken: a\n",
                "has no `clientToken`",
            ),
            (
                "name: golden\n",
                "name: golden\ncontainerType: DOCKER\n",
                "a container recipe is not made from a file",
            ),
            (
                "parentImage: ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-Base",
                "parentImage: 'pin:'",
                "needs the name",
            ),
        ] {
            assert!(WHOLE.contains(from), "{from}");
            let faults = RecipeFile::read("recipes/a.yaml", &WHOLE.replacen(from, to, 1)).expect_err(to);
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            assert!(
                faults.iter().any(|fault| fault.contains(said)),
                "{to}: {faults:?}"
            );
        }
        for text in ["", "a", "[]", "a: [", "--- {}\n--- {}\n"] {
            assert!(RecipeFile::read("a.yaml", text).is_err(), "{text}");
        }
    }
}
