//! `docs/migrating.md`: what it shows before is read as it says, what `init` proposes is what it shows, and what it shows after works.

use std::fs;

use crate::support::{Folder, project};

/// A fence with words behind its language: `before PATH`, `after PATH`, `pins`, `pins-after`, `init`.
struct Fence {
    kind: String,
    path: String,
    body: String,
}

/// The sections that have such fences.
fn sections() -> Vec<(String, Vec<Fence>)> {
    let page = fs::read_to_string(project().join("docs/migrating.md")).expect("the page");
    let mut all: Vec<(String, Vec<Fence>)> = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(words) = line.strip_prefix("```") {
            let body: String = lines
                .by_ref()
                .take_while(|line| *line != "```")
                .map(|line| format!("{line}\n"))
                .collect();
            let mut words = words.split(' ').skip(1).map(str::to_owned);
            if let (Some(kind), Some((_, fences))) = (words.next(), all.last_mut()) {
                fences.push(Fence {
                    kind,
                    path: words.next().unwrap_or_default(),
                    body,
                });
            }
        } else if line.starts_with("## ") || line.starts_with("### ") {
            all.push((line.trim_start_matches('#').trim().to_owned(), Vec::new()));
        }
    }
    all.retain(|(_, fences)| !fences.is_empty());
    all
}

/// `PATH:LINE REGION FOLLOWS` of every pin.
fn pins(folder: &Folder) -> String {
    let json = folder
        .amiforge(["pins", "--format", "json", "--no-summary"])
        .ends(0)
        .json();
    let pins = json["pins"].as_array().expect("a list").iter();
    pins.map(|pin| {
        let text = |key: &str| pin[key].as_str().unwrap_or("-").to_owned();
        format!(
            "{}:{} {} {}\n",
            text("path"),
            pin["line"],
            text("region"),
            text("follows")
        )
    })
    .collect()
}

#[test]
fn every_section_is_as_it_says() {
    let all = sections();
    assert!(all.len() >= 7, "{}", all.len());
    for (title, fences) in &all {
        let of = |kind: &'static str| fences.iter().filter(move |fence| fence.kind == kind);
        let one = |kind: &'static str| of(kind).map(|fence| fence.body.as_str()).next();
        let folder = Folder::new();
        let write = |kind| {
            for fence in of(kind) {
                folder.write(&fence.path, &fence.body);
            }
        };
        write("before");
        folder.repository();
        assert_eq!(Some(pins(&folder).as_str()), one("pins"), "{title}");
        let init = folder.amiforge(["init"]).ends(0).stdout;
        if let Some(diff) = one("init") {
            assert!(init.contains(diff), "{title}: {init}");
            folder.write("init.diff", diff).git(&["apply", "init.diff"]);
            folder.git(&["clean", "--quiet", "--force", "init.diff"]);
            // What it proposed once it does not propose again.
            let again = folder.amiforge(["init"]).ends(0).stdout;
            assert!(!again.contains("Comments to write"), "{title}: {again}");
        }
        if of("after").next().is_some() {
            write("after");
            folder.commit("after");
            assert_eq!(Some(pins(&folder).as_str()), one("pins-after"), "{title}");
        }
        // No comment and no row is wrong or binds nothing.
        folder.amiforge(["pins", "--check", "--no-summary"]).ends(0);
        let unknown = fences
            .iter()
            .find(|fence| !["before", "after", "pins", "pins-after", "init"].contains(&fence.kind.as_str()));
        assert!(
            unknown.is_none(),
            "{title}: {:?}",
            unknown.map(|fence| &fence.kind)
        );
    }
}
