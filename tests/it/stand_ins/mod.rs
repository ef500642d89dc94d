//! AWS and GitHub for tests: servers that others wrote, behind AWS's and GitHub's own descriptions of their requests.
//!
//! A test makes a [`World`] and is alone in it. The servers start with the first, and end with the process.

mod build;
mod builds;
mod http;
mod job;
mod region;
mod servers;
mod tests;
mod world;

pub(crate) use build::Build;
pub(crate) use job::{Ended, Job, outputs};
pub(crate) use region::{Day, Region};
pub(crate) use world::{ACTIONS, At, World};
