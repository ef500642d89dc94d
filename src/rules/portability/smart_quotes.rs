use std::ops::Range;

use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Shell};
use crate::source::Edit;
use crate::yaml::{Node, Style};

pub(super) const RULE: Rule = Rule {
    id: "portability/smart-quotes",
    severity: Severity::Warning,
    summary: "typographic quotes or dashes where a command needs plain ones",
    why: "A text program has replaced the characters; bash takes them as ordinary letters, and Windows PowerShell may misread them.",
    source: "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html",
    page: include_str!("smart_quotes.md"),
    checks: &[Check::Script(check)],
};

/// Typographic double quotes.
const DOUBLE: &[char] = &['\u{201c}', '\u{201d}', '\u{201e}', '\u{201f}'];
/// Typographic single quotes.
const SINGLE: &[char] = &['\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];
/// Dashes and the minus sign.
const DASHES: &[char] = &[
    '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2015}', '\u{2212}',
];

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in scripts.all.iter().filter(|script| script.shell != Shell::None) {
        if script.code.is_ascii() {
            continue;
        }
        // To PowerShell they are quotes, so its words do not end where those of the grammar do.
        if script.shell == Shell::PowerShell {
            script.lines().for_each(|(line, _)| in_line(script, line, found));
        }
        let mut behind = 0;
        for call in script.calls.iter().filter(|call| call.within.is_none()) {
            for word in &call.words {
                let from = word.range.start.max(behind);
                let quoted = quotes(script, from..word.range.end).filter(|_| script.shell == Shell::Bash);
                if let Some(quoted) = quoted {
                    behind = quoted.range.end;
                    report_quotes(script, Some(call), &quoted, found);
                } else if word.range.start >= behind {
                    report_dash(script, &word.range, found);
                }
            }
        }
    }
}

fn in_line(script: &Script<'_, '_>, line: Range<usize>, found: &mut Findings<'_>) {
    let mut from = line.start;
    while let Some(quoted) = quotes(script, from..line.end) {
        from = quoted.range.end.max(from + 1);
        report_quotes(script, None, &quoted, found);
    }
}

/// A typographic quote outside of plain ones.
struct Quoted {
    /// From the quote to the one that closes it in the same line; the quote alone when none does.
    range: Range<usize>,
    closed: bool,
    plain: char,
}

/// The first typographic quote in a range of the text that stands in no plain quotes.
fn quotes(script: &Script<'_, '_>, range: Range<usize>) -> Option<Quoted> {
    let raw = script.code.get(range.clone())?;
    let escape = if script.shell == Shell::Bash { '\\' } else { '`' };
    let mut inside: Option<char> = None;
    let mut before = None;
    let mut chars = raw.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        match inside {
            Some(quote) => inside = (c != quote).then_some(quote),
            None if matches!(c, '"' | '\'') => inside = Some(c),
            None if c == escape => {
                chars.next();
            }
            // An apostrophe, as in a word of a message.
            None if SINGLE.contains(&c)
                && before.is_some_and(char::is_alphanumeric)
                && next.is_some_and(char::is_alphanumeric) => {}
            None if SINGLE.contains(&c) || DOUBLE.contains(&c) => return quoted(script, range.start + at, c),
            None => {}
        }
        before = Some(c);
    }
    None
}

fn quoted(script: &Script<'_, '_>, start: usize, open: char) -> Option<Quoted> {
    let (set, plain) = if DOUBLE.contains(&open) {
        (DOUBLE, '"')
    } else {
        (SINGLE, '\'')
    };
    let behind = start + open.len_utf8();
    let line = script.text.get(behind..)?.lines().next().unwrap_or_default();
    let close = line.char_indices().find(|(_, c)| set.contains(c));
    Some(Quoted {
        range: start..close.map_or(behind, |(at, c)| behind + at + c.len_utf8()),
        closed: close.is_some(),
        plain,
    })
}

fn report_quotes(script: &Script<'_, '_>, call: Option<&Call>, quoted: &Quoted, found: &mut Findings<'_>) {
    let text = script.text.get(quoted.range.clone()).unwrap_or_default();
    let finding = found.report(
        script.place(&quoted.range),
        format!(
            "`{}` has typographic quotes, which {}",
            crate::yaml::shorten(text),
            reader(script)
        ),
    );
    finding.help(format!("write `{}`", quoted.plain));
    if script.shell == Shell::PowerShell {
        finding.info();
    }
    // What is between has to mean the same in plain quotes.
    let inner = text.chars().skip(1).collect::<String>();
    let escapes = script.shell == Shell::Bash && inner.contains('\\');
    if !quoted.closed || escapes || inner.contains(['"', '\'', '`', '$']) {
        return;
    }
    let ends = [text.chars().next(), text.chars().next_back()].map(|c| c.map_or(0, char::len_utf8));
    let Range { start, end } = quoted.range;
    let edits = [start..start + ends[0], end - ends[1]..end].map(|range| edit(script, &range, quoted.plain));
    if let [Some(first), Some(last)] = edits {
        // A message may have them on purpose.
        let prints = call.is_some_and(|call| call.runs(&["echo", "printf", "logger"]));
        let safety = if prints { Safety::Unsafe } else { Safety::Safe };
        finding.fix(safety, format!("write `{}`", quoted.plain), vec![first, last]);
    }
}

fn reader(script: &Script<'_, '_>) -> &'static str {
    match script.shell {
        Shell::PowerShell => "Windows PowerShell may misread",
        _ => "bash takes as letters",
    }
}

/// The edit that writes a plain quote as the command's own quotes in the document need it.
fn edit(script: &Script<'_, '_>, range: &Range<usize>, plain: char) -> Option<Edit> {
    let span = script.verbatim(range)?;
    let commands = script.step.input("commands");
    let items = commands.iter().flat_map(|entry| entry.value.items());
    let node = items
        .into_iter()
        .find(|item: &Node<'_>| item.span().contains(span))?;
    let text = match (node.style()?, plain) {
        // It would begin a value in quotes.
        (Style::Plain, _) if node.span().start == span.start => return None,
        (Style::DoubleQuoted, '"') => "\\\"".to_owned(),
        (Style::SingleQuoted, '\'') => "''".to_owned(),
        _ => plain.to_string(),
    };
    Some(Edit { span, text })
}

/// Reports a word that begins like an option, but with a dash that is none.
fn report_dash(script: &Script<'_, '_>, range: &Range<usize>, found: &mut Findings<'_>) {
    let raw = script.text.get(range.clone()).unwrap_or_default();
    let Some(dash) = raw.chars().next().filter(|c| DASHES.contains(c)) else {
        return;
    };
    let option = raw.trim_start_matches(DASHES).trim_start_matches('-');
    if !option.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return;
    }
    let dashes = raw.len() - option.len();
    let place = range.start..range.start + dashes;
    // Text programs make one dash of two.
    let short = option.len() == 1 || script.shell == Shell::PowerShell;
    let plain = if short { "-" } else { "--" };
    let shown = crate::yaml::shorten(raw);
    let finding = found.report(
        script.place(range),
        format!("`{shown}` begins with `{dash}`, which is no `-`"),
    );
    finding.help(format!("write `{plain}{option}`"));
    if script.shell == Shell::PowerShell {
        finding.info();
    }
    if let Some(span) = script.verbatim(&place) {
        let safety = if short { Safety::Safe } else { Safety::Unsafe };
        finding.replace(safety, format!("write `{plain}{option}`"), span, plain);
    }
}
