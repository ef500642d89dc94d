use std::collections::HashSet;
use std::ops::Range;

use crate::component::Step;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Script, Scripts, Shell};
use crate::source::Span;
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "portability/placeholder",
    severity: Severity::Warning,
    summary: "a text that was meant to be replaced, such as `<your-bucket>`",
    why: "The document still has the words of the example that it was made from.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("placeholder.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for definition in scripts.component.definitions() {
        if let Some(value) = definition.body.scalar(definition.value_key()) {
            report_in_node(value, found);
        }
    }
    for step in scripts.component.steps() {
        values(step).for_each(|value| report_in_node(value, found));
    }
    let shells = scripts.all.iter().filter(|script| script.shell != Shell::None);
    let written: Vec<(&Script<'_, '_>, Range<usize>, &str)> = shells
        .flat_map(|script| {
            let word = move |range: Range<usize>| {
                (script, range.clone(), script.code.get(range).unwrap_or_default())
            };
            placeholders(&script.code).map(word)
        })
        .collect();
    // What a script puts something in the place of is there on purpose.
    let replaced: HashSet<&str> = written
        .iter()
        .filter(|(script, ..)| REPLACING.iter().any(|tool| script.code.contains(tool)))
        .map(|(.., word)| *word)
        .collect();
    for (script, range, word) in &written {
        if !replaced.contains(word) {
            report(script.place(range), word, found);
        }
    }
}

/// What replaces words in files and texts.
const REPLACING: &[&str] = &["sed ", "perl ", "-replace", "-creplace", ".Replace(", ".replace("];

/// The values of a step's inputs, except the commands that a shell reads.
fn values<'a>(step: &Step<'a>) -> impl Iterator<Item = Node<'a>> + use<'a> {
    let shell = step.runs("ExecuteBash") || step.runs("ExecutePowerShell");
    step.inputs
        .filter(|_| !shell)
        .into_iter()
        .flat_map(Node::walk)
        .filter(|node| node.is_scalar())
}

fn report_in_node(node: Node<'_>, found: &mut Findings<'_>) {
    let text = node.text().unwrap_or_default();
    let mut ranges = placeholders(text).peekable();
    if ranges.peek().is_none() {
        return;
    }
    let written = node.written();
    for range in ranges {
        report(written.place(&range), text.get(range).unwrap_or_default(), found);
    }
}

fn report(span: Span, word: &str, found: &mut Findings<'_>) {
    found
        .report(span, format!("`{word}` was meant to be replaced"))
        .help("write the real value, or declare a parameter for it");
}

/// The placeholders in a text, in order.
fn placeholders(text: &str) -> impl Iterator<Item = Range<usize>> {
    // In a text with elements of HTML or XML, `<your-name>` is more likely one of them.
    let markup = text.contains("</");
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(next) = text.as_bytes().get(at..)?.windows(2).position(may_begin) {
            let start = at + next;
            let length = bracketed(text, start, markup).or_else(|| worded(text, start));
            at = start + length.unwrap_or(1);
            if length.is_some() {
                return Some(start..at);
            }
        }
        None
    })
}

/// Whether one of [`ORDERS`] in `<…>`, of [`WORDS`] or of [`BEGINNINGS`] may begin with these two bytes.
fn may_begin(two: &[u8]) -> bool {
    matches!(two, [b'<', _] | b"RE" | b"CH" | b"YO" | b"am" | b"DO")
}

/// The longest text between `<` and `>` that counts.
const LONGEST: usize = 60;

/// The first words of placeholders in `<…>`.
const ORDERS: &[&str] = &["add", "change", "enter", "insert", "put", "replace", "your"];

/// The length of a placeholder in `<…>` at this place: an order to the reader, or a part of an address.
fn bracketed(text: &str, at: usize, markup: bool) -> Option<usize> {
    let inner = text.get(at..)?.strip_prefix('<')?;
    let end = inner.bytes().take(LONGEST).position(|byte| byte == b'>')?;
    let inner = inner.get(..end)?;
    let plain = inner
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_- ".contains(&byte));
    if !plain || !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut words = inner.split(['_', '-', ' ']);
    let order = words
        .next()
        .is_some_and(|first| ORDERS.iter().any(|order| first.eq_ignore_ascii_case(order)))
        && words.next().is_some();
    ((order && !markup) || text.get(..at)?.ends_with("://")).then_some(end + 2)
}

/// Words of which the whole is a placeholder.
const WORDS: &[&str] = &[
    "REPLACE_ME",
    "REPLACE-ME",
    "REPLACEME",
    "CHANGE_ME",
    "CHANGE-ME",
    "CHANGEME",
    "DOC-EXAMPLE-BUCKET",
];

/// Words that begin a placeholder: those of people, and the names of the buckets in AWS's examples, which nobody can have.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
const BEGINNINGS: &[&str] = &["YOUR_", "YOUR-", "amzn-s3-demo-"];

/// The length of a placeholder that is a word of its own at this place.
fn worded(text: &str, at: usize) -> Option<usize> {
    let in_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let before = text.get(..at)?;
    // `$YOUR_NAME`, `${YOUR_NAME}`, `%YOUR_NAME%` and `$env:YOUR_NAME` are variables.
    let joined = |byte: u8| in_word(byte) || matches!(byte, b'$' | b'{' | b'%');
    if before.bytes().next_back().is_some_and(joined) || before.ends_with("$env:") {
        return None;
    }
    let rest = text.get(at..)?;
    let length = rest.bytes().position(|byte| !in_word(byte)).unwrap_or(rest.len());
    let (word, behind) = rest.split_at_checked(length)?;
    let begun = BEGINNINGS
        .iter()
        .find_map(|beginning| word.strip_prefix(beginning));
    let lower = word.starts_with('a');
    let whole = WORDS.contains(&word)
        || begun.is_some_and(|end| {
            !end.is_empty() && (lower || !end.bytes().any(|byte| byte.is_ascii_lowercase()))
        });
    // The name of a variable that is set here, or read by its name.
    let named = behind.starts_with('=') || behind.starts_with('}');
    (whole && !named).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        placeholders(text).map(|range| &text[range]).collect()
    }

    #[test]
    fn placeholders_are_found() {
        assert_eq!(
            words("s3://<bucket-name>/<enter_key>"),
            ["<bucket-name>", "<enter_key>"]
        );
        assert_eq!(words("a <your bucket name> b"), ["<your bucket name>"]);
        assert_eq!(words("x=REPLACE_ME; y='YOUR_KEY'"), ["REPLACE_ME", "YOUR_KEY"]);
        assert_eq!(words("s3://amzn-s3-demo-bucket/a"), ["amzn-s3-demo-bucket"]);
    }

    #[test]
    fn other_texts_are_left_alone() {
        for text in [
            "cat <<EOF > a.txt",
            "cat <in-file >out-file",
            "<your-element>x</your-element>",
            "List<String> a < b > c",
            "<div><p>",
            "<session-timeout>",
            "$REPLACE_ME ${YOUR_KEY} YOUR_KEY=1 $env:YOUR_KEY %YOUR_KEY%",
            "REPLACE_MENT YOUR_Key MY_REPLACE_ME YOUR_",
            "<your>",
            "<enter ünder>",
            "amzn-s3-demo-",
        ] {
            assert_eq!(words(text), [""; 0], "{text}");
        }
    }
}
