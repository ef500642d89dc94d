//! The names of phases and steps: characters and length.

use crate::component::template;
use crate::diagnostic::Safety;
use crate::rules::{Findings, mend};
use crate::yaml::Node;

/// The documented length of a name, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 3..=128;

/// What is wrong with a name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It holds no character.
    Empty,
    /// It holds a character that is not allowed.
    Character(char),
    /// It has this many characters.
    Length(usize),
}

/// Whether every character is a letter, a digit, `-` or `_`.
fn is_allowed(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_')
}

/// The first fault of a name.
pub(super) fn fault(name: &str) -> Option<Fault> {
    if name.is_empty() {
        return Some(Fault::Empty);
    }
    if let Some(character) = name.chars().find(|character| !is_allowed(*character)) {
        return Some(Fault::Character(character));
    }
    Some(name.len())
        .filter(|length| !LENGTH.contains(length))
        .map(Fault::Length)
}

/// Reports the fault of the name of a phase or step, if it has one.
pub(super) fn check(what: &str, name: Node<'_>, found: &mut Findings<'_>) {
    let text = name.text().unwrap_or_default();
    let at = name.first_line();
    match fault(text) {
        None => {}
        Some(Fault::Empty) => {
            found
                .report(at, format!("the {what} name is empty"))
                .help(format!("give the {what} a name of 3 to 128 characters"));
        }
        Some(Fault::Character(character)) => {
            let message = format!("{what} name `{}` contains {}", name.shown(), describe(character));
            let help = if template::is_dynamic(text) {
                "write the name out: references are not replaced in names".to_owned()
            } else {
                repaired(text).map_or_else(
                    || "use letters A to Z, digits, `-` and `_` only".to_owned(),
                    |name| format!("write `{name}`: letters A to Z, digits, `-` and `_` are allowed"),
                )
            };
            let finding = found.report(at, message);
            finding.help(help);
            // What refers to a step would have to follow; of a phase no other name is run.
            let other = repaired(text).filter(|_| what == "step" && !template::is_dynamic(text));
            if let Some(other) = other {
                mend::instead(finding, Safety::Unsafe, name, &other);
            }
        }
        Some(Fault::Length(length)) => {
            let unit = if length == 1 { "character" } else { "characters" };
            found
                .report(at, format!("{what} name `{}` has {length} {unit}", name.shown()))
                .help("use 3 to 128 characters")
                .warning();
        }
    }
}

fn describe(character: char) -> String {
    match character {
        ' ' => "a blank".to_owned(),
        '\n' | '\r' => "a line break".to_owned(),
        '\t' => "a tab".to_owned(),
        _ if character.is_control() || character.is_whitespace() => format!("U+{:04X}", u32::from(character)),
        _ => format!("`{character}`"),
    }
}

/// The name with one `-` for every run of characters that are not allowed. Letters of other scripts have no stand-in.
fn repaired(name: &str) -> Option<String> {
    if !name.is_ascii() {
        return None;
    }
    let words: Vec<&str> = name
        .split(|character| !is_allowed(character))
        .filter(|word| !word.is_empty())
        .collect();
    Some(words.join("-")).filter(|name| fault(name).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_come_before_length() {
        assert_eq!(fault("build"), None);
        assert_eq!(fault(""), Some(Fault::Empty));
        assert_eq!(fault("a b"), Some(Fault::Character(' ')));
        assert_eq!(fault("é"), Some(Fault::Character('é')));
        assert_eq!(fault("ab"), Some(Fault::Length(2)));
        assert_eq!(fault(&"x".repeat(128)), None);
        assert_eq!(fault(&"x".repeat(129)), Some(Fault::Length(129)));
    }

    #[test]
    fn a_repair_is_a_valid_name_or_none() {
        assert_eq!(repaired("Install app (x64)").as_deref(), Some("Install-app-x64"));
        assert_eq!(repaired("Überprüfen"), None);
        assert_eq!(repaired("(x)"), None);
    }
}
