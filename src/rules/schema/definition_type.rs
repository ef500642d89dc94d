use crate::component::Component;
use crate::component::{head, template};
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule, mend};

pub(super) const RULE: Rule = Rule {
    id: "schema/definition-type",
    severity: Severity::Error,
    summary: "a parameter or constant of a type other than `string`",
    why: "The only supported type of a parameter or constant is `string`.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("definition_type.md"),
    checks: &[Check::Component(check)],
};

/// The API's pattern for a parameter's type has these too, while its text says that only strings are supported.
const IN_API_ONLY: &[&str] = &["integer", "boolean", "stringlist"];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for definition in component.definitions() {
        let Some(value) = definition.body.present("type") else {
            continue;
        };
        let Some(text) = value.text() else {
            let is = value.kind().word();
            found
                .report(head(value), format!("`type` must be `string`, not {is}"))
                .help("write `type: string`");
            continue;
        };
        if text == "string" || template::is_dynamic(text) {
            continue;
        }
        let shown = value.shown();
        let lower = text.to_ascii_lowercase();
        if lower == "string" {
            let message = format!("the type `{shown}` is documented as `string`");
            let finding = found.report(value.span(), message).warning();
            mend::write(finding, Safety::Safe, value, "string");
            continue;
        }
        let finding = found.report(
            value.span(),
            format!(
                "`{shown}` is not a supported type of a {}",
                definition.kind.word()
            ),
        );
        finding.help("write `string`; every value is text");
        mend::instead(finding, Safety::Unsafe, value, "string");
        if IN_API_ONLY.contains(&lower.as_str()) {
            finding.warning();
        }
    }
}
