//! What each syntax makes of a text.

use super::*;

/// Every single value as `path=text`, with `~` behind it where the text is not what is written, and `"` before it where it
/// is quoted.
fn values(text: &str, syntax: Syntax) -> Vec<String> {
    let document = read(text, syntax);
    assert_eq!(document.syntax, syntax, "{text}");
    document
        .ids()
        .filter_map(|id| {
            let scalar = document.scalar(id)?;
            let written = text.get(scalar.inner.range()).expect("a place");
            let same = written == scalar.text;
            assert_eq!(scalar.verbatim, same && !written.is_empty(), "{text}");
            let mark = if same { "" } else { "~" };
            let quoted = if scalar.quoted { "\"" } else { "" };
            let tag = document.node(id)?.tag.as_deref().unwrap_or_default();
            Some(format!(
                "{}={tag}{quoted}{}{mark}",
                document.path(id).join("/"),
                scalar.text
            ))
        })
        .collect()
}

/// What stands at the keys, quotes included.
fn keys(text: &str, syntax: Syntax) -> Vec<&str> {
    let document = read(text, syntax);
    let keys = document.nodes.iter().filter_map(|node| match node.key {
        Key::Name(_, span) => Some(text.get(span.range()).expect("a place")),
        _ => None,
    });
    keys.collect()
}

/// What stands at the comments, `>` before those that have a line of their own.
fn comments(text: &str, syntax: Syntax) -> Vec<String> {
    let document = read(text, syntax);
    let shown = document.comments.iter().map(|comment| {
        let mark = if comment.own_line { ">" } else { "" };
        format!("{mark}{}", &text[comment.span.range()])
    });
    shown.collect()
}

#[test]
fn yaml_has_documents_tags_and_every_kind_of_scalar() {
    let text = "\u{feff}# é\r\n%YAML 1.2\r\n---\r\na: é\r\n'b c': !Ref \"x\\ty\" # z\r\nd:\r\n- ami-1\r\n- |\r\n  one\r\n  two\r\n\
                - >-\r\n  three\r\n- 'it''s'\r\ne: &e 1.30\r\nf: *e\r\ng:\r\n...\r\n# between\r\n---\r\n{\"h\": [1, \"2\"]}\r\n--- i\r\n";
    assert_eq!(
        values(text, Syntax::Yaml),
        [
            "a=é",
            "b c=!Ref\"x\ty~",
            "d/0=ami-1",
            "d/1=\"one\ntwo\n~",
            "d/2=\"three",
            "d/3=\"it's~",
            "e=1.30",
            "f=1.30~",
            "g=",
            "h/0=1",
            "h/1=\"2",
            "=i"
        ]
    );
    assert_eq!(
        keys(text, Syntax::Yaml),
        ["a", "'b c'", "d", "e", "f", "g", "\"h\""]
    );
    assert_eq!(
        comments(text, Syntax::Yaml),
        [">\u{feff}# é", "# z", ">\u{feff}# between"].map(|c| c.replace('\u{feff}', ""))
    );
    assert_eq!(read(text, Syntax::Yaml).roots().count(), 3);
}

#[test]
fn aliases_are_never_expanded() {
    let long = "x".repeat(1_000);
    let text = format!("a: &a [1, 2]\nb: *a\nc: &c {long}\nd: *c\n*a : e\n*c : f\n&g g: 1\n*g : h\n<<: *a\n");
    let found = values(&text, Syntax::Yaml);
    assert_eq!(
        found,
        [
            "a/0=1",
            "a/1=2",
            "b=~",
            &format!("c={long}"),
            "d=~",
            "=e",
            "=f",
            "g=1",
            "g=h",
            "<<=~"
        ]
    );
}

#[test]
fn json_has_no_second_document() {
    assert_eq!(
        values(
            "{\n\t\"a/b\": {\"c\": null},\n\t\"d\\u00e9\": \"x\\n\"}",
            Syntax::Json
        ),
        ["a/b/c=null", "dé=\"x\n~"]
    );
    let long = "k".repeat(1_000);
    let text = format!("{{\"{long}\" : 1,\n\"a\":\n2}}");
    assert_eq!(
        values(&text, Syntax::Json),
        [format!("{long}=1"), "a=2".to_owned()]
    );
    assert_eq!(read("{}\n---\n{}", Syntax::Json).syntax, Syntax::Text);
    assert_eq!(read("{\"a\": {{ b }}}", Syntax::Json).syntax, Syntax::Text);
}

#[test]
fn hcl_blocks_are_maps_within_maps() {
    let text = "\u{feff}resource \"aws_instance\" \"é\" {\r\n  ami = \"ami-1\"\r\n  tags = { Name = \"n\", \"a b\" : true }\r\n}\r\n\
                locals /* { */ { n = 1.5 }\r\n";
    assert_eq!(
        values(text, Syntax::Hcl),
        [
            "resource/aws_instance/é/ami=\"ami-1",
            "resource/aws_instance/é/tags/Name=\"n",
            "resource/aws_instance/é/tags/a b=true",
            "locals/n=1.5",
        ]
    );
    let found = keys(text, Syntax::Hcl);
    assert_eq!(
        found,
        [
            "resource",
            "\"aws_instance\"",
            "\"é\"",
            "ami",
            "tags",
            "Name",
            "\"a b\"",
            "locals",
            "n"
        ]
    );
    let document = read(text, Syntax::Hcl);
    let at = |path: &[&str]| {
        let id = document.get(NodeId(0), path).expect("a node");
        &text[document.nodes[id.0 as usize].span.range()]
    };
    assert!(at(&["resource", "aws_instance"]).starts_with("\"é\" {\r\n"));
    assert!(at(&["resource", "aws_instance", "é"]).starts_with("{\r\n  ami"));
    assert_eq!(at(&["locals"]), "{ n = 1.5 }");
}

#[test]
fn hcl_expressions_hold_the_literals_in_them() {
    let cases: &[(&str, &[&str])] = &[
        (
            "a = lookup({ \"eu-west-1\" = \"x\" }, var.r, \"y\")",
            &["a/0/eu-west-1=\"x", "a/2=\"y"],
        ),
        ("a = var.b ? \"x\" : (\"y\")", &["a/1=\"x", "a/2/0=\"y"]),
        ("a = merge({ b = 1 },\n { c = \"x\" })", &["a/0/b=1", "a/1/c=\"x"]),
        ("a = \"x-${b[\"y\"]}-z\"", &["a/0=\"x-", "a/1/1=\"y", "a/2=\"-z"]),
        (
            "a = [for k, v in { x = 1 } : \"y\" if k != \"z\"]",
            &["a/0/x=1", "a/1=\"y", "a/2/1=\"z"],
        ),
        ("a = \"%{ if b }x%{ else }y%{ endif }\"", &["a/1=\"x", "a/2=\"y"]),
        ("a = \"q\\\"\\u00e9$${b}\"", &["a=\"q\"é${b}~"]),
        (
            "a = { (var.b) = \"x\", c.d = \"y\" }",
            &["a/(var.b)=\"x", "a/c.d=\"y"],
        ),
        ("a = -5", &["a=-5"]),
        ("a = !true == null", &["a/0/0=true", "a/1=null"]),
        ("a = x::f(\"y\"...)", &["a/0=\"y"]),
        ("a = <<EOT\n  ami-1\nEOT\n", &["a=\"  ami-1\n"]),
        (
            "a = <<-EOT\n    x\n      ami-1\n    EOT\n",
            &["a=\"x\n  ami-1\n~"],
        ),
        (
            "a = <<-EOT\n  x ${\"y\"}\n  EOT\n",
            &["a/0=\"x ~", "a/1=\"y", "a/2=\"\n"],
        ),
        ("a = <<EOT\nEOT\n", &["a=\""]),
        ("a = <<-É1\r\n  é\r\n  É1\r\nb = 2\r\n", &["a=\"é\n~", "b=2"]),
        ("a = [<<X\n  x\nX\n, \"y\"]", &["a/0=\"  x\n", "a/1=\"y"]),
        (
            "a = (\n  b\n  ? \"x\" # c\n  : \"y\"\n)",
            &["a/0/1=\"x", "a/0/2=\"y"],
        ),
        ("a = b.*.c[0].d[*].e[\"x\"].0", &["a/1=0", "a/2=\"x"]),
        ("a = []\nb = {}\nc = d", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(&values(text, Syntax::Hcl), expected, "{text}");
    }
}

#[test]
fn hcl_comments_stand_between_texts() {
    let text = "# a\r\nb \"#\" { // c\n  d = \"// #\" # e\n  /* f\n   # */ g = [ # h\n    \"x${ 1 /* no */ }\", i / 2, /**/ /*/ j */\n  ]\n  \
                k = <<E\n# no\nE\n  l = { \"#\" = 1 } # é\n}\n#";
    assert_eq!(
        comments(text, Syntax::Hcl),
        [
            ">\r# a",
            "// c",
            "# e",
            ">/* f\n   # */",
            "# h",
            "/**/",
            "/*/ j */",
            "# é",
            ">#"
        ]
        .map(|c| c.replace('\r', ""))
    );
}

#[test]
fn repeated_blocks_are_all_found() {
    let text = "provider \"a\" { region = \"x\" }\nprovider \"b\" {\n  alias = \"y\"\n}\nprovider \"b\" { region = \"z\" }\n";
    let document = read(text, Syntax::Hcl);
    assert_eq!(
        document.text_at(NodeId(0), &["provider", "b", "region"]),
        Some("z")
    );
    assert_eq!(
        document.text_at(NodeId(0), &["provider", "b", "alias"]),
        Some("y")
    );
    assert_eq!(document.text_at(NodeId(0), &["provider", "c"]), None);
    assert_eq!(document.children_named(NodeId(0), "provider").count(), 3);
    assert_eq!(document.children(NodeId(0)).count(), 3);
}

#[test]
fn toml_tables_are_maps() {
    let text = "\u{feff}\"é\" = 1 # x\r\n[default.deploy.\"a b\"] # y\r\nc.d = \"q\\n\"\r\nc.'e' = '''\r\nami-1'''\r\n\
                [default.deploy.f]\r\ng = [ 1_0, { h = \"\"\"i\"\"\", k.l = true, k.m = 2020-01-01 } ]\r\n[z]\r\n[default]\r\nn = 'o'\r\n\
                [[p]]\r\nx = 1\r\n[p.q]\r\ny = 2\r\n[[p.r]]\r\n[[p.r]]\r\nx = 3\r\n[[p]]\r\nx = 4\r\n[[p.r]]\r\nx = 5\r\n[y]\r\n\
                [[p]]\r\nx = 6\r\n";
    assert_eq!(
        values(text, Syntax::Toml),
        [
            "é=1",
            "default/deploy/a b/c/d=\"q\n~",
            "default/deploy/a b/c/e=\"ami-1",
            "default/deploy/f/g/0=1_0",
            "default/deploy/f/g/1/h=\"i",
            "default/deploy/f/g/1/k/l=true",
            "default/deploy/f/g/1/k/m=2020-01-01",
            "default/n=\"o",
            "p/0/x=1",
            "p/0/q/y=2",
            "p/0/r/1/x=3",
            "p/1/x=4",
            "p/1/r/0/x=5",
            "p/2/x=6",
        ]
    );
    assert_eq!(comments(text, Syntax::Toml), ["# x", "# y"]);
    let document = read(text, Syntax::Toml);
    assert_eq!(document.text_at(NodeId(0), &["default", "n"]), Some("o"));
    assert_eq!(document.children_named(NodeId(0), "default").count(), 2);
    for text in [
        "a",
        "a = ",
        "[a",
        "a = [1",
        "a = \"\\q\"",
        "a = 1 2",
        "= 1",
        "a = {{ b }}",
        "# \u{1}",
    ] {
        assert_eq!(read(text, Syntax::Toml).syntax, Syntax::Text, "{text}");
    }
}

#[test]
fn dotenv_has_names_quotes_and_comments() {
    let text = "\u{feff}# a\r\nB=ami-1 # c\r\nexport D.E = 'x # y'\r\nF=\"two\r\nlines\\n\" # g\r\nH=\r\n  I=a#b\r\nexport=1";
    assert_eq!(
        values(text, Syntax::Dotenv),
        [
            "B=ami-1",
            "D.E=\"x # y",
            "F=\"two\r\nlines\n~",
            "H=",
            "I=a#b",
            "export=1"
        ]
    );
    assert_eq!(comments(text, Syntax::Dotenv), ["># a", "# c", "# g"]);
    for text in ["a", "a b=c", "A='x", "A='x'y", "=x", "- a"] {
        assert_eq!(read(text, Syntax::Dotenv).syntax, Syntax::Text, "{text}");
    }
}

#[test]
fn text_has_comments_where_they_may_matter() {
    let cases: &[(&str, &[&str])] = &[
        ("# nothing\nx = \"ami-1\" # y", &["# y"]),
        ("# amiforge: hold\n", &["># amiforge: hold"]),
        ("  // amiFilter=[]\n// no", &[">// amiFilter=[]"]),
        (
            "<!-- currentImageName=x --> y ami-1 /* z */ -- a",
            &["><!-- currentImageName=x -->", "/* z */", "-- a"],
        ),
        ("aws --image-id ami-1 https://x#y", &[]),
        ("f(\"ami-1 # x\"); // y", &["// y"]),
        ("; ami-1\r\nx; # ami-2\r", &[">; ami-1", "# ami-2"]),
        ("a/b-c<d ami-1", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(&comments(text, Syntax::Text), expected, "{text}");
    }
}

#[test]
fn what_is_too_deep_is_text() {
    let cases = [
        (Syntax::Hcl, "a = ", "[", "1", "]"),
        (Syntax::Hcl, "a = ", "(", "1", ")"),
        (Syntax::Hcl, "a = ", "{ a = ", "1", "}"),
        (Syntax::Hcl, "", "a {\n", "a = 1\n", "}\n"),
        (Syntax::Hcl, "a = ", "\"${", "1", "}\""),
        (Syntax::Hcl, "a = ", "\"%{ if a }", "1", "%{ endif }\""),
        (Syntax::Hcl, "a = ", "f(", "1", ")"),
        (Syntax::Hcl, "a = ", "!", "1", ""),
        (Syntax::Hcl, "a = ", "1 + ", "1", ""),
        (Syntax::Hcl, "a = ", "a ? b : ", "1", ""),
        (Syntax::Hcl, "a = ", "a[", "1", "]"),
        (Syntax::Hcl, "a = ", "f([{ a = \"${(!b ? c : d[", "1", "])}\" }])"),
        (Syntax::Hcl, "a = ", "<<A\n${[for b in c : ", "1", "]}\nA\n"),
        (Syntax::Toml, "a = ", "[", "1", "]"),
        (Syntax::Toml, "a = ", "{ a = ", "1", "}"),
        (Syntax::Toml, "", "a.", "a = 1", ""),
        (Syntax::Json, "", "[", "1", "]"),
        (Syntax::Json, "", "{\"a\":", "1", "}"),
        (Syntax::Yaml, "", "- ", "1", ""),
        (Syntax::Yaml, "", "? ", "1", ""),
    ];
    for (syntax, before, open, inner, close) in cases {
        let text = |deep: usize| format!("{before}{}{inner}{}", open.repeat(deep), close.repeat(deep));
        assert_eq!(read(&text(3), syntax).syntax, syntax, "{open}");
        assert_eq!(read(&text(10_000), syntax).syntax, Syntax::Text, "{open}");
        let half = format!("{before}{}", open.repeat(10_000));
        assert_eq!(read(&half, syntax).syntax, Syntax::Text, "{open}");
    }
}
