//! Builds for tests.

use super::{Execution, Image, Status, Step};
use crate::release::Time;

/// A moment, so many seconds after the samples begin.
pub(crate) fn at(seconds: i64) -> Time {
    let begin: Time = "2026-11-01T12:00:00Z".parse().expect("a time");
    begin + jiff::SignedDuration::from_secs(seconds)
}

/// An image with a status and nothing else.
pub(crate) fn image(status: &str) -> Image {
    Image {
        arn: "arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.2.3/4".to_owned(),
        name: "golden".to_owned(),
        version: "1.2.3/4".to_owned(),
        platform: Some("Windows".to_owned()),
        status: Status::parse(status),
        reason: None,
        failure: None,
        created: Some(at(0)),
        recipe: None,
        pipeline: None,
        infrastructure: None,
        distribution: None,
        targets: Vec::new(),
        amis: Vec::new(),
        containers: Vec::new(),
        logs: super::observed::Logs::default(),
        tests: true,
        packages: true,
        scan: None,
        tags: std::collections::BTreeMap::new(),
    }
}

/// A workflow execution; times in seconds after the samples begin.
pub(crate) fn execution(id: &str, kind: &str, status: &str, started: i64, ended: Option<i64>) -> Execution {
    let name = kind.to_ascii_lowercase();
    Execution {
        id: id.to_owned(),
        workflow: format!("arn:aws:imagebuilder:eu-west-1:aws:workflow/{name}/{name}-image/1.0.2/1"),
        kind: kind.to_owned(),
        status: status.to_owned(),
        message: None,
        started: Some(at(started)),
        ended: ended.map(at),
    }
}

/// A step of one.
pub(crate) fn step(id: &str, name: &str, status: &str, started: i64, ended: Option<i64>) -> Step {
    Step {
        id: id.to_owned(),
        name: name.to_owned(),
        action: "ExecuteComponents".to_owned(),
        status: status.to_owned(),
        message: None,
        outputs: None,
        started: Some(at(started)),
        ended: ended.map(at),
    }
}
