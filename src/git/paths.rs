//! Which paths of a commit are meant. Pure.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Files, folders and patterns, from the root of the repository.
#[derive(Debug)]
pub(super) struct Paths<'a> {
    names: Vec<&'a str>,
    patterns: GlobSet,
}

impl<'a> Paths<'a> {
    /// Takes paths as given. None, or the root itself, stands for everything. A pattern that cannot be read is a name alone.
    pub(super) fn new(paths: &'a [String]) -> Self {
        let names: Vec<&str> = paths
            .iter()
            .map(|path| path.trim_end_matches('/'))
            .map(|path| path.strip_prefix("./").unwrap_or(path))
            .collect();
        let mut patterns = GlobSetBuilder::new();
        for name in names.iter().filter(|name| name.contains(['*', '?', '[', '{'])) {
            if let Ok(glob) = GlobBuilder::new(name).literal_separator(true).build() {
                patterns.add(glob);
            }
        }
        Self {
            names,
            patterns: patterns.build().unwrap_or_default(),
        }
    }

    /// Whether a path is meant.
    pub(super) fn have(&self, path: &str) -> bool {
        let below = |name: &&str| {
            matches!(*name, "" | ".")
                || path
                    .strip_prefix(*name)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.names.is_empty() || self.names.iter().any(below) || self.patterns.is_match(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_folders_and_patterns() {
        for (paths, path, meant) in [
            (&[][..], "a/b.tf", true),
            (&["."], "a/b.tf", true),
            (&[""], "a/b.tf", true),
            (&["a"], "a/b.tf", true),
            (&["a/"], "a/b.tf", true),
            (&["./a"], "a/b.tf", true),
            (&["a/b.tf"], "a/b.tf", true),
            (&["a/b"], "a/b.tf", false),
            (&["b.tf"], "a/b.tf", false),
            (&["a/*.tf"], "a/b.tf", true),
            (&["*.tf"], "a/b.tf", false),
            (&["**/*.{tf,yaml}"], "a/b.tf", true),
            (&["x", "a/?.tf"], "a/b.tf", true),
            (&["[a]"], "[a]/b.tf", true),
            (&["[a"], "[a/b.tf", true),
            (&["[a"], "a/b.tf", false),
        ] {
            let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
            assert_eq!(Paths::new(&paths).have(path), meant, "{paths:?} {path}");
        }
    }
}
