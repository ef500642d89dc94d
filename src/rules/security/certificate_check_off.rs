use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::rules::downloads::{self, Tool, host, is_private};
use crate::rules::literal::{inputs, is_true};
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Word};

pub(super) const RULE: Rule = Rule {
    id: "security/certificate-check-off",
    severity: Severity::Warning,
    summary: "a connection that takes any certificate",
    why: "Whoever sits between the build and the server can answer in its name.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("certificate_check_off.md"),
    checks: &[Check::Component(check_inputs), Check::Script(check_calls)],
};

const HELP: &str = "take it out; where the server has a certificate of your own authority, install that authority in the image";

fn check_inputs(component: &Component<'_>, found: &mut Findings<'_>) {
    for entry in inputs(component, &["WebDownload"], "ignoreCertificateErrors") {
        if is_true(entry.value) {
            found
                .report(entry.value.span(), "any server can answer: its certificate is not checked")
                .help("write `false`; where the server has a certificate of your own authority, install that authority in the image")
                .replace(Safety::Unsafe, "write `false`", entry.value.span(), "false");
        }
    }
}

fn check_calls(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in &scripts.all {
        for download in downloads::of(script) {
            let Some(word) = switched_off(download.tool, download.call) else {
                continue;
            };
            let private = |url: &downloads::Url| host(&url.text, true).is_some_and(is_private);
            if !download.urls.is_empty() && download.urls.iter().all(private) {
                continue;
            }
            report(script, word, found);
        }
        for call in &script.calls {
            if let Some(word) = setting(call) {
                report(script, word, found);
            }
        }
        for variable in &script.variables {
            let name = variable.name.to_ascii_lowercase();
            let callback = name.ends_with("servercertificatevalidationcallback")
                && variable.value.text.to_ascii_lowercase().contains("true");
            if callback || is_variable(&variable.name, &variable.value.text) {
                found
                    .report(
                        script.place(&variable.range),
                        "no certificate is checked from here on",
                    )
                    .help(HELP);
            }
        }
    }
}

fn report(script: &Script<'_, '_>, word: &Word, found: &mut Findings<'_>) {
    found
        .report(
            script.place(&word.range),
            format!(
                "with `{}` no certificate is checked",
                crate::yaml::shorten(&word.text)
            ),
        )
        .help(HELP);
}

/// The option by which a download takes any certificate.
fn switched_off(tool: Tool, call: &Call) -> Option<&Word> {
    let mut words = call.arguments().iter();
    match tool {
        Tool::Curl => words.find(|word| word.text == "--insecure" || has_flag(&word.text, b'k')),
        Tool::Wget => words.find(|word| word.text == "--no-check-certificate"),
        Tool::Aria2 => words.find(|word| word.text == "--check-certificate=false"),
        Tool::WebRequest | Tool::RestMethod => call.flag(&["-SkipCertificateCheck"]),
        _ => None,
    }
}

/// Whether a word is a group of curl's options with this one among them. Behind a letter that takes a value the rest is that.
fn has_flag(word: &str, flag: u8) -> bool {
    const WITH_VALUE: &[u8] = b"AbcCdDeEFhHKmoPQrtTuUwxXyYz";
    let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.starts_with('-')) else {
        return false;
    };
    letters
        .bytes()
        .take_while(|letter| !WITH_VALUE.contains(letter))
        .any(|letter| letter == flag)
}

/// Whether a variable of the environment with this value tells some program not to look at certificates.
fn is_variable(name: &str, value: &str) -> bool {
    const VARIABLES: [(&str, &[&str]); 3] = [
        ("GIT_SSL_NO_VERIFY", &["1", "true"]),
        ("NODE_TLS_REJECT_UNAUTHORIZED", &["0"]),
        ("PYTHONHTTPSVERIFY", &["0"]),
    ];
    let name = name.strip_prefix("$env:").unwrap_or(name);
    VARIABLES
        .iter()
        .any(|(variable, values)| *variable == name && values.contains(&value))
}

/// A setting of another program, or of a variable for it, that switches the check off.
fn setting(call: &Call) -> Option<&Word> {
    let variable = |word: &&Word| {
        let assigned = word.text.split_once('=');
        assigned.is_some_and(|(name, value)| is_variable(name, value))
    };
    let words = call.arguments();
    let set = call.assignments.iter().find(variable);
    let has = |text: &str| words.iter().find(|word| word.text.eq_ignore_ascii_case(text));
    let pair = |name: &str, value: &str| {
        let at = words
            .iter()
            .position(|word| word.text.eq_ignore_ascii_case(name))?;
        words
            .get(at + 1)
            .filter(|word| word.text.eq_ignore_ascii_case(value))
            .and(words.get(at))
    };
    set.or_else(|| match call.program() {
        "git" => has("http.sslVerify=false").or_else(|| pair("http.sslVerify", "false")),
        "npm" | "yarn" | "pnpm" => pair("strict-ssl", "false")
            .or_else(|| has("strict-ssl=false"))
            .or_else(|| has("--strict-ssl=false")),
        "pip" | "pip3" => has("--trusted-host"),
        "aws" => has("--no-verify-ssl"),
        "conda" => pair("ssl_verify", "false"),
        _ => None,
    })
}
