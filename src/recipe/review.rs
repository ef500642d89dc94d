//! All files together: who means whom, and what was there before.

use std::collections::BTreeMap;

use super::content::{self, Part};
use super::index::{Index, MOST_OF_A_NAME, Spot};
use super::{
    Component, ComponentArn, Document, File, Recipe, Source, System, Text, Use, Value, Which, system,
};
use crate::component::Platform;
use crate::release::image_builder::Version;

/// The recipes and components of a repository.
#[derive(Debug, Default)]
pub struct Review {
    files: Vec<File>,
    /// The numbers of the files by their paths.
    paths: BTreeMap<String, usize>,
    /// The texts of the component documents that recipes and components name, by path from the root.
    texts: BTreeMap<String, String>,
    documents: BTreeMap<String, Document>,
    inline: BTreeMap<Spot, Document>,
    components: Index,
    recipes: Index,
    /// What was there at a revision, and the revision.
    before: Option<(Box<Review>, String)>,
}

/// What a recipe means by a component.
#[derive(Clone, Copy, Debug, Default)]
pub struct Target<'a> {
    /// The component's declaration, when a file has it.
    pub component: Option<&'a Component>,
    /// What its document says, when its text is known.
    pub document: Option<&'a Document>,
    /// Its platform.
    pub platform: Option<Platform>,
}

impl Review {
    /// Takes what the files declare, and the texts of the documents that they name, by path.
    pub fn new(files: Vec<File>, texts: BTreeMap<String, String>) -> Self {
        let documents = texts
            .iter()
            .filter_map(|(path, text)| Some((path.clone(), Document::read(text)?)))
            .collect();
        let mut review = Self {
            texts,
            documents,
            ..Self::default()
        };
        for (at, file) in files.iter().enumerate() {
            review.paths.entry(file.path.clone()).or_insert(at);
            for (number, component) in file.components.iter().enumerate() {
                let spot = (at, number);
                if let Source::Inline(text) = &component.source
                    && let Some(document) = Document::read(text)
                {
                    review.inline.insert(spot, document);
                }
                review
                    .components
                    .add(file, spot, &component.id, component.name.as_ref());
            }
            for (number, recipe) in file.recipes.iter().enumerate() {
                review
                    .recipes
                    .add(file, (at, number), &recipe.id, recipe.name.as_ref());
            }
        }
        review.files = files;
        review
    }

    /// From the texts of files, by path from the root.
    pub fn of(texts: &BTreeMap<String, String>) -> Self {
        let files: Vec<File> = texts
            .iter()
            .filter_map(|(path, text)| File::read(path, text))
            .collect();
        let named = files.iter().flat_map(File::named).filter_map(|path| {
            let text = texts.get(path)?;
            Some((path.to_owned(), text.clone()))
        });
        let named = named.collect();
        Self::new(files, named)
    }

    /// The number of the file at a path.
    pub fn position(&self, path: &str) -> Option<usize> {
        self.paths.get(path).copied()
    }

    /// The same with what the files were at a revision.
    #[must_use]
    pub fn since(mut self, before: Self, revision: impl Into<String>) -> Self {
        self.before = Some((Box::new(before), revision.into()));
        self
    }

    /// The file of this number.
    pub fn file(&self, at: usize) -> Option<&File> {
        self.files.get(at)
    }

    /// The text of a document at a path.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    fn component(&self, spot: Spot) -> Option<&Component> {
        self.files.get(spot.0)?.components.get(spot.1)
    }

    /// The component that a reference in the file of this number means.
    pub(super) fn referred(&self, at: usize, value: &Value) -> Option<(Spot, &Component)> {
        let Text::Refers(label) = &value.text else {
            return None;
        };
        let spot = self.components.labelled(self.files.get(at)?, label)?;
        Some((spot, self.component(spot)?))
    }

    /// What a recipe in the file of this number means by a component.
    pub fn target(&self, at: usize, used: &Use) -> Target<'_> {
        match &used.which {
            Which::File(_, path) => {
                // A request for a component, among the files.
                if let Some(number) = self.position(path)
                    && let Some([_]) = self.file(number).map(|file| file.components.as_slice())
                {
                    return self.declared((number, 0));
                }
                let document = self.documents.get(path);
                Target {
                    component: None,
                    document,
                    platform: document.and_then(|document| document.platform),
                }
            }
            Which::Arn(value) => match self.referred(at, value) {
                Some((spot, _)) => self.declared(spot),
                None => value
                    .pattern()
                    .and_then(|text| ComponentArn::read(text).ok())
                    .map(|arn| self.of_arn(&arn))
                    .unwrap_or_default(),
            },
            Which::None => Target::default(),
        }
    }

    fn declared(&self, spot: Spot) -> Target<'_> {
        let component = self.component(spot);
        let document = match component.map(|component| &component.source) {
            Some(Source::Inline(_)) => self.inline.get(&spot),
            Some(Source::File(path)) => self.documents.get(path),
            _ => None,
        };
        let platform = component
            .and_then(|component| component.platform.as_ref()?.known())
            .and_then(Platform::parse);
        Target {
            component,
            document,
            platform: platform.or_else(|| document?.platform),
        }
    }

    fn of_arn(&self, arn: &ComponentArn<'_>) -> Target<'_> {
        if arn.is_managed() {
            return Target {
                platform: arn.name.and_then(system::of_managed_component),
                ..Target::default()
            };
        }
        let (Some(name), Some(version)) = (arn.name, arn.version) else {
            return Target::default();
        };
        let spots = self.components.named(name).iter();
        let newest = spots
            .filter_map(|spot| Some((self.version(*spot).filter(|found| version.covers(found))?, *spot)))
            .max();
        newest.map(|(_, spot)| self.declared(spot)).unwrap_or_default()
    }

    /// The versions in which files declare a component of this name, as an ARN holds it. None when there is none, or when one
    /// of them is computed or there are too many to look at: then it may be any.
    pub fn versions(&self, name: &str) -> Option<Vec<Version>> {
        let spots = self.components.named(name);
        if spots.is_empty() || spots.len() >= MOST_OF_A_NAME {
            return None;
        }
        spots.iter().map(|spot| self.version(*spot)).collect()
    }

    fn version(&self, spot: Spot) -> Option<Version> {
        let text = self.component(spot)?.version.as_ref()?.known()?;
        Version::parse(text).ok()
    }

    /// What the names of an image of Amazon tell about the parent image of a recipe.
    pub fn system(&self, at: usize, recipe: &Recipe) -> Option<System> {
        let language = self.file(at)?.language;
        let text = recipe.parent.as_ref().filter(|_| !recipe.container)?.pattern()?;
        super::Parent::read(text, language).ok()?.system()
    }

    /// The revision that a component is compared with, when its document is another one than there.
    pub fn changed_component(&self, at: usize, number: usize) -> Option<&str> {
        let (before, revision) = self.before.as_ref()?;
        let file = self.file(at)?;
        let component = file.components.get(number)?;
        let (old_file, old) = before.same_component(self, file, component)?;
        if text_of(component.version.as_ref())? != text_of(old.version.as_ref())? {
            return None;
        }
        let now = content::of_component(self, file, component)?;
        let then = content::of_component(before, old_file, old)?;
        (now != then).then_some(revision.as_str())
    }

    /// What of a recipe is another than at the revision that it is compared with.
    pub fn changed_recipe(&self, at: usize, number: usize) -> Option<(Part, &str)> {
        let (before, revision) = self.before.as_ref()?;
        let file = self.file(at)?;
        let recipe = file.recipes.get(number)?;
        let (old_at, old) = before.same_recipe(self, file, recipe)?;
        if text_of(recipe.version.as_ref())? != text_of(old.version.as_ref())? {
            return None;
        }
        let now = content::of_recipe(self, at, recipe)?;
        let then = content::of_recipe(before, old_at, old)?;
        now.into_iter()
            .zip(then)
            .find(|(now, then)| now.1 != then.1)
            .map(|((part, _), _)| (part, revision.as_str()))
    }

    /// The component that one of `now` is here: of the same label and name, else the only one of the same name and version that
    /// is no longer where it was.
    fn same_component(&self, now: &Self, file: &File, component: &Component) -> Option<(&File, &Component)> {
        let of = |spot: Spot| Some((self.files.get(spot.0)?, self.component(spot)?));
        let same = self
            .components
            .labelled(file, &component.id)
            .and_then(of)
            .filter(|(here, found)| {
                name_of(here, found.name.as_ref()) == name_of(file, component.name.as_ref())
            });
        same.or_else(|| {
            let name = text_of(component.name.as_ref())?;
            let version = text_of(component.version.as_ref())?;
            let all = self.components.named(name).iter().filter_map(|spot| of(*spot));
            only(all.filter(|(here, found)| {
                text_of(found.version.as_ref()) == Some(version)
                    && now.components.labelled(here, &found.id).is_none()
            }))
        })
    }

    /// The same for a recipe.
    fn same_recipe(&self, now: &Self, file: &File, recipe: &Recipe) -> Option<(usize, &Recipe)> {
        let of = |spot: Spot| {
            let here = self.files.get(spot.0)?;
            Some((spot.0, here, here.recipes.get(spot.1)?))
        };
        let same = self
            .recipes
            .labelled(file, &recipe.id)
            .and_then(of)
            .filter(|(_, here, found)| {
                name_of(here, found.name.as_ref()) == name_of(file, recipe.name.as_ref())
            });
        let found = same.or_else(|| {
            let name = text_of(recipe.name.as_ref())?;
            let version = text_of(recipe.version.as_ref())?;
            let all = self.recipes.named(name).iter().filter_map(|spot| of(*spot));
            only(all.filter(|(_, here, found)| {
                text_of(found.version.as_ref()) == Some(version)
                    && now.recipes.labelled(here, &found.id).is_none()
            }))
        });
        found.map(|(at, _, recipe)| (at, recipe))
    }
}

/// The one thing that there is.
fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

fn text_of(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::known)
}

/// A name as written, computed or not.
fn name_of<'a>(file: &'a File, value: Option<&Value>) -> Option<&'a str> {
    value.map(|value| file.written(value.span).trim())
}
