//! What several rules of the group need: the files' recipes and components one by one, and their words.

use crate::diagnostic::{Diagnostic, Safety};
use crate::recipe::{Component, ComponentArn, File, Recipe, Review, Text, Use, Value, Which};
use crate::release::image_builder::{BadVersion, Version};
use crate::yaml::shorten;

/// The recipes of the file of this number.
pub(super) fn recipes(review: &Review, at: usize) -> impl Iterator<Item = (&File, usize, &Recipe)> {
    review.file(at).into_iter().flat_map(|file| {
        file.recipes
            .iter()
            .enumerate()
            .map(move |(n, recipe)| (file, n, recipe))
    })
}

/// The components that the file of this number declares.
pub(super) fn components(review: &Review, at: usize) -> impl Iterator<Item = (&File, usize, &Component)> {
    review.file(at).into_iter().flat_map(|file| {
        file.components
            .iter()
            .enumerate()
            .map(move |(n, found)| (file, n, found))
    })
}

/// A value as its file has it, short enough for a message.
pub(super) fn shown(file: &File, value: &Value) -> String {
    match value.known() {
        Some(text) => shorten(text),
        None => shorten(file.written(value.span).trim_matches('"')),
    }
}

/// What a recipe calls a component: the name in its ARN, its label, its file.
pub(super) fn called(file: &File, used: &Use) -> String {
    let Some(value) = used.which.value() else {
        return "the component".to_owned();
    };
    let arn = value.pattern().and_then(|text| ComponentArn::read(text).ok());
    let name = match (&used.which, &value.text) {
        (_, Text::Refers(label)) => Some(label.as_str()),
        (Which::Arn(_), _) => arn.and_then(|arn| arn.name),
        _ => None,
    };
    format!("`{}`", name.map_or_else(|| shown(file, value), shorten))
}

/// Says to write the version that comes next, and does so where the file has exactly its text. `besides` is what there is to say
/// about it.
pub(super) fn write_next(finding: &mut Diagnostic, value: &Value, version: Option<Version>, besides: &str) {
    let Some(next) = version.and_then(|version| version.next()) else {
        finding.help("write the next version");
        return;
    };
    let title = format!("write `{next}`");
    finding.help(format!("{title}{besides}"));
    if value.verbatim {
        finding.replace(Safety::Unsafe, title, value.span, next.to_string());
    }
}

/// What is wrong with a version, the end of a sentence that begins with it.
pub(super) fn bad_version(bad: BadVersion) -> &'static str {
    match bad {
        BadVersion::Form => "is not three numbers with points between them",
        BadVersion::TooLarge => "has a number above 1073741823",
        BadVersion::NumberBehindX => "has a number behind an `x`",
    }
}
