//! The document `amiforge/repos/v1`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Configuration, Matrix, Reason, Repository, Unread};

/// The word in `schema`.
pub const SCHEMA: &str = "amiforge/repos/v1";

/// Everything that is told. Keys may be added; none is removed or changes its meaning.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    schema: &'static str,
    /// The whole result in one line.
    pub verdict: String,
    /// How many repositories the installation has.
    pub reached: usize,
    /// Those that are meant, by name.
    pub repositories: Vec<Row>,
    /// Those that are not, by name, each with the first reason.
    pub left_out: Vec<LeftOut>,
    /// Those of which nobody can say.
    pub not_read: Vec<Unread>,
    /// Those that are meant and have no room in the matrix.
    pub not_in_matrix: Vec<String>,
    /// What a person should know besides, in sentences.
    pub notes: Vec<String>,
}

/// A repository that is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// `owner/name`.
    pub repository: String,
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
    /// Whether it is a fork.
    pub fork: bool,
    /// Whether it is a template.
    pub template: bool,
    /// Where its configuration is; null when nobody wanted to know.
    pub configuration: Option<String>,
}

/// A repository that is not meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// `owner/name`.
    pub repository: String,
    /// The word of the reason.
    pub reason: &'static str,
}

impl Row {
    /// The row of a repository.
    pub fn of(repository: &Repository, configuration: &Configuration) -> Self {
        Self {
            repository: repository.full_name(),
            owner: repository.owner.clone(),
            name: repository.name.clone(),
            default_branch: repository.default_branch.clone(),
            visibility: repository.visibility.clone(),
            topics: repository.topics.clone(),
            fork: repository.is(Reason::Fork),
            template: repository.is(Reason::Template),
            configuration: match configuration {
                Configuration::At(path) => Some(path.clone()),
                _ => None,
            },
        }
    }
}

impl Document {
    /// Of an installation with so many repositories. Nothing is in it yet.
    pub fn new(reached: usize) -> Self {
        Self {
            schema: SCHEMA,
            verdict: String::new(),
            reached,
            repositories: Vec::new(),
            left_out: Vec::new(),
            not_read: Vec::new(),
            not_in_matrix: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a repository that is not meant, `owner/name`.
    pub fn leave_out(&mut self, repository: String, reason: Reason) {
        let reason = reason.word();
        self.left_out.push(LeftOut { repository, reason });
    }

    /// Adds a repository by what its configuration says.
    pub fn take(&mut self, repository: &Repository, configuration: Configuration) {
        match configuration {
            Configuration::Missing => self.leave_out(repository.full_name(), Reason::Unconfigured),
            Configuration::Unknown(reason) => self.not_read.push(Unread {
                repository: repository.full_name(),
                reason,
            }),
            configuration => self.repositories.push(Row::of(repository, &configuration)),
        }
    }

    /// Everything is in it: says what came of it, and what the matrix does not hold.
    pub fn close(&mut self, matrix: &Matrix) {
        self.left_out
            .sort_by_cached_key(|one| one.repository.to_lowercase());
        self.not_read
            .sort_by_cached_key(|one| one.repository.to_lowercase());
        let missing = self.repositories.iter().skip(matrix.holds);
        self.not_in_matrix = missing.map(|row| row.repository.clone()).collect();
        let besides = |number: usize, text: &str| match number {
            0 => String::new(),
            number => format!("; {number} {text}"),
        };
        self.verdict = format!(
            "amiforge repos: {} of {}{}",
            self.repositories.len(),
            counted_repositories(self.reached),
            besides(self.not_read.len(), "could not be read")
        );
    }

    /// Why repositories are left out, a line a reason: `3 left out: archived`.
    pub fn reasons(&self) -> Vec<String> {
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        for one in &self.left_out {
            *numbers.entry(one.reason).or_default() += 1;
        }
        let told = Reason::ALL.into_iter().filter_map(|reason| {
            let number = numbers.get(reason.word())?;
            Some(format!("{number} left out: {}", reason.says()))
        });
        told.collect()
    }

    /// What a matrix of 256 jobs does not hold, and what to do about it; none when it holds everything.
    pub fn too_many(&self, batches: bool) -> Option<String> {
        let first = self.not_in_matrix.first()?;
        let held = self.repositories.len() - self.not_in_matrix.len();
        let how = if batches {
            "An output of GitHub Actions ends at 1 MB: take fewer with --include, --exclude or --topic, in several workflows"
        } else {
            "A matrix has at most 256 jobs: --batches hands on any number to a workflow that is called, or take fewer with --include, --exclude or --topic"
        };
        let missing = counted_repositories(self.not_in_matrix.len());
        Some(format!(
            "the matrix holds the first {held} of {}; {missing}, from {first} on, would not be worked on. {how}",
            counted_repositories(self.repositories.len())
        ))
    }

    /// As JSON on one line.
    pub fn json(&self) -> String {
        // Lists, texts, numbers and flags: there is nothing in it that could fail to serialize.
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn counted_repositories(number: usize) -> String {
    match number {
        1 => "1 repository".to_owned(),
        number => format!("{number} repositories"),
    }
}
