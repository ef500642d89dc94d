use super::support;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::{Fault, FaultKind, Tree};

pub(super) const RULE: Rule = Rule {
    id: "syntax/invalid-yaml",
    severity: Severity::Error,
    summary: "text that is not valid YAML",
    why: "A document that does not parse cannot become a component.",
    source: "https://yaml.org/spec/1.2.2/",
    page: include_str!("invalid_yaml.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    let Some(fault) = &tree.fault else { return };
    if support::unquoted_reference(tree).is_some() {
        return;
    }
    if let Some((what, help)) = words(fault, tree) {
        let finding = found.report(fault.span, format!("not valid YAML: {what}"));
        if !help.is_empty() {
            finding.help(help);
        }
    }
}

/// What is wrong and what to do; `None` for the faults that have a rule of their own.
fn words(fault: &Fault, tree: &Tree<'_>) -> Option<(String, &'static str)> {
    let (what, help) = match fault.kind {
        FaultKind::Tab | FaultKind::Escape | FaultKind::Control => return None,
        FaultKind::Reserved(c) => return Some((reserved(c), QUOTE)),
        FaultKind::UnclosedBracket(c) => {
            return Some((
                format!("the `{c}` is not closed"),
                "close it, or put quotes around the value if it is text",
            ));
        }
        FaultKind::BehindQuote => (
            "text follows the closing quote",
            "a value that starts with a quote ends with it: put the whole value in the other kind of quotes, or write \
             it as a `|` block",
        ),
        FaultKind::BehindBracket => (
            "text follows the closing bracket",
            "a value that starts with `[` or `{` is a list or a map: if it is text, put the whole value in quotes or \
             write it as a `|` block",
        ),
        FaultKind::UnclosedQuote => (
            "the quote is not closed",
            "add the closing quote, or put the whole value in the other kind of quotes if this one belongs to it",
        ),
        FaultKind::StrayBracket => ("this bracket closes nothing", QUOTE),
        FaultKind::InBrackets => (
            "a `,` or a closing bracket is expected here",
            "add it; if this value is no list or map but text, put all of it in quotes",
        ),
        FaultKind::UnknownAlias => (
            "a value that starts with `*` is an alias, and nothing above has this name",
            QUOTE,
        ),
        FaultKind::SecondColon => (
            "this `:` makes a key where none can stand",
            "put quotes around a value that has `: ` in it; if a key was meant, check the indentation of this line and \
             the one above",
        ),
        FaultKind::BlockHeader => (
            "text follows the `|` or `>` that starts a block",
            "start the text on the next line, or quote a value that only looks like a block",
        ),
        FaultKind::OutOfBlock if tree.slice(fault.span).starts_with(['|', '>']) => (
            "the lines below are not indented deeper, so they are not the text of this block",
            "indent every line of the text by two more blanks",
        ),
        FaultKind::OutOfBlock => (
            "this line is indented less than the block of text above it",
            "indent it like the first line of the block if it belongs to the text, like the keys above if it does not",
        ),
        FaultKind::Indentation => (
            "the indentation of this line fits nothing above it",
            "align it with the keys or dashes that it belongs to",
        ),
        FaultKind::NoKey => (
            "a key with a `:` is expected here",
            "check the indentation of this line, or add the missing `:` or dash",
        ),
        FaultKind::CommentInText => (
            "a comment before this line has ended the text that goes on here",
            "write the text as a `|` block: there, lines with `#` belong to it",
        ),
        FaultKind::TooDeep => (
            "lists and maps are nested too deeply to be read",
            "some readers go further, but no component needs more than 20 levels",
        ),
        FaultKind::ByteOrderMark => (
            "there is a byte order mark (U+FEFF) in the middle of the text",
            "delete it: editors do not show it, and the readers that take it make it part of the value",
        ),
        FaultKind::Other => return Some((fault.message.clone(), "")),
    };
    Some((what.to_owned(), help))
}

const QUOTE: &str = "put the value in single quotes, or write it as a `|` block";

fn reserved(c: char) -> String {
    match c {
        '`' => "a value cannot start with a backtick".to_owned(),
        c => format!("a value cannot start with `{c}`"),
    }
}
