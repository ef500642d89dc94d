//! All integration tests in one binary: each further one would link everything again.
// What helps a test may fail like the test itself, and says so on its output. Clippy's own exception for tests does not
// reach the functions that they share.
#![allow(
    clippy::expect_used,
    clippy::format_collect,
    clippy::format_push_string,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod action_pages;
mod actions;
mod architecture;
#[cfg(all(feature = "aws", feature = "github"))]
mod aws;
mod bodies;
#[cfg(all(feature = "aws", feature = "github"))]
mod build;
mod bump;
mod bump_page;
mod bumped;
mod claims;
mod code;
mod config;
mod corpus;
mod detect;
#[cfg(all(feature = "aws", feature = "github"))]
mod elsewhere;
mod embedded;
mod explained;
mod forge;
mod formats;
mod fragments;
#[cfg(all(feature = "aws", feature = "github"))]
mod github;
mod invariants;
mod links;
#[cfg(all(feature = "aws", feature = "github"))]
mod live;
mod message_pages;
mod migrating;
mod mutation;
mod nodes;
mod noise;
mod pages;
mod pictures;
mod pins;
mod pins_page;
mod posted;
mod posting;
mod pre_commit;
#[cfg(any(feature = "aws", feature = "github"))]
mod proxies;
mod recipes;
#[cfg(feature = "github")]
mod redirects;
mod references;
mod release;
mod releases;
#[cfg(all(feature = "aws", feature = "github"))]
mod report;
#[cfg(all(feature = "aws", feature = "github"))]
mod repos;
mod review;
mod rule_pages;
mod schemas;
mod scripts;
mod shells;
#[cfg(all(feature = "aws", feature = "github"))]
mod stand_ins;
mod states;
mod support;
mod syntax;
mod texts;
mod told;
mod validate;
mod workflow;
mod yaml;
