use super::declared;
use super::hints::Hints;
use super::loops;
use super::unknown_context_key::KEYS;
use crate::component::template::Expression;
use crate::component::{Component, Definition, Step};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "semantic/undefined-name",
    severity: Severity::Error,
    summary: "a reference to a parameter or constant that is not declared",
    why: "Image Builder refuses a document that refers to a name it does not declare; names are case sensitive.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("undefined_name.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let misplaced = declared::misplaced(component);
    let mut hints = Hints::default();
    for step in component.steps() {
        for reference in &step.references {
            let Expression::Name(name) = reference.expression else {
                continue;
            };
            if component.definition(name).is_some() || misplaced.contains(name) {
                continue;
            }
            let message = format!("`{}` is neither a parameter nor a constant", shorten(name));
            let finding = found.report(reference.inner, message);
            let nearest = hints.nearest(0, name, component.definitions().map(Definition::text));
            if name.bytes().all(|b| b.is_ascii_digit()) {
                // `{{0}}` of a format string; whether the service takes it for a name is not known.
                finding
                    .help("build the braces when the step runs, or download the text as a file")
                    .warning();
                continue;
            }
            match nearest {
                Some(meant) => {
                    let (place, tree) = (reference.part(name), component.root.tree());
                    mend::write_part(finding, mend::of_names(name, meant), tree, (place, name), meant);
                }
                None => {
                    finding.help(help(step, name));
                }
            }
        }
    }
}

fn help(step: &Step<'_>, name: &str) -> String {
    let own_loop = step.looping.as_ref().is_some_and(|own| own.text() == name);
    if own_loop || name == "loop" && loops::has_loop(step) {
        return format!("write `{name}.value` or `{name}.index`");
    }
    match KEYS.iter().find(|key| key.eq_ignore_ascii_case(name)) {
        Some(key) => format!("declare it under `parameters` or `constants`, or write `context:{key}`"),
        None => "declare it under `parameters` or `constants`".to_owned(),
    }
}
