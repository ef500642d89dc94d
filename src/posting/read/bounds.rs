//! JSON with bounds on what it makes of the memory.

use serde_json::{Map, Value};

use crate::markdown::cut;

/// Values of a file: a hundred thousand findings have fewer.
const VALUES: usize = 1_000_000;
/// Characters of a text or a key. Longer ones are cut.
const TEXT: usize = 4_000;

/// The value of a text, with every text in it cut. `serde_json` itself bounds the depth.
pub(super) fn value(text: &str) -> Result<Value, String> {
    // Before anything is built: the shortest values take a byte or two here, and a hundred in memory.
    if values(text) > VALUES {
        return Err(format!("more than {VALUES} values, so it was not read"));
    }
    let value = serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    Ok(shortened(value))
}

/// How many values there are at most. Every value but the first stands behind a comma or a bracket.
fn values(text: &str) -> usize {
    let (mut number, mut quoted, mut escaped) = (1, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' | b'[' | b'{' if !quoted => number += 1,
            _ => {}
        }
    }
    number
}

/// No deeper than `serde_json` reads.
fn shortened(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(cut(&text, TEXT)),
        Value::Array(items) => Value::Array(items.into_iter().map(shortened).collect()),
        Value::Object(fields) => {
            let fields = fields
                .into_iter()
                .map(|(key, value)| (cut(&key, TEXT), shortened(value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_counted_outside_of_texts() {
        for (text, number) in [
            ("1", 1),
            ("[]", 2),
            ("[1, 2]", 3),
            (r#"{"a,[{": "b,\",["}"#, 2),
            (r#"["\\", "a"]"#, 3),
            ("[{},{}]", 5),
            ("\"", 1),
        ] {
            assert_eq!(values(text), number, "{text}");
        }
    }

    #[test]
    fn what_is_too_much_is_refused_or_cut() {
        let many = format!("[{}0]", "0,".repeat(VALUES));
        assert!(value(&many).expect_err("refused").contains("values"));
        let deep = "[".repeat(10_000);
        assert!(value(&deep).expect_err("refused").contains("recursion"));
        let long = "漢".repeat(TEXT + 1);
        let found = value(&json!({ "a": [long], &long: 1 }).to_string()).expect("a value");
        assert_eq!(found["a"][0], format!("{}…", "漢".repeat(TEXT)));
        assert_eq!(found[format!("{}…", "漢".repeat(TEXT))], 1);
    }
}
