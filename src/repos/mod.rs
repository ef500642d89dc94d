//! The repositories that the installation of a GitHub App reaches: which of them are meant, and how they are handed on. Pure.

mod document;
mod matrix;
mod text;
mod wanted;

use std::collections::HashSet;

use serde::Serialize;

pub use document::{Document, LeftOut, Row, SCHEMA};
pub use matrix::{LONGEST, Matrix, batches, flat};
pub use text::table;
pub use wanted::{BadPattern, Wanted};

/// A repository as GitHub tells of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repository {
    /// What GraphQL knows it by.
    pub node: String,
    /// Who owns it.
    pub owner: String,
    /// Its name.
    pub name: String,
    /// Its default branch.
    pub default_branch: String,
    /// `public`, `private` or `internal`.
    pub visibility: String,
    /// Its topics.
    pub topics: Vec<String>,
    /// What may speak against it: archived, disabled, a fork, a template.
    pub kinds: Vec<Reason>,
}

impl Repository {
    /// `owner/name`.
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.owner, self.name)
    }

    /// Whether it is one of this kind.
    pub fn is(&self, kind: Reason) -> bool {
        self.kinds.contains(&kind)
    }
}

/// Why a repository is not meant. The order is the one in which reasons are looked for and told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Nobody can write to it.
    Archived,
    /// GitHub has switched it off.
    Disabled,
    /// A fork, without `--forks`.
    Fork,
    /// A template, without `--templates`.
    Template,
    /// No `--include` has its name.
    NotIncluded,
    /// An `--exclude` has its name.
    Excluded,
    /// None of its topics is one of `--topic`.
    Topic,
    /// Its visibility is none of `--visibility`.
    Visibility,
    /// It has no configuration of amiforge, without `--unconfigured`.
    Unconfigured,
}

impl Reason {
    /// All of them, in order.
    pub const ALL: [Self; 9] = [
        Self::Archived,
        Self::Disabled,
        Self::Fork,
        Self::Template,
        Self::NotIncluded,
        Self::Excluded,
        Self::Topic,
        Self::Visibility,
        Self::Unconfigured,
    ];

    /// The word for it in documents.
    pub fn word(self) -> &'static str {
        match self {
            Self::Archived => "archived",
            Self::Disabled => "disabled",
            Self::Fork => "fork",
            Self::Template => "template",
            Self::NotIncluded => "not-included",
            Self::Excluded => "excluded",
            Self::Topic => "topic",
            Self::Visibility => "visibility",
            Self::Unconfigured => "unconfigured",
        }
    }

    /// What is said of all that are left out for it.
    fn says(self) -> &'static str {
        match self {
            Self::Archived => "archived",
            Self::Disabled => "disabled by GitHub",
            Self::Fork => "forks (--forks takes them)",
            Self::Template => "templates (--templates takes them)",
            Self::NotIncluded => "no --include names them",
            Self::Excluded => "an --exclude names them",
            Self::Topic => "no --topic is theirs",
            Self::Visibility => "another --visibility",
            Self::Unconfigured => "no configuration (--unconfigured takes them)",
        }
    }
}

/// A repository about which not enough is known, so that nobody can say whether it is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// `owner/name`, as far as it is known.
    pub repository: String,
    /// Why, in a sentence.
    pub reason: String,
}

/// Whether a repository has a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Configuration {
    /// At this path.
    At(String),
    /// It has none.
    Missing,
    /// GitHub did not say: why, in a sentence.
    Unknown(String),
    /// Nobody wanted to know.
    NotAsked,
}

/// Puts repositories into the order of their names, and drops those that are there twice: a list that changes while it is read may
/// show one on two pages.
pub fn ordered(mut repositories: Vec<Repository>) -> Vec<Repository> {
    repositories.sort_by_cached_key(|one| (one.full_name().to_lowercase(), one.full_name()));
    let mut seen = HashSet::new();
    repositories.retain(|one| seen.insert(one.full_name()));
    repositories
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn repository(full_name: &str) -> Repository {
        let (owner, name) = full_name.split_once('/').expect("a name");
        Repository {
            node: format!("R_{name}"),
            owner: owner.to_owned(),
            name: name.to_owned(),
            default_branch: "main".to_owned(),
            visibility: "private".to_owned(),
            ..Repository::default()
        }
    }

    #[test]
    fn the_order_is_that_of_names_and_every_repository_is_there_once() {
        let names = ["o/b", "o/A", "o/a", "n/z", "o/b", "o/B"];
        let ordered = ordered(names.map(repository).to_vec());
        let ordered: Vec<String> = ordered.iter().map(Repository::full_name).collect();
        assert_eq!(ordered, ["n/z", "o/A", "o/a", "o/B", "o/b"]);
    }

    #[test]
    fn every_reason_has_a_word_of_its_own() {
        let words: HashSet<&str> = Reason::ALL.into_iter().map(Reason::word).collect();
        assert_eq!(words.len(), Reason::ALL.len());
        assert!(Reason::ALL.is_sorted());
    }
}
