//! `{{ … }}` references: where they stand and what they say.
//!
//! Forms: <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html>

use crate::source::Span;
use crate::yaml::Node;

/// What a reference says, blanks at both ends left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression<'a> {
    /// `Name`: a parameter or constant.
    Name(&'a str),
    /// `phase.step.inputs…` or `phase.step.outputs…`.
    Chained(Chained<'a>),
    /// `owner.member`, two words: a loop (`loop.value`), or something unknown.
    Dotted {
        /// Before the dot.
        owner: &'a str,
        /// Behind the dot.
        member: &'a str,
    },
    /// `aws:ssm:/path`.
    Parameter(&'a str),
    /// `aws:ssm:resolve(argument)`.
    Resolve(&'a str),
    /// `aws:imds:path`.
    Metadata(&'a str),
    /// `context:key`.
    Context(&'a str),
    /// `env:NAME`.
    Environment(&'a str),
    /// `imagebuilder:…`, which belongs elsewhere.
    ImageBuilder(&'a str),
    /// Anything else.
    Unrecognized(&'a str),
}

/// `phase.step.outputs[i].var`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chained<'a> {
    /// The phase's name.
    pub phase: &'a str,
    /// The step's name.
    pub step: &'a str,
    /// Whether it reads an output; else an input.
    pub output: bool,
    /// The number in brackets.
    pub index: Option<usize>,
    /// What is read; a dotted rest is kept whole.
    pub variable: &'a str,
}

/// Whether a value depends on something that is known only when the document runs.
pub fn is_dynamic(text: &str) -> bool {
    text.contains("{{")
}

/// The references of a scalar with their places in the file, found in the text as written: no escape
/// of YAML is of use inside braces, and so the place is exact in every style.
pub fn find(node: Node<'_>) -> Vec<(Span, Expression<'_>)> {
    let raw = node.raw();
    if !raw.contains("{{") {
        return Vec::new();
    }
    let base = node.span().start as usize;
    references(raw)
        .into_iter()
        .map(|(start, end, inner)| (Span::new(base + start, base + end), parse(inner)))
        .collect()
}

/// Start, end and inner text of every `{{ … }}`. Without `}}` there is no reference. Braces inside
/// belong to the outer pair.
fn references(text: &str) -> Vec<(usize, usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|i| at + i) {
        let mut depth = 1;
        let mut cursor = open + 2;
        let close = loop {
            let rest = &text[cursor..];
            let Some(end) = rest.find("}}") else { break None };
            match rest.find("{{") {
                Some(inner) if inner < end => {
                    depth += 1;
                    cursor += inner + 2;
                }
                _ => {
                    depth -= 1;
                    cursor += end + 2;
                    if depth == 0 {
                        break Some(cursor);
                    }
                }
            }
        };
        let Some(mut close) = close.or_else(|| text[open..].find("}}").map(|i| open + i + 2)) else {
            break;
        };
        // `{{{ x }}}`: the third brace belongs to the pair.
        while text[open..].starts_with("{{{") && text[close..].starts_with('}') {
            close += 1;
        }
        found.push((open, close, &text[open + 2..close - 2]));
        at = close;
    }
    found
}

/// Reads the text between the braces.
pub fn parse(inner: &str) -> Expression<'_> {
    let text = inner.trim();
    if text.contains(['{', '}']) {
        return Expression::Unrecognized(text);
    }
    if let Some(rest) = text.strip_prefix("aws:ssm:") {
        let argument = rest.strip_prefix("resolve(").and_then(|r| r.strip_suffix(')'));
        return argument.map_or(Expression::Parameter(rest), |a| Expression::Resolve(a.trim()));
    }
    if let Some(path) = text.strip_prefix("aws:imds:") {
        return Expression::Metadata(path);
    }
    if let Some(key) = text.strip_prefix("context:") {
        return Expression::Context(key);
    }
    if let Some(name) = text.strip_prefix("env:") {
        return Expression::Environment(name);
    }
    if let Some(name) = text.strip_prefix("imagebuilder:") {
        return Expression::ImageBuilder(name);
    }
    if is_word(text) {
        return Expression::Name(text);
    }
    if let Some(chained) = chained(text) {
        return Expression::Chained(chained);
    }
    match text.split_once('.') {
        Some((owner, member)) if is_word(owner) && is_word(member) => Expression::Dotted { owner, member },
        _ => Expression::Unrecognized(text),
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn chained(text: &str) -> Option<Chained<'_>> {
    let (phase, rest) = text.split_once('.')?;
    let (step, rest) = rest.split_once('.')?;
    let (list, variable) = rest.split_once('.')?;
    let (list, index) = match list.split_once('[') {
        Some((list, index)) => (list, Some(index.strip_suffix(']')?.trim().parse().ok()?)),
        None => (list, None),
    };
    let output = match list {
        "outputs" => true,
        "inputs" => false,
        _ => return None,
    };
    let named = |part: &str| !part.is_empty() && !part.contains(['"', '\'', '|', '(', ')', '\n']);
    (named(phase) && named(step) && !variable.is_empty()).then_some(Chained {
        phase,
        step,
        output,
        index,
        variable,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_read_as_documented() {
        let chained = |index, variable| {
            Expression::Chained(Chained {
                phase: "build",
                step: "Dl",
                output: false,
                index,
                variable,
            })
        };
        let cases = [
            (" Name ", Expression::Name("Name")),
            ("build.Dl.inputs[0].source", chained(Some(0), "source")),
            ("build.Dl.inputs.path", chained(None, "path")),
            (
                "loop.value",
                Expression::Dotted {
                    owner: "loop",
                    member: "value",
                },
            ),
            ("aws:ssm:/a/b", Expression::Parameter("/a/b")),
            ("aws:ssm:resolve( Name )", Expression::Resolve("Name")),
            (
                "aws:imds:placement/region",
                Expression::Metadata("placement/region"),
            ),
            ("context:region", Expression::Context("region")),
            (
                "env:ProgramFiles(x86)",
                Expression::Environment("ProgramFiles(x86)"),
            ),
            ("imagebuilder:buildDate", Expression::ImageBuilder("buildDate")),
            (".ID", Expression::Unrecognized(".ID")),
            ("a | b", Expression::Unrecognized("a | b")),
            ("build.Dl.outputs", Expression::Unrecognized("build.Dl.outputs")),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    #[test]
    fn braces_pair_up() {
        let inner = |text: &'static str| -> Vec<&str> {
            references(text).into_iter().map(|(_, _, inner)| inner).collect()
        };
        assert_eq!(inner("a {{x}} b {{ y }}"), ["x", " y "]);
        assert_eq!(inner("{{ aws:ssm:{{/p}} }} {{z}}"), [" aws:ssm:{{/p}} ", "z"]);
        assert_eq!(inner("{{{ imagebuilder:a }}}"), ["{ imagebuilder:a }"]);
        assert_eq!(inner("{{ open"), [""; 0]);
        assert_eq!(inner("{{ {{ x }}"), [" {{ x "]);
    }
}
