//! `pins` and `layout`: from the document to what `pin` reads.

use super::document::{ConfigDocument, PinRow, TextKind};
use super::pattern::Pattern;
use crate::pin::hints::{Row, Says};
use crate::pin::pointer::{Layout, Pointer, Template};
use crate::pin::{Hold, day};

/// The layouts, those that cannot be read left out.
pub(super) fn layouts(document: &ConfigDocument<'_>) -> Vec<Layout> {
    let texts = document.layout.iter().filter_map(|node| node.text());
    texts.filter_map(|text| Layout::parse(text).ok()).collect()
}

/// The rows of the first configuration file. A row whose files or pointer cannot be read would match something else than was
/// meant, and is left out.
pub(super) fn rows(document: &ConfigDocument<'_>) -> Vec<Row> {
    document.pins.iter().filter_map(row).collect()
}

fn row(row: &PinRow<'_>) -> Option<Row> {
    let first = row.files.first()?;
    let files = Pattern::any(row.files.iter().filter_map(|node| node.text())).ok()?;
    let at = match row.at {
        Some(node) => Some(Pointer::parse(node.text()?).ok()?),
        None => None,
    };
    Some(Row {
        files,
        at,
        says: says(row),
        place: (0, row.at.unwrap_or(*first).first_line()),
    })
}

fn says(row: &PinRow<'_>) -> Says {
    let template = |wanted: TextKind| {
        let (node, _) = row.templates.iter().find(|(_, kind)| *kind == wanted)?;
        Template::parse(node.text()?).ok()
    };
    let reason = row.reason.unwrap_or_default();
    Says {
        follow: template(TextKind::Follow),
        region: template(TextKind::Region),
        account: template(TextKind::Account),
        environment: template(TextKind::Environment),
        cluster: template(TextKind::Cluster),
        hold: row.hold.map(|until| Hold {
            until: until.value.text().and_then(day),
            reason: reason.to_owned(),
        }),
        ignore: row.ignore.map(|_| reason.to_owned()),
    }
}
