//! What Image Builder answers, in the words of [`crate::build::observed`]. What is missing there is missing here, and no word
//! that is not known is an error.

use aws_sdk_imagebuilder::types as sdk;

use crate::build::observed::{
    Ami, ComponentFailure, Container, DistributionFailure, FailureContext, Logs, Recipe, RegionFailure,
    Target,
};
use crate::build::{Execution, Image, Status, Step};
use crate::release::Time;

/// An image; none when it has no state.
pub(super) fn image(arn: &str, image: sdk::Image) -> Option<Image> {
    let arn = image.arn.unwrap_or_else(|| arn.to_owned());
    let state = image.state?;
    let infrastructure = image.infrastructure_configuration;
    let distribution = image.distribution_configuration;
    let outputs = image.output_resources;
    let (amis, containers) = outputs.map_or((None, None), |outputs| (outputs.amis, outputs.containers));
    Some(Image {
        name: image.name.unwrap_or_default(),
        version: version(&arn).or(image.version).unwrap_or_default(),
        platform: image.platform.map(|platform| platform.as_str().to_owned()),
        status: status(state.status.as_ref()?),
        reason: state.reason,
        failure: state.failure_context.map(failure),
        created: time(image.date_created.as_deref()),
        recipe: image
            .image_recipe
            .map(image_recipe)
            .or(image.container_recipe.map(container_recipe)),
        pipeline: image.source_pipeline_arn,
        logs: Logs {
            group: image
                .logging_configuration
                .and_then(|logging| logging.log_group_name),
            bucket: infrastructure.as_ref().and_then(bucket),
        },
        infrastructure: infrastructure.and_then(|configuration| configuration.arn),
        targets: distribution.as_ref().map(targets).unwrap_or_default(),
        distribution: distribution.and_then(|configuration| configuration.arn),
        amis: amis.into_iter().flatten().map(ami).collect(),
        containers: containers.into_iter().flatten().map(container).collect(),
        // Both are on when nothing is said: https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImage.html
        tests: image
            .image_tests_configuration
            .and_then(|tests| tests.image_tests_enabled)
            .unwrap_or(true),
        packages: image.enhanced_image_metadata_enabled.unwrap_or(true),
        scan: image
            .scan_state
            .and_then(|scan| Some(scan.status?.as_str().to_owned())),
        tags: image.tags.unwrap_or_default().into_iter().collect(),
        arn,
    })
}

/// `1.2.3/4` at the end of an ARN.
pub(super) fn version(arn: &str) -> Option<String> {
    let (front, build) = arn.rsplit_once('/')?;
    let (_, version) = front.rsplit_once('/')?;
    Some(format!("{version}/{build}"))
}

pub(super) fn status(status: &sdk::ImageStatus) -> Status {
    Status::parse(status.as_str())
}

/// Image Builder writes its times as texts.
pub(super) fn time(text: Option<&str>) -> Option<Time> {
    text?.parse().ok()
}

fn image_recipe(recipe: sdk::ImageRecipe) -> Recipe {
    Recipe {
        arn: recipe.arn.unwrap_or_default(),
        parent: recipe.parent_image,
        components: components(recipe.components),
    }
}

fn container_recipe(recipe: sdk::ContainerRecipe) -> Recipe {
    Recipe {
        arn: recipe.arn.unwrap_or_default(),
        parent: recipe.parent_image,
        components: components(recipe.components),
    }
}

fn components(components: Option<Vec<sdk::ComponentConfiguration>>) -> Vec<String> {
    let components = components.unwrap_or_default();
    components
        .into_iter()
        .map(|component| component.component_arn)
        .collect()
}

fn bucket(configuration: &sdk::InfrastructureConfiguration) -> Option<(String, String)> {
    let logs = configuration.logging()?.s3_logs()?;
    let bucket = logs.s3_bucket_name().filter(|name| !name.is_empty())?;
    Some((
        bucket.to_owned(),
        logs.s3_key_prefix().unwrap_or_default().to_owned(),
    ))
}

fn targets(configuration: &sdk::DistributionConfiguration) -> Vec<Target> {
    let target = |distribution: &sdk::Distribution| Target {
        region: distribution.region.clone(),
        accounts: distribution
            .ami_distribution_configuration()
            .map(|ami| ami.target_account_ids().to_vec())
            .unwrap_or_default(),
        fast_launch: distribution
            .fast_launch_configurations()
            .iter()
            .filter(|fast| fast.enabled)
            .map(|fast| fast.account_id.clone())
            .collect(),
    };
    configuration.distributions().iter().map(target).collect()
}

fn ami(ami: sdk::Ami) -> Ami {
    let state = ami.state;
    Ami {
        region: ami.region.unwrap_or_default(),
        account: ami.account_id,
        id: ami.image,
        name: ami.name,
        status: state.as_ref().and_then(|state| state.status()).map(status),
        reason: state.and_then(|state| state.reason),
    }
}

fn container(container: sdk::Container) -> Container {
    Container {
        region: container.region.unwrap_or_default(),
        uris: container.image_uris.unwrap_or_default(),
    }
}

fn failure(context: sdk::ImageFailureContext) -> FailureContext {
    FailureContext {
        status: context.image_status.as_ref().map(status),
        execution: context.workflow_execution_id,
        workflow: context.workflow_arn,
        step_execution: context.step_execution_id,
        step: context.failed_step,
        component: context.component_failure.map(|failure| ComponentFailure {
            component: failure.component_arn,
            phase: failure.phase_name,
            step: failure.step_name,
            action: failure.action,
            message: failure.error_message,
        }),
        distribution: context.distribution_failure.map(|failure| DistributionFailure {
            message: failure.error_message,
            regions: failure
                .region_failures
                .into_iter()
                .flatten()
                .map(region)
                .collect(),
        }),
    }
}

fn region(failure: sdk::RegionFailure) -> RegionFailure {
    RegionFailure {
        region: failure.region,
        account: failure.target_account_id,
        status: failure.status.map(|status| status.as_str().to_owned()),
        step: failure
            .image_configuration_step
            .map(|step| step.as_str().to_owned()),
        message: failure.error_message,
    }
}

/// The runs that count, in the order of their start. One that a retry has superseded does not.
pub(super) fn executions(found: Vec<sdk::WorkflowExecutionMetadata>) -> Vec<Execution> {
    let execution = |found: sdk::WorkflowExecutionMetadata| Execution {
        id: found.workflow_execution_id.unwrap_or_default(),
        workflow: found.workflow_build_version_arn.unwrap_or_default(),
        kind: found
            .r#type
            .map(|kind| kind.as_str().to_owned())
            .unwrap_or_default(),
        status: found
            .status
            .map(|status| status.as_str().to_owned())
            .unwrap_or_default(),
        message: found.message,
        started: time(found.start_time.as_deref()),
        ended: time(found.end_time.as_deref()),
    };
    let found = found.into_iter().filter(|found| found.retried != Some(true));
    let mut found: Vec<Execution> = found.map(execution).collect();
    found.sort_by_key(|execution| (execution.started.is_none(), execution.started));
    found
}

/// Steps in the order of their start. Those that wait stay behind, in the order in which Image Builder tells them.
pub(super) fn steps(found: Vec<sdk::WorkflowStepMetadata>) -> Vec<Step> {
    let step = |found: sdk::WorkflowStepMetadata| Step {
        id: found.step_execution_id.unwrap_or_default(),
        name: found.name.unwrap_or_default(),
        action: found.action.unwrap_or_default(),
        status: found
            .status
            .map(|status| status.as_str().to_owned())
            .unwrap_or_default(),
        message: found.message,
        outputs: found.outputs,
        started: time(found.start_time.as_deref()),
        ended: time(found.end_time.as_deref()),
    };
    let mut found: Vec<Step> = found.into_iter().map(step).collect();
    found.sort_by_key(|step| (step.started.is_none(), step.started));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.2.3/4";

    #[test]
    fn an_image_with_nothing_but_a_state_is_one() {
        let state = sdk::ImageState::builder()
            .status(sdk::ImageStatus::from("POLISHING"))
            .build();
        let found = sdk::Image::builder().state(state).build();
        let image = image(ARN, found).expect("an image");
        assert_eq!(
            (
                image.arn.as_str(),
                image.version.as_str(),
                image.tests,
                image.packages
            ),
            (ARN, "1.2.3/4", true, true)
        );
        assert_eq!(image.status, Status::Other("POLISHING".to_owned()));
        assert!(super::image(ARN, sdk::Image::builder().build()).is_none());
    }

    #[test]
    fn steps_are_in_the_order_of_their_start_and_those_that_wait_behind() {
        let step = |name: &str, start: Option<&str>| {
            sdk::WorkflowStepMetadata::builder()
                .name(name)
                .set_start_time(start.map(str::to_owned))
                .build()
        };
        let found = steps(vec![
            step("last", None),
            step("second", Some("2026-08-01T10:05:00.000Z")),
            step("first", Some("2026-08-01T10:00:00.000Z")),
            step("never", Some("soon")),
        ]);
        let names: Vec<&str> = found.iter().map(|step| step.name.as_str()).collect();
        assert_eq!(names, ["first", "second", "last", "never"]);
    }

    #[test]
    fn what_a_retry_has_superseded_is_not_told() {
        let run = |id: &str, retried| {
            sdk::WorkflowExecutionMetadata::builder()
                .workflow_execution_id(id)
                .retried(retried)
                .build()
        };
        let found = executions(vec![run("wf-1", true), run("wf-2", false)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].id, "wf-2");
    }
}
