//! A plain terminal: all it takes is the log.

use std::borrow::Cow;
use std::io;

use super::Host;
use crate::posting::{Annotation, Level};

/// No CI system that we know.
#[derive(Clone, Copy, Debug)]
pub struct Local;

impl Host for Local {
    fn format(&self) -> &'static str {
        "text"
    }

    fn inert<'t>(&self, text: &'t str) -> Cow<'t, str> {
        Cow::Borrowed(text)
    }

    fn group(&self, title: &str) -> String {
        format!("{title}\n")
    }

    fn group_end(&self) -> &'static str {
        ""
    }

    fn notice(&self, _: bool, text: &str) -> String {
        format!("{text}\n")
    }

    fn beside(&self, _: Level, _: &str) -> String {
        String::new()
    }

    fn at(&self, _: &Annotation) -> String {
        String::new()
    }

    fn summary(&self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn output(&self, _: &str, _: &str) -> io::Result<()> {
        Ok(())
    }
}
