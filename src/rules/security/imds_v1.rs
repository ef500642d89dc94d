use crate::diagnostic::Severity;
use crate::rules::downloads::{self, METADATA, Tool, host};
use crate::rules::{Check, Findings, Rule};
use crate::script::{Script, Scripts};

pub(super) const RULE: Rule = Rule {
    id: "security/imds-v1",
    severity: Severity::Info,
    summary: "a request to the instance metadata service without a token",
    why: "Where the instance requires IMDSv2, such a request is refused and the step has no value.",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html",
    page: include_str!("imds_v1.md"),
    checks: &[Check::Script(check)],
};

const TOKEN: &str = "x-aws-ec2-metadata-token";

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in &scripts.all {
        for download in downloads::of(script) {
            let metadata = |url: &&downloads::Url| {
                let host = host(&url.text, true).unwrap_or_default();
                (matches!(host, METADATA | "instance-data" | "fd00:ec2::254")
                    || url.text.starts_with(METADATA))
                    && !url.text.contains("/api/token")
            };
            let Some(url) = download.urls.iter().find(metadata) else {
                continue;
            };
            if !has_token(script, &download) {
                found
                    .report(
                        script.place(&url.range),
                        "this asks the metadata service without a token of IMDSv2",
                    )
                    .help(
                        "write `{{ aws:imds:path }}` in its place, or fetch a token first and send it along",
                    );
            }
        }
    }
}

/// Whether a token is sent along, or may be: headers that come from a variable are not known.
fn has_token(script: &Script<'_, '_>, download: &downloads::Download<'_>) -> bool {
    if download.tool == Tool::WebClient {
        return script.code.to_ascii_lowercase().contains(TOKEN);
    }
    let call = download.call;
    let words = call.arguments();
    let written = words
        .iter()
        .any(|word| word.text.to_ascii_lowercase().contains(TOKEN));
    let unknown = words.iter().zip(words.iter().skip(1)).any(|(option, value)| {
        matches!(option.text.as_str(), "-H" | "--header") && value.text.starts_with('$')
    });
    let cmdlet = matches!(download.tool, Tool::WebRequest | Tool::RestMethod) && call.has_flag(&["-Headers"]);
    // `"${HEADERS[@]}"` and the like.
    let array = words
        .iter()
        .any(|word| word.text.starts_with('$') && word.text.to_ascii_lowercase().contains("header"));
    written || unknown || cmdlet || array
}
