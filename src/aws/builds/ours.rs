//! Builds of an account, by their tags: for a sweep, and to find a build whose ARN nobody has.
//! <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ListImageBuildVersions.html>

use std::collections::BTreeMap;

use aws_sdk_imagebuilder::types::ImageSummary;

use super::answer::{status, time};
use super::{Builds, ITEMS, Rows, pages};
use crate::aws::failure::of_build;
use crate::build::Status;
use crate::build::port::CallError;
use crate::release::Time;

/// Pages of an account: 25,000 images.
const PAGES: usize = 1_000;

/// An image of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its ARN, with the build number.
    pub arn: String,
    /// Where it is.
    pub status: Status,
    /// When it was begun.
    pub created: Option<Time>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// The images that were looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// They, the oldest first.
    pub images: Vec<Listed>,
    /// Whether there are more images than are looked at.
    pub cut: bool,
}

impl Builds {
    /// Looks through all images of the account in this region. The order of the list is not documented, so none can be left
    /// out by its age.
    pub async fn list(&self, keep: impl Fn(&Listed) -> bool) -> Result<Listing, CallError> {
        let found = pages(PAGES, async |token| {
            let request = self.client.list_image_build_versions().max_results(ITEMS);
            let page = request.set_next_token(token).send().await;
            let page = page.map_err(|error| {
                let about = "the images of the account";
                of_build("imagebuilder:ListImageBuildVersions", about, &error)
            })?;
            let found = page.image_summary_list.unwrap_or_default();
            let kept = found.into_iter().filter_map(listed).filter(&keep);
            Ok((kept.collect(), page.next_token))
        });
        let Rows {
            rows: mut images,
            cut,
        } = found.await?;
        images.sort_by(|a, b| (a.created, &a.arn).cmp(&(b.created, &b.arn)));
        Ok(Listing { images, cut })
    }
}

fn listed(found: ImageSummary) -> Option<Listed> {
    Some(Listed {
        arn: found.arn?,
        status: status(found.state.as_ref()?.status()?),
        created: time(found.date_created.as_deref()),
        tags: found.tags.unwrap_or_default().into_iter().collect(),
    })
}
