//! A check run: a verdict, Markdown in two parts, and annotations in batches.
//!
//! GitHub counts characters; here bytes are counted, of which there are never fewer.
//! <https://docs.github.com/en/rest/checks/runs#create-a-check-run>

use serde::Serialize;

use super::{Posting, Target};
use crate::markdown::{Block, Inline, Priority, Summary, cut};
use crate::visible::{self, is_hidden, visible};

/// GitHub takes 65,535 characters of `summary`, and as many of `text`.
pub const LIMIT: usize = 65_535;
/// Annotations of one request.
pub const BATCH: usize = 50;
/// Annotations of a check run. Each batch is a request, and nobody reads more.
pub const ANNOTATIONS: usize = 1_000;
/// Bytes of the title of an annotation: GitHub takes 255 characters.
const TITLE: usize = 255;
/// Bytes of the message of an annotation. GitHub takes 64 KB; a batch of the longest would be 3 MB for nobody to read.
const MESSAGE: usize = 8 * 1024;
/// Bytes of a path: no file that git has checked out on Linux has a longer one.
const PATH: usize = 4_096;
/// Characters of the name of a check run.
const NAME: usize = 100;

/// What GitHub is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRun {
    /// Its name, which is the same for every run about a target.
    pub name: String,
    /// How it went, in GitHub's word.
    pub conclusion: &'static str,
    /// The verdict.
    pub title: String,
    /// The verdict and what a reader must not miss, in Markdown.
    pub summary: String,
    /// The details, in Markdown.
    pub text: Option<String>,
    /// Annotations, the worst first, for one request each.
    pub batches: Vec<Vec<Annotation>>,
}

/// An annotation as GitHub takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Annotation {
    /// The file, from the root of the repository.
    pub path: String,
    /// The first line.
    pub start_line: u32,
    /// The last line.
    pub end_line: u32,
    /// The first column, on one line only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_column: Option<u32>,
    /// The last column, on one line only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u32>,
    /// How bad it is, in GitHub's word.
    pub annotation_level: &'static str,
    /// Its head.
    pub title: String,
    /// What is said.
    pub message: String,
}

/// The check run of a posting.
pub fn render(posting: &Posting) -> CheckRun {
    let mut annotations: Vec<(&super::Annotation, Annotation)> = posting
        .annotations
        .iter()
        .filter_map(|found| Some((found, annotation(found)?)))
        .collect();
    annotations.sort_by_key(|(found, _)| std::cmp::Reverse(found.level));
    annotations.truncate(ANNOTATIONS);
    let mut body = posting.body.clone();
    let (shown, all) = (annotations.len(), posting.annotations.len());
    if shown < all {
        let note = format!("Of {all} places, {shown} are annotated.");
        let note = Block::Paragraph(Inline::new(&note));
        body.add(Priority::High, "how many places are annotated", note);
    }
    let (summary, text) = body.split(Priority::High);
    let (mut summary, text) = (summary.render(LIMIT), text.render(LIMIT));
    if summary.is_empty() {
        // GitHub wants one.
        let mut title = Summary::default();
        let verdict = Inline::new(&cut(&posting.title, TITLE));
        title.add(Priority::Highest, "verdict", Block::Paragraph(verdict));
        summary = title.render(LIMIT);
    }
    let annotations: Vec<Annotation> = annotations.into_iter().map(|(_, wire)| wire).collect();
    CheckRun {
        name: name(&posting.target),
        conclusion: posting.conclusion.word(),
        title: shortened(&visible(&posting.title), TITLE),
        summary,
        text: Some(text).filter(|text| !text.is_empty()),
        batches: annotations.chunks(BATCH).map(<[Annotation]>::to_vec).collect(),
    }
}

/// The name of the check run about a target: `amiforge build: golden` where the build itself says so, `amiforge report: build golden`
/// where a file does. What a branch requires by the first of these no file can give.
pub fn name(target: &Target) -> String {
    // GitHub would take blanks away at the end, and the check run could not be found again.
    let own = visible(&target.name);
    let own = own.trim();
    let name = match (target.of_file, own.is_empty()) {
        (false, true) => format!("amiforge {}", target.kind),
        (false, false) => format!("amiforge {}: {own}", target.kind),
        (true, true) => format!("amiforge report: {}", target.kind),
        (true, false) => format!("amiforge report: {} {own}", target.kind),
    };
    cut(&name, NAME)
}

/// None where GitHub would refuse it, and with it the whole batch.
fn annotation(found: &super::Annotation) -> Option<Annotation> {
    let lines_fit = (1..=found.end_line).contains(&found.line);
    if !lines_fit || !is_in_repository(&found.path) {
        return None;
    }
    let start_column = found
        .column
        .filter(|column| *column > 0 && found.line == found.end_line);
    let end_column = found
        .end_column
        .filter(|end| start_column.is_some_and(|start| start <= *end));
    let mut message = String::with_capacity(found.message.len());
    for c in found.message.chars() {
        match c {
            '\n' => message.push(c),
            c => visible::push(&mut message, c),
        }
    }
    // GitHub refuses an empty one.
    if message.trim().is_empty() {
        message.push_str("(no message)");
    }
    Some(Annotation {
        path: found.path.clone(),
        start_line: found.line,
        end_line: found.end_line,
        start_column,
        end_column,
        annotation_level: found.level.word(),
        title: shortened(&visible(&found.title), TITLE),
        message: shortened(&message, MESSAGE),
    })
}

/// Whether a path can be that of a file of a repository, as seen from its root.
pub fn is_in_repository(path: &str) -> bool {
    path.len() <= PATH
        && !path.contains(is_hidden)
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// At most so many bytes, with `…` at the end of what was cut.
fn shortened(text: &str, most: usize) -> String {
    const MARK: &str = "…";
    if text.len() <= most {
        return text.to_owned();
    }
    let end = (0..=most.saturating_sub(MARK.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at));
    text.get(..end.unwrap_or(0)).unwrap_or_default().to_owned() + MARK
}
