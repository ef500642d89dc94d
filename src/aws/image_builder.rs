//! What Image Builder built last: <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ListImageBuildVersions.html>.

use std::collections::{BTreeMap, BTreeSet};

use aws_config::SdkConfig;
use aws_sdk_imagebuilder::Client;
use aws_sdk_imagebuilder::types::{Image, ImageState, ImageStatus, ImageSummary, OutputResources};

use super::answer::{PAGES, Sieve};
use super::client;
use super::failure::{Failure, NOT_THERE, code, of_call};
use crate::release::ImageId;
use crate::release::facts::{Build, Output, PlaceFacts, Why};
use crate::release::regions::{is_account, is_region};
use crate::visible::is_hidden;

/// Asks what was built last, by ARN.
pub(super) async fn ask(
    config: &SdkConfig,
    arns: &BTreeSet<String>,
    sieve: &Sieve,
    facts: &mut PlaceFacts,
) -> Result<(), Failure> {
    if arns.is_empty() {
        return Ok(());
    }
    let client = client::image_builder(config, None);
    for arn in arns {
        let build = match Followed::parse(arn) {
            Some(followed) => last(&client, &followed).await?,
            None => None,
        };
        let output = Output {
            build,
            read_at: sieve.now,
        };
        sieve.output(arn, output, facts);
    }
    Ok(())
}

/// What an ARN stands for.
#[derive(Debug, PartialEq, Eq)]
enum Followed {
    /// Everything that a pipeline has built.
    Pipeline(String),
    /// The builds of an image: what its ARNs begin with up to the version, the version with `x` for any number, and the build if
    /// one alone is meant.
    Image {
        stem: String,
        version: [Option<u64>; 3],
        build: Option<u64>,
    },
}

impl Followed {
    /// Reads the ARN of a pipeline, an image or a recipe, whose images have its name and version.
    fn parse(arn: &str) -> Option<Self> {
        let (scope, resource) = arn.rsplit_once(':')?;
        let mut parts = resource.split('/');
        let (kind, name) = (parts.next()?, parts.next()?);
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        if arn.len() > 1_024 || name.is_empty() || !name.chars().all(word) {
            return None;
        }
        let (version, build) = (parts.next(), parts.next());
        if parts.next().is_some() {
            return None;
        }
        match (kind, version) {
            ("image-pipeline", None) => Some(Self::Pipeline(arn.to_owned())),
            ("image" | "image-recipe", Some(version)) => Some(Self::Image {
                stem: format!("{scope}:image/{name}"),
                version: numbers(version)?,
                build: match build {
                    Some(build) => Some(build.parse().ok()?),
                    None => None,
                },
            }),
            _ => None,
        }
    }

    /// Whether an ARN of an image build version is one of these, and which.
    fn number(&self, arn: &str) -> Option<[u64; 4]> {
        let (front, build) = arn.rsplit_once('/')?;
        let (stem, version) = front.rsplit_once('/')?;
        let [Some(major), Some(minor), Some(patch)] = numbers(version)? else {
            return None;
        };
        let number = [major, minor, patch, build.parse().ok()?];
        let fits = match self {
            Self::Pipeline(_) => true,
            Self::Image {
                stem: own,
                version,
                build,
            } => {
                let wanted = version.iter().chain([build]);
                stem == own
                    && wanted
                        .zip(number)
                        .all(|(wanted, found)| wanted.is_none_or(|wanted| wanted == found))
            }
        };
        fits.then_some(number)
    }
}

/// `1.2.3`, `1.x.x`. Right of the first `x` there is only `x`.
fn numbers(version: &str) -> Option<[Option<u64>; 3]> {
    let mut found = [None; 3];
    let mut parts = version.split('.');
    for place in &mut found {
        *place = match parts.next()? {
            "x" => None,
            part => Some(part.parse().ok()?),
        };
    }
    let ordered = found
        .windows(2)
        .all(|pair| pair[0].is_some() || pair[1].is_none());
    (parts.next().is_none() && ordered).then_some(found)
}

/// The newest build that is available.
async fn last(client: &Client, followed: &Followed) -> Result<Option<Build>, Failure> {
    let list = match followed {
        Followed::Pipeline(arn) => List::Pipeline(arn),
        Followed::Image { stem, version, .. } => match version {
            [Some(major), Some(minor), Some(patch)] => {
                List::Version(format!("{stem}/{major}.{minor}.{patch}"))
            }
            _ => match resolved(client, followed, stem, version).await? {
                Some(build) => return Ok(Some(build)),
                // The newest is still being built, or failed: the one before it counts.
                None => List::Account,
            },
        },
    };
    let mut build = listed(client, followed, &list).await?;
    if let Some(build) = &mut build {
        build.parent = parent(client, &build.arn).await;
    }
    Ok(build)
}

/// Where builds are listed.
enum List<'f> {
    /// Those of a pipeline.
    Pipeline(&'f str),
    /// Those of a version without `x`.
    Version(String),
    /// All of the account: a version with `x` cannot be listed.
    Account,
}

impl List<'_> {
    /// A page, and the token of the next.
    async fn page(
        &self,
        client: &Client,
        token: Option<String>,
    ) -> Result<(Vec<ImageSummary>, Option<String>), Failure> {
        let version = match self {
            Self::Pipeline(arn) => {
                let request = client.list_image_pipeline_images().image_pipeline_arn(*arn);
                let page = request.set_next_token(token).send().await;
                let page = page.map_err(|error| of_call(&error))?;
                return Ok((page.image_summary_list.unwrap_or_default(), page.next_token));
            }
            Self::Version(arn) => Some(arn.clone()),
            Self::Account => None,
        };
        let request = client.list_image_build_versions().set_image_version_arn(version);
        let page = request.set_next_token(token).send().await;
        let page = page.map_err(|error| of_call(&error))?;
        Ok((page.image_summary_list.unwrap_or_default(), page.next_token))
    }
}

async fn listed(client: &Client, followed: &Followed, list: &List<'_>) -> Result<Option<Build>, Failure> {
    let mut newest = Newest::new(followed);
    let mut token = None;
    for _ in 0..PAGES {
        let (summaries, next) = list.page(client, token).await?;
        newest.look(&summaries);
        token = next.filter(|token| !token.is_empty());
        if token.is_none() {
            return Ok(newest.build);
        }
    }
    Err(Failure::Refused(Why::Unreachable))
}

/// What Image Builder itself takes for the newest, when it is available.
async fn resolved(
    client: &Client,
    followed: &Followed,
    stem: &str,
    version: &[Option<u64>; 3],
) -> Result<Option<Build>, Failure> {
    let word = |number: Option<u64>| number.map_or_else(|| "x".to_owned(), |number| number.to_string());
    let [major, minor, patch] = version.map(word);
    let arn = format!("{stem}/{major}.{minor}.{patch}");
    let answer = match client.get_image().image_build_version_arn(arn).send().await {
        Err(error) if code(&error).is_some_and(|code| NOT_THERE.contains(&code)) => return Ok(None),
        answer => answer.map_err(|error| of_call(&error))?,
    };
    Ok(answer.image().and_then(|image| {
        let arn = image.arn()?;
        followed.number(arn)?;
        let build = build(arn, image.state(), image.date_created(), image.output_resources());
        build.map(|build| Build {
            parent: parent_of(image),
            ..build
        })
    }))
}

/// What a build was made from. Nothing is proven with it, so a call that is refused only leaves it untold.
async fn parent(client: &Client, arn: &str) -> Option<String> {
    let answer = client.get_image().image_build_version_arn(arn).send().await;
    answer.ok()?.image().and_then(parent_of)
}

fn parent_of(image: &Image) -> Option<String> {
    let parent = image.image_recipe()?.parent_image()?;
    let fits = (1..=1_024).contains(&parent.len()) && !parent.contains(is_hidden);
    fits.then(|| parent.to_owned())
}

/// The newest of the builds that were looked at. Pipelines change recipes and names, so among their builds time counts; among
/// those of one image versions do.
struct Newest<'f> {
    followed: &'f Followed,
    number: [u64; 4],
    build: Option<Build>,
}

impl<'f> Newest<'f> {
    fn new(followed: &'f Followed) -> Self {
        Self {
            followed,
            number: [0; 4],
            build: None,
        }
    }

    fn look(&mut self, summaries: &[ImageSummary]) {
        for summary in summaries {
            let Some((arn, number)) = summary
                .arn()
                .and_then(|arn| Some((arn, self.followed.number(arn)?)))
            else {
                continue;
            };
            let Some(new) = build(
                arn,
                summary.state(),
                summary.date_created(),
                summary.output_resources(),
            ) else {
                continue;
            };
            let newer = self.build.as_ref().is_none_or(|old| match self.followed {
                Followed::Pipeline(_) => (old.created, self.number) < (new.created, number),
                Followed::Image { .. } => self.number < number,
            });
            if newer {
                (self.number, self.build) = (number, Some(new));
            }
        }
    }
}

/// A build that is available, with its images.
fn build(
    arn: &str,
    state: Option<&ImageState>,
    created: Option<&str>,
    resources: Option<&OutputResources>,
) -> Option<Build> {
    let available =
        |state: Option<&ImageState>| state.and_then(ImageState::status) == Some(&ImageStatus::Available);
    if !available(state) {
        return None;
    }
    let own = arn.split(':').nth(4)?;
    let mut images = BTreeMap::new();
    for ami in resources?.amis() {
        // What could not be distributed to one account is there for the others.
        let whole = ami.state().is_none() || available(ami.state());
        let region = ami.region().filter(|region| whole && is_region(region));
        let account = ami
            .account_id()
            .or(Some(own))
            .filter(|account| is_account(account));
        if let (Some(region), Some(account), Some(id)) =
            (region, account, ami.image().and_then(ImageId::parse))
        {
            images
                .entry((region.to_owned(), account.to_owned()))
                .or_insert(id);
        }
    }
    Some(Build {
        arn: arn.to_owned(),
        created: created?.parse().ok()?,
        parent: None,
        images,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCOPE: &str = "arn:aws:imagebuilder:eu-west-1:111122223333";

    #[test]
    fn arns_tell_what_is_followed() {
        let image = |version, build| {
            Some(Followed::Image {
                stem: format!("{SCOPE}:image/golden"),
                version,
                build,
            })
        };
        for (resource, followed) in [
            (
                "image-pipeline/golden",
                Some(Followed::Pipeline(format!("{SCOPE}:image-pipeline/golden"))),
            ),
            ("image/golden/1.2.3", image([Some(1), Some(2), Some(3)], None)),
            (
                "image/golden/1.2.3/4",
                image([Some(1), Some(2), Some(3)], Some(4)),
            ),
            ("image-recipe/golden/1.x.x", image([Some(1), None, None], None)),
            ("image/golden/x.x.x", image([None, None, None], None)),
            ("image/golden/x.2.x", None),
            ("image/golden/1.2", None),
            ("image/golden", None),
            ("image/Golden/1.2.3", None),
            ("image/golden/1.2.3/4/5", None),
            ("image-pipeline/golden/1.2.3", None),
            ("container-recipe/golden/1.2.3", None),
            ("image/golden/1.2.99999999999999999999", None),
        ] {
            assert_eq!(
                Followed::parse(&format!("{SCOPE}:{resource}")),
                followed,
                "{resource}"
            );
        }
    }

    #[test]
    fn only_builds_of_what_is_followed_count() {
        let followed = Followed::parse(&format!("{SCOPE}:image/golden/1.x.x")).expect("an image");
        let number = |resource: &str| followed.number(&format!("{SCOPE}:{resource}"));
        assert_eq!(number("image/golden/1.2.3/4"), Some([1, 2, 3, 4]));
        for other in [
            "image/golden/2.0.0/1",
            "image/golden-2/1.2.3/4",
            "image/golden/1.2.3",
            "image/golden/1.x.x/1",
        ] {
            assert_eq!(number(other), None, "{other}");
        }
    }
}
