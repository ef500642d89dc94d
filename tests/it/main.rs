//! All integration tests in one binary: each further one would link everything again.

mod actions;
mod corpus;
mod detect;
mod formats;
mod mutation;
mod pages;
mod support;
mod validate;
mod workflow;
