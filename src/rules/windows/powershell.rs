//! What several rules ask of a script of PowerShell.

use crate::script::{Call, Script, Shell};

/// The script in lower case with blanks for what stands in strings, byte for byte as long.
pub(super) fn bare(code: &str) -> String {
    let mut out = code.to_ascii_lowercase().into_bytes();
    let bytes = code.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'@' if matches!(bytes.get(at + 1), Some(b'\'' | b'"')) && bytes.get(at + 2) == Some(&b'\n') => {
                here_string_end(code, at)
            }
            quote @ (b'\'' | b'"') => string_end(bytes, at, quote),
            // What stands behind it is handed to a program as it is.
            b'-' if code.get(at..at + 3) == Some("--%") => line_end(code, at),
            // A character behind a backtick is no quote.
            b'`' => {
                at += 2;
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        };
        for byte in out.iter_mut().take(end).skip(at) {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at = end.max(at + 1);
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn here_string_end(code: &str, at: usize) -> usize {
    let close = if code[at..].starts_with("@'") {
        "\n'@"
    } else {
        "\n\"@"
    };
    code[at + 2..]
        .find(close)
        .map_or(code.len(), |length| at + 2 + length + close.len())
}

/// Behind the quote that ends the string at `at`.
fn string_end(bytes: &[u8], at: usize, quote: u8) -> usize {
    let mut next = at + 1;
    while let Some(byte) = bytes.get(next) {
        let escape = *byte == b'`' && quote == b'"';
        if escape || *byte == quote && bytes.get(next + 1) == Some(&quote) {
            next += 2;
        } else if *byte == quote {
            return next + 1;
        } else {
            next += 1;
        }
    }
    bytes.len()
}

fn line_end(code: &str, at: usize) -> usize {
    code[at..].find('\n').map_or(code.len(), |length| at + length)
}

/// Whether a call downloads by `Invoke-WebRequest`, by its name or its alias.
pub(super) fn is_web_request(call: &Call) -> bool {
    matches!(call.program(), "invoke-webrequest" | "iwr")
}

/// Whether the script is for Windows PowerShell.
pub(super) fn is_powershell(script: &Script<'_, '_>) -> bool {
    script.shell == Shell::PowerShell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_blanked_and_the_rest_is_not() {
        let rows = [
            ("A && 'b && c'", "a &&         "),
            ("x \"a `\" && b\" && y", "x             && y"),
            ("'it''s' || z", "        || z"),
            ("@'\n&&\n'@ && y", "  \n  \n   && y"),
            ("cmd --% a && b\nc && d", "cmd           \nc && d"),
            ("a `' && b", "a `' && b"),
            ("'é' && b", "     && b"),
        ];
        for (code, expected) in rows {
            assert_eq!(bare(code), expected, "{code}");
            assert_eq!(bare(code).len(), code.len(), "{code}");
        }
    }
}
