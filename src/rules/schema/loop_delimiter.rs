use crate::component::grammar::DELIMITERS;
use crate::component::{Component, Loop, head, template};
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};

pub(super) const RULE: Rule = Rule {
    id: "schema/loop-delimiter",
    severity: Severity::Error,
    summary: "a delimiter that AWSTOE does not know",
    why: "The text in `list` is split at one character out of nine.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-looping-constructs.html",
    page: include_str!("loop_delimiter.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        let each = step.looping.as_ref().and_then(Loop::each);
        let Some(value) = each.and_then(|each| each.present("delimiter")) else {
            continue;
        };
        let Some(text) = value.text() else {
            let is = value.kind().word();
            found
                .report(
                    head(value),
                    format!("`delimiter` must be one character, not {is}"),
                )
                .help("write one of `.` `,` `;` `:` `-` `_`, a blank, `\"\\n\"` or `\"\\t\"`");
            continue;
        };
        if DELIMITERS.contains(&text) || template::is_dynamic(text) {
            continue;
        }
        match text {
            "\\n" | "\\t" => {
                let name = if text == "\\n" { "a newline" } else { "a tab" };
                let message = format!("`{text}` is two characters here, not {name}");
                let title = format!("write it in double quotes: `\"{text}\"`");
                let finding = found.report(value.span(), message);
                finding.help(title.clone());
                if let Some(edit) = mend::bare(value, &format!("\"{text}\"")) {
                    finding.fix(Safety::Safe, title, vec![edit]);
                }
            }
            _ => {
                let message = if text.is_empty() {
                    "the delimiter is empty".to_owned()
                } else {
                    format!("`{}` is not a delimiter that AWSTOE knows", value.shown())
                };
                found
                    .report(head(value), message)
                    .help("write one of `.` `,` `;` `:` `-` `_`, a blank, `\"\\n\"` or `\"\\t\"`");
            }
        }
    }
}
