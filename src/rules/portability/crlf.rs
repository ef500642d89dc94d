use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::rules::literal::inputs;
use crate::rules::{Check, Findings, Rule};
use crate::source::{Edit, Span};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "portability/crlf",
    severity: Severity::Info,
    summary: "carriage returns in a bash command",
    why: "Bash takes a carriage return as a part of the word before it.",
    source: "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html",
    page: include_str!("crlf.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for commands in inputs(component, &["ExecuteBash"], "commands") {
        for command in commands.value.items() {
            judge(command, found);
        }
    }
}

/// One finding a command: whoever wrote it wrote all its lines so. Line breaks of the file are no part of a text.
fn judge(command: Node<'_>, found: &mut Findings<'_>) {
    let text = command.text().unwrap_or_default();
    if !text.contains('\r') {
        return;
    }
    let written = command.written();
    let at_end = |at: usize| {
        text.as_bytes()
            .get(at + 1)
            .is_none_or(|next| matches!(next, b'\n' | b'\r'))
    };
    let places: Vec<(Span, bool)> = text
        .match_indices('\r')
        .map(|(at, _)| (written.place(&(at..at + 1)), at_end(at)))
        .collect();
    let Some((first, _)) = places.first() else {
        return;
    };
    let finding = found.report(*first, "the command has a carriage return in it");
    finding.help(r"end lines by `\n` alone, or write the command as a block (`|`)");
    // One in the middle of a line may be meant.
    if places.iter().all(|(_, at_end)| *at_end) {
        let edits = places.into_iter().map(|(span, _)| Edit {
            span,
            text: String::new(),
        });
        finding.fix(Safety::Safe, "remove the carriage returns", edits.collect());
    }
}
