//! What holds for every YAML text.

use std::fmt::Write as _;
use std::time::Duration;

use amiforge::yaml;
use proptest::prelude::*;

use crate::invariants;
use crate::support::worked;

/// A value and how it is written.
#[derive(Clone, Debug)]
enum Value {
    Plain(String),
    Single(String),
    Double(String),
    Block(bool, Vec<String>),
    Nothing,
    List(bool, Vec<Value>),
    Map(bool, Vec<(String, Value)>),
    Tagged(&'static str, Box<Value>),
}

fn word() -> impl Strategy<Value = String> {
    "[a-zA-Z/$é][a-zA-Z0-9/$é_.-]{0,8}( [a-zA-Z0-9(){}é\\\\;=|]{1,6}){0,3}"
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        // Braces end text without quotes within brackets, so they stay out of it here.
        word().prop_map(|w| Value::Plain(w.replace(['{', '}'], "_"))),
        "[ -~é\u{1f600}]{0,12}".prop_map(|w| Value::Single(w.replace('\'', "''"))),
        "[ -~é\u{1f600}]{0,12}".prop_map(|w| Value::Double(w.replace('\\', "\\\\").replace('"', "\\\""))),
        (any::<bool>(), prop::collection::vec(word(), 1..4))
            .prop_map(|(folded, lines)| Value::Block(folded, lines)),
        Just(Value::Nothing),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let pairs = (word(), inner.clone());
        prop_oneof![
            (any::<bool>(), prop::collection::vec(inner.clone(), 0..5))
                .prop_map(|(flow, items)| Value::List(flow, items)),
            (any::<bool>(), prop::collection::vec(pairs, 0..5))
                .prop_map(|(flow, entries)| Value::Map(flow, entries)),
            (prop::sample::select(vec!["!Sub", "!!map", "&a", "! "]), inner)
                .prop_map(|(tag, of)| Value::Tagged(tag, Box::new(of))),
        ]
    })
}

/// Writes a value behind a key or dash; within brackets everything is in brackets.
fn write(value: &Value, depth: usize, flow: bool, comments: bool, out: &mut String) {
    let indent = format!("\n{}", "  ".repeat(depth));
    let remark = if comments && !flow { "  # remark" } else { "" };
    match value {
        Value::Plain(text) => _ = write!(out, "{text}{remark}"),
        Value::Single(text) => _ = write!(out, "'{text}'{remark}"),
        Value::Double(text) => _ = write!(out, "\"{text}\"{remark}"),
        Value::Block(folded, lines) if !flow => {
            out.push_str(if *folded { ">-" } else { "|" });
            for line in lines {
                _ = write!(out, "{indent}{line}");
            }
        }
        Value::Block(_, lines) => _ = write!(out, "\"{}\"", lines.join(" ").replace('\\', "\\\\")),
        Value::Nothing => out.push_str(if flow { "~" } else { remark }),
        Value::Tagged(tag, of) => {
            _ = write!(out, "{tag} ");
            write(of, depth, flow, comments, out);
        }
        Value::List(brackets, items) if flow || *brackets || items.is_empty() => {
            out.push('[');
            for item in items {
                write(item, depth, true, comments, out);
                out.push_str(", ");
            }
            out.push(']');
        }
        Value::Map(brackets, entries) if flow || *brackets || entries.is_empty() => {
            out.push('{');
            for (key, item) in entries {
                _ = write!(out, "'{key}': ");
                write(item, depth, true, comments, out);
                out.push_str(", ");
            }
            out.push('}');
        }
        Value::List(_, items) => {
            for item in items {
                _ = write!(out, "{indent}- ");
                write(item, depth + 1, false, comments, out);
            }
        }
        Value::Map(_, entries) => {
            for (key, item) in entries {
                _ = write!(out, "{indent}{key}: ");
                write(item, depth + 1, false, comments, out);
            }
        }
    }
}

/// Scraps that mean something to YAML or to a rule.
fn scraps() -> impl Strategy<Value = String> {
    let scrap = prop::sample::select(vec![
        "a",
        "b: c",
        "- ",
        ": ",
        "? ",
        "\n",
        "\n  ",
        "\n    ",
        "\r\n",
        "\r",
        "\t",
        " ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "\"",
        "'",
        "|",
        ">",
        "|\n",
        ">-\n",
        "|2\n",
        "&a ",
        "*a",
        "<<: ",
        "!Sub ",
        "! ",
        "!!str ",
        "#",
        " # x",
        "---\n",
        "...\n",
        "%",
        "@",
        "`",
        "\\",
        "\\'",
        "\\/",
        "\\n",
        "\\x4",
        "\\uD83D\\uDE00",
        "{{ X }}",
        "{{",
        "}}",
        "\u{feff}",
        "\u{7f}",
        "\0",
        "\u{85}",
        "\u{9f}",
        "\u{fffe}",
        "é",
        "\u{1f600}",
        "C:\\temp\\new",
        "commands:",
        "\ncommands:\n- ",
        "- - ",
        "schemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      - name: a\n        action: ExecuteBash\n        inputs:\n          commands:\n            - ",
        "steps:\n",
        "inputs: ",
        "action: Assert\n",
        "parameters:\n  - X: ",
        "if:\n  not: ",
        "loop: ",
    ]);
    prop::collection::vec(scrap, 0..24).prop_map(|scraps| scraps.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_written_value_is_read_with_places_that_fit(value in value(), comments in any::<bool>(), crlf in any::<bool>()) {
        let mut text = String::from("top: ");
        write(&value, 1, false, comments, &mut text);
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        let fault = yaml::parse(&text).fault;
        // Two tags or anchors for one value are no YAML, and neither is a tag between a key and a list on its own lines
        // at the wrong depth; everything else that is written here is YAML.
        prop_assert!(fault.is_none() || matches!(value, Value::Tagged(..)) || format!("{value:?}").contains("Tagged"), "{fault:?}\n{text}");
        invariants::tree(&text);
        invariants::findings(&text);
    }

    #[test]
    fn scraps_of_yaml_never_stop_us(text in scraps()) {
        invariants::tree(&text);
        invariants::findings(&text);
    }

    #[test]
    fn no_text_stops_us(text in any::<String>()) {
        invariants::tree(&text);
        invariants::findings(&text);
    }

    #[test]
    fn no_bytes_stop_us(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let judged = amiforge::lint::judge_file("example.yaml", bytes, &amiforge::lint::Settings::default());
        for finding in judged.findings {
            prop_assert!(judged.source.text().get(finding.span.range()).is_some());
        }
    }
}

/// Twice the text must not take four times as long. A quadratic step would take minutes at this size.
#[test]
fn hostile_texts_are_judged_in_time_that_grows_with_their_length() {
    const SIZE: usize = 100_000;
    let mut keys = String::new();
    for i in 0..SIZE / 16 {
        _ = writeln!(keys, "k{i}: &a{i} v");
    }
    let commands = "inputs:\n  commands:\n";
    let units = [
        "[",
        "{",
        "- ",
        "? ",
        "a: ",
        "[a, ",
        "\"",
        "'",
        "&a ",
        "|\n",
        "# c\n",
        "\n",
        "\t",
        "\r",
        "a\n",
        "a ",
        "a: b\n",
        "---\n",
        "--- a\n",
        "\0",
        "\u{7f}\n",
        "{{",
        "\\",
        ": ",
        "- - a\n",
        "- &a b\n",
        "- \"\\'\"\n",
        "- \"\\/\"\n",
        "- \"C:\\t\"\n",
        "- a: b\n",
        "- {{ a }}\n",
        "- a \\\n  b\n",
        "- a #b\n",
        "- >\n  b \\\n",
        "<<: {a: b}\n",
        "é",
    ];
    let mut texts: Vec<String> = units
        .iter()
        .flat_map(|unit| {
            let text = unit.repeat(SIZE / unit.len());
            [format!("{commands}{text}"), format!("a: \"{text}\""), text]
        })
        .collect();
    texts.push(keys.repeat(2));
    texts.push(format!(
        "a: &a {{{}}}\nb:\n  <<: *a\n{}",
        "x, ".repeat(SIZE / 6),
        "  y: z\n".repeat(SIZE / 14)
    ));
    for text in texts {
        let start = worked();
        invariants::findings(&text);
        let took = worked().saturating_sub(start);
        let shown: String = text.chars().take(40).collect();
        assert!(took < Duration::from_secs(10), "{took:?} for {shown:?}…");
    }
}
