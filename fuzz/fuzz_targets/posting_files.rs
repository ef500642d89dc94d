//! Any bytes are read as a file of another job or refused in one harmless line; what is read is posted within GitHub's limits.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code)]
#[path = "../../tests/it/posted.rs"]
mod posted;

fuzz_target!(|bytes: &[u8]| posted::file(bytes));
