//! Any script of any step is read with every place in the document, in bounded time.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code)]
#[path = "../../tests/it/scripts/invariants.rs"]
mod invariants;

fuzz_target!(|text: &str| {
    invariants::script(text);
    invariants::document(text);
});
