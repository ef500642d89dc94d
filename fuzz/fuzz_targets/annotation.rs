//! Any comment is read with every word in its place, or with a harmless sentence about what is wrong.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code)]
#[path = "../../tests/it/invariants.rs"]
mod invariants;

fuzz_target!(|comment: &str| invariants::annotation(comment));
