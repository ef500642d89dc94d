//! What Go's YAML readers make of a plain scalar.
//!
//! AWSTOE is a Go program; which YAML library it uses is not published. This follows the usual one
//! (<https://github.com/go-yaml/yaml>, resolve.go) on the lenient side: YAML 1.1 booleans, octal numbers with a
//! leading `0`, `_` between digits.

use super::node::Style;

/// The value of a scalar.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` and `false` in any usual case.
    Boolean(bool),
    /// `yes`, `no`, `on`, `off`, `y`, `n`: booleans to some readers only.
    MaybeBoolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a point or an exponent.
    Float(f64),
    /// A date, which some readers make a time of.
    Date,
    /// Anything else, and all that is quoted or a block.
    Text,
}

/// Resolves a scalar by its text and style.
pub fn resolve(text: &str, style: Style) -> Resolved {
    if style != Style::Plain {
        return Resolved::Text;
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Resolved::Null,
        "true" | "True" | "TRUE" => return Resolved::Boolean(true),
        "false" | "False" | "FALSE" => return Resolved::Boolean(false),
        "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "y" | "Y" => return Resolved::MaybeBoolean(true),
        "no" | "No" | "NO" | "off" | "Off" | "OFF" | "n" | "N" => return Resolved::MaybeBoolean(false),
        _ => {}
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return Resolved::Text;
    }
    if is_date(text) {
        return Resolved::Date;
    }
    let plain = text.replace('_', "");
    if let Some(number) = integer(&plain) {
        return Resolved::Integer(number);
    }
    match plain.as_str() {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Resolved::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Resolved::Float(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => return Resolved::Float(f64::NAN),
        _ => {}
    }
    let numeric = plain
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E'));
    match plain.parse::<f64>() {
        Ok(number) if numeric => Resolved::Float(number),
        _ => Resolved::Text,
    }
}

impl Resolved {
    /// The whole number that Go reads where an integer is expected: `60` and `60.0`, not `"60"`.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            #[allow(clippy::cast_possible_truncation)] // bounded on the line above the cast
            Self::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => Some(*number as i64),
            _ => None,
        }
    }

    /// The boolean that Go reads where a boolean is expected, `yes` and `on` included.
    pub fn as_boolean(&self) -> Option<bool> {
        match self {
            Self::Boolean(value) | Self::MaybeBoolean(value) => Some(*value),
            _ => None,
        }
    }
}

fn integer(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = if let Some(rest) = digits.strip_prefix("0x") {
        (16, rest)
    } else if let Some(rest) = digits.strip_prefix("0o") {
        (8, rest)
    } else if let Some(rest) = digits.strip_prefix("0b") {
        (2, rest)
    } else if digits.len() > 1 && digits.starts_with('0') {
        (8, &digits[1..])
    } else {
        (10, digits)
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let value = i64::from_str_radix(digits, radix).ok()?;
    Some(if negative { -value } else { value })
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 8
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4] == b'-'
        && bytes[5].is_ascii_digit()
        && text[5..]
            .split(['-', 'T', 't', ' '])
            .take(2)
            .all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
        && text[5..].contains('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_read_as_go_reads_them() {
        let cases = [
            ("", Resolved::Null),
            ("~", Resolved::Null),
            ("yes", Resolved::MaybeBoolean(true)),
            ("True", Resolved::Boolean(true)),
            ("60", Resolved::Integer(60)),
            ("-1", Resolved::Integer(-1)),
            ("0700", Resolved::Integer(448)),
            ("0o17", Resolved::Integer(15)),
            ("0x1F", Resolved::Integer(31)),
            ("1_000", Resolved::Integer(1000)),
            ("1.10", Resolved::Float(1.1)),
            ("1e3", Resolved::Float(1000.0)),
            ("2024-01-01", Resolved::Date),
            ("2024-01-01T10:00:00Z", Resolved::Date),
            ("1.2.3", Resolved::Text),
            ("0888", Resolved::Float(888.0)),
            ("+-5", Resolved::Text),
            ("nano", Resolved::Text),
        ];
        for (text, expected) in cases {
            assert_eq!(resolve(text, Style::Plain), expected, "{text}");
        }
        assert_eq!(resolve("60", Style::DoubleQuoted), Resolved::Text);
        assert_eq!(resolve("60.0", Style::Plain).as_integer(), Some(60));
    }
}
