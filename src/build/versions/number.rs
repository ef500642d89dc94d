//! The number of the next version.

use crate::release::image_builder::Version;

/// The next version that a pattern allows: the last number of the newest one that fits, and one more. Nothing fits yet: `0` for
/// every `x`, and 1.0.0 for `x.x.x`. None when there is no number left.
pub fn next(pattern: &Version, known: &[Version]) -> Option<Version> {
    match known.iter().filter(|version| pattern.covers(version)).max() {
        Some(newest) => newest.next(),
        None => Some(first(pattern)),
    }
}

fn first(pattern: &Version) -> Version {
    match pattern.numbers() {
        [None, ..] => Version::of([1, 0, 0]).unwrap_or(*pattern),
        numbers => Version::of(numbers.map(Option::unwrap_or_default)).unwrap_or(*pattern),
    }
}

/// What to write in place of a version that is taken: the next one of the same first two numbers.
pub(super) fn instead_of(version: &Version, known: &[Version]) -> Option<Version> {
    let pattern = version.with_last_open();
    let known: Vec<Version> = known.iter().copied().chain([*version]).collect();
    next(&pattern, &known)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::release::image_builder::MOST_OF_VERSION;

    fn version(text: &str) -> Version {
        Version::parse(text).expect(text)
    }

    #[test]
    fn the_last_number_of_the_newest_rises() {
        for (pattern, known, expected) in [
            ("1.2.x", &[][..], Some("1.2.0")),
            ("1.x.x", &[], Some("1.0.0")),
            ("0.x.x", &[], Some("0.0.0")),
            ("x.x.x", &[], Some("1.0.0")),
            ("1.2.x", &["1.2.9", "1.2.10", "1.3.4"], Some("1.2.11")),
            ("1.x.x", &["1.2.9", "1.7.8", "2.0.0"], Some("1.7.9")),
            ("x.x.x", &["2.2.4", "1.7.8"], Some("2.2.5")),
            ("1.2.x", &["1.2.1073741823"], None),
            ("3.x.x", &["2.2.4"], Some("3.0.0")),
        ] {
            let known: Vec<Version> = known.iter().map(|text| version(text)).collect();
            let found = next(&version(pattern), &known).map(|version| version.to_string());
            assert_eq!(found.as_deref(), expected, "{pattern} {known:?}");
        }
        let known = [version("1.2.7"), version("1.3.0")];
        assert_eq!(instead_of(&version("1.2.3"), &known), Some(version("1.2.8")));
        assert_eq!(instead_of(&version("1.2.3"), &[]), Some(version("1.2.4")));
    }

    fn numbers() -> impl Strategy<Value = Version> {
        // Small numbers meet; the largest ones have no next.
        let number = prop_oneof![0..4_u32, MOST_OF_VERSION - 1..=MOST_OF_VERSION];
        [number.clone(), number.clone(), number].prop_map(|numbers| Version::of(numbers).expect("numbers"))
    }

    fn pattern() -> impl Strategy<Value = Version> {
        (numbers(), 0..4_usize).prop_map(|(version, open)| {
            let numbers = version.numbers();
            let words: Vec<String> = (0..3)
                .map(|at| match numbers[at] {
                    Some(number) if at < 3 - open => number.to_string(),
                    _ => "x".to_owned(),
                })
                .collect();
            Version::parse(&words.join(".")).expect("a pattern")
        })
    }

    proptest! {
        #[test]
        fn the_next_one_fits_is_new_and_is_the_newest(pattern in pattern(), known in prop::collection::vec(numbers(), 0..12)) {
            if !pattern.has_x() {
                return Ok(());
            }
            match next(&pattern, &known) {
                Some(next) => {
                    prop_assert!(!next.has_x() && pattern.covers(&next));
                    prop_assert!(!known.contains(&next));
                    prop_assert!(known.iter().filter(|one| pattern.covers(one)).all(|one| *one < next));
                    // Who sees what was made goes on behind it.
                    let more: Vec<Version> = known.iter().copied().chain([next]).collect();
                    prop_assert_ne!(super::next(&pattern, &more), Some(next));
                }
                None => prop_assert!(
                    known.iter().any(|one| pattern.covers(one) && one.numbers()[2] == Some(MOST_OF_VERSION))
                ),
            }
        }

        #[test]
        fn what_is_written_instead_is_free(taken in numbers(), known in prop::collection::vec(numbers(), 0..12)) {
            if let Some(instead) = instead_of(&taken, &known) {
                prop_assert!(instead > taken && !known.contains(&instead));
                prop_assert_eq!(instead.numbers()[..2].to_vec(), taken.numbers()[..2].to_vec());
            }
        }
    }
}
