//! Injects the fault of every rule about documents into valid published documents where it applies.
//!
//! A mutant counts as caught only when a finding *of that rule* covers the changed place. At least 99 of 100 must be
//! caught, of each rule nine of ten; the misses are printed. The faults are written down in `faults.rs` from the
//! documents' grammar, not from the rules.

mod containers;
mod edit;
mod eks;
mod faults;
mod portability;
mod schema;
mod script;
mod security;
mod semantic;
mod style;
mod windows;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use amiforge::component::Platform;
use amiforge::lint::{self, Settings};
use amiforge::rules;
use amiforge::source::{Source, Span};
use amiforge::yaml;

use crate::corpus::{corpus, published};
use faults::Fault;

/// A changed document and the place of the change in it.
pub(crate) struct Mutant {
    pub(crate) text: String,
    pub(crate) place: Span,
}

fn caught(name: &str, mutant: &Mutant, fault: &Fault) -> bool {
    let settings = Settings {
        platform: fault.platform,
        inline: fault.inline,
        base_image: fault.base.map(str::to_owned),
        ..Settings::default()
    };
    let source = Source::new(name, mutant.text.clone());
    lint::judge(&source, &settings)
        .iter()
        .filter(|finding| finding.rule == fault.rule)
        .any(|finding| {
            if fault.exact {
                finding.span == mutant.place
            } else {
                finding.span.overlaps(mutant.place)
            }
        })
}

fn every_fault() -> impl Iterator<Item = &'static Fault> {
    let groups = [
        schema::FAULTS,
        semantic::FAULTS,
        script::FAULTS,
        portability::FAULTS,
        security::FAULTS,
        containers::FAULTS,
        windows::FAULTS,
        eks::FAULTS,
        style::FAULTS,
    ];
    groups.into_iter().flatten()
}

/// Rules of these groups for which a step more is no fault: what they need is nowhere in a document, or they are off.
const ELSEWHERE: &[&str] = &[
    // Of the team's own making.
    "style/forbidden-action",
    "style/quote-schema-version",
    // About a document as a whole: it has no phase, or steps for two platforms. The pages have both.
    "style/no-validate",
    "portability/mixed-platforms",
];

/// Chooses some of very many, others of each kind, and of each kind at least the first. `EVERY_MUTANT=1` takes them all.
pub(crate) struct Turns<K> {
    one_in: usize,
    seen: BTreeMap<K, (usize, usize)>,
}

impl<K: Ord> Turns<K> {
    pub(crate) fn one_in(one_in: usize) -> Self {
        let every = std::env::var_os("EVERY_MUTANT").is_some();
        Self {
            one_in: if every { 1 } else { one_in },
            seen: BTreeMap::new(),
        }
    }

    pub(crate) fn takes(&mut self, kind: K) -> bool {
        let kinds = self.seen.len();
        let (offset, count) = self.seen.entry(kind).or_insert((kinds, 0));
        *count += 1;
        *count == 1 || (*offset + *count).is_multiple_of(self.one_in)
    }
}

/// The first way of each fault to break a document: the rule, the platform to judge it for, and the text.
pub(crate) fn first_mutants(root: yaml::Node<'_>) -> Vec<(&'static str, Option<Platform>, String)> {
    every_fault()
        .filter_map(|fault| {
            let mutant = fault.mutants(root).into_iter().next()?;
            Some((fault.rule, fault.platform, mutant.text))
        })
        .collect()
}

#[test]
fn injected_faults_are_found_at_their_place() {
    let Some(corpus) = corpus() else { return };
    let documents: Vec<_> = published(&corpus)
        .into_iter()
        .filter(|d| d.verdict == "valid")
        .collect();
    let mut tally: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut misses = String::new();
    let mut turns = Turns::one_in(4);
    for document in &documents {
        let tree = yaml::parse(&document.text);
        let Some(root) = tree.root() else { continue };
        for (number, fault) in every_fault().enumerate() {
            for mutant in fault.mutants(root) {
                if !turns.takes(number) {
                    continue;
                }
                let (hit, all) = tally.entry(fault.rule).or_default();
                *all += 1;
                if caught(&document.name, &mutant, fault) {
                    *hit += 1;
                } else {
                    let shown: String = mutant.text[mutant.place.range()].chars().take(120).collect();
                    let _ = writeln!(misses, "{} in {}: {shown:?}", fault.rule, document.name);
                }
            }
        }
    }
    let (hit, all) = tally
        .values()
        .fold((0, 0), |(h, a), (hit, all)| (h + hit, a + all));
    println!("{hit} of {all} mutants caught");
    println!("{misses}");
    let weak: Vec<_> = tally
        .iter()
        .filter(|(_, (hit, all))| hit * 10 < all * 9)
        .collect();
    assert!(
        weak.is_empty(),
        "rules that miss more than one in ten: {weak:?}\n{misses}"
    );
    assert!(hit * 100 >= all * 99, "{hit} of {all} mutants caught\n{misses}");
    let without: Vec<_> = rules::all()
        .filter(|rule| {
            !matches!(
                rule.group(),
                "syntax" | "lint" | "config" | "pins" | "workflow" | "recipe"
            )
        })
        .filter(|rule| !tally.contains_key(rule.id) && !ELSEWHERE.contains(&rule.id))
        .map(|rule| rule.id)
        .collect();
    assert!(without.is_empty(), "no fault was injected for {without:?}");
}
