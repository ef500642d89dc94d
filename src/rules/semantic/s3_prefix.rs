use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::rules::literal::{Known, ends_in_separator, input_maps, separators};
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "semantic/s3-prefix",
    severity: Severity::Warning,
    summary: "an S3 download whose source and destination do not fit",
    why: "A single object goes to a path with a file name; everything under a prefix, written `prefix/*`, goes to a folder.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("s3_prefix.md"),
    checks: &[Check::Component(check)],
};

/// Endings that no sensible folder has.
const FILES: &[&str] = &[
    "7z", "bat", "bz2", "cfg", "cmd", "conf", "crt", "csv", "deb", "dll", "exe", "gz", "ini", "iso", "jar",
    "json", "key", "log", "msi", "pem", "pfx", "png", "ps1", "py", "rpm", "sh", "tar", "tgz", "toml", "txt",
    "xml", "xz", "yaml", "yml", "zip",
];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for item in input_maps(component, &["S3Download"]) {
        let known = |name: &str| item.present(name).and_then(Known::of);
        let Some(source) = known("source") else { continue };
        if stray_star(&source, found) {
            continue;
        }
        let Some(destination) = known("destination") else {
            continue;
        };
        if source.end.ends_with("/*") {
            prefix_to_file(&destination, found);
        } else if let Some(uri) = source.literal() {
            object_to_folder(uri, &destination, found);
        }
    }
}

/// A `*` that does not follow a `/`.
fn stray_star(source: &Known<'_>, found: &mut Findings<'_>) -> bool {
    let text = source.node.text().unwrap_or_default();
    // What a reference in front of it ends with is not known.
    let stray = |(at, _): (usize, &str)| !matches!(text.get(..at), Some(t) if t.ends_with(['/', '}']));
    if !text.starts_with("s3://") || !text.match_indices('*').any(stray) {
        return false;
    }
    let finding = found.report(source.node.span(), "`*` has to follow a `/`");
    match source.literal().and_then(|text| text.strip_suffix('*')) {
        Some(prefix) if !prefix.contains('*') => {
            mend::write(finding, Safety::Unsafe, source.node, &format!("{prefix}/*"));
        }
        _ => {
            finding.help("write `s3://bucket/prefix/*` for everything under a prefix");
        }
    }
    true
}

fn prefix_to_file(destination: &Known<'_>, found: &mut Findings<'_>) {
    let file = destination
        .end
        .rsplit(['/', '\\'])
        .next()
        .and_then(|name| name.rsplit_once('.'));
    if file.is_some_and(|(_, ending)| FILES.iter().any(|known| ending.eq_ignore_ascii_case(known))) {
        found
            .report(
                destination.node.span(),
                format!(
                    "`{}` looks like a file, and everything under a prefix goes to a folder",
                    destination.node.shown()
                ),
            )
            .help("write the path of a folder");
    }
}

fn object_to_folder(uri: &str, destination: &Known<'_>, found: &mut Findings<'_>) {
    let key = uri.strip_prefix("s3://").and_then(|rest| rest.split_once('/'));
    let Some((_, key)) = key else { return };
    if key.is_empty() || key.ends_with('/') || key.contains('*') || !ends_in_separator(destination.end) {
        return;
    }
    let name = key.rsplit('/').next().unwrap_or_default();
    let folder = destination.node.text().unwrap_or_default();
    // In a Linux path a backslash at the end is part of the name.
    if separators(folder)
        .iter()
        .any(|separator| folder.ends_with(*separator))
    {
        found
            .report(
                destination.node.span(),
                format!(
                    "`{}` is a folder, and a single object needs a file name",
                    destination.node.shown()
                ),
            )
            .help(format!("add the file name, such as `{}`", shorten(name)));
    }
}
