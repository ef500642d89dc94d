//! The house rules that the compiler does not know: who imports whom, who touches the outside world, and what must
//! never be called. `docs/architecture.md` explains them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::code::{code, paths};

/// Each module and what it may import besides itself. A module of a folder that others need before the rest of
/// the folder has a line of its own.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diagnostic", &["source"]),
    ("fix", &["source", "diagnostic"]),
    ("baseline", &["source", "diagnostic"]),
    ("touched", &["source", "diagnostic"]),
    ("nearest", &[]),
    ("visible", &[]),
    ("token", &[]),
    ("secret", &[]),
    ("waiting", &[]),
    ("markdown", &["visible"]),
    ("yaml", &["source"]),
    ("annotation", &["source", "nearest", "yaml"]),
    ("component", &["source", "yaml"]),
    ("workflow", &["source", "yaml", "component"]),
    ("script", &["source", "yaml", "component"]),
    ("container", &["source", "yaml", "component", "script"]),
    ("syntax", &["source", "yaml"]),
    ("resource", &["source", "syntax"]),
    (
        "embedded",
        &["source", "yaml", "syntax", "resource", "component", "workflow"],
    ),
    ("config::pattern", &[]),
    ("release", &["visible"]),
    (
        "pin",
        &[
            "source",
            "nearest",
            "yaml",
            "annotation",
            "syntax",
            "config::pattern",
            "release",
        ],
    ),
    (
        "recipe",
        &[
            "source",
            "yaml",
            "component",
            "syntax",
            "resource",
            "embedded",
            "release",
        ],
    ),
    (
        "bump",
        &[
            "source",
            "pin",
            "release",
            "syntax",
            "markdown",
            "visible",
            "config::pattern",
        ],
    ),
    (
        "build",
        &[
            "component",
            "embedded",
            "markdown",
            "pin",
            "recipe",
            "release",
            "resource",
            "secret",
            "source",
            "syntax",
            "visible",
            "yaml",
        ],
    ),
    ("repos", &["config::pattern", "markdown", "visible"]),
    (
        "posting",
        &[
            "diagnostic",
            "markdown",
            "visible",
            "rules",
            "report",
            "repos",
            "bump",
            "build",
        ],
    ),
    ("aws", &["build", "bump", "release", "visible"]),
    (
        "forge",
        &["bump", "git", "markdown", "posting", "repos", "visible"],
    ),
    ("lint::settings", &["diagnostic", "component", "workflow"]),
    (
        "config::document",
        &["yaml", "component", "workflow", "lint::settings", "release"],
    ),
    (
        "rules",
        &[
            "source",
            "diagnostic",
            "nearest",
            "yaml",
            "component",
            "script",
            "secret",
            "container",
            "workflow",
            "lint::settings",
            "config::document",
            "config::pattern",
            "pin",
            "recipe",
            "release",
            "visible",
            "bump",
        ],
    ),
    (
        "lint",
        &[
            "source",
            "diagnostic",
            "nearest",
            "annotation",
            "yaml",
            "component",
            "script",
            "workflow",
            "lint::settings",
            "rules",
            "pin",
            "recipe",
            "syntax",
            "embedded",
        ],
    ),
    (
        "config",
        &[
            "source",
            "diagnostic",
            "yaml",
            "component",
            "workflow",
            "lint::settings",
            "lint",
            "rules",
            "config::document",
            "config::pattern",
            "pin",
            "bump",
        ],
    ),
    (
        "schema",
        &[
            "build",
            "component",
            "workflow",
            "lint::settings",
            "config::document",
            "repos",
            "rules",
        ],
    ),
    (
        "report",
        &["source", "diagnostic", "rules", "markdown", "visible", "token"],
    ),
    ("host", &["posting", "report", "token"]),
    ("files", &[]),
    ("git", &["bump", "release", "visible"]),
];

/// What stands at the top of the program and may import everything. Nothing else may import these.
const TOP: [&str; 4] = ["main", "lib", "command", "cli"];

/// The files that may look outside: environment, files, processes, the clock.
fn is_adapter(path: &str) -> bool {
    matches!(
        path,
        "main.rs" | "waiting.rs" | "files.rs" | "git.rs" | "forge/local.rs" | "host/github_actions.rs"
    ) || path.starts_with("aws/")
        || path.starts_with("command/")
        || path.starts_with("git/")
        || path.starts_with("files/")
        || path == "forge/github/api.rs"
}

const OUTSIDE: [&[&str]; 7] = [
    &["std", "env"],
    &["std", "fs"],
    &["std", "net"],
    &["std", "process"],
    &["std", "thread"],
    &["std", "time", "SystemTime"],
    &["std", "time", "Instant"],
];

/// A person approves and a person merges; the program has no code for it.
const NEVER: [&str; 7] = [
    "APPROVE",
    "/merge",
    "/reviews",
    "mergePullRequest",
    "enablePullRequestAutoMerge",
    "enqueuePullRequest",
    "addPullRequestReview",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every source file: its path below `src` with `/`, and its text.
pub(crate) fn sources() -> Vec<(String, String)> {
    let src = root().join("src");
    let mut waiting = vec![src.clone()];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).expect("folder").flatten() {
            let path: PathBuf = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let below = path.strip_prefix(&src).expect("below src");
                let name = below.to_string_lossy().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).expect("source")));
            }
        }
    }
    found.sort();
    assert!(found.len() > 50, "only {} files found", found.len());
    found
}

/// The module path of a file, such as `["lint", "settings"]`.
fn module_of(file: &str) -> Vec<String> {
    let mut parts: Vec<String> = file
        .trim_end_matches(".rs")
        .split('/')
        .map(str::to_owned)
        .collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

/// The line of the table that a module path belongs to.
fn room(path: &[String]) -> String {
    let part = |at: usize| path.get(at).map_or("", String::as_str);
    match (part(0), part(1)) {
        ("lint", "settings" | "Settings" | "Level") => "lint::settings".to_owned(),
        ("config", second @ ("document" | "pattern")) => format!("config::{second}"),
        (first, _) => first.to_owned(),
    }
}

/// What is wrong with the imports of one file.
fn wrong_imports(file: &str, text: &str) -> Vec<String> {
    let module = module_of(file);
    let own = room(&module);
    if TOP.contains(&own.as_str()) {
        return Vec::new();
    }
    let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == own) else {
        return vec![format!("{file}: `{own}` has no line in the table")];
    };
    let folder = module.first().cloned().unwrap_or_default();
    paths(&code(text), &module)
        .into_iter()
        .filter(|path| path.first().is_some_and(|first| first == "crate") && path.len() > 1)
        .filter(|path| {
            let other = room(&path[1..]);
            // `super` from a module at the top of its folder names the folder itself, or siblings in it.
            let inside = other == own || path[1] == folder && own == folder;
            !inside && !allowed.contains(&other.as_str())
        })
        .map(|path| format!("{file}: {} is not for `{own}`", path.join("::")))
        .collect()
}

fn wrong_outside(file: &str, text: &str) -> Vec<String> {
    if is_adapter(file) {
        return Vec::new();
    }
    paths(&code(text), &module_of(file))
        .into_iter()
        .filter(|path| {
            OUTSIDE
                .iter()
                .any(|outside| path.iter().zip(*outside).filter(|(a, b)| a == *b).count() == outside.len())
        })
        .map(|path| format!("{file}: {} is for adapters only", path.join("::")))
        .collect()
}

fn wrong_words(file: &str, text: &str) -> Vec<String> {
    NEVER
        .iter()
        .filter(|word| {
            text.match_indices(**word).any(|(at, _)| {
                // A web page about merge keys is no call: `…/merge.html`.
                !text[at + word.len()..].starts_with('.')
            })
        })
        .map(|word| format!("{file}: `{word}`"))
        .collect()
}

fn all_wrong(look: fn(&str, &str) -> Vec<String>) -> String {
    sources()
        .iter()
        .flat_map(|(file, text)| look(file, text))
        .fold(String::new(), |mut all, line| {
            let _ = writeln!(all, "{line}");
            all
        })
}

#[test]
fn imports_follow_the_table() {
    let wrong = all_wrong(wrong_imports);
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_table_is_no_wider_than_the_code() {
    let (mut rooms, mut used) = (BTreeSet::new(), BTreeSet::new());
    for (file, text) in sources() {
        let module = module_of(&file);
        rooms.insert(room(&module));
        let paths = paths(&code(&text), &module).into_iter();
        let paths = paths.filter(|path| path.first().is_some_and(|first| first == "crate") && path.len() > 1);
        used.extend(paths.map(|path| (room(&module), room(&path[1..]))));
    }
    for (name, others) in MAY_IMPORT {
        assert!(rooms.contains(*name), "there is no `{name}`");
        for other in *others {
            let import = ((*name).to_owned(), (*other).to_owned());
            assert!(used.contains(&import), "`{name}` does not need `{other}`");
        }
    }
}

#[test]
fn only_adapters_look_outside() {
    let wrong = all_wrong(wrong_outside);
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn nothing_approves_or_merges() {
    let wrong = all_wrong(wrong_words);
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_table_has_no_circles() {
    let mut done: Vec<&str> = Vec::new();
    while done.len() < MAY_IMPORT.len() {
        let ready: Vec<&str> = MAY_IMPORT
            .iter()
            .filter(|(name, needs)| !done.contains(name) && needs.iter().all(|need| done.contains(need)))
            .map(|(name, _)| *name)
            .collect();
        let left = || {
            MAY_IMPORT
                .iter()
                .map(|(name, _)| *name)
                .filter(|name| !done.contains(name))
        };
        assert!(
            !ready.is_empty(),
            "a circle, or an unknown name, among {:?}",
            left().collect::<Vec<_>>()
        );
        done.extend(ready);
    }
}

#[test]
fn the_checks_find_what_they_look_for() {
    let imports = |file: &str, text: &str| wrong_imports(file, text).len();
    assert_eq!(imports("yaml/x.rs", "use crate::rules::Rule;"), 1);
    assert_eq!(
        imports(
            "yaml/x.rs",
            "use crate::{source::{Span, Source as S}, lint, rules::*};"
        ),
        2
    );
    assert_eq!(
        imports(
            "yaml/x.rs",
            "fn f() { crate::lint::judge(); super::super::report::x() }"
        ),
        2
    );
    assert_eq!(
        imports(
            "yaml/x.rs",
            "// crate::lint\nconst A: &str = \"crate::lint\"; const C: char = '\"';"
        ),
        0
    );
    assert_eq!(
        imports(
            "yaml/x.rs",
            "#[cfg(test)]\nmod tests { use crate::lint; fn f() { {} } }\nuse crate::lint;"
        ),
        1
    );
    assert_eq!(
        imports("yaml/x.rs", "use super::node::Node;\nuse crate::source::Span;"),
        0
    );
    assert_eq!(
        imports(
            "rules/schema/x.rs",
            "use crate::lint::{Level, Settings};\nuse crate::rules::Rule;"
        ),
        0
    );
    assert_eq!(
        imports("rules/schema/x.rs", "use crate::lint::{Level, judge};"),
        1
    );
    assert_eq!(
        imports(
            "rules/config/x.rs",
            "use crate::config::document::KEYS;\nuse crate::config::Config;"
        ),
        1
    );
    assert_eq!(
        imports(
            "lint/x.rs",
            "use super::settings::Settings;\nuse crate::config::read;"
        ),
        1
    );
    assert_eq!(imports("config/document.rs", "use super::pattern::Pattern;"), 1);
    assert_eq!(imports("newcomer.rs", ""), 1);

    let outside = |file: &str, text: &str| wrong_outside(file, text).len();
    assert_eq!(
        outside(
            "lint/x.rs",
            "use std::{collections::BTreeMap, fs::{self, File}, env as e};"
        ),
        3
    );
    assert_eq!(outside("lint/x.rs", "fn f() { std::process::exit(1) }"), 1);
    assert_eq!(outside("lint/x.rs", "use std::time::{Duration, SystemTime};"), 1);
    assert_eq!(
        outside("lint/x.rs", "const A: &str = env!(\"X\"); use std::fmt;"),
        0
    );
    assert_eq!(outside("command/validate.rs", "use std::fs;"), 0);

    assert_eq!(wrong_words("x.rs", "format!(\"/pulls/{n}/merge\")").len(), 1);
    assert_eq!(
        wrong_words("x.rs", "\"https://yaml.org/type/merge.html\"").len(),
        0
    );
}
