use std::collections::HashMap;

use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;
use crate::workflow::Workflow;

pub(super) const RULE: Rule = Rule {
    id: "workflow/step-name",
    severity: Severity::Error,
    summary: "a step name that is repeated or has other characters than allowed",
    why: "References find a step by its name; a name has 3 to 128 letters, digits and underscores and stands once in the document.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-workflow-create-document.html",
    page: include_str!("step_name.md"),
    checks: &[Check::Workflow(check)],
};

fn check(workflow: &Workflow<'_>, found: &mut Findings<'_>) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for step in &workflow.steps {
        let Some(name) = step.name else { continue };
        let text = step.text();
        if let Some(first) = seen.get(text) {
            found
                .report(
                    name.span(),
                    format!("a second step has the name `{}`", name.shown()),
                )
                .help("give every step a name of its own")
                .label(*first, "first used here");
            continue;
        }
        seen.insert(text, name.span());
        let (guide, api) = (fits_guide(text), fits_api(text));
        if guide && api {
            continue;
        }
        let message = if text.is_empty() {
            "the step name is empty".to_owned()
        } else {
            format!(
                "`{}` is {} step name",
                name.shown(),
                if guide || api { "a doubtful" } else { "not a" }
            )
        };
        let finding = found.report(name.span(), message);
        finding.help(help(text));
        if guide || api {
            finding.warning();
        }
    }
}

/// What the user guide says.
fn fits_guide(text: &str) -> bool {
    (3..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// What the API's answers allow.
fn fits_api(text: &str) -> bool {
    (2..=100).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

fn help(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    if plain != text && fits_guide(&plain) && fits_api(&plain) {
        return format!("write `{plain}`");
    }
    "use 3 to 100 letters, digits and `_`, a letter first".to_owned()
}
