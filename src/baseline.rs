//! Findings that are known and not shown again: `amiforge/baseline/v1`. Pure.
//!
//! A finding is known by its rule, its file and the text of its line, never by the number of the line, so that code that moved
//! stays known. Of the text only a hash is written: a line may hold what nobody else is to read. Equal lines are told apart by
//! the name above them and counted, so that one more of them is new.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::diagnostic::Diagnostic;
use crate::source::Source;

/// What the file says of itself.
const SCHEMA: &str = "amiforge/baseline/v1";
/// Entries that are read.
const MOST: usize = 100_000;
/// Bytes of a path, and of the name of a rule.
const LONGEST: usize = 4_096;
/// A line above this is a document in one line: of it only what is near the finding counts.
const LONG_LINE: usize = 1_000;
/// Bytes of such a line before and behind the finding.
const NEAR: usize = 100;
/// Digits of a hash that are written: enough to tell the lines of a repository apart.
const DIGITS: usize = 32;

/// The known findings of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// How many there are, by path, then by rule and content.
    files: BTreeMap<String, Known>,
}

/// The known findings of one file: how many by rule and content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known(BTreeMap<(String, String), u32>);

/// Why a baseline cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaselineError {
    /// It is no JSON of this shape; where.
    #[error("it is not a baseline that amiforge has written (line {0}, column {1})")]
    Malformed(usize, usize),
    /// It is of another version.
    #[error("its schema is not `{SCHEMA}`")]
    Schema,
    /// It has more entries than are read.
    #[error("it has more than {MOST} entries")]
    TooMany,
    /// An entry, counted from 1, says something that cannot be.
    #[error("its entry {0} has {1}")]
    Entry(usize, &'static str),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    schema: String,
    findings: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    rule: String,
    content: String,
    count: u32,
}

impl Baseline {
    /// Reads a baseline. Nothing of its text is in an error.
    pub fn read(bytes: &[u8]) -> Result<Self, BaselineError> {
        let document: Document = serde_json::from_slice(bytes)
            .map_err(|error| BaselineError::Malformed(error.line(), error.column()))?;
        if document.schema != SCHEMA {
            return Err(BaselineError::Schema);
        }
        if document.findings.len() > MOST {
            return Err(BaselineError::TooMany);
        }
        let mut baseline = Self::default();
        for (at, entry) in document.findings.into_iter().enumerate() {
            let wrong = |what| BaselineError::Entry(at + 1, what);
            if entry.path.is_empty() || entry.path.len() > LONGEST {
                return Err(wrong("a `path` that no file can have"));
            }
            if !entry.rule.contains('/') || entry.rule.len() > LONGEST {
                return Err(wrong("a `rule` that is none"));
            }
            let digits = entry
                .content
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
            if !digits || entry.content.len() != DIGITS {
                return Err(wrong("a `content` that is no hash"));
            }
            if entry.count == 0 {
                return Err(wrong("a `count` of 0"));
            }
            let known = baseline.files.entry(entry.path).or_default();
            if known.0.insert((entry.rule, entry.content), entry.count).is_some() {
                return Err(wrong("the same path, rule and content as one before it"));
            }
        }
        Ok(baseline)
    }

    /// Makes the findings of a file known. `path` is seen from the root of the repository.
    pub fn add<'d>(
        &mut self,
        path: &str,
        source: &Source,
        findings: impl IntoIterator<Item = &'d Diagnostic>,
    ) {
        let contents = Contents::of(source);
        for finding in findings {
            let key = (finding.rule.to_owned(), contents.hash(source, finding));
            *self
                .files
                .entry(path.to_owned())
                .or_default()
                .0
                .entry(key)
                .or_default() += 1;
        }
    }

    /// The text of the file: a line for each entry, sorted.
    pub fn render(&self) -> String {
        let mut lines = Vec::new();
        for (path, known) in &self.files {
            for ((rule, content), count) in &known.0 {
                let json = |text: &str| serde_json::to_string(text).unwrap_or_default();
                lines.push(format!(
                    "    {{ \"path\": {}, \"rule\": {}, \"content\": \"{content}\", \"count\": {count} }}",
                    json(path),
                    json(rule)
                ));
            }
        }
        let mut out = format!("{{\n  \"schema\": \"{SCHEMA}\",\n  \"findings\": [");
        if !lines.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(out, "\n{}\n  ", lines.join(",\n"));
        }
        out.push_str("]\n}\n");
        out
    }

    /// What is known of a file.
    pub fn of(&self, path: &str) -> Known {
        self.files.get(path).cloned().unwrap_or_default()
    }

    /// How many entries are about other files than these.
    pub fn beside(&self, paths: &BTreeSet<String>) -> usize {
        let other = self.files.iter().filter(|(path, _)| !paths.contains(*path));
        other.map(|(_, known)| known.0.len()).sum()
    }

    /// How many findings are known.
    pub fn len(&self) -> usize {
        let counts = self.files.values().flat_map(|known| known.0.values());
        counts.map(|count| *count as usize).sum()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl Known {
    /// Tells which findings are known, in their order, and how many entries match nothing.
    pub fn tell(mut self, source: &Source, findings: &[Diagnostic]) -> (Vec<bool>, usize) {
        if self.0.is_empty() {
            return (vec![false; findings.len()], 0);
        }
        let contents = Contents::of(source);
        let mut used = BTreeSet::new();
        let told = findings.iter().map(|finding| {
            let key = (finding.rule.to_owned(), contents.hash(source, finding));
            let left = self.0.get_mut(&key).filter(|left| **left > 0);
            let is_known = left.is_some_and(|left| {
                *left -= 1;
                true
            });
            if is_known {
                used.insert(key);
            }
            is_known
        });
        let told = told.collect();
        (told, self.0.len() - used.len())
    }
}

/// What the lines of a text are known by.
struct Contents {
    /// For each line the last one above it that holds a name; 0 for none, else its number from 1.
    named: Vec<usize>,
}

impl Contents {
    fn of(source: &Source) -> Self {
        let mut last = 0;
        let named = (0..source.lines().count()).map(|line| {
            let above = last;
            if holds_name(source.lines().text(source.text(), line)) {
                last = line + 1;
            }
            above
        });
        Self {
            named: named.collect(),
        }
    }

    /// The hash of a finding's line and of the line with a name above it.
    fn hash(&self, source: &Source, finding: &Diagnostic) -> String {
        let lines = source.lines();
        let number = lines.line_index(finding.span.start);
        let line = lines.text(source.text(), number);
        let line = if line.len() <= LONG_LINE {
            line
        } else {
            let start = lines.start(number).unwrap_or_default();
            near(line, (finding.span.start - start) as usize, finding.span.len())
        };
        let above = self.named.get(number).copied().unwrap_or_default();
        let name = above
            .checked_sub(1)
            .map_or("", |above| lines.text(source.text(), above));
        let name = if name.len() <= LONG_LINE { name } else { "" };
        let mut hash = Sha256::new();
        for part in [finding.rule, name.trim(), line.trim()] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let mut out = String::with_capacity(2 * DIGITS);
        for byte in hash.finalize().iter().take(DIGITS / 2) {
            let _ = write!(out, "{byte:02x}");
        }
        out
    }
}

/// Whether a line gives a name: that of a step or a phase, or of a resource.
fn holds_name(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches(['-', ' ', '{', '"', '\'']);
    let Some(behind) = line.strip_prefix("name") else {
        return false;
    };
    behind
        .trim_start_matches(['"', '\'', ' '])
        .starts_with([':', '='])
}

/// What is near a place of a long line.
fn near(line: &str, at: usize, length: usize) -> &str {
    let boundary = |mut at: usize| {
        at = at.min(line.len());
        while !line.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = boundary(at.saturating_sub(NEAR));
    let end = boundary(at.saturating_add(length.min(LONG_LINE)).saturating_add(NEAR));
    line.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::source::Span;

    /// A finding at each `@`, which is taken out.
    fn found(text: &str) -> (Source, Vec<Diagnostic>) {
        let mut plain = String::new();
        let mut findings = Vec::new();
        for c in text.chars() {
            if c == '@' {
                findings.push(Diagnostic {
                    rule: "x/y",
                    severity: Severity::Error,
                    span: Span::new(plain.len(), plain.len() + 1),
                    message: String::new(),
                    help: None,
                    labels: Vec::new(),
                    claims: None,
                    fix: None,
                    conceals: None,
                });
            } else {
                plain.push(c);
            }
        }
        (Source::new("a.yaml", plain), findings)
    }

    fn baseline(text: &str) -> Baseline {
        let (source, findings) = found(text);
        let mut baseline = Baseline::default();
        baseline.add("a.yaml", &source, &findings);
        baseline
    }

    #[test]
    fn what_moved_is_known_and_what_is_added_is_not() {
        let old =
            "phases:\n  - name: one\n    action: @bad\n  - name: two\n    action: @bad\n    action: @bad\n";
        for (new, expected, left) in [
            (old, &[true, true, true][..], 0),
            (
                "\n# more\nphases:\r\n  - name: one\r\n      action: @bad\r\n",
                &[true],
                1,
            ),
            (
                "  - name: two\n    action: @bad\n    action: @bad\n    action: @bad\n",
                &[true, true, false],
                1,
            ),
            ("  - name: three\n    action: @bad\n", &[false], 2),
            ("  - name: one\n    action: @worse\n", &[false], 2),
            ("", &[], 2),
        ] {
            let (source, findings) = found(new);
            let known = baseline(old).of("a.yaml");
            assert_eq!(known.tell(&source, &findings), (expected.to_vec(), left), "{new}");
        }
        let (source, findings) = found(old);
        assert_eq!(
            baseline(old).of("b.yaml").tell(&source, &findings),
            (vec![false; 3], 0)
        );
    }

    #[test]
    fn of_a_document_in_one_line_what_is_near_counts() {
        let json =
            |before: &str, bad: &str| format!("{{{}{bad}{}}}", before.repeat(400), "\"é\": 1, ".repeat(400));
        let bad = "\"action\": @\"bad\", ";
        let known = baseline(&json("\"a\": 1, ", bad)).of("a.yaml");
        for (before, bad, expected) in [
            ("\"a\": 1, ", bad, true),
            ("\"a\": 1, ", "\"action\": @\"worse\", ", false),
        ] {
            let (source, findings) = found(&json(&before.repeat(2), bad));
            assert_eq!(known.clone().tell(&source, &findings).0, [expected]);
        }
    }

    #[test]
    fn the_file_is_sorted_and_comes_back() {
        let known = baseline("name: one\nsecret: @hunter2\nx: @1\nx: @1\n");
        let text = known.render();
        assert!(!text.contains("hunter2") && !text.contains("one"), "{text}");
        assert!(text.contains("\"count\": 2"), "{text}");
        assert_eq!(Baseline::read(text.as_bytes()), Ok(known.clone()));
        assert_eq!((known.len(), known.beside(&BTreeSet::new())), (3, 2));
        let empty = "{\n  \"schema\": \"amiforge/baseline/v1\",\n  \"findings\": []\n}\n";
        assert_eq!(Baseline::default().render(), empty);
        assert_eq!(Baseline::read(empty.as_bytes()), Ok(Baseline::default()));
    }

    #[test]
    fn anything_else_is_refused_without_its_words() {
        let entry = |path: &str, rule: &str, content: &str, count: u32| {
            format!(
                "{{\"path\": \"{path}\", \"rule\": \"{rule}\", \"content\": \"{content}\", \"count\": {count}}}"
            )
        };
        let hash = "0".repeat(DIGITS);
        let file = |entries: &str| format!("{{\"schema\": \"{SCHEMA}\", \"findings\": [{entries}]}}");
        let good = entry("a", "x/y", &hash, 1);
        for (text, expected) in [
            (String::new(), "line 1, column 0"),
            (
                "{\"schema\": \"secret\", \"findings\": []}".to_owned(),
                "its schema is not",
            ),
            (
                "{\"schema\": \"x\", \"findings\": [], \"secret\": 1}".to_owned(),
                "line 1, column",
            ),
            (file("\"secret\""), "line 1, column"),
            (file(&entry("", "x/y", &hash, 1)), "entry 1 has a `path`"),
            (file(&entry("a", "secret", &hash, 1)), "entry 1 has a `rule`"),
            (file(&entry("a", "x/y", "secret", 1)), "entry 1 has a `content`"),
            (file(&entry("a", "x/y", &hash, 0)), "entry 1 has a `count`"),
            (file(&format!("{good}, {good}")), "entry 2 has the same"),
        ] {
            let error = Baseline::read(text.as_bytes()).expect_err(&text).to_string();
            assert!(
                error.contains(expected) && !error.contains("secret"),
                "{text}: {error}"
            );
        }
        let many = vec![good; MOST + 1].join(",");
        assert_eq!(
            Baseline::read(file(&many).as_bytes()),
            Err(BaselineError::TooMany)
        );
    }
}
