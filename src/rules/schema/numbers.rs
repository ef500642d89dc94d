//! Reads the keys of a step that take a whole number, and reports what is none.

use super::values::{place, quoted_integer};
use crate::component::template;
use crate::diagnostic::Safety;
use crate::rules::{Findings, mend};
use crate::yaml::{Entry, Node, scalar::Resolved};

/// A whole number as it is written.
pub(super) enum Number {
    /// Without quotes.
    Plain(i64),
    /// In quotes, which Go's readers may refuse.
    Quoted(i64),
}

/// The number that an entry has. Reports an entry that has none, and gives `None` for it as for a value that is left
/// out or known only when the document runs.
pub(super) fn read(entry: Entry<'_>, help: &str, found: &mut Findings<'_>) -> Option<Number> {
    let (name, value) = (entry.name(), entry.value);
    if value.is_null() || value.text().is_some_and(template::is_dynamic) {
        return None;
    }
    if let Some(number) = value.resolved().as_ref().and_then(Resolved::as_integer) {
        return Some(Number::Plain(number));
    }
    if let Some(number) = quoted_integer(value) {
        return Some(Number::Quoted(number));
    }
    let message = if value.is_scalar() {
        format!("`{name}` is `{}`, not a whole number", value.shown())
    } else {
        format!("`{name}` is {}, not a whole number", value.kind().word())
    };
    let seconds = seconds(value).filter(|_| name.ends_with("Seconds"));
    let finding = found.report(place(entry), message);
    match seconds {
        Some(seconds) => mend::write_bare(finding, Safety::Safe, value, &seconds.to_string()),
        None => {
            finding.help(help);
        }
    }
    None
}

/// Reports quotes around a number.
pub(super) fn report_quotes(entry: Entry<'_>, number: i64, found: &mut Findings<'_>) {
    let message = format!("the number of `{}` is in quotes", entry.name());
    let finding = found.report(place(entry), message).warning();
    mend::write_bare(finding, Safety::Safe, entry.value, &number.to_string());
}

/// The seconds of `60s`, `5m` or `1h`.
fn seconds(value: Node<'_>) -> Option<i64> {
    let text = value.text()?.trim();
    let (digits, factor) = [("s", 1), ("m", 60), ("h", 3600)]
        .into_iter()
        .find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor)))?;
    digits
        .trim()
        .parse::<i64>()
        .ok()?
        .checked_mul(factor)
        .filter(|n| *n > 0)
}
