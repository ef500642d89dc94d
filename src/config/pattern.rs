//! Patterns for paths below the repository's root, with `/` on every system.
//!
//! `*` and `?` stop at `/`, `**` does not, `{a,b}` and `[ab]` are alternatives. A pattern that ends in `/`, and one
//! without any of these characters, also stands for everything below that folder.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// The longest pattern that is taken; it bounds the work of compiling.
const LONGEST: usize = 500;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    set: GlobSet,
}

/// Why a pattern is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPattern {
    /// What is wrong with it, as the end of a sentence.
    pub reason: String,
    /// What to write instead.
    pub help: String,
}

impl Pattern {
    /// Compiles a pattern.
    pub fn new(text: &str) -> Result<Self, BadPattern> {
        let refuse = |reason: &str, help: &str| {
            Err(BadPattern {
                reason: reason.to_owned(),
                help: help.to_owned(),
            })
        };
        if text.is_empty() {
            return refuse("is empty", "remove it, or write `**` for every file");
        }
        if text.len() > LONGEST {
            return refuse("is longer than 500 bytes", "write several patterns");
        }
        let rest = text.strip_suffix('/').unwrap_or(text);
        if text.starts_with('/') || rest.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return refuse(
                "matches no path",
                "write it relative to the repository's root, such as `components/**/*.yaml`, without `.`, `..` and empty parts",
            );
        }
        if text.starts_with('!') {
            return refuse("begins with `!`", "patterns only add; list what is meant");
        }
        if text.contains('\\') {
            return refuse(
                "has a `\\`",
                "write `/` between folders, and `[*]` for a `*` that is meant",
            );
        }
        let folder = text.ends_with('/') || !text.contains(['*', '?', '[', '{']);
        let mut set = GlobSetBuilder::new();
        let mut add = |text: &str| {
            GlobBuilder::new(text)
                .literal_separator(true)
                .backslash_escape(false)
                .build()
                .map(|glob| {
                    set.add(glob);
                })
        };
        let mut added = Ok(());
        if !text.ends_with('/') {
            added = add(rest);
        }
        if folder {
            added = added.and_then(|()| add(&format!("{rest}/**")));
        }
        match added.and_then(|()| set.build()) {
            Ok(set) => Ok(Self { set }),
            Err(error) => refuse(
                &format!("cannot be read: {}", error.kind()),
                "see `Patterns` in docs/configuration.md",
            ),
        }
    }

    /// Whether a path, relative to the repository's root and with `/`, matches.
    pub fn matches(&self, path: &str) -> bool {
        self.set.is_match(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_from_the_root() {
        let cases = [
            ("*.yaml", "a.yaml", true),
            ("*.yaml", "x/a.yaml", false),
            ("**/*.yaml", "a.yaml", true),
            ("**/*.yaml", "x/y/a.yaml", true),
            ("components/*.yaml", "components/a.yaml", true),
            ("components/*.yaml", "components/x/a.yaml", false),
            ("components/**", "components/x/a.yaml", true),
            ("components", "components/x/a.yaml", true),
            ("components/", "components/x/a.yaml", true),
            ("components/", "components", false),
            ("components/a.yaml", "components/a.yaml", true),
            ("components/{linux,mac}/?.yaml", "components/mac/a.yaml", true),
            ("Components", "components/a.yaml", false),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(
                Pattern::new(pattern).unwrap().matches(path),
                expected,
                "{pattern} {path}"
            );
        }
    }

    #[test]
    fn a_pattern_that_cannot_match_is_refused() {
        for pattern in [
            "", "/", "/a", "./a", "a/../b", "a//b", "!a", "a\\b", "a[", "{a", "a}", "[b-a]",
        ] {
            assert!(Pattern::new(pattern).is_err(), "{pattern}");
        }
        assert!(Pattern::new(&"{a,".repeat(2000)).is_err());
        let nested = format!("{}a{}", "{".repeat(240), "}".repeat(240));
        let _ = Pattern::new(&nested);
        let _ = Pattern::new(&"{a,b}*".repeat(80));
    }
}
