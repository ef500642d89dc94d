use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::rules::downloads::{self, Url, host, is_private, scheme};
use crate::rules::literal::Known;
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts};
use crate::source::Span;
use crate::yaml::{Node, shorten};

pub(super) const RULE: Rule = Rule {
    id: "security/plain-http",
    severity: Severity::Warning,
    summary: "a download over `http://`",
    why: "Whoever sits between the build and the server can put anything in the place of the file.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("plain_http.md"),
    checks: &[Check::Component(check_inputs), Check::Script(check_calls)],
};

fn is_plain(url: &str, whole: bool) -> bool {
    scheme(url).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"))
        && host(url, whole).is_some_and(|host| !is_private(host))
}

fn check_inputs(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in component.steps() {
        let name = match step.action_text() {
            "WebDownload" => "source",
            "InstallMSI" | "UninstallMSI" => "path",
            _ => continue,
        };
        for map in step.input_maps() {
            let Some(known) = map.scalar(name).and_then(Known::of) else {
                continue;
            };
            if proved(map) || !is_plain(known.start, known.literal().is_some()) {
                continue;
            }
            report(
                known.node.span(),
                known.node.shown().as_str(),
                scheme_in(known.node),
                found,
            );
        }
    }
}

/// Whether a checksum that cannot be forged proves the file, however it came.
fn proved(map: Node<'_>) -> bool {
    let algorithm = map.scalar("algorithm").and_then(Node::text).unwrap_or_default();
    map.present("checksum").is_some()
        && ["SHA256", "SHA512"]
            .iter()
            .any(|strong| algorithm.eq_ignore_ascii_case(strong))
}

/// Where `http` stands in a scalar.
fn scheme_in(node: Node<'_>) -> Option<Span> {
    let at = node.raw().find("://")?.checked_sub("http".len())?;
    let start = node.span().start as usize + at;
    Some(Span::new(start, start + "http".len()))
}

fn check_calls(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    for script in &scripts.all {
        let mut plain: Vec<Url> = script
            .calls
            .iter()
            .flat_map(|call| addresses(script, call))
            .filter(|url| is_plain(&url.text, true))
            .collect();
        if plain.is_empty() {
            continue;
        }
        // Sums that came the same way prove nothing.
        if !plain.iter().any(|url| is_of_sums(&url.text)) {
            let proof = script.calls.iter().rfind(|call| proves(call));
            let proof = proof.map_or(0, |call| call.range.start);
            plain.retain(|url| url.range.start > proof);
        }
        for url in plain {
            let written = scheme_of(script, &url.range);
            report(script.place(&url.range), &shorten(&url.text), written, found);
        }
    }
}

/// What a call fetches: downloads, and packages and keys that `rpm` and its like take by their address.
fn addresses(script: &Script<'_, '_>, call: &Call) -> Vec<Url> {
    if let Some(download) = downloads::download(script, call) {
        return if download.is_probe() {
            Vec::new()
        } else {
            download.urls
        };
    }
    let by_address = call.runs(&["rpm", "yum", "dnf", "microdnf", "zypper"]);
    let words = call.arguments().iter().filter(|word| {
        by_address && scheme(&word.text).is_some() && (call.runs(&["rpm"]) || is_rpm(&word.text))
    });
    words
        .map(|word| Url {
            range: downloads::part(script, word, &word.text),
            text: word.text.clone(),
        })
        .collect()
}

fn is_rpm(url: &str) -> bool {
    url.rsplit('.')
        .next()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("rpm"))
}

/// Whether an address is that of checksums.
fn is_of_sums(url: &str) -> bool {
    let url = url.to_ascii_lowercase();
    ["sha256", "sha512", "checksum"]
        .iter()
        .any(|word| url.contains(word))
}

/// Whether a call looks at a checksum that cannot be forged, or at a signature.
fn proves(call: &Call) -> bool {
    let has = |options: &[&str]| {
        call.arguments().iter().any(|word| {
            options
                .iter()
                .any(|option| option.eq_ignore_ascii_case(&word.text))
        })
    };
    match call.program() {
        "sha256sum" | "sha512sum" | "gpgv" | "get-authenticodesignature" => true,
        "get-filehash" => !has(&["MD5", "SHA1"]),
        "shasum" => has(&["256", "512", "-a256", "-a512"]),
        "certutil" => has(&["SHA256", "SHA512"]),
        "gpg" | "gpg2" => has(&["--verify"]),
        "rpm" | "rpmkeys" => has(&["-K", "--checksig"]),
        "cosign" => has(&["verify-blob"]),
        "openssl" => has(&["-verify"]),
        _ => false,
    }
}

/// Where `http` stands at the start of a range of a script's text.
fn scheme_of(script: &Script<'_, '_>, range: &std::ops::Range<usize>) -> Option<Span> {
    let written = script.text.get(range.clone())?;
    let at = range.start + written.find("://")?.checked_sub("http".len())?;
    script.verbatim(&(at..at + "http".len()))
}

fn report(span: Span, url: &str, written: Option<Span>, found: &mut Findings<'_>) {
    let finding = found.report(span, format!("`{url}` is fetched over plain HTTP"));
    finding
        .help("write `https://`, when the server answers there; else prove the file with a SHA256 checksum");
    if let Some(written) = written {
        finding.replace(Safety::Unsafe, "write `https://`", written, "https");
    }
}
