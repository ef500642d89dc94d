//! All integration tests in one binary: each further one would link everything again.
// What helps a test may fail like the test itself, and says so on its output.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::format_push_string
)]

mod corpus;
mod invariants;
mod pages;
mod yaml;
