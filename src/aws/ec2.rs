//! Images and instances: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html>.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::Client;
use aws_sdk_ec2::operation::describe_images::builders::DescribeImagesFluentBuilder;
use aws_sdk_ec2::types::{Filter, Image as Row, ImageMetadata};

use super::answer::{PAGES, Sieve};
use super::failure::{Failure, of_call};
use crate::release::ImageId;
use crate::release::facts::{Image, Missing, PlaceFacts, Remains, Search, Why};
use crate::release::regions::is_account;

/// Values in one filter: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html>.
const VALUES: usize = 200;

/// Images that are kept of one region.
const MOST_IMAGES: usize = 5_000;

/// Describes images by id. By filter, because `ImageIds` fails as a whole for one id that is gone; deprecated and disabled ones
/// too, because a pin of them has a name to tell.
pub(super) async fn by_id(
    client: &Client,
    ids: &BTreeSet<ImageId>,
    sieve: &Sieve,
    facts: &mut PlaceFacts,
) -> Result<(), Failure> {
    let ids: Vec<&ImageId> = ids.iter().collect();
    for chunk in ids.chunks(VALUES) {
        let request = client
            .describe_images()
            .include_deprecated(true)
            .include_disabled(true)
            .filters(filter("image-id", chunk.iter().map(|id| id.as_str())));
        let mut rows = BTreeMap::new();
        for row in pages(request).await? {
            rows.extend(
                row.image_id()
                    .and_then(ImageId::parse)
                    .map(|id| (id, row.clone())),
            );
        }
        for id in chunk {
            match rows.get(id) {
                Some(row) => sieve.image(image(row, sieve), facts),
                None => {
                    facts.missing_images.insert((*id).clone(), Missing::at(sieve.now));
                }
            }
        }
    }
    Ok(())
}

/// Finds images that can be launched by owner and name; all names of an owner in one call.
pub(super) async fn by_name(
    client: &Client,
    searches: &BTreeSet<Search>,
    sieve: &Sieve,
    facts: &mut PlaceFacts,
) -> Result<(), Failure> {
    let mut owners: BTreeMap<&str, Vec<&Search>> = BTreeMap::new();
    for search in searches {
        owners.entry(&search.owner).or_default().push(search);
    }
    for (owner, searches) in owners {
        for chunk in searches.chunks(VALUES) {
            let request = client
                .describe_images()
                .include_deprecated(true)
                .owners(owner)
                .filters(filter("name", chunk.iter().map(|search| search.name.as_str())))
                .filters(filter("state", ["available"]));
            for row in pages(request).await? {
                sieve.image(image(&row, sieve), facts);
            }
            let made = chunk.iter().map(|search| ((*search).clone(), sieve.now));
            facts.searches.extend(made);
        }
    }
    Ok(())
}

fn filter<'v>(name: &str, values: impl IntoIterator<Item = &'v str>) -> Filter {
    let values = values.into_iter().map(str::to_owned).collect();
    Filter::builder().name(name).set_values(Some(values)).build()
}

/// All pages of an answer. More than anybody pins or publishes is no answer.
async fn pages(request: DescribeImagesFluentBuilder) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    let mut token = None;
    for _ in 0..PAGES {
        let page = request.clone().set_next_token(token);
        let page = page.send().await.map_err(|error| of_call(&error))?;
        rows.extend(page.images.unwrap_or_default());
        token = page.next_token.filter(|token| !token.is_empty());
        if rows.len() > MOST_IMAGES {
            break;
        }
        if token.is_none() {
            return Ok(rows);
        }
    }
    Err(Failure::Refused(Why::Unreachable))
}

fn image(row: &Row, sieve: &Sieve) -> Option<Image> {
    let moment = |text: &str| text.parse().ok();
    Some(Image {
        id: row.image_id().and_then(ImageId::parse)?,
        name: row.name()?.to_owned(),
        owner: row.owner_id()?.to_owned(),
        platform: row
            .platform()
            .map(|platform| platform.as_str().to_ascii_lowercase()),
        architecture: row.architecture()?.as_str().to_owned(),
        state: row.state()?.as_str().to_owned(),
        created: row.creation_date().and_then(moment)?,
        deprecated: row.deprecation_time().and_then(moment),
        allowed: row.image_allowed(),
        read_at: sieve.now,
    })
}

/// What instances still tell of images that are gone:
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceImageMetadata.html>. It cannot be asked by image,
/// so an instance of each is looked for first.
pub(super) async fn instances(
    client: &Client,
    ids: &BTreeSet<ImageId>,
    sieve: &Sieve,
    facts: &mut PlaceFacts,
) -> Result<(), Failure> {
    let mut instances = BTreeMap::new();
    let all: Vec<&ImageId> = ids.iter().collect();
    for chunk in all.chunks(VALUES) {
        launched(client, chunk, &mut instances).await?;
    }
    let instances: Vec<&String> = instances.values().collect();
    for chunk in instances.chunks(VALUES) {
        let request = chunk
            .iter()
            .fold(client.describe_instance_image_metadata(), |request, instance| {
                request.instance_ids(*instance)
            });
        let answer = request.send().await.map_err(|error| of_call(&error))?;
        for metadata in answer.instance_image_metadata() {
            let Some((id, remains)) = metadata.image_metadata().and_then(remains) else {
                continue;
            };
            if ids.contains(&id) {
                let missing = Missing {
                    remembered: Some(remains),
                    ..Missing::at(sieve.now)
                };
                sieve.missing(&id, missing, facts);
            }
        }
    }
    Ok(())
}

/// One instance of each image, by image.
async fn launched(
    client: &Client,
    ids: &[&ImageId],
    instances: &mut BTreeMap<ImageId, String>,
) -> Result<(), Failure> {
    let request = client
        .describe_instances()
        .max_results(1_000)
        .filters(filter("image-id", ids.iter().map(|id| id.as_str())));
    let mut token = None;
    for _ in 0..PAGES {
        let page = request.clone().set_next_token(token);
        let page = page.send().await.map_err(|error| of_call(&error))?;
        for instance in page
            .reservations()
            .iter()
            .flat_map(aws_sdk_ec2::types::Reservation::instances)
        {
            let image = instance.image_id().and_then(ImageId::parse);
            if let Some((image, id)) = image.zip(instance.instance_id().filter(|id| is_instance(id))) {
                instances.entry(image).or_insert_with(|| id.to_owned());
            }
        }
        token = page
            .next_token()
            .filter(|token| !token.is_empty())
            .map(str::to_owned);
        if token.is_none() || ids.iter().all(|id| instances.contains_key(id)) {
            break;
        }
    }
    Ok(())
}

fn is_instance(id: &str) -> bool {
    let digits = id.strip_prefix("i-");
    digits.is_some_and(|text| text.len() <= 17 && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn remains(metadata: &ImageMetadata) -> Option<(ImageId, Remains)> {
    let id = metadata.image_id().and_then(ImageId::parse)?;
    let remains = Remains {
        name: metadata.name()?.to_owned(),
        owner: metadata.owner_id().filter(|owner| is_account(owner))?.to_owned(),
    };
    Some((id, remains))
}
