//! Where a script uses a secret, as far as names tell.

use crate::script::{Call, Word};
use crate::secret::names_secret;

/// The secret that a word stands for, as it is written: a variable, or a parameter of Parameter Store, with a name of a secret.
pub(super) fn secret_in(word: &Word) -> Option<String> {
    if word.literal {
        return None;
    }
    reference(&word.text).or_else(|| variable(&word.text))
}

/// `{{ aws:ssm:/path }}` in a text, when its path names a secret.
pub(super) fn reference(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("aws:ssm:") {
        let path = behind.split(['}', ' ', ')']).next().unwrap_or_default();
        if is_secret_path(path) {
            return Some(format!("{{{{ aws:ssm:{path} }}}}"));
        }
        rest = behind;
    }
    None
}

/// Whether a path in Parameter Store names a secret: in its last part, or as one of Secrets Manager.
pub(super) fn is_secret_path(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    path.starts_with("/aws/reference/secretsmanager/") || names_secret(last)
}

/// `$NAME`, `${NAME}` or `$env:NAME` in a text, when the name is one of a secret. `${#NAME}`, its length, is none.
fn variable(text: &str) -> Option<String> {
    for (at, _) in text.match_indices('$') {
        let behind = text.get(at + 1..)?;
        let start = behind.strip_prefix('{').unwrap_or(behind);
        let env = start.get(..4).filter(|env| env.eq_ignore_ascii_case("env:"));
        let env = env.unwrap_or_default();
        let start = start.get(env.len()..)?;
        let end = start
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(start.len());
        let name = start.get(..end)?;
        if names_secret(name) {
            return Some(format!("${env}{name}"));
        }
    }
    None
}

/// Whether a call fetches a secret: from Secrets Manager, or decrypted from Parameter Store.
pub(super) fn fetches_secret(call: &Call) -> bool {
    let has = |word: &str| call.arguments().iter().any(|w| w.text.eq_ignore_ascii_case(word));
    match call.program() {
        "aws" => has("get-secret-value") || has("--with-decryption"),
        "get-secsecretvalue" => true,
        "get-ssmparameter" | "get-ssmparametervalue" | "get-ssmparametersbypath" => {
            call.has_flag(&["-WithDecryption"])
        }
        _ => false,
    }
}
