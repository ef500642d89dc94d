//! The EC2 Image Builder resources that a file declares: components, recipes, workflows, pipelines.
//!
//! | language | where | read as |
//! | --- | --- | --- |
//! | CloudFormation, SAM, CDK output | `Resources.<logical id>` with a type `AWS::ImageBuilder::…` | YAML, JSON |
//! | Terraform, OpenTofu | `resource "aws_imagebuilder_…" "name"`, also of the provider `awscc`, also in `.tf.json` | HCL, JSON |
//! | requests | a file for `--cli-input-json` or `--cli-input-yaml` of `create-component`, `create-image-recipe`, … | YAML, JSON |
//!
//! Each attribute is a value with its place and, where the file alone tells it, its text. Nothing is judged here.

mod cloudformation;
mod request;
mod terraform;
#[cfg(test)]
mod tests;
mod value;

use crate::source::Span;
use crate::syntax::{Document, NodeId};

pub use value::{Reference, Value};

/// What is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `AWS::ImageBuilder::Component`, `aws_imagebuilder_component`.
    Component,
    /// `AWS::ImageBuilder::ImageRecipe`, `aws_imagebuilder_image_recipe`.
    ImageRecipe,
    /// `AWS::ImageBuilder::ContainerRecipe`, `aws_imagebuilder_container_recipe`.
    ContainerRecipe,
    /// `AWS::ImageBuilder::Workflow`, `aws_imagebuilder_workflow`.
    Workflow,
    /// `AWS::ImageBuilder::ImagePipeline`, `aws_imagebuilder_image_pipeline`.
    ImagePipeline,
}

/// The language that a resource is declared in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// CloudFormation, SAM, what the CDK writes.
    CloudFormation,
    /// Terraform and OpenTofu.
    Terraform,
    /// The request itself.
    Request,
}

/// One declared resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// What it is.
    pub kind: Kind,
    /// In which language.
    pub language: Language,
    /// The logical id, or Terraform's name: what others in the file refer to. Nothing in a request.
    pub label: Option<Label>,
    /// All of it, its label not included.
    pub span: Span,
    /// The node that holds the attributes.
    pub node: NodeId,
    /// Whether it stands for several, or for none: `count`, `for_each`, a `Condition`.
    pub repeated: bool,
    /// `Name`, `name`.
    pub name: Option<Value>,
    /// `Version`, `version`, `semanticVersion`.
    pub version: Option<Value>,
    /// `Platform`, `platform`; of a container recipe `PlatformOverride`.
    pub platform: Option<Value>,
    /// `SupportedOsVersions`, `supported_os_versions`.
    pub supported_os_versions: Vec<Value>,
    /// `Data`, `data`: the document itself.
    pub data: Option<Value>,
    /// `Uri`, `uri`: where the document lies.
    pub uri: Option<Value>,
    /// `file` of a request: the file of the repository that holds the document. The API does not know it.
    pub file: Option<Value>,
    /// `Type`, `type` of a workflow: `BUILD`, `TEST`, `DISTRIBUTION`.
    pub workflow_type: Option<Value>,
    /// `ParentImage`, `parent_image`.
    pub parent_image: Option<Value>,
    /// The components of a recipe in their order.
    pub components: Vec<ComponentEntry>,
    /// Whether a recipe may have more components than `components` shows: a `dynamic` block, a list that is known later.
    pub components_open: bool,
    /// The recipe of a pipeline: `ImageRecipeArn`, `ContainerRecipeArn`.
    pub recipe: Option<Value>,
}

/// What others call a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The name.
    pub text: String,
    /// Where, quotes included.
    pub span: Span,
}

/// One component of a recipe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentEntry {
    /// All of it.
    pub span: Span,
    /// `ComponentArn`, `component_arn`: an ARN as text, or a reference to a component.
    pub component: Option<Value>,
    /// `file` of a request: the file of the repository that holds the component's document. The API does not know it.
    pub file: Option<Value>,
    /// What its parameters are set to.
    pub parameters: Vec<Parameter>,
    /// Whether there may be more parameters than `parameters` shows.
    pub parameters_open: bool,
}

/// A parameter that a recipe sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// `Name`, `name`.
    pub name: Option<Value>,
    /// `Value`, `value`: a list; a single value where one is written.
    pub values: Vec<Value>,
}

/// A file has no more of these than are read.
const MOST_RESOURCES: usize = 10_000;

/// A recipe has at most twenty components (<https://docs.aws.amazon.com/imagebuilder/latest/userguide/security-quotas.html>);
/// many more than that are looked at.
const MOST_ENTRIES: usize = 1_000;

/// Whether a text can declare a resource at all. One pass, no parser.
pub fn may_declare(text: &str) -> bool {
    const MARKS: [&str; 3] = ["AWS::ImageBuilder::", "_imagebuilder_", "semanticVersion"];
    MARKS
        .iter()
        .any(|mark| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
}

/// The resources of a text that was read, in its order.
pub fn read(text: &str, document: &Document) -> Vec<Resource> {
    let mut found = Vec::new();
    for root in document.roots() {
        cloudformation::read(document, root, &mut found);
        terraform::read(text, document, root, &mut found);
        request::read(document, root, &mut found);
    }
    found.sort_by_key(|resource| resource.span.start);
    found.truncate(MOST_RESOURCES);
    found
}

/// The names of the attributes in one language.
struct Names {
    name: &'static str,
    version: &'static str,
    platform: &'static str,
    platform_override: &'static str,
    supported_os_versions: &'static str,
    data: &'static str,
    uri: &'static str,
    file: Option<&'static str>,
    workflow_type: &'static str,
    parent_image: &'static str,
    components: &'static str,
    component_arn: &'static str,
    parameters: &'static str,
    parameter_name: &'static str,
    parameter_value: &'static str,
    recipes: [&'static str; 2],
}

/// Reads attributes by name.
struct Reader<'d> {
    document: &'d Document,
    names: &'d Names,
    value: &'d dyn Fn(NodeId) -> Option<Value>,
}

impl Reader<'_> {
    /// The resource whose attributes `node` holds.
    fn resource(
        &self,
        kind: Kind,
        language: Language,
        label: Option<Label>,
        node: NodeId,
        span: Span,
    ) -> Resource {
        let names = self.names;
        let platform = match kind {
            Kind::ContainerRecipe => names.platform_override,
            _ => names.platform,
        };
        let is_recipe = matches!(kind, Kind::ImageRecipe | Kind::ContainerRecipe);
        let (components, components_open) = if is_recipe {
            self.components(node)
        } else {
            (Vec::new(), false)
        };
        Resource {
            kind,
            language,
            label,
            span,
            node,
            repeated: false,
            name: self.get(node, names.name),
            version: self.get(node, names.version),
            platform: self.get(node, platform),
            supported_os_versions: self.values(node, names.supported_os_versions).0,
            data: self.get(node, names.data),
            uri: self.get(node, names.uri),
            file: names.file.and_then(|name| self.get(node, name)),
            workflow_type: self
                .get(node, names.workflow_type)
                .filter(|_| kind == Kind::Workflow),
            parent_image: self.get(node, names.parent_image),
            components,
            components_open,
            recipe: names.recipes.iter().find_map(|name| self.get(node, name)),
        }
    }

    fn get(&self, node: NodeId, name: &str) -> Option<Value> {
        (self.value)(self.document.child(node, name)?)
    }

    /// The values of a list, or the one that stands there instead, and whether there may be more.
    fn values(&self, node: NodeId, name: &str) -> (Vec<Value>, bool) {
        let Some(child) = self.document.child(node, name) else {
            return (Vec::new(), false);
        };
        if self.is_list(child) {
            let items = self.document.children(child).take(MOST_ENTRIES);
            return (items.filter_map(self.value).collect(), false);
        }
        let one: Vec<Value> = (self.value)(child).into_iter().collect();
        let open = one.iter().any(|value| value.text.is_none());
        (one, open)
    }

    fn is_list(&self, node: NodeId) -> bool {
        value::is_list(self.document, node)
    }

    /// The maps of this name below a node: the items of its list, or blocks that are repeated. And whether there may be more.
    fn maps(&self, node: NodeId, name: &str) -> (Vec<NodeId>, bool) {
        let (mut maps, mut open) = (Vec::new(), false);
        for child in self.document.children_named(node, name).take(MOST_ENTRIES) {
            if value::is_map(self.document, child) {
                maps.push(child);
            } else if self.is_list(child) {
                for item in self.document.children(child).take(MOST_ENTRIES) {
                    if value::is_map(self.document, item) {
                        maps.push(item);
                    } else {
                        open = true;
                    }
                }
            } else {
                open = true;
            }
        }
        // `dynamic "component" { … }` of Terraform.
        open |= self
            .document
            .children_named(node, "dynamic")
            .take(MOST_ENTRIES)
            .any(|dynamic| self.document.child(dynamic, name).is_some());
        (maps, open)
    }

    fn components(&self, node: NodeId) -> (Vec<ComponentEntry>, bool) {
        let (maps, mut open) = self.maps(node, self.names.components);
        let mut entries = Vec::new();
        for map in maps {
            let component = self.get(map, self.names.component_arn);
            let file = self.names.file.and_then(|name| self.get(map, name));
            // `Fn::If` and the like stand where an entry would.
            open |= component.is_none() && file.is_none();
            let (parameters, parameters_open) = self.maps(map, self.names.parameters);
            entries.push(ComponentEntry {
                span: self.document.node(map).map(|node| node.span).unwrap_or_default(),
                component,
                file,
                parameters: parameters.into_iter().map(|at| self.parameter(at)).collect(),
                parameters_open,
            });
        }
        (entries, open)
    }

    fn parameter(&self, node: NodeId) -> Parameter {
        Parameter {
            name: self.get(node, self.names.parameter_name),
            values: self.values(node, self.names.parameter_value).0,
        }
    }
}
