use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule};
use crate::source::{Edit, EditSet, Span};
use crate::yaml::{self, FaultKind, Tree};

pub(super) const RULE: Rule = Rule {
    id: "syntax/tab-indentation",
    severity: Severity::Error,
    summary: "a tab as indentation",
    why: "YAML forbids tabs as indentation, since their width is not defined.",
    source: "https://yaml.org/spec/1.2.2/#61-indentation-spaces",
    page: include_str!("tab_indentation.md"),
    checks: &[Check::Yaml(check)],
};

fn check(tree: &Tree<'_>, found: &mut Findings<'_>) {
    if let Some(fault) = tree.fault.as_ref().filter(|fault| fault.kind == FaultKind::Tab) {
        let finding = found.report(fault.span, "a tab cannot indent YAML");
        finding.help("replace every tab at the start of a line by blanks");
        if let Some(edits) = in_blanks(tree, fault.span) {
            // How far a tab goes is a guess, though one with which the document can be read.
            finding.fix(Safety::Unsafe, "replace the tabs by blanks", edits);
        }
    }
}

/// Blanks in place of the tabs that begin lines, and of those on the line of the fault: two, four or eight for each, with which
/// the text can be read.
fn in_blanks(tree: &Tree<'_>, fault: Span) -> Option<Vec<Edit>> {
    let text = tree.text();
    let mut places = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        let holds_fault = (at..at + line.len()).contains(&(fault.start as usize));
        if line.starts_with('\t') || holds_fault {
            let tabs = line.get(..blanks)?.match_indices('\t');
            places.extend(tabs.map(|(tab, _)| Span::new(at + tab, at + tab + 1)));
        }
        at += line.len();
    }
    [2, 4, 8].into_iter().find_map(|width| {
        let edit = |span: &Span| Edit {
            span: *span,
            text: " ".repeat(width),
        };
        let edits: Vec<Edit> = places.iter().map(edit).collect();
        let made = EditSet::new(edits.clone()).ok()?.apply(text).ok()?;
        yaml::parse(&made).fault.is_none().then_some(edits)
    })
}
