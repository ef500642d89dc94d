//! What AWS said about an image at one moment, in our own words. Every text in it is somebody else's.

use std::collections::BTreeMap;

use super::Status;
use crate::release::Time;

/// An image build version (`GetImage`). <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_Image.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its ARN, with the build number.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// `1.2.3/4`.
    pub version: String,
    /// `Windows`, `Linux`, `macOS`.
    pub platform: Option<String>,
    /// Where it is.
    pub status: Status,
    /// Why it is there.
    pub reason: Option<String>,
    /// Where it failed, as far as Image Builder tells.
    pub failure: Option<FailureContext>,
    /// When it was begun.
    pub created: Option<Time>,
    /// What it was built from.
    pub recipe: Option<Recipe>,
    /// The ARN of the pipeline that started it.
    pub pipeline: Option<String>,
    /// The ARN of its infrastructure configuration.
    pub infrastructure: Option<String>,
    /// The ARN of its distribution configuration.
    pub distribution: Option<String>,
    /// Where the copies are meant to go.
    pub targets: Vec<Target>,
    /// AMIs that were made.
    pub amis: Vec<Ami>,
    /// Container images that were made.
    pub containers: Vec<Container>,
    /// Where its log is.
    pub logs: Logs,
    /// Whether tests are part of it.
    pub tests: bool,
    /// Whether the list of packages is kept.
    pub packages: bool,
    /// The state of the scan by Amazon Inspector, in AWS's word.
    pub scan: Option<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl Image {
    /// The log group of the build: the one that is set, or `/aws/imagebuilder/NAME`
    /// (<https://docs.aws.amazon.com/imagebuilder/latest/userguide/monitor-cwlogs.html>). A name with blanks cannot be part of a
    /// group's, so there the name of the ARN stands.
    pub fn log_group(&self) -> String {
        if let Some(group) = &self.logs.group {
            return group.clone();
        }
        let fits = |c: char| c.is_ascii_alphanumeric() || "_-./#".contains(c);
        let in_arn = || self.arn.split('/').nth(1).unwrap_or_default();
        let name = if self.name.chars().all(fits) {
            &self.name
        } else {
            in_arn()
        };
        format!("/aws/imagebuilder/{name}")
    }
}

/// An image recipe or a container recipe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipe {
    /// Its ARN.
    pub arn: String,
    /// The parent image as written in it: an AMI id, an ARN, `ssm:…`.
    pub parent: Option<String>,
    /// The ARNs of its components, in order.
    pub components: Vec<String>,
}

/// A region and accounts that a distribution copies to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The region.
    pub region: String,
    /// The accounts besides the own one.
    pub accounts: Vec<String>,
    /// Accounts for which Fast Launch is asked for; none in an entry means the own account.
    pub fast_launch: Vec<Option<String>>,
}

/// An AMI of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ami {
    /// The region.
    pub region: String,
    /// The account.
    pub account: Option<String>,
    /// `ami-…`.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Where it is; none where AWS does not say, which counts as there.
    pub status: Option<Status>,
    /// Why it is there.
    pub reason: Option<String>,
}

/// A container image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Container {
    /// The region.
    pub region: String,
    /// Its URIs.
    pub uris: Vec<String>,
}

/// Where logs of a build are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Logs {
    /// The log group, when another than the default is set. The default is `/aws/imagebuilder/NAME`, the stream `VERSION/BUILD`.
    pub group: Option<String>,
    /// The bucket and prefix in S3, when the infrastructure configuration has them.
    pub bucket: Option<(String, String)>,
}

/// `state.failureContext`.
/// <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImageFailureContext.html>
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailureContext {
    /// The status in which it failed.
    pub status: Option<Status>,
    /// The id of the workflow execution.
    pub execution: Option<String>,
    /// The ARN of the workflow.
    pub workflow: Option<String>,
    /// The id of the step execution.
    pub step_execution: Option<String>,
    /// The name of the workflow step.
    pub step: Option<String>,
    /// What failed in a component.
    pub component: Option<ComponentFailure>,
    /// What failed in the distribution.
    pub distribution: Option<DistributionFailure>,
}

/// A step of a component that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComponentFailure {
    /// The ARN of the component's build version.
    pub component: Option<String>,
    /// The phase: `build`, `validate`, `test`.
    pub phase: Option<String>,
    /// The name of the step in the document.
    pub step: Option<String>,
    /// The action module.
    pub action: Option<String>,
    /// What it said, at most 1,024 characters of it.
    pub message: Option<String>,
}

/// A distribution that failed in whole or in part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DistributionFailure {
    /// What it said: up to 384,000 characters.
    pub message: Option<String>,
    /// Region by region.
    pub regions: Vec<RegionFailure>,
}

/// A region in which something failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegionFailure {
    /// The region.
    pub region: Option<String>,
    /// The account.
    pub account: Option<String>,
    /// AWS's word for how far it came.
    pub status: Option<String>,
    /// The step of the configuration, such as `UPDATE_LAUNCH_TEMPLATES`.
    pub step: Option<String>,
    /// What it said.
    pub message: Option<String>,
}

/// A run of an image workflow (`ListWorkflowExecutions`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Execution {
    /// `wf-…`.
    pub id: String,
    /// The ARN of the workflow's build version.
    pub workflow: String,
    /// `BUILD`, `TEST`, `DISTRIBUTION`, or a word that is not known here.
    pub kind: String,
    /// AWS's word: `RUNNING`, `COMPLETED`, `FAILED`, …
    pub status: String,
    /// What it said.
    pub message: Option<String>,
    /// When it began.
    pub started: Option<Time>,
    /// When it ended.
    pub ended: Option<Time>,
}

/// A step of such a run (`ListWorkflowStepExecutions`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// `step-…`.
    pub id: String,
    /// Its name in the workflow document.
    pub name: String,
    /// The step action.
    pub action: String,
    /// AWS's word: `RUNNING`, `COMPLETED`, `FAILED`, …
    pub status: String,
    /// What it said.
    pub message: Option<String>,
    /// What it gave, JSON.
    pub outputs: Option<String>,
    /// When it began.
    pub started: Option<Time>,
    /// When it ended.
    pub ended: Option<Time>,
}

#[cfg(test)]
mod tests {
    use super::super::samples::image;

    #[test]
    fn a_log_group_is_the_one_that_is_set_or_has_the_name_of_the_image() {
        let group = |name: &str, set: Option<&str>| {
            let mut image = image("FAILED");
            name.clone_into(&mut image.name);
            image.logs.group = set.map(str::to_owned);
            image.log_group()
        };
        assert_eq!(group("Golden_1", None), "/aws/imagebuilder/Golden_1");
        assert_eq!(group("Golden 1", None), "/aws/imagebuilder/golden");
        assert_eq!(group("Golden 1", Some("/own")), "/own");
    }
}
