use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::rules::literal::texts;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Scripts, Word};
use crate::yaml::Style;

pub(super) const RULE: Rule = Rule {
    id: "security/world-writable",
    severity: Severity::Warning,
    summary: "a file or folder that everybody may write",
    why: "Any program on an instance of the image can change what others run or trust.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/security-best-practices.html",
    page: include_str!("world_writable.md"),
    checks: &[Check::Component(check_inputs), Check::Script(check_calls)],
};

const ACTIONS: [&str; 4] = [
    "CreateFile",
    "CreateFolder",
    "SetFilePermissions",
    "SetFolderPermissions",
];
const HELP: &str = "give the right to write to an owner or a group";

fn check_inputs(component: &Component<'_>, found: &mut Findings<'_>) {
    for value in texts(component, &ACTIONS, "permissions") {
        let Some(text) = value.literal().map(str::trim).filter(|text| is_open(text)) else {
            continue;
        };
        let span = value.node.span();
        let finding = found.report(span, format!("with `{text}` everybody may write"));
        finding.help(HELP);
        if let (Some(closed), Some(style)) = (closed(text), value.node.style()) {
            let quote = match style {
                Style::Plain => "",
                Style::SingleQuoted => "'",
                Style::DoubleQuoted => "\"",
                Style::Literal | Style::Folded => continue,
            };
            finding.replace(
                Safety::Unsafe,
                format!("write `{closed}`"),
                span,
                format!("{quote}{closed}{quote}"),
            );
        }
    }
}

/// Whether an octal mode lets everybody write, without the sticky bit that a folder for all has.
fn is_open(mode: &str) -> bool {
    let digits = mode.as_bytes();
    let octal = (3..=4).contains(&digits.len()) && digits.iter().all(|digit| (b'0'..=b'7').contains(digit));
    let sticky = digits.len() == 4 && digits.first().is_some_and(|digit| (digit - b'0') & 1 == 1);
    octal && !sticky && digits.last().is_some_and(|digit| (digit - b'0') & 2 == 2)
}

/// The mode without the right of everybody to write.
fn closed(mode: &str) -> Option<String> {
    let last = mode.chars().last()?.to_digit(8)?;
    Some(format!("{}{}", mode.get(..mode.len() - 1)?, last & 5))
}

fn check_calls(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for (script, call) in scripts.calls() {
        if let Some(word) = open_mode(call) {
            found
                .report(
                    script.place(&word.range),
                    format!("with `{}` everybody may write", crate::yaml::shorten(&word.text)),
                )
                .help(HELP);
        }
    }
}

/// The word by which a call gives everybody the right to write.
fn open_mode(call: &Call) -> Option<&Word> {
    let words = call.arguments();
    match call.program() {
        "chmod" => {
            let mode = words
                .iter()
                .find(|word| !word.text.starts_with("--") && !is_flag(&word.text))?;
            (is_open(&mode.text) || mode.text.split(',').any(is_open_symbolic)).then_some(mode)
        }
        "mkdir" | "install" => {
            let at = words
                .iter()
                .position(|word| matches!(word.text.as_str(), "-m" | "--mode"));
            let mode = match at {
                Some(at) => words.get(at + 1),
                None => words
                    .iter()
                    .find(|word| word.text.starts_with("--mode=") || word.text.starts_with("-m")),
            }?;
            let text = mode.text.trim_start_matches("--mode=").trim_start_matches("-m");
            is_open(text).then_some(mode)
        }
        "umask" => call
            .operands(&[])
            .next()
            .filter(|mode| matches!(mode.text.as_str(), "0" | "00" | "000" | "0000")),
        "icacls" => {
            let grants = words
                .iter()
                .any(|word| word.text.to_ascii_lowercase().starts_with("/grant"));
            words.iter().find(|word| grants && is_open_entry(&word.text))
        }
        _ => None,
    }
}

/// `-R`, `-v` and the like; `-x`, which takes a right away, is a mode.
fn is_flag(word: &str) -> bool {
    word.strip_prefix('-')
        .is_some_and(|letters| letters.bytes().all(|letter| b"RvfcHLPh".contains(&letter)))
}

/// `o+w`, `a=rwx` and the like, without a sticky bit.
fn is_open_symbolic(clause: &str) -> bool {
    let Some(at) = clause.find(['+', '=']) else {
        return false;
    };
    let (who, rights) = clause.split_at(at);
    let everybody = who.contains(['o', 'a']) && who.bytes().all(|byte| b"ugoa".contains(&byte));
    everybody && rights.contains('w') && !rights.contains('t')
}

/// `Everyone:(OI)(CI)F` and the like: full control, or the right to modify or write.
fn is_open_entry(entry: &str) -> bool {
    let Some((who, rights)) = entry.split_once(':') else {
        return false;
    };
    let everybody = who.eq_ignore_ascii_case("Everyone") || who.eq_ignore_ascii_case("*S-1-1-0");
    everybody
        && rights.split(['(', ')', ',']).any(|right| {
            ["F", "M", "W"]
                .iter()
                .any(|open| right.eq_ignore_ascii_case(open))
        })
}
