//! Every row of the closed table of states through the real binary: one case a row, and near-misses that end elsewhere.

mod held;
mod moving;
mod refused;
mod unknown;

use std::collections::BTreeMap;

use amiforge::bump::state::{Row, TABLE};
use serde_json::Value;

use super::facts::{self, CORE, Place};
use super::{NEW, OLD, branches, bump, newer, nodes};
use crate::support::{Folder, Run, project};

/// Another release of the same images.
const MIDDLE: &str = "ami-01f3c5b7e9a2d4860";
/// The same, and younger.
const YOUNG: &str = "ami-0c6e1b3850d2f9a47";
/// Who has nothing to do with any of it.
const STRANGER: &str = "999988887777";

/// A repository, what is known of it, and what has to come out.
struct Case {
    /// The rows of all its pins, by path and line. The first is the one that the case is for.
    rows: &'static [&'static str],
    files: Vec<(&'static str, String)>,
    config: &'static str,
    facts: Vec<Place>,
    options: &'static [&'static str],
    /// When the files were committed, where that counts.
    committed: &'static str,
    /// Whether the history is cut behind the last commit.
    cut: bool,
}

impl Case {
    fn new(rows: &'static [&'static str], facts: impl Into<Vec<Place>>) -> Self {
        Self {
            rows,
            files: Vec::new(),
            config: "",
            facts: facts.into(),
            options: &[],
            committed: "2026-09-01T00:00:00Z",
            cut: false,
        }
    }

    fn file(mut self, path: &'static str, text: impl Into<String>) -> Self {
        self.files.push((path, text.into()));
        self
    }

    fn config(mut self, text: &'static str) -> Self {
        self.config = text;
        self
    }

    /// The story of most cases: one pin in Ireland that says what it follows.
    fn told(rows: &'static [&'static str], facts: Place) -> Self {
        Self::new(rows, [facts]).file("a.tf", nodes())
    }

    /// The same, but only its image says what it follows.
    fn silent(rows: &'static [&'static str], facts: Place) -> Self {
        Self::new(rows, [facts]).file("a.tf", silent(&[("eu-west-1", OLD)]))
    }

    /// What the first row and its neighbours are, for messages.
    fn name(&self) -> String {
        self.rows.join(", ")
    }

    fn repository(&self) -> Folder {
        let folder = Folder::new();
        for (path, text) in &self.files {
            folder.write(path, text);
        }
        if !self.config.is_empty() {
            folder.write(".github/amiforge.yaml", self.config);
        }
        folder.git(&["init", "--quiet", "--initial-branch=main"]);
        folder.commit_at("first", self.committed);
        if !self.cut {
            return folder;
        }
        folder.commit_at("second", self.committed);
        let clone = Folder::new();
        let from = format!("file://{}", folder.path().display());
        clone.git(&["clone", "--quiet", "--depth", "1", &from, "."]);
        clone
    }

    /// Runs it, and holds what came out against the table.
    #[track_caller]
    fn check(&self) {
        let folder = self.repository();
        let mut options = vec!["--format", "json"];
        options.extend(self.options);
        let run = bump(&folder, &self.facts, &options);
        let wanted: Vec<&Row> = self.rows.iter().map(|name| row(name)).collect();
        assert_eq!(found(&run), self.rows, "{run:#?}");
        let act = wanted.iter().any(|row| row.act);
        assert_eq!(run.code, Some(i32::from(act)), "{}: {run:#?}", self.name());
        let json = run.json();
        let branches = branches(&folder);
        for (row, pin) in wanted.iter().zip(pins(&json)) {
            let reason = pin["reason"].as_str().expect("a reason");
            assert!(says(row, reason), "{}: {reason}", row.name());
            let group = pin["group"].as_str();
            assert_eq!(group.is_some(), row.pull_request, "{}: {pin}", row.name());
            assert_eq!(pin["to"].is_object(), row.pull_request, "{}: {pin}", row.name());
            if let Some(group) = group {
                self.is_changed(&folder, &format!("amiforge/{group}"), pin);
            }
        }
        let groups = json["groups"].as_array().expect("a list").iter();
        let groups: Vec<&str> = groups.filter_map(|group| group["branch"].as_str()).collect();
        let mut sorted = groups.clone();
        sorted.sort_unstable();
        assert_eq!(branches, sorted, "{}", self.name());
    }

    /// The branch has what the pin moves to, on its line.
    fn is_changed(&self, folder: &Folder, branch: &str, pin: &Value) {
        let path = pin["path"].as_str().expect("a path");
        let line = usize::try_from(pin["line"].as_u64().expect("a line")).expect("small");
        let text = folder.git(&["show", &format!("{branch}:{path}")]);
        let line = text.lines().nth(line - 1).unwrap_or_default();
        let to = pin["to"]["value"].as_str().expect("a text");
        assert!(line.contains(to), "{}: {line}", self.name());
    }
}

/// Pins of a map by region, without a comment.
fn silent(pins: &[(&str, &str)]) -> String {
    let lines = pins
        .iter()
        .map(|(region, id)| format!("    \"{region}\" = \"{id}\"\n"));
    format!("locals {{\n  nodes = {{\n{}  }}\n}}\n", lines.collect::<String>())
}

fn row(name: &str) -> &'static Row {
    let found = TABLE.iter().find(|row| row.name() == name);
    found.unwrap_or_else(|| panic!("{name} is no row"))
}

fn pins(json: &Value) -> &Vec<Value> {
    json["pins"].as_array().expect("a list")
}

/// The rows of all pins, in order.
fn found(run: &Run) -> Vec<String> {
    let json = run.json();
    let word = |pin: &Value, key: &str| pin[key].as_str().expect("a word").to_owned();
    pins(&json)
        .iter()
        .map(|pin| format!("{}/{}", word(pin, "state"), word(pin, "cause")))
        .collect()
}

/// Whether a text is why and what next of a row, with something in every hole.
fn says(row: &Row, reason: &str) -> bool {
    let template = [row.why, row.next].join(" ");
    let mut texts = template.trim_end().split(['{', '}']).step_by(2).peekable();
    let first = texts.next().unwrap_or_default();
    let Some(mut rest) = reason.strip_prefix(first) else {
        return false;
    };
    while let Some(text) = texts.next() {
        let end = match texts.peek() {
            Some(_) => rest.find(text),
            None => rest.strip_suffix(text).map(str::len),
        };
        let Some(end) = end.filter(|end| !rest[..*end].trim().is_empty()) else {
            return false;
        };
        rest = &rest[end + text.len()..];
    }
    rest.is_empty() && !reason.contains(['{', '}'])
}

fn all() -> Vec<Case> {
    [moving::rows(), held::rows(), unknown::rows(), refused::rows()]
        .into_iter()
        .flatten()
        .collect()
}

#[test]
fn every_row_has_one_case() {
    let mut cases: BTreeMap<&str, usize> = BTreeMap::new();
    for case in all() {
        *cases.entry(case.rows[0]).or_default() += 1;
    }
    for row in TABLE {
        let cases = cases.remove(row.name().as_str()).unwrap_or_default();
        assert_eq!(cases, 1, "cases of {}", row.name());
    }
    assert!(cases.is_empty(), "no rows: {cases:?}");
}

#[test]
fn the_page_holds_every_row() {
    let page = std::fs::read_to_string(project().join("docs/states.md")).expect("the page");
    for row in TABLE {
        let pull = if row.pull_request { "yes" } else { "no" };
        let start = format!(
            "| `{}` | `{}` | {pull} | {} |",
            row.state.word(),
            row.id,
            u8::from(row.act)
        );
        let line = page.lines().find(|line| line.starts_with(&start));
        let line = line.unwrap_or_else(|| panic!("{start} is not there"));
        for sentence in [row.what, row.why, row.next] {
            assert!(line.contains(sentence), "{sentence}: {line}");
        }
    }
}

#[test]
fn sentences_have_to_fit_their_rows() {
    let row = row("held-age/too-young");
    let fits = |text: &str| says(row, text);
    assert!(fits(
        "2026.09.12 is younger than 3 days; it can be taken from 2026-09-15 on."
    ));
    for wrong in [
        "",
        " is younger than 3 days; it can be taken from 2026-09-15 on.",
        "2026.09.12 is younger than  days; it can be taken from 2026-09-15 on.",
        "{release} is younger than 3 days; it can be taken from 2026-09-15 on.",
        "2026.09.12 is younger than 3 days; it can be taken from 2026-09-15 on. More.",
        "2026.09.12 is younger than 3 days.",
    ] {
        assert!(!fits(wrong), "{wrong}");
    }
}
