//! Conditions: `if` of a step and the inputs of `Assert`.
//!
//! <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-comparison-operators.html>,
//! <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-logical-operators.html>

use super::Step;
use crate::yaml::{Entry, Node};

/// The second key that a comparison needs beside its operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Companion {
    /// None.
    None,
    /// `value`.
    Value,
    /// `path`.
    Path,
}

impl Companion {
    /// The key.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Value => Some("value"),
            Self::Path => Some("path"),
        }
    }
}

/// What sort of operand an operator takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// Text.
    Text,
    /// A number.
    Number,
    /// A regular expression.
    Pattern,
    /// A hash of this many hexadecimal digits.
    Hash(usize),
    /// A list of conditions.
    Conditions,
    /// One condition.
    Condition,
}

/// A documented operator.
#[derive(Debug)]
pub struct Operator {
    /// The key.
    pub name: &'static str,
    /// Its operand.
    pub operand: Operand,
    /// Its second key.
    pub companion: Companion,
}

const fn operator(name: &'static str, operand: Operand, companion: Companion) -> Operator {
    Operator {
        name,
        operand,
        companion,
    }
}

/// All operators there are.
pub const OPERATORS: &[Operator] = &[
    operator("stringIsEmpty", Operand::Text, Companion::None),
    operator("stringIsWhitespace", Operand::Text, Companion::None),
    operator("stringEquals", Operand::Text, Companion::Value),
    operator("stringLessThan", Operand::Text, Companion::Value),
    operator("stringLessThanEquals", Operand::Text, Companion::Value),
    operator("stringGreaterThan", Operand::Text, Companion::Value),
    operator("stringGreaterThanEquals", Operand::Text, Companion::Value),
    operator("patternMatches", Operand::Pattern, Companion::Value),
    operator("numberEquals", Operand::Number, Companion::Value),
    operator("numberLessThan", Operand::Number, Companion::Value),
    operator("numberLessThanEquals", Operand::Number, Companion::Value),
    operator("numberGreaterThan", Operand::Number, Companion::Value),
    operator("numberGreaterThanEquals", Operand::Number, Companion::Value),
    operator("binaryExists", Operand::Text, Companion::None),
    operator("fileExists", Operand::Text, Companion::None),
    operator("folderExists", Operand::Text, Companion::None),
    operator("fileMD5Equals", Operand::Hash(32), Companion::Path),
    operator("fileSHA1Equals", Operand::Hash(40), Companion::Path),
    operator("fileSHA256Equals", Operand::Hash(64), Companion::Path),
    operator("fileSHA512Equals", Operand::Hash(128), Companion::Path),
    operator("and", Operand::Conditions, Companion::None),
    operator("or", Operand::Conditions, Companion::None),
    operator("not", Operand::Condition, Companion::None),
];

impl Operator {
    /// The operator of this exact name.
    pub fn find(name: &str) -> Option<&'static Operator> {
        OPERATORS.iter().find(|operator| operator.name == name)
    }

    /// The operator whose name differs from this one in letter case only.
    pub fn find_any_case(name: &str) -> Option<&'static Operator> {
        OPERATORS
            .iter()
            .find(|operator| operator.name.eq_ignore_ascii_case(name))
    }

    /// Whether it is `and`, `or` or `not`.
    pub fn is_logical(&self) -> bool {
        matches!(self.operand, Operand::Conditions | Operand::Condition)
    }
}

/// Where a condition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Top {
    /// Directly under `if`.
    If,
    /// Directly under `inputs` of Assert.
    Assert,
    /// Inside `and`, `or` or `not`.
    Nested,
}

/// One map with one operator and its companions.
#[derive(Debug)]
pub struct Condition<'a> {
    /// The map; below `and`, `or` and `not` also what stands where a map belongs.
    pub node: Node<'a>,
    /// Where it stands.
    pub top: Top,
    /// Whether it is the map that `and` or `or` was given in place of a list.
    pub in_place_of_list: bool,
    /// How many logical operators enclose it.
    pub depth: usize,
    /// The keys that are operators, in any letter case (the entry has the text as written), in order.
    pub operators: Vec<(Entry<'a>, &'static Operator)>,
    /// `value` and `path`.
    pub companions: Vec<Entry<'a>>,
    /// `then` and `else`.
    pub branches: Vec<Entry<'a>>,
    /// Keys that are none of these.
    pub unknown: Vec<Entry<'a>>,
}

impl<'a> Condition<'a> {
    /// The operators that have a value, in order, each name once; the first few of them.
    pub fn used(&self) -> Vec<(Entry<'a>, &'static Operator)> {
        const ENOUGH: usize = 8;
        let mut used: Vec<(Entry<'a>, &'static Operator)> = Vec::new();
        for (entry, operator) in &self.operators {
            if used.len() == ENOUGH {
                break;
            }
            let known = used.iter().any(|(other, _)| other.name() == entry.name());
            if !known && !entry.value.is_null() {
                used.push((*entry, *operator));
            }
        }
        used
    }

    /// Its operator, when it has exactly one.
    pub fn only(&self) -> Option<(Entry<'a>, &'static Operator)> {
        match self.used().as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// `value` or `path`, when it is not null.
    pub fn companion(&self, key: &str) -> Option<Entry<'a>> {
        self.companions
            .iter()
            .copied()
            .find(|entry| entry.name() == key && !entry.value.is_null())
    }
}

/// Conditions below this many logical operators are not read: AWSTOE takes four, and the reader calls itself.
const DEEPEST: usize = 32;

/// Every condition of a step, outer before inner. An `if` that is a list gives its items.
pub fn of_step<'a>(step: &Step<'a>) -> Vec<Condition<'a>> {
    let mut found = Vec::new();
    let inputs = step.inputs.filter(|_| step.runs("Assert"));
    for (node, top) in [(step.condition, Top::If), (inputs, Top::Assert)] {
        let Some(node) = node else { continue };
        for item in node.items() {
            read(item, top, 0, false, &mut found);
        }
        if node.is_map() {
            read(node, top, 0, false, &mut found);
        }
    }
    found
}

fn read<'a>(node: Node<'a>, top: Top, depth: usize, in_place_of_list: bool, found: &mut Vec<Condition<'a>>) {
    let mut condition = Condition {
        node,
        top,
        in_place_of_list,
        depth,
        operators: Vec::new(),
        companions: Vec::new(),
        branches: Vec::new(),
        unknown: Vec::new(),
    };
    let mut inner = Vec::new();
    for entry in node.entries() {
        match entry.name() {
            "value" | "path" => condition.companions.push(entry),
            "then" | "else" => condition.branches.push(entry),
            name => match Operator::find_any_case(name) {
                Some(operator) => {
                    condition.operators.push((entry, operator));
                    if operator.is_logical() {
                        inner.push((entry.value, operator));
                    }
                }
                None => condition.unknown.push(entry),
            },
        }
    }
    found.push(condition);
    if depth == DEEPEST {
        return;
    }
    for (operand, operator) in inner {
        let listed = operator.operand == Operand::Conditions;
        for item in operand.items() {
            read(item, Top::Nested, depth + 1, false, found);
        }
        // Text below `and` and `or` is no list, and that is all there is to say about it.
        if operand.is_map() || !listed && operand.is_scalar() && !operand.is_null() {
            read(operand, Top::Nested, depth + 1, listed, found);
        }
    }
}
