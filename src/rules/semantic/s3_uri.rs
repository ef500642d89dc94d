use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::rules::literal::{Known, begins_with, texts};
use crate::rules::{Check, Findings, Rule, mend};

pub(super) const RULE: Rule = Rule {
    id: "semantic/s3-uri",
    severity: Severity::Error,
    summary: "an S3 location that is no `s3://bucket/key`",
    why: "The S3 actions take no other form of address, so the step fails.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("s3_uri.md"),
    checks: &[Check::Component(check)],
};

const SCHEME: &str = "s3://";

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for source in texts(component, &["S3Download"], "source") {
        judge(&source, true, found);
    }
    for destination in texts(component, &["S3Upload"], "destination") {
        judge(&destination, false, found);
    }
}

fn judge(value: &Known<'_>, download: bool, found: &mut Findings<'_>) {
    let span = value.node.span();
    if !value.may_begin_with(SCHEME) {
        let finding = found.report(span, format!("`{}` is no S3 URI", value.node.shown()));
        match value.literal().and_then(rewritten) {
            // Characters that an address spells in another way are not looked at.
            Some(uri) => mend::write(finding, Safety::Unsafe, value.node, &uri),
            None if download && value.may_begin_with("http") => {
                finding.help("write `s3://bucket/key`, or use WebDownload for other web addresses");
            }
            None => {
                finding.help("write `s3://bucket/key`");
            }
        }
        return;
    }
    // Shorter than the scheme: the rest comes from a reference.
    let Some(rest) = value.start.get(SCHEME.len()..) else {
        return;
    };
    if !value.start.starts_with(SCHEME) {
        let finding = found.report(span, "the scheme `s3://` is documented in lower case only");
        finding.help("write `s3://`").warning();
        if let Some(edit) =
            mend::scalar(value.node, &format!("{SCHEME}{rest}")).filter(|_| value.literal().is_some())
        {
            finding.fix(Safety::Safe, "write `s3://`", vec![edit]);
        }
    } else if rest.starts_with('/') || value.literal().is_some() && rest.is_empty() {
        found
            .report(span, format!("`{}` names no bucket", value.node.shown()))
            .help("write `s3://bucket/key`");
    } else if value.literal().is_some() {
        let key = rest.split_once('/').map(|(_, key)| key);
        // An upload to `s3://bucket/` can be one to the top of the bucket.
        if key.is_none() || download && key == Some("") {
            found
                .report(
                    span,
                    format!("`{}` names a bucket and no object in it", value.node.shown()),
                )
                .help(if download {
                    "add the key, or `/*` for everything in the bucket"
                } else {
                    "add the key, or a prefix that ends in `/`"
                })
                .warning();
        }
    }
}

/// The S3 URI that an ARN or a web address of S3 stands for.
fn rewritten(text: &str) -> Option<String> {
    if let Some((arn, path)) = text.split_once(":s3:::") {
        return (arn.starts_with("arn:") && path.contains('/')).then(|| format!("{SCHEME}{path}"));
    }
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|s| begins_with(text, s))?;
    let (host, path) = text.get(scheme.len()..)?.split_once('/')?;
    let path = path.split(['?', '#']).next().filter(|path| !path.is_empty())?;
    if !host.ends_with(".amazonaws.com") && !host.ends_with(".amazonaws.com.cn") {
        return None;
    }
    if host.starts_with("s3.") || host.starts_with("s3-") {
        return path.contains('/').then(|| format!("{SCHEME}{path}"));
    }
    let bucket = [".s3.", ".s3-"]
        .into_iter()
        .find_map(|mark| host.split_once(mark))?
        .0;
    Some(format!("{SCHEME}{bucket}/{path}"))
}
