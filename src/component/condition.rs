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
    /// The map.
    pub node: Node<'a>,
    /// Where it stands.
    pub top: Top,
    /// How many logical operators enclose it.
    pub depth: usize,
    /// The keys that are operators, in any letter case, in order.
    pub operators: Vec<(Entry<'a>, &'static Operator)>,
    /// `value` and `path`.
    pub companions: Vec<Entry<'a>>,
    /// `then` and `else`.
    pub branches: Vec<Entry<'a>>,
    /// Keys that are none of these.
    pub unknown: Vec<Entry<'a>>,
}

/// Every condition of a step, outer before inner. An `if` that is a list gives its items.
pub fn of_step<'a>(step: &Step<'a>) -> Vec<Condition<'a>> {
    let mut found = Vec::new();
    if let Some(node) = step.condition {
        read_all(node, Top::If, 0, &mut found);
    }
    if step.runs("Assert") {
        if let Some(node) = step.inputs {
            read_all(node, Top::Assert, 0, &mut found);
        }
    }
    found
}

fn read_all<'a>(node: Node<'a>, top: Top, depth: usize, found: &mut Vec<Condition<'a>>) {
    for item in node.items() {
        if item.is_map() {
            read(item, top, depth, found);
        }
    }
    if node.is_map() {
        read(node, top, depth, found);
    }
}

fn read<'a>(node: Node<'a>, top: Top, depth: usize, found: &mut Vec<Condition<'a>>) {
    let mut condition = Condition {
        node,
        top,
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
                        inner.push(entry.value);
                    }
                }
                None => condition.unknown.push(entry),
            },
        }
    }
    found.push(condition);
    for node in inner {
        read_all(node, Top::Nested, depth + 1, found);
    }
}
