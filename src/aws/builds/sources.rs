//! What the newest image was built from, and what the next one would be: for `--skip-unchanged`.

use std::collections::BTreeSet;

use aws_sdk_imagebuilder::types as sdk;

use super::answer::time;
use super::{Builds, ITEMS, PAGES, Rows, nothing, pages};
use crate::aws::failure::of_build;
use crate::build::port::CallError;
use crate::build::versions::unchanged::Configuration;
use crate::release::{ImageId, Time};

/// Images that an AMI was made from, one after the other, are followed so far: the copy, what Image Builder made, its parent.
const GENERATIONS: usize = 3;

/// What a pipeline builds from.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// The ARN of its recipe.
    pub recipe: String,
    /// The ARN of its infrastructure configuration.
    pub infrastructure: String,
    /// The ARN of its distribution configuration.
    pub distribution: Option<String>,
    /// ARNs of its workflows.
    pub workflows: Vec<String>,
    /// When it was updated last; created, when it never was.
    pub updated: Option<Time>,
}

impl Builds {
    /// A pipeline.
    pub async fn pipeline(&self, arn: &str) -> Result<Pipeline, CallError> {
        const ACTION: &str = "imagebuilder:GetImagePipeline";
        let answer = self
            .client
            .get_image_pipeline()
            .image_pipeline_arn(arn)
            .send()
            .await;
        let answer = answer.map_err(|error| of_build(ACTION, arn, &error))?;
        let pipeline = answer
            .image_pipeline
            .ok_or_else(|| nothing(ACTION, arn, "a pipeline"))?;
        let workflows = pipeline.workflows.unwrap_or_default();
        Ok(Pipeline {
            recipe: pipeline
                .image_recipe_arn
                .or(pipeline.container_recipe_arn)
                .ok_or_else(|| nothing(ACTION, arn, "the recipe"))?,
            infrastructure: pipeline
                .infrastructure_configuration_arn
                .ok_or_else(|| nothing(ACTION, arn, "the infrastructure configuration"))?,
            distribution: pipeline.distribution_configuration_arn,
            workflows: workflows
                .into_iter()
                .map(|workflow| workflow.workflow_arn)
                .collect(),
            updated: time(pipeline.date_updated.or(pipeline.date_created).as_deref()),
        })
    }

    /// An infrastructure configuration and when it was updated.
    pub async fn infrastructure(&self, arn: &str) -> Result<Configuration, CallError> {
        const ACTION: &str = "imagebuilder:GetInfrastructureConfiguration";
        let request = self.client.get_infrastructure_configuration();
        let answer = request.infrastructure_configuration_arn(arn).send().await;
        let answer = answer.map_err(|error| of_build(ACTION, arn, &error))?;
        let found = answer.infrastructure_configuration;
        let updated = found.and_then(|found| found.date_updated.or(found.date_created));
        Ok(Configuration {
            arn: arn.to_owned(),
            updated: time(updated.as_deref()),
        })
    }

    /// A distribution configuration and when it was updated.
    pub async fn distribution(&self, arn: &str) -> Result<Configuration, CallError> {
        const ACTION: &str = "imagebuilder:GetDistributionConfiguration";
        let request = self.client.get_distribution_configuration();
        let answer = request.distribution_configuration_arn(arn).send().await;
        let answer = answer.map_err(|error| of_build(ACTION, arn, &error))?;
        let found = answer.distribution_configuration;
        let updated = found.and_then(|found| found.date_updated.or(found.date_created));
        Ok(Configuration {
            arn: arn.to_owned(),
            updated: time(updated.as_deref()),
        })
    }

    /// The ARN of the newest available image of a version: `…:image/golden/1.4.2`.
    pub async fn newest_of_version(&self, version: &str) -> Result<Option<String>, CallError> {
        const ACTION: &str = "imagebuilder:ListImageBuildVersions";
        let found = pages(PAGES, async |token| {
            let request = self.client.list_image_build_versions().image_version_arn(version);
            let page = request.max_results(ITEMS).set_next_token(token).send().await;
            let page = page.map_err(|error| of_build(ACTION, version, &error))?;
            Ok((available(page.image_summary_list()), page.next_token))
        });
        match found.await {
            Ok(found) => Ok(newest(found)),
            Err(error) => super::versions::missing(error),
        }
    }

    /// The ARN of the newest available image of a pipeline.
    pub async fn newest_of_pipeline(&self, pipeline: &str) -> Result<Option<String>, CallError> {
        const ACTION: &str = "imagebuilder:ListImagePipelineImages";
        let found = pages(PAGES, async |token| {
            let request = self.client.list_image_pipeline_images();
            let request = request.image_pipeline_arn(pipeline).max_results(ITEMS);
            let page = request.set_next_token(token).send().await;
            let page = page.map_err(|error| of_build(ACTION, pipeline, &error))?;
            Ok((available(page.image_summary_list()), page.next_token))
        });
        Ok(newest(found.await?))
    }

    /// The images that an AMI was made from, the nearest first
    /// (<https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Image.html>, `SourceImageId`).
    pub async fn sources(&self, ami: &ImageId) -> Result<Vec<ImageId>, CallError> {
        const ACTION: &str = "ec2:DescribeImages";
        let client = aws_sdk_ec2::Client::new(&self.config);
        let mut sources: Vec<ImageId> = Vec::new();
        let mut seen = BTreeSet::from([ami.clone()]);
        let mut next = ami.clone();
        for _ in 0..GENERATIONS {
            let id = aws_sdk_ec2::types::Filter::builder()
                .name("image-id")
                .values(next.as_str())
                .build();
            let request = client
                .describe_images()
                .include_deprecated(true)
                .include_disabled(true)
                .filters(id);
            let answer = request.send().await;
            let answer = answer.map_err(|error| of_build(ACTION, next.as_str(), &error))?;
            let source = answer
                .images()
                .iter()
                .find_map(|image| ImageId::parse(image.source_image_id()?));
            let Some(source) = source.filter(|source| seen.insert(source.clone())) else {
                break;
            };
            next = source.clone();
            sources.push(source);
        }
        Ok(sources)
    }
}

/// The available images of a page: when each was made, its build, its ARN.
fn available(rows: &[sdk::ImageSummary]) -> Vec<(Time, u64, String)> {
    let available = |row: &&sdk::ImageSummary| {
        row.state().and_then(sdk::ImageState::status) == Some(&sdk::ImageStatus::Available)
    };
    let rows = rows.iter().filter(available);
    rows.filter_map(|row| {
        let arn = row.arn()?;
        let build = arn.rsplit('/').next()?.parse().ok()?;
        Some((time(row.date_created())?, build, arn.to_owned()))
    })
    .collect()
}

/// The ARN of the newest one.
fn newest(found: Rows<(Time, u64, String)>) -> Option<String> {
    found.rows.into_iter().max().map(|(_, _, arn)| arn)
}
