//! A comment on a pull request: a hidden marker by which it is found again, a hidden line about the run, then as much of the body as
//! a comment holds.

use std::fmt::Write as _;

use super::{Origin, Posting, Target};

/// GitHub takes 65,536 characters. Whether it counts bytes, UTF-16 units or characters differs from place to place, so bytes are
/// counted, of which there are never fewer.
pub const LIMIT: usize = 65_536;
/// Bytes of a name in a marker, before they are written out: more than a name of Image Builder has.
const NAME: usize = 200;

const START: &str = "<!-- amiforge:";
const END: &str = " -->";
/// Before the kind, where a file says so.
const OF_FILE: &str = "file:";

/// The Markdown, never longer than [`LIMIT`]. Its first line is the marker, its second that of the run.
pub fn render(posting: &Posting, origin: &Origin) -> String {
    let mut text = format!("{}\n{}\n", marker(&posting.target), origin.hidden_line());
    text += &posting.body.render(LIMIT.saturating_sub(text.len()));
    text
}

/// The marker of a target: one line of Markdown that shows nothing.
pub fn marker(target: &Target) -> String {
    let file = if target.of_file { OF_FILE } else { "" };
    let mut out = format!("{START}{file}{}", target.kind);
    if !target.name.is_empty() {
        out.push(' ');
        for byte in bounded(&target.name).bytes() {
            let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_');
            // Two hyphens could end the comment.
            if plain || byte == b'-' && !out.ends_with('-') {
                out.push(char::from(byte));
            } else {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out + END
}

/// Whether the first line of a comment is exactly the marker of this target. Who wrote it is for the caller to look at.
pub fn is_about(body: &str, target: &Target) -> bool {
    body.lines().next() == Some(marker(target).as_str())
}

/// As much of a name as a marker holds.
fn bounded(name: &str) -> &str {
    let most = (0..=NAME.min(name.len()))
        .rev()
        .find(|at| name.is_char_boundary(*at));
    name.get(..most.unwrap_or(0)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn target(name: &str) -> Target {
        Target {
            kind: "build",
            name: name.to_owned(),
            of_file: false,
        }
    }

    #[test]
    fn a_file_has_a_marker_that_no_run_has() {
        for name in ["", "golden", "file:build", "--> <!-- amiforge:build"] {
            let of_run = target(name);
            let of_file = Target {
                of_file: true,
                ..of_run.clone()
            };
            let written = marker(&of_file);
            assert!(written.starts_with("<!-- amiforge:file:build"), "{written}");
            assert!(is_about(&written, &of_file));
            assert!(!is_about(&written, &of_run) && !is_about(&marker(&of_run), &of_file));
        }
    }

    #[test]
    fn markers_show_nothing_and_are_known_again() {
        for (name, written) in [
            ("", "<!-- amiforge:build -->"),
            ("golden-2022_a.b", "<!-- amiforge:build golden-2022_a.b -->"),
            ("a--b", "<!-- amiforge:build a-%2Db -->"),
            ("--> @x <b>", "<!-- amiforge:build -%2D%3E%20%40x%20%3Cb%3E -->"),
            ("é\n", "<!-- amiforge:build %C3%A9%0A -->"),
        ] {
            assert_eq!(marker(&target(name)), written);
            let body = format!("{written}\r\n## title");
            assert!(is_about(&body, &target(name)) && !is_about(&body, &target("other")));
        }
    }

    #[test]
    fn what_is_not_exactly_the_marker_is_none() {
        for body in [
            "",
            "text",
            "> <!-- amiforge:build a -->",
            "text\n<!-- amiforge:build a -->",
            " <!-- amiforge:build a -->",
            "<!-- amiforge:build a --> text",
            "<!-- amiforge:build  a -->",
            "<!-- amiforge:build %61 -->",
            "<!-- amiforge:validate a -->",
            "<!-- amiforge:file:build a -->",
        ] {
            assert!(!is_about(body, &target("a")), "{body}");
        }
    }

    #[test]
    fn a_long_name_is_cut_between_characters() {
        let long = target(&"é".repeat(1_000));
        let marker = marker(&long);
        assert!(marker.len() < 1_000, "{}", marker.len());
        assert!(is_about(&marker, &long));
        assert!(is_about(&marker, &target(&"é".repeat(100))));
    }

    proptest! {
        #[test]
        fn a_name_has_one_marker_and_a_marker_one_name(
            name in "\\PC{0,20}|[-<>!%\\n a]{0,40}",
            other in "[-<>!%2D0A\\n a]{0,6}",
        ) {
            let written = marker(&target(&name));
            prop_assert_eq!(written.matches("--").count(), 2);
            prop_assert!(written.is_ascii() && written.lines().count() == 1);
            prop_assert_eq!(is_about(&written, &target(&other)), name == other);
        }
    }
}
