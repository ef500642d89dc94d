//! `amiforge/pins/v1`: every pin of some files, for programs.
//!
//! `pins` has every AMI id, those that are left alone too. `others` has pins that are held by a release version, an alias or a
//! name, and references that move by themselves. What is not known is null.

use serde::Serialize;

use super::{Plan, Verdict};
use crate::pin::{Pin, Scanned, Value};
use crate::visible::inert_json;

/// The word in `schema`.
pub const SCHEMA: &str = "amiforge/pins/v1";

#[derive(Serialize)]
struct Listing<'a> {
    schema: &'static str,
    pins: Vec<Row<'a>>,
    others: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    path: String,
    line: u32,
    column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    format: &'static str,
    region: Option<&'a str>,
    follows: Option<String>,
    state: &'static str,
    reason: Option<String>,
}

/// The listing as JSON. `shown` turns a path from the root of the repository into the one to show.
pub fn json(files: &[Scanned], plan: &Plan, shown: impl Fn(&str) -> String) -> String {
    let mut listing = Listing {
        schema: SCHEMA,
        pins: Vec::new(),
        others: Vec::new(),
    };
    for verdict in &plan.verdicts {
        let Some(file) = files.get(verdict.pin.file) else {
            continue;
        };
        let Some(pin) = file.pins.get(verdict.pin.pin) else {
            continue;
        };
        let row = row(file, pin, verdict, &shown);
        match pin.value {
            Value::Id(_) => listing.pins.push(row),
            _ => listing.others.push(row),
        }
    }
    let mut text = serde_json::to_string_pretty(&listing).unwrap_or_default();
    text.push('\n');
    inert_json(&text)
}

fn row<'a>(file: &Scanned, pin: &'a Pin, verdict: &'a Verdict, shown: &impl Fn(&str) -> String) -> Row<'a> {
    let place = file.source.position(pin.span.start);
    let id = pin.value.id().is_some();
    let reason = verdict.row().reason(&verdict.holes);
    Row {
        path: shown(file.source.path()),
        line: place.line,
        column: place.column,
        image: id.then(|| pin.value.text()),
        value: (!id).then(|| pin.value.text()),
        format: pin.format,
        region: verdict.region.as_deref(),
        follows: verdict.track.as_ref().map(ToString::to_string),
        state: verdict.state().word(),
        reason: (!reason.is_empty()).then_some(reason),
    }
}
