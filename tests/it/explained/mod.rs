//! Whatever a log and Image Builder say, what is told of it is bounded, harmless and without secrets.

mod invariants;

use proptest::prelude::*;

const LOG: &str = include_str!("../../../fuzz/seeds/build_logs/console");

#[test]
fn logs_in_the_forms_of_awstoe() {
    for text in [
        LOG,
        include_str!("../../../fuzz/seeds/build_logs/block"),
        include_str!("../../../fuzz/seeds/build_logs/secrets"),
    ] {
        invariants::build_logs(text);
    }
}

/// A text a hundred times as long costs no more than it is longer: nothing is looked at again and again.
#[test]
fn long_logs_are_read_in_one_pass() {
    let lines: Vec<String> = LOG
        .lines()
        .map(|line| format!("{line}\n").repeat(20_000))
        .collect();
    for text in lines.into_iter().chain([LOG.repeat(2_000)]) {
        invariants::build_logs(&text);
    }
}

proptest! {
    #[test]
    fn any_log(text in any::<String>()) {
        invariants::build_logs(&text);
    }

    #[test]
    fn any_order_of_lines(lines in prop::collection::vec(prop::sample::select(LOG.lines().collect::<Vec<_>>()), 0..40)) {
        invariants::build_logs(&lines.join("\n"));
    }
}
