//! Packages of two images.
//!
//! A package is told by its name. A name can be there several times, with the same version for another architecture or with
//! other versions side by side. Installers of Windows and kernels of Debian have the version in their name
//! (`Microsoft Visual C++ 2022 X64 Minimum Runtime - 14.38.33130`): where such a name went and the same one with another version
//! came, that is a change. A name with another first number (`Python 3.…`, `Python 4.…`) is another package.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::build::document::{ChangedPackage, Package, Packages};

/// The versions of each name, in order and each once.
type ByName<'p> = BTreeMap<&'p str, Vec<&'p str>>;

/// What two lists of packages differ in, sorted by name. The order of the lists does not matter.
pub fn compare(now: &[Package], before: &[Package]) -> Packages {
    let (now, before) = (by_name(now), by_name(before));
    let mut result = Packages {
        total: now.len(),
        ..Packages::default()
    };
    let mut came = BTreeMap::new();
    for (name, versions) in &now {
        match before.get(name) {
            Some(old) if old == versions => {}
            Some(old) => result.changed.push(changed(name, old, versions)),
            None => {
                came.insert(*name, versions);
            }
        }
    }
    let mut went: ByName<'_> = before;
    went.retain(|name, _| !now.contains_key(name));
    for (old, new) in renamed(went.keys(), came.keys()) {
        if let (Some(from), Some(to)) = (went.remove(old), came.remove(new)) {
            result.changed.push(changed(new, &from, to));
        }
    }
    let package = |(name, versions): (&&str, &Vec<&str>)| Package {
        name: (*name).to_owned(),
        version: versions.join(", "),
    };
    result.added = came
        .iter()
        .map(|(name, versions)| package((name, versions)))
        .collect();
    result.removed = went.iter().map(package).collect();
    result.changed.sort_by(|a, b| a.name.cmp(&b.name));
    result
}

fn by_name(packages: &[Package]) -> ByName<'_> {
    let mut names: ByName<'_> = BTreeMap::new();
    for package in packages {
        names.entry(&package.name).or_default().push(&package.version);
    }
    for versions in names.values_mut() {
        versions.sort_by(|a, b| by_numbers(a, b));
        versions.dedup();
    }
    names
}

fn changed(name: &str, from: &[&str], to: &[&str]) -> ChangedPackage {
    ChangedPackage {
        name: name.to_owned(),
        from: from.join(", "),
        to: to.join(", "),
    }
}

/// Names that differ only in the version within them, where there is one of each: what went, and what came for it.
fn renamed<'p, 'a: 'p>(
    went: impl Iterator<Item = &'p &'a str>,
    came: impl Iterator<Item = &'p &'a str>,
) -> Vec<(&'a str, &'a str)> {
    let mut alike: BTreeMap<String, [Vec<&'a str>; 2]> = BTreeMap::new();
    for (side, name) in went.map(|name| (0, *name)).chain(came.map(|name| (1, *name))) {
        if let Cow::Owned(key) = without_version(name) {
            alike.entry(key).or_default()[side].push(name);
        }
    }
    let pairs = alike.into_values();
    pairs
        .filter_map(|[went, came]| match (went.as_slice(), came.as_slice()) {
            ([old], [new]) => Some((*old, *new)),
            _ => None,
        })
        .collect()
}

/// A name with only the first number of each version in it; borrowed where there is none. A version has three numbers at least:
/// `python3.11` and `gtk2.0` are names.
fn without_version(name: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = name;
    let mut found = false;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (length, numbers) = row_of_numbers(from);
        let (row, behind) = from.split_at(length);
        if numbers >= 3 {
            found = true;
            let first = row.split(|c: char| !c.is_ascii_digit()).next();
            out.push_str(first.unwrap_or_default());
            out.push('*');
        } else {
            out.push_str(row);
        }
        rest = behind;
    }
    if found {
        out.push_str(rest);
        Cow::Owned(out)
    } else {
        Cow::Borrowed(name)
    }
}

/// The length of the row of numbers at the begin of a text, and how many they are: `6.1.0-18` are four.
fn row_of_numbers(text: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let (mut at, mut numbers) = (0, 1);
    loop {
        while is_digit(at) {
            at += 1;
        }
        let joined = matches!(bytes.get(at), Some(b'.' | b'-'));
        if !(joined && is_digit(at + 1)) {
            return (at, numbers);
        }
        (at, numbers) = (at + 1, numbers + 1);
    }
}

/// Versions in the order of their numbers: `1.9` stands before `1.10`. Texts that are equal in this order are told apart by their bytes.
fn by_numbers(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (Some(first), Some(second)) = (left.chars().next(), right.chars().next()) else {
            return left.len().cmp(&right.len()).then_with(|| a.cmp(b));
        };
        let order = if first.is_ascii_digit() && second.is_ascii_digit() {
            let (x, y) = (digits(&mut left), digits(&mut right));
            x.len().cmp(&y.len()).then_with(|| x.cmp(y))
        } else {
            left = &left[first.len_utf8()..];
            right = &right[second.len_utf8()..];
            first.cmp(&second)
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Takes the number at the begin of a text, without zeros before it.
fn digits<'t>(text: &mut &'t str) -> &'t str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    *text = rest;
    number.trim_start_matches('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(packages: &[(&str, &str)]) -> Vec<Package> {
        let package = |(name, version): &(&str, &str)| Package {
            name: (*name).to_owned(),
            version: (*version).to_owned(),
        };
        packages.iter().map(package).collect()
    }

    /// One line a difference: `+ name version`, `- name version`, `~ name from -> to`.
    fn told(now: &[(&str, &str)], before: &[(&str, &str)]) -> Vec<String> {
        let result = compare(&list(now), &list(before));
        let one = |sign: &str, package: &Package| format!("{sign} {} {}", package.name, package.version);
        let added = result.added.iter().map(|package| one("+", package));
        let removed = result.removed.iter().map(|package| one("-", package));
        let changed = result.changed.iter();
        let changed = changed.map(|package| format!("~ {} {} -> {}", package.name, package.from, package.to));
        added.chain(removed).chain(changed).collect()
    }

    #[test]
    fn packages_come_go_and_change() {
        for (now, before, lines) in [
            (vec![], vec![], vec![]),
            (vec![("a", "1")], vec![("a", "1")], vec![]),
            (vec![("a", "1")], vec![], vec!["+ a 1"]),
            (vec![], vec![("a", "1")], vec!["- a 1"]),
            (vec![("a", "2")], vec![("a", "1")], vec!["~ a 1 -> 2"]),
            // Twice for two architectures.
            (vec![("a", "1"), ("a", "1")], vec![("a", "1")], vec![]),
            // Kernels side by side.
            (
                vec![("kernel", "6.1.10"), ("kernel", "6.1.9")],
                vec![("kernel", "6.1.9")],
                vec!["~ kernel 6.1.9 -> 6.1.9, 6.1.10"],
            ),
            (
                vec![("z", "1"), ("b", "1"), ("c", "2")],
                vec![("y", "1"), ("c", "1"), ("x", "1")],
                vec!["+ b 1", "+ z 1", "- x 1", "- y 1", "~ c 1 -> 2"],
            ),
        ] {
            assert_eq!(told(&now, &before), lines);
        }
    }

    #[test]
    fn a_version_in_a_name_is_a_version() {
        for (now, before, lines) in [
            (
                vec![("Visual C++ 2022 X64 Runtime - 14.40.33810", "14.40.33810")],
                vec![("Visual C++ 2022 X64 Runtime - 14.38.33130", "14.38.33130")],
                vec!["~ Visual C++ 2022 X64 Runtime - 14.40.33810 14.38.33130 -> 14.40.33810"],
            ),
            // Two lines of one product, each with its own update.
            (
                vec![
                    (".NET Runtime - 6.0.37 (x64)", "48.1"),
                    (".NET Runtime - 8.0.11 (x64)", "64.2"),
                ],
                vec![
                    (".NET Runtime - 6.0.36 (x64)", "48.0"),
                    (".NET Runtime - 8.0.10 (x64)", "64.1"),
                ],
                vec![
                    "~ .NET Runtime - 6.0.37 (x64) 48.0 -> 48.1",
                    "~ .NET Runtime - 8.0.11 (x64) 64.1 -> 64.2",
                ],
            ),
            (
                vec![("linux-image-6.1.0-21-amd64", "6.1.90-1")],
                vec![("linux-image-6.1.0-18-amd64", "6.1.76-1")],
                vec!["~ linux-image-6.1.0-21-amd64 6.1.76-1 -> 6.1.90-1"],
            ),
            // Another first number, and names that have no version in them.
            (
                vec![("Go 2.0.1", "2.0.1"), ("python3.12", "1")],
                vec![("Go 1.22.1", "1.22.1"), ("python3.11", "1")],
                vec![
                    "+ Go 2.0.1 2.0.1",
                    "+ python3.12 1",
                    "- Go 1.22.1 1.22.1",
                    "- python3.11 1",
                ],
            ),
            // Two for one: nobody knows which became which.
            (
                vec![("A 1.0.3", "1"), ("A 1.0.4", "1")],
                vec![("A 1.0.1", "1")],
                vec!["+ A 1.0.3 1", "+ A 1.0.4 1", "- A 1.0.1 1"],
            ),
        ] {
            assert_eq!(told(&now, &before), lines);
        }
    }

    #[test]
    fn versions_are_ordered_by_their_numbers() {
        let order = [
            "", "1", "01", "1.9", "1.10", "1.10-a", "1.10-b2", "1.10-b10", "2", "é",
        ];
        for (place, lower) in order.iter().enumerate() {
            for higher in &order[place + 1..] {
                let found = by_numbers(lower, higher);
                if (*lower, *higher) == ("1", "01") {
                    // Equal as numbers; the bytes decide.
                    assert_eq!(found, "1".cmp("01"));
                } else if *lower == "01" {
                    assert_eq!(by_numbers("1", higher), Ordering::Less, "{higher}");
                } else {
                    assert_eq!(found, Ordering::Less, "{lower} {higher}");
                }
                assert_eq!(by_numbers(higher, lower), found.reverse());
            }
        }
    }

    #[test]
    fn the_order_of_the_lists_does_not_matter_and_large_lists_are_no_trouble() {
        let one: Vec<Package> = (0..20_000)
            .map(|n| Package {
                name: format!("package-{n}"),
                version: format!("1.{}", n % 7),
            })
            .collect();
        let mut two: Vec<Package> = (10_000..30_000)
            .map(|n| Package {
                name: format!("package-{n}"),
                version: format!("1.{}", n % 5),
            })
            .collect();
        let forward = compare(&two, &one);
        two.reverse();
        assert_eq!(compare(&two, &one), forward);
        assert_eq!((forward.added.len(), forward.removed.len()), (10_000, 10_000));
        assert_eq!(forward.total, 20_000);
    }
}
