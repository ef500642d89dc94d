//! What holds for everything that is posted, whoever wrote what it was made of. A fuzz target checks the same.

use amiforge::posting::{Origin, Posting, check_run, comment, read, summary};
use amiforge::visible::is_hidden;

/// Where files of the commit are shown in these tests.
pub(crate) const SHOWN_AT: &str =
    "https://github.com/octocat/fleet/blob/0123456789abcdef0123456789abcdef01234567";
/// What links may lead to.
const OURS: [&str; 3] = [
    "https://github.com/amiforge/amiforge/",
    "https://github.com/octocat/fleet/",
    "https://docs.aws.amazon.com/",
];
/// All the HTML that there is.
const TAGS: [&str; 8] = [
    "<details>",
    "</details>",
    "<summary>",
    "</summary>",
    "<code>",
    "</code>",
    "<br>",
    "<br/>",
];

/// The run of these tests.
pub(crate) fn origin() -> Origin {
    Origin {
        commit: "0123456789abcdef0123456789abcdef01234567".to_owned(),
        run: u64::MAX,
        attempt: 2,
    }
}

/// Reads any bytes as a file of another job. What is read can be posted; what is not is refused in one harmless line.
pub(crate) fn file(bytes: &[u8]) {
    match read::posting("results/a\u{1b}.json", bytes, Some(SHOWN_AT)) {
        Ok(posting) => holds(&posting),
        Err(error) => {
            let said = error.to_string();
            assert!(said.starts_with("results/a\\u{1b}.json: "), "{said}");
            assert!(!said.contains(is_hidden) && said.len() < 8_000, "{said:?}");
        }
    }
}

/// What is made of a posting keeps to the limits of GitHub, and nothing in it acts.
pub(crate) fn holds(posting: &Posting) {
    let summary = summary::render(posting);
    assert!(summary.len() <= 1024 * 1024, "{}", summary.len());
    markdown(&summary);

    let comment = comment::render(posting, &origin());
    assert!(comment.len() <= 65_536, "{}", comment.len());
    assert!(comment::is_about(&comment, &posting.target));
    assert_eq!(Origin::of_comment(&comment), Some(origin()));
    let body: Vec<&str> = comment.splitn(3, '\n').collect();
    markdown(body[2]);

    check(&check_run::render(posting));
}

fn check(run: &check_run::CheckRun) {
    for text in [Some(&run.summary), run.text.as_ref()].into_iter().flatten() {
        assert!(text.len() <= 65_535, "{}", text.len());
        markdown(text);
    }
    for line in [&run.name, &run.title] {
        assert!(
            line.len() <= 500 && !line.is_empty() && !line.contains(is_hidden),
            "{line:?}"
        );
    }
    assert!(run.title.len() <= 255);
    assert!(run.batches.len() <= 20);
    for batch in &run.batches {
        assert!((1..=50).contains(&batch.len()));
        batch.iter().for_each(annotation);
    }
}

/// As GitHub takes it.
fn annotation(one: &check_run::Annotation) {
    assert!(
        !one.path.is_empty() && !one.path.starts_with('/') && !one.path.contains(is_hidden),
        "{one:?}"
    );
    assert!(
        !one.path.split('/').any(|part| matches!(part, "" | "." | "..")),
        "{one:?}"
    );
    assert!(one.start_line >= 1 && one.end_line >= one.start_line, "{one:?}");
    if let Some(start) = one.start_column {
        assert!(start >= 1 && one.start_line == one.end_line, "{one:?}");
    }
    if let Some(end) = one.end_column {
        assert!(one.start_column.is_some_and(|start| start <= end), "{one:?}");
    }
    assert!(one.title.len() <= 255 && one.message.len() <= 64 * 1024);
    assert!(!one.message.trim().is_empty());
    let acts = |text: &str| text.contains(|c| c != '\n' && is_hidden(c));
    assert!(!acts(&one.title) && !acts(&one.message), "{one:?}");
}

/// Markdown of ours: whole sections, links to ours, no other markup.
pub(crate) fn markdown(text: &str) {
    let hidden = |c| c != '\n' && c != '\t' && is_hidden(c);
    assert!(!text.contains(hidden), "{text:?}");
    let (mut fence, mut bars, mut open) = (None, None, 0_usize);
    for line in text.lines() {
        if let Some(end) = fence {
            if line == end {
                fence = None;
            }
            continue;
        }
        let ticks = line.len() - line.trim_start_matches('`').len();
        if ticks >= 3 {
            fence = Some(&line[..ticks]);
            continue;
        }
        open += line.matches("<details>").count();
        let closed = line.matches("</details>").count();
        assert!(closed <= open, "{text}");
        open -= closed;
        // Rows of a table keep their cells.
        bars = line.starts_with('|').then(|| {
            let found = line.matches('|').count();
            assert!(bars.is_none_or(|bars| bars == found), "{line}");
            found
        });
        prose(line);
    }
    assert!(open == 0 && fence.is_none(), "not whole: {text}");
}

/// A line outside of fences.
fn prose(line: &str) {
    let mut plain = line.to_owned();
    for tag in TAGS {
        plain = plain.replace(tag, "");
    }
    assert!(!plain.contains(['<', '>', '`', '@', '\\']), "{line}");
    let mut rest = plain.as_str();
    while let Some((_, link)) = rest.split_once("](") {
        assert!(OURS.iter().any(|ours| link.starts_with(ours)), "{line}");
        let (address, behind) = link.split_once(')').expect("an end");
        assert!(!address.contains(['(', ' ', '<', '"']), "{line}");
        rest = behind;
    }
    // Addresses stand in links alone.
    let links = plain.matches("](https://").count();
    assert_eq!(plain.matches("://").count(), links, "{line}");
    assert!(!plain.to_ascii_lowercase().contains("www."), "{line}");
}
