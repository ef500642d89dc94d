//! What is told about a build: postings, the text on a terminal, the document itself.

mod hostile;
mod samples;
mod schema;

use std::fmt::Write as _;

use amiforge::build::document::Outcome;
use amiforge::build::told;
use amiforge::posting::build::posting;
use amiforge::posting::{Annotation, Conclusion, Origin, Posting, check_run, comment, read, summary};

use samples::FILES;

/// What is told of a posting at each place: the name of the place, the Markdown, and how many bytes it may have.
fn told_at(posting: &Posting) -> [(&'static str, String, usize); 4] {
    let origin = Origin {
        commit: "0123456789abcdef0123456789abcdef01234567".to_owned(),
        run: 7,
        attempt: 1,
    };
    let run = check_run::render(posting);
    [
        ("summary", summary::render(posting), summary::LIMIT),
        ("comment", comment::render(posting, &origin), comment::LIMIT),
        ("check run", run.summary, check_run::LIMIT),
        ("details", run.text.unwrap_or_default(), check_run::LIMIT),
    ]
}

fn annotation(annotation: &Annotation) -> String {
    let Annotation {
        path,
        line,
        column,
        level,
        title,
        message,
        ..
    } = annotation;
    format!("{level:?} {path}:{line}:{column:?} {title} | {message}\n")
}

#[test]
fn postings_of_builds() {
    for (name, document) in samples::all() {
        let posting = posting(&document, Some(FILES));
        let mut text = format!(
            "{:?} {} quiet={}\n{}\n=====\n{}",
            posting.conclusion,
            posting.target.name,
            posting.quiet,
            posting.title,
            summary::render(&posting)
        );
        for one in &posting.annotations {
            text.push_str(&annotation(one));
        }
        insta::assert_snapshot!(format!("posting_{name}"), text);
    }
}

/// A comment and a check run as GitHub gets them, for each way in which a build ends.
#[test]
fn comments_and_check_runs_of_builds() {
    let ends = ["succeeded", "failed_building", "partial", "cancelled"];
    let samples: Vec<_> = samples::all()
        .into_iter()
        .filter(|(name, _)| ends.contains(name))
        .collect();
    assert_eq!(samples.len(), ends.len());
    for (name, document) in samples {
        let posting = posting(&document, Some(FILES));
        let [_, (_, comment, _), ..] = told_at(&posting);
        let run = check_run::render(&posting);
        let batches = serde_json::to_string_pretty(&run.batches).expect("JSON");
        let text = format!(
            "==== comment\n{comment}\n==== check run: {}\n{}: {}\n==== summary\n{}\n==== text\n{}\n==== annotations\n{batches}\n",
            run.name,
            run.conclusion,
            run.title,
            run.summary,
            run.text.unwrap_or_default(),
        );
        insta::assert_snapshot!(format!("posted_{name}"), text);
    }
}

#[test]
fn builds_on_a_terminal() {
    let mut text = String::new();
    for (name, document) in samples::all() {
        let _ = writeln!(text, "==== {name}\n{}", told::console(&document));
    }
    insta::assert_snapshot!(text);
}

/// The lines that say what there is: headings, titles of what is folded, what was left out.
fn outline(markdown: &str) -> String {
    markdown
        .lines()
        .filter(|line| {
            ["#", "<details>", "Left out", "Changed packages:", "New findings:"]
                .iter()
                .any(|start| line.starts_with(start))
        })
        .fold(String::new(), |mut all, line| {
            let _ = writeln!(all, "{line}");
            all
        })
}

#[test]
fn large_differences_keep_to_the_limits_and_say_what_is_missing() {
    let mut text = String::new();
    for (name, document, counts) in [
        (
            "no package",
            samples::no_package_changed(),
            "812 packages, none of them new, gone or changed",
        ),
        (
            "10,000 packages",
            samples::ten_thousand_packages(),
            "20000 packages: 10000 added, 10000 removed, 10000 changed since 1.2.3/3.",
        ),
        (
            "5,000 findings",
            samples::five_thousand_findings(),
            "1250 critical, 1250 high, 1250 medium, 1250 low; 5000 new, 1 fixed since 1.2.3/3.",
        ),
    ] {
        for (place, markdown, limit) in told_at(&posting(&document, Some(FILES))) {
            assert!(markdown.len() <= limit, "{name}: {} of {limit}", markdown.len());
            if place != "details" {
                assert!(markdown.contains(counts), "{name}: {markdown}");
                assert!(markdown.contains("ami-0a1b2c3d4e5f61003"), "{name}");
            }
            let _ = writeln!(text, "==== {name}: {place}\n{}", outline(&markdown));
        }
        let console = told::console(&document);
        assert!(console.lines().count() < 60, "{console}");
    }
    insta::assert_snapshot!(text);
}

#[test]
fn the_first_two_lines_are_the_verdict() {
    for (name, document) in samples::all() {
        let posting = posting(&document, None);
        for (place, markdown, _) in &told_at(&posting)[..3] {
            let hidden = |line: &&str| line.is_empty() || line.starts_with("<!-- ");
            let lines: Vec<&str> = markdown.lines().filter(|line| !hidden(line)).take(2).collect();
            assert!(
                lines[0].starts_with("## amiforge build: "),
                "{place} of {name}: {lines:?}"
            );
            assert!(
                !lines[1].starts_with(['#', '|', '<', '-']),
                "{place} of {name}: {lines:?}"
            );
        }
        assert!(posting.title.chars().count() < 400, "{name}");
    }
    // Without a place to show files there is no link to one.
    let body = summary::render(&posting(&samples::failed_building(), None));
    assert!(body.contains("<code>components/agent#1.yaml:14</code>"), "{body}");
}

#[test]
fn a_closed_gate_is_no_success() {
    let of = |document| posting(&document, None).conclusion;
    assert_eq!(of(samples::succeeded()), Conclusion::Success);
    assert_eq!(of(samples::gate_closed()), Conclusion::Failure);
    // Nor because nothing has changed.
    let mut unchanged = samples::gate_closed();
    unchanged.outcome = Outcome::Unchanged;
    let posting = posting(&unchanged, None);
    assert_eq!((posting.conclusion, posting.quiet), (Conclusion::Failure, false));
    assert!(
        posting.title.ends_with("and its findings close the gate"),
        "{}",
        posting.title
    );
}

#[test]
fn what_a_build_has_written_can_be_posted_by_another_job() {
    let large = [
        samples::ten_thousand_packages(),
        samples::five_thousand_findings(),
    ];
    for document in samples::all()
        .into_iter()
        .map(|(_, document)| document)
        .chain(large)
    {
        let text = serde_json::to_vec(&document).expect("JSON");
        let read = read::posting("build.json", &text, Some(FILES)).expect("a build");
        assert_eq!(
            summary::render(&read),
            summary::render(&posting(&document, Some(FILES)))
        );
        assert_eq!(read.annotations, posting(&document, Some(FILES)).annotations);
    }
}
