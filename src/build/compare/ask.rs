//! What is asked to compare an image with the one before, in which order, and what it means that something is not answered.
//!
//! Nothing here fails a build that has succeeded: what is missing is said. Only a gate that was asked for and cannot be judged
//! stays closed.

use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;

use super::{Candidate, Severity, before, compare_findings, compare_packages, gate, stages_took};
use crate::build::document::{Comparison, Finding, Package};
use crate::build::follow::Clock;
use crate::build::port::{CallError, ImageBuilder};
use crate::build::{Image, Stage, between};
use crate::visible::visible;

/// How long a gate waits for a scan that has not ended, and how long between two looks. AWS names no limit for a scan; what takes
/// longer is for another run.
pub const PATIENCE: Duration = Duration::from_mins(10);
const LOOK: Duration = Duration::from_secs(15);

/// What else Image Builder is asked. `None` is a list that is too long to be read.
pub trait Contents: ImageBuilder {
    /// The builds of the name of an image.
    fn candidates(&self, image: &Image) -> impl Future<Output = Result<Option<Vec<Candidate>>, CallError>>;

    /// The packages of an image.
    fn packages(&self, image: &str) -> impl Future<Output = Result<Option<Vec<Package>>, CallError>>;

    /// The findings of Amazon Inspector in an image.
    fn findings(&self, image: &str) -> impl Future<Output = Result<Option<Vec<Finding>>, CallError>>;
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The comparison.
    pub comparison: Comparison,
    /// Seconds that each stage took for the image before.
    pub stages: BTreeMap<Stage, u64>,
}

/// Compares an image that is there with the one before. `level` is that of the gate.
pub async fn ask(
    port: &impl Contents,
    clock: &impl Clock,
    image: &Image,
    level: Option<Severity>,
) -> Compared {
    let mut found = Compared::default();
    let notes = &mut found.comparison.notes;
    let previous = previous(port, image, notes).await;
    if let Some(previous) = &previous {
        found.comparison.previous = Some(previous.arn.clone());
        found.comparison.previous_version = Some(previous.version.clone());
        match port.executions(&previous.arn).await {
            Ok(executions) => found.stages = stages_took(&executions),
            Err(error) => notes.push(format!("how long the image before took is not known: {error}")),
        }
        found.comparison.packages = match packages(port, image, previous).await {
            Ok((now, before)) => Some(compare_packages(&now, &before)),
            Err(why) => {
                notes.push(format!("packages are not compared: {why}"));
                None
            }
        };
    }
    match findings(port, clock, image, level.is_some()).await {
        Ok(now) => {
            let before = match &previous {
                Some(previous) => findings_before(port, previous, notes).await,
                None => None,
            };
            let result = compare_findings(&now, before.as_deref());
            found.comparison.gate = level.and_then(|level| gate(&result, level));
            found.comparison.findings = Some(result);
        }
        Err(why) => {
            found.comparison.gate = level.map(|level| {
                let word = level.word();
                format!("--fail-on-severity {word} cannot be judged: {why}")
            });
            notes.push(format!("findings of Amazon Inspector are not told: {why}"));
        }
    }
    found
}

/// The image before, as it is now.
async fn previous(port: &impl Contents, image: &Image, notes: &mut Vec<String>) -> Option<Image> {
    let candidates = match port.candidates(image).await {
        Ok(Some(candidates)) => candidates,
        Ok(None) => {
            notes.push(
                "there are too many builds of this name to find the image before; delete old ones with a lifecycle policy \
                 (https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-lifecycles.html)"
                    .to_owned(),
            );
            return None;
        }
        Err(error) => {
            notes.push(format!("the image before cannot be looked for: {error}"));
            return None;
        }
    };
    let Some(candidate) = before(&image.arn, image.created, &candidates) else {
        notes.push("there is no available image of this name before this one".to_owned());
        return None;
    };
    match port.image(&candidate.arn).await {
        Ok(found) => Some(found),
        Err(error) => {
            notes.push(format!("the image before cannot be read: {error}"));
            None
        }
    }
}

/// The packages of both images, or why they are not known.
async fn packages(
    port: &impl Contents,
    image: &Image,
    previous: &Image,
) -> Result<(Vec<Package>, Vec<Package>), String> {
    let mut both = [Vec::new(), Vec::new()];
    for ((list, image), which) in both
        .iter_mut()
        .zip([image, previous])
        .zip(["this image", "the image before"])
    {
        if !image.packages {
            return Err(format!(
                "{which} was built without enhanced image metadata (`enhancedImageMetadataEnabled` of the pipeline or of \
                 CreateImage)"
            ));
        }
        *list = match port.packages(&image.arn).await {
            Ok(Some(packages)) if packages.is_empty() => {
                return Err(format!("Image Builder lists none for {which}"));
            }
            Ok(Some(packages)) => packages,
            Ok(None) => return Err(format!("{which} has more of them than are read")),
            Err(error) => return Err(error.to_string()),
        };
    }
    Ok(both.into())
}

/// What a state of a scan means.
enum Scan {
    /// Its findings are there.
    Done,
    /// They come.
    Running,
    /// They do not come, for this reason.
    Never(String),
}

/// <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImageScanState.html>
fn scan(image: &Image) -> Scan {
    match image.scan.as_deref() {
        None => Scan::Never(
            "the image was not scanned; scanning is switched on with `imageScanningConfiguration` of the pipeline or of \
             CreateImage, and Amazon Inspector in the account"
                .to_owned(),
        ),
        Some("COMPLETED") => Scan::Done,
        Some(word @ ("ABANDONED" | "FAILED" | "TIMED_OUT")) => Scan::Never(format!("the scan of the image ended as {word}")),
        Some(_) => Scan::Running,
    }
}

/// The findings in an image, once its scan has ended. Only a gate waits for it.
async fn findings(
    port: &impl Contents,
    clock: &impl Clock,
    image: &Image,
    waits: bool,
) -> Result<Vec<Finding>, String> {
    let begin = clock.now();
    let mut seen = image.clone();
    loop {
        match scan(&seen) {
            Scan::Done => break,
            Scan::Never(why) => return Err(why),
            Scan::Running => {}
        }
        let word = visible(seen.scan.as_deref().unwrap_or_default()).into_owned();
        if !waits {
            return Err(format!("the scan of the image has not ended ({word})"));
        }
        if between(begin, clock.now()) >= PATIENCE {
            return Err(format!(
                "the scan of the image had not ended after {} min ({word})",
                PATIENCE.as_secs() / 60
            ));
        }
        clock.sleep(LOOK).await;
        match port.image(&image.arn).await {
            Ok(image) => seen = image,
            Err(error) if error.passes() => {}
            Err(error) => return Err(error.to_string()),
        }
    }
    match port.findings(&image.arn).await {
        Ok(Some(findings)) => Ok(findings),
        Ok(None) => Err("there are more of them than are read".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// The findings in the image before; none where they are not known, with a note.
async fn findings_before(
    port: &impl Contents,
    previous: &Image,
    notes: &mut Vec<String>,
) -> Option<Vec<Finding>> {
    let why = match scan(previous) {
        Scan::Done => match port.findings(&previous.arn).await {
            Ok(Some(findings)) => return Some(findings),
            Ok(None) => "there are more of them than are read".to_owned(),
            Err(error) => error.to_string(),
        },
        Scan::Never(why) => why,
        Scan::Running => "its scan has not ended".to_owned(),
    };
    notes.push(format!(
        "findings are not compared with those of the image before: {why}"
    ));
    None
}

#[cfg(test)]
mod tests;
