//! Client tokens: made of the request itself, so that a run which was killed asks for the same thing again and gets the same
//! answer (<https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html>, `clientToken`).

use sha2::{Digest, Sha256};

use super::{Component, RecipeContent, RecipeFile};
use crate::build::token::{FRONT, of_sum};
use crate::release::image_builder::Version;

/// The token of a component's version.
pub fn of_component(component: &Component, version: &Version) -> String {
    let Component {
        name,
        content,
        change,
        kms_key,
        tags,
        ..
    } = component;
    token(
        "component",
        &format!("{version} {name:?} {content:?} {change:?} {kms_key:?} {tags:?}"),
    )
}

/// The token of a recipe's version.
pub fn of_recipe(recipe: &RecipeFile, content: &RecipeContent, version: &Version) -> String {
    let RecipeFile {
        name,
        description,
        tags,
        ..
    } = recipe;
    token(
        "recipe",
        &format!("{version} {name:?} {description:?} {tags:?} {content:?}"),
    )
}

fn token(kind: &str, request: &str) -> String {
    of_sum(&format!("{FRONT}{kind}-"), &Sha256::digest(request.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_request_has_the_same_token_and_no_other_has_it() {
        let version = |text: &str| Version::parse(text).expect(text);
        let text = "name: golden\nsemanticVersion: 1.0.x\nparentImage: ami-0a1b2c3d\ntags: {a: b}\n";
        let recipe = RecipeFile::read("a.yaml", text).expect("a recipe");
        let one = of_recipe(&recipe, &recipe.content, &version("1.0.0"));
        assert!(one.len() <= 64, "{one}");
        assert_eq!(one, of_recipe(&recipe, &recipe.content, &version("1.0.0")));
        assert_ne!(one, of_recipe(&recipe, &recipe.content, &version("1.0.1")));
        let other = RecipeFile::read("b.yaml", &text.replace("a: b", "a: c")).expect("a recipe");
        assert_ne!(one, of_recipe(&other, &other.content, &version("1.0.0")));
        // Where a file lies is no part of the request.
        let moved = RecipeFile::read("b.yaml", &format!("# why\n{text}")).expect("a recipe");
        assert_eq!(one, of_recipe(&moved, &moved.content, &version("1.0.0")));
    }
}
