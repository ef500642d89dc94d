//! The published hosts with a fault in them: each step of each document that stands there gets an action that does not exist.

use std::fmt::Write as _;

use amiforge::source::Span;
use regex::Regex;

use super::{DOCUMENTS, hosts, judged, of};
use crate::corpus::corpus;

#[test]
fn a_fault_in_a_published_host_is_found_at_exactly_its_bytes() {
    let Some(corpus) = corpus() else { return };
    let action = Regex::new(
        r#"(?m)^[\s-]*"?action"?\s*[:=]\s*(["']?(?:Execute(?:Bash|PowerShell|Binary)|Reboot|UpdateOS|S3Download|WebDownload)\b["']?)"#,
    )
    .expect("a pattern");
    let (mut wrong, mut faults) = (String::new(), 0);
    for (name, text) in hosts(&corpus) {
        let Some(documents) = of(DOCUMENTS, &name) else {
            continue;
        };
        let places: Vec<_> = action
            .captures_iter(&text)
            .filter_map(|found| found.get(1))
            .collect();
        assert!(
            places.len() >= documents,
            "{name}: {} steps in {documents} documents",
            places.len()
        );
        for place in places {
            // Quotes belong to a value.
            let last = place.start() + place.as_str().trim_end_matches(['"', '\'']).len();
            let mut changed = text.clone();
            changed.replace_range(last - 1..last, "");
            let span = Span::new(place.start(), place.end() - 1);
            let judged = judged(&name, &changed);
            let found: Vec<Span> = judged
                .findings
                .iter()
                .filter(|finding| finding.rule == "schema/unknown-action")
                .map(|finding| finding.span)
                .collect();
            faults += 1;
            if found != [span] {
                let line = text[..place.start()].lines().count();
                let _ = writeln!(wrong, "{name}:{line}: {found:?} and not {span:?}");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(faults >= 100, "{faults}");
}
