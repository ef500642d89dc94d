//! What stands in a script and is no part of it yet: references, parts of templates, places to fill in.

use std::ops::Range;

use super::Shell;
use crate::component::template;

/// A script as a grammar may see it: as many bytes, all of them ASCII, harmless text where something is not known.
pub(super) struct Masked {
    pub(super) text: String,
    /// Where the harmless text stands, in order, none overlapping another.
    pub(super) holes: Vec<Range<usize>>,
    /// Whether it has typographic quotes: to PowerShell they are quotes, to the grammar they are not.
    pub(super) foreign: bool,
}

impl Masked {
    pub(super) fn of(text: &str, shell: Shell) -> Self {
        let references = template::references(text);
        let mut holes: Vec<Range<usize>> = references.iter().map(|(start, end, _)| *start..*end).collect();
        let bytes = text.as_bytes();
        for at in memchr::memchr2_iter(b'$', b'<', bytes) {
            let end = match bytes[at] {
                b'$' => pseudo_parameter(&text[at..]),
                _ => placeholder(&text[at..]),
            };
            holes.extend(end.map(|length| at..at + length));
        }
        holes.sort_by_key(|hole| hole.start);
        let mut behind = 0;
        holes.retain(|hole| {
            let apart = hole.start >= behind;
            behind = behind.max(hole.end);
            apart
        });
        // Control characters and the characters of other scripts are letters to both shells, or mistakes.
        let mut masked: Vec<u8> = bytes
            .iter()
            .map(|byte| match byte {
                b'\t' | b'\n' | b'\r' | b' '..=b'~' => *byte,
                _ => b'x',
            })
            .collect();
        for hole in &holes {
            let stand_in = stand_in(&masked[..hole.start], shell);
            masked[hole.clone()].fill(stand_in);
        }
        Self {
            text: String::from_utf8(masked).unwrap_or_default(),
            foreign: shell == Shell::PowerShell && text.contains(|c| matches!(c, '\u{2018}'..='\u{201e}')),
            holes,
        }
    }

    /// Whether a part of it is not known.
    pub(super) fn is_open(&self, range: &Range<usize>) -> bool {
        let next = self.holes.partition_point(|hole| hole.end <= range.start);
        self.holes.get(next).is_some_and(|hole| hole.start < range.end)
    }
}

/// A letter; where PowerShell expects a value and no name, a digit.
fn stand_in(before: &[u8], shell: Shell) -> u8 {
    let last = before.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
    let starts = matches!(
        last,
        None | Some(b'\n' | b'\r' | b';' | b'|' | b'{' | b'&' | b'.' | b'$' | b'-')
    );
    if shell == Shell::PowerShell && !starts {
        b'1'
    } else {
        b'x'
    }
}

/// The length of `${AWS::Region}` or `${Resource.Attribute}`, which a template fills in and no shell understands.
fn pseudo_parameter(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("${")?;
    let end = inner.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, ':' | '.')))?;
    let name = inner.get(..end)?;
    let known = name.starts_with("AWS::") || name.starts_with(char::is_alphabetic) && name.contains('.');
    (known && inner[end..].starts_with('}')).then_some(end + 3)
}

/// The length of `<your bucket>`: words in angle brackets.
fn placeholder(text: &str) -> Option<usize> {
    const MOST: usize = 60;
    let inner = text.strip_prefix('<')?;
    let end = inner.bytes().take(MOST).position(|byte| byte == b'>')?;
    let words = inner.get(..end)?;
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':'))
    };
    words.split(' ').all(is_word).then_some(end + 2)
}
