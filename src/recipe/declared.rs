//! From what a file declares to what is asked of recipes and components.

use super::pattern::{cloudformation, holes, template};
use super::{Component, Device, File, HOLE, Recipe, Setting, Source, Text, Use, Value, Which};
use crate::embedded::{self, Part};
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
        let syntax = match syntax::of_path(path, text) {
            syntax @ (Syntax::Hcl | Syntax::Json) => syntax,
            _ => Syntax::Yaml,
        };
        let document = syntax::read(text, syntax);
        let resources = resource::read(text, &document);
        let is = |resource: &Resource| !matches!(resource.kind, Kind::Workflow | Kind::ImagePipeline);
        if !resources.iter().any(is) {
            return None;
        }
        let parts = embedded::read(text, syntax)?.parts;
        let reader = Reader {
            path,
            text,
            document: &document,
            language: resources.first()?.language,
            parts: &parts,
        };
        Some(reader.file(&resources))
    }
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    document: &'a Document,
    language: Language,
    /// The documents that stand in the file.
    parts: &'a [Part],
}

impl Reader<'_> {
    fn file(&self, resources: &[Resource]) -> File {
        let mut file = File {
            path: self.path.to_owned(),
            text: self.text.to_owned(),
            language: self.language,
            components: Vec::new(),
            recipes: Vec::new(),
        };
        for resource in resources
            .iter()
            .filter(|resource| resource.language == self.language)
        {
            match resource.kind {
                Kind::Component => file.components.push(self.component(resource)),
                Kind::ImageRecipe | Kind::ContainerRecipe => file.recipes.push(self.recipe(resource)),
                _ => {}
            }
        }
        file
    }

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
        let mut parts = self.parts.iter().filter_map(|part| match part {
            Part::Text(embedded) if data.span.contains(embedded.host) => {
                Some(Source::Inline(embedded.text.text().to_owned()))
            }
            Part::File(named) if data.span.contains(named.span) => {
                Some(self.beside(&named.path).map_or(Source::Unknown, Source::File))
            }
            _ => None,
        });
        // Of several branches nobody knows which one it is.
        match (parts.next(), parts.next()) {
            (Some(only), None) => only,
            _ => Source::Unknown,
        }
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
        super::beside(self.path, path)
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

#[cfg(test)]
#[path = "declared_tests.rs"]
mod tests;
