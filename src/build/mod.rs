//! A build of EC2 Image Builder: what was observed, what it means, and what is told about it.
//!
//! Pure, except for the port: what AWS said comes in as an [`Image`] and [`Execution`]s, what happened goes out as a
//! [`Document`], from which outputs, summaries and comments are made.

mod advice;
pub mod assemble;
pub mod compare;
pub mod document;
pub mod explain;
pub mod follow;
pub mod fork;
pub mod limits;
pub mod lines;
pub mod observed;
pub mod permissions;
pub mod port;
pub mod progress;
#[cfg(test)]
pub(crate) mod samples;
pub mod status;
pub mod tags;
pub mod token;
pub mod told;
pub mod versions;

use std::time::Duration;

use crate::release::Time;

pub use document::Document;
pub use observed::{Ami, Execution, Image, Step};
pub use status::{Class, Stage, Status};

/// The time from one moment to another; none when that is before it.
pub fn between(from: Time, until: Time) -> Duration {
    until.duration_since(from).try_into().unwrap_or_default()
}

/// The name in an ARN of Image Builder, behind its kind and before its version:
/// `arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/1.0.2/1` is of `build-image`.
pub fn name_of(arn: &str) -> String {
    let parts: Vec<&str> = arn.rsplit(':').next().unwrap_or_default().split('/').collect();
    let at = if parts.first() == Some(&"workflow") { 2 } else { 1 };
    (*parts.get(at).unwrap_or(&arn)).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_stands_behind_the_kind() {
        let scope = "arn:aws:imagebuilder:eu-west-1:111122223333:";
        for (path, name) in [
            ("workflow/build/build-image/1.0.2/1", "build-image"),
            ("image/golden/1.2.3/4", "golden"),
            ("component/agent/1.2.3", "agent"),
            ("image-pipeline/golden", "golden"),
        ] {
            assert_eq!(name_of(&format!("{scope}{path}")), name);
        }
        for other in ["", "build-image", "arn:aws:s3:::b"] {
            assert_eq!(name_of(other), other);
        }
    }
}
