//! From the tree of a bash script to its calls.

use super::call::{Call, Redirect, Word};
use super::reading::{Reader, Surroundings};
use super::words::Plain;
use super::{Shell, Variable, inner};

/// Walks over the tree once; what holds for a node is known from its parent.
pub(super) fn calls(reader: &mut Reader<'_>) {
    let count = reader.tree.nodes.len();
    let mut around = vec![Surroundings::default(); count];
    // How many calls there were when a node began.
    let mut before = vec![0; count];
    // The call that a node is.
    let mut own: Vec<Option<usize>> = vec![None; count];
    for node in 0..count {
        before[node] = reader.reading.calls.len();
        let parent = reader.tree.nodes[node].parent;
        if node > 0 {
            around[node] = below(reader, parent, node, around[parent], &before, own[parent]);
        }
        own[node] = look(reader, node, around[node], &before);
    }
}

/// What holds for a child of a node.
fn below(
    reader: &Reader<'_>,
    parent: usize,
    node: usize,
    mut around: Surroundings,
    before: &[usize],
    own: Option<usize>,
) -> Surroundings {
    let tree = reader.tree;
    let syn = &tree.nodes[node];
    let since = || reader.last_since(before[parent], around.within);
    match tree.kind(parent) {
        "if_statement" | "while_statement" => match syn.field {
            "condition" => around.tested = true,
            _ => around.conditional = true,
        },
        "elif_clause" => {
            around.conditional = true;
            let then = tree.children(parent).find(|child| tree.kind(*child) == "then");
            around.tested = then.is_some_and(|then| node < then);
        }
        "else_clause" | "case_item" | "function_definition" => around.conditional = true,
        "for_statement" | "c_style_for_statement" if syn.field == "body" => around.conditional = true,
        "list" => {
            if tree.children(parent).next() == Some(node) {
                around.tested = true;
            } else {
                around.conditional = true;
            }
        }
        "pipeline" if syn.named && before[node] > before[parent] => around.reads = since(),
        "heredoc_redirect" => {
            let statement = tree.nodes[parent].parent;
            if syn.field == "right" {
                around.conditional = true;
            } else if syn.kind == "pipeline" || syn.named && tree.kind(statement) == "pipeline" {
                around.reads = reader.last_since(before[statement], around.within);
            }
        }
        // What is substituted in a redirection belongs to the call that is redirected.
        "file_redirect" | "herestring_redirect" | "heredoc_body" => {
            let mut statement = tree.nodes[parent].parent;
            if tree.kind(statement) == "heredoc_redirect" {
                statement = tree.nodes[statement].parent;
            }
            if tree.kind(statement) == "redirected_statement" {
                let call = reader.last_since(before[statement], around.within);
                around.within = call.or(around.within);
            }
        }
        "command_substitution" | "process_substitution" => {
            around.tested = false;
            around.reads = None;
        }
        _ => {}
    }
    if own.is_some() {
        around.within = own;
        around.reads = None;
    }
    around
}

/// Takes what a node is. Gives the call that it makes.
fn look(reader: &mut Reader<'_>, node: usize, around: Surroundings, before: &[usize]) -> Option<usize> {
    let range = reader.tree.range(node);
    match reader.tree.kind(node) {
        "command" => command(reader, node, around),
        "declaration_command" | "unset_command" | "test_command" => {
            let words = plain_words(reader, node);
            variables(reader, node, around);
            let call = Call::new(words, range, Shell::Bash);
            Some(reader.push(call, around))
        }
        "variable_assignment" if !matches!(parent_kind(reader, node), "command" | "declaration_command") => {
            variable(reader, node, around);
            None
        }
        "file_redirect" | "herestring_redirect" => {
            let redirect = redirect(reader, node);
            attach(reader, node, around, before, &redirect);
            None
        }
        "heredoc_redirect" => {
            here_document(reader, node, around, before);
            None
        }
        "function_definition" => {
            let name = reader
                .tree
                .children(node)
                .find(|child| reader.tree.nodes[*child].field == "name");
            let name = name.map(|name| word(reader, name));
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

fn parent_kind(reader: &Reader<'_>, node: usize) -> &'static str {
    reader.tree.kind(reader.tree.nodes[node].parent)
}

fn command(reader: &mut Reader<'_>, node: usize, around: Surroundings) -> Option<usize> {
    let children: Vec<usize> = reader.tree.children(node).collect();
    let mut words: Vec<Word> = Vec::new();
    let mut assignments = Vec::new();
    let mut redirects = Vec::new();
    for child in children {
        let syn = &reader.tree.nodes[child];
        match (syn.field, syn.kind) {
            ("redirect", _) => redirects.push(redirect(reader, child)),
            (_, "variable_assignment") => assignments.push(word(reader, child)),
            ("name" | "argument", _) => {
                let next = word(reader, child);
                // The grammar takes the `$` of `$a/$b` for a word of its own now and then.
                match words.last_mut() {
                    Some(last) if touches(last, &next) => join(last, &next),
                    _ => words.push(next),
                }
            }
            _ => {}
        }
    }
    words.extend(behind_here_document(reader, node));
    if words.is_empty() {
        return None;
    }
    let mut call = Call::new(words, reader.tree.range(node), Shell::Bash);
    call.assignments = assignments;
    call.redirects = redirects;
    Some(reader.push(call, around))
}

fn touches(last: &Word, next: &Word) -> bool {
    last.range.end == next.range.start
}

fn join(last: &mut Word, next: &Word) {
    last.text.push_str(&next.text);
    last.literal &= next.literal && !last.text.contains('$');
    last.range.end = next.range.end;
}

/// `cat <<EOF more words`.
fn behind_here_document(reader: &mut Reader<'_>, node: usize) -> Vec<Word> {
    let parent = reader.tree.nodes[node].parent;
    if reader.tree.kind(parent) != "redirected_statement" {
        return Vec::new();
    }
    let tree = reader.tree;
    let found: Vec<usize> = tree
        .children(parent)
        .filter(|child| tree.kind(*child) == "heredoc_redirect")
        .flat_map(|redirect| tree.children(redirect))
        .filter(|child| tree.nodes[*child].field == "argument")
        .collect();
    found.into_iter().map(|child| word(reader, child)).collect()
}

/// The words of `export`, `unset`, `[` and the like.
fn plain_words(reader: &mut Reader<'_>, node: usize) -> Vec<Word> {
    let tree = reader.tree;
    let children = tree.children(node);
    let leaves: Vec<usize> = if tree.kind(node) == "test_command" {
        // The terms of a condition, in order.
        let mut next = node + 1;
        let last = tree.nodes[node].last;
        std::iter::from_fn(|| {
            while next < last {
                let at = next;
                let syn = &tree.nodes[at];
                let inner = syn.kind.ends_with("_expression") && syn.kind != "brace_expression";
                next = if inner { at + 1 } else { syn.last };
                if !inner {
                    return Some(at);
                }
            }
            None
        })
        .collect()
    } else {
        children.collect()
    };
    leaves.into_iter().map(|child| word(reader, child)).collect()
}

/// The assignments of `export A=b` and `readonly A=b`.
fn variables(reader: &mut Reader<'_>, node: usize, around: Surroundings) {
    let tree = reader.tree;
    let found: Vec<usize> = tree
        .children(node)
        .filter(|child| tree.kind(*child) == "variable_assignment")
        .collect();
    for child in found {
        variable(reader, child, around);
    }
}

fn variable(reader: &mut Reader<'_>, node: usize, around: Surroundings) {
    let tree = reader.tree;
    let by_field = |field: &str| {
        tree.children(node)
            .find(|child| tree.nodes[*child].field == field)
    };
    let Some(name) = by_field("name") else { return };
    let value = by_field("value");
    let end = tree.range(node).end;
    let value = value.map_or_else(
        || Word {
            range: end..end,
            literal: true,
            ..Word::default()
        },
        |value| word(reader, value),
    );
    reader.reading.variables.push(Variable {
        name: reader.written(&tree.range(name)).to_owned(),
        value,
        range: tree.range(node),
        conditional: around.conditional,
    });
}

fn redirect(reader: &mut Reader<'_>, node: usize) -> Redirect {
    let tree = reader.tree;
    let children: Vec<usize> = tree.children(node).collect();
    let mut operator = String::new();
    let mut target = Word {
        range: tree.range(node),
        literal: true,
        ..Word::default()
    };
    for child in children {
        let syn = &tree.nodes[child];
        if syn.kind == "file_descriptor" || !syn.named && operator.len() < 4 {
            operator.push_str(reader.written(&syn.range).trim());
        } else if syn.named {
            target = word(reader, child);
            break;
        }
    }
    Redirect { operator, target }
}

/// Gives a redirection to the calls before it: to the last one of a pipe or a list, to all of a group or a loop.
fn attach(reader: &mut Reader<'_>, node: usize, around: Surroundings, before: &[usize], redirect: &Redirect) {
    let statement = reader.tree.nodes[node].parent;
    if reader.tree.kind(statement) != "redirected_statement" {
        return;
    }
    let first = before[statement];
    let body = reader
        .tree
        .children(statement)
        .next()
        .map_or("", |body| reader.tree.kind(body));
    let group = matches!(
        body,
        "compound_statement"
            | "subshell"
            | "if_statement"
            | "while_statement"
            | "for_statement"
            | "case_statement"
    );
    let last = reader.last_since(first, around.within);
    for (number, call) in reader.reading.calls.iter_mut().enumerate().skip(first) {
        if Some(number) == last || group && call.within == around.within {
            call.redirects.push(redirect.clone());
        }
    }
}

/// `<<EOF`: its text is what the call reads; a shell runs it.
fn here_document(reader: &mut Reader<'_>, node: usize, around: Surroundings, before: &[usize]) {
    let tree = reader.tree;
    let by_kind = |kind: &str| tree.children(node).find(|child| tree.kind(*child) == kind);
    let Some(body) = by_kind("heredoc_body") else {
        return;
    };
    let range = tree.range(body);
    if !reader.spend(range.len()) {
        return;
    }
    let raw = by_kind("heredoc_start")
        .is_some_and(|start| reader.written(&tree.range(start)).contains(['\'', '"', '\\']));
    let text = reader.written(&range).to_owned();
    let target = Word {
        literal: (raw || !text.contains(['$', '`'])) && !reader.masked.is_open(&range),
        range: range.clone(),
        text,
    };
    let redirect = Redirect {
        operator: "<<".to_owned(),
        target,
    };
    attach(reader, node, around, before, &redirect);
    let statement = tree.nodes[node].parent;
    let reads = reader.last_since(before[statement], around.within);
    let shell = reads.and_then(|number| inner::reads_script(&reader.reading.calls[number]));
    match (shell, reads) {
        (Some(shell), Some(number)) => {
            let script = inner::Inner {
                shell,
                text: redirect.target.text.clone(),
            };
            reader.inner(&script, &redirect.target, number);
        }
        _ => reader.reading.remarks.push(range),
    }
}

/// A word with quotes and escapes undone.
fn word(reader: &mut Reader<'_>, node: usize) -> Word {
    let range = reader.tree.range(node);
    let mut plain = Plain::default();
    if reader.spend(range.len()) {
        cook(reader, node, &mut plain);
    }
    Word {
        literal: !plain.open && !reader.masked.is_open(&range),
        text: plain.text,
        range,
    }
}

fn cook(reader: &Reader<'_>, node: usize, plain: &mut Plain) {
    let tree = reader.tree;
    let last = tree.nodes[node].last;
    let mut next = node;
    // Inside of double quotes up to the node of this number, and how far their text is taken.
    let mut quoted: Option<(usize, usize)> = None;
    while next < last {
        let syn = &tree.nodes[next];
        if let Some((end, taken)) = quoted {
            if next >= end {
                quoted = None;
                continue;
            }
            if taken < syn.range.start {
                plain.quoted(reader.written(&(taken..syn.range.start)));
            }
            quoted = Some((end, syn.range.end.max(taken)));
        }
        let text = reader.written(&syn.range);
        let whole = syn.last;
        next = match syn.kind {
            "string" => {
                quoted = Some((syn.last, syn.range.start));
                next + 1
            }
            "\"" => whole,
            "string_content" => {
                plain.quoted(text);
                whole
            }
            "raw_string" => {
                plain
                    .text
                    .push_str(text.get(1..text.len() - 1).unwrap_or_default());
                whole
            }
            "ansi_c_string" => {
                plain.ansi(text.get(2..text.len() - 1).unwrap_or_default());
                whole
            }
            "concatenation" | "command_name" | "translated_string" | "variable_assignment" => next + 1,
            "$" if quoted.is_none() && parent_kind(reader, next) == "translated_string" => whole,
            "word" => {
                plain.bare(text);
                whole
            }
            "simple_expansion"
            | "expansion"
            | "command_substitution"
            | "process_substitution"
            | "arithmetic_expansion"
            | "brace_expression"
            | "array"
            | "subscript" => {
                plain.unknown(text);
                whole
            }
            _ => {
                plain.text.push_str(text);
                whole
            }
        };
    }
}
