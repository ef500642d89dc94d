use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::rules::literal::{Known, is_true, steps};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "security/file-content-logged",
    severity: Severity::Info,
    summary: "`printFileContent: true` on a file that is like a key or a configuration",
    why: "What is printed is in the logs of the build, for all who can read them.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("file_content_logged.md"),
    checks: &[Check::Component(check)],
};

/// Ends of files that hold keys or settings.
const ENDINGS: [&str; 17] = [
    ".pem",
    ".key",
    ".pfx",
    ".p12",
    ".ppk",
    ".jks",
    ".keystore",
    ".env",
    ".conf",
    ".cfg",
    ".cnf",
    ".config",
    ".ini",
    ".properties",
    ".netrc",
    ".npmrc",
    ".pgpass",
];

/// Words in names of files that hold secrets.
const WORDS: [&str; 8] = [
    "id_rsa",
    "id_ed25519",
    "shadow",
    "credential",
    "secret",
    "password",
    "token",
    "private",
];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in steps(component, &["ReadFile"]) {
        for map in step.input_maps() {
            let Some(path) = map.scalar("path").and_then(Known::of) else {
                continue;
            };
            let Some(print) = map.scalar("printFileContent").filter(|print| is_true(*print)) else {
                continue;
            };
            let name = path
                .end
                .rsplit(['/', '\\'])
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            let secret =
                ENDINGS.iter().any(|end| name.ends_with(end)) || WORDS.iter().any(|word| name.contains(word));
            if secret {
                found
                    .report(print.span(), format!("the content of `{}` is written to the log", path.node.shown()))
                    .help("leave `printFileContent` out; the output `content` is there for later steps all the same")
                    .replace(Safety::Unsafe, "write `false`", print.span(), "false");
            }
        }
    }
}
