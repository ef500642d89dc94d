//! Why a build failed.

use crate::build::document::{Document, FailedRegion, Failure, Known, Place};
use crate::build::told::{self, name, sentence};
use crate::markdown::{Block, Inline, Priority, Summary, cut};
use crate::posting::check_run::is_in_repository;
use crate::posting::{Annotation, Level};
use crate::visible::visible;

use super::rows::{Table, table};
use super::{FIRST, heading, plain};

/// Lines of the log.
const LINES: usize = 40;
/// Characters of one of them, and of the message.
const LINE: usize = 300;
const MESSAGE: usize = 2_000;
/// Known messages that are told.
const KNOWN: usize = 5;
/// The longest path that an annotation is made for.
const PATH: usize = 1_000;
/// Where the pages of known messages are.
const PAGES: &str = "https://github.com/amiforge/amiforge/blob/";

/// Where and why, in one line: the second of all.
pub(super) fn line(failure: &Failure, files: Option<&str>) -> Option<Inline> {
    let mut line = Inline::default();
    let mut empty = true;
    for (what, text) in told::trail(failure) {
        line = line
            .text(if empty { "" } else { " › " })
            .text(what)
            .text(" ")
            .code(&text);
        empty = false;
    }
    if let Some(place) = &failure.place {
        line = line.text(if empty { "" } else { ", " }).join(&link(place, files));
        empty = false;
    }
    if let Some(cause) = told::cause(failure) {
        line = line.text(if empty { "" } else { ": " }).prose(&cause);
        empty = false;
    }
    (!empty).then_some(line)
}

/// All that is known about it.
pub(super) fn sections(out: &mut Summary, failure: &Failure, files: Option<&str>) {
    let mut blocks = vec![heading("Why it failed"), Block::List(facts(failure, files))];
    if !failure.message.trim().is_empty() {
        let message = cut(&visible(&failure.message), MESSAGE);
        blocks.push(Block::Code("text", message));
    }
    out.add(Priority::High, "why it failed", Block::Group(blocks));
    for one in failure.known.iter().take(KNOWN) {
        out.add(Priority::High, "what is known about the message", known(one));
    }
    log(out, failure);
    let regions = Table {
        title: "Where the distribution failed",
        header: &["Region", "Account", "Step", "Message"],
        rows: failure.regions.iter().map(region).collect(),
    };
    table(out, Priority::High, FIRST, &regions);
}

fn facts(failure: &Failure, files: Option<&str>) -> Vec<Inline> {
    let mut facts = Vec::new();
    for (what, text) in [
        ("Stage", &failure.stage),
        ("Workflow", &failure.workflow),
        ("Step of the workflow", &failure.workflow_step),
        ("Component", &failure.component),
        ("ARN of the component", &failure.component_arn),
        ("Phase", &failure.phase),
        ("Step", &failure.step),
        ("Action", &failure.action),
    ] {
        if let Some(text) = text {
            facts.push(Inline::new(what).text(": ").code(&sentence(text)));
        }
    }
    if let Some(code) = failure.exit_code {
        facts.push(Inline::new(&format!("Exit code: {code}")));
    }
    if let Some(place) = &failure.place {
        facts.push(Inline::new("In this repository: ").join(&link(place, files)));
    }
    if facts.is_empty() {
        facts.push(Inline::new("Image Builder does not say where."));
    }
    facts
}

fn known(known: &Known) -> Block {
    let mut text = Inline::default().prose(&sentence(&known.title)).text(".");
    for (what, said) in [("Cause: ", &known.cause), ("What to do: ", &known.fix)] {
        if !said.is_empty() {
            text = text.line_break().text(what).prose(&sentence(said));
        }
    }
    let text = text.line_break();
    // Whoever wrote the document could have put any address here.
    Block::Paragraph(if is_page(&known.url) {
        text.link(&format!("More about {}", name(&known.id)), &known.url)
    } else {
        text.text("Its page: ").code(&sentence(&known.url))
    })
}

/// Whether an address is that of a page of ours. A browser goes back up for `..`, also when it is written `%2e%2e`.
fn is_page(url: &str) -> bool {
    let part = |part: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        !part.trim_matches('.').is_empty() && part.chars().all(plain)
    };
    url.len() <= PATH
        && url
            .strip_prefix(PAGES)
            .is_some_and(|path| path.split('/').all(part))
}

fn log(out: &mut Summary, failure: &Failure) {
    let source = failure.log_source.as_deref().map(sentence).unwrap_or_default();
    if failure.log.is_empty() {
        if !source.is_empty() {
            let text = Inline::new("The log: ").prose(&source);
            out.add(Priority::High, "the log", Block::Paragraph(text));
        }
        return;
    }
    let lines = failure.log.iter().skip(failure.log.len().saturating_sub(LINES));
    let lines: Vec<String> = lines.map(|line| cut(&visible(line), LINE)).collect();
    let mut title = Inline::new("The last lines of the log");
    if !source.is_empty() {
        title = title.text(", from ").prose(&source);
    }
    let block = Block::Group(vec![
        Block::Paragraph(title.text(":")),
        Block::Code("text", lines.join("\n")),
    ]);
    out.add(Priority::High, "the log", block);
}

fn region(region: &FailedRegion) -> Vec<Inline> {
    vec![
        plain(region.region.as_deref()),
        plain(region.account.as_deref()),
        plain(region.step.as_deref()),
        plain(region.message.as_deref()),
    ]
}

/// A place, as a link where the file can be shown.
fn link(place: &Place, files: Option<&str>) -> Inline {
    let text = format!("{}:{}", sentence(&place.path), place.line);
    match files {
        Some(files) if is_of_the_repository(place) => {
            let url = format!("{files}/{}#L{}", escaped(&place.path), place.line);
            Inline::default().link(&text, &url)
        }
        _ => Inline::default().code(&text),
    }
}

/// Whether a place is one in a file of the repository.
fn is_of_the_repository(place: &Place) -> bool {
    place.line > 0 && place.path.len() <= PATH && is_in_repository(&place.path)
}

/// A path within an address.
fn escaped(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            use std::fmt::Write as _;
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// What is said at the failing step in its file.
pub(super) fn annotations(document: &Document) -> Vec<Annotation> {
    let Some(failure) = &document.failure else {
        return Vec::new();
    };
    let Some(place) = failure.place.as_ref().filter(|place| is_of_the_repository(place)) else {
        return Vec::new();
    };
    let step = told::trail(failure)
        .into_iter()
        .map(|(what, name)| format!("{what} {name}"))
        .collect::<Vec<_>>()
        .join(", ");
    let mut message = told::cause(failure).unwrap_or_else(|| told::verdict(document));
    if let Some(code) = failure.exit_code {
        message = format!("{message} (exit code {code})");
    }
    if !step.is_empty() {
        message = format!("{step}: {message}");
    }
    vec![Annotation {
        path: place.path.clone(),
        line: place.line,
        end_line: place.line,
        column: (place.column > 0).then_some(place.column),
        end_column: (place.column > 0).then_some(place.column),
        level: Level::Failure,
        title: format!("amiforge build: {}", told::verdict(document)),
        message,
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::explain::known;

    #[test]
    fn only_a_page_of_ours_is_linked() {
        for page in known::all() {
            assert!(is_page(&page.url()), "{}", page.url());
        }
        for path in [
            "../../../mallory/x",
            "v1/%2e%2e/%2e%2e/%2e%2e/mallory/x",
            "v1/..\\..\\mallory",
            "v1//x",
            "v1/x?y",
            "v1/x#y",
            "v1/./x",
            "",
        ] {
            assert!(!is_page(&format!("{PAGES}{path}")), "{path}");
        }
        assert!(!is_page("https://github.com/mallory/amiforge/blob/v1/x.md"));
    }
}
