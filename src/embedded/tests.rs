//! What is found in each language, and where every byte of it comes from.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

/// The documents of a host: each piece that is verbatim as it is, what was made as `‹text›`, holes as `«host»`.
fn found(host: &str, syntax: Syntax) -> Vec<String> {
    let read = read(host, syntax).expect("a host");
    read.parts.iter().map(|part| shown(host, part)).collect()
}

fn shown(host: &str, part: &Part) -> String {
    let cut = |span: Span| host.get(span.range()).expect("a place");
    match part {
        Part::Unknown(unknown) => format!("? {} at {}", unknown.reason, first_line(cut(unknown.span))),
        Part::File(file) => format!("file {} at {}", file.path, cut(file.span)),
        Part::Text(embedded) => {
            check(host, &embedded.text);
            marked(host, &embedded.text)
        }
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn marked(host: &str, mapped: &Mapped) -> String {
    let text = mapped.text();
    let mut out = String::new();
    let mut made = String::new();
    for (at, c) in text.char_indices() {
        let span = Span::new(at, at + c.len_utf8());
        let hole = mapped.holes().iter().find(|hole| hole.at.contains(span));
        if let Some(hole) = hole {
            if hole.at.start == span.start {
                flush(&mut out, &mut made);
                let _ = write!(out, "«{}»", &host[hole.host.range()]);
            }
        } else if mapped.exact(span).is_some() {
            flush(&mut out, &mut made);
            out.push(c);
        } else {
            made.push(c);
        }
    }
    flush(&mut out, &mut made);
    out
}

fn flush(out: &mut String, made: &mut String) {
    if !made.is_empty() {
        let _ = write!(out, "‹{made}›");
        made.clear();
    }
}

/// Places are in the host, never go back, and are exact where they say so.
fn check(host: &str, mapped: &Mapped) {
    let text = mapped.text();
    let mut last = Span::default();
    let bounds: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    for pair in bounds.windows(2) {
        let span = Span::new(pair[0], pair[1]);
        let place = mapped.place(span);
        assert!(host.get(place.range()).is_some(), "{place:?} in {host}");
        assert!(
            last.start <= place.start && last.end <= place.end,
            "{last:?} {place:?}"
        );
        if let Some(exact) = mapped.exact(span) {
            assert_eq!(host.get(exact.range()), text.get(span.range()));
            assert_eq!(exact, place);
        }
        last = place;
    }
    let whole = mapped.place(Span::new(0, text.len()));
    assert!(host.get(whole.range()).is_some());
    let mut end = 0;
    for hole in mapped.holes() {
        assert!(hole.at.start >= end && host.get(hole.host.range()).is_some());
        assert!(text[hole.at.range()].starts_with("${") && text[hole.at.range()].ends_with('}'));
        assert!(mapped.touches_hole(hole.at) && mapped.touches_hole(Span::empty(hole.at.end)));
        end = hole.at.end;
    }
}

fn template(data: &str) -> String {
    format!(
        "Resources:\n  A:\n    Type: AWS::ImageBuilder::Component\n    Properties:\n      Platform: Linux\n      Data: {data}\n"
    )
}

#[test]
fn cloudformation_text_has_every_style_and_function() {
    let cases: &[(&str, &[&str])] = &[
        ("|\n        a: b\n        c: é\n", &["a: b\nc: é\n"]),
        (">\n        a:\n        b\n", &["a:‹ ›b\n"]),
        ("'a: ''b'''", &["a: ‹'›b‹'›"]),
        ("\"a: b\\nc: d\"", &["a: b‹\n›c: d"]),
        (
            "!Sub |\n        a: ${X}\n        b: ${!Y}z",
            &["a: «${X}»\nb: ${Y}z\n"],
        ),
        (
            "!Sub '${AWS::Region}'",
            &["? the whole text is known only when the template is filled in at ${AWS::Region}"],
        ),
        (
            "\n        Fn::Sub:\n          - 'a: ${X} ${Y}'\n          - X: one\n            Y: !Ref Z",
            &["a: ‹one› «${Y}»"],
        ),
        (
            "!Join [\"\\n\", ['a: b', !Sub 'c: ${X}', !Ref D, {Ref: E}]]",
            &["a: b‹\n›c: «${X}»‹\n›«!Ref D»‹\n›«{Ref: E}»"],
        ),
        (
            "\n        Fn::Join: ['', ['a', {'Fn::Join': ['-', [b, c]]}]]",
            &["ab‹-›c"],
        ),
        (
            "!Join ['', !Ref List]",
            &["? the text comes from `Fn::Join`, known only when CloudFormation runs at ['', !Ref List]"],
        ),
        (
            "!Ref Doc",
            &["? the text comes from `Ref`, known only when CloudFormation runs at Doc"],
        ),
        ("!If [C, 'a: 1', 'b: 2']", &["a: 1", "b: 2"]),
        ("!If [C, 'a: 1', !Ref 'AWS::NoValue']", &["a: 1"]),
        ("'a: {{resolve:ssm:/x}}'", &["a: «{{resolve:ssm:/x}}»"]),
        ("{a: b}", &["? `Data` is not a text here at {a: b}"]),
    ];
    for (data, expected) in cases {
        let text = template(data);
        assert_eq!(found(&text, Syntax::Yaml), *expected, "{text}");
    }
}

#[test]
fn json_strings_are_followed_through_their_escapes() {
    let json = r#"{"Resources": {"A": {"Type": "AWS::ImageBuilder::Component",
        "Properties": {"Data": {"Fn::Join": ["", ["a: \"b\"\nc: \u00e9", {"Ref": "B"}, "d\\"]]}}}}}"#;
    assert_eq!(
        found(json, Syntax::Json),
        ["a: ‹\"›b‹\"\n›c: ‹é›«{\"Ref\": \"B\"}»d‹\\›"]
    );
    let terraform =
        r#"{"resource": {"aws_imagebuilder_component": {"x": {"data": "a: ${var.b}\nc: $${D}"}}}}"#;
    assert_eq!(found(terraform, Syntax::Json), ["a: «${var.b}»‹\n›c: ${D}"]);
}

fn resource(data: &str) -> String {
    format!("resource \"aws_imagebuilder_component\" \"x\" {{\n  platform = \"Linux\"\n  data = {data}\n}}\n")
}

#[test]
fn terraform_text_has_heredocs_strings_and_objects() {
    let cases: &[(&str, &[&str])] = &[
        (
            "<<EOT\na: b\n  c: ${var.d}\n$${E} %%{f}\nEOT",
            &["a: b\n  c: «${var.d}»\n${E} %{f}\n"],
        ),
        (
            "<<-EOT\n    a: b\n\n      c: EOT d\n    EOT",
            &["a: b\n\n  c: EOT d\n"],
        ),
        ("<<-EOT\n    ${var.a}\n    b\n    EOT", &["«${var.a}»\nb\n"]),
        (
            "\"a: \\\"b\\\"\\nc: ${upper(\"x}\")} \\u00e9\"",
            &["a: ‹\"›b‹\"\n›c: «${upper(\"x}\")}» ‹é›"],
        ),
        (
            "<<EOT\na: %{ if var.x }b%{ else }c%{ endif }d\nEOT",
            &["a: «%{ if var.x }b%{ else }c%{ endif }»d\n"],
        ),
        (
            "<<EOT\na:\n%{ for x in var.y }\n - ${x}\n%{ endfor }\nEOT",
            &["? `%{ … }` makes lines there that are known only when Terraform runs at <<EOT"],
        ),
        (
            "<<EOT\na: ${~ var.x ~}\nEOT",
            &["? `~` takes away white space there, so the text is known only when Terraform runs at <<EOT"],
        ),
        (
            "var.doc",
            &["? the text is `var.doc`, known only when Terraform runs at var.doc"],
        ),
        (
            "\"${var.doc}\"",
            &["? the text is `var.doc`, known only when Terraform runs at \"${var.doc}\""],
        ),
        (
            "file(\"${path.module}/a/b.yml\")",
            &["file a/b.yml at file(\"${path.module}/a/b.yml\")"],
        ),
        ("\"${file(\"./b.yml\")}\"", &["file b.yml at file(\"./b.yml\")"]),
        (
            "file(\"a/${each.key}\")",
            &[
                "? the text is `file(\"a/${each.key}\")`, known only when Terraform runs at file(\"a/${each.key}\")",
            ],
        ),
        (
            "templatefile(\"x.tpl\", { a = 1 })",
            &[
                "? the text is made by `templatefile`: check the text that comes out at templatefile(\"x.tpl\", { a = 1 })",
            ],
        ),
        ("var.x == null ? \"a: 1\" : null", &["a: 1"]),
        ("chomp(<<EOT\na: 1\nEOT\n)", &["a: 1\n"]),
        (
            "yamlencode({\n    a = [0700, 1.0, true, null]\n    \"b c\" : \"d \\\"e\\\" ${var.f}\"\n    g = local.h\n    (var.i) = \"${var.j}\"\n  })",
            &[
                "‹{\"›a‹\": [700, 1, ›true‹, ›null‹], ›\"b c\"‹: ›\"d ‹\\\"›e‹\\\"› «${var.f}»\"‹, \"›g‹\": \"›«local.h»‹\", \"›\
               «(var.i)»‹\": \"›«\"${var.j}\"»‹\"}›",
            ],
        ),
        (
            "jsonencode({ a = <<-EOT\n      x\n        y\n      EOT\n  })",
            &["‹{\"›a‹\": \"›x‹\\n›  y‹\\n\"}›"],
        ),
    ];
    for (data, expected) in cases {
        let text = resource(data);
        assert_eq!(found(&text, Syntax::Hcl), *expected, "{text}");
    }
}

#[test]
fn locals_of_the_file_are_followed_and_modules_looked_into() {
    let text = "locals {\n  doc = local.inner\n  inner = { a = 1 }\n  other = <<EOT\nphases: []\nschemaVersion: 1.0\nEOT\n}\n\
                resource \"aws_imagebuilder_component\" \"x\" {\n  data = yamlencode(local.inner)\n}\n\
                resource \"aws_imagebuilder_component\" \"y\" {\n  data = local.other\n}\n\
                module \"z\" {\n  d = [{ doc = yamlencode({ phases = [], schemaVersion = 1.0 }) }]\n  e = yamlencode({ a = 1 })\n}\n";
    let read = read(text, Syntax::Hcl).expect("a host");
    let parts: Vec<(bool, bool)> = read
        .parts
        .iter()
        .map(|part| match part {
            Part::Text(embedded) => (embedded.declared, embedded.generated),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(parts, [(true, false), (true, true), (false, true)]);
    let circle = "locals {\n  a = local.b\n  b = true ? local.a : local.a\n}\nresource \"aws_imagebuilder_component\" \"x\" {\n  data = local.a\n}\n";
    assert!(found(circle, Syntax::Hcl).len() <= 64);
}

#[test]
fn a_file_without_documents_says_so() {
    let uri = "resource \"aws_imagebuilder_component\" \"x\" {\n  uri = \"s3://a/b\"\n}\n";
    let host = read(uri, Syntax::Hcl).expect("a host");
    assert!(host.declares && host.parts.is_empty());
    assert!(!may_hold("resource \"aws_instance\" \"x\" {}", Syntax::Hcl));
    assert!(read("resource {{", Syntax::Hcl).is_none());
    assert!(read("Resources: [", Syntax::Yaml).is_none());
}

proptest! {
    /// Whatever the pieces of a template are, places stay in order and exact.
    #[test]
    fn places_are_true_in_yaml(
        style in prop::sample::select(vec!["|", ">", "!Sub |", "!Sub >-", "|+"]),
        lines in prop::collection::vec("[a:é \\-'\"\\\\${}!X]{0,12}", 0..8),
    ) {
        let body = lines.iter().fold(String::new(), |body, line| body + "        " + line + "\n");
        let text = template(&format!("{style}\n        a\n{body}"));
        if let Some(host) = read(&text, Syntax::Yaml) {
            host.parts.iter().for_each(|part| { shown(&text, part); });
        }
    }

    #[test]
    fn places_are_true_in_quotes(double in any::<bool>(), sub in any::<bool>(), inner in "[a:é ntu09'\\\\${}!\n]{0,24}") {
        let quote = if double { '"' } else { '\'' };
        let tag = if sub { "!Sub " } else { "" };
        let text = template(&format!("{tag}{quote}{inner}{quote}"));
        if let Some(host) = read(&text, Syntax::Yaml) {
            host.parts.iter().for_each(|part| { shown(&text, part); });
        }
    }

    #[test]
    fn places_are_true_in_hcl(form in 0..4_usize, inner in "[a:é nu09\"\\\\$%{}~\n=,\\[\\]]{0,24}") {
        let data = match form {
            0 => format!("\"{inner}\""),
            1 => format!("<<EOT\n{inner}\nEOT"),
            2 => format!("<<-EOT\n  {inner}\n  EOT"),
            _ => format!("yamlencode({{ a = [{inner}], \"{inner}\" = \"{inner}\" }})"),
        };
        let text = resource(&data);
        if let Some(host) = read(&text, Syntax::Hcl) {
            host.parts.iter().for_each(|part| { shown(&text, part); });
        }
    }
}
