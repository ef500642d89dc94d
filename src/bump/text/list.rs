//! The table of `amiforge pins` for people.

use unicode_width::UnicodeWidthStr;

use super::fold::{Alike, alike};
use super::{counted, located};
use crate::bump::{PinRef, Plan, State, Verdict};
use crate::markdown::cut;
use crate::pin::Scanned;
use crate::visible::visible;

/// The columns, those with long texts last.
const HEADER: [&str; 9] = [
    "PLACE", "VALUE", "FORMAT", "REGION", "AGE", "STOPS", "STATE", "FOLLOWS", "REASON",
];
/// Columns of the terminal up to which a column grows; a longer cell pushes its own line to the right.
const WIDEST: usize = 110;
/// Characters of one cell.
const CELL: usize = 400;

/// One line a pin: where it is, what stands there, what it follows, how old it is, in how many days it stops launching, and
/// what becomes of it. Many of one file that are left alone for one reason are one line. `shown` turns a path from the root of the repository into the one to show.
pub fn list(files: &[Scanned], plan: &Plan, shown: impl Fn(&str) -> String) -> String {
    let is_folded = |kind: &Alike<'_>| kind.state == State::Ignored && kind.is_folded();
    let mut rows: Vec<(PinRef, [String; 9])> = Vec::new();
    for kind in alike(plan.verdicts.iter()) {
        let first = kind.verdicts.first().map(|verdict| verdict.pin);
        if is_folded(&kind) {
            rows.extend(first.zip(folded(files, &kind, &shown)));
            continue;
        }
        let each = |verdict: &&Verdict| Some((verdict.pin, row(files, verdict, &shown)?));
        rows.extend(kind.verdicts.iter().filter_map(each));
    }
    rows.sort_by_key(|(pin, _)| *pin);
    let rows: Vec<[String; 9]> = rows.into_iter().map(|(_, row)| row).collect();
    if rows.is_empty() {
        return "No pins.\n".to_owned();
    }
    let header = HEADER.map(str::to_owned);
    let mut widths = [0; HEADER.len()];
    for row in rows.iter().chain([&header]) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().min(WIDEST).max(*width);
        }
    }
    let mut out = String::new();
    for row in [&header].into_iter().chain(&rows) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let missing = width.saturating_sub(cell.width());
            line.push_str(cell);
            line.push_str(&" ".repeat(missing + 2));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The line of pins that are left alone for one reason.
fn folded(files: &[Scanned], kind: &Alike<'_>, shown: &impl Fn(&str) -> String) -> Option<[String; 9]> {
    let none = || "-".to_owned();
    let row = [
        shown(files.get(kind.file)?.source.path()),
        counted(kind.verdicts.len(), "pin"),
        none(),
        none(),
        none(),
        none(),
        kind.state.word().to_owned(),
        none(),
        kind.reason.clone(),
    ];
    Some(row.map(|cell| cut(&visible(&cell), CELL)))
}

fn row(files: &[Scanned], verdict: &Verdict, shown: &impl Fn(&str) -> String) -> Option<[String; 9]> {
    let found = located(files, verdict.pin)?;
    let current = &verdict.current;
    let known = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let number = |days: Option<i64>| known(days.map(|days| format!("{days} d")));
    let row = [
        format!("{}:{}:{}", shown(found.path), found.line, found.column),
        found.pin.value.text().to_owned(),
        found.pin.format.to_owned(),
        known(verdict.region.clone()),
        number(current.age),
        match current.forecast_days {
            Some(days) if days < 0 => "past".to_owned(),
            days => number(days),
        },
        verdict.state().word().to_owned(),
        known(verdict.track.as_ref().map(ToString::to_string)),
        verdict.row().reason(&verdict.holes),
    ];
    Some(row.map(|cell| cut(&visible(&cell), CELL)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bump::{Current, state::Cause, state::Holes};
    use crate::pin::hints::Hints;
    use crate::pin::scan;

    #[test]
    fn only_what_is_left_alone_is_folded_and_lines_stay_in_order() {
        let id = "ami-0a1b2c3d4e5f60718";
        let text = format!("a = \"{id}\"\n").repeat(9).into_bytes();
        let files = [scan("a.tf", text, &Hints::default()).expect("pins")];
        let verdicts = (0..9).map(|pin| Verdict {
            pin: PinRef { file: 0, pin },
            cause: if pin % 2 == 1 {
                Cause::LeftAlone
            } else {
                Cause::NoRegion
            },
            holes: Holes::from([("reason", "a state file".to_owned())]),
            region: None,
            track: None,
            expected: None,
            current: Current::default(),
            next: None,
            held_back: Vec::new(),
            notes: Vec::new(),
            group: None,
        });
        let plan = Plan {
            verdicts: verdicts.collect(),
            groups: Vec::new(),
        };
        let text = list(&files, &plan, str::to_owned);
        let places: Vec<&str> = text.lines().filter_map(|line| line.split("  ").next()).collect();
        assert_eq!(
            places,
            [
                "PLACE", "a.tf:1:6", "a.tf", "a.tf:3:6", "a.tf:5:6", "a.tf:7:6", "a.tf:9:6"
            ]
        );
        assert_eq!(text.matches("4 pins").count(), 1, "{text}");
        assert!(
            text.contains("ignored") && text.contains("It is a state file."),
            "{text}"
        );
    }
}
