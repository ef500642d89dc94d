//! What a component or a recipe is made of, to be compared with an earlier revision.

use super::review::Review;
use super::{Component, File, Recipe, Setting, Source, Text, Value, Which};

/// What of a recipe can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The parent image.
    Parent,
    /// The components, their order, their parameters.
    Components,
    /// Volumes and everything else.
    Rest,
}

impl Part {
    /// The words for people, with their verb.
    pub fn changed(self) -> &'static str {
        match self {
            Self::Parent => "the parent image changed",
            Self::Components => "the components changed",
            Self::Rest => "volumes or settings of the instance changed",
        }
    }
}

/// What a component is made of: its document, or where that lies. None when nobody can tell.
pub(super) fn of_component(review: &Review, file: &File, component: &Component) -> Option<String> {
    match &component.source {
        Source::Inline(text) => Some(text.clone()),
        Source::File(path) => review.text(path).map(str::to_owned),
        Source::Unknown => {
            let value = component.data.as_ref().or(component.uri.as_ref())?;
            match &value.text {
                // What a reference stands for is not known, so neither is whether it changed.
                Text::Refers(_) => None,
                _ => Some(file.written(value.span).trim().to_owned()),
            }
        }
    }
}

/// What a recipe is made of, part by part.
pub(super) fn of_recipe(review: &Review, at: usize, recipe: &Recipe) -> Option<[(Part, String); 3]> {
    let file = review.file(at)?;
    let parent = recipe
        .parent
        .as_ref()
        .map(|value| text(file, value))
        .unwrap_or_default();
    let mut components = String::new();
    for used in &recipe.components {
        match &used.which {
            Which::Arn(value) => {
                components.push_str(&text(file, value));
                // A reference stays, but what it means is another ARN with another version.
                let target = review.referred(at, value);
                let version = target.and_then(|(_, component)| component.version.as_ref()?.known());
                components.push('@');
                components.push_str(version.unwrap_or_default());
            }
            Which::File(_, path) => {
                components.push_str(path);
                components.push('@');
                components.push_str(review.text(path)?);
            }
            Which::None => components.push('?'),
        }
        for setting in &used.settings {
            components.push_str(&settings(file, setting));
        }
        components.push('\n');
    }
    Some([
        (Part::Parent, parent),
        (Part::Components, components),
        (Part::Rest, recipe.rest.concat()),
    ])
}

fn settings(file: &File, setting: &Setting) -> String {
    let values: Vec<String> = setting.values.iter().map(|value| text(file, value)).collect();
    format!(";{}={}", text(file, &setting.name), values.join(","))
}

fn text(file: &File, value: &Value) -> String {
    match value.known() {
        Some(text) => text.to_owned(),
        None => file.written(value.span).trim().to_owned(),
    }
}
