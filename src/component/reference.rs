//! The references of a step: where they stand and what they say.

use super::template::{self, Expression};
use crate::source::Span;
use crate::yaml::Node;

/// Below which key of a step a reference stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `inputs`.
    Inputs,
    /// `if`.
    If,
    /// `forEach` of `loop`: the list, or the text to split.
    Loop,
}

/// `{{ … }}` in a value.
#[derive(Clone, Debug)]
pub struct Reference<'a> {
    /// From the first brace to the last.
    pub span: Span,
    /// The text between the braces without the blanks at its ends.
    pub inner: Span,
    /// What it says.
    pub expression: Expression<'a>,
    /// Where it stands.
    pub place: Place,
    /// The scalar that holds it.
    pub node: Node<'a>,
}

impl Reference<'_> {
    /// Where a part of its expression stands; for any other text the whole inner text.
    pub fn part(&self, part: &str) -> Span {
        let raw = self.node.raw();
        let at = part.as_ptr().addr().checked_sub(raw.as_ptr().addr());
        match at {
            Some(at) if at + part.len() <= raw.len() => {
                let start = self.node.span().start as usize + at;
                Span::new(start, start + part.len())
            }
            _ => self.inner,
        }
    }
}

/// How much text is searched for references. Aliases are followed, and so a long text with many aliases
/// would be searched as often as there are aliases; no honest document comes near this.
const MOST_TEXT: usize = 8 * 1024 * 1024;

/// Collects the references of a whole document.
#[derive(Debug)]
pub(super) struct Collector {
    text_left: usize,
}

impl Default for Collector {
    fn default() -> Self {
        Self { text_left: MOST_TEXT }
    }
}

impl Collector {
    /// Finds the references in the values below a node; keys are plain text. Aliases are followed: what
    /// they stand for is used here too.
    pub(super) fn collect<'a>(&mut self, node: Node<'a>, place: Place, found: &mut Vec<Reference<'a>>) {
        let mut waiting = vec![node];
        while let Some(node) = waiting.pop() {
            if node.is_scalar() {
                let Some(left) = self.text_left.checked_sub(node.raw().len()) else {
                    continue;
                };
                self.text_left = left;
                found.extend(
                    template::find(node)
                        .into_iter()
                        .map(|(span, expression)| Reference {
                            span,
                            inner: inner(node, span),
                            expression,
                            place,
                            node,
                        }),
                );
                continue;
            }
            let from = waiting.len();
            waiting.extend(node.items());
            waiting.extend(node.written_entries().map(|entry| entry.value));
            waiting[from..].reverse();
        }
    }
}

/// What stands between the braces of a reference, without the blanks at its ends.
fn inner(node: Node<'_>, span: Span) -> Span {
    let text = node.tree().slice(span);
    let text = text.get(2..text.len().saturating_sub(2)).unwrap_or_default();
    let blanks = text.len() - text.trim_start().len();
    let start = span.start as usize + 2 + blanks;
    Span::new(start, start + text.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::component::Component;
    use crate::yaml;

    /// The references of a document with one step, as they stand in the file, with their inner text.
    fn references(text: &str) -> Vec<(String, String)> {
        let tree = yaml::parse(text);
        assert_eq!(tree.fault, None);
        let component = Component::read(tree.root().expect("a root"), None).expect("a component");
        let found = component.steps().flat_map(|step| &step.references);
        found
            .map(|r| (tree.slice(r.span).to_owned(), tree.slice(r.inner).to_owned()))
            .collect()
    }

    fn document(inputs: &str) -> String {
        format!("phases:\n  - name: build\n    steps:\n      - name: One\n        inputs:\n{inputs}")
    }

    #[test]
    fn references_are_found_where_they_stand_in_every_style() {
        let cases = [
            "          a: x {{ Name }} y\n",
            "          a: '{{ Name }}'\n",
            "          a: 'it''s {{ Name }}'\n",
            "          a: \"\\u00e9\\t{{ Name }}\"\n",
            "          a: \"über\n            {{ Name }} \\\n            more\"\n",
            "          a: |\n            é\n            {{ Name }}\n",
            "          a: |2-\n            {{ Name }}\n",
            "          a: | # {{ no }}\n            {{ Name }}\n",
            "          a: >-\n            é\n\n            x {{ Name }}\n",
            "          a: one\n            two {{ Name }}\n",
            "          a: [b, '{{ Name }}']\n",
            "          '{{ no }}': ['{{ Name }}'] # {{ no }}\n",
            "          a: !Sub x {{ Name }}\n",
            "          a: &b x {{ Name }}\n",
        ];
        for inputs in cases {
            for text in [document(inputs), document(inputs).replace('\n', "\r\n")] {
                for text in [format!("\u{feff}{text}"), text] {
                    let expected = [("{{ Name }}".to_owned(), "Name".to_owned())];
                    assert_eq!(references(&text), expected, "{text:?}");
                }
            }
        }
    }

    #[test]
    fn a_reference_may_be_folded_and_blanks_are_no_part_of_it() {
        let text = document("          a: >\n            {{\n              Name\n            }} {{x.y}}\n");
        let inner: Vec<String> = references(&text).into_iter().map(|(_, inner)| inner).collect();
        assert_eq!(inner, ["Name", "x.y"]);
    }

    #[test]
    fn an_alias_has_the_references_of_what_it_stands_for() {
        let text = document("          a: &b '{{ Name }}'\n          c: *b\n");
        assert_eq!(references(&text).len(), 2);
    }

    #[test]
    fn the_parts_of_a_reference_are_found() {
        let text = document("          a: \"\\té {{ test.One.inputs[ 3 ].path }}\"\n");
        let tree = yaml::parse(&text);
        let component = Component::read(tree.root().expect("a root"), None).expect("a component");
        let reference = component.steps().flat_map(|s| &s.references).next().expect("one");
        let Expression::Chained(chained) = &reference.expression else {
            panic!("{reference:?}");
        };
        let parts = [
            chained.phase,
            chained.step,
            chained.list,
            chained.brackets().expect("brackets"),
            chained.variable,
        ];
        let expected = ["test", "One", "inputs[ 3 ]", "[ 3 ]", "path"];
        assert_eq!(parts.map(|part| tree.slice(reference.part(part))), expected);
        assert_eq!(reference.part("elsewhere"), reference.inner);
    }

    #[test]
    fn many_aliases_of_a_long_text_take_no_time() {
        let long = "{{ a }}".repeat(50_000);
        let text = document(&format!(
            "          - &l '{long}'\n{}",
            "          - *l\n".repeat(50_000)
        ));
        assert!(references(&text).len() < 2_000_000);
    }
}
