use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Word};
use crate::source::Edit;

pub(super) const RULE: Rule = Rule {
    id: "portability/sudo",
    severity: Severity::Info,
    summary: "`sudo` in a step, which runs as root already",
    why: "Steps run as root; `sudo` only hides the environment, and not every image has it.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-component-manager.html",
    page: include_str!("sudo.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in &scripts.all {
        let all: Vec<&Word> = script.calls.iter().filter_map(needless).collect();
        let Some(first) = all.first() else { continue };
        let finding = found.report(script.place(&first.range), "`sudo` in a step that runs as root");
        finding.help("leave it out");
        let edits: Option<Vec<Edit>> = all.iter().map(|word| without(script, word)).collect();
        if let Some(edits) = edits {
            let title = if all.len() == 1 {
                "leave `sudo` out"
            } else {
                "leave `sudo` out everywhere in the step"
            };
            finding.fix(Safety::Unsafe, title, edits);
        }
    }
}

/// The word `sudo` of a call that changes neither the user nor the group by it.
fn needless(call: &Call) -> Option<&Word> {
    let (sudo, options) = call.starters().split_first()?;
    let harmless = |word: &Word| {
        matches!(word.text.as_str(), "-E" | "-n" | "-S" | "-H" | "-b" | "--") || !word.text.starts_with('-')
    };
    (sudo.text == "sudo" && sudo.literal && options.iter().all(harmless)).then_some(sudo)
}

/// The edit that takes the word and the blank behind it away; none where an option stands behind it, or in `ExecuteBinary`.
fn without(script: &Script<'_, '_>, word: &Word) -> Option<Edit> {
    let behind = script.text.get(word.range.end..)?;
    let blanks = behind.len() - behind.trim_start_matches(' ').len();
    if blanks == 0 || behind.trim_start_matches(' ').starts_with('-') {
        return None;
    }
    Some(Edit {
        span: script.verbatim(&(word.range.start..word.range.end + blanks))?,
        text: String::new(),
    })
}
