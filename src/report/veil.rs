//! What no output may show: `*` stands in its place, in the text of the file and in what is said about it.

use std::borrow::Cow;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::diagnostic::Diagnostic;
use crate::source::Source;

/// Shorter texts are found in ordinary words too.
const SHORTEST: usize = 4;

/// The source and its findings with `*` for every ASCII character that a finding conceals, line breaks excepted: every
/// place stays where it was.
pub(super) fn veiled(source: Source, mut findings: Vec<Diagnostic>) -> (Source, Vec<Diagnostic>) {
    let concealed: Vec<_> = findings.iter().filter_map(|finding| finding.conceals).collect();
    if concealed.is_empty() {
        return (source, findings);
    }
    let mut text = source.text().to_owned();
    let mut secrets = Vec::new();
    for span in concealed {
        if let Some(secret) = source.text().get(span.range()) {
            secrets.push(secret);
            text.replace_range(span.range(), &stars(secret));
        }
    }
    secrets.retain(|secret| secret.len() >= SHORTEST);
    secrets.sort_unstable();
    secrets.dedup();
    let words = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(&secrets);
    if let Ok(words) = words {
        for finding in &mut findings {
            // Who repairs a file has its own findings.
            let shows = |text: &str| words.is_match(text);
            if finding
                .fix
                .as_ref()
                .is_some_and(|fix| shows(&fix.title) || fix.edits.iter().any(|edit| shows(&edit.text)))
            {
                finding.fix = None;
            }
            let labels = finding.labels.iter_mut().map(|label| &mut label.text);
            for said in [&mut finding.message]
                .into_iter()
                .chain(&mut finding.help)
                .chain(labels)
            {
                if let Cow::Owned(veiled) = without(said, &words, &secrets) {
                    *said = veiled;
                }
            }
        }
    }
    (Source::new(source.path(), text), findings)
}

/// A text without the secrets, and without the start of one before the `…` at which a text of the document was cut.
fn without<'t>(text: &'t str, words: &AhoCorasick, secrets: &[&str]) -> Cow<'t, str> {
    let mut veiled = Cow::Borrowed(text);
    if words.is_match(text) {
        let mut out = String::with_capacity(text.len());
        words.replace_all_with(text, &mut out, |_, secret, out| {
            out.push_str(&stars(secret));
            true
        });
        veiled = Cow::Owned(out);
    }
    let Some(cut) = veiled.find('…') else {
        return veiled;
    };
    let before = veiled.get(..cut).unwrap_or_default();
    let start = |secret: &&str| {
        let lengths = (SHORTEST..secret.len()).rev();
        let mut starts = lengths.filter_map(|length| secret.get(..length));
        starts.find(|start| before.ends_with(start)).map(str::len)
    };
    match secrets.iter().filter_map(start).max() {
        Some(length) => {
            let (kept, rest) = (cut - length, &veiled[cut..]);
            Cow::Owned(format!("{}{}{rest}", &veiled[..kept], "*".repeat(length)))
        }
        None => veiled,
    }
}

/// A secret as it is shown.
fn stars(secret: &str) -> String {
    let star = |c: char| {
        if c.is_ascii() && !matches!(c, '\n' | '\r') {
            '*'
        } else {
            c
        }
    };
    secret.chars().map(star).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::source::Span;

    fn finding(start: usize, end: usize, message: &str) -> Diagnostic {
        Diagnostic {
            rule: "security/secret-in-document",
            severity: Severity::Warning,
            span: Span::new(start, end),
            message: message.to_owned(),
            help: Some(message.to_owned()),
            labels: Vec::new(),
            claims: None,
            fix: None,
            conceals: (start < end).then(|| Span::new(start, end)),
        }
    }

    #[test]
    fn what_is_concealed_is_gone_and_nothing_moves() {
        let text = "a: sec\nré b";
        let veiled = |findings: Vec<Diagnostic>| {
            let (source, _) = veiled(Source::new("a.yaml", text), findings);
            source.text().to_owned()
        };
        assert_eq!(veiled(vec![]), text);
        assert_eq!(veiled(vec![finding(3, 10, "")]), "a: ***\n*é b");
        // Twice the same, and one that does not fit the text.
        let twice = vec![finding(3, 5, ""), finding(3, 5, ""), finding(11, 90, "")];
        assert_eq!(veiled(twice), "a: **c\nré b");
    }

    #[test]
    fn what_is_said_of_other_things_has_no_secret_either() {
        let text = "url: http://me:pass-word@host key: abc";
        let said = |message: &str| {
            let findings = vec![finding(15, 24, ""), finding(35, 38, ""), finding(0, 0, message)];
            let (_, findings) = veiled(Source::new("a.yaml", text), findings);
            assert_eq!(findings[2].help.as_ref(), Some(&findings[2].message));
            findings[2].message.clone()
        };
        assert_eq!(
            said("`http://me:pass-word@host` is"),
            "`http://me:*********@host` is"
        );
        assert_eq!(said("`http://me:pass-w…` is"), "`http://me:******…` is");
        // A short one would be found everywhere.
        assert_eq!(said("`abc` and pas…"), "`abc` and pas…");
    }
}
