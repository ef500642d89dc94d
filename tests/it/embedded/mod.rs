//! Documents inside of other files: those that others published, and every published component put into every form.

mod encoded;
mod forms;
mod in_place;
mod stories;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use amiforge::component::Platform;
use amiforge::diagnostic::{Diagnostic, Severity};
use amiforge::lint::{self, Judged, Settings};
use amiforge::source::Source;
use amiforge::yaml;
use proptest::prelude::*;

use crate::corpus::{corpus, published};
use crate::support::worked;
use crate::{invariants, mutation};
use forms::{FORMS, Form, Host};

/// The published hosts by name.
pub(crate) fn hosts(corpus: &Path) -> Vec<(String, String)> {
    let folder = corpus.join("embedded");
    let manifest = fs::read_to_string(folder.join("MANIFEST.tsv")).expect("manifest");
    let names = manifest.lines().skip(1).filter_map(|row| row.split('\t').next());
    names
        .map(|name| {
            let text = fs::read_to_string(folder.join(name)).expect("a host");
            (name.to_owned(), text)
        })
        .collect()
}

pub(crate) fn judged(name: &str, text: &str) -> Judged {
    lint::judge_file(name, text.as_bytes().to_vec(), &Settings::default())
}

/// How many documents stand in each published host, by the end of its name: counted by reading them.
const DOCUMENTS: &[(&str, usize)] = &[
    ("example-examplea-module.imagebuilder.tf", 1),
    ("ec2-github-runner__image_builder.tf", 1),
    ("deepracer-on-the-spot__scripts-image-builder.yaml", 8),
    ("550-Solution-ib-pipeline.yml", 3),
    ("components-downgrade-kernel.yaml", 1),
    ("components-install-cloudwatch-agent.yaml", 1),
    ("components-install-efa.yaml", 1),
    ("components-install-lustre.yaml", 1),
    ("components-install-pcs-agent.yaml", 1),
    ("components-install-pcs-slurm.yaml", 1),
    ("components-install-spack.yaml", 1),
    ("components-optimize-performance.yaml", 1),
    ("studio-vdi-linux.yaml", 1),
    ("studio-vdi-windows.yaml", 1),
    ("components-update-os.yaml", 1),
    ("dlami_for_pcs-dlami-for-pcs.yaml", 7),
    ("dlami_for_pcs_imagebuilder-dlami-for-pcs.yaml", 8),
    ("hpc_ready_ami-components.yaml", 3),
    ("hpc_ready_ami-imagebuilder-components.yaml", 10),
    ("login_node_for_res-imagebuilder-components.yml", 1),
    ("login_node_for_res-main.yml", 2),
    ("EncryptedWithCMK-aws_imagebuilder_component.tf", 2),
    ("RecipeEBSEncrypted-main.tf", 1),
    ("examples-complete-main.tf", 1),
    ("runner-amazonlinux2-x86-ec2.yaml", 2),
];

/// What cannot be checked in each of the others, and why. Those without a line have nothing inline: a `uri`, or data sources.
const NOT_CHECKED: &[(&str, &[&str])] = &[
    (
        "aws_imagebuilder_component.examplea.tf",
        &["line 2: the text is `var.component`, known only when Terraform runs"],
    ),
    (
        "terraform-aws-ec2-image-builder__main.tf",
        &["line 8: the text is `lookup(each.value, \"data\", null)`, known only when Terraform runs"],
    ),
    (
        "windows_s3_test_pipeline.tf",
        &["line 89: the text is `file(\"components/windows/${each.key}\")`, known only when Terraform runs"],
    ),
    (
        "platform-linux_pipeline.tf",
        &["line 82: the text is `file(\"components/linux/${each.key}\")`, known only when Terraform runs"],
    ),
    (
        "windows_2019_pipeline.tf",
        &["line 82: the text is `file(\"components/windows/${each.key}\")`, known only when Terraform runs"],
    ),
    (
        "platform-windows_pipeline.tf",
        &["line 82: the text is `file(\"components/windows/${each.key}\")`, known only when Terraform runs"],
    ),
    (
        "builds__modules-imagebuilder-main.tf",
        &["line 8: the text is `each.value.raw`, known only when Terraform runs"],
    ),
    (
        "weblogic_pipeline.tf",
        &[
            "line 105: the text is `file(\"components/weblogic/${each.key}\")`, known only when Terraform runs",
        ],
    ),
    (
        "teams-nomis-modules-imagebuilder-main.tf",
        &["line 8: the text is `each.value.raw`, known only when Terraform runs"],
    ),
    (
        "component-shell__main.tf",
        &["line 21: the text is made by `templatefile`: check the text that comes out"],
    ),
];

/// Files that a host takes its documents from.
const FILES: &[(&str, &[&str])] = &[(
    "imagebuilder-components-main.tf",
    &["tailscale-build.yaml", "tailscale-test.yaml"],
)];

fn of<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table
        .iter()
        .find(|(end, _)| name.ends_with(end))
        .map(|(_, value)| *value)
}

#[test]
fn every_published_document_is_found_and_none_of_them_gets_an_error() {
    let Some(corpus) = corpus() else { return };
    let mut wrong = String::new();
    for (name, text) in hosts(&corpus) {
        let judged = judged(&name, &text);
        let documents = of(DOCUMENTS, &name).unwrap_or_default();
        if judged.documents != documents {
            let _ = writeln!(wrong, "{name}: {} documents, not {documents}", judged.documents);
        }
        let files: Vec<&str> = judged.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(files, of(FILES, &name).unwrap_or_default(), "{name}");
        let nothing = "it declares resources of Image Builder, and no document stands in it";
        let other = "there is no document of Image Builder in it";
        let unsaid = |reason: &&String| reason.as_str() != nothing && reason.as_str() != other;
        let reasons: Vec<&String> = judged.not_checked.iter().filter(unsaid).collect();
        assert_eq!(reasons, of(NOT_CHECKED, &name).unwrap_or_default(), "{name}");
        for error in judged.findings.iter().filter(|d| d.severity == Severity::Error) {
            let place = judged.source.position(error.span.start);
            let _ = writeln!(wrong, "{name}:{place:?}: {}: {}", error.rule, error.message);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_tables_name_hosts_that_are_there() {
    let Some(corpus) = corpus() else { return };
    let hosts = hosts(&corpus);
    let ends = DOCUMENTS.iter().map(|(end, _)| end);
    let ends = ends
        .chain(NOT_CHECKED.iter().map(|(end, _)| end))
        .chain(FILES.iter().map(|(end, _)| end));
    for end in ends {
        let count = hosts.iter().filter(|(name, _)| name.ends_with(end)).count();
        assert_eq!(count, 1, "{end}");
    }
}

/// A finding and where it is.
type Place = (&'static str, u32, u32);

fn places(found: &[Diagnostic]) -> Vec<Place> {
    let mut places: Vec<Place> = found.iter().map(|d| (d.rule, d.span.start, d.span.end)).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// What is found in a document alone and in a host for it has to be the same, at the place of each. Whether the form can
/// hold the document.
fn differs(name: &str, text: &str, platform: Platform, form: &Form, wrong: &mut String) -> bool {
    let Some(host) = (form.put)(text, platform.word()) else {
        return false;
    };
    let alone = lint::judge(&Source::new("x.yaml", text), &settings(platform));
    differs_from(&alone, name, &host, form, wrong);
    true
}

fn settings(platform: Platform) -> Settings {
    Settings {
        platform: Some(platform),
        inline: true,
        ..Settings::default()
    }
}

fn differs_from(alone: &[Diagnostic], name: &str, host: &Host, form: &Form, wrong: &mut String) {
    let mut expected: Vec<Place> = alone
        .iter()
        .map(|finding| {
            let span = host.place(finding.span);
            (finding.rule, span.start, span.end)
        })
        .collect();
    expected.sort_unstable();
    expected.dedup();
    let judged = judged(form.name, &host.text);
    assert_eq!(
        judged.not_checked,
        Vec::<String>::new(),
        "{name} in {}",
        form.about
    );
    assert_eq!(judged.documents, 1, "{name} in {}", form.about);
    let found = places(&judged.findings);
    let missing: Vec<_> = expected.iter().filter(|place| !found.contains(place)).collect();
    let extra: Vec<_> = found.iter().filter(|place| !expected.contains(place)).collect();
    if !missing.is_empty() || !extra.is_empty() {
        let _ = writeln!(
            wrong,
            "{name} in {}: missing {missing:?}, extra {extra:?}",
            form.about
        );
    }
}

/// Documents that most forms can hold: their lines end in LF, and nothing in them is for another reader.
fn documents(corpus: &Path) -> Vec<(String, String)> {
    let documents = published(corpus).into_iter();
    documents
        .map(|document| (document.name, document.text))
        .filter(|(_, text)| is_plain(text) && yaml::parse(text).fault.is_none())
        .collect()
}

fn is_plain(text: &str) -> bool {
    let other = |c: char| c != '\n' && c.is_control() || c == '\u{feff}';
    !text.contains(other) && !text.contains("{{resolve:")
}

#[test]
fn a_document_has_the_same_findings_in_every_form() {
    let Some(corpus) = corpus() else { return };
    let mut wrong = String::new();
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    let documents = documents(&corpus);
    for (number, (name, text)) in documents.iter().enumerate() {
        let platform = [Platform::Linux, Platform::Windows][number % 2];
        let alone = lint::judge(&Source::new("x.yaml", text.as_str()), &settings(platform));
        for form in FORMS {
            let Some(host) = (form.put)(text, platform.word()) else {
                continue;
            };
            *held.entry(form.about).or_default() += 1;
            differs_from(&alone, name, &host, form, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let few: Vec<_> = held
        .iter()
        .filter(|(_, count)| **count * 2 < documents.len())
        .collect();
    assert!(
        documents.len() > 60 && few.is_empty(),
        "{} {few:?}",
        documents.len()
    );
}

#[test]
fn a_fault_is_found_at_exactly_its_bytes_of_the_host() {
    let Some(corpus) = corpus() else { return };
    let mut wrong = String::new();
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut turns, mut turn) = (mutation::Turns::one_in(13), 0);
    for (name, text) in documents(&corpus) {
        let tree = yaml::parse(&text);
        let Some(root) = tree.root() else { continue };
        for (rule, platform, mutant) in mutation::first_mutants(root) {
            // Every rule and every form comes up often.
            if !is_plain(&mutant) || !turns.takes(rule) {
                continue;
            }
            turn += 1;
            let form = &FORMS[turn % FORMS.len()];
            let name = format!("{rule} of {name}");
            let platform = platform.unwrap_or(Platform::Linux);
            *held.entry(form.about).or_default() +=
                usize::from(differs(&name, &mutant, platform, form, &mut wrong));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let few: Vec<_> = held.iter().filter(|(_, count)| **count < 50).collect();
    assert!(held.len() == FORMS.len() && few.is_empty(), "{few:?}");
}

/// Pieces of which hosts are made up.
const PIECES: &[&str] = &[
    "a: b\n",
    "    ",
    "\n",
    "- ",
    "${X}",
    "${!Y}",
    "${",
    "}",
    "%{ if x }",
    "%{ endif }",
    "$${",
    "'",
    "\"",
    "\\n",
    "\\",
    "é",
    "!Sub ",
    "!Ref X",
    "|\n",
    ">\n",
    "[",
    "]",
    "{",
    ", ",
    "= ",
    "Fn::Join: ",
    "phases",
    "schemaVersion",
    "yamlencode(",
    "file(",
    ")",
    "<<EOT\n",
    "EOT\n",
    "local.x",
    " ? ",
    " : ",
    "# amiforge: ignore[schema/unknown-action] x\n",
    "{{resolve:x}}",
    "\u{85}",
    "\t",
];

proptest! {
    #[test]
    fn whatever_stands_in_a_host_has_its_place(
        host in 0..invariants::HOSTS.len(),
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24),
    ) {
        invariants::any_host(&format!("{host}{}", pieces.concat()));
    }
}

#[test]
fn the_seeds_of_the_fuzzer_hold() {
    let folder = crate::support::project().join("fuzz/seeds/embedded");
    for entry in fs::read_dir(folder).expect("seeds") {
        invariants::any_host(&fs::read_to_string(entry.expect("a seed").path()).expect("a text"));
    }
}

#[test]
fn time_grows_with_the_length_of_a_host() {
    let documents = |count: usize| -> String {
        let one = "  A#:\n    Type: AWS::ImageBuilder::Component\n    Properties:\n      Data: !Sub |\n        a: ${B}\n        c: ${!D}\n";
        (0..count).fold("Resources:\n".to_owned(), |all, number| {
            all + &one.replace('#', &number.to_string())
        })
    };
    let aliases = |count: usize| {
        let all = "  A: &x {Type: AWS::ImageBuilder::Component, Properties: {Data: &d 'PPP'}}\n"
            .replace("PPP", &"p".repeat(count * 20));
        (0..count).fold(format!("Resources:\n{all}"), |all, number| {
            all + &format!("  B{number}: {{Type: AWS::ImageBuilder::Component, Properties: {{Data: *d}}}}\n")
        })
    };
    let holes = |count: usize| {
        format!(
            "resource \"aws_imagebuilder_component\" \"a\" {{\n data = <<EOT\n{}\nEOT\n}}\n",
            "- ${a}%{ if b }c%{ endif }\n".repeat(count)
        )
    };
    let nested = |count: usize| {
        format!(
            "resource \"aws_imagebuilder_component\" \"a\" {{\n data = \"{}\"\n}}\n",
            "${\"{".repeat(count)
        )
    };
    let locals = |count: usize| {
        let links = (0..count).fold(String::new(), |all, n| {
            all + &format!("  l{n} = true ? local.l{} : local.l{}\n", n + 1, n + 1)
        });
        let uses = (0..count).fold(String::new(), |all, n| {
            all + &format!("resource \"aws_imagebuilder_component\" \"a{n}\" {{\n  data = local.l0\n}}\n")
        });
        format!("locals {{\n{links}}}\n{uses}")
    };
    let texts = [
        ("a.yaml", documents(2_000)),
        ("a.yaml", aliases(1_000)),
        ("a.tf", holes(5_000)),
        ("a.tf", nested(5_000)),
        ("a.tf", locals(1_500)),
    ];
    for (name, text) in texts {
        let start = worked();
        let _ = judged(name, &text);
        let took = worked().saturating_sub(start);
        assert!(
            took < Duration::from_secs(20),
            "{took:?} for {} bytes like {}",
            text.len(),
            &text[..60]
        );
    }
}
