//! Any bytes are read as facts or refused with a harmless sentence; what is read survives being written.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code)]
#[path = "../../tests/it/invariants.rs"]
mod invariants;

fuzz_target!(|bytes: &[u8]| invariants::releases(bytes));
