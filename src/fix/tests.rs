use proptest::prelude::*;

use super::*;
use crate::diagnostic::Severity;

fn finding(rule: &'static str, span: (usize, usize), fix: Option<(Safety, &str)>) -> Diagnostic {
    let span = Span::new(span.0, span.1);
    Diagnostic {
        rule,
        severity: Severity::Error,
        span,
        message: format!("it is {rule}"),
        help: None,
        labels: Vec::new(),
        claims: None,
        conceals: None,
        fix: fix.map(|(safety, text)| Fix {
            safety,
            title: format!("write {text}"),
            edits: vec![Edit {
                span,
                text: text.to_owned(),
            }],
        }),
    }
}

/// A rule, the word it finds, and what its fix writes there.
type Word<'w> = (&'static str, &'w str, Option<(Safety, &'w str)>);

/// Finds words and what stands in their place: `a>b` finds every `a` and fixes it to `b`.
fn words(text: &str, rules: &[Word<'_>]) -> Seen {
    let mut findings: Vec<Diagnostic> = rules
        .iter()
        .flat_map(|(rule, word, fix)| {
            text.match_indices(word)
                .map(|(at, _)| finding(rule, (at, at + word.len()), *fix))
        })
        .collect();
    findings.sort_by_key(|finding| finding.span);
    Seen {
        findings,
        whole: !text.contains('!'),
    }
}

fn fixed(text: &str, wanted: Safety, rules: &[Word<'_>]) -> (String, usize, usize) {
    let judge = |text: &str| words(text, rules);
    let fixed = apply(text, wanted, judge);
    let again = apply(&fixed.text, wanted, judge);
    assert_eq!((&again.text, again.done.len()), (&fixed.text, 0), "{text}");
    assert_eq!(fixed.left, judge(&fixed.text));
    (fixed.text, fixed.done.len(), fixed.left.findings.len())
}

const SAFE: Safety = Safety::Safe;
const UNSAFE: Safety = Safety::Unsafe;

#[test]
fn fixes_of_the_wanted_kind_are_made() {
    let rules = [
        ("x/a", "a", Some((SAFE, "one"))),
        ("x/b", "b", Some((UNSAFE, "two"))),
        ("x/c", "c", None),
    ];
    assert_eq!(fixed("a b c a", SAFE, &rules), ("one b c one".to_owned(), 2, 2));
    assert_eq!(
        fixed("a b c a", UNSAFE, &rules),
        ("one two c one".to_owned(), 3, 1)
    );
    assert_eq!(fixed("", UNSAFE, &rules), (String::new(), 0, 0));
}

#[test]
fn a_fix_that_does_not_hold_is_dropped_alone() {
    // One that leaves its finding, one that brings another one, among good ones.
    let rules = [
        ("x/a", "a", Some((SAFE, "1"))),
        ("x/b", "b", Some((SAFE, "bb"))),
        ("x/c", "c", Some((SAFE, "d"))),
        ("x/d", "d", None),
    ];
    assert_eq!(
        fixed("a b a c a a", SAFE, &rules),
        ("1 b 1 c 1 1".to_owned(), 4, 2)
    );
    assert_eq!(fixed("b b b b", SAFE, &rules), ("b b b b".to_owned(), 0, 4));
}

#[test]
fn what_a_fault_hid_is_repaired_in_the_same_breath_or_not_at_all() {
    let rules = [
        ("x/a", "a", Some((SAFE, "b"))),
        ("x/b", "b", Some((SAFE, "ok"))),
        ("x/c", "c", Some((SAFE, "d"))),
        ("x/d", "d", Some((UNSAFE, "ok"))),
    ];
    assert_eq!(fixed("a c", SAFE, &rules), ("ok c".to_owned(), 2, 1));
    assert_eq!(fixed("a c", UNSAFE, &rules), ("ok ok".to_owned(), 4, 0));
}

#[test]
fn fixes_that_turn_into_one_another_end() {
    let rules = [("x/a", "a", Some((SAFE, "b"))), ("x/b", "b", Some((SAFE, "a")))];
    assert_eq!(fixed("a b", SAFE, &rules), ("a b".to_owned(), 0, 2));
}

#[test]
fn a_finding_may_move_and_is_not_new_then() {
    // The second of two equal words is at fault; without it the third is.
    let judge = |text: &str| {
        let twice = text.match_indices('t').nth(1);
        let mut seen = words(text, &[("x/a", "a", Some((SAFE, "")))]);
        seen.findings
            .extend(twice.map(|(at, _)| finding("x/twice", (at, at + 1), None)));
        seen
    };
    let result = apply("t a t", SAFE, judge);
    assert_eq!((result.text.as_str(), result.left.findings.len()), ("t  t", 1));
}

#[test]
fn behind_a_syntax_error_everything_is_seen_for_the_first_time() {
    let judge = |text: &str| match text.find('!') {
        Some(at) => Seen {
            findings: vec![finding("syntax/stop", (at, at + 1), Some((SAFE, "")))],
            whole: false,
        },
        None => words(text, &[("x/a", "a", Some((SAFE, "b"))), ("syntax/y", "y", None)]),
    };
    let result = apply("!a !a y", SAFE, judge);
    assert_eq!(
        (
            result.text.as_str(),
            result.done.len(),
            result.left.findings.len()
        ),
        ("b b y", 4, 1)
    );
    // A text that could be read must be readable afterwards.
    let judge = |text: &str| words(text, &[("syntax/a", "a", Some((SAFE, "!")))]);
    assert_eq!(apply("a", SAFE, judge).text, "a");
}

#[test]
fn line_breaks_are_those_of_the_text() {
    let rules: [(&'static str, &str, _); 1] = [("x/a", "a", Some((SAFE, "1\n2")))];
    assert_eq!(fixed("x\r\na\r\n", SAFE, &rules).0, "x\r\n1\r\n2\r\n");
    assert_eq!(fixed("x\ra", SAFE, &rules).0, "x\r1\r2");
    assert_eq!(fixed("a", SAFE, &rules).0, "1\n2");
}

#[test]
fn fixes_that_cannot_be_made_are_left() {
    let judge = |text: &str| {
        let mut bad = finding("x/a", (0, 1), Some((SAFE, "b")));
        if let Some(fix) = &mut bad.fix {
            fix.edits.push(Edit {
                span: Span::new(0, 900),
                text: String::new(),
            });
        }
        Seen {
            findings: vec![bad].into_iter().filter(|_| text == "a").collect(),
            whole: true,
        }
    };
    let result = apply("a", SAFE, judge);
    assert_eq!((result.text.as_str(), result.done.len()), ("a", 0));
}

#[test]
fn a_text_of_bad_fixes_takes_bounded_time() {
    let text = "b ".repeat(4_000);
    let rules = [("x/b", "b", Some((SAFE, "bb")))];
    let result = apply(&text, SAFE, |text| words(text, &rules));
    assert_eq!(result.text, text);
}

proptest! {
    /// Whatever rules there are: a second run changes nothing, and nothing is found that was not before.
    #[test]
    fn a_second_run_changes_nothing(
        text in "[a-e! ]{0,24}",
        table in prop::collection::vec(("[a-e!]{1,2}", prop::option::of((any::<bool>(), "[a-e! ]{0,2}"))), 1..5),
        unsafe_too in any::<bool>(),
    ) {
        const NAMES: [&str; 5] = ["x/a", "syntax/b", "x/c", "x/d", "syntax/e"];
        let rules: Vec<_> = NAMES.iter().zip(&table).map(|(name, (word, fix))| {
            let fix = fix.as_ref().map(|(sure, text)| (if *sure { SAFE } else { UNSAFE }, text.as_str()));
            (*name, word.as_str(), fix)
        }).collect();
        let wanted = if unsafe_too { UNSAFE } else { SAFE };
        let judge = |text: &str| words(text, &rules);
        let before = judge(&text);
        let result = apply(&text, wanted, judge);
        let again = apply(&result.text, wanted, judge);
        prop_assert_eq!(&again.text, &result.text);
        prop_assert!(again.done.is_empty());
        prop_assert!(result.left.whole || !before.whole);
        if !result.done.iter().any(|done| done.rule.starts_with("syntax/")) {
            prop_assert!(result.left.findings.len() <= before.findings.len());
        }
    }
}
