//! Pages that point at code, tests and messages: what they name exists.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::support::project;

fn page(name: &str) -> String {
    fs::read_to_string(project().join(name)).expect(name)
}

/// What stands between back-quotes, outside of fences.
fn quoted(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            out.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    out
}

/// Whether a text is a path of this repository, and no file of its users'.
fn is_path(text: &str) -> bool {
    let roots = [
        "tests/",
        "src/",
        "docs/",
        "actions/",
        ".github/",
        "fuzz/",
        "benches/",
        "workflows-examples/",
    ];
    let root_files = [
        "deny.toml",
        "Cargo.toml",
        "action.yml",
        "CHANGELOG.md",
        ".pre-commit-hooks.yaml",
        "SECURITY.md",
    ];
    let path = text.split('#').next().unwrap_or_default();
    !text.contains([' ', '*', '{', '<'])
        && (root_files.contains(&path) || roots.iter().any(|root| path.starts_with(root)))
}

#[test]
fn proofs_exist() {
    for (name, least) in [("docs/threat-model.md", 30), ("docs/action-conventions.md", 60)] {
        let named: BTreeSet<String> = quoted(&page(name))
            .into_iter()
            .filter(|text| is_path(text))
            .collect();
        assert!(named.len() >= least, "{name}: {}", named.len());
        for proof in named {
            let (path, test) = proof.split_once('#').unwrap_or((&proof, ""));
            assert!(project().join(path).exists(), "{name}: {proof}");
            if !test.is_empty() {
                let code = page(path);
                assert!(
                    code.contains(&format!("#[test]\nfn {test}("))
                        || code.contains(&format!("#[test]\n    fn {test}(")),
                    "{name}: {proof}"
                );
            }
        }
    }
}

/// The texts of the program, with what was broken into lines put together.
fn program(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            program(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source").replace("\\\"", "\"");
            for part in text.split("\\\n") {
                into.push_str(part.trim_start());
            }
        }
    }
}

#[test]
fn messages_are_those_of_the_program() {
    let mut said = page("actions/setup/install.sh");
    program(&project().join("src"), &mut said);
    let text = page("docs/troubleshooting.md");
    let symptoms = text
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let mut count = 0;
    for symptom in symptoms.filter(|symptom| !symptom.contains("(from AWS)")) {
        for message in symptom
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|text| text.contains(' '))
        {
            for part in message.split('…').map(str::trim).filter(|part| !part.is_empty()) {
                assert!(
                    said.contains(part),
                    "the program does not say {part:?}: {symptom}"
                );
            }
            count += 1;
        }
    }
    assert!(count >= 15, "{count}");
}
