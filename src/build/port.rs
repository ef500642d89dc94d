//! What a build needs of Image Builder. AWS is behind it in `aws/builds/`; tests of waiting have it in memory.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::tags::Run;
use super::{Execution, Image, Step, advice};

/// What is to be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// What a pipeline says (`StartImagePipelineExecution`).
    Pipeline {
        /// Its ARN.
        arn: String,
    },
    /// What is said here (`CreateImage`).
    Image {
        /// The ARN of an image recipe or a container recipe.
        recipe: String,
        /// The ARN of an infrastructure configuration.
        infrastructure: String,
        /// The ARN of a distribution configuration.
        distribution: Option<String>,
        /// ARNs of workflows, in order.
        workflows: Vec<String>,
        /// The role in which workflows run, its name or ARN.
        role: Option<String>,
        /// Whether Amazon Inspector scans the image.
        scan: bool,
    },
}

/// The ARN of an image, and its tags.
pub type Tagged = (String, BTreeMap<String, String>);

/// Requests for one build that went out, and that AWS has not refused. Who has no ARN knows by them whether there may be a build all
/// the same.
#[derive(Clone, Debug, Default)]
pub struct Sent(Arc<AtomicUsize>);

impl Sent {
    /// One is about to go out.
    pub fn out(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// AWS has refused one that went out.
    pub fn refused(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    /// Whether one may have done what it asks for.
    pub fn is_open(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }
}

/// Image Builder, for one build.
pub trait ImageBuilder {
    /// Starts a build. The same token with the same request starts nothing new and gives the same ARN. `sent` counts what goes out.
    fn start(
        &self,
        start: &Start,
        token: &str,
        tags: &BTreeMap<String, String>,
        sent: &Sent,
    ) -> impl Future<Output = Result<String, CallError>>;

    /// The image of an ARN with a build number.
    fn image(&self, arn: &str) -> impl Future<Output = Result<Image, CallError>>;

    /// The workflow executions of an image, in the order of their start.
    fn executions(&self, image: &str) -> impl Future<Output = Result<Vec<Execution>, CallError>>;

    /// The steps of a workflow execution, in order.
    fn steps(&self, execution: &str) -> impl Future<Output = Result<Vec<Step>, CallError>>;

    /// Asks Image Builder to cancel a build. That it is asked for twice with one token is no error, nor that the build has
    /// ended. The image itself ends later, and may still end well.
    fn cancel(&self, image: &str, token: &str) -> impl Future<Output = Result<(), CallError>>;

    /// The images of a workflow run with their tags, the oldest first. That is a walk through all images of the account.
    fn of_run(&self, run: &Run) -> impl Future<Output = Result<Vec<Tagged>, CallError>>;
}

/// A call of AWS that did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct CallError {
    /// The IAM action, such as `imagebuilder:GetImage`.
    pub action: &'static str,
    /// What it was about: an ARN, a name; visible.
    pub about: String,
    /// What it means.
    pub kind: Kind,
    /// The code of AWS, when it has one.
    pub code: Option<String>,
    /// What AWS said; visible, cut, and without secrets.
    pub message: String,
}

/// What an error of AWS means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The role may not make the call.
    Denied,
    /// Credentials that have had their time, or that AWS does not take.
    Credentials,
    /// AWS asked to wait, until the SDK gave up.
    Throttled,
    /// No answer came, or an error of AWS's own.
    Unavailable,
    /// What is asked about is not there.
    NotFound,
    /// There is such a thing already.
    Exists,
    /// The token was used for another request.
    OtherRequest,
    /// Something else holds it, or its state does not allow the call.
    Busy,
    /// A quota is used up.
    Quota,
    /// The request is wrong.
    Invalid,
}

impl CallError {
    /// What failed, where, why, and what to do next.
    fn text(&self) -> String {
        let code = self
            .code
            .as_deref()
            .map(|code| format!(" ({code})"))
            .unwrap_or_default();
        let failed = format!("{} of {} failed{code}: {}", self.action, self.about, self.message);
        match advice::of(self) {
            Some(advice) => format!("{failed}; {advice}"),
            None => failed,
        }
    }

    /// Whether the same call may do better in a while.
    pub fn passes(&self) -> bool {
        matches!(self.kind, Kind::Throttled | Kind::Unavailable)
    }
}
