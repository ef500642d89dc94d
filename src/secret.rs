//! What a secret is called.

/// Ends of names of secrets, in lower case, without `-` and `_`.
const NAMES: [&str; 11] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "apikey",
    "secretkey",
    "secretaccesskey",
    "privatekey",
    "storageaccesskey",
];

/// First words of names that say what is done with a secret, or whether there is one.
const ABOUT: [&str; 16] = [
    "no", "disable", "disabled", "enable", "ask", "prompt", "use", "require", "reset", "allow", "skip",
    "has", "is", "change", "delete", "revoke",
];

/// Whether a name, such as that of an option or a variable, is one of a secret itself: `--db-password`, `API_TOKEN`,
/// `$AdminPassword`. Not one of something about it: `SECRET_NAME`, `--no-password`.
pub(crate) fn names_secret(name: &str) -> bool {
    let name = name.trim_start_matches(['-', '/', '$']);
    let letters = || name.bytes().filter(u8::is_ascii_alphanumeric);
    let ends_with = |word: &str| {
        let backwards = letters().rev().map(|byte| byte.to_ascii_lowercase());
        backwards.take(word.len()).eq(word.bytes().rev())
    };
    // Most names are none, and this is what tells most of them.
    if !ends_with("pass") && !NAMES.iter().any(|end| ends_with(end)) {
        return false;
    }
    let first = name.split(['-', '_', '.']).next().unwrap_or_default();
    if ABOUT.iter().any(|word| first.eq_ignore_ascii_case(word)) {
        return false;
    }
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let lower = name.to_ascii_lowercase();
    // The folder that a shell is in, and the one before it.
    let folder = matches!(plain.as_str(), "pwd" | "oldpwd");
    let pass =
        lower == "pass" || lower.ends_with("_pass") || lower.ends_with("-pass") || name.ends_with("Pass");
    !folder && (pass || NAMES.iter().any(|end| plain.ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_the_end_of_their_name() {
        for name in [
            "--password",
            "DbPassword",
            "DB_PASSWD",
            "API_TOKEN",
            "--api-token",
            "-ApiKey",
            "aws_secret_access_key",
            "MYSQL_PWD",
            "DB_PASS",
            "AdminPass",
            "$token",
            "clientSecret",
        ] {
            assert!(names_secret(name), "{name}");
        }
        for name in [
            "PWD",
            "OLDPWD",
            "SecretName",
            "SECRET_ARN",
            "--password-file",
            "--no-password",
            "PasswordLength",
            "bypass",
            "--disabled-password",
            "Tokens",
            "SecretId",
            "access_key",
            "",
        ] {
            assert!(!names_secret(name), "{name}");
        }
    }
}
