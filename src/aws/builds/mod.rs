//! Builds of Image Builder: started, looked at, cancelled, listed. Each file here makes the calls of one task.

mod answer;
mod content;
mod fast_launch;
mod logs;
mod ours;
mod sources;
mod versions;

use std::collections::BTreeMap;

use aws_config::{Region, SdkConfig};
use aws_sdk_imagebuilder::Client;
use aws_sdk_imagebuilder::types::{ImageScanningConfiguration, WorkflowConfiguration};

use super::Aws;
use super::client::{self, Count};
use super::failure::{NOT_THERE, of_build};
use crate::build::port::{CallError, ImageBuilder, Kind, Sent, Start, Tagged};
use crate::build::tags::Run;
use crate::build::{Class, Execution, Image, Step};

pub use ours::{Listed, Listing};
pub use sources::Pipeline;
pub use versions::{ComponentBuild, RecipeVersion};

/// Pages of the workflows and steps of one image, and items in one: Image Builder gives no more than that
/// (<https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ListWorkflowExecutions.html>).
const PAGES: usize = 40;
const ITEMS: i32 = 25;

/// Image Builder in one region.
pub struct Builds {
    config: SdkConfig,
    client: Client,
}

impl Builds {
    /// Image Builder in a region, asked with the credentials of a run.
    pub fn new(aws: &Aws, region: &str) -> Self {
        let config = aws.region(region);
        let client = client::image_builder(&config, aws.role.clone());
        Self { config, client }
    }

    /// The region that is asked.
    pub fn region(&self) -> &str {
        self.config.region().map_or("", Region::as_ref)
    }

    async fn start_pipeline(
        &self,
        arn: &str,
        token: &str,
        tags: &BTreeMap<String, String>,
        sent: &Sent,
    ) -> Result<String, CallError> {
        const ACTION: &str = "imagebuilder:StartImagePipelineExecution";
        let answer = self
            .client
            .start_image_pipeline_execution()
            .image_pipeline_arn(arn)
            .client_token(token)
            .set_tags(some(tags))
            .customize()
            .interceptor(Count(sent.clone()))
            .send()
            .await
            .map_err(|error| of_build(ACTION, arn, &error))?;
        answer
            .image_build_version_arn
            .ok_or_else(|| nothing(ACTION, arn, "the ARN of the image"))
    }

    async fn create(
        &self,
        asked: &Asked<'_>,
        token: &str,
        tags: &BTreeMap<String, String>,
        sent: &Sent,
    ) -> Result<String, CallError> {
        const ACTION: &str = "imagebuilder:CreateImage";
        let recipe = asked.recipe;
        let request = self.client.create_image();
        let request = if recipe.contains(":container-recipe/") {
            request.container_recipe_arn(recipe)
        } else {
            request.image_recipe_arn(recipe)
        };
        let answer = request
            .infrastructure_configuration_arn(asked.infrastructure)
            .set_distribution_configuration_arn(asked.distribution.map(str::to_owned))
            .set_workflows(asked.workflows())
            .set_execution_role(asked.role.map(str::to_owned))
            .set_image_scanning_configuration(asked.scanning())
            .client_token(token)
            .set_tags(some(tags))
            .customize()
            .interceptor(Count(sent.clone()))
            .send()
            .await
            .map_err(|error| of_build(ACTION, recipe, &error))?;
        answer
            .image_build_version_arn
            .ok_or_else(|| nothing(ACTION, recipe, "the ARN of the image"))
    }
}

/// What `CreateImage` is asked for.
struct Asked<'s> {
    recipe: &'s str,
    infrastructure: &'s str,
    distribution: Option<&'s str>,
    workflows: &'s [String],
    role: Option<&'s str>,
    scan: bool,
}

impl Asked<'_> {
    /// None where none is named: then Image Builder takes its own.
    fn workflows(&self) -> Option<Vec<WorkflowConfiguration>> {
        let workflow = |arn: &String| WorkflowConfiguration::builder().workflow_arn(arn).build().ok();
        (!self.workflows.is_empty()).then(|| self.workflows.iter().filter_map(workflow).collect())
    }

    /// None where it is not asked for, as Image Builder's own default is.
    fn scanning(&self) -> Option<ImageScanningConfiguration> {
        let on = ImageScanningConfiguration::builder().image_scanning_enabled(true);
        self.scan.then(|| on.build())
    }
}

impl ImageBuilder for Builds {
    async fn start(
        &self,
        start: &Start,
        token: &str,
        tags: &BTreeMap<String, String>,
        sent: &Sent,
    ) -> Result<String, CallError> {
        match start {
            Start::Pipeline { arn } => self.start_pipeline(arn, token, tags, sent).await,
            Start::Image {
                recipe,
                infrastructure,
                distribution,
                workflows,
                role,
                scan,
            } => {
                let asked = Asked {
                    recipe,
                    infrastructure,
                    distribution: distribution.as_deref(),
                    workflows,
                    role: role.as_deref(),
                    scan: *scan,
                };
                self.create(&asked, token, tags, sent).await
            }
        }
    }

    async fn image(&self, arn: &str) -> Result<Image, CallError> {
        const ACTION: &str = "imagebuilder:GetImage";
        let request = self.client.get_image().image_build_version_arn(arn);
        let answer = request.send().await.map_err(|error| {
            let mut error = of_build(ACTION, arn, &error);
            // Image Builder lists no error of its own for an image that is gone.
            if error
                .code
                .as_deref()
                .is_some_and(|code| NOT_THERE.contains(&code))
            {
                error.kind = Kind::NotFound;
            }
            error
        })?;
        let image = answer.image.ok_or_else(|| nothing(ACTION, arn, "an image"))?;
        answer::image(arn, image).ok_or_else(|| nothing(ACTION, arn, "the state of the image"))
    }

    async fn executions(&self, image: &str) -> Result<Vec<Execution>, CallError> {
        const ACTION: &str = "imagebuilder:ListWorkflowExecutions";
        let found = pages(PAGES, async |token| {
            let request = self.client.list_workflow_executions().max_results(ITEMS);
            let request = request.image_build_version_arn(image).set_next_token(token);
            let page = request.send().await;
            let page = page.map_err(|error| of_build(ACTION, image, &error))?;
            Ok((page.workflow_executions.unwrap_or_default(), page.next_token))
        });
        Ok(answer::executions(found.await?.rows))
    }

    async fn steps(&self, execution: &str) -> Result<Vec<Step>, CallError> {
        const ACTION: &str = "imagebuilder:ListWorkflowStepExecutions";
        let found = pages(PAGES, async |token| {
            let request = self.client.list_workflow_step_executions().max_results(ITEMS);
            let request = request.workflow_execution_id(execution).set_next_token(token);
            let page = request.send().await;
            let page = page.map_err(|error| of_build(ACTION, execution, &error))?;
            Ok((page.steps.unwrap_or_default(), page.next_token))
        });
        Ok(answer::steps(found.await?.rows))
    }

    async fn cancel(&self, image: &str, token: &str) -> Result<(), CallError> {
        const ACTION: &str = "imagebuilder:CancelImageCreation";
        let request = self
            .client
            .cancel_image_creation()
            .image_build_version_arn(image)
            .client_token(token);
        let Err(error) = request.send().await else {
            return Ok(());
        };
        let error = of_build(ACTION, image, &error);
        // Which error an image has that ended meanwhile is not documented, so the image itself is asked.
        let refused = matches!(error.kind, Kind::Invalid | Kind::Busy | Kind::NotFound);
        if refused
            && let Ok(found) = self.image(image).await
            && found.status.class() != Class::Running
        {
            return Ok(());
        }
        Err(error)
    }

    async fn of_run(&self, run: &Run) -> Result<Vec<Tagged>, CallError> {
        let listing = self.list(|found| run.owns(&found.tags)).await?;
        let images = listing.images.into_iter();
        Ok(images.map(|found| (found.arn, found.tags)).collect())
    }
}

/// The rows of a list.
struct Rows<T> {
    rows: Vec<T>,
    /// Whether there are more than were asked for.
    cut: bool,
}

impl<T> Rows<T> {
    /// The rows; none where there are more than these.
    fn whole(self) -> Option<Vec<T>> {
        (!self.cut).then_some(self.rows)
    }
}

/// Reads a list page by page, so many pages at most.
async fn pages<T>(
    most: usize,
    mut page: impl AsyncFnMut(Option<String>) -> Result<(Vec<T>, Option<String>), CallError>,
) -> Result<Rows<T>, CallError> {
    let (mut rows, mut token) = (Vec::new(), None);
    for _ in 0..most {
        let (more, next) = page(token).await?;
        rows.extend(more);
        token = next.filter(|token| !token.is_empty());
        if token.is_none() {
            break;
        }
    }
    let cut = token.is_some();
    Ok(Rows { rows, cut })
}

/// None of none, because a request with an empty map is not the same as one without.
fn some(tags: &BTreeMap<String, String>) -> Option<std::collections::HashMap<String, String>> {
    (!tags.is_empty()).then(|| tags.clone().into_iter().collect())
}

/// An answer that lacks what it is for.
fn nothing(action: &'static str, about: &str, what: &str) -> CallError {
    CallError {
        action,
        about: crate::visible::visible(about).into_owned(),
        kind: Kind::Unavailable,
        code: None,
        message: format!("the answer of AWS lacks {what}"),
    }
}
