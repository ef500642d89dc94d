//! Whether a build would make the image again that is there: what the newest available image was built from against what the
//! next one would be built from. In doubt it is built, and the reason is told.

use crate::build::Image;
use crate::release::{ImageId, Time};

/// What a new image would be built from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The ARN of the recipe, with three numbers.
    pub recipe: String,
    /// Whether it makes containers.
    pub container: bool,
    /// The infrastructure configuration.
    pub infrastructure: Configuration,
    /// The distribution configuration.
    pub distribution: Option<Configuration>,
    /// When the pipeline was updated; the outer one is none where no pipeline is meant.
    pub pipeline: Option<Option<Time>>,
    /// ARNs of workflows; none for those that Image Builder takes by itself.
    pub workflows: Vec<String>,
    /// The components that an ARN of the recipe leaves open, and what they would be now.
    pub components: Vec<Open>,
    /// What the parent image would be now.
    pub parent: ParentNow,
}

/// A configuration that can be updated under the same ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// Its ARN.
    pub arn: String,
    /// When it was updated last; created, when it never was. None where AWS does not say.
    pub updated: Option<Time>,
}

/// A component that is named with an `x` or without a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// As the recipe names it.
    pub arn: String,
    /// When the newest one that it means was made; none where AWS does not say.
    pub newest: Option<Time>,
}

/// A parent image as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParentNow {
    /// It cannot be another one: an AMI id, an image with its build.
    Fixed,
    /// What a name means now.
    Image {
        /// The name.
        name: String,
        /// The image.
        id: ImageId,
    },
    /// Nobody knows, and why.
    Unknown(String),
}

/// The newest image that is available.
#[derive(Clone, Debug)]
pub struct Last<'a> {
    /// The image.
    pub image: &'a Image,
    /// The ARNs of the workflows that ran for it; none where they are not known.
    pub ran: Option<&'a [String]>,
    /// The images that its AMI was made from, the nearest first, as EC2 tells.
    pub sources: &'a [ImageId],
}

/// Why the next image may be another one than the last; nothing when it would be the same.
pub fn changed(wanted: &Wanted, last: &Last<'_>) -> Option<String> {
    let image = last.image;
    let version = &image.version;
    let Some(created) = image.created else {
        return Some(format!("AWS does not say when {version} was made"));
    };
    if wanted.container {
        return Some("nobody tells whether the parent image of a container recipe changed".to_owned());
    }
    if image.recipe.as_ref().map(|recipe| recipe.arn.as_str()) != Some(wanted.recipe.as_str()) {
        return Some(format!("{version} was made from another recipe"));
    }
    configurations(wanted, image, created)
        .or_else(|| workflows(wanted, last))
        .or_else(|| {
            wanted
                .components
                .iter()
                .find_map(|open| component(open, version, created))
        })
        .or_else(|| parent(wanted, last))
}

fn configurations(wanted: &Wanted, image: &Image, created: Time) -> Option<String> {
    let distribution = wanted.distribution.as_ref();
    let pairs = [
        (
            "infrastructure configuration",
            Some(&wanted.infrastructure),
            image.infrastructure.as_deref(),
        ),
        (
            "distribution configuration",
            distribution,
            image.distribution.as_deref(),
        ),
    ];
    for (what, wanted, used) in pairs {
        if wanted.map(|one| one.arn.as_str()) != used {
            return Some(format!("{} was made with another {what}", image.version));
        }
        if let Some(one) = wanted {
            match one.updated {
                None => return Some(format!("AWS does not say when the {what} was updated")),
                Some(updated) if updated > created => {
                    return Some(format!("the {what} was updated since {} was made", image.version));
                }
                Some(_) => {}
            }
        }
    }
    match wanted.pipeline {
        Some(None) => Some("AWS does not say when the pipeline was updated".to_owned()),
        Some(Some(updated)) if updated > created => Some(format!(
            "the pipeline was updated since {} was made",
            image.version
        )),
        _ => None,
    }
}

/// Without workflows of one's own those of Amazon run. A workflow counts as the same only when its build is named.
fn workflows(wanted: &Wanted, last: &Last<'_>) -> Option<String> {
    let Some(ran) = last.ran else {
        return Some("the workflows that ran are not known".to_owned());
    };
    let own = |arn: &&String| arn.split(':').nth(4) != Some("aws");
    if let Some(open) = wanted
        .workflows
        .iter()
        .filter(own)
        .find(|arn| arn.rsplit('/').next().is_none_or(|build| build.contains('.')))
    {
        return Some(format!("{open} names no build, so it may be a newer one"));
    }
    let mut mine: Vec<&String> = wanted.workflows.iter().filter(own).collect();
    let mut theirs: Vec<&String> = ran.iter().filter(own).collect();
    mine.sort();
    theirs.sort();
    theirs.dedup();
    (mine != theirs).then(|| format!("{} was made with other workflows", last.image.version))
}

fn component(open: &Open, version: &str, created: Time) -> Option<String> {
    match open.newest {
        None => Some(format!("AWS does not say when the newest {} was made", open.arn)),
        // One that was made while the image was built may be in it or not.
        Some(made) if made >= created => Some(format!("{} is newer than {version}", open.arn)),
        Some(_) => None,
    }
}

fn parent(wanted: &Wanted, last: &Last<'_>) -> Option<String> {
    match &wanted.parent {
        ParentNow::Fixed => None,
        ParentNow::Unknown(why) => Some(why.clone()),
        ParentNow::Image { id, .. } if last.sources.contains(id) => None,
        ParentNow::Image { name, id } => Some(match last.sources.first() {
            Some(source) => format!(
                "{name} is {id} now, and {} was made from {source}",
                last.image.version
            ),
            None => format!("EC2 does not say what {} was made from", last.image.version),
        }),
    }
}

/// Whether an ARN leaves open what it means: an `x`, or no build.
pub fn is_open(arn: &str) -> bool {
    let mut parts = arn.rsplit('/');
    let last = parts.next().unwrap_or_default();
    last.contains('.') || last.is_empty() || !last.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::observed::Recipe;
    use crate::build::samples;

    const SCOPE: &str = "arn:aws:imagebuilder:eu-west-1:123456789012";

    fn time(text: &str) -> Time {
        text.parse().expect(text)
    }

    fn image() -> Image {
        Image {
            version: "1.0.0/3".to_owned(),
            created: Some(time("2026-09-10T08:00:00Z")),
            recipe: Some(Recipe {
                arn: format!("{SCOPE}:image-recipe/golden/1.0.0"),
                ..Recipe::default()
            }),
            infrastructure: Some("infra".to_owned()),
            ..samples::image("AVAILABLE")
        }
    }

    fn wanted() -> Wanted {
        Wanted {
            recipe: format!("{SCOPE}:image-recipe/golden/1.0.0"),
            container: false,
            infrastructure: Configuration {
                arn: "infra".to_owned(),
                updated: Some(time("2026-09-01T08:00:00Z")),
            },
            distribution: None,
            pipeline: None,
            workflows: Vec::new(),
            components: vec![Open {
                arn: "arn/x.x.x".to_owned(),
                newest: Some(time("2026-09-01T08:00:00Z")),
            }],
            parent: ParentNow::Image {
                name: "ssm:/base".to_owned(),
                id: id("ami-0a1b2c3d"),
            },
        }
    }

    fn id(text: &str) -> ImageId {
        ImageId::parse(text).expect(text)
    }

    fn why(change: impl FnOnce(&mut Wanted, &mut Image)) -> String {
        let (mut wanted, mut image) = (wanted(), image());
        change(&mut wanted, &mut image);
        let ran = ["arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/1.0.2/1".to_owned()];
        let sources = [id("ami-0b1b2c3d"), id("ami-0a1b2c3d")];
        let last = Last {
            image: &image,
            ran: Some(&ran),
            sources: &sources,
        };
        changed(&wanted, &last).unwrap_or_default()
    }

    #[test]
    fn nothing_that_is_known_to_be_the_same_is_built_again() {
        assert_eq!(why(|_, _| {}), "");
        assert_eq!(why(|wanted, _| wanted.parent = ParentNow::Fixed), "");
        assert_eq!(
            why(|wanted, _| wanted.pipeline = Some(Some(time("2026-09-10T07:59:59Z")))),
            ""
        );
        let arn = "arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/x.x.x".to_owned();
        assert_eq!(why(|wanted, _| wanted.workflows = vec![arn]), "");
    }

    #[test]
    fn what_changed_and_what_nobody_knows_has_a_reason() {
        let later = || Some(time("2026-09-10T08:00:01Z"));
        let said = [
            why(|_, image| image.created = None),
            why(|wanted, _| wanted.container = true),
            why(|wanted, _| wanted.recipe.push('1')),
            why(|_, image| image.recipe = None),
            why(|wanted, _| wanted.infrastructure.arn.push('2')),
            why(|wanted, _| wanted.infrastructure.updated = later()),
            why(|wanted, _| wanted.infrastructure.updated = None),
            why(|_, image| image.distribution = Some("distribution".to_owned())),
            why(|wanted, _| wanted.pipeline = Some(later())),
            why(|wanted, _| wanted.pipeline = Some(None)),
            why(|wanted, _| wanted.workflows = vec![format!("{SCOPE}:workflow/build/own/1.0.0")]),
            why(|wanted, _| wanted.workflows = vec![format!("{SCOPE}:workflow/build/own/1.0.0/1")]),
            why(|wanted, _| wanted.components[0].newest = later()),
            why(|wanted, _| wanted.components[0].newest = None),
            why(|wanted, _| wanted.parent = ParentNow::Unknown("the parameter is not told".to_owned())),
            why(|wanted, _| {
                wanted.parent = ParentNow::Image {
                    name: "ssm:/base".to_owned(),
                    id: id("ami-0c1b2c3d"),
                };
            }),
        ];
        assert_eq!(
            said.join("\n"),
            "AWS does not say when 1.0.0/3 was made
nobody tells whether the parent image of a container recipe changed
1.0.0/3 was made from another recipe
1.0.0/3 was made from another recipe
1.0.0/3 was made with another infrastructure configuration
the infrastructure configuration was updated since 1.0.0/3 was made
AWS does not say when the infrastructure configuration was updated
1.0.0/3 was made with another distribution configuration
the pipeline was updated since 1.0.0/3 was made
AWS does not say when the pipeline was updated
arn:aws:imagebuilder:eu-west-1:123456789012:workflow/build/own/1.0.0 names no build, so it may be a newer one
1.0.0/3 was made with other workflows
arn/x.x.x is newer than 1.0.0/3
AWS does not say when the newest arn/x.x.x was made
the parameter is not told
ssm:/base is ami-0c1b2c3d now, and 1.0.0/3 was made from ami-0b1b2c3d"
        );
    }

    #[test]
    fn an_arn_with_its_build_leaves_nothing_open() {
        for (arn, open) in [
            ("arn:x:component/a/1.0.0/2", false),
            ("arn:x:component/a/1.0.0", true),
            ("arn:x:component/a/x.x.x", true),
            ("", true),
        ] {
            assert_eq!(is_open(arn), open, "{arn}");
        }
    }
}
