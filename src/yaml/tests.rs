//! The tree as a whole: places, aliases, faults, and texts that are meant to hurt.

use super::*;

/// The written text of every node, in order.
fn raws(text: &str) -> Vec<&str> {
    let tree = parse(text);
    assert_eq!(tree.fault, None, "{text}");
    let root = tree.root().expect("a root");
    root.walk()
        .iter()
        .map(|node| tree.slice(node.written_span()))
        .collect()
}

#[test]
fn every_kind_of_node_has_the_place_of_its_content() {
    let cases: &[(&str, &[&str])] = &[
        ("a", &["a"]),
        ("a: b", &["a: b", "a", "b"]),
        (
            "a: b c\n  d e\nf: g",
            &["a: b c\n  d e\nf: g", "a", "b c\n  d e", "f", "g"],
        ),
        ("a: 'b\n  c' # d", &["a: 'b\n  c'", "a", "'b\n  c'"]),
        (r#"a: "b\"c""#, &[r#"a: "b\"c""#, "a", r#""b\"c""#]),
        ("- |\n  a\n  b\n\n- c", &["- |\n  a\n  b\n\n- c", "a\n  b", "c"]),
        ("- >-\n  a\n\n# x\n- b", &["- >-\n  a\n\n# x\n- b", "a", "b"]),
        ("- |2\n   a\n  b\n", &["- |2\n   a\n  b", " a\n  b"]),
        (
            "a:\n  b:   \n  # c\n  d:\n",
            &[
                "a:\n  b:   \n  # c\n  d",
                "a",
                "b:   \n  # c\n  d",
                "b",
                "",
                "d",
                "",
            ],
        ),
        ("-\n- |\n- ''\n- ~", &["-\n- |\n- ''\n- ~", "", "", "''", "~"]),
        (
            "[a, {b: c, d}, [], ]",
            &["[a, {b: c, d}, [], ]", "a", "{b: c, d}", "b", "c", "d", "", "[]"],
        ),
        ("[a: b]", &["[a: b]", "a: b", "a", "b"]),
        (
            "a: &x !!str b\nc: *x",
            &["a: &x !!str b\nc: *x", "a", "b", "c", "*x"],
        ),
        (
            "a: &x\n  b: c\nd:\n  <<: *x",
            &[
                "a: &x\n  b: c\nd:\n  <<: *x",
                "a",
                "b: c",
                "b",
                "c",
                "d",
                "<<: *x",
                "<<",
                "*x",
            ],
        ),
        ("? [a]\n: - b", &["? [a]\n: - b", "[a]", "a", "- b", "b"]),
        ("\u{feff}a: é", &["a: é", "a", "é"]),
        (
            "a: b\r\nc:\r\n  - |\r\n    d\r\n    e\r\n",
            &[
                "a: b\r\nc:\r\n  - |\r\n    d\r\n    e",
                "a",
                "b",
                "c",
                "- |\r\n    d\r\n    e",
                "d\r\n    e",
            ],
        ),
        ("a: b\rc: d\r", &["a: b\rc: d", "a", "b", "c", "d"]),
        ("%YAML 1.2\n--- # x\na: b\n...\n", &["a: b", "a", "b"]),
        (
            "{\"a\": [1, \"b\\/c\", null]}",
            &[
                "{\"a\": [1, \"b\\/c\", null]}",
                "\"a\"",
                "[1, \"b\\/c\", null]",
                "1",
                "\"b\\/c\"",
                "null",
            ],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(&raws(text), expected, "{text}");
    }
}

#[test]
fn nothing_is_null_and_stands_behind_what_comes_before_it() {
    let tree = parse("a:   # x\nb: !x\nc: &d\n");
    let root = tree.root().expect("a root");
    let starts: Vec<(u32, &str, bool)> = root
        .written_entries()
        .map(|e| {
            (
                e.value.span().start,
                e.value.text().unwrap_or("?"),
                e.value.is_null(),
            )
        })
        .collect();
    assert_eq!(starts, [(1, "", true), (14, "", true), (20, "", true)]);
}

#[test]
fn an_alias_answers_for_what_it_stands_for() {
    let tree = parse("- &a !Sub {b: 1}\n- *a\n- &c x\n- &c y\n- *c\n");
    assert_eq!(tree.fault, None);
    let items: Vec<Node<'_>> = tree.root().expect("a root").items().collect();
    assert!(items[1].is_alias() && items[1].is_map() && !items[0].is_alias());
    assert_eq!(items[1].get("b").and_then(Node::text), Some("1"));
    assert_eq!(tree.slice(items[1].written_span()), "*a");
    assert_eq!(items[1].raw(), "{b: 1}");
    assert_eq!(items[1].tag().map(|tag| tree.slice(tag.span)), Some("!Sub"));
    assert_eq!(items[0].anchor().map(|a| tree.slice(a)), Some("&a"));
    // An anchor given again stands for the newer value.
    assert_eq!(items[4].text(), Some("y"));
    let anchors: Vec<_> = tree.aliases.iter().map(|a| a.anchor.map(|s| s.start)).collect();
    assert_eq!(
        anchors,
        [
            items[0].anchor().map(|s| s.start),
            items[3].anchor().map(|s| s.start)
        ]
    );
}

#[test]
fn merge_keys_bring_in_what_a_map_lacks() {
    let cases: &[(&str, &[(&str, &str)])] = &[
        ("{a: 1, a: 2}", &[("a", "1"), ("a", "2")]),
        ("{<<: {a: 1, b: 2}, a: 3}", &[("a", "3"), ("b", "2")]),
        (
            "{<<: [{a: 1}, {a: 2, b: 3}], c: 4}",
            &[("c", "4"), ("a", "1"), ("b", "3")],
        ),
        ("{<<: {<<: {a: 1, b: 2}, b: 3}}", &[("b", "3"), ("a", "1")]),
        ("{<<: [{<<: {a: 1}}, {a: 2}]}", &[("a", "1")]),
        ("{'<<': {a: 1}}", &[("<<", "")]),
        ("{<<: text}", &[]),
    ];
    for (text, expected) in cases {
        let tree = parse(text);
        let entries = tree.root().expect("a root").entries();
        let found: Vec<_> = entries
            .iter()
            .map(|e| (e.name(), e.value.text().unwrap_or_default()))
            .collect();
        assert_eq!(&found, expected, "{text}");
    }
}

#[test]
fn a_tag_of_yaml_itself_decides_the_type() {
    use scalar::Resolved;
    let tree = parse("[!!str 60, ! true, !!int '60', !Sub 60, !!str , !!bool yes, !!foo x]");
    let items: Vec<Node<'_>> = tree.root().expect("a root").items().collect();
    let types: Vec<Option<Resolved>> = items.iter().map(|node| node.resolved()).collect();
    let expected = [
        Resolved::Text,
        Resolved::Text,
        Resolved::Integer(60),
        Resolved::Integer(60),
        Resolved::Text,
        Resolved::MaybeBoolean(true),
        Resolved::Text,
    ];
    assert_eq!(types, expected.map(Some));
    let core: Vec<bool> = items.iter().filter_map(|n| n.tag()).map(|tag| tag.core).collect();
    assert_eq!(core, [true, true, true, false, true, true, false]);
}

#[test]
fn faults_have_a_kind_and_a_place() {
    use FaultKind::*;
    let cases: &[(&str, FaultKind, &str, usize)] = &[
        ("a:\n\tb: c", Tab, "\t", 3),
        ("a:\n  - b\n\t- c", Tab, "\t", 9),
        ("a: b\n\tc", Tab, "\t", 5),
        ("a: |\n\tb", Tab, "\t", 5),
        ("a: |\n  b\n\tc", Tab, "\t", 9),
        ("a: \"C:\\Users\"", Escape, "\\U", 6),
        ("a: \"b\\/\n  c\\qd\"", Escape, "\\q", 11),
        ("a: 1\nb: x\u{7f}", Control, "\u{7f}", 9),
        ("{\n\t\"a\": 1\n\t\"b\": 2\n}", InBrackets, ":", 14),
        ("-\ta: b: c", SecondColon, ":", 6),
        ("- @a", Reserved('@'), "@", 2),
        ("- `a`", Reserved('`'), "`", 2),
        ("- %a", Reserved('%'), "%", 2),
        ("- \"a\" && b # c", BehindQuote, "&& b # c", 6),
        ("- 'it's'", BehindQuote, "s'", 6),
        ("- [ -f a ] && b", BehindBracket, "&& b", 11),
        ("a: {b: c} d", BehindBracket, "d", 10),
        ("- \"a", UnclosedQuote, "\"", 2),
        ("a: [b", UnclosedBracket('['), "[", 3),
        ("[{a: b]", UnclosedBracket('{'), "{", 1),
        ("- a\n- ]", StrayBracket, "]", 6),
        ("{\"a\": \"b\" \"c\": 1}", InBrackets, "\"", 10),
        ("a: [\"b\" c]", InBrackets, "c", 8),
        ("- *.txt, x", UnknownAlias, "*.txt", 2),
        ("a: b: c", SecondColon, ":", 4),
        ("- a\n  b: c", SecondColon, ":", 7),
        ("- |\na", OutOfBlock, "|", 2),
        ("- a: >-  # x\n  # y\n  b", OutOfBlock, ">-", 5),
        ("- |\n    a\n  b", OutOfBlock, "b", 12),
        ("- | tee", BlockHeader, "|", 2),
        ("a:\n  b: c\n d: e", Indentation, "d", 11),
        ("a:\n  - b\nc", NoKey, "c", 9),
        ("- a\n  # x\n  b", CommentInText, "b", 12),
        ("a: \u{feff}b", ByteOrderMark, "\u{feff}", 3),
    ];
    for (text, kind, at, start) in cases {
        let tree = parse(text);
        let fault = tree.fault.as_ref().unwrap_or_else(|| panic!("no fault: {text}"));
        let found = (fault.kind, tree.slice(fault.span), fault.span.start as usize);
        assert_eq!(found, (*kind, *at, *start), "{text}");
    }
}

#[test]
fn what_was_read_before_a_fault_is_in_the_tree() {
    let tree = parse("a:\n  - b: c\n    d: [e\nf: @\n");
    assert!(tree.fault.is_some());
    let root = tree.root().expect("a root");
    let item = root.get("a").expect("a").items().next().expect("an item");
    assert_eq!(item.get("b").and_then(Node::text), Some("c"));
}

#[test]
fn escapes_and_characters_that_some_readers_take_do_not_stop_it() {
    let text = "a: \"it\\'s \\'\u{7f}\"\n'b\u{9f}': \"\\'\"\n";
    let tree = parse(text);
    assert_eq!(tree.fault, None);
    assert_eq!(tree.text(), text);
    let root = tree.root().expect("a root");
    assert_eq!(root.get("a").and_then(Node::text), Some("it's '_"));
    assert_eq!(root.get("b__").map(Node::raw), Some("\"\\'\""));
    assert_eq!(
        tree.quote_escapes.iter().map(|s| s.start).collect::<Vec<_>>(),
        [6, 10, 23]
    );
    let controls: Vec<_> = tree
        .controls
        .iter()
        .map(|c| (c.span.start, c.tolerated))
        .collect();
    assert_eq!(controls, [(12, true), (17, true)]);

    for refused in ["a: \"\0\"", "a: \"\u{fffe}\"", "a: \u{7f}", "# \u{80}", "\u{1b}"] {
        let tree = parse(refused);
        assert_eq!(
            tree.fault.map(|f| f.kind),
            Some(FaultKind::Control),
            "{refused:?}"
        );
    }
    assert!(parse("a: \u{85}b\u{a0}\u{2028}").controls.is_empty());
}

#[test]
fn only_later_documents_with_content_count() {
    let starts =
        |text: &str| -> Vec<u32> { parse(text).more_documents.iter().map(|span| span.start).collect() };
    assert_eq!(starts("--- a\n--- b\n--- {}\n"), [6, 12]);
    assert_eq!(starts("a\n...\nb: c\n"), [6]);
    assert_eq!(starts("a\n---\n...\n---\n# x\n"), [0; 0]);
    assert_eq!(parse("a: 1\n---\na: 2\n").root().map(|r| r.walk().len()), Some(3));
}

#[test]
fn deep_nesting_is_a_fault_and_not_a_crash() {
    for unit in ["[", "{a: ", "- ", "? ", "[a, {b: "] {
        let tree = parse(&unit.repeat(100_000)).fault.map(|fault| fault.kind);
        assert_eq!(tree, Some(FaultKind::TooDeep), "{unit}");
    }
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    assert_eq!(parse(&deep).fault, None);
}

#[test]
fn aliases_that_never_end_or_grow_too_far_are_noticed() {
    let itself = parse("a: &a [b, {c: *a}]");
    let excess = itself.excessive.expect("excessive");
    assert!(excess.contains_itself);
    assert_eq!(itself.slice(excess.span), "*a");
    assert!(itself.root().expect("a root").walk().len() < 10);

    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..1000 {
        let ten = vec![format!("*a{}", i - 1); 10].join(", ");
        bomb.extend([format!("a{i}: &a{i} [{ten}]\n")]);
    }
    let tree = parse(&bomb);
    assert_eq!(tree.fault, None);
    assert!(!tree.excessive.expect("excessive").contains_itself);

    // A long text that is used very often is a bomb too.
    let long = format!("- &a {}\n{}", "x".repeat(100_000), "- *a\n".repeat(1000));
    assert!(parse(&long).excessive.is_some());

    // A large document is not one, and a few aliases do not make it one.
    let large = format!("- &a x\n- *a\n{}", "- y\n".repeat(500_000));
    assert_eq!(parse(&large).excessive, None);
}
