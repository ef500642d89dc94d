//! `docs/rules`: the pages of the rules as people browse them.
//!
//! `UPDATE_RULES=1 cargo test rule_pages` writes the folder anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use amiforge::diagnostic::Safety;
use amiforge::rules::{self, Rule};

use crate::pages::found_on_bad_examples;
use crate::support::project;

/// What each group is about, one line.
const GROUPS: &[(&str, &str)] = &[
    (
        "syntax",
        "YAML that does not parse, or parses into something else than was meant.",
    ),
    (
        "schema",
        "The shape of a component document: keys, types, values, limits.",
    ),
    (
        "semantic",
        "What the parts of a document say together: references, order, conditions, what an action does with its inputs.",
    ),
    ("script", "The syntax of Bash and PowerShell within steps."),
    (
        "portability",
        "Commands that do not do on every image or platform what they should.",
    ),
    (
        "security",
        "Secrets, downloads that nobody checks, permissions that are too wide.",
    ),
    ("containers", "Docker, containerd and container registries."),
    ("windows", "What is different on Windows."),
    ("eks", "Images for nodes of Amazon EKS."),
    ("style", "Matters of taste and of a team's own rules."),
    ("recipe", "What a recipe and its components say together."),
    ("workflow", "Image workflow documents."),
    ("lint", "Comments to amiforge itself."),
    ("config", "amiforge's own configuration file."),
    (
        "pins",
        "Pinned images: their comments and what is known about them.",
    ),
];

/// What stands at the top of the index.
const INTRODUCTION: &str = "# Rules

Written from the pages of the rules by `UPDATE_RULES=1 cargo test rule_pages`; do not edit here.

`amiforge rules` lists them, `amiforge explain schema/unknown-action` shows a page.

**Level.** An `error` means that AWS refuses the document or that the build is sure to fail. A `warning` is very likely a mistake or
a risk. An `info` is worth knowing, and is shown with `--pedantic`. Errors fail the command; `--fail-on` moves that line. Some findings of
a rule have another level than the rule; its page says which. A rule at `off` is switched on by its own name in the configuration.

**Fix.** A `safe` fix is made by `amiforge validate --fix`: the document means what it meant, or what it was surely meant to mean. An
`unsafe` one needs `--unsafe-fixes` and a look at the difference, which `--diff` shows. `some` means that only some of a rule's
findings have one. Those of the group `recipe` are in the formats `json` and `sarif`, for programs: no option makes them.

**Configuration.** Levels stand in `.github/amiforge.yaml`, for a rule or a whole group, for all files or some paths:

```yaml
rules:
  style: off
  schema/unknown-action: warning
```

**Ignoring.** A comment on the line, or on its own above it, ignores one finding and says why:

```yaml
action: InstallPackage # amiforge: ignore[schema/unknown-action] comes with the next release
```

[Configuration](../configuration.md) has the rest. How often each rule fires on published documents is in [noise](../noise.md).
";

/// Whether a rule's findings can be repaired, by what it finds on its own page.
fn fix(rule: &Rule) -> &'static str {
    let found = found_on_bad_examples(rule);
    let has = |safety| {
        found
            .iter()
            .any(|finding| finding.fix.as_ref().is_some_and(|fix| fix.safety == safety))
    };
    let all = found.iter().all(|finding| finding.fix.is_some());
    match (has(Safety::Safe), has(Safety::Unsafe), all) {
        (false, false, _) => "none",
        (true, true, true) => "safe or unsafe",
        (true, true, false) => "some, safe or unsafe",
        (true, false, true) => "safe",
        (true, false, false) => "some, safe",
        (false, true, true) => "unsafe",
        (false, true, false) => "some, unsafe",
    }
}

fn name(rule: &Rule) -> &'static str {
    rule.id.split_once('/').map_or(rule.id, |(_, name)| name)
}

/// A text within a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn index(fixes: &BTreeMap<&str, &str>) -> String {
    let mut out = INTRODUCTION.to_owned();
    let groups = rules::groups().map(|group| {
        let rules: Vec<&Rule> = rules::all().filter(|rule| rule.group() == group).collect();
        (group, rules)
    });
    for (group, rules) in groups.filter(|(_, rules)| !rules.is_empty()) {
        let (_, about) = GROUPS
            .iter()
            .find(|(name, _)| *name == group)
            .unwrap_or_else(|| panic!("no words about the group {group}"));
        let _ = write!(out, "\n## {group}\n\n{about}\n\n");
        out.push_str("| rule | level | fix | finds |\n| --- | --- | --- | --- |\n");
        for rule in rules {
            let (name, level) = (name(rule), rule.level().word());
            let _ = writeln!(
                out,
                "| [`{name}`]({group}/{name}.md) | {level} | {} | {} |",
                fixes[rule.id],
                cell(rule.summary)
            );
        }
    }
    out
}

/// How a rule is switched off and a finding ignored.
fn silence(rule: &Rule) -> [String; 2] {
    let id = rule.id;
    match rule.group() {
        "config" => [
            "cannot be: the file says what holds".to_owned(),
            "cannot be".to_owned(),
        ],
        "lint" => [
            format!("`rules: {{ {id}: off }}` in the [configuration](../../configuration.md)"),
            "cannot be by a comment".to_owned(),
        ],
        _ if rule.optional() => [
            format!(
                "is off; `rules: {{ {id}: warning }}` in the [configuration](../../configuration.md) switches it on"
            ),
            format!("`# amiforge: ignore[{id}] reason`"),
        ],
        _ => [
            format!("`rules: {{ {id}: off }}` in the [configuration](../../configuration.md)"),
            format!("`# amiforge: ignore[{id}] reason`"),
        ],
    }
}

fn page(rule: &Rule, before: Option<&Rule>, after: Option<&Rule>, fix: &str) -> String {
    let group = rule.group();
    let link = |rule: &Rule| format!("[{}]({}.md)", name(rule), name(rule));
    let mut out = format!("[Rules](../README.md) › [{group}](../README.md#{group})");
    if let Some(before) = before {
        let _ = write!(out, " · previous: {}", link(before));
    }
    if let Some(after) = after {
        let _ = write!(out, " · next: {}", link(after));
    }
    let page = rule
        .readable_page("../../../")
        .replace("](../../../docs/", "](../../");
    let (head, body) = page
        .split_once("\n## What it finds\n")
        .unwrap_or_else(|| panic!("{}: no heading", rule.id));
    let (level, since) = head
        .lines()
        .find_map(|line| line.strip_prefix("Level: "))
        .and_then(|line| line.split_once(". Source: <"))
        .and_then(|(line, _)| line.split_once(". Since: "))
        .unwrap_or_else(|| panic!("{}: no level and version", rule.id));
    let [off, ignored] = silence(rule);
    let _ = write!(
        out,
        "\n\n# {}\n\n{}\n\n| | |\n| --- | --- |\n| Level | {} |\n| Fix | {fix} |\n| Switched off | {off} |\n| Ignored | {ignored} |\n| Since | {since} |\n| Source | <{}> |\n| Code | [{group}/{}.rs](../../../src/rules/{group}/{}.rs) |\n\n## What it finds\n{body}",
        rule.id,
        sentence(rule.summary),
        cell(level),
        rule.source,
        name(rule).replace('-', "_"),
        name(rule).replace('-', "_"),
    );
    out
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(['.']).collect()
}

/// The whole folder: path below it and text.
fn folder() -> BTreeMap<PathBuf, String> {
    let all: Vec<&Rule> = rules::all().collect();
    let repairs: BTreeMap<&str, &str> = all.iter().map(|rule| (rule.id, fix(rule))).collect();
    let mut files = BTreeMap::from([(PathBuf::from("README.md"), index(&repairs))]);
    for (at, rule) in all.iter().enumerate() {
        let neighbour = |at: Option<usize>| {
            let other = all.get(at?)?;
            (other.group() == rule.group()).then_some(*other)
        };
        let text = page(
            rule,
            neighbour(at.checked_sub(1)),
            neighbour(Some(at + 1)),
            repairs[rule.id],
        );
        files.insert(PathBuf::from(format!("{}.md", rule.id)), text);
    }
    files
}

fn found_below(folder: &Path) -> BTreeSet<PathBuf> {
    let mut waiting = vec![folder.to_path_buf()];
    let mut found = BTreeSet::new();
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                waiting.push(entry.path());
            } else {
                found.insert(entry.path().strip_prefix(folder).expect("below").to_path_buf());
            }
        }
    }
    found
}

#[test]
fn the_folder_is_what_the_pages_say() {
    let into = project().join("docs/rules");
    let files = folder();
    let there = found_below(&into);
    let stale: Vec<&PathBuf> = there.iter().filter(|path| !files.contains_key(*path)).collect();
    let differs = |path: &Path, text: &str| fs::read_to_string(into.join(path)).ok().as_deref() != Some(text);
    if std::env::var_os("UPDATE_RULES").is_some() {
        for path in stale {
            fs::remove_file(into.join(path)).expect("removed");
        }
        for (path, text) in &files {
            let path = into.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            fs::write(path, text).expect("written");
        }
        return;
    }
    let wrong: Vec<&PathBuf> = files
        .iter()
        .filter(|(path, text)| differs(path, text))
        .map(|(path, _)| path)
        .chain(stale)
        .collect();
    assert!(
        wrong.is_empty(),
        "docs/rules is out of date: run `UPDATE_RULES=1 cargo test rule_pages`\n{wrong:#?}"
    );
}

/// A link of a page of `docs/rules` as a path from the root of the repository.
fn from_root(page: &Path, link: &str) -> PathBuf {
    let mut path = Path::new("docs/rules").join(page);
    path.pop();
    for part in link.split('/') {
        match part {
            ".." => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path
}

#[test]
fn every_link_within_the_repository_leads_somewhere() {
    let files = folder();
    // The folder itself may just be written.
    let text_of = |path: &Path| match path.strip_prefix("docs/rules") {
        Ok(below) => files.get(below).cloned(),
        Err(_) => fs::read_to_string(project().join(path)).ok(),
    };
    let mut wrong = String::new();
    for (page, text) in &files {
        let mut inside = false;
        for line in text.lines() {
            inside ^= line.starts_with("```");
            let links = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
            for link in links.filter(|link| !inside && !link.contains("://")) {
                let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
                let target = text_of(&from_root(page, file));
                let headings = target
                    .iter()
                    .flat_map(|text| text.lines())
                    .filter(|line| line.starts_with('#'));
                let anchors: Vec<String> = headings
                    .map(|line| line.trim_matches(['#', ' ']).to_lowercase().replace(' ', "-"))
                    .collect();
                if target.is_none() || !anchor.is_empty() && !anchors.iter().any(|other| other == anchor) {
                    let _ = writeln!(wrong, "{}: {link}", page.display());
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_group_has_its_words_and_no_other() {
    let named: Vec<&str> = GROUPS.iter().map(|(name, _)| *name).collect();
    assert_eq!(named, rules::groups().collect::<Vec<_>>());
}

#[test]
fn the_page_of_every_rule_and_the_source_in_this_repository_exist() {
    const HERE: &str = "https://github.com/amiforge/amiforge/blob/main/";
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for rule in rules::all() {
        let url = rule.url();
        let page = url.strip_prefix(HERE).expect("a page in this repository");
        assert!(root.join(page).is_file(), "{url}");
        let Some(source) = rule.source.strip_prefix(HERE) else {
            assert!(
                rule.source.starts_with("https://"),
                "{}: {}",
                rule.id,
                rule.source
            );
            continue;
        };
        let (file, anchor) = source.split_once('#').unwrap_or((source, ""));
        let text = fs::read_to_string(root.join(file)).unwrap_or_default();
        let mut headings = text
            .lines()
            .filter_map(|line| line.strip_prefix('#'))
            .map(|line| line.trim_matches(['#', ' ']).to_lowercase().replace(' ', "-"));
        assert!(!text.is_empty(), "{}: {source}", rule.id);
        assert!(
            anchor.is_empty() || headings.any(|heading| heading == anchor),
            "{}: {source}",
            rule.id
        );
    }
}
