//! Where the step that failed stands in the files of a repository.
//!
//! A component of Image Builder is found by its name: what a file declares (a request, a resource of CloudFormation or
//! Terraform) counts more than a document that merely is called so. A place is told only when it is the only one.

use std::collections::BTreeSet;

use crate::build::document::{Failure, Place};
use crate::component::Component;
use crate::embedded::{self, Part};
use crate::recipe::{self, HOLE, Text, Value};
use crate::release::image_builder::{Parts, Version};
use crate::resource;
use crate::source::{Source, Span};
use crate::syntax::{self, Syntax};
use crate::yaml;

/// The step of a component that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The name in the ARN.
    name: String,
    /// `1.2.3`.
    version: String,
    phase: Option<String>,
    step: String,
}

/// Places that were found so far.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// In what declares the component.
    declared: BTreeSet<(String, u32, u32)>,
    /// In documents that have its name.
    called: BTreeSet<(String, u32, u32)>,
    /// Files that something declares to hold the document.
    files: BTreeSet<String>,
    /// Whether something declares the component.
    declares: bool,
}

/// A name with fewer letters that are written out fits too many.
const FEWEST_LETTERS: usize = 3;

impl Wanted {
    /// The step of a failure; none where it is not known, or the component is AWS's own.
    pub fn of(failure: &Failure) -> Option<Self> {
        let parts = Parts::of(failure.component_arn.as_deref()?)?;
        if parts.kind != "component" || parts.account.starts_with("aws") || parts.account == "third-party" {
            return None;
        }
        let mut path = parts.path.split('/');
        Some(Self {
            name: normal(path.next()?),
            version: path.next().unwrap_or_default().to_owned(),
            phase: failure.phase.clone(),
            step: failure.step.clone()?,
        })
    }

    /// What a file of the repository tells about it; `path` is from its root.
    pub fn look(&self, path: &str, text: &str) -> Found {
        let mut found = Found::default();
        // One pass without a parser rules most files out.
        if !text.contains(&self.step) && !resource::may_declare(text) {
            return found;
        }
        let Some(declared) = recipe::File::read(path, text) else {
            if self.called(path, text) {
                found.called.extend(self.in_document(path, text));
            }
            return found;
        };
        let ours: Vec<&recipe::Component> = declared
            .components
            .iter()
            .filter(|component| self.is(component))
            .collect();
        found.files.extend(self.named_by_recipes(path, text, &declared));
        found.declares |= !ours.is_empty() || !found.files.is_empty();
        let mut inline = Vec::new();
        for component in ours {
            match &component.source {
                recipe::Source::File(file) => {
                    found.files.insert(file.clone());
                }
                _ => inline.extend(component.data.as_ref().map(|data| data.span)),
            }
        }
        if !inline.is_empty() {
            found.declared.extend(self.in_host(path, text, &inline));
        }
        found
    }

    /// The files that recipes of a request name for the component: `file` with `name` beside it.
    fn named_by_recipes(&self, path: &str, text: &str, declared: &recipe::File) -> Vec<String> {
        if declared.language != recipe::Language::Request || declared.recipes.is_empty() {
            return Vec::new();
        }
        let document = syntax::read(text, syntax_of(path, text));
        let resources = resource::read(text, &document);
        let entries = resources.iter().flat_map(|resource| &resource.components);
        let ours: Vec<Span> = entries
            .filter_map(|entry| {
                let file = entry.file.as_ref()?;
                let name = document.child(document.parent(file.node)?, "name")?;
                (normal(document.text(name)?) == self.name).then_some(file.span)
            })
            .collect();
        let used = declared.recipes.iter().flat_map(|recipe| &recipe.components);
        used.filter_map(|used| match &used.which {
            recipe::Which::File(value, file) => ours
                .iter()
                .any(|span| span.overlaps(value.span))
                .then(|| file.clone()),
            _ => None,
        })
        .collect()
    }

    /// Whether a declared component can be the one that failed.
    fn is(&self, component: &recipe::Component) -> bool {
        let version = component.version.as_ref().and_then(Value::known);
        let version = version.is_none_or(|version| self.has_version(version));
        version && component.name.as_ref().is_some_and(|name| self.is_name(name))
    }

    fn is_name(&self, name: &Value) -> bool {
        match &name.text {
            Text::Known(name) => normal(name) == self.name,
            Text::Partly(pattern) => {
                let written = pattern.chars().filter(|c| c.is_alphanumeric()).count();
                written >= FEWEST_LETTERS && fits(&normal(pattern), &self.name)
            }
            Text::Refers(_) | Text::Unknown => false,
        }
    }

    /// `1.2.x` has every patch version of 1.2.
    fn has_version(&self, version: &str) -> bool {
        let parts = version.split('.').zip(self.version.split('.'));
        Version::parse(version).is_err() || parts.into_iter().all(|(part, own)| part == "x" || part == own)
    }

    /// Whether a document is called as the component, by itself or by its file.
    fn called(&self, path: &str, text: &str) -> bool {
        let file = path.rsplit('/').next().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let named = || {
            let tree = yaml::parse(text);
            let name = tree
                .root()
                .and_then(|root| root.scalar("name")?.text().map(normal));
            name.as_deref() == Some(&self.name)
        };
        normal(stem) == self.name || named()
    }

    /// The step in a document.
    fn in_document(&self, path: &str, text: &str) -> Vec<(String, u32, u32)> {
        let source = Source::new(path, text);
        let place = |span: Span| {
            let position = source.position(span.start);
            (path.to_owned(), position.line, position.column)
        };
        self.steps(text).into_iter().map(place).collect()
    }

    /// The step in documents that stand in another file: those in the values of the resource, or, when these refer to
    /// something else in the file, in any.
    fn in_host(&self, path: &str, text: &str, values: &[Span]) -> Vec<(String, u32, u32)> {
        let source = Source::new(path, text);
        let Some(host) = embedded::read(text, syntax_of(path, text)) else {
            return Vec::new();
        };
        let documents: Vec<_> = host
            .parts
            .into_iter()
            .filter_map(|part| match part {
                Part::Text(embedded) => Some(embedded),
                _ => None,
            })
            .collect();
        let within = |host: Span| {
            let overlaps =
                |value: &Span| host.overlaps(*value) || value.contains(host) || host.contains(*value);
            values.iter().any(overlaps)
        };
        let any = documents.iter().any(|document| within(document.host));
        documents
            .iter()
            .filter(|document| !any || within(document.host))
            .flat_map(|document| {
                let steps = self.steps(document.text.text());
                steps.into_iter().map(|span| document.text.place(span))
            })
            .map(|span| {
                let position = source.position(span.start);
                (path.to_owned(), position.line, position.column)
            })
            .collect()
    }

    /// The spans of the step in the text of a document.
    fn steps(&self, text: &str) -> Vec<Span> {
        if !text.contains(&self.step) {
            return Vec::new();
        }
        let tree = yaml::parse(text);
        let component = tree.root().and_then(|root| Component::read(root, None));
        let Some(component) = component else {
            return Vec::new();
        };
        component
            .phases
            .iter()
            .filter(|phase| self.phase.as_deref().is_none_or(|name| phase.text() == name))
            .flat_map(|phase| &phase.steps)
            .filter(|step| step.text() == self.step)
            .map(crate::component::Step::place)
            .collect()
    }
}

impl Found {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.declared.is_empty() && self.called.is_empty() && self.files.is_empty() && !self.declares
    }

    /// Takes what another file told.
    pub fn add(&mut self, other: Self) {
        self.declared.extend(other.declared);
        self.called.extend(other.called);
        self.files.extend(other.files);
        self.declares |= other.declares;
    }

    /// Files of the repository, from its root, that are declared to hold the document.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// Takes a file that is declared to hold the document.
    pub fn take(&mut self, wanted: &Wanted, path: &str, text: &str) {
        self.declared.extend(wanted.in_document(path, text));
    }

    /// The place, when there is one only; why there is none otherwise.
    pub fn place(&self, wanted: &Wanted) -> Result<Place, String> {
        let places = if self.declared.is_empty() && !self.declares {
            &self.called
        } else {
            &self.declared
        };
        let mut all = places.iter();
        match (all.next(), all.next()) {
            (Some((path, line, column)), None) => Ok(Place {
                path: path.clone(),
                line: *line,
                column: *column,
            }),
            (Some(first), Some(second)) => {
                let shown = |place: &(String, u32, u32)| format!("{}:{}", place.0, place.1);
                let more = all.count();
                let more = if more > 0 {
                    format!(" and {more} more")
                } else {
                    String::new()
                };
                Err(format!(
                    "the step `{}` of `{}` stands in several places of this repository, so none is shown: {}, {}{more}",
                    wanted.step,
                    wanted.name,
                    shown(first),
                    shown(second),
                ))
            }
            (None, _) if self.declares => Err(format!(
                "this repository declares the component `{}`, and no step `{}` is found in its document: it may have another \
                 version there, or be put together later",
                wanted.name, wanted.step,
            )),
            (None, _) => Err(format!(
                "no file of this repository declares the component `{}` or is a document of this name with the step `{}`",
                wanted.name, wanted.step,
            )),
        }
    }
}

/// The syntax in which resources are looked for.
fn syntax_of(path: &str, text: &str) -> Syntax {
    match syntax::of_path(path, text) {
        syntax @ (Syntax::Hcl | Syntax::Json) => syntax,
        _ => Syntax::Yaml,
    }
}

/// A name as an ARN has it: in lower case, blanks and underscores as hyphens.
/// <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html>
fn normal(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            ' ' | '_' => '-',
            c => c.to_ascii_lowercase(),
        })
        .collect()
}

/// Whether a text fits a pattern in which [`HOLE`] stands for anything.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split(HOLE);
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
#[path = "place_tests.rs"]
mod tests;
