//! What the image holds, against the image before.

use crate::build::compare::by_severity;
use crate::build::document::{ChangedPackage, Comparison, Finding, Findings, Package, Packages};
use crate::build::told::{self, name, sentence};
use crate::markdown::{Block, Inline, Priority, Summary};

use super::heading;
use super::rows::{Table, folded, lines};

/// Severities in the table of counts. AWS has six words.
const SEVERITIES: usize = 12;

pub(super) fn sections(out: &mut Summary, comparison: &Comparison) {
    let previous = comparison.previous_version.as_deref();
    if let Some(found) = &comparison.findings {
        findings(out, found, previous);
    }
    if let Some(found) = &comparison.packages {
        packages(out, found, previous);
    }
    let mut items = lines(comparison.notes.iter(), |note| {
        Inline::default().prose(&told::note(note))
    });
    if let Some(previous) = comparison.previous.as_deref().filter(|arn| !arn.is_empty()) {
        items.insert(0, Inline::new("The image before: ").code(&sentence(previous)));
    }
    if !items.is_empty() {
        let block = Block::Group(vec![heading("About the comparison"), Block::List(items)]);
        out.add(Priority::Normal, "about the comparison", block);
    }
}

fn findings(out: &mut Summary, found: &Findings, previous: Option<&str>) {
    let text = Inline::new("Now ")
        .text(&told::findings(found, previous))
        .text(".");
    let mut blocks = vec![heading("Findings of Amazon Inspector"), Block::Paragraph(text)];
    let counts = by_severity(&found.counts);
    if found.compared && !counts.is_empty() {
        let header = ["Severity", "Now", "New", "Fixed"].map(Inline::new).to_vec();
        let of =
            |list: &[Finding], word: &str| list.iter().filter(|finding| finding.severity == word).count();
        let rows = counts.iter().take(SEVERITIES).map(|(word, number)| {
            let numbers = [*number, of(&found.new, word), of(&found.fixed, word)];
            let mut row = vec![Inline::new(&name(word))];
            row.extend(numbers.map(|number| Inline::new(&number.to_string())));
            row
        });
        blocks.push(Block::Table(header, rows.collect()));
    }
    out.add(Priority::High, "findings", Block::Group(blocks));
    for (title, list, first) in [
        ("New findings", &found.new, Priority::Normal),
        ("Fixed findings", &found.fixed, Priority::Low),
    ] {
        let table = Table {
            title,
            header: &["Severity", "Finding", "Packages", "Fix available", "What it is"],
            rows: list.iter().map(finding).collect(),
        };
        folded(out, first, Priority::Low, &table);
    }
}

fn finding(finding: &Finding) -> Vec<Inline> {
    vec![
        Inline::new(&name(&finding.severity)),
        Inline::default().code(&name(&finding.id)),
        Inline::new(&name(&finding.packages.join(", "))),
        Inline::new(&name(finding.fix_available.as_deref().unwrap_or_default())),
        Inline::new(&name(&finding.title)),
    ]
}

fn packages(out: &mut Summary, found: &Packages, previous: Option<&str>) {
    let text = Inline::new("Now ")
        .text(&told::packages(found, previous))
        .text(".");
    let block = Block::Group(vec![heading("Packages"), Block::Paragraph(text)]);
    out.add(Priority::High, "packages", block);
    let changed = |package: &ChangedPackage| {
        [&package.name, &package.from, &package.to]
            .map(|text| Inline::new(&name(text)))
            .to_vec()
    };
    let tables = [
        Table {
            title: "Changed packages",
            header: &["Package", "Before", "Now"],
            rows: found.changed.iter().map(changed).collect(),
        },
        plain("Added packages", &found.added),
        plain("Removed packages", &found.removed),
    ];
    for table in &tables {
        folded(out, Priority::Normal, Priority::Low, table);
    }
}

fn plain(title: &'static str, packages: &[Package]) -> Table {
    let row = |package: &Package| {
        [&package.name, &package.version]
            .map(|text| Inline::new(&name(text)))
            .to_vec()
    };
    Table {
        title,
        header: &["Package", "Version"],
        rows: packages.iter().map(row).collect(),
    }
}
