//! Which workflow and which of its steps failed, and what the step gave.

use serde_json::Value;

use crate::build::observed::{Execution, Image, Step};

/// What failed, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Failing<'e> {
    pub(super) execution: Option<&'e Execution>,
    pub(super) step: Option<&'e Step>,
}

/// The workflow and the step that the failure context names; without one, the first that did not go well.
pub(super) fn failing<'e>(image: &Image, executions: &'e [(Execution, Vec<Step>)]) -> Failing<'e> {
    let context = image.failure.as_ref();
    let named = context.and_then(|context| {
        let id = context.execution.as_deref()?;
        executions.iter().find(|(execution, _)| execution.id == id)
    });
    let with_failed_step = || {
        executions
            .iter()
            .find(|(_, steps)| steps.iter().any(|step| failed(&step.status)))
    };
    let failed_itself = || executions.iter().find(|(execution, _)| failed(&execution.status));
    let Some((execution, steps)) = named.or_else(with_failed_step).or_else(failed_itself) else {
        return Failing::default();
    };
    let by_id = context.and_then(|context| {
        let id = context.step_execution.as_deref()?;
        steps.iter().find(|step| step.id == id)
    });
    let by_name = || {
        let name = context?.step.as_deref()?;
        steps.iter().find(|step| step.name == name)
    };
    let first = || steps.iter().find(|step| failed(&step.status));
    Failing {
        execution: Some(execution),
        step: by_id.or_else(by_name).or_else(first),
    }
}

/// Words of Image Builder for what went well, goes on or never began. Any other is taken for a failure.
fn failed(status: &str) -> bool {
    !matches!(
        status,
        "" | "PENDING"
            | "SKIPPED"
            | "RUNNING"
            | "WAITING"
            | "COMPLETED"
            | "CANCELLED"
            | "ROLLBACK_IN_PROGRESS"
            | "ROLLBACK_COMPLETED"
    )
}

/// Bytes of outputs that are read; the API gives less.
const LONGEST: usize = 256 << 10;

/// A text of the outputs may be JSON itself, so many times over.
const DEPTH: usize = 4;

/// Keys of outputs whose texts say something, in lower case: those of the step, and those of the summary of AWSTOE in it.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html>,
/// <https://github.com/aws-samples/amazon-ec2-image-builder-samples/blob/main/debugging/README.md>
const SAY: [&str; 5] = ["failuremessage", "errormessage", "error", "message", "output"];

/// What the outputs of a step say, and what they hold is not.
pub(super) fn texts(outputs: Option<&str>) -> Vec<String> {
    let mut found = Vec::new();
    each(outputs, |key, text| {
        if SAY.contains(&key.to_ascii_lowercase().as_str())
            && !is_json(text)
            && !found.contains(&text.to_owned())
        {
            found.push(text.to_owned());
        }
    });
    found.truncate(8);
    found
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// A folder of a log in Amazon S3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFolder {
    /// The bucket.
    pub bucket: String,
    /// What the keys begin with.
    pub prefix: String,
}

/// Where the log of the components is, when the outputs of the failed step name it: `logUrl` in the summary of AWSTOE.
pub fn log_folder(image: &Image, executions: &[(Execution, Vec<Step>)]) -> Option<LogFolder> {
    let step = failing(image, executions).step?;
    let mut folder = None;
    each(step.outputs.as_deref(), |key, text| {
        if key.eq_ignore_ascii_case("logUrl") && folder.is_none() {
            folder = s3(text);
        }
    });
    folder
}

fn s3(url: &str) -> Option<LogFolder> {
    let (bucket, prefix) = url.strip_prefix("s3://")?.split_once('/')?;
    let fits = |text: &str| !text.is_empty() && text.len() <= 1_024;
    (fits(bucket) && fits(prefix)).then(|| LogFolder {
        bucket: bucket.to_owned(),
        prefix: prefix.trim_end_matches('/').to_owned(),
    })
}

/// Shows every text of the outputs with its key.
fn each(outputs: Option<&str>, mut see: impl FnMut(&str, &str)) {
    let Some(outputs) = outputs.filter(|outputs| outputs.len() <= LONGEST) else {
        return;
    };
    let mut waiting: Vec<(String, Value, usize)> = Vec::new();
    if let Ok(value) = serde_json::from_str(outputs) {
        waiting.push((String::new(), value, 0));
    }
    while let Some((key, value, depth)) = waiting.pop() {
        match value {
            Value::Object(map) => {
                let mut entries: Vec<_> = map.into_iter().map(|(key, value)| (key, value, depth)).collect();
                entries.reverse();
                waiting.extend(entries);
            }
            Value::Array(items) => {
                let items = items.into_iter().rev().map(|value| (key.clone(), value, depth));
                waiting.extend(items);
            }
            Value::String(text) => {
                see(&key, &text);
                let inner = (depth < DEPTH && is_json(&text)).then(|| serde_json::from_str(&text));
                if let Some(Ok(value)) = inner {
                    waiting.push((key, value, depth + 1));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::samples;

    #[test]
    fn what_a_step_gives_is_found_in_json_within_json() {
        let toe = r#"{"executionId":"a","status":"failed","failureMessage":"Document x failed!","logUrl":"s3://logs/ib/web/1.0.0/1/TOE_1/"}"#;
        let outputs = serde_json::json!({
            "runCommandId": "123", "status": "Failed", "output": toe, "list": [{"errorMessage": "it broke"}],
        });
        let outputs = outputs.to_string();
        assert_eq!(texts(Some(&outputs)), ["it broke", "Document x failed!"]);
        for odd in [
            None,
            Some(""),
            Some("{"),
            Some("3"),
            Some("[[[[]]]]"),
            Some("{\"output\": 3}"),
        ] {
            assert_eq!(texts(odd), [""; 0]);
        }
        let mut step = samples::step("step-1", "ApplyBuildComponents", "FAILED", 0, None);
        step.outputs = Some(outputs);
        let executions = [(samples::execution("wf-1", "BUILD", "FAILED", 0, None), vec![step])];
        let folder = log_folder(&samples::image("FAILED"), &executions);
        let expected = LogFolder {
            bucket: "logs".to_owned(),
            prefix: "ib/web/1.0.0/1/TOE_1".to_owned(),
        };
        assert_eq!(folder, Some(expected));
        for odd in [
            "",
            "s3://",
            "s3://b",
            "s3:///a",
            "https://b/a",
            "/var/lib/amazon/toe/TOE_1",
        ] {
            assert_eq!(s3(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_failing_step_is_the_one_that_is_named_or_the_first_that_went_wrong() {
        let step = |name: &str, status: &str| samples::step(&format!("step-{name}"), name, status, 0, None);
        let executions = [
            (
                samples::execution("wf-1", "BUILD", "COMPLETED", 0, None),
                vec![step("a", "COMPLETED")],
            ),
            (
                samples::execution("wf-2", "TEST", "FAILED", 0, None),
                vec![
                    step("b", "COMPLETED"),
                    step("c", "TIMED_OUT"),
                    step("d", "FAILED"),
                    step("e", "PENDING"),
                ],
            ),
        ];
        let named = |context: Option<crate::build::observed::FailureContext>| {
            let mut image = samples::image("FAILED");
            image.failure = context;
            let failing = failing(&image, &executions);
            (
                failing.execution.map(|execution| execution.id.clone()),
                failing.step.map(|step| step.name.clone()),
            )
        };
        let found =
            |execution: &str, step: Option<&str>| (Some(execution.to_owned()), step.map(str::to_owned));
        assert_eq!(named(None), found("wf-2", Some("c")));
        let context = |execution: &str, id: Option<&str>, step: Option<&str>| {
            Some(crate::build::observed::FailureContext {
                execution: Some(execution.to_owned()),
                step_execution: id.map(str::to_owned),
                step: step.map(str::to_owned),
                ..Default::default()
            })
        };
        assert_eq!(
            named(context("wf-2", Some("step-d"), None)),
            found("wf-2", Some("d"))
        );
        assert_eq!(
            named(context("wf-2", Some("step-x"), Some("b"))),
            found("wf-2", Some("b"))
        );
        assert_eq!(named(context("wf-1", None, None)), found("wf-1", None));
        assert_eq!(named(context("wf-9", None, None)), found("wf-2", Some("c")));
    }
}
