//! What a version that amiforge has made says of itself, in two tags.
//!
//! AWS may fill in what a request leaves out, so whether a version is the same is told first by the sum of what was asked for. And
//! two branches that build from one account each have a newest version of their own: else each build of the one would make a
//! version because of the other.

use std::collections::BTreeMap;

/// The sum of the content that was asked for.
const CONTENT: &str = "amiforge:content";
/// The repository and ref of the run that asked.
const REF: &str = "amiforge:ref";

/// The longest value of a tag. <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html>
const LONGEST: usize = 256;

/// The tags of a version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// The sum of its content; none of what was not made here.
    pub content: Option<String>,
    /// The repository and ref; none outside a job.
    pub line: Option<String>,
}

impl Mark {
    /// Reads the tags of a version.
    pub fn read(tags: Option<impl IntoIterator<Item = (String, String)>>) -> Self {
        let mut mark = Self::default();
        for (name, value) in tags.into_iter().flatten() {
            match name.as_str() {
                CONTENT => mark.content = Some(value),
                REF => mark.line = Some(value),
                _ => {}
            }
        }
        mark
    }

    /// The tags of a version: those of its file, and these.
    pub fn with(&self, tags: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let own = [(CONTENT, &self.content), (REF, &self.line)];
        let own = own
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
        tags.clone().into_iter().chain(own).collect()
    }
}

/// A repository and a ref as a tag has them.
pub fn line(repository: &str, reference: &str) -> String {
    let fitting = |c: char| {
        if c.is_alphanumeric() || "_.:/=+-@".contains(c) {
            c
        } else {
            '_'
        }
    };
    format!("{repository}@{reference}")
        .chars()
        .map(fitting)
        .take(LONGEST)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_come_back_and_leave_the_tags_of_the_file() {
        let mark = Mark {
            content: Some("0a1b".to_owned()),
            line: Some(line("github.com/o/r", "refs/heads/a#b")),
        };
        let tags = mark.with(&[("team".to_owned(), "base".to_owned())].into());
        assert_eq!(tags.len(), 3);
        assert_eq!(tags["team"], "base");
        assert_eq!(tags[REF], "github.com/o/r@refs/heads/a_b");
        assert_eq!(Mark::read(Some(tags)), mark);
        assert_eq!(
            Mark::read(None::<BTreeMap<String, String>>).with(&BTreeMap::new()),
            BTreeMap::new()
        );
    }
}
