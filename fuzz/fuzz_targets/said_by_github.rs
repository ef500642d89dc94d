//! Whatever GitHub says of a pull request and of a commit, only what is ours is moved, and what is written fits.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code)]
#[path = "../../tests/it/invariants.rs"]
mod invariants;

fuzz_target!(|text: &str| invariants::said_by_github(text));
