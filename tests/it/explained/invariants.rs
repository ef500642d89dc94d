//! What holds for every log of a build. The fuzz target `build_logs` checks the same.

use std::collections::BTreeMap;

use amiforge::build::document::Failure;
use amiforge::build::explain::scrub::scrub;
use amiforge::build::explain::{Log, Wanted, explain, log_folder};
use amiforge::build::observed::{ComponentFailure, FailureContext, Logs};
use amiforge::build::{Execution, Image, Status, Step};
use amiforge::visible::is_hidden;

/// A password that no text may bring out.
const PASSWORD: &str = "correct-horse-battery-9";

/// Explains a build whose log is this text, and one about which Image Builder says it, both with a password behind it.
pub(crate) fn build_logs(text: &str) {
    let text = format!("{text}\nDB_PASSWORD={PASSWORD}\n");
    assert!(!scrub(&text).contains(PASSWORD), "{text:?}");
    let log = Log {
        text: text.clone(),
        source: Some(text.clone()),
    };
    let step = Step {
        id: "step-1".to_owned(),
        name: "ApplyBuildComponents".to_owned(),
        action: "ExecuteComponents".to_owned(),
        status: "FAILED".to_owned(),
        message: Some(text.clone()),
        outputs: Some(text.clone()),
        started: None,
        ended: None,
    };
    let workflows = [(Execution::default(), vec![step])];
    let _ = log_folder(&image(None), &workflows);
    harmless(&explain(&image(None), &[], &log));
    harmless(&explain(&image(Some(&text)), &workflows, &log));
    harmless(&explain(&image(Some(&text)), &[], &Log::default()));
}

fn harmless(failure: &Failure) {
    let shown = format!("{failure:?}");
    assert!(!shown.contains(PASSWORD), "{shown}");
    let json = serde_json::to_value(failure).expect("JSON");
    let mut waiting = vec![json];
    let mut size = 0;
    while let Some(value) = waiting.pop() {
        match value {
            serde_json::Value::String(text) => {
                assert!(!text.contains(is_hidden), "{text:?}");
                size += text.len();
            }
            serde_json::Value::Array(items) => waiting.extend(items),
            serde_json::Value::Object(map) => waiting.extend(map.into_iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    assert!(size < 64 << 10, "{size} bytes");
    assert!(failure.log.len() <= 30 && failure.known.len() <= 3);
    let _ = Wanted::of(failure);
}

fn image(said: Option<&str>) -> Image {
    let text = said.map(str::to_owned);
    Image {
        arn: "arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.2.3/4".to_owned(),
        name: "golden".to_owned(),
        version: "1.2.3/4".to_owned(),
        platform: None,
        status: Status::Failed,
        reason: text.clone(),
        failure: text.is_some().then(|| FailureContext {
            step: text.clone(),
            workflow: text.clone(),
            component: Some(ComponentFailure {
                component: text.clone(),
                phase: text.clone(),
                step: text.clone(),
                action: text.clone(),
                message: text.clone(),
            }),
            ..FailureContext::default()
        }),
        created: None,
        recipe: None,
        pipeline: None,
        infrastructure: None,
        distribution: None,
        targets: Vec::new(),
        amis: Vec::new(),
        containers: Vec::new(),
        logs: Logs::default(),
        tests: true,
        packages: true,
        scan: None,
        tags: BTreeMap::new(),
    }
}
