//! amiforge checks EC2 Image Builder components, bumps pinned AMI ids and runs image builds through code review.
//!
//! The core is pure: it knows no network, no clock and no environment. `docs/architecture.md` says where things are.

pub mod annotation;
#[cfg(feature = "aws")]
pub mod aws;
pub mod baseline;
pub mod build;
pub mod bump;
pub mod cli;
pub mod command;
pub mod component;
pub mod config;
pub mod container;
pub mod diagnostic;
pub mod embedded;
pub mod files;
pub mod fix;
pub mod forge;
pub mod git;
pub mod host;
pub mod lint;
pub mod markdown;
pub mod nearest;
pub mod pin;
pub mod posting;
pub mod recipe;
pub mod release;
pub mod report;
pub mod repos;
pub mod resource;
pub mod rules;
pub mod schema;
pub mod script;
mod secret;
pub mod source;
pub mod syntax;
mod token;
pub mod touched;
pub mod visible;
#[cfg(any(feature = "aws", feature = "github"))]
pub mod waiting;
pub mod workflow;
pub mod yaml;
