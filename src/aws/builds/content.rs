//! What is in an image: its packages, and what Amazon Inspector found in them.
//! <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ListImagePackages.html>,
//! <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ListImageScanFindings.html>

use std::time::Duration;

use aws_sdk_imagebuilder::types::{ImagePackage, ImageScanFinding, ImageScanFindingsFilter, ImageSummary};

use super::answer::{status, time};
use super::versions::by_name;
use super::{Builds, pages};
use crate::aws::failure::of_build;
use crate::build::compare::{Candidate, Contents};
use crate::build::document::{Finding, Package};
use crate::build::port::CallError;
use crate::build::{Image, Status};

/// Items of a page. Image Builder gives 25 when it is not asked for more, and no more than these.
const ITEMS: i32 = 100;

/// Pages of one list: 50,000 packages or findings. What has more is not read to its end, and so not at all.
const PAGES: usize = 500;

/// Between two pages: the lists are long, and a build that waits for its own answers has the same limit.
const PACE: Duration = Duration::from_millis(100);

impl Contents for Builds {
    async fn candidates(&self, image: &Image) -> Result<Option<Vec<Candidate>>, CallError> {
        let own = |found: &[Candidate]| found.iter().any(|candidate| candidate.arn == image.arn);
        match self.named(&image.name).await? {
            // By the name as it is shown, which is not that of the ARN. Whoever does not find the image itself has looked wrong.
            Some(found) if own(&found) => Ok(Some(found)),
            _ => self.all().await,
        }
    }

    async fn packages(&self, image: &str) -> Result<Option<Vec<Package>>, CallError> {
        const ACTION: &str = "imagebuilder:ListImagePackages";
        let found = pages(PAGES, async |token| {
            pace(token.as_ref()).await;
            let request = self.client.list_image_packages().max_results(ITEMS);
            let request = request.image_build_version_arn(image).set_next_token(token);
            let page = request.send().await;
            let page = page.map_err(|error| of_build(ACTION, image, &error))?;
            let packages = page.image_package_list.unwrap_or_default().into_iter();
            Ok((packages.filter_map(package).collect(), page.next_token))
        });
        Ok(found.await?.whole())
    }

    async fn findings(&self, image: &str) -> Result<Option<Vec<Finding>>, CallError> {
        const ACTION: &str = "imagebuilder:ListImageScanFindings";
        // Without a filter these would be the findings of the whole account.
        let filter = ImageScanFindingsFilter::builder()
            .name("imageBuildVersionArn")
            .values(image)
            .build();
        let found = pages(PAGES, async |token| {
            pace(token.as_ref()).await;
            let request = self.client.list_image_scan_findings().max_results(ITEMS);
            let request = request.filters(filter.clone()).set_next_token(token);
            let page = request.send().await;
            let page = page.map_err(|error| of_build(ACTION, image, &error))?;
            let findings = page.findings.unwrap_or_default().into_iter();
            Ok((findings.map(finding).collect(), page.next_token))
        });
        Ok(found.await?.whole())
    }
}

impl Builds {
    /// The builds of images with a name; none where there are too many.
    async fn named(&self, name: &str) -> Result<Option<Vec<Candidate>>, CallError> {
        const ACTION: &str = "imagebuilder:ListImageBuildVersions";
        let found = pages(PAGES, async |token| {
            pace(token.as_ref()).await;
            let request = self.client.list_image_build_versions().max_results(ITEMS);
            let request = request.filters(by_name(name)).set_next_token(token);
            let page = request.send().await;
            let page = page.map_err(|error| of_build(ACTION, name, &error))?;
            let summaries = page.image_summary_list.unwrap_or_default().into_iter();
            Ok((summaries.filter_map(candidate).collect(), page.next_token))
        });
        Ok(found.await?.whole())
    }

    /// All builds of the account; none where there are too many.
    async fn all(&self) -> Result<Option<Vec<Candidate>>, CallError> {
        let listing = self.list(|listed| listed.status == Status::Available).await?;
        let candidates = listing.images.into_iter().map(|listed| Candidate {
            arn: listed.arn,
            created: listed.created,
            available: true,
        });
        Ok((!listing.cut).then(|| candidates.collect()))
    }
}

/// Waits before every page but the first, which is asked for without a token.
async fn pace(token: Option<&String>) {
    if token.is_some() {
        tokio::time::sleep(PACE).await;
    }
}

fn candidate(summary: ImageSummary) -> Option<Candidate> {
    let state = summary.state.as_ref().and_then(|state| state.status.as_ref());
    Some(Candidate {
        arn: summary.arn?,
        created: time(summary.date_created.as_deref()),
        available: state.map(status) == Some(Status::Available),
    })
}

fn package(package: ImagePackage) -> Option<Package> {
    Some(Package {
        name: package.package_name?,
        version: package.package_version.unwrap_or_default(),
    })
}

fn finding(finding: ImageScanFinding) -> Finding {
    let (id, packages) = match finding.package_vulnerability_details {
        Some(details) => (details.vulnerability_id, details.vulnerable_packages),
        None => (String::new(), None),
    };
    let severity = finding.severity.unwrap_or_default().to_lowercase();
    Finding {
        id,
        severity: if severity.is_empty() {
            "unknown".to_owned()
        } else {
            severity
        },
        packages: packages
            .into_iter()
            .flatten()
            .filter_map(|package| package.name)
            .collect(),
        title: finding.title.unwrap_or_default(),
        fix_available: finding.fix_available,
    }
}
