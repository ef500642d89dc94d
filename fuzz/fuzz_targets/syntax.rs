//! Any text that pins are looked for in gives a document whose places fit.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code)]
#[path = "../../tests/it/invariants.rs"]
mod invariants;

fuzz_target!(|text: &str| invariants::any_document(text));
