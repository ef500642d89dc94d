//! The nearest name, with a bound on the work for documents full of unknown names.

use std::collections::HashMap;

use crate::nearest::nearest;

/// How many comparisons one rule makes in one document.
const MOST_COMPARISONS: usize = 200_000;
/// Names longer than the longest that AWS allows are not compared.
const LONGEST: usize = 128;

/// Finds nearest names and remembers them.
#[derive(Debug)]
pub(super) struct Hints<'a> {
    known: HashMap<(usize, &'a str), Option<&'a str>>,
    comparisons_left: usize,
}

impl Default for Hints<'_> {
    fn default() -> Self {
        Self {
            known: HashMap::new(),
            comparisons_left: MOST_COMPARISONS,
        }
    }
}

impl<'a> Hints<'a> {
    /// The nearest of some names. `scope` tells one set of names from another.
    pub(super) fn nearest(
        &mut self,
        scope: usize,
        word: &'a str,
        names: impl Iterator<Item = &'a str>,
    ) -> Option<&'a str> {
        if let Some(known) = self.known.get(&(scope, word)) {
            return *known;
        }
        let candidates: Vec<&str> = names
            .take(self.comparisons_left)
            .filter(|name| name.len() <= LONGEST)
            .collect();
        self.comparisons_left -= candidates.len();
        let found = nearest(word, candidates);
        self.known.insert((scope, word), found);
        found
    }
}

/// Some names for a message: the first ones, each in backticks.
pub(super) fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const MOST: usize = 5;
    let mut names = names.filter(|name| !name.is_empty());
    let shown: Vec<String> = names
        .by_ref()
        .take(MOST)
        .map(|name| format!("`{}`", crate::yaml::shorten(name)))
        .collect();
    let more = if names.next().is_some() { " and more" } else { "" };
    shown.join(", ") + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_looked_up_once_and_the_work_is_bounded() {
        let names = vec!["Version"; 150_000];
        let mut hints = Hints::default();
        assert_eq!(
            hints.nearest(0, "Verison", names.iter().copied()),
            Some("Version")
        );
        assert_eq!(hints.comparisons_left, 50_000);
        assert_eq!(
            hints.nearest(0, "Verison", names.iter().copied()),
            Some("Version")
        );
        assert_eq!(hints.comparisons_left, 50_000);
        hints.nearest(0, "Versoin", names.iter().copied());
        assert_eq!(hints.comparisons_left, 0);
        assert_eq!(hints.nearest(1, "Verison", names.iter().copied()), None);
    }

    #[test]
    fn a_list_of_names_is_short() {
        assert_eq!(list(["a", "", "b"].into_iter()), "`a`, `b`");
        assert_eq!(
            list(["a", "b", "c", "d", "e", "f"].into_iter()),
            "`a`, `b`, `c`, `d`, `e` and more"
        );
    }
}
