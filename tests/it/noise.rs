//! `docs/noise.md`: how often every rule fires on what other people published, and whether it was right.
//!
//! `UPDATE_NOISE=1 cargo test noise` writes the counts anew. The review below them is written by hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use amiforge::diagnostic::{Diagnostic, Severity};
use amiforge::lint::{self, Settings};
use amiforge::rules;
use amiforge::source::Source;

use crate::corpus::{corpus, named_as_template, published, templated};
use crate::embedded::hosts;
use crate::fragments::fragments;
use crate::support::project;

const START: &str = "<!-- counts: UPDATE_NOISE=1 cargo test noise -->\n";
const END: &str = "<!-- end of the counts -->\n";
/// As many findings of a rule are looked at, or all where there are fewer.
const SAMPLE: usize = 20;

/// Findings of one rule in one set of documents.
#[derive(Clone, Copy, Default)]
struct Count {
    errors: usize,
    warnings: usize,
    infos: usize,
}

impl Count {
    fn words(self) -> String {
        let word = |count: usize, word: &str| match count {
            0 => None,
            1 => Some(format!("1 {word}")),
            _ => Some(format!("{count} {word}s")),
        };
        let parts: Vec<String> = [
            word(self.errors, "error"),
            word(self.warnings, "warning"),
            word(self.infos, "info"),
        ]
        .into_iter()
        .flatten()
        .collect();
        parts.join(", ")
    }

    fn loud(self) -> usize {
        self.errors + self.warnings
    }
}

/// Documents of one kind and what the rules find in them.
struct Set {
    size: usize,
    counts: BTreeMap<&'static str, Count>,
}

impl Set {
    fn of(documents: impl Iterator<Item = (String, String)>) -> Self {
        let mut set = Self {
            size: 0,
            counts: BTreeMap::new(),
        };
        for (name, text) in documents {
            set.size += 1;
            set.add(&lint::judge(&Source::new(name, text), &Settings::default()));
        }
        set
    }

    /// The documents that stand in other files.
    fn of_hosts(hosts: Vec<(String, String)>) -> Self {
        let mut set = Self {
            size: 0,
            counts: BTreeMap::new(),
        };
        for (name, text) in hosts {
            let judged = lint::judge_file(name, text.into_bytes(), &Settings::default());
            set.size += judged.documents;
            set.add(&judged.findings);
        }
        set
    }

    fn add(&mut self, findings: &[Diagnostic]) {
        for finding in findings {
            let count = self.counts.entry(finding.rule).or_default();
            match finding.severity {
                Severity::Error => count.errors += 1,
                Severity::Warning => count.warnings += 1,
                Severity::Info => count.infos += 1,
            }
        }
    }

    fn count(&self, rule: &str) -> Count {
        self.counts.get(rule).copied().unwrap_or_default()
    }
}

/// Valid documents, fragments of the guide, templates, documents in other files; `None` without a corpus.
fn sets() -> Option<[Set; 4]> {
    let corpus = corpus()?;
    let valid = published(&corpus).into_iter().filter(|d| d.verdict == "valid");
    let templates = templated(&corpus).into_iter();
    Some([
        Set::of(valid.map(|d| (d.name, d.text))),
        Set::of(fragments(&corpus).into_iter().map(|f| (f.name, f.document))),
        Set::of(templates.filter(|(name, _)| !named_as_template(name))),
        Set::of_hosts(hosts(&corpus)),
    ])
}

fn counts(sets: &[Set; 4]) -> String {
    let mut out = String::new();
    // The rules of these groups look at amiforge's own configuration file, at files with pins, and at all files together
    // (`recipes.rs` names what is found).
    for group in rules::groups().filter(|group| !matches!(*group, "config" | "pins" | "recipe")) {
        let (mut rows, mut silent) = (String::new(), Vec::new());
        for rule in rules::all().filter(|rule| rule.group() == group) {
            let cells: Vec<String> = sets.iter().map(|set| set.count(rule.id).words()).collect();
            if cells.iter().all(String::is_empty) {
                silent.push(format!(
                    "`{}`",
                    rule.id.trim_start_matches(group).trim_matches('/')
                ));
            } else {
                let level = rule.level().word();
                let _ = writeln!(rows, "| `{}` | {level} | {} |", rule.id, cells.join(" | "));
            }
        }
        let _ = writeln!(out, "\n### {group}\n");
        if !rows.is_empty() {
            let [valid, fragments, templates, embedded] = sets.each_ref().map(|set| set.size);
            let _ = writeln!(
                out,
                "| rule | level | {valid} valid documents | {fragments} fragments | {templates} templates | {embedded} embedded |"
            );
            let _ = writeln!(out, "| --- | --- | --- | --- | --- | --- |\n{rows}");
        }
        if !silent.is_empty() {
            let _ = writeln!(out, "Never on any of them: {}.", silent.join(", "));
        }
    }
    out + "\n"
}

fn page() -> String {
    fs::read_to_string(project().join("docs/noise.md")).expect("docs/noise.md")
}

/// The page before, between and behind the marks.
fn parts(page: &str) -> (&str, &str, &str) {
    let (before, rest) = page.split_once(START).expect("the first mark");
    let (counts, review) = rest.split_once(END).expect("the second mark");
    (before, counts, review)
}

#[test]
fn noise_is_counted_as_the_page_says() {
    let Some(sets) = sets() else { return };
    let page = page();
    let (before, counted, review) = parts(&page);
    let counts = counts(&sets);
    if std::env::var_os("UPDATE_NOISE").is_some() {
        let page = format!("{before}{START}{counts}{END}{review}");
        fs::write(project().join("docs/noise.md"), page).expect("docs/noise.md");
    } else {
        assert!(
            counted == counts,
            "docs/noise.md is out of date: run `UPDATE_NOISE=1 cargo test noise`, then look at each new finding\n{counts}"
        );
    }
    let readme = fs::read_to_string(project().join("README.md")).expect("README.md");
    let sentence = format!("counts every rule on {} published documents", sets[0].size);
    assert!(readme.contains(&sentence), "README.md: {sentence}");
}

#[test]
fn noise_of_warnings_and_errors_was_looked_at_and_is_rarely_wrong() {
    let Some(sets) = sets() else { return };
    let page = page();
    let mut reviewed: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for row in parts(&page).2.lines().filter(|row| row.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let number = |at: usize| cells[at].parse().expect("a number");
        assert_eq!(cells.len(), 6, "{row}");
        assert!(!cells[5].is_empty(), "no remark: {row}");
        reviewed.insert(cells[0].trim_matches('`'), [1, 2, 3, 4].map(number));
    }
    let mut wrong = String::new();
    for rule in rules::all() {
        let found: usize = sets.iter().map(|set| set.count(rule.id).loud()).sum();
        let row = reviewed.remove(rule.id);
        let Some([stated, sampled, right, unhelpful]) = row else {
            if found > 0 {
                let _ = writeln!(wrong, "{}: no row in the review", rule.id);
            }
            continue;
        };
        if stated != found || sampled < found.min(SAMPLE) || right + unhelpful != sampled || sampled > found {
            let _ = writeln!(
                wrong,
                "{}: {found} warnings and errors now; the row is {row:?}",
                rule.id
            );
        }
        // The tests beside the corpus name each error on its own.
        if rule.severity == Severity::Warning && unhelpful * 10 > sampled {
            let _ = writeln!(wrong, "{}: {unhelpful} of {sampled}: make it an info", rule.id);
        }
    }
    let _ = reviewed
        .keys()
        .try_for_each(|id| writeln!(wrong, "{id}: a row for no rule"));
    assert!(wrong.is_empty(), "{wrong}");
}
