//! Output formats, one file each.
//!
//! [`ALL`] are the formats that standard output takes. What is posted to GitHub is made by `posting`.

pub mod github;
pub mod gitlab;
pub mod json;
pub mod junit;
pub mod line;
pub mod sarif;
pub mod text;

use crate::report::Report;
pub use text::Style;

/// One output format.
#[derive(Debug)]
pub struct Format {
    /// The word for it on the command line; the name of its file.
    pub name: &'static str,
    /// What it is for, in a few words, for lists.
    pub summary: &'static str,
    /// The whole output for one report.
    pub render: fn(&Report, Style) -> String,
}

/// Every format, the usual one first.
pub const ALL: &[&Format] = &[
    &text::FORMAT,
    &github::FORMAT,
    &json::FORMAT,
    &sarif::FORMAT,
    &junit::FORMAT,
    &gitlab::FORMAT,
    &line::FORMAT,
];

/// The format of this name.
pub fn find(name: &str) -> Option<&'static Format> {
    ALL.iter().copied().find(|format| format.name == name)
}
