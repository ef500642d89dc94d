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
        Self::any([text])
    }

    /// Compiles several patterns into one that matches what any of them does; none of them match nothing.
    pub fn any<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Self, BadPattern> {
        let mut set = GlobSetBuilder::new();
        for text in texts {
            add(text, &mut set)?;
        }
        let set = set.build().map_err(|error| unreadable(&error))?;
        Ok(Self { set })
    }

    /// Whether a path, relative to the repository's root and with `/`, matches.
    pub fn matches(&self, path: &str) -> bool {
        self.set.is_match(path)
    }
}

/// Adds the globs that a pattern stands for.
fn add(text: &str, set: &mut GlobSetBuilder) -> Result<(), BadPattern> {
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
    let mut glob = |text: &str| -> Result<(), BadPattern> {
        let mut builder = GlobBuilder::new(text);
        let glob = builder.literal_separator(true).backslash_escape(false).build();
        set.add(glob.map_err(|error| unreadable(&error))?);
        Ok(())
    };
    if !text.ends_with('/') {
        glob(rest)?;
    }
    let folder = text.ends_with('/') || !text.contains(['*', '?', '[', '{']);
    if folder {
        glob(&format!("{rest}/**"))?;
    }
    Ok(())
}

fn unreadable(error: &globset::Error) -> BadPattern {
    BadPattern {
        reason: format!("cannot be read: {}", error.kind()),
        help: "see `Patterns` in docs/configuration.md".to_owned(),
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
    fn several_patterns_match_what_any_of_them_does() {
        let any = Pattern::any(["a/*.json", "b"]).unwrap();
        assert!(any.matches("a/x.json") && any.matches("b/x") && !any.matches("c/x.json"));
        assert!(!Pattern::any([]).unwrap().matches("a"));
        assert!(Pattern::any(["a", "/b"]).is_err());
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
