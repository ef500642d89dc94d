use std::ops::Range;

use super::secret::{inside, may_be_secret};
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::downloads::part;
use crate::rules::literal::{Known, inputs};
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Word};
use crate::secret::names_secret;
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "security/secret-argument",
    severity: Severity::Warning,
    summary: "a password or a token as an argument of a command",
    why: "It is in the document, in the list of processes and often in the log.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html",
    page: include_str!("secret_argument.md"),
    checks: &[Check::Script(check), Check::Component(check_properties)],
};

const HELP: &str =
    "keep it in Parameter Store or Secrets Manager, and write `{{ aws:ssm:/path }}` in its place";

/// A secret that a call is given: the word, and the part of its text.
struct Given<'c> {
    word: &'c Word,
    secret: &'c str,
    /// How the call says that it is one.
    by: String,
}

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in &scripts.all {
        check_variables(script, found);
    }
    for (script, call) in scripts.calls() {
        let mut given = by_option(call);
        given.extend(by_program(script, call));
        let mut seen: Vec<Range<usize>> = Vec::new();
        for Given { word, secret, by } in given {
            if seen.contains(&word.range) || !may_be_secret(secret, word.literal) {
                continue;
            }
            seen.push(word.range.clone());
            let place = script.place(&part(script, word, secret));
            found
                .report(place, format!("{by} stands in the document"))
                .help(HELP)
                .conceals(place);
        }
    }
}

/// Variables that are named like a secret.
fn check_variables(script: &Script<'_, '_>, found: &mut Findings<'_>) {
    for variable in &script.variables {
        let value = &variable.value;
        let name = variable.name.rsplit(':').next().unwrap_or_default();
        if value.literal && names_secret(name) && may_be_secret(&value.text, true) {
            let place = script.place(&part(script, value, &value.text));
            found
                .report(
                    place,
                    format!(
                        "the value of `{}` stands in the document",
                        shorten(&variable.name)
                    ),
                )
                .help(HELP)
                .conceals(place);
        }
    }
}

/// Words that name a secret, with the word that follows or with what follows a `=` or `:` in them.
fn by_option(call: &Call) -> Vec<Given<'_>> {
    // `containers/login-password-argument` speaks of these.
    let login = matches!(call.program(), "docker" | "nerdctl")
        && call.arguments().iter().any(|word| word.text == "login");
    // What these print or look for is text.
    if login
        || matches!(
            call.program(),
            "echo" | "printf" | "write-host" | "write-output" | "grep" | "sed" | "awk"
        )
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    for word in &call.assignments {
        found.extend(glued(word));
    }
    let words = call.arguments();
    for (at, word) in words.iter().enumerate() {
        let Some(option) = word.text.strip_prefix(['-', '/']) else {
            found.extend(glued(word));
            continue;
        };
        if let Some(glued) = glued(word) {
            found.push(glued);
        } else if word.text.starts_with('-')
            && names_secret(option.trim_end_matches(':'))
            && let Some(next) = words.get(at + 1)
        {
            found.push(Given {
                word: next,
                secret: &next.text,
                by: format!("the value of `{}`", word.text.trim_end_matches(':')),
            });
        }
    }
    found
}

/// `NAME=value`, `--name=value`, `-Name:value` and `/name:value`.
fn glued(word: &Word) -> Option<Given<'_>> {
    let option = word.text.starts_with(['-', '/']);
    let at = word.text.find(|c| c == '=' || option && c == ':')?;
    let (name, secret) = (word.text.get(..at)?, word.text.get(at + 1..)?);
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_/.$:".contains(&byte));
    (plain && names_secret(name)).then(|| Given {
        word,
        secret,
        by: format!("the value of `{name}`"),
    })
}

/// Programs that take a secret without a name for it.
fn by_program<'c>(script: &'c Script<'_, '_>, call: &'c Call) -> Vec<Given<'c>> {
    let words = call.arguments();
    let whole = |word: Option<&'c Word>, by: &str| -> Vec<Given<'c>> {
        word.map(|word| Given {
            word,
            secret: &word.text,
            by: by.to_owned(),
        })
        .into_iter()
        .collect()
    };
    match call.program() {
        "net" | "net1" => whole(net_password(words), "the password of `net`"),
        "convertto-securestring" if call.has_flag(&["-AsPlainText"]) => {
            let text = call.argument(&["-String"]).map(|text| text.word);
            whole(
                text.or_else(|| call.operands(&[]).next()),
                "the text of `ConvertTo-SecureString`",
            )
        }
        "mysql" | "mysqldump" | "mysqladmin" | "mariadb" | "mariadb-dump" | "mariadb-admin" => {
            mysql_password(words, "the password behind `-p`")
        }
        // The password for logging in by itself, and others that are stored like it.
        "reg" if words.iter().any(|word| names_secret(&word.text)) => {
            whole(behind(words, "/d"), "the value for the registry")
        }
        "schtasks" => whole(behind(words, "/rp"), "the password behind `/rp`"),
        "sshpass" => short_option(words, "-p", "the password behind `-p`"),
        "curl" => {
            let mut found = login(words);
            found.extend(words.iter().filter_map(authorization));
            found
        }
        "wget" => words.iter().filter_map(authorization).collect(),
        "openssl" => words
            .iter()
            .filter_map(|word| {
                let secret = word.text.strip_prefix("pass:")?;
                Some(Given {
                    word,
                    secret,
                    by: "the password behind `pass:`".to_owned(),
                })
            })
            .collect(),
        "aws" if words.iter().any(|word| word.text == "configure") => {
            let key = words.iter().position(|word| names_secret(&word.text));
            whole(
                key.and_then(|at| words.get(at + 1)),
                "the value of `aws configure set`",
            )
        }
        "chpasswd" => piped(
            script,
            call,
            |text| text.split_once(':').map(|(_, secret)| secret),
            "the password for `chpasswd`",
        ),
        "passwd" if words.iter().any(|word| word.text == "--stdin") => {
            piped(script, call, Some, "the password for `passwd`")
        }
        _ => Vec::new(),
    }
}

/// The word behind an option of a Windows program, in any letter case.
fn behind<'c>(words: &'c [Word], option: &str) -> Option<&'c Word> {
    let at = words
        .iter()
        .position(|word| word.text.eq_ignore_ascii_case(option))?;
    words.get(at + 1)
}

/// `net user NAME PASSWORD`, `net use X: \\HOST\SHARE PASSWORD`.
fn net_password(words: &[Word]) -> Option<&Word> {
    let operands: Vec<&Word> = words.iter().filter(|word| !word.text.starts_with('/')).collect();
    let first = operands.first()?.text.as_str();
    if first.eq_ignore_ascii_case("user") {
        return operands.get(2).copied();
    }
    let share = operands.iter().position(|word| word.text.starts_with("\\\\"))?;
    first
        .eq_ignore_ascii_case("use")
        .then(|| operands.get(share + 1).copied())
        .flatten()
}

/// `-pPASSWORD`; a lone `-p` asks for it. `mysqladmin password NEW`.
fn mysql_password<'c>(words: &'c [Word], by: &str) -> Vec<Given<'c>> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if let Some(secret) = word.text.strip_prefix("-p") {
            found.push(Given {
                word,
                secret,
                by: by.to_owned(),
            });
        } else if word.text == "password"
            && let Some(next) = words.get(at + 1)
        {
            found.push(Given {
                word: next,
                secret: &next.text,
                by: "the new password".to_owned(),
            });
        }
    }
    found
}

/// `-p SECRET` or `-pSECRET`.
fn short_option<'c>(words: &'c [Word], option: &str, by: &str) -> Vec<Given<'c>> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let (word, secret) = match word.text.strip_prefix(option) {
            Some("") => match words.get(at + 1) {
                Some(next) => (next, next.text.as_str()),
                None => continue,
            },
            Some(secret) => (word, secret),
            None => continue,
        };
        found.push(Given {
            word,
            secret,
            by: by.to_owned(),
        });
        break;
    }
    found
}

/// `-u USER:PASSWORD`.
fn login(words: &[Word]) -> Vec<Given<'_>> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let value = match word.text.as_str() {
            "-u" | "--user" | "-U" | "--proxy-user" => words.get(at + 1),
            text if text.starts_with("--user=") => Some(word),
            _ => None,
        };
        let Some(value) = value else { continue };
        if let Some((_, secret)) = value.text.split_once(':') {
            found.push(Given {
                word: value,
                secret,
                by: format!("the password behind `{}`", option_of(word)),
            });
        }
    }
    found
}

fn option_of(word: &Word) -> &str {
    word.text.split('=').next().unwrap_or_default()
}

/// `Authorization: Bearer TOKEN` and other headers that carry a secret.
fn authorization(word: &Word) -> Option<Given<'_>> {
    let text = word.text.strip_prefix("--header=").unwrap_or(&word.text);
    let (name, value) = text.split_once(':')?;
    let value = value.trim();
    let secret = if name.eq_ignore_ascii_case("authorization") {
        let (scheme, secret) = value.split_once(' ')?;
        ["bearer", "basic", "token"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
            .then_some(secret)?
    } else {
        let header = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (header && !name.starts_with('-') && names_secret(name)).then_some(value)?
    };
    Some(Given {
        word,
        secret,
        by: format!("the value of the header `{name}`"),
    })
}

/// A secret that the program reads from an `echo`.
fn piped<'c>(
    script: &'c Script<'_, '_>,
    call: &'c Call,
    secret: impl Fn(&'c str) -> Option<&'c str>,
    by: &str,
) -> Vec<Given<'c>> {
    let source = call.reads.and_then(|at| script.calls.get(at));
    let Some(echo) = source.filter(|call| matches!(call.program(), "echo" | "printf")) else {
        return Vec::new();
    };
    let word = echo.operands(&[]).last();
    word.and_then(|word| {
        Some(Given {
            word,
            secret: secret(&word.text)?,
            by: by.to_owned(),
        })
    })
    .into_iter()
    .collect()
}

/// Properties of an installer that are named like a secret.
fn check_properties(component: &Component<'_>, found: &mut Findings<'_>) {
    for properties in inputs(component, &["InstallMSI", "UninstallMSI"], "properties") {
        for entry in properties.value.entries() {
            let literal = Known::of(entry.value).and_then(|known| known.literal());
            if !names_secret(entry.name()) || !literal.is_some_and(|text| may_be_secret(text, true)) {
                continue;
            }
            found
                .report(
                    entry.value.span(),
                    format!(
                        "the value of the property `{}` stands in the document",
                        entry.key.shown()
                    ),
                )
                .help(HELP)
                .conceals(inside(entry.value));
        }
    }
}
