//! `json`: the machine contract `amiforge/findings/v1`, [`Document`].

use super::Format;
use crate::report::Report;
use crate::report::document::Document;
use crate::visible::inert_json;

pub(super) const FORMAT: Format = Format {
    name: "json",
    summary: "for programs: amiforge/findings/v1",
    render: |report, _| render(report),
};

/// One JSON object and a line break.
pub fn render(report: &Report) -> String {
    // Strings and numbers only: there is nothing in it that could fail to serialize.
    let mut text = serde_json::to_string_pretty(&Document::of(report)).unwrap_or_default();
    text.push('\n');
    inert_json(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostic, Severity};
    use crate::report::FileReport;
    use crate::source::{Source, Span};
    use crate::visible::is_hidden;

    /// What a program reads of a finding at `span`: line, column, end line, end column.
    fn place_of(text: &str, span: (usize, usize)) -> [u64; 4] {
        let found = read(&report("a.yaml", text, span, ""));
        ["line", "column", "end_line", "end_column"].map(|key| found["findings"][0][key].as_u64().expect(key))
    }

    fn report(path: &str, text: &str, span: (usize, usize), message: &str) -> Report {
        let finding = Diagnostic {
            rule: "schema/unknown-action",
            severity: Severity::Error,
            span: Span::new(span.0, span.1),
            message: message.to_owned(),
            help: None,
            labels: Vec::new(),
            claims: None,
            fix: None,
            conceals: None,
        };
        Report {
            files: vec![FileReport {
                source: Source::new(path, text),
                findings: vec![finding],
            }],
            ..Report::default()
        }
    }

    fn read(report: &Report) -> serde_json::Value {
        serde_json::from_str(&render(report)).expect("valid JSON")
    }

    #[test]
    fn places_count_as_the_contract_says() {
        for (text, span, expected) in [
            ("abc", (0, 3), [1, 1, 1, 4]),
            ("\u{feff}abc", (3, 6), [1, 1, 1, 4]),
            ("\tabc", (1, 4), [1, 2, 1, 5]),
            ("a\r\nbc\r\n", (3, 5), [2, 1, 2, 3]),
            ("🦀é x", (7, 8), [1, 4, 1, 5]),
            ("a\nb\nc", (0, 5), [1, 1, 3, 2]),
            ("a\n", (2, 2), [2, 1, 2, 1]),
            ("", (0, 0), [1, 1, 1, 1]),
        ] {
            assert_eq!(place_of(text, span), expected, "{text:?}");
        }
    }

    #[test]
    fn strings_come_out_as_they_went_in_and_act_on_nothing() {
        for hostile in [
            "a\u{1b}[31m",
            "\u{202e}x\u{e0041}\u{7f}\u{9b}",
            "##[add-mask]a ###[b",
            "a\"\\\n\t::error::",
        ] {
            let report = report(hostile, "x", (0, 1), hostile);
            let text = render(&report);
            assert!(
                !text.contains(|c| c != '\n' && is_hidden(c)) && !text.contains("##["),
                "{text}"
            );
            let found = read(&report);
            assert_eq!(found["findings"][0]["path"], hostile);
            assert_eq!(found["findings"][0]["message"], hostile);
        }
    }

    #[test]
    fn an_empty_report_has_every_list() {
        let found = read(&Report::default());
        assert_eq!(found["schema"], "amiforge/findings/v1");
        assert_eq!(found["findings"], serde_json::json!([]));
        assert_eq!(found["not_checked"], serde_json::json!([]));
    }
}
