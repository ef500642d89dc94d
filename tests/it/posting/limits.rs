//! Limits are kept by postings of any size and shape.

use amiforge::markdown::{Block, Inline, Priority, Summary};
use amiforge::posting::{Annotation, Conclusion, Level, Posting, Target, check_run};
use proptest::prelude::*;

use crate::posted;

fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("`".to_owned()),
        Just("```\n".to_owned()),
        Just("</details>".to_owned()),
        Just("<details>".to_owned()),
        Just("|".to_owned()),
        Just("\n".to_owned()),
        Just("漢🦀".to_owned()),
        Just("https://evil.example".to_owned()),
        Just("- ".to_owned()),
        "[a-z ]{1,20}".prop_map(|text| text),
        any::<String>(),
    ];
    // Most are short, some fill a comment alone.
    let times = prop_oneof![8 => 1..4_usize, 1 => 500..3_000_usize];
    (prop::collection::vec(part, 1..4), times).prop_map(|(parts, times)| parts.concat().repeat(times))
}

fn inline() -> impl Strategy<Value = Inline> {
    (text(), 0..3_usize).prop_map(|(text, kind)| match kind {
        0 => Inline::new(&text),
        1 => Inline::default().code(&text),
        _ => Inline::default().prose(&text),
    })
}

fn block() -> impl Strategy<Value = Block> {
    let flat = prop_oneof![
        inline().prop_map(|text| Block::Heading(3, text)),
        inline().prop_map(Block::Paragraph),
        prop::collection::vec(inline(), 1..30).prop_map(Block::List),
        (inline(), prop::collection::vec(inline(), 1..40)).prop_map(|(head, rows)| {
            let rows = rows.into_iter().map(|cell| vec![cell.clone(), cell]).collect();
            Block::Table(vec![head.clone(), head], rows)
        }),
        text().prop_map(|text| Block::Code("", text)),
    ];
    flat.prop_recursive(2, 6, 3, |inner| {
        let inner = prop::collection::vec(inner, 1..3);
        prop_oneof![
            (inline(), inner.clone()).prop_map(|(title, blocks)| Block::Details(title, blocks)),
            inner.prop_map(Block::Group),
        ]
    })
}

fn annotation() -> impl Strategy<Value = Annotation> {
    let numbers = (
        0..4_u32,
        0..4_u32,
        prop::option::of(0..4_u32),
        prop::option::of(0..4_u32),
    );
    let path = prop_oneof![
        Just("a/b.yaml".to_owned()),
        Just("/a".to_owned()),
        Just("../a".to_owned()),
        text()
    ];
    (path, numbers, 0..3_usize, text(), text()).prop_map(
        |(path, (line, end_line, column, end_column), level, title, message)| Annotation {
            path,
            line,
            end_line,
            column,
            end_column,
            level: [Level::Notice, Level::Warning, Level::Failure][level],
            title,
            message,
        },
    )
}

fn posting() -> impl Strategy<Value = Posting> {
    let priorities = [Priority::Low, Priority::Normal, Priority::High, Priority::Highest];
    let part = (0..4_usize, text(), block()).prop_map(move |(at, name, block)| (priorities[at], name, block));
    let body = prop::collection::vec(part, 0..12);
    let annotations = prop::collection::vec(annotation(), 0..70);
    (text(), any::<bool>(), text(), body, annotations).prop_map(
        |(name, of_file, title, parts, annotations)| {
            let mut body = Summary::default();
            for (priority, name, block) in parts {
                body.add(priority, name, block);
            }
            Posting {
                target: Target {
                    kind: "build",
                    name,
                    of_file,
                },
                conclusion: Conclusion::Neutral,
                title: format!("amiforge: {title}"),
                body,
                annotations,
                quiet: false,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_posting_keeps_to_every_limit(posting in posting()) {
        posted::holds(&posting);
    }
}

#[test]
fn the_worst_of_many_annotations_are_kept_and_the_rest_is_counted() {
    let annotation = |line: u32| Annotation {
        path: "a.yaml".to_owned(),
        line,
        end_line: line,
        column: Some(1),
        end_column: Some(2),
        level: if line.is_multiple_of(3) {
            Level::Failure
        } else {
            Level::Notice
        },
        title: "t".to_owned(),
        message: "m".to_owned(),
    };
    let mut posting = Posting {
        target: Target::only("validate"),
        conclusion: Conclusion::Failure,
        title: "amiforge: much".to_owned(),
        body: Summary::default(),
        annotations: (1..=3_030).map(annotation).collect(),
        quiet: false,
    };
    let run = check_run::render(&posting);
    assert_eq!(run.batches.iter().map(Vec::len).collect::<Vec<_>>(), vec![50; 20]);
    let all = run.batches.concat();
    assert!(all.iter().all(|one| one.annotation_level == "failure"));
    assert!(all.is_sorted_by_key(|one| one.start_line));
    assert_eq!(run.summary.trim(), "Of 3030 places, 1000 are annotated.");
    posting.annotations.truncate(51);
    let run = check_run::render(&posting);
    assert_eq!(run.batches.iter().map(Vec::len).collect::<Vec<_>>(), [50, 1]);
    assert_eq!((run.summary.trim(), run.text), ("amiforge: much", None));
}

#[test]
fn the_verdict_outlives_every_limit() {
    for number in [0, 1, 300, 20_000] {
        let posting = amiforge::posting::findings::posting(&super::findings(number));
        let heading = format!("## {}\n", posting.title);
        let comment = amiforge::posting::comment::render(&posting, &posted::origin());
        assert!(comment.contains(&heading));
        assert_eq!(comment.lines().nth(2), Some(heading.trim_end()));
        assert!(check_run::render(&posting).summary.starts_with(&heading));
    }
}
