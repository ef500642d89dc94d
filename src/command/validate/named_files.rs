//! Files that a host takes documents from: `data = file("${path.module}/agent.yaml")`.
//!
//! They are judged with what the host says about them, whether they were asked for or not. A path that leaves the
//! workspace is not followed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::embedded::NamedFile;
use crate::files::{self, Found};

/// Where paths are looked for.
pub(super) struct Places<'a> {
    pub(super) cwd: &'a Path,
    pub(super) workspace: &'a Path,
}

/// The files that hosts name.
#[derive(Default)]
pub(super) struct NamedFiles {
    /// By the real path: the file and what is known about it.
    pub(super) found: BTreeMap<PathBuf, (Found, NamedFile)>,
    /// The path of the host, and why a file is not judged.
    pub(super) not_checked: Vec<(String, String)>,
}

impl NamedFiles {
    /// Takes a file that the host at `host` (as shown) names.
    pub(super) fn add(&mut self, places: &Places<'_>, host: &str, file: &NamedFile) {
        let folder = host.rsplit_once('/').map_or("", |(folder, _)| folder);
        let shown = joined(folder, &file.path);
        let path = places.cwd.join(&shown);
        let mut refuse = |reason: &str| {
            let name = file.path.escape_debug();
            self.not_checked
                .push((host.to_owned(), format!("`{name}`, which it names, {reason}")));
        };
        if files::relative(&path, places.workspace).is_none() || files::leaves(&path, places.workspace) {
            return refuse("lies outside of the workspace");
        }
        if !path.is_file() {
            return refuse("is not there");
        }
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        let found = Found {
            shown,
            path,
            named: true,
        };
        let (_, known) = self.found.entry(real).or_insert((found, file.clone()));
        // Of two resources that say different things neither is believed.
        if known.facts.platform != file.facts.platform {
            known.facts.platform = None;
        }
        if known.facts.workflow != file.facts.workflow {
            known.facts.workflow = None;
        }
    }

    /// Whether a file is among them.
    pub(super) fn has(&self, found: &Found) -> bool {
        if self.found.is_empty() {
            return false;
        }
        let real = found.path.canonicalize();
        real.is_ok_and(|real| self.found.contains_key(&real))
    }
}

/// A path in a folder, both as shown, without `.` and without `..` where that is possible.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| *part != ".").collect();
    if folder.is_empty() {
        parts.clear();
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| !last.is_empty() && *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_as_they_are_shown() {
        for (folder, path, expected) in [
            ("", "a.yaml", "a.yaml"),
            ("infra", "x/a.yaml", "infra/x/a.yaml"),
            ("infra/b", "../a.yaml", "infra/a.yaml"),
            ("infra", "../../a.yaml", "../a.yaml"),
            ("..", "../a.yaml", "../../a.yaml"),
            ("/abs/b", ".././a.yaml", "/abs/a.yaml"),
        ] {
            assert_eq!(joined(folder, path), expected);
        }
    }
}
