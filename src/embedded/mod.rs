//! Documents of Image Builder that stand in other files: in CloudFormation and SAM templates, in what the CDK writes, in
//! Terraform and OpenTofu, in requests.
//!
//! Each becomes a text with the place of every byte in its host ([`Mapped`]). What is known only when CloudFormation or
//! Terraform runs is a hole in that text; where that leaves no text at all, the reason is told ([`Unknown`]).
//!
//! `docs/embedded.md` says what is read and what is not.

mod cloudformation;
mod encode;
mod mapped;
mod template;
mod terraform;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use memchr::memmem;

use crate::component::Platform;
use crate::resource::{self, Kind, Language, Resource, Value};
use crate::source::Span;
use crate::syntax::{self, Content, Document, NodeId, Syntax};
use crate::workflow::WorkflowKind;
use crate::yaml::{self, Node};

pub use mapped::{Hole, Mapped};

/// A text above this many bytes is not put together.
const MOST_BYTES: usize = 4 << 20;

/// All texts of one file together have no more bytes than this: a text may be named many times.
const MOST_TOGETHER: usize = 16 << 20;

/// What a file holds.
#[derive(Debug)]
pub struct Host {
    /// The documents and what stands for one, in the order of the file.
    pub parts: Vec<Part>,
    /// Comments of the host, their mark included.
    pub comments: Vec<Span>,
    /// Whether the file declares anything of Image Builder.
    pub declares: bool,
}

/// One document, or what stands for one.
#[derive(Debug)]
pub enum Part {
    /// A text.
    Text(Box<Embedded>),
    /// The text of another file.
    File(NamedFile),
    /// A text that is known later only.
    Unknown(Unknown),
}

/// A document in a host.
#[derive(Debug)]
pub struct Embedded {
    /// Its text.
    pub text: Mapped,
    /// The value that holds it in the host.
    pub host: Span,
    /// Whether a resource says that it is a document. Else its shape has to tell.
    pub declared: bool,
    /// Whether it was written for an object: its bytes are no person's.
    pub generated: bool,
    /// What the resource says about it.
    pub facts: Facts,
}

/// What a resource says about its document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The platform of a component.
    pub platform: Option<Platform>,
    /// The type of a workflow.
    pub workflow: Option<WorkflowKind>,
}

/// A file that a resource takes its document from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    /// Its path as seen from the folder of the host.
    pub path: String,
    /// Where the host names it.
    pub span: Span,
    /// What the resource says about it.
    pub facts: Facts,
}

/// Why there is no text to check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Where.
    pub span: Span,
    /// Why, one line without a full stop.
    pub reason: String,
}

impl Unknown {
    fn new(span: Span, reason: impl Into<String>) -> Self {
        Self {
            span,
            reason: reason.into(),
        }
    }

    fn too_large(span: Span) -> Self {
        Self::new(span, "the text is above 4 MiB once it is put together")
    }
}

/// Whether a text may hold documents of ours inside of it. One pass, no parser.
pub fn may_hold(text: &str, syntax: Syntax) -> bool {
    if resource::may_declare(text) {
        return true;
    }
    // An object or a text that is handed to a module of somebody else.
    let has = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    syntax == Syntax::Hcl && (has("phases") || has("steps")) && (has("schemaVersion") || has("action"))
}

/// What a file holds; nothing when it cannot be read in its syntax.
pub fn read(text: &str, syntax: Syntax) -> Option<Host> {
    let document = syntax::read(text, syntax);
    if document.syntax != syntax || syntax == Syntax::Text {
        return None;
    }
    let resources = resource::read(text, &document);
    let mut parts = match syntax {
        Syntax::Hcl => hcl(text, &document, &resources),
        _ => yaml(text, &resources),
    };
    parts.sort_by_key(Part::start);
    Some(Host {
        parts,
        comments: document.comments.iter().map(|comment| comment.span).collect(),
        declares: !resources.is_empty(),
    })
}

impl Part {
    fn start(&self) -> u32 {
        match self {
            Self::Text(embedded) => embedded.host.start,
            Self::File(file) => file.span.start,
            Self::Unknown(unknown) => unknown.span.start,
        }
    }
}

/// How many bytes texts may still have.
struct Left(usize);

impl Left {
    /// Whether another text may be put together.
    fn any(&self) -> bool {
        self.0 > 0
    }

    fn take(&mut self, text: &Mapped) {
        self.0 = self.0.saturating_sub(text.text().len());
    }
}

fn facts(resource: &Resource) -> Facts {
    let text = |value: &Option<Value>| value.as_ref().and_then(|value| value.text.clone());
    Facts {
        platform: text(&resource.platform).and_then(|text| Platform::parse(&text)),
        workflow: text(&resource.workflow_type).and_then(|text| WorkflowKind::parse(&text)),
    }
}

/// The resources that have a document, with the value that holds it.
fn with_data(resources: &[Resource]) -> impl Iterator<Item = (&Resource, &Value)> {
    resources
        .iter()
        .filter(|resource| matches!(resource.kind, Kind::Component | Kind::Workflow))
        .filter_map(|resource| Some((resource, resource.data.as_ref()?)))
}

fn yaml(text: &str, resources: &[Resource]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut left = Left(MOST_TOGETHER);
    if with_data(resources).next().is_none() {
        return parts;
    }
    let tree = yaml::parse(text);
    let mut nodes: HashMap<Span, Node<'_>> = HashMap::new();
    for node in tree.nodes() {
        nodes.entry(node.written_span()).or_insert(node);
    }
    for (resource, value) in with_data(resources) {
        if !left.any() {
            parts.push(Part::Unknown(Unknown::too_large(value.span)));
            continue;
        }
        let mut part = |text: Result<Mapped, Unknown>| match text {
            Ok(mapped) => {
                left.take(&mapped);
                part(mapped, value.span, resource)
            }
            Err(unknown) => Part::Unknown(unknown),
        };
        let Some(node) = nodes.get(&value.span).copied() else {
            parts.push(Part::Unknown(Unknown::new(
                value.span,
                "only the first document of a file is looked at",
            )));
            continue;
        };
        match resource.language {
            Language::CloudFormation => parts.extend(cloudformation::documents(node).into_iter().map(part)),
            Language::Request if node.is_scalar() => parts.push(part(Ok(Mapped::of_scalar(node)))),
            Language::Terraform if node.is_scalar() => {
                let raw = Mapped::of_scalar(node);
                parts.push(part(template::expand(&raw, template::Form::Plain)));
            }
            _ => parts.push(Part::Unknown(Unknown::new(node.first_line(), "it is not a text"))),
        }
    }
    parts
}

fn part(text: Mapped, host: Span, resource: &Resource) -> Part {
    // Nothing but a hole is nothing to check.
    if let [hole] = text.holes()
        && hole.at.len() == text.text().trim().len()
    {
        return Part::Unknown(Unknown::new(
            hole.host,
            "the whole text is known only when the template is filled in",
        ));
    }
    Part::Text(Box::new(Embedded {
        text,
        host,
        declared: true,
        generated: false,
        facts: facts(resource),
    }))
}

fn hcl(text: &str, document: &Document, resources: &[Resource]) -> Vec<Part> {
    let module = terraform::Module { host: text, document };
    let mut parts = Vec::new();
    let mut taken: BTreeSet<NodeId> = BTreeSet::new();
    let mut left = Left(MOST_TOGETHER);
    for (resource, value) in with_data(resources) {
        if !left.any() {
            parts.push(Part::Unknown(Unknown::too_large(value.span)));
            continue;
        }
        for (node, found) in module.follow(value.node) {
            let span = document.node(node).map_or(value.span, |node| node.span);
            // Two resources may name one local.
            if !taken.insert(node) {
                continue;
            }
            parts.push(match found {
                terraform::Found::Text(mapped) => {
                    left.take(&mapped);
                    let generated = module.call(node).is_some();
                    match part(mapped, span, resource) {
                        Part::Text(embedded) => Part::Text(Box::new(Embedded {
                            generated,
                            ..*embedded
                        })),
                        other => other,
                    }
                }
                terraform::Found::File(path) => Part::File(NamedFile {
                    path,
                    span,
                    facts: facts(resource),
                }),
                terraform::Found::Unknown(unknown) => Part::Unknown(Unknown {
                    // The attribute is what a person looks for.
                    span: value.span,
                    ..unknown
                }),
            });
        }
    }
    by_shape(module, &taken, &mut parts);
    parts
}

/// Documents that nothing declares: given to a module, kept in a local.
fn by_shape(module: terraform::Module<'_>, taken: &BTreeSet<NodeId>, parts: &mut Vec<Part>) {
    let document = module.document;
    let mut at = NodeId(0);
    while let Some(node) = document.node(at) {
        if taken.contains(&at) {
            at = document.behind(at);
            continue;
        }
        if let Some(found) = candidate(module, at) {
            let is_object = matches!(
                document.node(at).map(|node| &node.content),
                Some(Content::Expression)
            ) && module.call(at).is_some();
            parts.push(Part::Text(Box::new(Embedded {
                text: found,
                host: node.span,
                declared: false,
                generated: is_object,
                facts: Facts::default(),
            })));
            at = document.behind(at);
            continue;
        }
        at = NodeId(at.0 + 1);
    }
}

/// The text of a node that may be a document: `yamlencode({ phases = … })`, a heredoc that has the words of one.
fn candidate(module: terraform::Module<'_>, id: NodeId) -> Option<Mapped> {
    let document = module.document;
    let node = document.node(id)?;
    if let Some(("yamlencode" | "jsonencode", object)) = module.call(id) {
        let has = |name: &str| document.child(object, name).is_some();
        let body = has("phases") || has("steps");
        return body.then(|| encode::encode(module.host, document, object));
    }
    let written = module.host.get(node.span.range())?;
    if !written.starts_with("<<") {
        return None;
    }
    let has = |word: &str| memmem::find(written.as_bytes(), word.as_bytes()).is_some();
    if !(has("phases") || has("steps")) || !(has("schemaVersion") || has("action")) {
        return None;
    }
    template::read(module.host, node.span)?.ok()
}
