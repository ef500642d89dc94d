//! From bytes to text.

use super::{Source, Span};

/// How a file that is not UTF-8 seems to be encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-16, low byte first: what Windows calls "Unicode".
    Utf16LittleEndian,
    /// UTF-16, high byte first.
    Utf16BigEndian,
    /// Anything else, with the first byte that is not UTF-8.
    Unknown {
        /// That byte.
        byte: u8,
    },
}

/// The first place of a file that is not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misread {
    /// Where, in the text that was made of the file.
    pub span: Span,
    /// What it is instead.
    pub encoding: Encoding,
}

impl Source {
    /// Takes a file as it was read. A file that is not UTF-8 becomes a text in which U+FFFD stands for what could
    /// not be read, good enough to show a line of it, and says where that begins.
    pub fn from_bytes(path: impl Into<String>, bytes: Vec<u8>) -> (Self, Option<Misread>) {
        if let Some(encoding) = utf16(&bytes) {
            let text = decode_utf16(&bytes, encoding);
            let width = text.chars().next().map_or(0, char::len_utf8);
            let span = Span::new(0, width);
            return (Self::new(path, text), Some(Misread { span, encoding }));
        }
        match String::from_utf8(bytes) {
            Ok(text) => (Self::new(path, text), None),
            Err(error) => {
                let start = error.utf8_error().valid_up_to();
                let byte = error.as_bytes().get(start).copied().unwrap_or_default();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let misread = Misread {
                    span: Span::new(start, start + char::REPLACEMENT_CHARACTER.len_utf8()),
                    encoding: Encoding::Unknown { byte },
                };
                (Self::new(path, text), Some(misread))
            }
        }
    }
}

/// Recognises UTF-16 by its byte order mark, or by a zero in every other byte of the start: documents start with
/// ASCII.
fn utf16(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(Encoding::Utf16LittleEndian),
        [0xFE, 0xFF, ..] => return Some(Encoding::Utf16BigEndian),
        _ => {}
    }
    let pairs = bytes.get(..bytes.len().min(64))?.chunks_exact(2);
    let count = pairs.len();
    let low_first = pairs.clone().filter(|pair| pair[0] != 0 && pair[1] == 0).count();
    let high_first = pairs.filter(|pair| pair[0] == 0 && pair[1] != 0).count();
    if count >= 2 && low_first == count {
        Some(Encoding::Utf16LittleEndian)
    } else if count >= 2 && high_first == count {
        Some(Encoding::Utf16BigEndian)
    } else {
        None
    }
}

fn decode_utf16(bytes: &[u8], encoding: Encoding) -> String {
    let units = bytes.chunks_exact(2).map(|pair| match encoding {
        Encoding::Utf16BigEndian => u16::from_be_bytes([pair[0], pair[1]]),
        _ => u16::from_le_bytes([pair[0], pair[1]]),
    });
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .filter(|c| *c != '\u{feff}')
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Option<(usize, usize, Encoding)>) {
        let (source, misread) = Source::from_bytes("x", bytes.to_vec());
        let misread = misread.map(|m| (m.span.start as usize, m.span.end as usize, m.encoding));
        (source.text().to_owned(), misread)
    }

    #[test]
    fn text_is_taken_as_it_is_and_anything_else_is_named() {
        use Encoding::{Unknown, Utf16BigEndian, Utf16LittleEndian};
        assert_eq!(read("a: é".as_bytes()), ("a: é".into(), None));
        assert_eq!(read(b""), (String::new(), None));
        assert_eq!(read(b"\xEF\xBB\xBFa"), ("\u{feff}a".into(), None));
        assert_eq!(
            read(b"a: \xE9!"),
            ("a: \u{fffd}!".into(), Some((3, 6, Unknown { byte: 0xE9 })))
        );
        assert_eq!(
            read(b"a\xE2\x82"),
            ("a\u{fffd}".into(), Some((1, 4, Unknown { byte: 0xE2 })))
        );
        assert_eq!(
            read(b"\xFF\xFEa\0:\0"),
            ("a:".into(), Some((0, 1, Utf16LittleEndian)))
        );
        assert_eq!(
            read(b"\xFE\xFF\0a\0:"),
            ("a:".into(), Some((0, 1, Utf16BigEndian)))
        );
        assert_eq!(read(b"a\0:\0"), ("a:".into(), Some((0, 1, Utf16LittleEndian))));
        assert_eq!(read(b"\0a\0:\0"), ("a:".into(), Some((0, 1, Utf16BigEndian))));
        // One NUL in a text is a control character, not an encoding.
        assert_eq!(read(b"ab\0cd"), ("ab\0cd".into(), None));
    }
}
