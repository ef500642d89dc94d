//! What is written into pull requests besides their bodies: comments, and the hidden lines by which they are found again.
//! Pure.

use crate::markdown::{Block, Inline, Priority, Summary};

/// The hidden line of a body whose pull request we have closed.
pub const CLOSED: &str = "<!-- amiforge-note: closed as obsolete -->";
/// Characters of a comment, below what GitHub takes.
const MOST: usize = 60_000;
/// Characters of a body that a line is added to; GitHub takes 65,536.
const MOST_BODY: usize = 65_500;

/// A comment, and the hidden line that it is found again by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The line.
    pub hidden: String,
    /// The whole comment, with the line.
    pub text: String,
}

/// Says what amiforge would change on a branch that is somebody's, and how to hand it back.
pub fn left_alone(branch: &str, reason: &str, ours: Option<&str>, title: &str, diff: &str) -> Note {
    let intro = Inline::new("amiforge leaves this branch alone: it ")
        .text(reason)
        .text(". What is on it is yours, and nothing here is overwritten.");
    let back = match ours {
        Some(commit) => Inline::new("To hand the branch back, take your commits off it: ")
            .code(&format!("git push --force origin {commit}:refs/heads/{branch}"))
            .text(". The next run goes on from there."),
        None => Inline::new("To hand the branch back, delete it, and take the hidden line ")
            .code("<!-- amiforge: … -->")
            .text(" out of the description above. The next run opens a new pull request."),
    };
    let would = Inline::new("It would be: ").text(title);
    let change = Block::Details(
        Inline::new("What amiforge would change"),
        vec![Block::Code("diff", diff.to_owned())],
    );
    note(
        "left alone",
        [
            Block::Paragraph(intro),
            Block::Paragraph(would),
            Block::Paragraph(back),
        ],
        Some(change),
    )
}

/// Says why a pull request is closed. `tip` is the commit of its branch.
pub fn obsolete(tip: &str) -> Note {
    let text = "Closed: no pin is left that this pull request would move. What it changed is on the base branch already, is held or ignored there, or stands on the newest release. amiforge opens a new one when there is something to change again.";
    note(
        &format!("obsolete {tip}"),
        [Block::Paragraph(Inline::new(text))],
        None,
    )
}

/// A body with the line that says that we closed its pull request.
pub fn closed(body: &str) -> String {
    if body.contains(CLOSED) {
        return body.to_owned();
    }
    let room = MOST_BODY.saturating_sub(CLOSED.len() + 3);
    let kept: String = body.chars().take(room).collect();
    format!("{}\n\n{CLOSED}\n", kept.trim_end())
}

fn note(word: &str, blocks: impl IntoIterator<Item = Block>, more: Option<Block>) -> Note {
    let hidden = format!("<!-- amiforge-note: {word} -->");
    let mut summary = Summary::default();
    for block in blocks {
        summary.add(Priority::Highest, "text", block);
    }
    if let Some(block) = more {
        summary.add(Priority::Low, "the change", block);
    }
    let text = format!("{hidden}\n{}", summary.render(MOST));
    Note { hidden, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_found_again_and_hostile_text_stays_inside() {
        let hostile = "--> @octocat </details> `#12`";
        let note = left_alone("amiforge/a", hostile, Some("abc"), hostile, "```\n--> @octocat\n");
        assert!(note.text.starts_with(&note.hidden), "{}", note.text);
        assert_eq!(note.text.matches("-->").count(), 2, "{}", note.text);
        assert!(
            note.text
                .contains("<code>git push --force origin abc:refs/heads/amiforge/a</code>"),
            "{}",
            note.text
        );
        let other = left_alone("amiforge/a", "is odd", None, "t", "");
        assert!(other.text.contains("delete it, and take the hidden line"));
        assert_eq!(other.hidden, note.hidden);
        assert_ne!(obsolete("a").hidden, obsolete("b").hidden);
    }

    #[test]
    fn a_body_is_marked_once_and_keeps_its_marker() {
        let body = "text\n\n<!-- amiforge: {} -->\n";
        let marked = closed(body);
        assert!(marked.contains("<!-- amiforge: {} -->") && marked.ends_with(&format!("{CLOSED}\n")));
        assert_eq!(closed(&marked), marked);
        assert!(closed(&"é".repeat(70_000)).chars().count() <= MOST_BODY);
    }
}
