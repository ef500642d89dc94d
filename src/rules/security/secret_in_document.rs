use super::shapes;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::{Source, Span};

pub(super) const RULE: Rule = Rule {
    id: "security/secret-in-document",
    severity: Severity::Warning,
    summary: "an access key, a token, a private key, or a password in a URL",
    why: "Whoever can read the document, the repository or the component can use the secret.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/securing_access-keys.html",
    page: include_str!("secret_in_document.md"),
    checks: &[Check::Text(check)],
};

fn check(source: &Source, found: &mut Findings<'_>) {
    for shape in shapes::find(source.text()) {
        let span = Span::new(shape.range.start, shape.range.end);
        let finding = found.report(span, format!("this is {}", shape.what));
        finding
            .help(if shape.what == "an AWS access key id" || shape.what == "an AWS secret access key" {
                "delete it, deactivate the key, and give the instance profile of the build the permissions instead"
            } else {
                "delete it, have it replaced by a new one, and read that while the image is built, such as with `{{ aws:ssm:/path }}`"
            })
            .claims(span);
        // The first line of a key says nothing.
        if shape.what != "a private key" {
            finding.conceals(span);
        }
    }
}
