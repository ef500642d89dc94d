//! From what a file declares to what is asked of recipes and components.

use super::{Component, Device, File, HOLE, Recipe, Setting, Source, Text, Use, Value, Which, folder};
use crate::resource::{self, Kind, Language, Resource};
use crate::source::Span;
use crate::syntax::{self, Content, Document, NodeId, Syntax};

/// The names of what stands on volumes, one set a language.
struct Names {
    /// Where the volumes of an image recipe stand.
    devices: &'static str,
    /// Where a container recipe has them.
    instance: &'static str,
    ebs: &'static str,
    kind: &'static str,
    size: &'static str,
    iops: &'static str,
    throughput: &'static str,
    /// What else a recipe is made of.
    rest: &'static [&'static str],
}

const CLOUDFORMATION: Names = Names {
    devices: "BlockDeviceMappings",
    instance: "InstanceConfiguration",
    ebs: "Ebs",
    kind: "VolumeType",
    size: "VolumeSize",
    iops: "Iops",
    throughput: "Throughput",
    rest: &[
        "WorkingDirectory",
        "AdditionalInstanceConfiguration",
        "DockerfileTemplateData",
        "InstanceConfiguration",
    ],
};

const TERRAFORM: Names = Names {
    devices: "block_device_mapping",
    instance: "instance_configuration",
    ebs: "ebs",
    kind: "volume_type",
    size: "volume_size",
    iops: "iops",
    throughput: "throughput",
    rest: &[
        "working_directory",
        "user_data_base64",
        "systems_manager_agent",
        "dockerfile_template_data",
        "instance_configuration",
    ],
};

const REQUEST: Names = Names {
    devices: "blockDeviceMappings",
    instance: "instanceConfiguration",
    ebs: "ebs",
    kind: "volumeType",
    size: "volumeSize",
    iops: "iops",
    throughput: "throughput",
    rest: &[
        "workingDirectory",
        "additionalInstanceConfiguration",
        "dockerfileTemplateData",
        "instanceConfiguration",
    ],
};

/// No file declares more volumes than are looked at.
const MOST_DEVICES: usize = 1_000;

impl File {
    /// What a text declares, when that is a component or a recipe. `path` is from the root of the repository.
    pub fn read(path: &str, text: &str) -> Option<Self> {
        if !resource::may_declare(text) {
            return None;
        }
        let syntax = syntax::of_path(path, text);
        let document = syntax::read(text, syntax);
        Self::of(path, text, &document, &resource::read(text, &document))
    }

    fn of(path: &str, text: &str, document: &Document, resources: &[Resource]) -> Option<Self> {
        let language = resources.first()?.language;
        let reader = Reader {
            path,
            text,
            document,
            language,
        };
        let mut file = Self {
            path: path.to_owned(),
            text: text.to_owned(),
            language,
            components: Vec::new(),
            recipes: Vec::new(),
        };
        for resource in resources.iter().filter(|resource| resource.language == language) {
            match resource.kind {
                Kind::Component => file.components.push(reader.component(resource)),
                Kind::ImageRecipe | Kind::ContainerRecipe => file.recipes.push(reader.recipe(resource)),
                _ => {}
            }
        }
        (!file.is_empty()).then_some(file)
    }
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    document: &'a Document,
    language: Language,
}

impl Reader<'_> {
    fn names(&self) -> &'static Names {
        match self.language {
            Language::CloudFormation => &CLOUDFORMATION,
            Language::Terraform => &TERRAFORM,
            Language::Request => &REQUEST,
        }
    }

    fn component(&self, resource: &Resource) -> Component {
        Component {
            id: id(resource),
            place: place(resource),
            name: self.maybe(resource.name.as_ref()),
            version: self.maybe(resource.version.as_ref()),
            platform: self.maybe(resource.platform.as_ref()),
            systems: resource
                .supported_os_versions
                .iter()
                .map(|value| self.value(value))
                .collect(),
            data: self.maybe(resource.data.as_ref().or(resource.file.as_ref())),
            uri: self.maybe(resource.uri.as_ref()),
            source: self.source(resource),
        }
    }

    fn source(&self, resource: &Resource) -> Source {
        let named = resource
            .file
            .as_ref()
            .and_then(|file| self.at(file.node).known().map(str::to_owned));
        if let Some(path) = named.and_then(|path| self.beside(&path)) {
            return Source::File(path);
        }
        let Some(data) = &resource.data else {
            return Source::Unknown;
        };
        if let Some(text) = &data.text {
            return Source::Inline(text.clone());
        }
        Source::Unknown
    }

    fn recipe(&self, resource: &Resource) -> Recipe {
        let names = self.names();
        let container = resource.kind == Kind::ContainerRecipe;
        let document = self.document;
        let lists = if container {
            document.child(resource.node, names.instance)
        } else {
            Some(resource.node)
        };
        let devices = lists
            .into_iter()
            .flat_map(|node| document.children_named(node, names.devices));
        let devices: Vec<NodeId> = devices.take(MOST_DEVICES).collect();
        let rest = names
            .rest
            .iter()
            .flat_map(|name| document.children_named(resource.node, name));
        Recipe {
            id: id(resource),
            place: place(resource),
            container,
            name: self.maybe(resource.name.as_ref()),
            version: self.maybe(resource.version.as_ref()),
            parent: self.maybe(resource.parent_image.as_ref()),
            empty_list: self.empty_list(resource),
            components: resource.components.iter().map(|entry| self.used(entry)).collect(),
            complete: !resource.components_open,
            rest: rest
                .chain(devices.iter().copied())
                .map(|node| self.flat(node))
                .collect(),
            devices: devices.iter().flat_map(|node| self.devices(*node)).collect(),
        }
    }

    /// The list of components, when it is one without items.
    fn empty_list(&self, resource: &Resource) -> Option<Span> {
        let name = match self.language {
            Language::CloudFormation => "Components",
            Language::Terraform => return None,
            Language::Request => "components",
        };
        let list = self.document.child(resource.node, name)?;
        let node = self.document.node(list)?;
        (node.content == Content::List && self.document.children(list).next().is_none()).then_some(node.span)
    }

    fn used(&self, entry: &resource::ComponentEntry) -> Use {
        Use {
            place: first_line(self.text, entry.span),
            which: self.which(entry),
            settings: entry
                .parameters
                .iter()
                .filter_map(|parameter| self.setting(parameter))
                .collect(),
            complete: !entry.parameters_open,
        }
    }

    fn which(&self, entry: &resource::ComponentEntry) -> Which {
        if let Some(value) = &entry.component {
            return Which::Arn(self.value(value));
        }
        let Some(file) = entry.file.as_ref().map(|file| self.at(file.node)) else {
            return Which::None;
        };
        match file.known().and_then(|path| self.beside(path)) {
            Some(path) => Which::File(file, path),
            None => Which::None,
        }
    }

    /// A path as seen from the file's folder, from the root; none when it leads out of the repository.
    fn beside(&self, path: &str) -> Option<String> {
        let mut parts: Vec<&str> = folder(self.path)
            .split('/')
            .filter(|part| !part.is_empty())
            .collect();
        if path.starts_with('/') || path.contains(HOLE) {
            return None;
        }
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }

    fn setting(&self, parameter: &resource::Parameter) -> Option<Setting> {
        let name = self.value(parameter.name.as_ref()?);
        let values: Vec<Value> = parameter.values.iter().map(|value| self.value(value)).collect();
        let in_list = parameter.values.first().is_none_or(|value| {
            let parent = self
                .document
                .parent(value.node)
                .and_then(|id| self.document.node(id));
            parent.is_some_and(|node| node.content == Content::List)
        });
        let written = values.first().is_none_or(|value| value.known().is_some());
        Some(Setting {
            place: values.first().map(|value| value.span),
            shaped: in_list || !written || self.language == Language::Terraform,
            name,
            values,
        })
    }

    /// The volumes of a block, or of the items of a list.
    fn devices(&self, node: NodeId) -> Vec<Device> {
        let document = self.document;
        let items: Vec<NodeId> = match document.node(node).map(|node| &node.content) {
            Some(Content::List) => document.children(node).take(MOST_DEVICES).collect(),
            _ => vec![node],
        };
        let names = self.names();
        items
            .into_iter()
            .filter_map(|item| document.child(item, names.ebs))
            .map(|ebs| {
                let value = |name| document.child(ebs, name).map(|node| self.at(node));
                Device {
                    kind: value(names.kind),
                    size: value(names.size),
                    iops: value(names.iops),
                    throughput: value(names.throughput),
                }
            })
            .collect()
    }

    fn maybe(&self, value: Option<&resource::Value>) -> Option<Value> {
        value.map(|value| self.value(value))
    }

    fn value(&self, value: &resource::Value) -> Value {
        match value.refers_to() {
            Some(label) => Value {
                span: value.span,
                text: Text::Refers(label.to_owned()),
                verbatim: false,
            },
            None => self.at(value.node),
        }
    }

    /// The value of a node.
    fn at(&self, node: NodeId) -> Value {
        // Of a template with its variables, the template is what a person wrote.
        let written = match self.language {
            Language::CloudFormation => template(self.document, node).unwrap_or(node),
            _ => node,
        };
        let scalar = self.document.scalar(written);
        let all = self
            .document
            .node(written)
            .map(|node| node.span)
            .unwrap_or_default();
        let span = scalar.map_or(all, |scalar| {
            if scalar.inner.is_empty() {
                all
            } else {
                scalar.inner
            }
        });
        let text = self.pattern(node);
        Value {
            span,
            verbatim: scalar.is_some_and(|scalar| scalar.verbatim) && matches!(text, Some(Text::Known(_))),
            text: text.unwrap_or(Text::Unknown),
        }
    }

    /// The text of a node with holes for what is filled in later.
    fn pattern(&self, node: NodeId) -> Option<Text> {
        let pattern = match self.language {
            Language::CloudFormation => cloudformation(self.document, node)?,
            Language::Terraform => self.terraform(node)?,
            Language::Request => match self.document.text(node)? {
                text if text.starts_with("{{resolve:") => text.to_owned(),
                text => holes(text, &[("${", "}"), ("{{", "}}"), ("<%", "%>")]),
            },
        };
        Some(if pattern.contains(HOLE) {
            Text::Partly(pattern)
        } else {
            Text::Known(pattern)
        })
    }

    fn terraform(&self, node: NodeId) -> Option<String> {
        let written = match &self.document.node(node)?.content {
            Content::Scalar(scalar) if self.document.syntax == Syntax::Hcl => {
                return Some(scalar.text.clone());
            }
            Content::Scalar(scalar) => scalar.text.as_str(),
            _ => {
                let span = self.document.node(node)?.span;
                let written = self.text.get(span.range())?;
                written.strip_prefix('"')?.strip_suffix('"')?
            }
        };
        let pattern = holes(written, &[("${", "}"), ("%{", "}")]);
        // A quote within belongs to another text, so this is more than one template.
        (!pattern.contains(['"', '\\'])).then_some(pattern)
    }

    /// Everything below a node on one line, comments and layout left out.
    fn flat(&self, node: NodeId) -> String {
        let end = self.document.behind(node);
        let mut flat = self.document.name(node).unwrap_or_default().to_owned();
        for id in (node.0..end.0).map(NodeId) {
            let Some(found) = self.document.node(id) else {
                continue;
            };
            match &found.content {
                Content::Scalar(scalar) => {
                    flat.push_str(self.document.name(id).unwrap_or_default());
                    flat.push('=');
                    flat.push_str(&scalar.text);
                    flat.push('\n');
                }
                Content::Expression => {
                    flat.push_str(self.text.get(found.span.range()).unwrap_or_default());
                    flat.push('\n');
                }
                Content::List | Content::Map => {
                    flat.push_str(self.document.name(id).unwrap_or_default());
                    flat.push('\n');
                }
            }
        }
        flat
    }
}

fn id(resource: &Resource) -> String {
    resource
        .label
        .as_ref()
        .map(|label| label.text.clone())
        .unwrap_or_default()
}

/// The smallest place that stands for a resource.
fn place(resource: &Resource) -> Span {
    let named = resource.name.as_ref().or(resource.parent_image.as_ref());
    match (&resource.label, named) {
        (Some(label), _) => label.span,
        (None, Some(value)) => value.span,
        (None, None) => Span::empty(resource.span.start),
    }
}

/// The first line of a span.
fn first_line(text: &str, span: Span) -> Span {
    let line = text
        .get(span.range())
        .and_then(|text| text.lines().next())
        .unwrap_or_default();
    Span::new(span.start as usize, span.start as usize + line.trim_end().len())
}

/// The function that a value of CloudFormation is, in the short or the long form, and its argument.
fn function(document: &Document, node: NodeId) -> Option<(&str, NodeId)> {
    let found = document.node(node)?;
    match found.tag.as_deref().map(|tag| tag.trim_start_matches('!')) {
        Some(function) if !function.is_empty() => Some((function, node)),
        _ if found.content == Content::Map => {
            let mut children = document.children(node);
            let only = children.next().filter(|_| children.next().is_none())?;
            Some((document.name(only)?.trim_start_matches("Fn::"), only))
        }
        _ => None,
    }
}

/// The text of `Fn::Sub`.
fn template(document: &Document, node: NodeId) -> Option<NodeId> {
    let (_, argument) = function(document, node).filter(|(name, _)| *name == "Sub")?;
    match document.scalar(argument) {
        Some(_) => Some(argument),
        None => document.children(argument).next(),
    }
}

/// A text of CloudFormation: a literal, `Fn::Sub`, `Fn::Join` of such.
fn cloudformation(document: &Document, node: NodeId) -> Option<String> {
    // What it resolves before anybody sees the value.
    const DYNAMIC: (&str, &str) = ("{{resolve:", "}}");
    match function(document, node) {
        None => Some(holes(document.text(node)?, &[DYNAMIC])),
        Some(("Sub", _)) => {
            let template = document.text(template(document, node)?)?;
            Some(holes(&holes(template, &[("${", "}")]), &[DYNAMIC]))
        }
        Some(("Join", argument)) => {
            let mut parts = document.children(argument);
            let separator = document.text(parts.next()?)?.to_owned();
            let list = parts.next()?;
            if document.node(list)?.content != Content::List {
                return None;
            }
            let items: Vec<String> = document
                .children(list)
                .map(|item| cloudformation(document, item).unwrap_or_else(|| HOLE.to_string()))
                .collect();
            Some(items.join(&separator))
        }
        Some(_) => None,
    }
}

/// A text with a [`HOLE`] in place of everything between marks; what is not closed reaches to the end.
fn holes(text: &str, marks: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = text;
    loop {
        let next = marks
            .iter()
            .filter_map(|(open, close)| Some((rest.find(open)?, open, close)))
            .min_by_key(|(at, _, _)| *at);
        let Some((at, open, close)) = next else {
            out.push_str(rest);
            return out;
        };
        out.push_str(&rest[..at]);
        out.push(HOLE);
        let inside = &rest[at + open.len()..];
        rest = match closing(inside, close) {
            Some(end) => &inside[end..],
            None => return out,
        };
    }
}

/// Where what a mark opened ends, braces within it counted.
fn closing(text: &str, close: &str) -> Option<usize> {
    if close != "}" {
        return text.find(close).map(|at| at + close.len());
    }
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at + 1),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File::read(path, text).expect(text)
    }

    fn parent(path: &str, text: &str) -> Text {
        let file = file(path, text);
        file.recipes[0].parent.clone().expect("a parent").text
    }

    #[test]
    fn what_is_filled_in_later_is_a_hole() {
        let partly = |text: &str| Text::Partly(text.replace('_', "\u{fffc}"));
        let template = |image: &str| {
            format!(
                "Resources:\n  R:\n    Type: AWS::ImageBuilder::ImageRecipe\n    Properties:\n      Name: a\n      Version: 1.0.0\n      \
                 ParentImage: {image}\n"
            )
        };
        let arn = "arn:_:imagebuilder:_:aws:image/a/x.x.x";
        for (image, expected) in [
            ("ami-1a2b3c4d", Text::Known("ami-1a2b3c4d".to_owned())),
            (
                "!Sub 'arn:${AWS::Partition}:imagebuilder:${AWS::Region}:aws:image/a/x.x.x'",
                partly(arn),
            ),
            (
                "{'Fn::Sub': ['arn:${P}:imagebuilder:${R}:aws:image/a/x.x.x', {P: a}]}",
                partly(arn),
            ),
            (
                "!Join ['', ['arn:', !Ref P, ':imagebuilder:', !Ref R, ':aws:image/a/x.x.x']]",
                partly(arn),
            ),
            ("!If [a, b, c]", Text::Unknown),
            ("'{{resolve:ssm:/golden/base}}'", partly("_")),
            ("!Sub ['{{resolve:ssm:${P}}}', {P: a}]", partly("_")),
            ("!Ref Image", Text::Refers("Image".to_owned())),
        ] {
            assert_eq!(parent("t.yaml", &template(image)), expected, "{image}");
        }
        let module = |image: &str| {
            format!(
                "resource \"aws_imagebuilder_image_recipe\" \"r\" {{\n  name = \"a\"\n  parent_image = {image}\n}}\n"
            )
        };
        for (image, expected) in [
            ("\"ami-1a2b3c4d\"", Text::Known("ami-1a2b3c4d".to_owned())),
            (
                "\"arn:${data.aws_partition.x.partition}:imagebuilder:${var.r[\"a}\"]}:aws:image/a/x.x.x\"",
                Text::Unknown,
            ),
            (
                "\"arn:${data.p.partition}:imagebuilder:${var.r}:aws:image/a/x.x.x\"",
                partly(arn),
            ),
            ("var.image", Text::Unknown),
        ] {
            assert_eq!(parent("a.tf", &module(image)), expected, "{image}");
        }
        let request = "name: a\nsemanticVersion: 1.0.0\nparentImage: arn:aws:imagebuilder:${R}:aws:image/a/x.x.x\ncomponents: []\n";
        assert_eq!(
            parent("r.yaml", request),
            partly("arn:aws:imagebuilder:_:aws:image/a/x.x.x")
        );
    }

    #[test]
    fn volumes_in_three_languages() {
        for (path, text) in [
            (
                "t.yaml",
                "Resources:\n  R:\n    Type: AWS::ImageBuilder::ImageRecipe\n    Properties:\n      BlockDeviceMappings:\n        - DeviceName: /dev/xvda\n          Ebs: {VolumeSize: 0, VolumeType: gp3}\n",
            ),
            (
                "a.tf",
                "resource \"aws_imagebuilder_image_recipe\" \"r\" {\n  block_device_mapping {\n    ebs {\n      volume_size = 0\n      volume_type = \"gp3\"\n    }\n  }\n}\n",
            ),
            (
                "r.yaml",
                "name: a\nsemanticVersion: 1.0.0\nparentImage: a\ncomponents: []\nblockDeviceMappings: [{ebs: {volumeSize: 0, volumeType: gp3}}]\n",
            ),
        ] {
            let file = file(path, text);
            let [device] = file.recipes[0].devices.as_slice() else {
                panic!("{text}")
            };
            assert_eq!(device.size.as_ref().and_then(Value::known), Some("0"), "{text}");
            assert_eq!(device.kind.as_ref().and_then(Value::known), Some("gp3"), "{text}");
        }
    }
}
