//! Regular expressions that stand in tables: compiled at their first use, on texts of bounded length.

use std::sync::OnceLock;

use regex::{Captures, Regex};

use super::Architecture;

/// A regular expression with named groups, anchored at both ends by whoever writes it.
#[derive(Debug)]
pub struct Grammar {
    pattern: &'static str,
    longest: usize,
    compiled: OnceLock<Option<Regex>>,
}

/// What the groups took.
#[derive(Debug)]
pub struct Found<'t>(Captures<'t>);

impl Grammar {
    /// The names of images: EC2 allows 128 characters
    /// (<https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateImage.html>).
    pub const fn of_names(pattern: &'static str) -> Self {
        Self::new(pattern, 128)
    }

    /// The names of parameters: 1,011 characters
    /// (<https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html>).
    pub const fn of_parameters(pattern: &'static str) -> Self {
        Self::new(pattern, 1_011)
    }

    const fn new(pattern: &'static str, longest: usize) -> Self {
        Self {
            pattern,
            longest,
            compiled: OnceLock::new(),
        }
    }

    /// What the groups take of a text, when it fits.
    pub fn read<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        if text.len() > self.longest {
            return None;
        }
        let compiled = self.compiled.get_or_init(|| Regex::new(self.pattern).ok());
        compiled.as_ref()?.captures(text).map(Found)
    }

    /// The expression, for messages and tests.
    pub fn pattern(&self) -> &'static str {
        self.pattern
    }
}

impl<'t> Found<'t> {
    /// What a group took; none when it took no part or does not exist.
    pub fn get(&self, group: &str) -> Option<&'t str> {
        self.0.name(group).map(|found| found.as_str())
    }

    /// The same as a text of its own.
    pub fn owned(&self, group: &str) -> Option<String> {
        self.get(group).map(str::to_owned)
    }

    /// The group `architecture`.
    pub fn architecture(&self) -> Option<Architecture> {
        self.get("architecture").and_then(Architecture::parse)
    }
}
