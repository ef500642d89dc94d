use super::pipe_to_shell;
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::downloads::{self, Download};
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Scripts, Word};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "security/unpinned-latest",
    severity: Severity::Info,
    summary: "a download or a package without a version",
    why: "Two builds of the same document can give different images, and a bad release gets into the next one unseen.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/security-best-practices.html",
    page: include_str!("unpinned_latest.md"),
    checks: &[Check::Component(check_sources), Check::Script(check_calls)],
};

fn is_latest(url: &str) -> bool {
    url.contains("/releases/latest/") || url.ends_with("/releases/latest")
}

fn check_sources(component: &Component<'_>, found: &mut Findings<'_>) {
    for source in downloads::sources(component) {
        if source.node.text().is_some_and(is_latest) {
            found
                .report(
                    source.node.span(),
                    "this is whatever release is the latest on the day of the build",
                )
                .help("name the release: `/releases/download/<version>/…`");
        }
    }
}

fn check_calls(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in &scripts.all {
        let run = pipe_to_shell::runs(script);
        // Where a shell runs what comes, that it may be another release every day is the lesser part of it.
        let kept = |download: &Download<'_>| !pipe_to_shell::holds(&run, download.call);
        for download in downloads::of(script).filter(kept) {
            for url in download.urls.iter().filter(|url| is_latest(&url.text)) {
                found
                    .report(
                        script.place(&url.range),
                        "this is whatever release is the latest on the day of the build",
                    )
                    .help("name the release: `/releases/download/<version>/…`");
            }
        }
        for call in &script.calls {
            let (packages, pinned) = packages(call);
            for word in packages {
                found
                    .report(
                        script.place(&word.range),
                        format!("`{}` has no version", shorten(&word.text)),
                    )
                    .help(format!("write a version: `{pinned}`"));
            }
        }
    }
}

/// The packages that a call installs without a version, and how one is written.
fn packages(call: &Call) -> (Vec<&Word>, &'static str) {
    match call.program() {
        "pip" | "pip3" | "pipx" => (python_packages(call), "name==1.2.3"),
        "python" | "python3" if call.arguments().iter().any(|word| word.text == "pip") => {
            (python_packages(call), "name==1.2.3")
        }
        "npm" => (node_packages(call), "name@1.2.3"),
        _ => (Vec::new(), ""),
    }
}

/// Options of pip with a value.
const PIP_OPTIONS: [&str; 22] = [
    "-r",
    "--requirement",
    "-c",
    "--constraint",
    "-e",
    "--editable",
    "-t",
    "--target",
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "--trusted-host",
    "--prefix",
    "--root",
    "--cert",
    "--proxy",
    "--timeout",
    "--python",
    "-m",
    "--log",
];

/// `pip install NAME`. Files of requirements, folders, archives and addresses name their version themselves.
fn python_packages(call: &Call) -> Vec<&Word> {
    let words = call.arguments();
    let given = |options: &[&str]| words.iter().any(|word| options.contains(&word.text.as_str()));
    // Tools that install others are brought up to date on purpose; a file of constraints has the versions.
    if given(&["-c", "--constraint", "--no-index"]) {
        return Vec::new();
    }
    let mut operands = call
        .operands(&PIP_OPTIONS)
        .skip_while(|word| word.text != "install");
    operands.next();
    operands
        .filter(|word| is_bare(&word.text) && !matches!(word.text.as_str(), "pip" | "setuptools" | "wheel"))
        .collect()
}

/// `npm install -g NAME`.
fn node_packages(call: &Call) -> Vec<&Word> {
    let words = call.arguments();
    let global = words
        .iter()
        .any(|word| matches!(word.text.as_str(), "-g" | "--global"));
    let mut operands = call.operands(&["--prefix", "--registry", "--cache", "--loglevel"]);
    let installs = operands
        .next()
        .is_some_and(|word| matches!(word.text.as_str(), "install" | "i" | "add"));
    operands
        .filter(|word| {
            let text = word.text.as_str();
            let scoped = text.strip_prefix('@').unwrap_or(text);
            let name = scoped.split_once('@').map_or(
                scoped,
                |(name, version)| if version == "latest" { name } else { text },
            );
            let bare = name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
                && !name.contains('@');
            let path = text.starts_with(['.', '/'])
                || is_archive(text)
                || !text.starts_with('@') && text.contains('/');
            global && installs && bare && !path && word.literal
        })
        .collect()
}

/// Whether a word is a file of a package or a list of them.
fn is_archive(text: &str) -> bool {
    [".whl", ".zip", ".gz", ".tgz", ".txt"]
        .iter()
        .any(|end| text.ends_with(end))
}

/// Whether a word is the name of a package and nothing more: `requests`, `boto3[crt]`.
fn is_bare(text: &str) -> bool {
    let name = text.split('[').next().unwrap_or_default();
    !name.is_empty()
        && !is_archive(text)
        && !text.starts_with('.')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        && text
            .get(name.len()..)
            .is_some_and(|extras| extras.is_empty() || extras.ends_with(']'))
}
