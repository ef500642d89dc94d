//! Every document can be repaired: it stays readable, nothing is wrong that was not before, a second run changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code)]
#[path = "../../tests/it/invariants.rs"]
mod invariants;

fuzz_target!(|text: &str| invariants::fixes(text));
