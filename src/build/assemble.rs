//! What a build came to, from everything that was seen of it.

use std::fmt::Write as _;
use std::time::Duration;

use super::compare::stages_took;
use super::document::{
    BuiltAmi, BuiltImage, Failure, Outcome, SCHEMA, StageTime, Tests, Workflow, WorkflowStep,
};
use super::explain::{Log, explain, one_line};
use super::limits::Reached;
use super::told::verdict;
use super::{Ami, Class, Document, Execution, Image, Stage, Status, Step, between, name_of};

/// Characters of AWS's words in a line.
const LONGEST: usize = 2_000;

/// How it was that nobody looks at the build any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Nobody was to wait for it.
    Detached,
    /// Nothing had changed since this image was built.
    Unchanged,
    /// It is over.
    Over,
    /// A limit was reached.
    Limit(Reached),
    /// The job was cancelled, and Image Builder was asked to cancel the build.
    Stopped,
    /// It could not be followed any more, for this reason.
    Lost(String),
}

/// What was seen of a build.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    /// The ARN of the image.
    pub arn: &'a str,
    /// The image as it was last.
    pub image: Option<&'a Image>,
    /// The workflow executions with their steps.
    pub workflows: &'a [(Execution, Vec<Step>)],
    /// How long each stage took.
    pub stages: &'a [(Stage, Duration)],
}

/// Puts the document together. What failed in a component, and the comparison, are for others to fill in.
pub fn assemble(seen: &Seen<'_>, end: &End) -> Document {
    let in_distribution = failed_in_distribution(seen);
    let amis: Vec<BuiltAmi> = seen
        .image
        .map(|image| amis(image, in_distribution))
        .unwrap_or_default();
    let containers = seen.image.iter().flat_map(|image| &image.containers);
    let outcome = outcome(seen.image, &amis, in_distribution, end);
    let mut document = Document {
        schema: SCHEMA.to_owned(),
        outcome,
        image: Some(built(seen.arn, seen.image)),
        containers: containers
            .flat_map(|container| container.uris.iter().cloned())
            .collect(),
        stages: stages(seen),
        workflows: seen.workflows.iter().map(workflow).collect(),
        tests: tests(seen, end),
        failure: failed(outcome, seen),
        notes: notes(seen, outcome, end),
        amis,
        ..Document::default()
    };
    document.verdict = verdict(&document);
    document
}

/// Whether Image Builder has not told yet of everything that an image which is available has, or is to have.
pub(super) fn lacks(image: &Image) -> bool {
    let on_its_way = |ami: &Ami| {
        ami.status
            .as_ref()
            .is_some_and(|status| status.class() == Class::Running)
    };
    image.status.class() == Class::Succeeded
        && (image.amis.is_empty() && image.containers.is_empty()
            || image.amis.iter().any(on_its_way)
            || amis(image, false).len() > image.amis.len())
}

fn outcome(image: Option<&Image>, amis: &[BuiltAmi], in_distribution: bool, end: &End) -> Outcome {
    let class = image.map(|image| image.status.class());
    match (class, end) {
        (_, End::Unchanged) => Outcome::Unchanged,
        (Some(Class::Succeeded), _) if amis.iter().any(|ami| !ami.available) => Outcome::Partial,
        (Some(Class::Succeeded), _) => Outcome::Succeeded,
        // The image is there, and the failure is one of its copies.
        (Some(Class::Failed), _) if in_distribution && amis.iter().any(|ami| ami.available) => {
            Outcome::Partial
        }
        (Some(Class::Failed), _) => Outcome::Failed,
        (_, End::Limit(_)) => Outcome::TimedOut,
        (Some(Class::Cancelled), _) | (_, End::Stopped) => Outcome::Cancelled,
        (Some(Class::Retired), _) => Outcome::Retired,
        (_, End::Detached) => Outcome::Started,
        (_, End::Lost(_) | End::Over) => Outcome::Lost,
    }
}

/// Whether it failed when the image was made already. Where Image Builder does not say so by itself, its workflows do.
fn failed_in_distribution(seen: &Seen<'_>) -> bool {
    let failed = seen.image.filter(|image| image.status.class() == Class::Failed);
    let told = failed.and_then(|image| image.failure.as_ref());
    let stage = told
        .and_then(|failure| failure.status.as_ref())
        .and_then(Status::stage);
    let workflow = |(execution, _): &(Execution, Vec<Step>)| {
        Stage::of_workflow(&execution.kind) == Some(Stage::Distributing) && execution.status == "FAILED"
    };
    match stage {
        Some(stage) => stage == Stage::Distributing,
        None => {
            told.is_some_and(|failure| failure.distribution.is_some())
                || failed.is_some() && seen.workflows.iter().any(workflow)
        }
    }
}

/// AMIs that are there or failed, and those that the distribution was to make and that nothing is known of.
fn amis(image: &Image, in_distribution: bool) -> Vec<BuiltAmi> {
    let mut amis: Vec<BuiltAmi> = image
        .amis
        .iter()
        .map(|ami| BuiltAmi {
            region: ami.region.clone(),
            account: ami.account.clone(),
            id: ami.id.clone(),
            name: ami.name.clone(),
            available: ami.id.is_some()
                && ami
                    .status
                    .as_ref()
                    .is_none_or(|status| status.class() == Class::Succeeded),
            reason: ami.reason.as_deref().map(said),
        })
        .collect();
    for failure in region_failures(image) {
        let region = failure.region.as_deref().unwrap_or_default();
        let same = |ami: &&mut BuiltAmi| {
            ami.region == region && (failure.account.is_none() || ami.account == failure.account)
        };
        let reason = failure.message.as_deref().or(failure.status.as_deref()).map(said);
        match amis.iter_mut().find(same) {
            // A launch template that could not be changed leaves the AMI as it is.
            Some(ami) => ami.reason = ami.reason.take().or(reason),
            None if region.is_empty() => {}
            None => amis.push(missing(region, failure.account.as_deref(), reason)),
        }
    }
    let over = image.status.class() == Class::Succeeded || in_distribution;
    let of_containers = image.amis.is_empty() && !image.containers.is_empty();
    if over && !of_containers {
        for target in &image.targets {
            if !amis.iter().any(|ami| ami.region == target.region) && target.accounts.is_empty() {
                amis.push(missing(&target.region, None, None));
            }
            for account in &target.accounts {
                let there = |ami: &BuiltAmi| {
                    ami.region == target.region && ami.account.as_deref() == Some(account.as_str())
                };
                if !amis.iter().any(there) {
                    amis.push(missing(&target.region, Some(account), None));
                }
            }
        }
    }
    amis
}

fn missing(region: &str, account: Option<&str>, reason: Option<String>) -> BuiltAmi {
    BuiltAmi {
        region: region.to_owned(),
        account: account.map(str::to_owned),
        available: false,
        reason: reason
            .or_else(|| Some("the distribution was to make it, and Image Builder tells of none".to_owned())),
        ..BuiltAmi::default()
    }
}

fn region_failures(image: &Image) -> &[super::observed::RegionFailure] {
    let failure = image.failure.as_ref();
    let distribution = failure.and_then(|failure| failure.distribution.as_ref());
    distribution.map_or(&[], |distribution| &distribution.regions)
}

fn built(arn: &str, image: Option<&Image>) -> BuiltImage {
    let Some(image) = image else {
        return BuiltImage {
            arn: arn.to_owned(),
            name: name_of(arn),
            ..BuiltImage::default()
        };
    };
    let recipe = image.recipe.as_ref();
    let parent = recipe.and_then(|recipe| recipe.parent.clone());
    BuiltImage {
        arn: image.arn.clone(),
        name: image.name.clone(),
        version: image.version.clone(),
        platform: image.platform.clone(),
        status: image.status.word().to_owned(),
        created: image.created.map(|time| time.to_string()),
        recipe: recipe.map(|recipe| recipe.arn.clone()),
        base_image: parent.clone().filter(|parent| parent.starts_with("ami-")),
        parent,
        components: recipe.map(|recipe| recipe.components.clone()).unwrap_or_default(),
        pipeline: image.pipeline.clone(),
        log: Some(log(image)),
    }
}

fn log(image: &Image) -> String {
    let mut text = format!("log group {}, stream {}", image.log_group(), image.version);
    if let Some((bucket, prefix)) = &image.logs.bucket {
        // Writing to a string cannot fail.
        let _ = write!(text, ", and s3://{bucket}/{prefix}");
    }
    text
}

/// By the times of the workflows where they have ended, as for the image before, and else by what was seen.
fn stages(seen: &Seen<'_>) -> Vec<StageTime> {
    let executions: Vec<Execution> = seen
        .workflows
        .iter()
        .map(|(execution, _)| execution.clone())
        .collect();
    let exact = stages_took(&executions);
    let stages = seen.stages.iter();
    stages
        .map(|(stage, taken)| StageTime {
            stage: stage.word().to_owned(),
            seconds: exact.get(stage).copied().unwrap_or(taken.as_secs()),
            before: None,
        })
        .collect()
}

fn workflow((execution, steps): &(Execution, Vec<Step>)) -> Workflow {
    let seconds = |started: Option<_>, ended: Option<_>| {
        let times = started.zip(ended);
        times.map(|(started, ended)| between(started, ended).as_secs())
    };
    Workflow {
        name: name_of(&execution.workflow),
        kind: execution.kind.clone(),
        status: execution.status.clone(),
        seconds: seconds(execution.started, execution.ended),
        steps: steps
            .iter()
            .map(|step| WorkflowStep {
                name: step.name.clone(),
                action: step.action.clone(),
                status: step.status.clone(),
                seconds: seconds(step.started, step.ended),
            })
            .collect(),
    }
}

fn tests(seen: &Seen<'_>, end: &End) -> Tests {
    let of_tests = |execution: &&Execution| Stage::of_workflow(&execution.kind) == Some(Stage::Testing);
    let all = seen.workflows.iter().map(|(execution, _)| execution);
    let words: Vec<&str> = all.filter(of_tests).map(|test| test.status.as_str()).collect();
    let Some(image) = seen.image else {
        return Tests::Unknown;
    };
    let failed_there = image.failure.as_ref().and_then(|failure| failure.status.as_ref());
    let failed_there = failed_there.and_then(Status::stage) == Some(Stage::Testing);
    if words.contains(&"FAILED") || failed_there {
        return Tests::Failed;
    }
    // Where no workflow could be read, or none was asked for, nothing says that there was no test.
    let past =
        image.status.class() == Class::Succeeded && !seen.workflows.is_empty() && *end != End::Unchanged;
    match words.iter().all(|word| matches!(*word, "COMPLETED" | "SKIPPED")) {
        true if words.contains(&"COMPLETED") => Tests::Passed,
        true if !image.tests || past => Tests::None,
        _ => Tests::Unknown,
    }
}

/// What Image Builder itself says of a failure. The log and the repository may tell more.
fn failed(outcome: Outcome, seen: &Seen<'_>) -> Option<Failure> {
    let image = seen
        .image
        .filter(|_| matches!(outcome, Outcome::Failed | Outcome::Partial))?;
    let broken = |ami: &Ami| ami.status.as_ref().map(Status::class) == Some(Class::Failed);
    let told =
        image.status.class() == Class::Failed || image.failure.is_some() || image.amis.iter().any(broken);
    told.then(|| explain(image, seen.workflows, &Log::default()))
}

/// What the end itself has to say.
fn notes(seen: &Seen<'_>, outcome: Outcome, end: &End) -> Vec<String> {
    let note = match (end, outcome) {
        (End::Limit(reached), Outcome::TimedOut) => reached.text(seen.arn),
        (End::Lost(why), Outcome::Lost) => said(why),
        (End::Stopped, Outcome::Cancelled) if is_cancelled(seen) => {
            "the build was cancelled because this job was".to_owned()
        }
        (End::Stopped, Outcome::Cancelled) => format!(
            "Image Builder was asked to cancel the build because this job was cancelled, and it had not ended yet; see to it with \
             `amiforge build cancel {}`",
            seen.arn
        ),
        _ => return Vec::new(),
    };
    vec![note]
}

fn is_cancelled(seen: &Seen<'_>) -> bool {
    seen.image
        .is_some_and(|image| image.status.class() == Class::Cancelled)
}

/// A text of AWS on one line, without secrets, and cut.
fn said(text: &str) -> String {
    one_line(text, LONGEST)
}

#[cfg(test)]
mod tests;
