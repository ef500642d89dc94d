//! In any text every id is listed once, and what is said about pins has places in it.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code)]
#[path = "../../tests/it/invariants.rs"]
mod invariants;

fuzz_target!(|text: &str| invariants::any_pins(text));
