//! EC2 Image Builder recipes as files for `aws imagebuilder create-image-recipe --cli-input-json` or `--cli-input-yaml`.
//!
//! ```json
//! {
//!   "name": "golden",
//!   "semanticVersion": "1.4.2",
//!   "parentImage": "ami-0a1b2c3d4e5f60718",
//!   "components": [{ "componentArn": "arn:aws:imagebuilder:eu-west-1:aws:component/update-windows/x.x.x" }]
//! }
//! ```
//!
//! A recipe cannot change, so its version rises with the image. `parentImage: ssm:…` and an ARN that ends in `x.x.x` move by
//! themselves. A container recipe names the image of its build machine under `instanceConfiguration.image`.
//!
//! Near-misses: a product of the Marketplace, an image of Docker, a `parentImage` without `components` beside it.

use crate::pin::{Companion, CompanionKind, Role, Value};
use crate::release::image_builder::Version;
use crate::syntax::{NodeId, Scalar};

use super::{Details, Other, Place, View, fact};

/// The row.
pub(super) const PLACE: Place = Place {
    name: "image-builder",
    about: "EC2 Image Builder recipes as request files: `parentImage`, `instanceConfiguration.image`",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html",
    is,
    id,
    others,
};

/// How many components are looked at; a recipe has twenty at most
/// (<https://docs.aws.amazon.com/imagebuilder/latest/userguide/security-quotas.html>).
const MOST_COMPONENTS: usize = 64;

const VERSION_KEYS: [&str; 2] = ["semanticVersion", "version"];

fn is(view: &View<'_>) -> bool {
    recipe(view).is_some()
}

/// The recipe: the document itself, or what `get-image-recipe` and `get-container-recipe` print.
fn recipe(view: &View<'_>) -> Option<NodeId> {
    let document = view.document;
    let inner = ["imageRecipe", "containerRecipe"].map(|name| document.child(view.root, name));
    let mut places = std::iter::once(view.root).chain(inner.into_iter().flatten());
    places.find(|at| {
        let has = |path: &[&str]| document.text_at(*at, path).is_some();
        let image = has(&["parentImage"]) || has(&["instanceConfiguration", "image"]);
        image && VERSION_KEYS.iter().any(|key| has(&[key])) && document.child(*at, "components").is_some()
    })
}

fn id(view: &View<'_>, node: NodeId) -> Details {
    let Some(recipe) = recipe(view) else {
        return Details::default();
    };
    let mut details = of_recipe(view, recipe);
    if is_image(view, recipe, node) {
        let version = VERSION_KEYS
            .iter()
            .find_map(|key| view.document.scalar(view.document.child(recipe, key)?));
        details.companions.extend(version.and_then(next_version));
    }
    details
}

fn is_image(view: &View<'_>, recipe: NodeId, node: NodeId) -> bool {
    let document = view.document;
    document.child(recipe, "parentImage") == Some(node)
        || document.get(recipe, &["instanceConfiguration", "image"]) == Some(node)
}

fn others(view: &View<'_>) -> Vec<Other> {
    let Some(recipe) = recipe(view) else {
        return Vec::new();
    };
    let document = view.document;
    let images = [
        document.child(recipe, "parentImage"),
        document.get(recipe, &["instanceConfiguration", "image"]),
    ];
    let images = images.into_iter().flatten().filter_map(|id| document.scalar(id));
    images
        .filter_map(|image| reference(image, of_recipe(view, recipe)))
        .collect()
}

/// What a parent image without an id is: an SSM parameter or an image of Image Builder. Anything else (a product of the
/// Marketplace, an image of Docker) is none of our concern.
pub(super) fn reference(image: &Scalar, mut details: Details) -> Option<Other> {
    let text = image.text.as_str();
    let arn: Vec<&str> = text.splitn(6, ':').collect();
    details.role = Some(match arn.as_slice() {
        ["ssm", ..] => Role::Floats("follows an SSM parameter at each build".to_owned()),
        ["arn", _, "imagebuilder", _, _, resource] => {
            let version = resource.strip_prefix("image/")?.split('/').nth(1)?;
            if version.split('.').any(|part| part == "x") {
                Role::Floats("takes the newest version of an Image Builder image at each build".to_owned())
            } else {
                Role::LeftAlone("a version of an Image Builder image, not an AMI id".to_owned())
            }
        }
        _ => return None,
    });
    Some(Other {
        span: image.inner,
        value: Value::Reference(text.to_owned()),
        details,
    })
}

/// A recipe uses components of its own region only, so their ARNs tell it.
fn of_recipe(view: &View<'_>, recipe: NodeId) -> Details {
    let document = view.document;
    let components = document.child(recipe, "components").into_iter();
    let arns = components
        .flat_map(|list| document.children(list).take(MOST_COMPONENTS))
        .filter_map(|component| document.text_at(component, &["componentArn"]));
    let regions = arns.filter_map(|arn| match arn.splitn(6, ':').collect::<Vec<_>>().as_slice() {
        ["arn", _, "imagebuilder", region, ..] => Some(*region),
        _ => None,
    });
    Details {
        region: fact::region(fact::agreed(regions.collect::<Vec<_>>()), "the components' ARNs"),
        ..Details::default()
    }
}

/// The version of a recipe, to be raised by one in its last number. None when it holds an `x`, which Image Builder fills in
/// itself, or is not written out.
pub(super) fn next_version(version: &Scalar) -> Option<Companion> {
    let written = Version::parse(&version.text).ok().filter(|_| version.verbatim)?;
    Some(Companion {
        span: version.inner,
        kind: CompanionKind::RecipeVersion {
            next: written.next()?.to_string(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    const COMPONENTS: &str = r#""components": [{"componentArn": "arn:aws:imagebuilder:eu-west-1:aws:component/update-windows/x.x.x"}]"#;

    fn recipe(version: &str, rest: &str) -> Vec<String> {
        let text = format!(r#"{{"name": "golden", "semanticVersion": "{version}", {rest}, {COMPONENTS}}}"#);
        found(&PLACE, "recipe.json", &text)
    }

    #[test]
    fn a_recipe_rises_with_its_image() {
        let region = "in eu-west-1 (the components' ARNs)";
        let id = r#""parentImage": "ami-0a1b2c3d4e5f60718""#;
        for (version, rest, expected) in [
            (
                "1.4.2",
                id,
                format!("ami-0a1b2c3d4e5f60718, {region}, with 1.4.2 -> 1.4.3"),
            ),
            (
                "1.4.9",
                id,
                format!("ami-0a1b2c3d4e5f60718, {region}, with 1.4.9 -> 1.4.10"),
            ),
            ("1.4.x", id, format!("ami-0a1b2c3d4e5f60718, {region}")),
            ("1.4", id, format!("ami-0a1b2c3d4e5f60718, {region}")),
            ("1.4.1073741823", id, format!("ami-0a1b2c3d4e5f60718, {region}")),
            (
                "1.0.0",
                r#""parentImage": "debian:12", "instanceConfiguration": {"image": "ami-1a2b3c4d"}"#,
                format!("ami-1a2b3c4d, {region}, with 1.0.0 -> 1.0.1"),
            ),
            (
                "1.0.0",
                r#""parentImage": "ssm:/golden/base""#,
                format!("ssm:/golden/base, {region}, floats: follows an SSM parameter at each build"),
            ),
            (
                "1.0.0",
                r#""parentImage": "arn:aws:imagebuilder:eu-west-1:aws:image/windows-server-2022-english-core-base-x86/x.x.x""#,
                format!(
                    "arn:aws:imagebuilder:eu-west-1:aws:image/windows-server-2022-english-core-base-x86/x.x.x, {region}, \
                     floats: takes the newest version of an Image Builder image at each build"
                ),
            ),
            (
                "1.0.0",
                r#""parentImage": "arn:aws:imagebuilder:eu-west-1:123456789012:image/base/1.2.3/4""#,
                format!(
                    "arn:aws:imagebuilder:eu-west-1:123456789012:image/base/1.2.3/4, {region}, \
                     left alone: a version of an Image Builder image, not an AMI id"
                ),
            ),
        ] {
            assert_eq!(recipe(version, rest), [expected], "{rest}");
        }
        // An id elsewhere in the recipe does not raise it.
        let elsewhere = recipe(
            "1.0.0",
            r#""parentImage": "prod-4ab", "tags": {"was": "ami-1a2b3c4d"}"#,
        );
        assert_eq!(elsewhere, [format!("ami-1a2b3c4d, {region}")]);
    }

    #[test]
    fn what_the_service_prints_is_a_recipe_too() {
        let text = "imageRecipe:\n  version: 2.0.0\n  parentImage: ami-1a2b3c4d\n  components: []\n";
        assert_eq!(
            found(&PLACE, "r.yaml", text),
            ["ami-1a2b3c4d, with 2.0.0 -> 2.0.1"]
        );
        for other in [
            "parentImage: ami-1a2b3c4d",
            "parentImage: ami-1a2b3c4d\ncomponents: []",
            "version: 1.0.0\ncomponents: []\nimage: ami-1a2b3c4d",
        ] {
            assert!(found(&PLACE, "r.yaml", other).is_empty(), "{other}");
        }
    }
}
