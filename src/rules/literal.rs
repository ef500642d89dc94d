//! What is known of a value before the document runs.

use crate::component::modules::Module;
use crate::component::{Component, Step};
use crate::nearest::nearest;
use crate::yaml::scalar::Resolved;
use crate::yaml::{Entry, Node};

/// A scalar as far as the document alone tells it. What `{{ … }}` and `${…}` stand for is not known; the text
/// before the first and behind the last of them is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    /// The scalar.
    pub(super) node: Node<'a>,
    /// The text before the first unknown part; all of it when nothing is unknown.
    pub(super) start: &'a str,
    /// The text behind the last unknown part; all of it when nothing is unknown.
    pub(super) end: &'a str,
    /// Whether nothing is unknown.
    whole: bool,
}

impl<'a> Known<'a> {
    /// What is known of a scalar. A local tag (`!Ref`) leaves nothing known, and a list or a map is no text.
    pub(super) fn of(node: Node<'a>) -> Option<Self> {
        let text = node.text().filter(|_| !node.is_null())?;
        if node.tag().is_some_and(|tag| !tag.core) {
            return None;
        }
        let first = [text.find("{{"), text.find("${")].into_iter().flatten().min();
        Some(match first {
            None => Self {
                node,
                start: text,
                end: text,
                whole: true,
            },
            Some(first) => Self {
                node,
                start: text.get(..first).unwrap_or_default(),
                end: text.rsplit('}').next().unwrap_or_default(),
                whole: false,
            },
        })
    }

    /// The text when nothing is unknown.
    pub(super) fn literal(&self) -> Option<&'a str> {
        self.whole.then_some(self.start)
    }

    /// Whether the value can begin with this ASCII word, in any letter case.
    pub(super) fn may_begin_with(&self, word: &str) -> bool {
        if self.whole || self.start.len() >= word.len() {
            begins_with(self.start, word)
        } else {
            begins_with(word, self.start)
        }
    }

    /// Whether the value can end with this ASCII word, in any letter case.
    pub(super) fn may_end_with(&self, word: &str) -> bool {
        let ends = |text: &str, word: &str| {
            let at = text.len().checked_sub(word.len());
            at.and_then(|at| text.get(at..))
                .is_some_and(|end| end.eq_ignore_ascii_case(word))
        };
        if self.whole || self.end.len() >= word.len() {
            ends(self.end, word)
        } else {
            ends(word, self.end)
        }
    }
}

/// Whether a boolean input is switched on. `yes`, `on` and a quoted `true` count: what else they are, other rules say.
pub(super) fn is_true(node: Node<'_>) -> bool {
    match node.resolved() {
        Some(Resolved::Boolean(on) | Resolved::MaybeBoolean(on)) => on,
        Some(Resolved::Text) => node.text().is_some_and(|text| text.eq_ignore_ascii_case("true")),
        _ => false,
    }
}

/// Whether a text begins with this word, in any letter case.
pub(super) fn begins_with(text: &str, word: &str) -> bool {
    text.get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// The steps that run one of these actions.
pub(super) fn steps<'c, 'a>(
    component: &'c Component<'a>,
    actions: &'c [&'c str],
) -> impl Iterator<Item = &'c Step<'a>> {
    component
        .steps()
        .filter(move |step| actions.contains(&step.action_text()))
}

/// The input maps of the steps that run one of these actions: one at most for an action that takes a map.
pub(super) fn input_maps<'c, 'a>(
    component: &'c Component<'a>,
    actions: &'c [&'c str],
) -> impl Iterator<Item = Node<'a>> {
    steps(component, actions).flat_map(Step::input_maps)
}

/// The values of the input `name` in the steps that run one of these actions, null left out.
pub(super) fn inputs<'c, 'a>(
    component: &'c Component<'a>,
    actions: &'c [&'c str],
    name: &'c str,
) -> impl Iterator<Item = Entry<'a>> {
    steps(component, actions).flat_map(move |step| step.input(name))
}

/// What is known of the values of the input `name` in the steps that run one of these actions.
pub(super) fn texts<'c, 'a>(
    component: &'c Component<'a>,
    actions: &'c [&'c str],
    name: &'c str,
) -> impl Iterator<Item = Known<'a>> {
    inputs(component, actions, name).filter_map(|entry| Known::of(entry.value))
}

/// Whether an input map has a key that is not documented and reads like a misspelled `name`. That key has a
/// finding of its own, and `name` is not really missing.
pub(super) fn misspelled(map: Node<'_>, module: &Module, name: &str) -> bool {
    map.entries()
        .iter()
        .any(|entry| module.input(entry.name()).is_none() && nearest(entry.name(), [name]).is_some())
}

/// Whether a text can name a phase or a step. Other names have a finding of their own.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// What separates the parts of this path. In a path from the root of Linux or macOS, `\` is a character like others.
pub(super) fn separators(path: &str) -> &'static [char] {
    if path.starts_with('/') {
        &['/']
    } else {
        &['/', '\\']
    }
}

/// Whether a path ends in a separator.
pub(super) fn ends_in_separator(path: &str) -> bool {
    path.ends_with(['/', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::{Settings, judge};
    use crate::source::Source;
    use crate::yaml;

    #[test]
    fn known_is_what_stands_outside_the_references() {
        let cases = [
            ("plain", ("plain", "plain", true)),
            ("'a{{ X }}b'", ("a", "b", false)),
            ("'a{{ X }}{{ Y }}'", ("a", "", false)),
            ("'${X}/b'", ("", "/b", false)),
            ("'a{{ X }}b${Y}c'", ("a", "c", false)),
        ];
        for (written, expected) in cases {
            let text = format!("key: {written}");
            let tree = yaml::parse(&text);
            let value = tree.root().and_then(|root| root.get("key")).expect("a value");
            let known = Known::of(value).expect("a scalar");
            let got = (known.start, known.end, known.literal().is_some());
            assert_eq!(got, expected, "{written}");
        }
        for written in ["", "~", "[a]", "!Ref Bucket"] {
            let text = format!("key: {written}");
            let tree = yaml::parse(&text);
            let value = tree.root().and_then(|root| root.get("key")).expect("a value");
            assert!(Known::of(value).is_none(), "{written}");
        }
    }

    #[test]
    fn what_a_reference_can_complete_is_possible() {
        let possible = |written: &str| {
            let text = format!("key: '{written}'");
            let tree = yaml::parse(&text);
            let value = tree.root().and_then(|root| root.get("key")).expect("a value");
            let known = Known::of(value).expect("a scalar");
            (known.may_begin_with("s3://"), known.may_end_with(".ps1"))
        };
        assert_eq!(possible("S3://a.PS1"), (true, true));
        assert_eq!(possible("s3:/{{ X }}s1"), (true, true));
        assert_eq!(possible("s3-/{{ X }}s2"), (false, false));
        assert_eq!(possible("s3"), (false, false));
        assert_eq!(possible("{{ X }}"), (true, true));
        assert_eq!(possible("ü{{ X }}ü"), (false, false));
    }

    /// The rules that have findings on a document with these phases, those of other groups left out.
    fn fired(phases: &str) -> Vec<&'static str> {
        let source = Source::new("a.yaml", format!("schemaVersion: 1.0\nphases:\n{phases}"));
        judge(&source, &Settings::default())
            .iter()
            .map(|finding| finding.rule)
            .filter(|rule| rule.starts_with("semantic/"))
            .collect()
    }

    fn step(action: &str, rest: &str) -> String {
        format!("  - {{name: build, steps: [{{name: One, action: {action}, {rest}}}]}}\n")
    }

    #[test]
    fn what_another_rule_says_is_not_said_twice() {
        let download = |rest: &str| {
            let inputs = format!("inputs: [{{source: 'https://a.b/c', destination: /c, {rest}}}]");
            fired(&step("WebDownload", &inputs))
        };
        assert_eq!(download("algorithm: MD5"), ["semantic/checksum-pair"]);
        assert_eq!(download("algorithm: MD5, checkSum: ab"), [""; 0]);
        assert_eq!(download("checksum: ab, algoritm: MD5"), [""; 0]);
        let folder = |rest: &str| fired(&step("CreateFolder", &format!("inputs: [{{path: /a, {rest}}}]")));
        assert_eq!(folder("owner: root"), ["semantic/create-folder-overwrite"]);
        assert_eq!(folder("overWrite: false"), [""; 0]);
        // A name that no phase can have, and limits that no step accepts.
        assert_eq!(fired("  - {name: build phase}\n"), [""; 0]);
        assert_eq!(fired("  - {name: build}\n  - {name: my phase}\n"), [""; 0]);
        let nested = |limit: &str| {
            let rest = format!("timeoutSeconds: {limit}, inputs: {{document: a.yaml}}");
            fired(&step("ExecuteDocument", &rest))
        };
        assert_eq!(nested("1.0"), ["semantic/document-action-limits"]);
        assert_eq!(nested("0"), [""; 0]);
        assert_eq!(fired(&step("Reboot", "timeoutSeconds: 0")), [""; 0]);
    }

    #[test]
    fn a_missing_file_is_reported_once_and_only_where_nothing_can_create_it() {
        let append = "{name: Two, action: AppendFile, inputs: [{path: /a/b.c}, {path: /a/b.c}]}";
        let after = |first: &str| {
            let found = fired(&format!("  - {{name: build, steps: [{first}{append}]}}\n"));
            found
                .iter()
                .filter(|rule| **rule == "semantic/appendfile-missing")
                .count()
        };
        let first =
            |action: &str, inputs: &str| format!("{{name: One, action: {action}, inputs: {inputs}}}, ");
        assert_eq!(after(""), 1);
        assert_eq!(after(&first("CreateFile", "[{path: /a/b}]")), 1);
        assert_eq!(after(&first("DeleteFile", "[{path: /a/b.c}]")), 1);
        assert_eq!(after(&first("CreateFile", "[{path: /a/b.c}]")), 0);
        assert_eq!(after(&first("CopyFolder", "[{source: /x, destination: /a/}]")), 0);
        assert_eq!(
            after(&first("MoveFile", "[{source: /x, destination: '{{ Y }}'}]")),
            0
        );
        assert_eq!(after(&first("UpdateOS", "{}")), 0);
        assert_eq!(after(&first("Unheard", "{}")), 0);
    }
}
