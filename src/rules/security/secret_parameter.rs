use super::secret::{inside, may_be_secret};
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::literal::Known;
use crate::rules::{Check, Findings, Rule};
use crate::secret::names_secret;

pub(super) const RULE: Rule = Rule {
    id: "security/secret-parameter",
    severity: Severity::Warning,
    summary: "a parameter or constant that is named like a secret and has its value in the document",
    why: "The values of parameters are plain text in the component, in recipes, and in CloudTrail.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("secret_parameter.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for definition in component.definitions().filter(|d| names_secret(d.text())) {
        let value = definition.body.scalar(definition.value_key());
        let Some(value) =
            value.filter(|value| Known::of(*value).is_some_and(|known| known.literal().is_some()))
        else {
            continue;
        };
        let text = value.text().unwrap_or_default();
        // `DbSecret: prod/db` is the name of a secret.
        let names_one = text.contains('/') && definition.text().to_ascii_lowercase().ends_with("secret");
        if names_one || !may_be_secret(text, true) {
            continue;
        }
        found
            .report(
                value.span(),
                format!("the value of the {} `{}` stands in the document", definition.kind.word(), definition.name.shown()),
            )
            .help("keep it in Parameter Store or Secrets Manager, and read it with `{{ aws:ssm:/path }}` where it is used")
            .conceals(inside(value));
    }
}
