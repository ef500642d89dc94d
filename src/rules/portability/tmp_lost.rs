use std::collections::{HashMap, HashSet};

use super::paths;
use crate::component::{Component, Phase, Platform, Stage, Step};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Scripts, Shell, Word};
use crate::source::Span;

pub(super) const RULE: Rule = Rule {
    id: "portability/tmp-lost",
    severity: Severity::Info,
    summary: "a file in `/tmp` that the build makes and the test expects",
    why: "Tests run on a new instance, and `/tmp` may be memory, which is in no image.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-components.html",
    page: include_str!("tmp_lost.md"),
    checks: &[Check::Script(check)],
};

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let component = scripts.component;
    if component.platform == Some(Platform::Windows) {
        return;
    }
    let mut made: HashMap<String, Span> = HashMap::new();
    for (path, span) in written(scripts, Stage::Build) {
        made.entry(path).or_insert(span);
    }
    if made.is_empty() {
        return;
    }
    // What the test makes itself, wherever it does.
    let again: HashSet<String> = written(scripts, Stage::Test)
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    let mut told: HashSet<String> = HashSet::new();
    for (path, span) in read(scripts) {
        let Some(first) = made.get(&path).filter(|_| !again.contains(&path)) else {
            continue;
        };
        if told.insert(path.clone()) {
            found
                .report(
                    span,
                    format!("`{path}` is made on the build instance, and a test runs on another one"),
                )
                .help("make it where the image keeps it, such as below `/opt`, or make it again in the test")
                .label(*first, "made here");
        }
    }
}

/// A path below `/tmp`, known in full.
fn below_tmp(path: &str) -> bool {
    path.strip_prefix("/tmp/")
        .is_some_and(|rest| !rest.is_empty() && !rest.contains(['*', '?', '$', '{', '`']))
}

fn stage(component: &Component<'_>, step: &Step<'_>) -> Option<Stage> {
    component.phases.get(step.phase).and_then(Phase::stage)
}

/// The paths below `/tmp` that steps of a stage write, in order of the document.
fn written(scripts: &Scripts<'_, '_>, of: Stage) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    for step in scripts
        .component
        .steps()
        .filter(|step| stage(scripts.component, step) == Some(of))
    {
        for known in paths::written_by(step) {
            let path = known.literal().filter(|path| below_tmp(path));
            found.extend(path.map(|path| (path.to_owned(), known.node.span())));
        }
    }
    for script in scripts
        .all
        .iter()
        .filter(|script| script.shell == Shell::Bash && stage(scripts.component, script.step) == Some(of))
    {
        for word in script.calls.iter().flat_map(targets) {
            if word.literal && below_tmp(&word.text) {
                found.push((word.text.clone(), script.place(&word.range)));
            }
        }
    }
    found
}

/// The files that a call makes: targets of redirections, and what some programs are told to write.
fn targets(call: &Call) -> Vec<&Word> {
    let mut found: Vec<&Word> = call
        .redirects
        .iter()
        .filter(|redirect| redirect.writes())
        .map(|redirect| &redirect.target)
        .collect();
    if call.runs(&["curl"]) {
        found.extend(call.argument(&["-o", "--output"]).map(|argument| argument.word));
    } else if call.runs(&["wget"]) {
        found.extend(
            call.argument(&["-O", "--output-document"])
                .map(|argument| argument.word),
        );
    } else if call.runs(&["touch", "mkdir", "tee"]) {
        found.extend(call.operands(&["-m", "-d", "-r"]));
    } else if call.runs(&["cp", "mv", "ln"]) {
        found.extend(call.arguments().last());
    } else if call.runs(&["aws"]) && call.command(&[]).take(2).eq(["s3", "cp"]) {
        found.extend(call.operands(&["--region", "--profile"]).nth(3));
    }
    found
}

/// The paths below `/tmp` that steps of the test name and do not write, in order of the document.
fn read(scripts: &Scripts<'_, '_>) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    let test = |step: &Step<'_>| stage(scripts.component, step) == Some(Stage::Test);
    for script in scripts.all.iter().filter(|script| test(script.step)) {
        for word in script.calls.iter().flat_map(|call| &call.words) {
            if word.literal && below_tmp(&word.text) {
                found.push((word.text.clone(), script.place(&word.range)));
            }
        }
    }
    for step in scripts.component.steps().filter(|step| test(step)) {
        for known in paths::of_step(step) {
            let path = known.literal().filter(|path| below_tmp(path));
            found.extend(path.map(|path| (path.to_owned(), known.node.span())));
        }
    }
    found.sort_by_key(|(_, span)| *span);
    found
}
