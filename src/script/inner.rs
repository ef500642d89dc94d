//! Scripts that a call is given as a word: `bash -c '…'`, `powershell -Command "…"`, `cmd /c …`, `eval '…'`.

use super::Shell;
use super::call::{Call, Word};
use super::mask::Masked;
use super::reading::{Reader, Reading};

/// A script in a word.
#[derive(Debug)]
pub(super) struct Inner {
    pub(super) shell: Shell,
    pub(super) text: String,
}

const BASH: &[&str] = &["bash", "sh", "zsh", "dash", "ksh", "ash"];
const POWERSHELL: &[&str] = &["powershell", "pwsh"];

/// The shell that runs what a call is given on its standard input.
pub(super) fn reads_script(call: &Call) -> Option<Shell> {
    let given = |valued: &[&str]| call.operands(valued).any(|word| word.text != "-");
    if call.runs(BASH) && !given(&["-o", "+o", "-O"]) && !call.has_flag(&["-c"]) {
        return Some(Shell::Bash);
    }
    if call.runs(&["su", "runuser"]) && !call.has_flag(&["-c"]) {
        return Some(Shell::Bash);
    }
    let alone = call.runs(&["sudo"]) && call.operands(&["-u", "-g"]).next().is_none();
    alone.then_some(Shell::Bash)
}

/// The scripts in the words of a call. Where a shell would have to work on a word first, it is no script yet.
pub(super) fn scripts(call: &Call) -> Vec<(Inner, Word)> {
    let arguments = call.arguments();
    let one = |shell: Shell, word: Option<&Word>| -> Vec<(Inner, Word)> {
        let word = word.filter(|word| !word.text.contains("$(") && !word.text.contains('`'));
        let script = |word: &Word| Inner {
            shell,
            text: word.text.clone(),
        };
        word.map(|word| (script(word), word.clone()))
            .into_iter()
            .collect()
    };
    let behind = |is_option: &dyn Fn(&str) -> bool| {
        let option = arguments
            .iter()
            .position(|word| is_option(&word.text.to_ascii_lowercase()));
        option
            .and_then(|option| arguments.get(option + 1..))
            .unwrap_or_default()
    };
    if call.runs(BASH) || call.runs(&["su", "runuser"]) {
        let ends_in_c = |text: &str| {
            text == "--command"
                || text.strip_prefix('-').is_some_and(|letters| {
                    letters.ends_with('c')
                        && letters.len() <= 4
                        && letters.bytes().all(|b| b.is_ascii_lowercase())
                })
        };
        return one(Shell::Bash, behind(&ends_in_c).first());
    }
    if call.runs(&["eval"]) && arguments.len() == 1 {
        return one(Shell::Bash, arguments.first());
    }
    if call.runs(POWERSHELL) {
        // Every word behind `-Command` is part of the script; one alone keeps its places.
        let given = behind(&|text| text.len() > 1 && "-command".starts_with(text));
        return if given.len() == 1 {
            one(Shell::PowerShell, given.first())
        } else {
            joined(Shell::PowerShell, given)
        };
    }
    if call.runs(&["invoke-expression", "iex"]) {
        return one(
            Shell::PowerShell,
            arguments
                .iter()
                .find(|word| word.literal && !word.text.starts_with('-')),
        );
    }
    if call.runs(&["cmd"]) {
        let given = behind(&|text| matches!(text, "/c" | "/k" | "/s"));
        return if given.len() == 1 {
            one(Shell::None, given.first())
        } else {
            joined(Shell::None, given)
        };
    }
    Vec::new()
}

/// Several words that are one script together.
fn joined(shell: Shell, words: &[Word]) -> Vec<(Inner, Word)> {
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return Vec::new();
    };
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let text = texts.join(" ");
    let whole = Word {
        text: text.clone(),
        range: first.range.start..last.range.end,
        literal: words.iter().all(|word| word.literal),
    };
    if text.contains("$(") || text.contains('`') {
        return Vec::new();
    }
    vec![(Inner { shell, text }, whole)]
}

/// The one call of `ExecuteBinary`, whose words begin at these places, one a line, and the calls in its words.
pub(super) fn binary(text: &str, starts: &[usize]) -> Reading {
    let masked = Masked::of(text, Shell::None);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let word = |(start, end): (&usize, usize)| {
        let range = *start..end.saturating_sub(1).max(*start);
        Word {
            text: text.get(range.clone()).unwrap_or_default().to_owned(),
            literal: !masked.is_open(&range),
            range,
        }
    };
    let words: Vec<Word> = starts.iter().zip(ends).map(word).collect();
    let call = Call::new(words, 0..text.len().saturating_sub(1), Shell::None);
    Reader::alone(text, &masked, call)
}

/// The calls of a line of `cmd`: words between blanks, calls between `&`, `&&`, `||` and `|`.
pub(super) fn command_line(text: &str) -> Reading {
    let mut reading = Reading::default();
    let mut words: Vec<Word> = Vec::new();
    let mut word: Option<Word> = None;
    let mut quoted = false;
    let mut end_call = |words: &mut Vec<Word>| {
        if let (Some(first), Some(last)) = (words.first(), words.last()) {
            let range = first.range.start..last.range.end;
            reading
                .calls
                .push(Call::new(std::mem::take(words), range, Shell::None));
        }
    };
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let splits = !quoted && matches!(c, ' ' | '\t' | '\r' | '\n' | '&' | '|');
        if splits {
            words.extend(word.take());
            if matches!(c, '&' | '|' | '\n') {
                end_call(&mut words);
            }
            continue;
        }
        let current = word.get_or_insert_with(|| Word {
            range: at..at,
            literal: true,
            ..Word::default()
        });
        current.range.end = end;
        match c {
            '"' => quoted = !quoted,
            c => {
                current.literal &= c != '%';
                current.text.push(c);
            }
        }
    }
    words.extend(word);
    end_call(&mut words);
    reading
}
