//! All integration tests in one binary: each further one would link everything again.

mod corpus;
mod invariants;
mod pages;
mod yaml;
