//! Which repositories are meant.

use super::{Reason, Repository};
use crate::config::pattern::Pattern;

/// What is asked for. Everything that is set has to fit.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// None takes every name.
    include: Option<Pattern>,
    exclude: Option<Pattern>,
    /// One of these; none takes every topic.
    topics: Vec<String>,
    /// One of these; none takes all.
    visibility: Vec<String>,
    /// Kinds that are taken although they are left out as a rule.
    taken: Vec<Reason>,
}

/// Why a pattern of names is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPattern {
    /// The pattern.
    pub pattern: String,
    /// What is wrong with it, as the end of a sentence.
    pub reason: String,
    /// What to write instead.
    pub help: String,
}

impl Wanted {
    /// Takes patterns of names, `NAME` or `OWNER/NAME`, in any letter case, as GitHub takes names.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, BadPattern> {
        Ok(Self {
            include: patterns(include)?,
            exclude: patterns(exclude)?,
            ..Self::default()
        })
    }

    /// Only with one of these topics.
    #[must_use]
    pub fn with_topics(mut self, topics: &[String]) -> Self {
        self.topics = topics.iter().map(|topic| topic.to_lowercase()).collect();
        self
    }

    /// Only of one of these visibilities.
    #[must_use]
    pub fn with_visibility(mut self, visibility: &[&str]) -> Self {
        self.visibility = visibility.iter().map(|&word| word.to_owned()).collect();
        self
    }

    /// Also of this kind.
    #[must_use]
    pub fn taking(mut self, kind: Reason, taken: bool) -> Self {
        self.taken.extend(taken.then_some(kind));
        self
    }

    /// Why no repository of this name, `owner/name`, is meant; none when one may be.
    pub fn refuses_name(&self, full_name: &str) -> Option<Reason> {
        let full = full_name.to_lowercase();
        let name = full.split_once('/').map_or(full.as_str(), |(_, name)| name);
        let fits = |pattern: &Pattern| pattern.matches(name) || pattern.matches(&full);
        if self.include.as_ref().is_some_and(|include| !fits(include)) {
            Some(Reason::NotIncluded)
        } else if self.exclude.as_ref().is_some_and(fits) {
            Some(Reason::Excluded)
        } else {
            None
        }
    }

    /// The first reason why a repository is not meant; none when it is, as far as GitHub's list tells.
    pub fn refuses(&self, repository: &Repository) -> Option<Reason> {
        let against = [Reason::Archived, Reason::Disabled, Reason::Fork, Reason::Template];
        let mut against = against.into_iter().filter(|kind| !self.taken.contains(kind));
        if let Some(kind) = against.find(|kind| repository.is(*kind)) {
            return Some(kind);
        }
        let has_topic = || repository.topics.iter().any(|topic| self.topics.contains(topic));
        let by_name = self.refuses_name(&repository.full_name());
        if by_name.is_some() {
            by_name
        } else if !self.topics.is_empty() && !has_topic() {
            Some(Reason::Topic)
        } else if !self.visibility.is_empty() && !self.visibility.contains(&repository.visibility) {
            Some(Reason::Visibility)
        } else {
            None
        }
    }
}

fn patterns(texts: &[String]) -> Result<Option<Pattern>, BadPattern> {
    if texts.is_empty() {
        return Ok(None);
    }
    let lower: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
    for (text, lower) in texts.iter().zip(&lower) {
        Pattern::new(lower).map_err(|bad| BadPattern {
            pattern: text.clone(),
            reason: bad.reason,
            help: bad.help,
        })?;
    }
    let all = Pattern::any(lower.iter().map(String::as_str));
    // Each alone is good, so only all of them together can be too much.
    all.map(Some).map_err(|bad| BadPattern {
        pattern: texts.join(", "),
        reason: bad.reason,
        help: bad.help,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::repository;
    use super::*;

    fn wanted(include: &[&str], exclude: &[&str]) -> Wanted {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        Wanted::new(&owned(include), &owned(exclude)).expect("patterns")
    }

    #[test]
    fn names_are_taken_by_patterns_of_names_or_of_owners_and_names() {
        for (include, exclude, name, expected) in [
            (&[][..], &[][..], "o/nodes", None),
            (&["nodes"], &[], "o/nodes", None),
            (&["nodes"], &[], "o/nodes-2", Some(Reason::NotIncluded)),
            (&["node*", "x"], &[], "o/Nodes-2", None),
            (&["NODE*"], &[], "o/nodes", None),
            (&["o/*"], &[], "o/nodes", None),
            (&["o"], &[], "o/nodes", None),
            (&["p/*"], &[], "o/nodes", Some(Reason::NotIncluded)),
            (&["*"], &["*-old"], "o/nodes-old", Some(Reason::Excluded)),
            (&[], &["o/nodes"], "o/nodes", Some(Reason::Excluded)),
            (&[], &["nodes"], "o/nodes-2", None),
        ] {
            let found = wanted(include, exclude).refuses(&repository(name));
            assert_eq!(found, expected, "{include:?} {exclude:?} {name}");
        }
    }

    #[test]
    fn a_pattern_that_is_none_is_refused_by_its_own_text() {
        let bad = |text: &str| Wanted::new(&[text.to_owned()], &[]).expect_err("refused");
        for text in ["", "A[", "!x", "a\\b", "/a"] {
            assert_eq!(bad(text).pattern, text);
        }
    }

    #[test]
    fn topics_visibility_and_kinds() {
        let mut one = repository("o/r");
        one.topics = vec!["eks".to_owned(), "windows".to_owned()];
        let topics = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            wanted(&[], &[]).with_topics(&words)
        };
        assert_eq!(topics(&["linux", "EKS"]).refuses(&one), None);
        assert_eq!(topics(&["linux"]).refuses(&one), Some(Reason::Topic));
        let seen = |words: &[&str]| wanted(&[], &[]).with_visibility(words).refuses(&one);
        assert_eq!(seen(&["internal", "private"]), None);
        assert_eq!(seen(&["public"]), Some(Reason::Visibility));
        one.kinds = vec![Reason::Template, Reason::Fork];
        let none = wanted(&[], &[]);
        assert_eq!(none.refuses(&one), Some(Reason::Fork));
        let forks = none.taking(Reason::Fork, true);
        assert_eq!(forks.refuses(&one), Some(Reason::Template));
        let both = forks.taking(Reason::Template, true);
        assert_eq!(both.refuses(&one), None);
        one.kinds = vec![Reason::Archived];
        assert_eq!(both.refuses(&one), Some(Reason::Archived));
    }
}
