//! Scripts that a shell cannot read: an item more, or a sign less.

use amiforge::source::Span;
use amiforge::yaml::{Node, Style};

use super::Mutant;
use super::edit::{add_item, replace};
use super::faults::*;

const BASH: &str = "script/bash-syntax";
const POWERSHELL: &str = "script/powershell-syntax";

pub(crate) const FAULTS: &[Fault] = &[
    fault(BASH, |r| more(r, "ExecuteBash", "fi")),
    fault(BASH, |r| more(r, "ExecuteBash", "done")),
    fault(BASH, |r| more(r, "ExecuteBash", "'}'")),
    fault(BASH, |r| more(r, "ExecuteBash", "|\n  if true; then\n    true")),
    fault(BASH, |r| more(r, "ExecuteBash", "echo \"it's")),
    fault(BASH, |r| more(r, "ExecuteBash", "'&& true'")),
    fault(BASH, |r| {
        more(r, "ExecuteBash", "|\n  case x in\n    x) true ;; ;;\n  esac")
    }),
    fault(BASH, |r| {
        more(r, "ExecuteBash", "|\n  cat <<EOF\n  text\n    EOF")
    }),
    fault(BASH, |r| less(r, "ExecuteBash", "\"")),
    fault(BASH, |r| less(r, "ExecuteBash", "fi")),
    fault(BASH, |r| less(r, "ExecuteBash", "then")),
    fault(BASH, |r| less(r, "ExecuteBash", "}")),
    fault(POWERSHELL, |r| more(r, "ExecutePowerShell", "'}'")),
    fault(POWERSHELL, |r| more(r, "ExecutePowerShell", "if ($true) {")),
    fault(POWERSHELL, |r| {
        more(r, "ExecutePowerShell", "Write-Host (Get-Date")
    }),
    fault(POWERSHELL, |r| {
        more(r, "ExecutePowerShell", "|\n  $x = @\"\n  a\n    \"@")
    }),
];

/// The lists of `commands` of every step with this action.
fn commands<'a>(root: Node<'a>, action: &str) -> Vec<Node<'a>> {
    steps(root)
        .into_iter()
        .filter(|step| step.get("action").and_then(Node::text) == Some(action))
        .filter_map(|step| step.get("inputs")?.get("commands"))
        .filter(|list| list.is_list())
        .collect()
}

fn more(root: Node<'_>, action: &str, item: &str) -> Vec<Mutant> {
    let lists = commands(root, action);
    lists
        .into_iter()
        .filter_map(|list| add_item(list, item))
        .collect()
}

/// Takes a sign out of a script that has it in one place, or in one pair. The place is all of the script up to there: what
/// was opened last stands in it.
fn less(root: Node<'_>, action: &str, sign: &str) -> Vec<Mutant> {
    let lists = commands(root, action);
    let mut mutants = Vec::new();
    for list in lists.into_iter().filter(|list| list.items().len() == 1) {
        let Some(item) = list.item(0).filter(|item| item.style() == Some(Style::Literal)) else {
            continue;
        };
        let lines: Vec<&str> = item.raw().lines().collect();
        let found: Vec<usize> = (0..lines.len()).filter(|at| is_there(lines[*at], sign)).collect();
        let plain = !item.raw().contains(['#', '\'', '\\', '`']) && !item.raw().contains("${");
        let &[line] = found.as_slice() else { continue };
        if !plain || sign == "\"" && lines[line].matches('"').count() != 2 {
            continue;
        }
        let at = lines[line].rfind(sign).expect("it is there");
        let changed = format!("{}{}", &lines[line][..at], &lines[line][at + sign.len()..]);
        let mut all = lines.clone();
        all[line] = &changed;
        let mut mutant = replace(item, &all.join("\n"));
        let above = all[..=line].iter().map(|line| line.len() + 1).sum::<usize>();
        // Of a word that is missing the opening one is shown, or what stands in its place.
        let start = mutant.place.start as usize;
        let place = Span::new(start, start + above);
        if sign != "then" {
            mutant.place = place;
        }
        mutants.push(mutant);
    }
    mutants
}

/// Whether a line has a quote, or is nothing but a word, or ends with `then`.
fn is_there(line: &str, sign: &str) -> bool {
    match sign {
        "\"" => line.contains('"'),
        "then" => line.ends_with("; then"),
        word => line.trim() == word,
    }
}
