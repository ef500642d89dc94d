//! How bad a finding of Amazon Inspector is.

use std::collections::BTreeMap;

/// The severities of Amazon Inspector, the least first.
/// <https://docs.aws.amazon.com/inspector/latest/user/findings-understanding-severity.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nobody has judged it yet.
    Untriaged,
    /// Good to know.
    Informational,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

/// Every severity with its word.
const WORDS: [(&str, Severity); 6] = [
    ("untriaged", Severity::Untriaged),
    ("informational", Severity::Informational),
    ("low", Severity::Low),
    ("medium", Severity::Medium),
    ("high", Severity::High),
    ("critical", Severity::Critical),
];

/// What a gate can be set to, the worst first.
pub const GATES: [Severity; 4] = [
    Severity::Critical,
    Severity::High,
    Severity::Medium,
    Severity::Low,
];

impl Severity {
    /// Reads the word of AWS, in any letter case.
    pub fn parse(word: &str) -> Option<Self> {
        let found = WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
        found.map(|(_, severity)| *severity)
    }

    /// Its word, in lower case.
    pub fn word(self) -> &'static str {
        let found = WORDS.iter().find(|(_, severity)| *severity == self);
        found.map_or("", |(word, _)| word)
    }
}

/// Counts by their words, the worst first; words that are not known stand behind, by their names.
pub fn by_severity(counts: &BTreeMap<String, usize>) -> Vec<(&str, usize)> {
    let mut counts: Vec<(&str, usize)> = counts
        .iter()
        .map(|(word, number)| (word.as_str(), *number))
        .collect();
    counts.sort_by_key(|(word, _)| std::cmp::Reverse(Severity::parse(word)));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_and_are_in_order() {
        for pair in WORDS.windows(2) {
            assert!(pair[0].1 < pair[1].1);
        }
        for (word, severity) in WORDS {
            assert_eq!(Severity::parse(word), Some(severity));
            assert_eq!(Severity::parse(&word.to_uppercase()), Some(severity));
            assert_eq!(severity.word(), word);
        }
        assert_eq!(Severity::parse("severe"), None);
        assert!(GATES.windows(2).all(|pair| pair[0] > pair[1]));
    }

    #[test]
    fn the_worst_stands_first_and_what_is_not_known_last() {
        let counts = ["low", "severe", "critical", "grave", "untriaged"].map(|word| (word.to_owned(), 1));
        let counts = BTreeMap::from(counts);
        let words: Vec<&str> = by_severity(&counts).into_iter().map(|(word, _)| word).collect();
        assert_eq!(words, ["critical", "low", "untriaged", "grave", "severe"]);
    }
}
