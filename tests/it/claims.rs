//! Pages that point at code, tests and messages: what they name exists.

use std::collections::BTreeSet;
use std::fs;

use crate::architecture::sources;
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
fn program() -> String {
    let mut said = page("actions/setup/install.sh");
    for (_, text) in sources() {
        for part in text.replace("\\\"", "\"").split("\\\n") {
            said.push_str(part.trim_start());
        }
    }
    said
}

/// The first cells of all tables below a heading; of the whole page without one. What AWS and others say is left out.
fn symptoms(page: &str, heading: Option<&str>) -> Vec<String> {
    let section = heading.map_or(page, |heading| {
        let (_, rest) = page.split_once(heading).expect(heading);
        rest.split("\n## ").next().unwrap_or_default()
    });
    let cells = section
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    cells
        .filter(|cell| !cell.contains("(from "))
        .map(str::to_owned)
        .collect()
}

#[test]
fn messages_are_those_of_the_program() {
    let said = program();
    for (name, heading, least) in [
        ("docs/troubleshooting.md", None, 25),
        ("docs/bump.md", Some("\n## Troubleshooting\n"), 12),
        ("docs/actions/setup.md", Some("\n## When it fails\n"), 10),
    ] {
        let symptoms = symptoms(&page(name), heading);
        let messages = symptoms
            .iter()
            .flat_map(|cell| cell.split('`').skip(1).step_by(2));
        // A single word is the name of a state or of an option.
        let messages: Vec<&str> = messages.filter(|message| message.contains(' ')).collect();
        assert!(messages.len() >= least, "{name}: {messages:#?}");
        for message in messages {
            for part in message.split('…').map(str::trim).filter(|part| !part.is_empty()) {
                assert!(
                    said.contains(part),
                    "{name}: the program does not say {part:?}: {message}"
                );
            }
        }
    }
}
