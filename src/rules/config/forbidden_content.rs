use crate::config::document::ConfigDocument;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "config/forbidden-content",
    severity: Severity::Error,
    summary: "a host, token, role, or account or region to connect to, in the configuration",
    why: "Where amiforge connects and as whom is the business of the workflow that runs it; a pull request that edits this file must not change that.",
    source: "https://github.com/amiforge/amiforge/blob/main/docs/configuration.md",
    page: include_str!("forbidden_content.md"),
    checks: &[Check::Config(check)],
};

/// Words of which one in a key says that it is about hosts or credentials.
const WORDS: [&str; 22] = [
    "account",
    "arn",
    "credential",
    "credentials",
    "endpoint",
    "endpoints",
    "host",
    "hostname",
    "hosts",
    "password",
    "passwords",
    "profile",
    "proxy",
    "region",
    "regions",
    "role",
    "roles",
    "secret",
    "secrets",
    "token",
    "tokens",
    "url",
];

/// Whether a key is about a host, a credential, an account or a region. Of the configuration's own keys only `account` and
/// `region` of a row of `pins` are: they say where a pin is deployed, which is compared with what was read and never says
/// where to connect or as whom.
pub(super) fn is_forbidden(key: &str) -> bool {
    key.len() <= 64 && words(key).any(|word| WORDS.contains(&word.as_str()))
}

/// `role-to-assume`, `AWS_REGION` and `roleArn` in small words.
fn words(key: &str) -> impl Iterator<Item = String> {
    let mut words = vec![String::new()];
    let mut small = false;
    for c in key.chars() {
        if !c.is_alphanumeric() || c.is_uppercase() && small {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        small = c.is_lowercase();
    }
    words.into_iter()
}

fn check(document: &ConfigDocument<'_>, found: &mut Findings<'_>) {
    for keyed in document.entries() {
        let key = keyed.entry.key;
        if keyed.key.is_none() && is_forbidden(keyed.entry.name()) {
            found
                .report(
                    key.written_span(),
                    format!(
                        "`{}` does not belong here: the configuration never says where to connect or as whom",
                        key.shown()
                    ),
                )
                .help(match keyed.entry.name() {
                    "account" | "region" => {
                        "remove it; give it to the workflow step that runs amiforge, or to a row of `pins` when it is where a pin is deployed"
                    }
                    _ => "remove it; give it to the workflow step that runs amiforge",
                });
        }
    }
}
