use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::literal::texts;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "semantic/web-url",
    severity: Severity::Error,
    summary: "a WebDownload source that is no http(s) URL",
    why: "WebDownload speaks only HTTP and HTTPS, so the step fails.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("web_url.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for mut source in texts(component, &["WebDownload"], "source") {
        source.start = source.start.trim_start();
        if source.may_begin_with("http://") || source.may_begin_with("https://") {
            continue;
        }
        found
            .report(
                source.node.span(),
                format!("`{}` is no http or https URL", source.node.shown()),
            )
            .help(if source.may_begin_with("s3://") {
                "use the action S3Download for `s3://` URIs"
            } else if source.start.contains("://") {
                "write a URL that starts with `https://`"
            } else {
                "write the whole URL, `https://` included"
            });
    }
}
