//! `amiforge/build/v1`: what a build came to, for programs and for everything that tells people. `v1` only grows.
//!
//! `amiforge report` reads it back from files that others may have written, so nothing in it may be believed there.
//! Times are RFC 3339 in UTC, durations whole seconds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The word in `schema`.
pub const SCHEMA: &str = "amiforge/build/v1";

/// The whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// [`SCHEMA`].
    pub schema: String,
    /// How it ended.
    pub outcome: Outcome,
    /// One line: how it ended, and why.
    pub verdict: String,
    /// The image, once there is one.
    pub image: Option<BuiltImage>,
    /// AMIs, by region and account.
    pub amis: Vec<BuiltAmi>,
    /// URIs of container images.
    pub containers: Vec<String>,
    /// How long each stage took, in order.
    pub stages: Vec<StageTime>,
    /// The workflows with their steps, in order.
    pub workflows: Vec<Workflow>,
    /// How the tests went.
    pub tests: Tests,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// How it differs from the image before.
    pub comparison: Option<Comparison>,
    /// Fast Launch where the distribution asks for it.
    pub fast_launch: Vec<FastLaunch>,
    /// Sentences that a person should read besides.
    pub notes: Vec<String>,
}

/// How a build ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was started and runs on; nobody waited.
    #[default]
    Started,
    /// The image is available, everywhere it was meant to be.
    Succeeded,
    /// The image is available, and not everywhere it was meant to be.
    Partial,
    /// Nothing had changed, so nothing was built.
    Unchanged,
    /// It failed.
    Failed,
    /// It was cancelled.
    Cancelled,
    /// The image was made, and is deprecated, disabled or deleted by now.
    Retired,
    /// A limit was reached while it ran.
    TimedOut,
    /// It could not be followed to its end; without an image: nobody knows whether it was started.
    Lost,
    /// No build was started that is known of, and the notes say why.
    NotStarted,
}

/// The image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BuiltImage {
    /// Its ARN with the build number.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// `1.2.3/4`.
    pub version: String,
    /// `Windows`, `Linux`, `macOS`.
    pub platform: Option<String>,
    /// AWS's word for where it is.
    pub status: String,
    /// When it was begun.
    pub created: Option<String>,
    /// The ARN of the recipe.
    pub recipe: Option<String>,
    /// The parent image as written in the recipe.
    pub parent: Option<String>,
    /// The AMI that it was built on.
    pub base_image: Option<String>,
    /// The ARNs of the components, in order.
    pub components: Vec<String>,
    /// The ARN of the pipeline.
    pub pipeline: Option<String>,
    /// Where its log is, for people: a log group and stream, or a place in S3.
    pub log: Option<String>,
}

/// An AMI.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BuiltAmi {
    /// The region.
    pub region: String,
    /// The account.
    pub account: Option<String>,
    /// `ami-…`; none where it is missing.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Whether it is there.
    pub available: bool,
    /// Why it is not.
    pub reason: Option<String>,
}

/// A stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StageTime {
    /// `building`, `testing`, `distributing`.
    pub stage: String,
    /// How long it took, or has taken so far.
    pub seconds: u64,
    /// How long it took for the image before.
    pub before: Option<u64>,
}

/// A workflow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Workflow {
    /// Its name.
    pub name: String,
    /// `BUILD`, `TEST`, `DISTRIBUTION`.
    pub kind: String,
    /// AWS's word.
    pub status: String,
    /// How long it took.
    pub seconds: Option<u64>,
    /// Its steps.
    pub steps: Vec<WorkflowStep>,
}

/// A step of a workflow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkflowStep {
    /// Its name.
    pub name: String,
    /// The step action.
    pub action: String,
    /// AWS's word.
    pub status: String,
    /// How long it took.
    pub seconds: Option<u64>,
}

/// How the tests went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tests {
    /// Nobody knows, because they have not ended.
    #[default]
    Unknown,
    /// There are none.
    None,
    /// They passed.
    Passed,
    /// They failed.
    Failed,
}

/// Why a build failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Failure {
    /// The stage, by its word.
    pub stage: Option<String>,
    /// The name of the workflow.
    pub workflow: Option<String>,
    /// The step of the workflow.
    pub workflow_step: Option<String>,
    /// The component: `name 1.2.3/4`.
    pub component: Option<String>,
    /// Its ARN.
    pub component_arn: Option<String>,
    /// The phase of the document.
    pub phase: Option<String>,
    /// The step of the document.
    pub step: Option<String>,
    /// The action module of the step.
    pub action: Option<String>,
    /// The exit code of what the step ran.
    pub exit_code: Option<i64>,
    /// What Image Builder says, in one line.
    pub message: String,
    /// Where the step stands in this repository.
    pub place: Option<Place>,
    /// The last lines of the log that say something.
    pub log: Vec<String>,
    /// Where they come from, or why there are none.
    pub log_source: Option<String>,
    /// Messages that are known, with what to do.
    pub known: Vec<Known>,
    /// Regions and accounts in which the distribution failed.
    pub regions: Vec<FailedRegion>,
}

/// A place in a file of the repository.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// The file, from the root of the repository, with `/`.
    pub path: String,
    /// Its line, from 1.
    pub line: u32,
    /// Its column, from 1, in characters.
    pub column: u32,
}

/// A message that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// The id of its page.
    pub id: String,
    /// What it is, in one line.
    pub title: String,
    /// Why it happens.
    pub cause: String,
    /// What to do.
    pub fix: String,
    /// The address of its page.
    pub url: String,
}

/// A region in which the distribution failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FailedRegion {
    /// The region.
    pub region: Option<String>,
    /// The account.
    pub account: Option<String>,
    /// The step of the configuration.
    pub step: Option<String>,
    /// What it said.
    pub message: Option<String>,
}

/// What is known about the content of an image, and how it differs from the image before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Comparison {
    /// The ARN of the image before; none for the first one, or where it cannot be told.
    pub previous: Option<String>,
    /// Its version: `1.2.3/4`.
    pub previous_version: Option<String>,
    /// Packages; none where they cannot be compared, and `notes` say why.
    pub packages: Option<Packages>,
    /// Findings of Amazon Inspector; none where they cannot be read, and `notes` say why.
    pub findings: Option<Findings>,
    /// Why the gate of `--fail-on-severity` is closed; none where it is open, or where there is none.
    pub gate: Option<String>,
    /// Why something is missing here.
    pub notes: Vec<String>,
}

/// Packages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Packages {
    /// How many there are now.
    pub total: usize,
    /// Those that the image before had not.
    pub added: Vec<Package>,
    /// Those that only the image before had.
    pub removed: Vec<Package>,
    /// Those with another version.
    pub changed: Vec<ChangedPackage>,
}

/// A package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its versions, in order; several where it is installed more than once.
    pub version: String,
}

/// A package with another version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChangedPackage {
    /// Its name.
    pub name: String,
    /// What it was.
    pub from: String,
    /// What it is.
    pub to: String,
}

/// Findings of Amazon Inspector.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Findings {
    /// How many there are now, by severity in lower case.
    pub counts: BTreeMap<String, usize>,
    /// Whether those of the image before are known; otherwise there is nothing new or fixed here.
    pub compared: bool,
    /// Those that the image before had not, the worst first.
    pub new: Vec<Finding>,
    /// Those that only the image before had.
    pub fixed: Vec<Finding>,
}

/// A finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Finding {
    /// `CVE-2026-1234`.
    pub id: String,
    /// Its severity in lower case.
    pub severity: String,
    /// The packages that have it.
    pub packages: Vec<String>,
    /// What it is.
    pub title: String,
    /// Whether there is a newer package without it: AWS's word.
    pub fix_available: Option<String>,
}

/// Fast Launch in a region and account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FastLaunch {
    /// The region.
    pub region: String,
    /// The account; none is the own one.
    pub account: Option<String>,
    /// The AMI.
    pub ami: Option<String>,
    /// EC2's word, or `absent`, or `unknown` where it may not be asked.
    pub state: String,
    /// Why.
    pub reason: Option<String>,
}
