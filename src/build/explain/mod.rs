//! Why a build failed, from what Image Builder says and what stands in its log.
//!
//! Each of its sources may be missing: the failure context, the steps of the workflow, the reason, the log. What is left
//! tells what it can. Nothing that is taken from them has a secret, a control character or more than a bounded length.

pub mod known;
pub mod scrub;

mod distribution;
mod lines;
mod place;
mod step;
mod text;
mod toe;

use super::document::{FailedRegion, Failure};
use super::observed::{ComponentFailure, Execution, Image, Step};
use super::{Stage, Status, name_of};
use text::{MESSAGE, NAME, bounded};

pub use place::{Found, Wanted};
pub use step::{LogFolder, log_folder};
pub use text::{name_and_version, one_line};

/// What was read of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// Its end; empty where there is none.
    pub text: String,
    /// Where it comes from, or why there is none.
    pub source: Option<String>,
}

/// So much of a log is looked at, from its end.
const MOST_BYTES: usize = 4 << 20;

/// Why the build failed. The place in the repository is for those who can read files.
pub fn explain(image: &Image, executions: &[(Execution, Vec<Step>)], log: &Log) -> Failure {
    let failing = step::failing(image, executions);
    let context = image.failure.as_ref();
    let said = Said::of(image, &failing);
    let text = scrub::scrub(bounded::tail(&log.text, MOST_BYTES));
    let log_read = toe::read(&text);
    let mut failure = Failure {
        stage: stage(image, &failing).map(|stage| stage.word().to_owned()),
        workflow: context
            .and_then(|context| context.workflow.as_deref())
            .or_else(|| failing.execution.map(|execution| execution.workflow.as_str()))
            .map(|arn| one_line(&name_of(arn), NAME)),
        workflow_step: context
            .and_then(|context| context.step.as_deref())
            .or_else(|| failing.step.map(|step| step.name.as_str()))
            .map(|name| one_line(name, NAME)),
        regions: distribution::regions(image),
        log_source: log.source.as_deref().map(|source| one_line(source, MESSAGE)),
        ..Failure::default()
    };
    let component = context.and_then(|context| context.component.as_ref());
    let cut = if is_of_component(&said, &failing, component, &log_read) {
        of_component(&mut failure, &said, component, &log_read)
    } else {
        lines::of_tail(&log_read)
    };
    failure.message = message(&said, &cut, &failure.regions);
    failure.log = cut.lines;
    failure.known = known::find(
        [failure.message.as_str()]
            .into_iter()
            .chain(said.all.iter().map(String::as_str))
            .chain(failure.regions.iter().filter_map(region_message))
            .chain(failure.log.iter().map(String::as_str))
            .chain(cut.exit_line.as_deref())
            .chain(failure.workflow_step.as_deref()),
    );
    failure
}

fn region_message(region: &FailedRegion) -> Option<&str> {
    region.message.as_deref()
}

/// What Image Builder says about the failure, the closest first. Without secrets, each on one line.
struct Said {
    /// The component's own message, when there is one.
    component: Option<String>,
    /// Everything, the component's message included.
    all: Vec<String>,
    /// The ARN of a component that some message names.
    arn: Option<String>,
}

impl Said {
    fn of(image: &Image, failing: &step::Failing<'_>) -> Self {
        let context = image.failure.as_ref();
        let component = context.and_then(|context| context.component.as_ref()?.message.as_deref());
        let distribution = context.and_then(|context| context.distribution.as_ref()?.message.as_deref());
        let step = failing.step;
        let outputs = step
            .map(|step| step::texts(step.outputs.as_deref()))
            .unwrap_or_default();
        let texts = [
            component,
            distribution,
            step.and_then(|step| step.message.as_deref()),
            failing
                .execution
                .and_then(|execution| execution.message.as_deref()),
            image.reason.as_deref(),
        ];
        let texts: Vec<&str> = texts
            .into_iter()
            .flatten()
            .chain(outputs.iter().map(String::as_str))
            .collect();
        Self {
            arn: texts
                .iter()
                .find_map(|text| text::component_in(text))
                .map(str::to_owned),
            component: component.map(|text| one_line(text, MESSAGE)),
            all: texts
                .into_iter()
                .map(|text| one_line(text, MESSAGE))
                .filter(|text| !text.is_empty())
                .collect(),
        }
    }
}

fn stage(image: &Image, failing: &step::Failing<'_>) -> Option<Stage> {
    let context = image.failure.as_ref();
    let told = context.and_then(|context| context.status.as_ref().and_then(Status::stage));
    let by_kind = failing
        .execution
        .and_then(|execution| Stage::of_workflow(&execution.kind));
    // Reasons of before there were workflows: `failed with status = 'Failed' in state = 'BUILDING'`.
    let in_reason = || {
        let (_, behind) = image.reason.as_deref()?.split_once("in state = '")?;
        Status::parse(behind.split_once('\'')?.0).stage()
    };
    told.or(by_kind).or_else(in_reason)
}

/// Whether a component failed, and not what is around it.
fn is_of_component(
    said: &Said,
    failing: &step::Failing<'_>,
    component: Option<&ComponentFailure>,
    log: &toe::Read<'_>,
) -> bool {
    let runs_components = failing
        .step
        .is_some_and(|step| step.action == "ExecuteComponents");
    let nothing_else = failing.step.is_none() && said.all.is_empty();
    component.is_some() || said.arn.is_some() || (runs_components || nothing_else) && log.has_failure()
}

/// Fills in what is known of the component, and gives the lines of its log.
fn of_component(
    failure: &mut Failure,
    said: &Said,
    told: Option<&ComponentFailure>,
    log: &toe::Read<'_>,
) -> lines::Cut {
    let told_arn = told
        .and_then(|told| told.component.as_deref())
        .or(said.arn.as_deref());
    let wanted = toe::Names {
        component: told_arn,
        phase: told.and_then(|told| told.phase.as_deref()),
        step: told.and_then(|told| told.step.as_deref()),
    };
    let (block, section) = (log.block(&wanted), log.section(&wanted));
    let first = |texts: [Option<&str>; 3], most| {
        texts
            .into_iter()
            .flatten()
            .next()
            .map(|text| one_line(text, most))
    };
    let of_block = block.map(|block| block.names).unwrap_or_default();
    let of_section = section.map(|section| section.names).unwrap_or_default();
    failure.component_arn = first([told_arn, of_block.component, of_section.component], MESSAGE);
    failure.component = failure.component_arn.as_deref().map(name_and_version);
    failure.phase = first([wanted.phase, of_block.phase, of_section.phase], NAME);
    failure.step = first([wanted.step, of_block.step, of_section.step], NAME);
    failure.action = first(
        [
            told.and_then(|told| told.action.as_deref()),
            block.and_then(|block| block.action),
            section.and_then(|section| section.action),
        ],
        NAME,
    );
    let cut = match (block, section) {
        (None, None) => lines::of_tail(log),
        (block, section) => lines::of_step(block, section),
    };
    let in_messages = || said.all.iter().find_map(|text| toe::exit_code_in(text));
    failure.exit_code = cut.exit.or_else(in_messages);
    cut
}

/// What Image Builder says, in one line: the closest message that says more than which component it was.
fn message(said: &Said, cut: &lines::Cut, regions: &[FailedRegion]) -> String {
    let says = |text: &&String| !text::only_names_component(text);
    let of_region = || regions.iter().find_map(|region| region.message.clone());
    said.component
        .as_ref()
        .filter(|text| !text.is_empty())
        .or_else(|| said.all.iter().find(says))
        .cloned()
        .or_else(|| cut.error.clone())
        .or_else(|| said.all.first().cloned())
        .or_else(of_region)
        .unwrap_or_else(|| NOTHING.to_owned())
}

/// What stands where Image Builder says nothing.
const NOTHING: &str = "Image Builder gives no reason";

#[cfg(test)]
mod tests;
