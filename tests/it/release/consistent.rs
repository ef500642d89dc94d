//! What names a target, a version or an asset names the same everywhere; the bill of materials is one.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{Refuses, Release, VERSION, asset, targets};
use crate::support::{clean, project, tool};

fn read(name: &str) -> String {
    fs::read_to_string(project().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// `{ target: T, runner: R }` of a job's matrix.
fn matrix(workflow: &str, name: &str) -> Vec<(String, String)> {
    job(workflow, name)
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- { target: ")?.strip_suffix(" }"))
        .filter_map(|line| line.split_once(", runner: "))
        .map(|(target, runner)| (target.to_owned(), runner.to_owned()))
        .collect()
}

#[test]
fn every_target_is_built_tested_and_documented() {
    let targets = targets();
    let release = read(".github/workflows/release.yml");
    let jobs = matrix(&release, "build");
    let built: Vec<&str> = jobs.iter().map(|(target, _)| target.as_str()).collect();
    assert_eq!(built, targets);
    // Each archive is tried on the system that it is for, which is the one that it was built on.
    assert_eq!(matrix(&release, "smoke"), jobs);
    let published = read(".github/workflows/test-published.yml");
    for (_, runner) in &jobs {
        assert!(published.contains(runner.as_str()), "{runner}");
    }
    let page = read("docs/releasing.md");
    for target in &targets {
        assert!(page.contains(&format!("`{target}`")), "{target}");
    }
}

#[test]
fn binstall_finds_the_archives() {
    let manifest = read("Cargo.toml");
    let section = |name: &str| {
        let start = manifest.find(&format!("[{name}]\n"))? + name.len() + 3;
        let text = &manifest[start..];
        Some(&text[..text.find("\n[").unwrap_or(text.len())])
    };
    let value = |section: &str, key: &str| {
        let line = section
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{key} = ")))?;
        Some(line.trim_matches('"').to_owned())
    };
    let general = section("package.metadata.binstall").expect("the section");
    let repository = value(section("package").expect("a package"), "repository").expect("a repository");
    for target in targets() {
        let own = section(&format!("package.metadata.binstall.overrides.{target}")).unwrap_or(general);
        let windows = target.contains("windows");
        let filled = |template: &str| {
            template
                .replace("{ repo }", &repository)
                .replace("{ version }", VERSION)
                .replace("{ target }", &target)
                .replace("{ bin }", "amiforge")
                .replace("{ binary-ext }", if windows { ".exe" } else { "" })
        };
        assert_eq!(
            filled(&value(own, "pkg-url").expect("an address")),
            format!("{repository}/releases/download/v{VERSION}/{}", asset(&target))
        );
        assert_eq!(
            value(own, "pkg-fmt").expect("a format"),
            if windows { "zip" } else { "tgz" }
        );
        let binary = if windows { "amiforge.exe" } else { "amiforge" };
        assert_eq!(
            filled(&value(general, "bin-dir").expect("a folder")),
            format!("amiforge-{VERSION}-{target}/{binary}")
        );
    }
}

#[test]
fn jobs_have_few_rights_and_release_jobs_no_cache() {
    let folder = project().join(".github/workflows");
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("workflows")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["ci.yml", "dogfood.yml", "release.yml", "test-published.yml"]
    );
    for name in names {
        let text = read(&format!(".github/workflows/{name}"));
        assert!(text.contains("\npermissions: {}\n"), "{name}");
        assert!(!text.contains("cache"), "{name}");
        for line in text.lines() {
            let words = line.trim();
            // A right has its reason beside it.
            if words.contains(": write") || words == "contents: read" || words.starts_with("contents: read ")
            {
                assert!(words.contains(" # "), "{name}: {line}");
            }
            if words.starts_with("- run:") || words.starts_with("run:") {
                assert!(!words.contains("${{"), "{name}: {line}");
            }
            // Another's code is named by its commit.
            if let Some((_, action)) = words.split_once("uses: ")
                && !action.starts_with("./")
                && !action.starts_with("amiforge/")
            {
                let (_, reference) = action.split_once('@').expect("a reference");
                let (commit, version) = reference.split_once(" # v").expect("a version");
                assert!(commit.len() == 40 && !version.is_empty(), "{name}: {line}");
            }
        }
    }
}

/// The text of a job.
fn job<'a>(workflow: &'a str, name: &str) -> &'a str {
    let start = workflow.find(&format!("\n  {name}:\n")).expect("the job");
    let text = &workflow[start + 1..];
    &text[..text.find("\n\n").unwrap_or(text.len())]
}

#[test]
fn what_is_attested_is_what_was_packaged() {
    let release = read(".github/workflows/release.yml");
    let package = job(&release, "package");
    assert!(
        package.contains("sums: ${{ steps.sums.outputs.sums }}"),
        "{package}"
    );
    // And what may sign, write or publish builds nothing of ours.
    for name in [
        "package",
        "attest",
        "draft",
        "publish",
        "crate",
        "image",
        "moving-tag",
    ] {
        assert!(!job(&release, name).contains("cargo "), "{name}");
    }
    let attest = job(&release, "attest");
    assert!(
        attest.contains("SUMS: ${{ needs.package.outputs.sums }}"),
        "{attest}"
    );
    let (compared, signed) = attest.split_once("actions/attest@").expect("the action");
    assert!(compared.contains("sha256sum --check --strict\n"), "{attest}");
    assert!(
        signed.contains("subject-checksums: assets/SHA256SUMS"),
        "{attest}"
    );
    // No other job than those behind the gate and the image has the right to sign or to write.
    for name in ["check", "build", "crate-builds", "package", "smoke"] {
        let text = job(&release, name);
        assert!(
            !text.contains(": write") && !text.contains("secrets."),
            "{name}: {text}"
        );
    }
    // What can be changed until the publication is proven behind it.
    let publish = job(&release, "publish");
    let (_, behind) = publish.split_once("publish.sh").expect("the publication");
    assert!(
        behind.contains("release download") && behind.contains("prove.sh"),
        "{publish}"
    );
}

#[test]
fn steps_start_a_shell_that_reads_nothing_of_the_environment() {
    let defaults = "    shell: bash --noprofile --norc -peuo pipefail {0}\n";
    for name in ["ci", "dogfood", "release", "test-published"] {
        let text = read(&format!(".github/workflows/{name}.yml"));
        let (head, jobs) = text.split_once("\njobs:\n").expect("jobs");
        assert!(head.contains("\ndefaults:\n  run:\n"), "{name}");
        assert!(format!("{head}\n").contains(defaults), "{name}");
        assert!(!jobs.contains("shell:"), "{name}");
    }
}

#[test]
fn every_script_is_used_and_explained() {
    let workflow = read(".github/workflows/release.yml");
    let page = read("docs/releasing.md");
    for entry in fs::read_dir(project().join(".github/release"))
        .expect("scripts")
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        if Path::new(&name).extension().is_none_or(|end| end != "sh") || name == "lib.sh" {
            continue;
        }
        let by_script = ["notes.sh", "checksums.sh"].contains(&name.as_str());
        // Done by hand, after a release.
        let by_hand = ["examples.sh", "next.sh"].contains(&name.as_str());
        assert!(
            by_script || by_hand || workflow.contains(&format!(".github/release/{name}")),
            "{name}"
        );
        assert!(page.contains(&format!("`{name}")), "{name}");
    }
}

#[test]
fn the_bill_of_materials_is_valid_and_the_same_each_time() {
    let Some((cyclonedx, python)) = tool("cargo-cyclonedx").zip(crate::support::installed("bom/bin/python"))
    else {
        return;
    };
    let Some(release) = Release::new() else { return };
    release
        .write("src/lib.rs", "")
        .write("src/main.rs", "fn main() {}");
    for bench in ["judge", "wait"] {
        release.write(&format!("benches/{bench}.rs"), "fn main() {}");
    }
    release.commit("Code");
    let out = release.folder.path().join("bom.json").display().to_string();
    let folder = cyclonedx.parent().expect("a folder").display().to_string();
    let path = format!("{folder}:{}", std::env::var("PATH").expect("a path"));
    let made = || {
        release
            .run_with(
                "sbom.sh",
                &[&out],
                &[("PATH", &path), ("CARGO_NET_OFFLINE", "true")],
            )
            .ends(0);
        fs::read_to_string(&out).expect("a bill")
    };
    let text = made();
    assert_eq!(made(), text);
    assert!(
        !text.contains(&release.work().display().to_string()),
        "a path of the machine"
    );
    assert_eq!(release.git(&["status", "--porcelain"]), "");
    let bill: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        bill["metadata"]["component"]["purl"],
        format!("pkg:cargo/amiforge@{VERSION}")
    );
    let components = bill["components"].as_array().expect("components");
    for (name, inside) in [
        ("aws-sdk-imagebuilder", true),
        ("octocrab", true),
        ("serde", true),
        ("proptest", false),
    ] {
        assert_eq!(
            components.iter().any(|part| part["name"] == name),
            inside,
            "{name}"
        );
    }
    let judged = clean(Command::new(python))
        .args([
            "-c",
            "import sys\nfrom cyclonedx.schema import SchemaVersion\nfrom cyclonedx.validation.json import JsonStrictValidator\n\
             wrong = JsonStrictValidator(SchemaVersion.V1_5).validate_str(open(sys.argv[1]).read())\nsys.exit(str(wrong) if wrong else 0)",
        ])
        .arg(&out)
        .output()
        .expect("python");
    assert!(
        judged.status.success(),
        "{}",
        String::from_utf8_lossy(&judged.stderr)
    );
    release.run("sbom.sh", &[]).refuses("name the file");
}
