//! How an image differs from the image before: which one that is, packages, findings of Amazon Inspector, the time that
//! stages took, and where Fast Launch is on.

mod ask;
mod fast_launch;
mod findings;
mod packages;
mod previous;
mod severity;
mod stages;

pub use ask::{Compared, Contents, PATIENCE, ask};
pub use fast_launch::{ABSENT, Asked, UNKNOWN, asked, is_off};
pub use findings::{compare as compare_findings, gate};
pub use packages::compare as compare_packages;
pub use previous::{Candidate, before};
pub use severity::{GATES, Severity, by_severity};
pub use stages::{join as join_stages, took as stages_took};
