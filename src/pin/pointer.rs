//! Patterns with captures: pointers into a document and layouts of folders.
//!
//! `/Mappings/RegionMap/{region}/WinCore2022` leads through keys (and list indexes); `clusters/{environment}/{cluster}/**`
//! through folders. `{name}` takes one whole part and remembers it, `*` takes one part, `**` any number of them.

use std::collections::BTreeMap;

use crate::syntax::{Document, Key, NodeId};

/// What `{name}` parts have taken.
pub type Captures = BTreeMap<String, String>;

/// Why a pattern, or a text with `{name}` in it, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPattern {
    /// What is wrong, the end of a sentence that begins with the text.
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    Capture(String),
    Any,
    Rest,
}

/// Leads to nodes of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer(Vec<Part>);

/// Leads through folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout(Vec<Part>);

/// A text with `{name}` in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(String);

impl Pointer {
    /// Reads a pointer. `~1` stands for `/` and `~0` for `~`, as in RFC 6901; `*`, `**` and `{name}` are whole parts.
    pub fn parse(text: &str) -> Result<Self, BadPattern> {
        let Some(rest) = text.strip_prefix('/') else {
            return Err(bad("does not begin with `/`"));
        };
        let parts = parts(rest)?;
        let undone = parts.into_iter().map(|part| match part {
            Part::Literal(text) => Part::Literal(text.replace("~1", "/").replace("~0", "~")),
            part => part,
        });
        Ok(Self(undone.collect()))
    }

    /// The names of its `{name}` parts.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        names(&self.0)
    }

    /// The nodes that it leads to, each with what was captured on the way.
    pub fn find(&self, document: &Document) -> Vec<(NodeId, Captures)> {
        // For each node the parts that may be due below it. What no part is due for is not entered.
        let mut due = vec![Due::default(); document.nodes.len()];
        let mut found = Vec::new();
        let mut at = NodeId(0);
        while let Some(node) = document.node(at) {
            let here = match (node.parent, &node.key) {
                (Some(parent), key) => due[parent.0 as usize].behind(&self.0, key),
                (None, _) => Due::at(&self.0, 0),
            };
            due[at.0 as usize] = here;
            if here.is_done(&self.0)
                && let Some(captures) = matched(&self.0, &document.path(at))
            {
                found.push((at, captures));
            }
            at = if here == Due::default() {
                document.behind(at)
            } else {
                NodeId(at.0 + 1)
            };
        }
        found
    }
}

/// Which parts of a pattern may come next, a bit each; the bit behind the last says that it may end here.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Due(u64);

impl Due {
    /// The part of this number, and what stands behind a `**` that takes nothing.
    fn at(pattern: &[Part], number: usize) -> Self {
        let rest = pattern
            .iter()
            .skip(number)
            .take_while(|part| **part == Part::Rest);
        (0..=rest.count()).fold(Self::default(), |due, more| Self(due.0 | 1 << (number + more)))
    }

    /// What is due below a node of this key.
    fn behind(self, pattern: &[Part], key: &Key) -> Self {
        let due = pattern
            .iter()
            .enumerate()
            .filter(|(number, _)| self.0 >> number & 1 == 1);
        due.fold(Self::default(), |below, (number, part)| {
            let next = match part {
                Part::Rest => Self::at(pattern, number),
                Part::Any | Part::Capture(_) => Self::at(pattern, number + 1),
                Part::Literal(text) if is_named(key, text) => Self::at(pattern, number + 1),
                Part::Literal(_) => Self::default(),
            };
            Self(below.0 | next.0)
        })
    }

    fn is_done(self, pattern: &[Part]) -> bool {
        self.0 >> pattern.len() & 1 == 1
    }
}

fn is_named(key: &Key, text: &str) -> bool {
    match key {
        Key::Root => false,
        Key::Name(name, _) => name == text,
        Key::Index(index) => index.to_string() == text,
    }
}

impl Layout {
    /// Reads a layout, relative to the root of the repository and with `/`.
    pub fn parse(text: &str) -> Result<Self, BadPattern> {
        if text.starts_with('/') {
            return Err(bad("begins with `/`"));
        }
        Ok(Self(parts(text)?))
    }

    /// The names of its `{name}` parts.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        names(&self.0)
    }

    /// What a path gives, when it fits.
    pub fn captures(&self, path: &str) -> Option<Captures> {
        let parts: Vec<String> = path.split('/').map(str::to_owned).collect();
        matched(&self.0, &parts)
    }
}

impl Template {
    /// Reads a text with `{name}` in it.
    pub fn parse(text: &str) -> Result<Self, BadPattern> {
        /// More than the longest track; it bounds the work of filling.
        const LONGEST: usize = 2_000;
        if text.len() > LONGEST {
            return Err(bad("is longer than 2,000 bytes"));
        }
        let template = Self(text.to_owned());
        template.names()?;
        Ok(template)
    }

    /// The text as written.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The names in it.
    pub fn names(&self) -> Result<Vec<&str>, BadPattern> {
        let mut names = Vec::new();
        let mut rest = self.0.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            let Some((name, behind)) = rest
                .get(at..)
                .and_then(|from| from.strip_prefix('{')?.split_once('}'))
            else {
                return Err(bad("has a bracket without its other"));
            };
            names.push(capture(name)?);
            rest = behind;
        }
        Ok(names)
    }

    /// The text with every name filled in; the first name that nothing is known for as the error.
    pub fn fill(&self, captures: &Captures) -> Result<String, String> {
        let mut out = self.0.clone();
        for name in self.names().unwrap_or_default() {
            let value = captures.get(name).ok_or_else(|| name.to_owned())?;
            out = out.replace(&format!("{{{name}}}"), value);
        }
        Ok(out)
    }
}

fn bad(reason: &str) -> BadPattern {
    BadPattern {
        reason: reason.to_owned(),
    }
}

fn capture(name: &str) -> Result<&str, BadPattern> {
    let fits = |c: char| c.is_ascii_lowercase() || c == '-';
    if name.is_empty() || !name.chars().all(fits) {
        return Err(bad("has a `{}` whose name is not made of small letters"));
    }
    Ok(name)
}

fn parts(text: &str) -> Result<Vec<Part>, BadPattern> {
    const MOST: usize = 32;
    let parts: Vec<&str> = text.split('/').collect();
    if parts.len() > MOST {
        return Err(bad("has more than 32 parts"));
    }
    if parts.iter().filter(|part| **part == "**").count() > 2 {
        return Err(bad("has more than two `**`"));
    }
    parts
        .into_iter()
        .map(|part| match part {
            "" => Err(bad("has an empty part")),
            "*" => Ok(Part::Any),
            "**" => Ok(Part::Rest),
            part => match part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(name) if !name.contains(['{', '}']) => {
                    capture(name).map(|name| Part::Capture(name.to_owned()))
                }
                _ if part.contains(['{', '}']) => Err(bad("has a `{name}` that is not a whole part")),
                _ => Ok(Part::Literal(part.to_owned())),
            },
        })
        .collect()
}

fn names(parts: &[Part]) -> impl Iterator<Item = &str> {
    parts.iter().filter_map(|part| match part {
        Part::Capture(name) => Some(name.as_str()),
        _ => None,
    })
}

fn matched(pattern: &[Part], path: &[String]) -> Option<Captures> {
    let Some((first, rest)) = pattern.split_first() else {
        return path.is_empty().then(Captures::new);
    };
    if *first == Part::Rest {
        return (0..=path.len()).find_map(|taken| matched(rest, path.get(taken..)?));
    }
    let (name, behind) = path.split_first()?;
    match first {
        Part::Literal(text) if text == name => matched(rest, behind),
        Part::Any => matched(rest, behind),
        Part::Capture(key) => {
            let mut captures = matched(rest, behind)?;
            // The same name twice has to take the same text.
            if captures.get(key).is_some_and(|known| known != name) {
                return None;
            }
            captures.insert(key.clone(), name.clone());
            Some(captures)
        }
        Part::Literal(_) | Part::Rest => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::syntax::{self, Syntax};

    #[test]
    fn a_layout_tells_what_the_folders_say() {
        let layout = Layout::parse("clusters/{environment}/{cluster}/{region}/**").expect("a layout");
        let found = layout
            .captures("clusters/prod/blue/eu-west-1/nodes/main.tf")
            .expect("fits");
        let found: Vec<_> = found.iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(found, ["cluster=blue", "environment=prod", "region=eu-west-1"]);
        assert_eq!(layout.captures("modules/prod/x"), None);
        for bad in ["", "/a", "a//b", "a/x{b}", "{B}", "{}", "**/**/**"] {
            assert!(Layout::parse(bad).is_err(), "{bad}");
        }
    }

    /// The paths that a pointer leads to, with what it captures.
    fn found(pointer: &str, text: &str) -> Vec<String> {
        let document = syntax::read(text, Syntax::Yaml);
        let pointer = Pointer::parse(pointer).expect("a pointer");
        let all = pointer.find(&document).into_iter();
        all.map(|(id, captures)| {
            let captures = captures.iter().map(|(name, value)| format!(" {name}={value}"));
            let captures: Vec<String> = captures.collect();
            format!("{}{}", document.path(id).join("|"), captures.concat())
        })
        .collect()
    }

    #[test]
    fn a_pointer_leads_through_keys_and_indexes() {
        let text = "a/b: {~c: 1}\nm: {r1: {x: 1, y: [2, {x: 3}]}, r2: {x: 4}}\n---\nm: {r1: {x: 5}}\n";
        let cases: &[(&str, &[&str])] = &[
            ("/a~1b/~0c", &["a/b|~c"]),
            ("/a/b", &[]),
            (
                "/m/{region}/x",
                &["m|r1|x region=r1", "m|r2|x region=r2", "m|r1|x region=r1"],
            ),
            ("/m/r1/y/1/x", &["m|r1|y|1|x"]),
            ("/m/*/y/{index}", &["m|r1|y|0 index=0", "m|r1|y|1 index=1"]),
            ("/**/x", &["m|r1|x", "m|r1|y|1|x", "m|r2|x", "m|r1|x"]),
            ("/m/**/y/**", &["m|r1|y", "m|r1|y|0", "m|r1|y|1", "m|r1|y|1|x"]),
            ("/{a}/{a}", &[]),
            ("/m/r3", &[]),
            ("/m/r1/y/01", &[]),
        ];
        for (pointer, expected) in cases {
            assert_eq!(&found(pointer, text), expected, "{pointer}");
        }
        for bad in ["", "a", "/", "/a//b", "/a{b}"] {
            assert!(Pointer::parse(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_pointer_finds_what_its_pattern_fits(
            pointer in "(/(a|b|0|1|[*]|[*][*]|[{]r[}]|[{]s[}])){1,6}",
            text in "(\\[|\\{a: |\\{b: |1, |\\], |\\}, ){0,30}",
        ) {
            let document = syntax::read(&text, Syntax::Yaml);
            let Ok(pointer) = Pointer::parse(&pointer) else { return Ok(()) };
            let expected: Vec<(NodeId, Captures)> = document
                .ids()
                .filter_map(|id| Some((id, matched(&pointer.0, &document.path(id))?)))
                .collect();
            prop_assert_eq!(pointer.find(&document), expected);
        }
    }

    #[test]
    fn a_template_is_filled() {
        let template = Template::parse("ssm:/a/{kubernetes}/{region}/{region}").expect("a template");
        let captures = Captures::from([("region".to_owned(), "r".to_owned())]);
        assert_eq!(template.fill(&captures), Err("kubernetes".to_owned()));
        let captures = Captures::from([
            ("region".to_owned(), "r".to_owned()),
            ("kubernetes".to_owned(), "1.35".to_owned()),
        ]);
        assert_eq!(template.fill(&captures), Ok("ssm:/a/1.35/r/r".to_owned()));
        assert!(
            Template::parse("a{").is_err()
                && Template::parse("a}").is_err()
                && Template::parse("{A}").is_err()
        );
    }
}
