//! The hidden line of a body by which a pull request is known, and what it was made of.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::bump::{Group, Plan};

use super::distinct;

const START: &str = "<!-- amiforge: ";
const END: &str = " -->";
/// Bytes of a marker. What does not fit is left out of `parameters` and `images`.
const MOST: usize = 8 * 1024;
/// Bytes of a text in which a marker is looked for: more than GitHub keeps.
const MOST_TEXT: usize = 512 * 1024;

/// What a pull request was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    /// The group.
    pub group: String,
    /// The commit that the plan is bound to.
    pub base: String,
    /// The parameters that named the releases.
    pub parameters: Vec<Reading>,
    /// The images that the pins move to.
    pub images: Vec<String>,
}

/// A parameter as it was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The region.
    pub region: String,
    /// Its name.
    pub name: String,
    /// Its version then.
    pub version: u64,
}

/// The marker of a group, one line of Markdown that shows nothing.
pub(super) fn marker(plan: &Plan, group: &Group, base: &str) -> String {
    let moves = || {
        plan.verdicts_of(group)
            .filter_map(|verdict| Some((verdict, verdict.next.as_ref()?)))
    };
    let readings = moves().filter_map(|(verdict, next)| {
        let (name, version) = next.to.parameter.as_ref()?;
        Some(Reading {
            region: verdict.region.clone().unwrap_or_default(),
            name: name.clone(),
            version: *version,
        })
    });
    let mut marker = Marker {
        group: group.key.clone(),
        base: base.to_owned(),
        parameters: distinct(readings),
        images: distinct(moves().map(|(_, next)| next.to.image.id.to_string())),
    };
    loop {
        let text = marker.write();
        if text.len() <= MOST || marker.parameters.is_empty() && marker.images.is_empty() {
            return text;
        }
        marker.parameters.truncate(marker.parameters.len() / 2);
        marker.images.truncate(marker.images.len() / 2);
    }
}

impl Marker {
    fn write(&self) -> String {
        let json = serde_json::to_string(self).unwrap_or_default();
        let mut out = String::from(START);
        for c in json.chars() {
            match c {
                // In JSON these stand in strings only, where an escape means the same. So nothing ends the comment or
                // mentions anybody, and no character hides.
                '<' | '>' | '&' | '@' | '#' | '`' => push_escape(&mut out, c),
                '-' if out.ends_with('-') => push_escape(&mut out, c),
                c if c.is_ascii() => out.push(c),
                c => push_escape(&mut out, c),
            }
        }
        out + END
    }
}

fn push_escape(out: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        // Writing to a string cannot fail.
        let _ = write!(out, "\\u{unit:04x}");
    }
}

/// Reads the marker of a body. None when there is none or more than one, and when it is not exactly of this form: then the
/// body is not one of ours, or somebody has changed it.
pub fn read_marker(body: &str) -> Option<Marker> {
    if body.len() > MOST_TEXT {
        return None;
    }
    let (_, rest) = body.split_once(START)?;
    let (json, behind) = rest.split_once(END)?;
    if behind.contains(START) || json.len() > MOST {
        return None;
    }
    let marker: Marker = serde_json::from_str(json).ok()?;
    // Written again it is the same: no second way to say a thing, no text around it.
    (marker.write().strip_prefix(START)?.strip_suffix(END)? == json).then_some(marker)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample(text: &str) -> Marker {
        Marker {
            group: text.to_owned(),
            base: "0".repeat(40),
            parameters: vec![Reading {
                region: "eu-west-1".to_owned(),
                name: text.to_owned(),
                version: u64::MAX,
            }],
            images: vec!["ami-0a1b2c3d4e5f60718".to_owned()],
        }
    }

    #[test]
    fn hostile_text_stays_inside() {
        let text = "--> <b>@octocat</b> --!> `#12` \u{202e}\u{e0041} \n\"\\";
        let written = sample(text).write();
        assert_eq!(written.matches("--").count(), 2, "{written}");
        assert!(!written.contains(['@', '#', '\n', '\u{202e}']), "{written}");
        assert!(written.find(['<', '>']) == Some(0) && written.is_ascii());
        assert_eq!(read_marker(&format!("a\n{written}\nb")), Some(sample(text)));
    }

    #[test]
    fn what_is_not_ours_is_not_read() {
        let good = sample("a").write();
        assert!(read_marker(&good).is_some());
        for bad in [
            String::new(),
            "<!-- amiforge: {} -->".to_owned(),
            "<!-- amiforge: null -->".to_owned(),
            format!("{good}\n{good}"),
            good.replace("-->", ""),
            good.replace("\"group\":", "\"more\":1,\"group\":"),
            good.replace("\"group\":\"a\"", "\"group\":\"a\",\"group\":\"b\""),
            good.replace("{\"group\"", "{ \"group\""),
            good.replace(":\"a\"", ":\"\\u0061\""),
            format!("{}[", "<!-- amiforge: ".to_owned() + &"[".repeat(100_000)),
            "x".repeat(MOST_TEXT) + &good,
        ] {
            assert_eq!(
                read_marker(&bad),
                None,
                "{}",
                bad.chars().take(200).collect::<String>()
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in "\\PC*|[-<>!\\[\\]{}\"\\\\]*") {
            let written = sample(&text).write();
            prop_assert_eq!(read_marker(&written), Some(sample(&text)));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = read_marker(&format!("{START}{text}{END}"));
        }
    }
}
