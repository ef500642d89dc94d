//! Any text in any field of the document: nothing of it acts on those who read what is told.

use amiforge::build::document::Document;
use amiforge::build::told;
use amiforge::posting::build::posting;
use amiforge::posting::summary;
use amiforge::visible::is_hidden;
use serde_json::Value;

use super::samples::{FILES, everything};
use super::told_at;

/// What others might write.
const HOSTILE: [&str; 22] = [
    "<img src=x onerror=alert(1)>",
    "</details></summary><script>",
    "<!-- amiforge:build -->",
    "@octocat @octo/team",
    "#1 GH-1 octo/golden#2",
    "fixes #3",
    "[text](https://evil.example)",
    "![image](https://evil.example/x.png)",
    "https://evil.example www.evil.example",
    "a | b | c",
    "`code` ``` ~~~",
    "```\n\n# heading\n\n```",
    "a\n\n# heading\n| a | b |\n| --- | --- |",
    "a\r\n- item\n1. item\n> quote",
    "::error file=x::y",
    "\n::stop-commands::x\n##[add-mask]x",
    "\u{1b}[31mred\u{9b}0m\u{7}",
    "a\u{202e}b\u{2066}c\u{200b}d\u{feff}",
    "a\0b",
    "&lt;b&gt; &#60;",
    "\\ * _ ~ ^ $ $x$",
    "../../.git/config:1",
];

/// The places of all texts of a document, keys of free maps included.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(items) => {
            assert!(!items.is_empty(), "{at} is empty in the sample");
            for (number, item) in items.iter().enumerate() {
                leaves(item, &format!("{at}/{number}"), found);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                leaves(item, &format!("{at}/{key}"), found);
            }
        }
        Value::Null => panic!("{at} is empty in the sample"),
        Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The document with one text in one place; none where only certain words fit.
fn with(sample: &Value, leaf: &str, text: &str) -> Option<Document> {
    let mut value = sample.clone();
    *value.pointer_mut(leaf)? = text.into();
    serde_json::from_value(value).ok()
}

/// The lines outside of fences; how many there are in fences is told by lines that stand for them.
fn outside(markdown: &str) -> Vec<String> {
    let mut fence: Option<String> = None;
    let mut lines = Vec::new();
    for line in markdown.lines() {
        match &fence {
            Some(end) if line == end => fence = None,
            Some(_) => lines.push("in a fence".to_owned()),
            None if line.starts_with("```") => {
                fence = Some(line.trim_end_matches(char::is_alphabetic).to_owned());
            }
            None => lines.push(line.to_owned()),
        }
    }
    assert_eq!(fence, None, "{markdown}");
    lines
}

/// What a line is: its first characters that are markup, and how many cells and tags of ours it has.
fn kind(line: &str) -> String {
    let tags = ["<details>", "<summary>", "</summary>", "</details>", "<br>"];
    let tags: Vec<usize> = tags.iter().map(|tag| line.matches(tag).count()).collect();
    let start: String = line.chars().take_while(|c| "#-|+=> ".contains(*c)).collect();
    format!("{start:?} {} {tags:?}", line.matches('|').count())
}

/// Nothing that GitHub would act on, besides what we write.
fn harmless(markdown: &str) {
    assert!(!markdown.contains(|c| c != '\n' && is_hidden(c)), "{markdown:?}");
    for line in outside(markdown) {
        let mut text = line.clone();
        let mut links = 0;
        while let Some(at) = text.find("](") {
            let end = at + text[at..].find(')').expect("an end");
            let url = &text[at + 2..end];
            let ours = ["https://github.com/amiforge/amiforge/blob/", FILES];
            assert!(ours.iter().any(|start| url.starts_with(start)), "{url}");
            assert!(!url.contains("/../"), "{url}");
            text.replace_range(at..=end, "]");
            links += 1;
        }
        assert_eq!(text.matches('[').count(), links, "{line}");
        for tag in [
            "<details><summary>",
            "</summary>",
            "</details>",
            "<br>",
            "<code>",
            "</code>",
        ] {
            text = text.replace(tag, "");
        }
        assert!(
            !text.contains(['<', '>', '@', '`', '*', '~', '$', '\\']),
            "{line}"
        );
        for word in ["://", "www."] {
            assert!(!text.to_lowercase().contains(word), "{line}");
        }
        let refers = |at: usize| {
            let digit = text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
            digit && !text[..at].ends_with('&')
        };
        let code = line.contains("<code>");
        assert!(
            code || !text.match_indices('#').any(|(at, _)| refers(at)),
            "{line}"
        );
    }
}

fn shown(document: &Document) -> String {
    summary::render(&posting(document, Some(FILES)))
}

/// Everywhere where it is told.
fn harmless_everywhere(document: &Document) {
    for (place, markdown, limit) in told_at(&posting(document, Some(FILES))) {
        assert!(markdown.len() <= limit, "{place}");
        let hidden: Vec<&str> = markdown
            .lines()
            .take_while(|line| line.starts_with("<!-- "))
            .collect();
        let ours = if place == "comment" { 2 } else { 0 };
        assert_eq!(hidden.len(), ours, "{place}");
        for line in hidden {
            assert_eq!(line.matches("-->").count(), 1, "{line}");
            assert!(line.ends_with("-->") && !line.contains(is_hidden), "{line}");
        }
        let rest = markdown.lines().skip(ours).collect::<Vec<_>>().join("\n");
        harmless(&rest);
        assert!(
            place == "details" || rest.trim_start().starts_with("## amiforge build: "),
            "{place}"
        );
    }
    assert!(!told::console(document).contains(|c| c != '\n' && is_hidden(c)));
}

#[test]
fn every_field_can_be_hostile() {
    let sample = serde_json::to_value(everything()).expect("JSON");
    let mut found = Vec::new();
    leaves(&sample, "", &mut found);
    assert!(found.len() > 90, "{}", found.len());
    let mut words = Vec::new();
    for leaf in &found {
        let Some(plain) = with(&sample, leaf, "plain") else {
            words.push(leaf.as_str());
            continue;
        };
        let plain_lines: Vec<String> = outside(&shown(&plain)).iter().map(|line| kind(line)).collect();
        let plain_console = told::console(&plain).lines().count();
        for text in HOSTILE {
            let document = with(&sample, leaf, text).expect("a text");
            let posting = posting(&document, Some(FILES));
            let markdown = summary::render(&posting);
            harmless_everywhere(&document);
            let lines: Vec<String> = outside(&markdown).iter().map(|line| kind(line)).collect();
            assert_eq!(lines, plain_lines, "{leaf} {text:?}\n{markdown}");
            let console = told::console(&document);
            assert_eq!(
                console.lines().count(),
                plain_console,
                "{leaf} {text:?}\n{console}"
            );
            assert!(!posting.title.contains(is_hidden), "{:?}", posting.title);
            for one in &posting.annotations {
                assert!(
                    !one.path.contains(is_hidden) && !one.path.contains(".."),
                    "{one:?}"
                );
                assert!(!one.message.contains(is_hidden), "{one:?}");
            }
        }
    }
    assert_eq!(words, ["/outcome", "/tests"]);
}

#[test]
fn every_severity_can_be_hostile() {
    for text in HOSTILE {
        let mut document = everything();
        let found = document.comparison.as_mut().and_then(|c| c.findings.as_mut());
        found.expect("findings").counts.insert(text.to_owned(), 1);
        harmless_everywhere(&document);
    }
}

#[test]
fn whatever_is_large_is_cut_and_the_verdict_stays() {
    let sample = serde_json::to_value(everything()).expect("JSON");
    let mut found = Vec::new();
    leaves(&sample, "", &mut found);
    for part in ["a", "<", "\u{e0041}", "a\n"] {
        let huge = part.repeat(200_000 / part.len());
        let mut all = sample.clone();
        for leaf in &found {
            if let Some(document) = with(&sample, leaf, &huge) {
                let value = all.pointer_mut(leaf).expect("a place");
                *value = huge.as_str().into();
                harmless_everywhere(&document);
            }
        }
        let document: Document = serde_json::from_value(all).expect("a document");
        harmless_everywhere(&document);
        assert!(told::console(&document).len() < 100_000);
    }
}

#[test]
fn many_of_everything_keep_to_the_limits() {
    let mut sample = serde_json::to_value(everything()).expect("JSON");
    many(&mut sample, 3_000);
    let document: Document = serde_json::from_value(sample).expect("a document");
    harmless_everywhere(&document);
    let console = told::console(&document);
    assert!(console.lines().count() < 400, "{}", console.lines().count());
}

/// Every list that long. A list within a list stays as it is.
fn many(value: &mut Value, number: usize) {
    match value {
        Value::Array(items) => *items = items.iter().cycle().take(number).cloned().collect(),
        Value::Object(map) => map.values_mut().for_each(|item| many(item, number)),
        _ => {}
    }
}

#[test]
fn no_number_is_too_large() {
    let sample = serde_json::to_value(everything()).expect("JSON");
    let mut found = Vec::new();
    numbers(&sample, "", &mut found);
    assert!(found.len() > 15, "{}", found.len());
    for leaf in &found {
        for number in [Value::from(0), u64::MAX.into(), i64::MIN.into(), u32::MAX.into()] {
            let mut value = sample.clone();
            *value.pointer_mut(leaf).expect("a place") = number;
            if let Ok(document) = serde_json::from_value::<Document>(value) {
                harmless_everywhere(&document);
            }
        }
    }
}

fn numbers(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Number(_) => found.push(at.to_owned()),
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                numbers(item, &format!("{at}/{number}"), found);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                numbers(item, &format!("{at}/{key}"), found);
            }
        }
        _ => {}
    }
}
