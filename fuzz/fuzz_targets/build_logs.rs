//! Whatever stands in a log of a build, what is told of it is bounded, harmless and without secrets.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code)]
#[path = "../../tests/it/explained/invariants.rs"]
mod invariants;

fuzz_target!(|text: &str| invariants::build_logs(text));
