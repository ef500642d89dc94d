//! `junit`: what fails and what does not.

use amiforge::diagnostic::Severity;
use amiforge::report::Report;
use amiforge::report::formats::junit;

use super::{many, sample};

#[test]
fn a_case_fails_where_the_run_does() {
    for (fails_from, failed) in [
        (None, 0),
        (Some(Severity::Error), 2),
        (Some(Severity::Warning), 3),
        (Some(Severity::Info), 4),
    ] {
        let report = Report {
            fails_from,
            ..sample()
        };
        let shown = junit::render(&report);
        assert!(
            shown.contains(&format!("tests=\"6\" failures=\"{failed}\"")),
            "{shown}"
        );
        assert_eq!(shown.matches("<failure ").count(), failed);
        // What does not fail is said all the same.
        assert!(shown.contains("a finding over two lines"), "{shown}");
        assert!(shown.contains("<testcase name=\"no findings\" classname=\"clean.yaml\" time=\"0\"/>"));
    }
}

#[test]
fn a_long_list_is_counted() {
    let report = Report {
        fails_from: Some(Severity::Error),
        ..many(250, 0, 0)
    };
    let shown = junit::render(&report);
    assert_eq!(shown.matches("a.yaml:1:1: error: number").count(), 100);
    assert!(shown.contains("and 150 more\n"), "{shown}");
    assert!(
        shown.contains("message=\"line 1: number 0, and 249 more findings\""),
        "{shown}"
    );
}
