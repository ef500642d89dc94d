//! `{{ … }}` references: where they stand and what they say.
//!
//! Forms: <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html>

use std::collections::HashSet;

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
    /// `inputs` or `outputs` with the brackets behind it.
    pub list: &'a str,
    /// The number in brackets; one that is too large for any list is the largest there is.
    pub index: Option<usize>,
    /// What is read; a dotted rest is kept whole.
    pub variable: &'a str,
}

impl<'a> Chained<'a> {
    /// The brackets and what is in them.
    pub fn brackets(&self) -> Option<&'a str> {
        self.list.find('[').and_then(|at| self.list.get(at..))
    }

    /// The name that is read, without a dotted or bracketed rest.
    pub fn head(&self) -> &'a str {
        self.variable.split(['.', '[']).next().unwrap_or_default()
    }
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
/// belong to the outer pair; an outer `{{` without a `}}` of its own ends at the next one. One pass each to
/// find the braces, to pair them and to read them: the time is linear, whatever the text.
pub(crate) fn references(text: &str) -> Vec<(usize, usize, &str)> {
    let mut found = Vec::new();
    let mut behind = 0;
    let braces = braces(text);
    for pair in pairs(&braces) {
        if pair.open < behind {
            continue;
        }
        let mut close = pair.close;
        // `{{{ x }}}`: the third brace belongs to the pair.
        let bytes = text.as_bytes();
        if bytes.get(pair.open + 2) == Some(&b'{') && bytes.get(close) == Some(&b'}') {
            close += 1;
        }
        if let Some(inner) = text.get(pair.open + 2..close - 2) {
            found.push((pair.open, close, inner));
        }
        behind = close;
    }
    found
}

#[derive(Clone, Copy)]
struct Pair {
    /// First byte of `{{`.
    open: usize,
    /// One past the last byte of `}}`.
    close: usize,
}

/// Start of every `{{` (`true`) and `}}` (`false`), in order, none overlapping another.
fn braces(text: &str) -> Vec<(usize, bool)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'{', b'}', rest)) {
        at += next;
        let brace = bytes[at];
        if bytes.get(at + 1) == Some(&brace) {
            found.push((at, brace == b'{'));
            at += 2;
        } else {
            at += 1;
        }
    }
    found
}

/// Every `{{` with its `}}`, by place of the `{{`.
fn pairs(braces: &[(usize, bool)]) -> Vec<Pair> {
    let mut partner: Vec<Option<usize>> = vec![None; braces.len()];
    let mut open = Vec::new();
    for (number, (at, opens)) in braces.iter().enumerate() {
        if *opens {
            open.push(number);
        } else if let Some(from) = open.pop() {
            partner[from] = Some(*at);
        }
    }
    let mut next_close = None;
    for (number, (at, opens)) in braces.iter().enumerate().rev() {
        if *opens {
            partner[number] = partner[number].or(next_close);
        } else {
            next_close = Some(*at);
        }
    }
    let pair = |((open, _), close): (&(usize, bool), &Option<usize>)| {
        close.map(|close| Pair {
            open: *open,
            close: close + 2,
        })
    };
    braces.iter().zip(&partner).filter_map(pair).collect()
}

/// Every word (letters, digits, `-`, `_`) that stands inside braces anywhere in a text.
pub fn words_in_braces(text: &str) -> HashSet<&str> {
    references(text)
        .into_iter()
        .flat_map(|(_, _, inner)| inner.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Reads the text between the braces.
pub fn parse(inner: &str) -> Expression<'_> {
    let text = inner.trim();
    let bare = text.strip_prefix('{').and_then(|t| t.strip_suffix('}'));
    if let Some(name) = bare.and_then(|t| t.trim().strip_prefix("imagebuilder:")) {
        return Expression::ImageBuilder(name);
    }
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

/// Whether a text has the characters of a name: letters, digits, `-` and `_`.
pub fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn chained(text: &str) -> Option<Chained<'_>> {
    let (phase, rest) = text.split_once('.')?;
    let (step, rest) = rest.split_once('.')?;
    let (list, variable) = rest.split_once('.')?;
    let (kind, index) = match list.split_once('[') {
        Some((kind, index)) => (kind, Some(number(index.strip_suffix(']')?.trim())?)),
        None => (list, None),
    };
    let output = match kind {
        "outputs" => true,
        "inputs" => false,
        _ => return None,
    };
    // Blanks are no part of a valid name, yet a step that has them in its name is referred to like that.
    let named = |part: &str| part.split(' ').all(is_word);
    let read = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.[]".contains(&b))
    };
    (named(phase) && named(step) && read(variable)).then_some(Chained {
        phase,
        step,
        output,
        list,
        index,
        variable,
    })
}

fn number(digits: &str) -> Option<usize> {
    let only_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    only_digits.then(|| digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_read_as_documented() {
        let chained = |list, index, variable| {
            Expression::Chained(Chained {
                phase: "build",
                step: "Dl",
                output: false,
                list,
                index,
                variable,
            })
        };
        let cases = [
            (" Name ", Expression::Name("Name")),
            (
                "build.Dl.inputs[0].source",
                chained("inputs[0]", Some(0), "source"),
            ),
            (
                "build.Dl.inputs[99999999999999999999].a",
                chained("inputs[99999999999999999999]", Some(usize::MAX), "a"),
            ),
            ("build.Dl.inputs.path", chained("inputs", None, "path")),
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
            (
                "{ imagebuilder:parentImage }",
                Expression::ImageBuilder("parentImage"),
            ),
            (
                "build.A.outputs.stdout | trim",
                Expression::Unrecognized("build.A.outputs.stdout | trim"),
            ),
            (
                "build.A.inputs[i].path",
                Expression::Unrecognized("build.A.inputs[i].path"),
            ),
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
    #[test]
    fn many_braces_take_no_time() {
        for text in ["{{ ".repeat(300_000) + "}}", "{{ {{ }} ".repeat(200_000)] {
            assert!(!references(&text).is_empty());
        }
    }

    #[test]
    fn words_in_braces_are_found_wherever_they_stand() {
        let words = words_in_braces("a {{ b-c.d }} e {{ aws:ssm:resolve(F_1) }} {{ open");
        let mut words: Vec<&str> = words.into_iter().collect();
        words.sort_unstable();
        assert_eq!(words, ["F_1", "aws", "b-c", "d", "resolve", "ssm"]);
    }
}
