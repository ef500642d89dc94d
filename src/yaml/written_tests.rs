//! Every piece of a scalar's text is found in the file, whatever the style.

use super::{Style, parse};
use crate::source::Span;

/// Each scalar's pieces as `text=file` when verbatim, as `text<file` when made of it.
fn pieces(file: &str) -> Vec<String> {
    let tree = parse(file);
    assert_eq!(tree.fault, None, "{file}");
    let value = tree.root().and_then(|root| root.get("a")).expect("a value");
    let text = value.text().expect("a scalar");
    let written = value.written();
    written
        .pieces()
        .iter()
        .map(|piece| {
            let made = &text[piece.start as usize..piece.end as usize];
            let sign = if piece.verbatim { '=' } else { '<' };
            format!("{made:?}{sign}{:?}", &file[piece.span.range()])
        })
        .collect()
}

#[test]
fn every_style_is_followed_piece_by_piece() {
    let cases: &[(&str, &[&str])] = &[
        ("a: b c", &[r#""b c"="b c""#]),
        (
            "a: b  \n   c\n\n  d",
            &[
                r#""b"="b""#,
                r#"" "<"  \n   ""#,
                r#""c"="c""#,
                r#""\n"<"\n\n  ""#,
                r#""d"="d""#,
            ],
        ),
        ("a: 'it''s'", &[r#""it"="it""#, r#""'"<"''""#, r#""s"="s""#]),
        (
            "a: 'b \n\n\n c'",
            &[r#""b"="b""#, r#""\n\n"<" \n\n\n ""#, r#""c"="c""#],
        ),
        (
            r#"a: "\té\x41z\\""#,
            &[
                r#""\t"<"\\t""#,
                r#""é"="é""#,
                r#""A"<"\\x41""#,
                r#""z"="z""#,
                r#""\\"<"\\\\""#,
            ],
        ),
        (
            r#"a: "\uD83D\uDE00\u00e9""#,
            &[r#""😀"<"\\uD83D\\uDE00""#, r#""é"<"\\u00e9""#],
        ),
        (r#"a: "\U0001F600!""#, &[r#""😀"<"\\U0001F600""#, r#""!"="!""#]),
        (
            "a: \"b \\\n   c\\\n\n  d\\ e\"",
            &[
                r#""b "="b ""#,
                r#""c"="c""#,
                r#""\n"<"\\\n\n  ""#,
                r#""d"="d""#,
                r#"" "<"\\ ""#,
                r#""e"="e""#,
            ],
        ),
        ("a: \"it\\'s\"", &[r#""it"="it""#, r#""'"<"\\'""#, r#""s"="s""#]),
        (
            "a: |\n  b\n    c\n\n  d\n",
            &[r#""b\n"="b\n""#, r#""  c\n\n"="  c\n\n""#, r#""d\n"="d\n""#],
        ),
        (
            "a: |\r\n  b\r\n  c\r\n",
            &[r#""b"="b""#, r#""\n"<"\r\n""#, r#""c"="c""#, r#""\n"<"\r\n""#],
        ),
        ("a: |\n\n\n  b  \n", &[r#""\n\n"="\n\n""#, r#""b  \n"="b  \n""#]),
        ("a: |\n \n  b", &[r#""\n"="\n""#, r#""b"="b""#, r#""\n"<"""#]),
        ("a: |2-\n   b\n  c\n\n\n", &[r#"" b\n"=" b\n""#, r#""c"="c""#]),
        ("a: |+\n  b\n\n   \n", &[r#""b\n\n"="b\n\n""#, r#"" \n"=" \n""#]),
        ("a: |+\n\n\nb: c", &[r#""\n\n"="\n\n""#]),
        (
            "a: >\n  b\n  c\n\n  d\n    e\n  f\n",
            &[
                r#""b"="b""#,
                r#"" "<"\n  ""#,
                r#""c"="c""#,
                r#""\n"<"\n\n  ""#,
                r#""d\n"="d\n""#,
                r#""  e\n"="  e\n""#,
                r#""f\n"="f\n""#,
            ],
        ),
        (
            "a: >-\n\n  b \n  c\n",
            &[r#""\n"="\n""#, r#""b "="b ""#, r#"" "<"\n  ""#, r#""c"="c""#],
        ),
        (
            "a: >+\r\n  é\r\n  c\r\n\r\n",
            &[
                r#""é"="é""#,
                r#"" "<"\r\n  ""#,
                r#""c"="c""#,
                r#""\n"<"\r\n""#,
                r#""\n"<"\r\n""#,
            ],
        ),
        ("\u{feff}a: é b", &[r#""é b"="é b""#]),
        ("a: ''", &[]),
        ("a:", &[]),
        ("a: !Sub &x >1\n   b", &[r#""  b"="  b""#, r#""\n"<"""#]),
    ];
    for (file, expected) in cases {
        assert_eq!(&pieces(file), expected, "{file:?}");
    }
}

#[test]
fn a_character_that_is_not_allowed_is_a_piece_of_its_own() {
    let file = "a: 'b\u{7f}c\u{80}'";
    let tree = parse(file);
    let value = tree.root().and_then(|root| root.get("a")).expect("a value");
    assert_eq!(value.written().place(&(2..3)), Span::new(6, 7));
}

#[test]
fn places_are_the_smallest_and_only_equal_bytes_are_verbatim() {
    let file = "a: |\n  one\n  two {{ x }}\n";
    let tree = parse(file);
    let value = tree.root().and_then(|root| root.get("a")).expect("a value");
    assert_eq!(value.style(), Some(Style::Literal));
    let written = value.written();
    let shown = |range| &file[written.place(&range).range()];
    assert_eq!(shown(4..7), "two");
    assert_eq!(shown(1..6), "ne\n  tw");
    assert_eq!(shown(99..120), "");
    assert_eq!(written.place(&(4..4)).start, 13);
    assert_eq!(written.verbatim(&(1..6)), None);
    let verbatim = |range| written.verbatim(&range).map(|span| &file[span.range()]);
    assert_eq!(verbatim(8..15), Some("{{ x }}"));
    assert_eq!(verbatim(0..4), Some("one\n"));
    assert_eq!(verbatim(4..4), Some(""));
    assert_eq!(verbatim(16..16), Some(""));
    assert_eq!(verbatim(17..18), None);
}
