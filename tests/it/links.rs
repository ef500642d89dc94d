//! Every link of the documentation leads to a file of this repository, and to a heading in it where it names one; so does every
//! page that code, actions and workflows mention. Addresses elsewhere are not asked: a test needs no network.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::support::project;

/// Where the repository is shown.
const SHOWN: &str = "https://github.com/amiforge/amiforge/blob/main/";

/// The files below a folder with one of these endings.
fn files(folder: &Path, endings: &[&str], into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, endings, into);
        } else if path
            .extension()
            .is_some_and(|found| endings.iter().any(|ending| found == *ending))
        {
            into.push(path);
        }
    }
}

/// The pages that people read where they stand. Those of rules and messages are read in `docs`, where they are copied to.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = fs::read_dir(project())
        .expect("the project")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    for folder in [".github", "actions", "docs", "examples", "workflows-examples"] {
        files(&project().join(folder), &["md"], &mut pages);
    }
    pages.sort();
    pages
}

/// The lines outside of fences.
fn prose(page: &str) -> impl Iterator<Item = &str> {
    let mut fence: Option<&str> = None;
    page.lines().filter(move |line| {
        let bare = line.trim_start();
        let ticks = &bare[..bare.len() - bare.trim_start_matches('`').len()];
        match fence {
            None if ticks.len() >= 3 => {
                fence = Some(ticks);
                false
            }
            None => true,
            Some(open) => {
                if ticks.len() >= open.len() && bare.len() == ticks.len() {
                    fence = None;
                }
                false
            }
        }
    })
}

/// The anchors of a page, as GitHub makes them of its headings: small letters, no punctuation, hyphens for blanks, and a number
/// from the second heading of the same name on.
fn anchors(page: &str) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let link = Regex::new(r"\[([^\]]*)\]\([^)]*\)").expect("a pattern");
    let headings = prose(page).filter(|line| {
        let bare = line.trim_start_matches('#');
        bare.len() < line.len() && bare.starts_with(' ')
    });
    headings
        .map(|line| {
            let text = link.replace_all(line.trim_start_matches('#').trim(), "$1");
            let slug: String = text
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect();
            let before = seen.entry(slug.clone()).or_default();
            *before += 1;
            match *before {
                1 => slug,
                more => format!("{slug}-{}", more - 1),
            }
        })
        .collect()
}

/// Where the links of a page lead.
fn links(page: &str) -> Vec<String> {
    let code = Regex::new(r"``.+?``|`[^`\n]*`").expect("a pattern");
    let link =
        Regex::new(r#"\]\(\s*<?([^)\s>]+)>?[^)]*\)|(?:href|src|srcset)="([^"\s]+)|<(https://[^>\s]+)>|^\[[^\]]+\]:\s+(\S+)"#)
            .expect("a pattern");
    prose(page)
        .flat_map(|line| {
            let words = code.replace_all(line, "");
            let targets = link.captures_iter(&words).filter_map(|found| {
                (1..=4)
                    .find_map(|at| found.get(at))
                    .map(|target| target.as_str().to_owned())
            });
            targets.collect::<Vec<_>>()
        })
        .collect()
}

/// Why a link from a file leads nowhere, if so.
fn broken(from: &Path, target: &str) -> Option<&'static str> {
    let (target, base) = match target.strip_prefix(SHOWN) {
        Some(below) => (below, project()),
        None => (target, from.parent().expect("a folder")),
    };
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = if file.is_empty() {
        from.to_owned()
    } else {
        base.join(file)
    };
    if !path.exists() {
        return Some("no such file");
    }
    if anchor.is_empty() {
        return None;
    }
    let page = fs::read_to_string(&path).unwrap_or_default();
    let found = anchors(&page).iter().any(|known| known == anchor);
    (!found).then_some("no such heading")
}

#[test]
fn links_are_found_and_judged() {
    let page = "# A `b` [c](d.md): e_f\n\n[x](y.md#z \"t\") `[no](no.md)` ![p](<q.svg>)\n```md\n[no](no.md)\n# no\n```\n## Same\n## Same\n\
                <img src=\"r.png\">\n[s]: t.md\n";
    assert_eq!(links(page), ["d.md", "y.md#z", "q.svg", "r.png", "t.md"]);
    assert_eq!(anchors(page), ["a-b-c-e_f", "same", "same-1"]);
    let readme = project().join("README.md");
    assert_eq!(broken(&readme, "docs/aws.md#policy"), None);
    assert_eq!(broken(&readme, "docs/aws.md#no"), Some("no such heading"));
    assert_eq!(broken(&readme, "docs/none.md"), Some("no such file"));
    assert_eq!(
        broken(&readme, &format!("{SHOWN}docs/none.md")),
        Some("no such file")
    );
}

#[test]
fn links_of_pages_lead_somewhere() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for path in pages() {
        let page = fs::read_to_string(&path).expect("a page");
        for target in links(&page) {
            count += 1;
            if let Some(why) = broken(&path, &target) {
                wrong.push(format!("{}: {target}: {why}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 500, "{count} links");
}

#[test]
fn pages_that_are_mentioned_exist() {
    // Code names pages of other projects as well, and so it is held to whole addresses; actions and workflows name ours.
    let page = r"docs/[a-z0-9/_-]+\.md(?:#[a-z0-9_-]+)?";
    let shown = Regex::new(&format!("{}{page}", regex::escape(SHOWN))).expect("a pattern");
    let mentioned = Regex::new(&format!(r"\b{page}")).expect("a pattern");
    let mut code = Vec::new();
    files(&project().join("src"), &["rs"], &mut code);
    let mut others = vec![
        project().join("action.yml"),
        project().join(".pre-commit-hooks.yaml"),
    ];
    for folder in [".github", "actions", "workflows-examples"] {
        files(
            &project().join(folder),
            &["yml", "yaml", "sh", "txt"],
            &mut others,
        );
    }
    let places = code.iter().map(|path| (path, &shown));
    let mut count = 0;
    let mut wrong = Vec::new();
    for (path, pattern) in places.chain(others.iter().map(|path| (path, &mentioned))) {
        let text = fs::read_to_string(path).expect("a file");
        for target in pattern.find_iter(&text).map(|found| found.as_str()) {
            count += 1;
            if let Some(why) = broken(&project().join("README.md"), target) {
                wrong.push(format!("{}: {target}: {why}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 5, "{count} mentions");
}
