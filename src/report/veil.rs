//! What no output may show: `*` stands in its place.

use crate::diagnostic::Diagnostic;
use crate::source::Source;

/// The source with `*` for every ASCII character that a finding conceals, line breaks excepted: every place stays where it was.
pub(super) fn veiled(source: Source, findings: &[Diagnostic]) -> Source {
    let concealed: Vec<_> = findings.iter().filter_map(|finding| finding.conceals).collect();
    if concealed.is_empty() {
        return source;
    }
    let mut text = source.text().to_owned();
    for span in concealed {
        let Some(secret) = text.get(span.range()) else {
            continue;
        };
        let veil: String = secret
            .chars()
            .map(|c| {
                if c.is_ascii() && !matches!(c, '\n' | '\r') {
                    '*'
                } else {
                    c
                }
            })
            .collect();
        text.replace_range(span.range(), &veil);
    }
    Source::new(source.path(), text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::source::Span;

    #[test]
    fn what_is_concealed_is_gone_and_nothing_moves() {
        let finding = |start, end| Diagnostic {
            rule: "security/secret-in-document",
            severity: Severity::Warning,
            span: Span::new(start, end),
            message: String::new(),
            help: None,
            labels: Vec::new(),
            claims: None,
            fix: None,
            conceals: Some(Span::new(start, end)),
        };
        let text = "a: sec\nré b";
        let veiled =
            |findings: &[Diagnostic]| veiled(Source::new("a.yaml", text), findings).text().to_owned();
        assert_eq!(veiled(&[]), text);
        assert_eq!(veiled(&[finding(3, 10)]), "a: ***\n*é b");
        // Twice the same, and one that does not fit the text.
        assert_eq!(
            veiled(&[finding(3, 5), finding(3, 5), finding(11, 90)]),
            "a: **c\nré b"
        );
    }
}
