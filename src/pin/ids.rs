//! AMI ids in a text, by its bytes alone: what is listed never depends on how well a file can be read.

use memchr::memmem;

use crate::release::ImageId;
use crate::source::Span;

/// What every id begins with.
pub const PREFIX: &str = "ami-";

/// The digits of today's ids, and of those from before 2018, which old images still have
/// (<https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html>).
const LENGTHS: [usize; 2] = [17, 8];

/// Where ids stand in a text, in order. An id is not part of a longer word: no ASCII letter, digit, `-` or `_` stands beside
/// it. Spans lie on character boundaries when the bytes are UTF-8.
pub fn find(bytes: &[u8]) -> Vec<Span> {
    memmem::find_iter(bytes, PREFIX.as_bytes())
        .filter_map(|at| id_at(bytes, at))
        .collect()
}

/// Whether any id stands in a text.
pub fn any(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, PREFIX.as_bytes()).any(|at| id_at(bytes, at).is_some())
}

/// The id that begins at byte `at`, where [`PREFIX`] stands.
pub fn id_at(bytes: &[u8], at: usize) -> Option<Span> {
    let word = |at: usize| {
        let byte = bytes.get(at)?;
        (byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).then_some(())
    };
    if at.checked_sub(1).and_then(word).is_some() {
        return None;
    }
    let from = at + PREFIX.len();
    let digits = bytes.get(from..)?.iter().take(LENGTHS[0] + 1);
    let count = digits
        .take_while(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte))
        .count();
    let end = from + count;
    (LENGTHS.contains(&count) && word(end).is_none()).then(|| Span::new(at, end))
}

/// The id of a span that [`find`] gave for this text.
pub fn read(text: &str, span: Span) -> Option<ImageId> {
    ImageId::parse(text.get(span.range())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let spans = find(text.as_bytes());
        assert_eq!(any(text.as_bytes()), !spans.is_empty(), "{text}");
        spans.into_iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn ids_are_whole_words() {
        let new = "ami-0a1b2c3d4e5f60718";
        for text in [
            "ami-0a1b2c3d4e5f60718",
            "a=ami-0a1b2c3d4e5f60718;",
            "image/ami-0a1b2c3d4e5f60718.",
            "ééami-0a1b2c3d4e5f60718é",
            "\"ami-0a1b2c3d4e5f60718\"",
        ] {
            assert_eq!(found(text), [new], "{text}");
        }
        assert_eq!(
            found("ami-1a2b3c4d,ami-1a2b3c4e"),
            ["ami-1a2b3c4d", "ami-1a2b3c4e"]
        );
        for text in [
            "",
            "ami-",
            "ami-0a1b2c3d4e5f6071",
            "ami-0a1b2c3d4e5f607180",
            "ami-0A1B2C3D4E5F60718",
            "xami-1a2b3c4d",
            "_ami-1a2b3c4d",
            "-ami-1a2b3c4d",
            "ami-1a2b3c4d-x",
            "ami-1a2b3c4d_",
            "ami-1a2b3c4dx",
            "ami-1a2b3c4",
            "snap-0a1b2c3d4e5f60718",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_found_is_an_id(text in "(ami-|[0-9a-f]{1,9}|[-_ ,xé])*") {
            for span in find(text.as_bytes()) {
                proptest::prop_assert!(read(&text, span).is_some());
            }
        }
    }
}
