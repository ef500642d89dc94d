use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::literal::{Known, input_maps, misspelled};
use crate::rules::{Check, Findings, Rule};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "security/webdownload-no-checksum",
    severity: Severity::Warning,
    summary: "a WebDownload without `checksum` and `algorithm`",
    why: "Nothing proves that the file is the one that was meant.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("webdownload_no_checksum.md"),
    checks: &[Check::Component(check)],
};

/// Programs and cmdlets that compare checksums or look at signatures.
const PROVE: [&str; 13] = [
    "sha256sum",
    "sha512sum",
    "sha1sum",
    "md5sum",
    "shasum",
    "cksum",
    "openssl dgst",
    "gpg",
    "cosign",
    "--checksig",
    "rpm -K",
    "Get-FileHash",
    "AuthenticodeSignature",
];

/// Ends of files that prove others.
const PROOFS: [&str; 9] = [
    ".sha256", ".sha512", ".sha1", ".md5", ".asc", ".sig", ".gpg", ".minisig", "sums",
];

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    // What a script proves it proves of some download; which one is not followed.
    if input_maps(component, &["WebDownload"]).next().is_none() || proved_by_script(component) {
        return;
    }
    for map in input_maps(component, &["WebDownload"]) {
        let given = ["checksum", "algorithm"]
            .iter()
            .any(|name| map.present(name).is_some());
        let Some(module) = crate::component::modules::find("WebDownload") else {
            return;
        };
        if given || misspelled(map, module, "checksum") || misspelled(map, module, "algorithm") {
            continue;
        }
        let Some(source) = map.scalar("source") else {
            continue;
        };
        let proof = Known::of(source).is_some_and(|known| {
            let end = known.end.to_ascii_lowercase();
            PROOFS.iter().any(|ending| end.ends_with(ending))
        });
        if !proof {
            found
                .report(
                    source.span(),
                    format!("nothing checks what `{}` gives", source.shown()),
                )
                .help("add `checksum` and `algorithm: SHA256`, or download a version that has a checksum");
        }
    }
}

fn proved_by_script(component: &Component<'_>) -> bool {
    component.steps().any(|step| {
        let conditions = [
            "fileSHA256Equals",
            "fileSHA512Equals",
            "fileSHA1Equals",
            "fileMD5Equals",
        ];
        let parts = step.inputs.iter().chain(&step.condition);
        parts
            .flat_map(|part| part.walk())
            .filter_map(Node::text)
            .any(|text| {
                conditions.contains(&text)
                    || step.action_text().starts_with("Execute")
                        && PROVE.iter().any(|word| text.contains(word))
            })
    })
}
