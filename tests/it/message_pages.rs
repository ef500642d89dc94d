//! `docs/messages`: what is known about messages of failed builds, as people browse it.
//!
//! `UPDATE_MESSAGES=1 cargo test message_pages` writes the folder anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use amiforge::build::explain::known::{self, Known};

use crate::support::project;

/// What stands at the top of the index.
const INTRODUCTION: &str = "# Messages of failed builds

Written from `src/build/explain/known` by `UPDATE_MESSAGES=1 cargo test message_pages`; do not edit here.

When a build fails, `amiforge build` looks for these in what Image Builder says and in the last lines of the log, and tells cause
and remedy with them. Each page names where message and cause were published. A message that is missing here can be
[added](../../CONTRIBUTING.md#one-idea-one-file) with its source.

| message | what it is |
| --- | --- |
";

fn index() -> String {
    known::all().fold(INTRODUCTION.to_owned(), |mut out, known| {
        let _ = writeln!(out, "| [`{}`]({}.md) | {} |", known.id, known.id, known.title());
        out
    })
}

fn page(known: &Known) -> String {
    let file = known.id.replace('-', "_");
    format!(
        "[Messages](README.md) · [code](../../src/build/explain/known/{file}.rs)\n\n{}",
        known.page
    )
}

fn folder() -> BTreeMap<String, String> {
    let pages = known::all().map(|known| (format!("{}.md", known.id), page(known)));
    pages.chain([("README.md".to_owned(), index())]).collect()
}

#[test]
fn the_folder_is_what_the_pages_say() {
    let into = project().join("docs/messages");
    let files = folder();
    let there: BTreeSet<String> = fs::read_dir(&into)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let stale: Vec<&String> = there.iter().filter(|name| !files.contains_key(*name)).collect();
    if std::env::var_os("UPDATE_MESSAGES").is_some() {
        fs::create_dir_all(&into).expect("a folder");
        for name in stale {
            fs::remove_file(into.join(name)).expect("removed");
        }
        for (name, text) in &files {
            fs::write(into.join(name), text).expect("written");
        }
        return;
    }
    let differs =
        |(name, text): &(&String, &String)| fs::read_to_string(into.join(name)).ok().as_ref() != Some(*text);
    let wrong: Vec<&String> = files
        .iter()
        .filter(differs)
        .map(|(name, _)| name)
        .chain(stale)
        .collect();
    assert!(
        wrong.is_empty(),
        "docs/messages is out of date: run `UPDATE_MESSAGES=1 cargo test message_pages`\n{wrong:#?}"
    );
}

#[test]
fn the_list_is_the_folder_and_ids_are_names_of_files() {
    let into = project().join("src/build/explain/known");
    let of = |ending: &str| -> BTreeSet<String> {
        fs::read_dir(&into)
            .expect("a folder")
            .flatten()
            .filter_map(|entry| {
                entry
                    .file_name()
                    .to_str()?
                    .strip_suffix(ending)
                    .map(str::to_owned)
            })
            .filter(|name| name != "mod")
            .collect()
    };
    let listed: Vec<String> = known::all().map(|known| known.id.replace('-', "_")).collect();
    assert!(listed.is_sorted());
    let listed: BTreeSet<String> = listed.into_iter().collect();
    assert_eq!(of(".rs"), listed);
    assert_eq!(of(".md"), listed);
    for known in known::all() {
        let page = known.url().rsplit_once("/main/").map(|(_, path)| path.to_owned());
        assert_eq!(page, Some(format!("docs/messages/{}.md", known.id)));
    }
}
