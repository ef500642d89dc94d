//! What SSM and EC2 said, per partition, account and region. Facts only: no verdict, no path, no text for people.

pub mod file;
mod merge;
mod refused;
mod rows;
mod wire;

use std::collections::BTreeMap;

use super::{ImageId, Time};

pub use refused::Refused;

/// Where a fact holds. Ids and parameters of one region mean nothing in another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
    /// Twelve digits: who asked.
    pub account: String,
    /// Such as `eu-west-1`.
    pub region: String,
}

/// Everything that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// By place.
    pub places: BTreeMap<Place, PlaceFacts>,
}

impl Facts {
    /// When the first and the last of them were read; none when there are none.
    pub fn read_between(&self) -> Option<(Time, Time)> {
        let times = || self.places.values().flat_map(PlaceFacts::times);
        Some((times().min()?, times().max()?))
    }
}

/// What was read in one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceFacts {
    /// Parameters that exist, by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// Parameters that were asked for and do not exist, and when they were asked for.
    pub missing_parameters: BTreeMap<String, Time>,
    /// Images that this account can see, by id.
    pub images: BTreeMap<ImageId, Image>,
    /// Ids that were asked for and that this account cannot see: deregistered, private or of another region.
    pub missing_images: BTreeMap<ImageId, Missing>,
    /// Searches for images by owner and name, and when they were made. What they found is among [`Self::images`].
    pub searches: BTreeMap<Search, Time>,
    /// What Image Builder built last, by the ARN that was asked for: of an image, a recipe or a pipeline of this region.
    pub outputs: BTreeMap<String, Output>,
    /// Calls that AWS did not answer here. What they would have told is neither there nor missing.
    pub refusals: BTreeMap<Call, Refusal>,
}

impl PlaceFacts {
    fn times(&self) -> impl Iterator<Item = Time> {
        let parameters = self.parameters.values().map(|parameter| parameter.read_at);
        parameters
            .chain(self.missing_parameters.values().copied())
            .chain(self.images.values().map(|image| image.read_at))
            .chain(self.missing_images.values().map(|missing| missing.read_at))
            .chain(self.searches.values().copied())
            .chain(self.outputs.values().map(|output| output.read_at))
            .chain(self.refusals.values().map(|refusal| refusal.read_at))
    }
}

/// An image that an account cannot see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// When it was asked for.
    pub read_at: Time,
    /// What an instance that was launched from it still tells, where one runs and the account may ask:
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceImageMetadata.html>.
    pub remembered: Option<Remains>,
    /// When instances were asked about it; none when they were not.
    pub instances_read_at: Option<Time>,
}

impl Missing {
    /// An image that could not be seen, and of which nothing else is known.
    pub fn at(read_at: Time) -> Self {
        Self {
            read_at,
            remembered: None,
            instances_read_at: None,
        }
    }
}

/// What is still known of an image that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remains {
    /// Its name.
    pub name: String,
    /// The account that owned it, twelve digits.
    pub owner: String,
}

/// A search for images: all of an owner whose names fit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Search {
    /// Twelve digits, `self`, or the alias `amazon`, which is wider than AWS.
    pub owner: String,
    /// A name, with `*` and `?` as the filter `name` of `DescribeImages` reads them.
    pub name: String,
}

/// What Image Builder built last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The newest build that is available; none when there is none yet.
    pub build: Option<Build>,
    /// When it was asked for.
    pub read_at: Time,
}

/// A build of Image Builder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// The ARN of the image build version.
    pub arn: String,
    /// When it was made.
    pub created: Time,
    /// The parent image as its recipe names it: an id, an ARN, a parameter. None when that could not be read.
    pub parent: Option<String>,
    /// Its images, in every region and account that it was distributed to: region, account, id. At most one a region and
    /// account.
    pub images: BTreeMap<(String, String), ImageId>,
}

/// A call of which the facts are the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Call {
    /// `ssm:GetParameters`.
    Parameters,
    /// `ec2:DescribeImages`.
    Images,
    /// `imagebuilder:ListImagePipelineImages`, `imagebuilder:ListImageBuildVersions` and `imagebuilder:GetImage`.
    Outputs,
    /// `ec2:DescribeInstances` and `ec2:DescribeInstanceImageMetadata`. A refusal of these decides nothing.
    Instances,
}

impl Call {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Parameters, Self::Images, Self::Outputs, Self::Instances];

    /// The word in the file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Parameters => "parameters",
            Self::Images => "images",
            Self::Outputs => "outputs",
            Self::Instances => "instances",
        }
    }

    /// The IAM actions behind it. A role needs no others, besides `sts:GetCallerIdentity`, which nobody can be denied.
    pub fn actions(self) -> &'static [&'static str] {
        match self {
            Self::Parameters => &["ssm:GetParameters"],
            Self::Images => &["ec2:DescribeImages"],
            Self::Outputs => &[
                "imagebuilder:GetImage",
                "imagebuilder:ListImageBuildVersions",
                "imagebuilder:ListImagePipelineImages",
            ],
            Self::Instances => &["ec2:DescribeInstanceImageMetadata", "ec2:DescribeInstances"],
        }
    }
}

/// Why AWS did not answer a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// The role may not make the call.
    Denied,
    /// The account has not opted into the region.
    NotEnabled,
    /// AWS asked to wait for longer than the run may.
    Throttled,
    /// No answer came, or one that is an error of AWS's own.
    Unreachable,
}

impl Why {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Denied, Self::NotEnabled, Self::Throttled, Self::Unreachable];

    /// The word in the file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::NotEnabled => "not-enabled",
            Self::Throttled => "throttled",
            Self::Unreachable => "unreachable",
        }
    }
}

/// A call that AWS did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub why: Why,
    /// When it was made.
    pub read_at: Time,
}

/// A parameter of the Systems Manager parameter store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Rises with every change of the value, per name and region.
    pub version: u64,
    /// As stored: an id, a name, a release version or a JSON document.
    pub value: String,
    /// When the value was last changed, where known.
    pub modified: Option<Time>,
    /// When it was read.
    pub read_at: Time,
}

/// An image as EC2 describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its id.
    pub id: ImageId,
    /// Its name.
    pub name: String,
    /// The account that owns it, twelve digits.
    pub owner: String,
    /// `windows`, or none for anything else, as EC2 says it.
    pub platform: Option<String>,
    /// `x86_64`, `arm64`, `i386`, `x86_64_mac`, `arm64_mac`.
    pub architecture: String,
    /// `available`, `disabled`, `pending` …
    pub state: String,
    /// When it was made.
    pub created: Time,
    /// From when on it counts as deprecated; may lie in the future.
    pub deprecated: Option<Time>,
    /// What the account's allowed-images setting says; none where it was not asked.
    pub allowed: Option<bool>,
    /// When it was read.
    pub read_at: Time,
}
