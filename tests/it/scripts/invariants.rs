//! What holds for every script, whatever is in it. The fuzz target checks the same.

use std::ops::Range;

use amiforge::component::Component;
use amiforge::script::{Script, Scripts, Word};
use amiforge::yaml;

/// Reads a text as a script of bash, of PowerShell when it begins with `1`, and as the words of a program when it begins
/// with `2`; once in double quotes, once as a block.
pub(crate) fn script(text: &str) {
    let action = match text.bytes().next() {
        Some(b'1') => "ExecutePowerShell",
        Some(b'2') => "ExecuteBinary",
        _ => "ExecuteBash",
    };
    let text = text.strip_prefix(['0', '1', '2']).unwrap_or(text);
    let inputs = if action == "ExecuteBinary" {
        "path: bash\n      arguments:\n      - -c"
    } else {
        "commands:"
    };
    let block: String = text.lines().map(|line| format!("        {line}\n")).collect();
    for item in [quoted(text), format!("|2\n{block}")] {
        document(&format!(
            "phases:\n- name: build\n  steps:\n  - name: One\n    action: {action}\n    inputs:\n      {inputs}\n      - {item}\n"
        ));
    }
}

/// Reads the scripts of a document and checks all that is said of them.
pub(crate) fn document(text: &str) {
    let tree = yaml::parse(text);
    let component = tree.root().and_then(|root| Component::read(root, None));
    let Some(component) = component else { return };
    let scripts = Scripts::of(&component);
    for script in &scripts.all {
        assert_eq!(script.text.len(), script.code.len(), "{text:?}");
        for (number, call) in script.calls.iter().enumerate() {
            assert!(!call.words.is_empty(), "{call:?} of {text:?}");
            let before = |other: Option<usize>| other.is_none_or(|other| other < number);
            assert!(before(call.reads) && before(call.within), "{call:?} of {text:?}");
            fits(script, &call.range, text);
            let targets = call.redirects.iter().map(|redirect| &redirect.target);
            for word in call.words.iter().chain(&call.assignments).chain(targets) {
                self::word(script, word, text);
            }
            assert!(call.program().len() <= call.name().map_or(0, |name| name.text.len()));
            assert!(script.owners(call).count() <= number && script.sources(call).count() <= number);
        }
        for variable in &script.variables {
            fits(script, &variable.range, text);
            word(script, &variable.value, text);
        }
        script.functions.iter().for_each(|name| word(script, name, text));
        for fault in &script.faults {
            fits(script, &fault.range, text);
            if let Some((range, _)) = &fault.other {
                fits(script, range, text);
            }
        }
        for (range, line) in script.lines() {
            assert_eq!(script.code.get(range), Some(line));
        }
    }
}

fn word(script: &Script<'_, '_>, word: &Word, text: &str) {
    fits(script, &word.range, text);
}

/// A range is one of the script's text, and its place is one of the document.
fn fits(script: &Script<'_, '_>, range: &Range<usize>, text: &str) {
    let bytes = script.text.get(range.clone());
    let bytes = bytes.unwrap_or_else(|| panic!("{range:?} is no place in {:?}", script.text));
    let place = script.place(range);
    assert!(
        text.get(place.range()).is_some(),
        "{place:?} is no place in {text:?}"
    );
    if let Some(place) = script.verbatim(range) {
        assert_eq!(text.get(place.range()), Some(bytes), "in {text:?}");
    }
}

/// A text in double quotes of YAML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '\\' | '"' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
