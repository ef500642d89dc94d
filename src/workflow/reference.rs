//! References: `$.parameters.name` as a whole value, `{{ $.parameters.name }}` inside a text.
//!
//! <https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-dynamic-vars.html>

use crate::source::Span;
use crate::yaml::Node;

/// The first words that a reference can have behind `$.`.
pub const ROOTS: &[&str] = &["parameters", "stepOutputs", "workflowOutputs", "imagebuilder"];

/// The documented variables below `$.imagebuilder`.
pub const VARIABLES: &[&str] = &[
    "cloudWatchLogGroup",
    "cloudWatchLogStream",
    "collectImageMetadata",
    "collectImageScanFindings",
    "imageBuildNumber",
    "imageId",
    "imageName",
    "imageType",
    "imageVersionNumber",
    "instanceProfileName",
    "platform",
    "s3Logs",
    "securityGroups",
    "sourceImageARN",
    "subnetId",
    "terminateInstanceOnFailure",
    "workflowPhase",
    "workingDirectory",
];

/// The name without the suffix `.$`, and whether it had one: its value then is a reference.
pub fn split_key(key: &str) -> (&str, bool) {
    key.strip_suffix(".$").map_or((key, false), |name| (name, true))
}

/// The parts of a path such as `$.stepOutputs.Launch.instanceId`. What follows the third word, and
/// an index in brackets, is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path<'a> {
    /// All of it.
    pub text: &'a str,
    /// The word behind `$.`.
    pub root: &'a str,
    /// The second word: a parameter, a step, a variable; empty without one.
    pub first: &'a str,
    /// The third word: an output; empty without one.
    pub second: &'a str,
}

/// What a path points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A parameter of the document.
    Parameter(&'a str),
    /// An output of a step of the document.
    StepOutput {
        /// The step's name.
        step: &'a str,
        /// The output's name.
        output: &'a str,
    },
    /// An output of a workflow that ran before.
    WorkflowOutput(&'a str),
    /// A system variable.
    Variable(&'a str),
    /// Nothing that is documented, or too short.
    Unknown,
}

impl<'a> Path<'a> {
    /// Reads a path; `None` when the text is none.
    pub fn parse(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix("$.")?;
        if rest.contains(char::is_whitespace) {
            return None;
        }
        let (root, rest) = word(rest);
        let (first, rest) = rest.strip_prefix('.').map_or(("", rest), word);
        let (second, _) = rest.strip_prefix('.').map_or(("", rest), word);
        Some(Self {
            text,
            root,
            first,
            second,
        })
    }

    /// The documented first word that it starts with, in any letter case.
    pub fn known_root(&self) -> Option<&'static str> {
        ROOTS
            .iter()
            .find(|root| root.eq_ignore_ascii_case(self.root))
            .copied()
    }

    /// What it points at.
    pub fn target(&self) -> Target<'a> {
        match self.known_root() {
            Some(_) if self.first.is_empty() => Target::Unknown,
            Some("parameters") => Target::Parameter(self.first),
            Some("stepOutputs") if !self.second.is_empty() => Target::StepOutput {
                step: self.first,
                output: self.second,
            },
            Some("workflowOutputs") => Target::WorkflowOutput(self.first),
            Some("imagebuilder") => Target::Variable(self.first),
            _ => Target::Unknown,
        }
    }
}

fn word(text: &str) -> (&str, &str) {
    text.split_at(text.find(['.', '[']).unwrap_or(text.len()))
}

/// Where a reference stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Below `inputs` of a step.
    Inputs,
    /// Below `if` of a step.
    If,
    /// In another key of a step, such as `rollbackEnabled.$`.
    Step,
    /// In the `value` of an output of the document.
    Output,
}

/// A reference in the document.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'a> {
    /// The path.
    pub path: Path<'a>,
    /// Where the path is written.
    pub span: Span,
    /// The scalar that holds it.
    pub node: Node<'a>,
    /// Whether it is the whole value, not in `{{ }}`.
    pub whole: bool,
    /// The key that the value belongs to; none for an item of a list.
    pub key: Option<Node<'a>>,
    /// Where it stands.
    pub place: Place,
    /// Number of the step that holds it.
    pub step: Option<usize>,
}

impl Reference<'_> {
    /// Where the word behind `$.` is written.
    pub fn root_span(&self) -> Span {
        self.part(2, self.path.root)
    }

    /// Where the second word is written.
    pub fn first_span(&self) -> Span {
        self.part(3 + self.path.root.len(), self.path.first)
    }

    /// Where the third word is written.
    pub fn second_span(&self) -> Span {
        self.part(4 + self.path.root.len() + self.path.first.len(), self.path.second)
    }

    fn part(&self, offset: usize, text: &str) -> Span {
        let start = self.span.start as usize + offset;
        let end = start + text.len();
        // A value written with escapes has no exact places inside.
        if text.is_empty()
            || end > self.span.end as usize
            || self.node.tree().slice(Span::new(start, end)) != text
        {
            return self.span;
        }
        Span::new(start, end)
    }
}

/// `{{ … }}` in a text, without the braces and blanks, with its byte offset.
pub fn braces(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text
        .get(at..)
        .and_then(|rest| rest.find("{{"))
        .map(|i| at + i + 2)
    {
        let Some(inner) = text
            .get(open..)
            .and_then(|rest| rest.find("}}").and_then(|end| rest.get(..end)))
        else {
            break;
        };
        at = open + inner.len() + 2;
        let trimmed = inner.trim();
        found.push((open + (inner.len() - inner.trim_start().len()), trimmed));
    }
    found
}

/// Finds the references in the values below a node; keys are plain text.
pub(super) fn collect<'a>(
    node: Node<'a>,
    key: Option<Node<'a>>,
    place: Place,
    step: Option<usize>,
    found: &mut Vec<Reference<'a>>,
) {
    let mut waiting = vec![(node, key)];
    while let Some((node, key)) = waiting.pop() {
        if !node.is_scalar() {
            let from = waiting.len();
            waiting.extend(node.items().map(|item| (item, None)));
            waiting.extend(node.written_entries().map(|e| (e.value, Some(e.key))));
            waiting[from..].reverse();
            continue;
        }
        let raw = node.raw();
        let base = node.span().start as usize;
        let text = node.text().unwrap_or_default().trim();
        if let Some(path) = Path::parse(text) {
            let span = raw
                .find(text)
                .map_or_else(|| node.span(), |at| Span::new(base + at, base + at + text.len()));
            found.push(Reference {
                path,
                span,
                node,
                whole: true,
                key,
                place,
                step,
            });
            continue;
        }
        for (at, inner) in braces(raw) {
            if let Some(path) = Path::parse(inner) {
                found.push(Reference {
                    path,
                    span: Span::new(base + at, base + at + inner.len()),
                    node,
                    whole: false,
                    key,
                    place,
                    step,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_as_documented() {
        let cases = [
            ("$.parameters.region", Target::Parameter("region")),
            (
                "$.stepOutputs.Launch.instanceId",
                Target::StepOutput {
                    step: "Launch",
                    output: "instanceId",
                },
            ),
            (
                "$.stepOutputs.Run.output[0]",
                Target::StepOutput {
                    step: "Run",
                    output: "output",
                },
            ),
            (
                "$.stepOutputs.Copy.distributedImages[0].amiId",
                Target::StepOutput {
                    step: "Copy",
                    output: "distributedImages",
                },
            ),
            ("$.workflowOutputs.image", Target::WorkflowOutput("image")),
            ("$.imageBuilder.platform", Target::Variable("platform")),
            ("$.stepOutputs.Launch", Target::Unknown),
            ("$.parameters['a']", Target::Unknown),
            ("$.elsewhere.x", Target::Unknown),
        ];
        for (text, expected) in cases {
            assert_eq!(Path::parse(text).expect(text).target(), expected, "{text}");
        }
        assert_eq!(Path::parse("$.a b"), None);
        assert_eq!(Path::parse("$5"), None);
    }

    #[test]
    fn braces_give_their_content_and_place() {
        assert_eq!(braces("a {{ $.x }}{{y}}"), [(5, "$.x"), (13, "y")]);
        assert_eq!(braces("{{ open"), []);
        assert_eq!(split_key("instanceId.$"), ("instanceId", true));
        assert_eq!(split_key("instanceId"), ("instanceId", false));
    }
}
