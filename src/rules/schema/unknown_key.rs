use super::keys::{self, Keyed};
use crate::component::{Component, head};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule, mend, words};
use crate::yaml::Entry;

pub(super) const RULE: Rule = Rule {
    id: "schema/unknown-key",
    severity: Severity::Error,
    summary: "a key that documents, phases, steps or loops do not have",
    why: "Image Builder refuses a document with a key that it does not know; letter case counts.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html",
    page: include_str!("unknown_key.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for level in keys::levels(component) {
        for entry in level.unknown() {
            report(&level, entry, found);
        }
    }
}

fn report(level: &Keyed<'_>, entry: Entry<'_>, found: &mut Findings<'_>) {
    if !entry.key.is_scalar() {
        let message = format!("a key of a {} is {}", level.what, entry.key.kind().word());
        found.report(head(entry.key), message).help(keys_of(level));
        return;
    }
    let help = match level.meant(entry) {
        _ if level.outdented_input(entry).is_some() => {
            format!("indent `{}` below `inputs:`", entry.key.shown())
        }
        Some(meant) if level.node.present(meant).is_some() => {
            format!("remove it: `{meant}` is there already")
        }
        Some(meant) if level.required.contains(&meant) => {
            format!("write `{meant}`; a {} needs this key", level.what)
        }
        Some(meant) => format!("write `{meant}`"),
        None => keys_of(level),
    };
    let message = format!("`{}` is not a key of a {}", entry.key.shown(), level.what);
    let finding = found.report(entry.key.written_span(), message);
    finding.help(help);
    let meant = level
        .meant(entry)
        .filter(|meant| level.node.present(meant).is_none());
    if let Some(meant) = meant.filter(|_| level.outdented_input(entry).is_none()) {
        mend::instead(finding, keys::safety(entry, meant), entry.key, meant);
    }
}

fn keys_of(level: &Keyed<'_>) -> String {
    format!(
        "the keys of a {} are {}",
        level.what,
        words::all_of(&level.allowed)
    )
}
