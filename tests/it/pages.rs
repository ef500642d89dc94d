//! Every rule's page is documentation and test at once.
//!
//! Under `## Examples`, after a line `Bad:`, a `yaml` (or `json`) fence is an input and the `text` fence behind it the
//! exact rendering of what the rule finds there. After `Good:`, a fence is an input on which the rule is silent.
//! `UPDATE_PAGES=1 cargo test pages` writes the `text` fences anew; the difference is for review.
//!
//! Words behind the language on the fence line: `escaped` (`\u{7f}` and `\xff` stand for the character and the byte),
//! `config` (judged as a configuration file), `base` (a configuration file before the one in the next fence),
//! `file=PATH` (a file of the repository whose configuration comes next, or that is judged together with the next fence),
//! `recipes` (a file with recipes or components), `before=PATH` (what a file was at an earlier revision, the example's own name being
//! `example.yaml` and the like), `pins` (a file in which pins are looked for),
//! `releases now=TIME` (facts about images at that time, on which the pins of the next fence are judged), `max-age=DAYS`, `locked=RULE`,
//! `level=RULE:LEVEL`, `repeat=N` (a line with `@@` stands there N times),
//! `platform=windows`, `base-image=NAME`, `inline`, `forbidden=ACTION`, `quota=BYTES`, `also=RULE` (that rule may report a warning or an error too),
//! `workflow=build` (or `test`, `distribution`: the type of a workflow document), `steps=NUMBER` (the quota of its steps).
//!
//! Where the findings of a bad example have fixes, a `diff` fence behind the `text` fence shows what all of them change
//! (`diff unsafe` when `--unsafe-fixes` is needed for one). It is written by `UPDATE_PAGES=1` too. Every fix shown clears its
//! finding and brings none, in files with other line endings and with a byte order mark as well (`fixes.rs`).

mod fixes;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use amiforge::bump::{self, History, Remembered, Request};
use amiforge::component::Platform;
use amiforge::config::{self, Config};
use amiforge::diagnostic::{Diagnostic, Severity};
use amiforge::lint::{self, Level, Settings};
use amiforge::pin::{self, Scanned};
use amiforge::recipe;
use amiforge::release::facts::file::Asked;
use amiforge::release::{self, Facts, Time};
use amiforge::report::FileReport;
use amiforge::report::formats::text;
use amiforge::rules::{self, Review, Rule};
use amiforge::source::Source;
use amiforge::workflow::WorkflowKind;

fn page_path(rule: &Rule) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/rules")
        .join(format!("{}.md", rule.id.replace('-', "_")))
}

struct Fence {
    info: String,
    body: String,
    /// Line numbers of the body, from 0: first and one past the last.
    lines: (usize, usize),
    bad: bool,
}

impl Fence {
    /// Whether this word stands on the fence's line.
    fn says(&self, word: &str) -> bool {
        self.info.split_whitespace().any(|other| other == word)
    }

    /// What stands behind `word=`.
    fn value(&self, word: &str) -> Option<&str> {
        let mut words = self.info.split_whitespace();
        words.find_map(|other| other.strip_prefix(word)?.strip_prefix('='))
    }

    /// The end of the name of a file in the fence's language; none for a fence that is no input.
    fn extension(&self) -> Option<&'static str> {
        match self.info.split_whitespace().next()? {
            "yaml" => Some("yaml"),
            "json" => Some("json"),
            "hcl" => Some("tf"),
            "sh" => Some("sh"),
            _ => None,
        }
    }
}

fn fences(page: &str) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut bad = false;
    let mut open: Option<(String, usize)> = None;
    let mut body = String::new();
    for (number, line) in page.lines().enumerate() {
        match (&open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                open = Some((info.to_owned(), number + 1));
                body.clear();
            }
            (Some((info, first)), Some("")) => {
                found.push(Fence {
                    info: info.clone(),
                    body: body.clone(),
                    lines: (*first, number),
                    bad,
                });
                open = None;
            }
            (Some(_), _) => {
                body.push_str(line);
                body.push('\n');
            }
            (None, None) => match line.trim() {
                l if l.starts_with("Bad") && l.ends_with(':') => bad = true,
                l if l.starts_with("Good") && l.ends_with(':') => bad = false,
                _ => {}
            },
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    found
}

fn settings(info: &str) -> Settings {
    let mut settings = Settings::default();
    for word in info.split_whitespace() {
        match word.split_once('=') {
            Some(("platform", value)) => settings.platform = Platform::parse(value),
            Some(("base-image", value)) => settings.base_image = Some(value.to_owned()),
            Some(("forbidden", value)) => {
                settings.forbidden_actions.insert(value.to_owned());
            }
            Some(("level", value)) => {
                let (rule, level) = value.split_once(':').expect("a rule and its level");
                let level = Level::parse(level).expect("a level");
                settings.levels.insert(rule.to_owned(), level);
            }
            Some(("locked", value)) => {
                settings.locked.insert(value.to_owned());
            }
            Some(("workflow", value)) => settings.workflow_kind = WorkflowKind::parse(value),
            Some(("steps", value)) => settings.step_quota = value.parse().ok(),
            Some(("quota", value)) => settings.size_quota = value.parse().ok(),
            None if word == "inline" => settings.inline = true,
            _ => {}
        }
    }
    settings
}

/// Undoes `\u{7f}` and `\xff`; only on fences that say `escaped`.
fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\\']) {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        if let Some(code) = rest.strip_prefix("\\u{") {
            let (code, behind) = code.split_once('}').expect("closed escape");
            let code = u32::from_str_radix(code, 16).expect("hexadecimal");
            let character = char::from_u32(code).expect("a character");
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            rest = behind;
        } else if let Some(code) = rest.strip_prefix("\\x") {
            out.push(u8::from_str_radix(&code[..2], 16).expect("hexadecimal"));
            rest = &code[2..];
        } else {
            // A backslash before another one stands for itself.
            out.push(b'\\');
            rest = rest.strip_prefix("\\\\").unwrap_or(&rest[1..]);
        }
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

/// Writes every line with `@@` as often as `repeat=N` says, so that a page can show a long document.
fn repeat(text: &str, info: &str) -> String {
    let Some(times) = info.split_whitespace().find_map(|w| w.strip_prefix("repeat=")) else {
        return text.to_owned();
    };
    let times: usize = times.parse().expect("a number");
    text.split_inclusive('\n')
        .map(|line| line.repeat(if line.contains("@@") { times } else { 1 }))
        .collect()
}

/// Reads a configuration file on top of another one.
fn read_config(source: &Source, base: &Config) -> (Config, Vec<Diagnostic>) {
    let (config, mut findings) = config::read(source);
    let (merged, refused) = Config::merge(base, &config);
    findings.extend(refused);
    findings.sort_by_key(|finding| finding.span);
    (merged, findings)
}

/// What stands in the fences before an example.
#[derive(Default)]
struct Before {
    base: Config,
    files: Vec<(String, String)>,
    /// What files were at an earlier revision.
    was: Vec<(String, String)>,
    known: Option<(Facts, Time)>,
}

impl Before {
    /// Takes a fence that is no example itself; false for any other.
    fn take(&mut self, fence: &Fence) -> bool {
        if fence.says("base") {
            let source = Source::new("base.yaml", &*fence.body);
            let (config, findings) = read_config(&source, &Config::default());
            assert_eq!(findings, [], "{}", fence.body);
            self.base = config;
        } else if let Some(path) = fence.value("file") {
            self.files.push((path.to_owned(), fence.body.clone()));
        } else if let Some(path) = fence.value("before") {
            self.was.push((path.to_owned(), fence.body.clone()));
        } else if fence.says("releases") {
            let now: Time = fence.value("now").expect("a time").parse().expect("a time");
            let asked = Asked {
                now,
                repository: None,
                run: None,
                base: None,
                sha256: None,
            };
            let facts = release::facts::file::read(fence.body.as_bytes(), &asked).expect("facts");
            self.known = Some((facts, now));
        } else {
            return false;
        }
        true
    }

    fn scan(&self, config: &Config) -> Vec<Scanned> {
        let hints = config.hints();
        self.files
            .iter()
            .filter_map(|(path, text)| pin::scan(path, text.clone().into_bytes(), &hints))
            .collect()
    }

    /// The findings about a configuration file.
    fn config(&self, source: &Source) -> Vec<Diagnostic> {
        let (config, mut findings) = read_config(source, &self.base);
        if !self.files.is_empty() {
            let rows = lint::unmatched_rows(&config.hints(), &self.scan(&config), &Settings::default());
            findings.extend(rows.into_iter().map(|(_, finding)| finding));
        }
        findings
    }

    /// The findings about a file with recipes or components.
    /// What is not said about the earlier revision was as the example has it.
    fn recipes(
        &self,
        path: &str,
        body: Vec<u8>,
        example: &[u8],
        settings: &Settings,
    ) -> (Source, Vec<Diagnostic>) {
        let source = Source::new(path, String::from_utf8(body).expect("UTF-8"));
        let mut texts: BTreeMap<String, String> = self.files.iter().cloned().collect();
        texts.insert(path.to_owned(), source.text().to_owned());
        let mut review = recipe::Review::of(&texts);
        if !self.was.is_empty() {
            texts.insert(path.to_owned(), String::from_utf8_lossy(example).into_owned());
            texts.extend(self.was.iter().cloned());
            review = review.since(recipe::Review::of(&texts), "origin/main");
        }
        let file = review
            .position(path)
            .unwrap_or_else(|| panic!("nothing declared in {}", source.text()));
        let findings = lint::recipe_findings(&review, file, settings);
        (source, findings)
    }

    /// The findings about a file with pins.
    fn pins(&self, path: &str, body: Vec<u8>, max_age: u32) -> (Source, Vec<Diagnostic>) {
        let text = String::from_utf8_lossy(&body).into_owned();
        let scanned = pin::scan(path, body, &self.base.hints())
            .unwrap_or_else(|| panic!("nothing about pins in {text}"));
        let settings = Settings::default();
        let mut findings = lint::pin_findings(&scanned, &settings);
        let mut files = vec![scanned];
        files.extend(self.scan(&self.base));
        if let Some((facts, now)) = &self.known {
            let request = Request {
                files: &files,
                facts,
                policy: &self.base.policy(),
                history: &Nothing,
                now: *now,
            };
            let plan = bump::plan(&request);
            let review = Review::new(&files, &plan, max_age).with_splits(bump::splits(&request));
            findings.extend(lint::review_findings(&review, 0, &settings));
        }
        (files.swap_remove(0).source, findings)
    }
}

/// A base branch without a past.
struct Nothing;

impl History for Nothing {
    fn stands_since(&self, _: &str, _: &str) -> Remembered {
        Remembered::Never
    }

    fn ever_stood(&self, _: &str, _: &str) -> Remembered {
        Remembered::Never
    }

    fn versions(&self, _: &str, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// The bytes of an example.
fn body(fence: &Fence) -> Vec<u8> {
    let body = repeat(&fence.body, &fence.info);
    if fence.info.contains("escaped") {
        unescape(&body)
    } else {
        body.into_bytes()
    }
}

/// Judges the bytes of an example, or what has become of them.
fn look(fence: &Fence, before: &Before, body: Vec<u8>) -> (Source, Vec<Diagnostic>) {
    let path = format!("example.{}", fence.extension().unwrap_or("yaml"));
    if fence.says("config") {
        let source = Source::new(path, String::from_utf8_lossy(&body));
        let findings = before.config(&source);
        (source, findings)
    } else if fence.says("pins") {
        let max_age = fence
            .value("max-age")
            .map_or(180, |days| days.parse().expect("a number"));
        before.pins(&path, body, max_age)
    } else if fence.says("recipes") {
        before.recipes(&path, body, &self::body(fence), &settings(&fence.info))
    } else {
        let judged = lint::judge_file(path, body, &settings(&fence.info));
        (judged.source, judged.findings)
    }
}

fn judge(rule: &Rule, fence: &Fence, before: &Before, wrong: &mut String) -> (Source, Vec<Diagnostic>) {
    let (source, findings) = look(fence, before, body(fence));
    let also = fence
        .info
        .split_whitespace()
        .filter_map(|w| w.strip_prefix("also="))
        .collect::<Vec<_>>();
    for finding in &findings {
        let stray =
            finding.rule != rule.id && finding.severity >= Severity::Warning && !also.contains(&finding.rule);
        if stray {
            let shown = text::finding_text(&source, finding, text::Style::default());
            let _ = writeln!(
                wrong,
                "{}: an example gets another finding\n{shown}\n{}",
                rule.id,
                source.text()
            );
        }
    }
    let file = FileReport::new(source, findings);
    (file.source, file.findings)
}

#[test]
fn every_example_on_every_page_behaves_as_its_page_says() {
    let update = std::env::var_os("UPDATE_PAGES").is_some();
    let mut wrong = String::new();
    for rule in rules::all() {
        let path = page_path(rule);
        let page = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
        let all = fences(&page);
        let (mut bad, mut good) = (0, 0);
        let mut replacements: Vec<((usize, usize), String)> = Vec::new();
        let mut before = Before::default();
        for (index, fence) in all.iter().enumerate() {
            if fence.extension().is_none() || before.take(fence) {
                continue;
            }
            let known = std::mem::take(&mut before);
            let (source, findings) = judge(rule, fence, &known, &mut wrong);
            let own: Vec<&Diagnostic> = findings.iter().filter(|d| d.rule == rule.id).collect();
            if !fence.bad {
                good += 1;
                for finding in own {
                    let shown = text::finding_text(&source, finding, text::Style::default());
                    let _ = writeln!(wrong, "{}: fires on a good example\n{shown}\n", rule.id);
                }
                continue;
            }
            bad += 1;
            if own.is_empty() {
                let _ = writeln!(wrong, "{}: silent on a bad example\n{}", rule.id, fence.body);
                continue;
            }
            let rendered = own
                .iter()
                .map(|d| text::finding_text(&source, d, text::Style::default()))
                .collect::<Vec<_>>()
                .join("\n\n");
            let expected = all.get(index + 1).filter(|next| next.info == "text");
            let Some(expected) = expected else {
                let _ = writeln!(wrong, "{}: a bad example has no `text` fence behind it", rule.id);
                continue;
            };
            if expected.body.trim_end() != rendered.trim_end() {
                if update {
                    replacements.push((expected.lines, rendered));
                } else {
                    let _ = writeln!(
                        wrong,
                        "{}: page says\n{}\nbut it is\n{rendered}\n",
                        rule.id, expected.body
                    );
                }
            }
            let shown = all.get(index + 2).filter(|next| fixes::is_shown(next));
            let repaired = fixes::repaired(rule, &own, source.text(), |text| {
                look(fence, &known, text.as_bytes().to_vec()).1
            });
            match repaired {
                Err(reason) => {
                    let _ = writeln!(wrong, "{}: {reason}\n{}", rule.id, fence.body);
                }
                Ok(is) if shown.map(fixes::written) == is => {}
                Ok(is) if update => {
                    let lines = shown.map_or((expected.lines.1 + 1, expected.lines.1 + 1), |fence| {
                        (fence.lines.0 - 2, fence.lines.1 + 1)
                    });
                    let text = is.map(|is| format!("\n{is}"));
                    replacements.push((lines, text.unwrap_or_default()));
                }
                Ok(is) => {
                    let _ = writeln!(
                        wrong,
                        "{}: the page shows the fix\n{}\nbut it is\n{}\n",
                        rule.id,
                        shown.map(fixes::written).unwrap_or_default(),
                        is.unwrap_or_default()
                    );
                }
            }
        }
        if bad == 0 || good == 0 {
            let _ = writeln!(wrong, "{}: {bad} bad and {good} good examples", rule.id);
        }
        for ((from, to), text) in replacements.into_iter().rev() {
            lines.splice(from..to, text.lines().map(str::to_owned));
        }
        if update {
            fs::write(&path, lines.join("\n") + "\n").expect("page is writable");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The numbers of a version.
fn version(text: &str) -> Vec<u64> {
    text.split('.').filter_map(|part| part.parse().ok()).collect()
}

#[test]
fn every_page_has_the_same_headings_and_names_its_rule_level_version_and_source() {
    let own = version(env!("CARGO_PKG_VERSION"));
    for rule in rules::all() {
        let page = fs::read_to_string(page_path(rule)).expect("page");
        let title = format!("# {}\n", rule.id);
        assert!(page.starts_with(&title), "{}: first line", rule.id);
        assert!(
            page.contains(&format!("Source: <{}>", rule.source)),
            "{}: source",
            rule.id
        );
        let level = format!("Level: {}", rule.level().word());
        assert!(page.contains(&level), "{}: {level}", rule.id);
        // The version that has brought it, or brings it.
        let since = page
            .split_once(" Since: ")
            .and_then(|(_, rest)| rest.split_once(". Source: <"))
            .map_or_else(Vec::new, |(since, _)| version(since));
        assert!(since.len() == 3 && since <= own, "{}: since {since:?}", rule.id);
        let mut at = 0;
        for heading in [
            "## What it finds",
            "## Why it matters",
            "## Examples",
            "## How to fix",
        ] {
            let found = page[at..].find(heading);
            assert!(
                found.is_some(),
                "{}: {heading} is missing or out of order",
                rule.id
            );
            at += found.unwrap_or_default();
        }
    }
}

#[test]
fn every_rule_is_registered_and_named_like_its_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let mut files = Vec::new();
    for group in fs::read_dir(&root)
        .expect("rules")
        .flatten()
        .filter(|e| e.path().is_dir())
    {
        for file in fs::read_dir(group.path()).expect("group").flatten() {
            let path = file.path();
            let stem = path
                .file_stem()
                .and_then(|s| s.to_str())
                .expect("name")
                .to_owned();
            if stem != "mod" && path.extension().is_some_and(|e| e == "md") {
                files.push(format!(
                    "{}/{}",
                    group.file_name().to_string_lossy(),
                    stem.replace('_', "-")
                ));
            }
        }
    }
    files.sort();
    let mut ids: Vec<String> = rules::all().map(|rule| rule.id.to_owned()).collect();
    ids.sort();
    assert_eq!(ids, files);
}

/// What a rule finds on the bad examples of its page.
pub(crate) fn found_on_bad_examples(rule: &Rule) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut before = Before::default();
    for fence in &fences(rule.page) {
        if fence.extension().is_none() || before.take(fence) {
            continue;
        }
        let (_, findings) = judge(rule, fence, &std::mem::take(&mut before), &mut String::new());
        if fence.bad {
            found.extend(findings.into_iter().filter(|finding| finding.rule == rule.id));
        }
    }
    found
}
