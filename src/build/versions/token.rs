//! Client tokens: made of the request itself, so that a run which was killed asks for the same thing again and gets the same
//! answer (<https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html>, `clientToken`).

use sha2::{Digest, Sha256};

use super::{Component, Mark, RecipeContent, RecipeFile};
use crate::build::token::{FRONT, of_sum};
use crate::release::image_builder::Version;

/// The token of a component's version.
pub fn of_component(component: &Component, version: &Version, mark: &Mark) -> String {
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
        &format!("{version} {name:?} {content:?} {change:?} {kms_key:?} {tags:?} {mark:?}"),
    )
}

/// The token of a recipe's version.
pub fn of_recipe(recipe: &RecipeFile, content: &RecipeContent, version: &Version, mark: &Mark) -> String {
    let RecipeFile {
        name,
        description,
        tags,
        ..
    } = recipe;
    token(
        "recipe",
        &format!("{version} {name:?} {description:?} {tags:?} {content:?} {mark:?}"),
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
        let none = Mark::default();
        let token = |recipe: &RecipeFile, number: &str, mark: &Mark| {
            of_recipe(recipe, &recipe.content, &version(number), mark)
        };
        let recipe = RecipeFile::read("a.yaml", text).expect("a recipe");
        let one = token(&recipe, "1.0.0", &none);
        assert!(one.len() <= 64, "{one}");
        assert_eq!(one, token(&recipe, "1.0.0", &none));
        assert_ne!(one, token(&recipe, "1.0.1", &none));
        let other = RecipeFile::read("b.yaml", &text.replace("a: b", "a: c")).expect("a recipe");
        assert_ne!(one, token(&other, "1.0.0", &none));
        // Two branches that ask for the same differ in a tag.
        let branch = Mark {
            line: Some("r@refs/heads/b".to_owned()),
            ..Mark::default()
        };
        assert_ne!(one, token(&recipe, "1.0.0", &branch));
        // Where a file lies is no part of the request.
        let moved = RecipeFile::read("b.yaml", &format!("# why\n{text}")).expect("a recipe");
        assert_eq!(one, token(&moved, "1.0.0", &none));
    }
}
