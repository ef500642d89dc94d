//! Names of regions: in keys, in fields, in paths, in lines of text.
//!
//! There is no list of regions, so that a new one needs no new release; the form of their names is enough.

use crate::release::regions::is_region;
use crate::source::Span;

/// What the first part of every name is (<https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>).
const FIRST: [&str; 11] = ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx", "cn", "eusc"];

/// What stands before the number in every name so far. Only asked where a name is guessed from a text or a key: `ca-bundle-1`
/// has the form of a region.
const COMPASS: [&str; 9] = [
    "north",
    "south",
    "east",
    "west",
    "central",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
];

/// Whether a text is the name of a region beyond doubt. For keys and parts of other texts.
pub fn is_surely_region(text: &str) -> bool {
    is_region(text)
        && text.split('-').next().is_some_and(|first| FIRST.contains(&first))
        && text.rsplit('-').next().is_some_and(digit)
        && text
            .rsplit('-')
            .nth(1)
            .is_some_and(|word| COMPASS.contains(&word))
}

/// The region of an availability zone: `eu-west-1a`, `us-west-2-lax-1a`.
pub fn of_zone(text: &str) -> Option<&str> {
    let plain = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    if plain.len() + 1 == text.len() && is_surely_region(plain) {
        return Some(plain);
    }
    let local = text.match_indices('-').nth(2).map(|(at, _)| at)?;
    text.get(..local).filter(|region| is_surely_region(region))
}

/// Every region that a text names, in order, as whole words: `prod-eu-west-1.tfvars` names one.
pub fn find(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '-';
    for word in text.split(|c: char| !inside(c)) {
        find_in_word(word, at, &mut found);
        // What ended the word may have several bytes.
        at += word.len();
        at += text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
    }
    found
}

fn find_in_word(word: &str, at: usize, found: &mut Vec<Span>) {
    let mut start = None;
    let mut offset = 0;
    for part in word.split('-') {
        let end = offset + part.len();
        if FIRST.contains(&part) {
            // No name has such a part but as its first: in `sa-eu-west-1` the name begins at the second.
            start = Some(offset);
        } else if let Some(from) = start {
            if digit(part) {
                if word.get(from..end).is_some_and(is_surely_region) {
                    found.push(Span::new(at + from, at + end));
                }
                start = None;
            } else if !part.bytes().all(|b| b.is_ascii_lowercase()) {
                start = None;
            }
        }
        offset = end + 1;
    }
}

/// The region that a text names, when it names exactly one, however often.
pub fn only(text: &str) -> Option<&str> {
    let mut names = find(text).into_iter().filter_map(|span| text.get(span.range()));
    let first = names.next()?;
    names.all(|name| name == first).then_some(first)
}

fn digit(text: &str) -> bool {
    matches!(text.as_bytes(), [b'0'..=b'9'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_are_nothing_else_are_surely_regions() {
        for name in [
            "eu-west-1",
            "us-gov-west-1",
            "us-isof-south-1",
            "eu-isoe-west-1",
            "eusc-de-east-1",
            "ap-southeast-7",
            "mx-central-1",
            "cn-northwest-1",
        ] {
            assert!(is_surely_region(name), "{name}");
        }
        for name in [
            "",
            "eu-1",
            "eu-west",
            "eu-west-10",
            "EU-WEST-1",
            "uk-west-1",
            "eu--1",
            "eu-west-1a",
            "1",
            "eu-baltic-1",
            "ca-bundle-1",
            "node-group-1",
        ] {
            assert!(!is_surely_region(name), "{name}");
        }
    }

    #[test]
    fn a_zone_belongs_to_a_region() {
        assert_eq!(of_zone("eu-west-1a"), Some("eu-west-1"));
        assert_eq!(of_zone("us-gov-west-1b"), Some("us-gov-west-1"));
        assert_eq!(of_zone("us-west-2-lax-1a"), Some("us-west-2"));
        for none in ["eu-west-1", "eu-west-1ab", "a", "", "x-y-z-1a"] {
            assert_eq!(of_zone(none), None, "{none}");
        }
    }

    #[test]
    fn texts_name_regions_as_whole_words() {
        let names = |text: &'static str| -> Vec<&str> {
            find(text).into_iter().map(|span| &text[span.range()]).collect()
        };
        assert_eq!(names("envs/prod-eu-west-1.tfvars"), ["eu-west-1"]);
        assert_eq!(names("sa-eu-west-1"), ["eu-west-1"]);
        assert_eq!(
            names("\u{e9}eu-west-1\u{e9}us-east-2-b"),
            ["eu-west-1", "us-east-2"]
        );
        assert_eq!(
            names("eu-west-1a xeu-west-1 eu-west-12 me-too-1"),
            [] as [&str; 0]
        );
        assert_eq!(only("eu-west-1/eu-west-1.tf"), Some("eu-west-1"));
        assert_eq!(only("eu-west-1/us-east-1.tf"), None);
        assert_eq!(only("main.tf"), None);
    }
}
