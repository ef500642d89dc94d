//! From the tree of a PowerShell script to its calls.
//!
//! The grammar knows where a command begins and ends. Its words are split here: what PowerShell takes as one word
//! (`$env:TEMP\a.zip`, `-Name:value`, `'a', 'b'`) is several nodes there, or none.

use std::ops::Range;

use super::call::{Call, Redirect, Word};
use super::reading::{Reader, Surroundings};
use super::words::{powershell, powershell_words};
use super::{Shell, Variable};

/// Walks over the tree once; what holds for a node is known from its parent.
pub(super) fn calls(reader: &mut Reader<'_>) {
    let count = reader.tree.nodes.len();
    let mut around = vec![Surroundings::default(); count];
    let mut before = vec![0; count];
    let mut own: Vec<Option<usize>> = vec![None; count];
    for node in 0..count {
        before[node] = reader.reading.calls.len();
        let parent = reader.tree.nodes[node].parent;
        if node > 0 {
            around[node] = below(reader, parent, node, around[parent], before[parent], own[parent]);
        }
        own[node] = look(reader, node, around[node]);
    }
}

/// What holds for a child of a node.
fn below(
    reader: &Reader<'_>,
    parent: usize,
    node: usize,
    mut around: Surroundings,
    before: usize,
    own: Option<usize>,
) -> Surroundings {
    let tree = reader.tree;
    let syn = &tree.nodes[node];
    match tree.kind(parent) {
        "if_statement" | "elseif_clause" | "while_statement" | "do_statement" | "switch_statement" => {
            if syn.field == "condition" || syn.kind == "switch_condition" {
                around.tested = true;
            } else if !(tree.kind(parent) == "do_statement" && syn.kind == "statement_block") {
                around.conditional = true;
            }
        }
        "foreach_statement" | "for_statement" if syn.kind == "statement_block" => around.conditional = true,
        "elseif_clauses"
        | "else_clause"
        | "function_statement"
        | "catch_clauses"
        | "trap_statement"
        | "script_block_expression"
        | "class_statement" => around.conditional = true,
        "pipeline"
            if tree
                .children(parent)
                .any(|child| tree.kind(child) == "pipeline_chain_tail") =>
        {
            if tree.children(parent).next() == Some(node) {
                around.tested = true;
            } else {
                around.conditional = true;
            }
        }
        "pipeline_chain" if syn.kind == "command" && tree.children(parent).next() != Some(node) => {
            // The output of an expression is that of the calls in it.
            around.reads = reader.last_since(before, around.within).or_else(|| {
                reader
                    .reading
                    .calls
                    .len()
                    .checked_sub(1)
                    .filter(|last| *last >= before)
            });
        }
        "sub_expression" | "parenthesized_expression" | "array_expression" | "script_block" => {
            around.reads = None;
            around.tested = false;
        }
        _ => {}
    }
    if own.is_some() {
        around.within = own;
        around.reads = None;
        around.tested = false;
    }
    around
}

/// Takes what a node is. Gives the call that it makes.
fn look(reader: &mut Reader<'_>, node: usize, around: Surroundings) -> Option<usize> {
    let range = reader.tree.range(node);
    match reader.tree.kind(node) {
        "command" => {
            let (words, redirects) = words(reader, range.clone());
            push(reader, words, redirects, range, around)
        }
        "flow_control_statement" => {
            let (words, redirects) = words(reader, range.clone());
            let ends = words.first().is_some_and(|word| {
                ["exit", "throw", "return"].contains(&word.text.to_ascii_lowercase().as_str())
            });
            if ends {
                push(reader, words, redirects, range, around)
            } else {
                None
            }
        }
        "invokation_expression" => {
            let words = method(reader, node)?;
            push(reader, words, Vec::new(), range, around)
        }
        "assignment_expression" => {
            variable(reader, node, around);
            None
        }
        "function_statement" => {
            let tree = reader.tree;
            let name = tree
                .children(node)
                .find(|child| tree.kind(*child) == "function_name");
            let name = name.map(|name| word(reader, tree.range(name)));
            reader.reading.functions.extend(name);
            None
        }
        "comment" => {
            reader.reading.remarks.push(range);
            None
        }
        _ => None,
    }
}

fn push(
    reader: &mut Reader<'_>,
    words: Vec<Word>,
    redirects: Vec<Redirect>,
    range: Range<usize>,
    around: Surroundings,
) -> Option<usize> {
    if words.is_empty() {
        return None;
    }
    let end = words
        .iter()
        .chain(redirects.iter().map(|redirect| &redirect.target));
    let end = end.map(|word| word.range.end).max().unwrap_or(range.end);
    let mut call = Call::new(words, range.start..end, Shell::PowerShell);
    call.redirects = redirects;
    Some(reader.push(call, around))
}

/// The words of a command and where its streams go.
fn words(reader: &mut Reader<'_>, range: Range<usize>) -> (Vec<Word>, Vec<Redirect>) {
    let mut words = Vec::new();
    let mut redirects: Vec<Redirect> = Vec::new();
    if !reader.spend(range.len()) {
        return (words, redirects);
    }
    let mut waiting: Option<String> = None;
    for range in powershell_words(&reader.masked.text, range) {
        let raw = reader.written(&range);
        if let Some(operator) = waiting.take() {
            let target = word(reader, range);
            redirects.push(Redirect { operator, target });
            continue;
        }
        let digits = raw.len()
            - raw
                .trim_start_matches(|c: char| c.is_ascii_digit() || c == '*')
                .len();
        let arrows = raw[digits..].bytes().take_while(|byte| *byte == b'>').count();
        if arrows == 0 || digits > 1 {
            words.push(word(reader, range));
            continue;
        }
        let behind = digits + arrows;
        let rest = &raw[behind..];
        let operator = raw[..behind].to_owned();
        if rest.is_empty() {
            waiting = Some(operator);
        } else {
            let joined = rest.starts_with('&');
            let operator = if joined { operator + "&" } else { operator };
            let start = range.start + behind + usize::from(joined);
            let target = word(reader, start..range.end);
            redirects.push(Redirect { operator, target });
        }
    }
    (words, redirects)
}

/// `[Type]::Member(…)` and `….Member(…)`.
fn method(reader: &mut Reader<'_>, node: usize) -> Option<Vec<Word>> {
    let tree = reader.tree;
    let children: Vec<usize> = tree.children(node).collect();
    let by_kind = |kind: &str| children.iter().copied().find(|child| tree.kind(*child) == kind);
    let (owner, member, arguments) = (
        *children.first()?,
        by_kind("member_name")?,
        by_kind("argument_list")?,
    );
    let is_type = by_kind("::").is_some();
    let start = if is_type {
        tree.range(owner).start
    } else {
        tree.range(member).start
    };
    let range = start..tree.range(member).end;
    if !reader.spend(range.len() + tree.range(arguments).len()) {
        return None;
    }
    let text = reader.written(&range);
    let name = Word {
        text: if is_type {
            text.to_owned()
        } else {
            format!(".{text}")
        },
        literal: !reader.masked.is_open(&range) && !text.contains('$'),
        range,
    };
    let mut words = vec![name];
    let lists: Vec<usize> = tree
        .children(arguments)
        .filter(|child| tree.kind(*child) == "argument_expression_list")
        .flat_map(|list| tree.children(list))
        .filter(|child| tree.nodes[*child].named)
        .collect();
    for argument in lists {
        words.push(word(reader, tree.range(argument)));
    }
    Some(words)
}

fn variable(reader: &mut Reader<'_>, node: usize, around: Surroundings) {
    let tree = reader.tree;
    let mut children = tree.children(node);
    let Some(name) = children.next() else { return };
    let Some(value) = children.find(|child| tree.nodes[*child].field == "value") else {
        return;
    };
    if !reader.spend(tree.range(value).len()) {
        return;
    }
    let range = tree.range(value);
    let is_simple = !tree.nodes[value..tree.nodes[value].last].iter().any(|syn| {
        matches!(
            syn.kind,
            "command" | "invokation_expression" | "comparison_operator"
        )
    });
    let mut value = word(reader, range);
    value.literal &= is_simple;
    reader.reading.variables.push(Variable {
        name: reader.written(&tree.range(name)).to_owned(),
        value,
        range: tree.range(node),
        conditional: around.conditional,
    });
}

/// A word with quotes and escapes undone.
fn word(reader: &Reader<'_>, range: Range<usize>) -> Word {
    let plain = powershell(reader.written(&range));
    Word {
        literal: !plain.open && !reader.masked.is_open(&range),
        text: plain.text,
        range,
    }
}
