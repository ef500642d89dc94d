//! What a reviewer would look for in actions and workflows with a search.

use std::collections::BTreeMap;
use std::fs;

use yaml_serde::Value;

use super::definition::Definition;
use super::lint::{ends, files, workflows};
use super::readme_workflow;
use crate::support::project;

/// The shell of every step. `-p` keeps bash from reading `BASH_ENV`, from taking over functions, and from heeding SHELLOPTS, BASHOPTS,
/// CDPATH and GLOBIGNORE (<https://www.gnu.org/software/bash/manual/html_node/The-Set-Builtin.html>); the first failure ends it.
pub(super) const SHELL: &str = "bash --noprofile --norc -peuo pipefail {0}";

/// Every whole workflow without the ten lines of the README, which leave out what is good practice and not needed.
fn whole() -> Vec<(String, String)> {
    let ten = readme_workflow();
    let all = workflows().into_iter();
    all.filter(|(_, text)| *text != ten).collect()
}

fn jobs(text: &str) -> Vec<(String, Value)> {
    let value: Value = yaml_serde::from_str(text).expect("YAML");
    let jobs = value["jobs"].as_mapping().cloned().unwrap_or_default();
    jobs.into_iter()
        .map(|(name, job)| (name.as_str().unwrap_or_default().to_owned(), job))
        .collect()
}

fn steps(job: &Value) -> Vec<Value> {
    job["steps"].as_sequence().cloned().unwrap_or_default()
}

#[test]
fn nothing_is_pasted_into_a_shell() {
    let mut runs = 0;
    for action in Definition::all() {
        for step in &action.steps {
            let run = step.run.as_deref().unwrap_or_default();
            runs += 1;
            assert!(!run.contains("${{"), "{}: {run}", action.path);
        }
    }
    for (name, text) in workflows() {
        for (_, job) in jobs(&text) {
            for step in steps(&job) {
                let run = step["run"].as_str().unwrap_or_default();
                let script = step["with"]["script"].as_str().unwrap_or_default();
                runs += 1;
                assert!(
                    !run.contains("${{") && !script.contains("${{"),
                    "{name}: {run}{script}"
                );
            }
        }
    }
    assert!(runs > 30, "{runs}");
}

#[test]
fn steps_of_actions_have_the_shell_that_reads_nothing_and_end_in_the_binary() {
    for action in Definition::all() {
        assert!(!action.steps.is_empty(), "{}", action.path);
        for step in &action.steps {
            let about = format!("{}: {:?}", action.path, step.id);
            assert_eq!(step.shell.as_deref(), Some(SHELL), "{about}");
            // The binary takes the place of the shell, so that it gets the signals of a job that is cancelled.
            let run = step.run.as_deref().unwrap_or_default();
            let last = run.trim_end().lines().next_back().unwrap_or_default();
            let setup = last.starts_with(". \"$GITHUB_ACTION_PATH/") && last.contains("install.sh\"");
            assert!(setup || last.starts_with("exec \""), "{about}: {last}");
            // Inputs are handed over as they are, and nothing else is.
            for (name, value) in &step.env {
                let whole = value.is_empty()
                    || value.starts_with("${{ ")
                        && value.ends_with(" }}")
                        && value.matches("${{").count() == 1;
                assert!(whole, "{about}: {name}: {value}");
            }
        }
    }
}

#[test]
fn jobs_have_permissions_limits_and_checkouts_that_leave_no_token() {
    for (name, text) in whole() {
        let value: Value = yaml_serde::from_str(&text).expect("YAML");
        let nothing = value["permissions"]
            .as_mapping()
            .is_some_and(yaml_serde::Mapping::is_empty);
        assert!(
            nothing,
            "{name}: `permissions: {{}}`, and what is needed in each job"
        );
        for (job, body) in jobs(&text) {
            let about = format!("{name}: {job}");
            assert!(body["permissions"].is_mapping(), "{about}: permissions");
            let called = !body["uses"].is_null();
            assert!(
                called || body["timeout-minutes"].is_number(),
                "{about}: timeout-minutes"
            );
            for step in steps(&body) {
                let uses = step["uses"].as_str().unwrap_or_default();
                let kept = step["with"]["persist-credentials"] != Value::Bool(false);
                assert!(
                    !uses.starts_with("actions/checkout@") || !kept,
                    "{about}: persist-credentials: false"
                );
            }
        }
        for line in permission_lines(&text) {
            assert!(line.contains(" # "), "{name}: a reason for {line}");
        }
    }
}

/// The lines that give a job rights.
fn permission_lines(text: &str) -> Vec<&str> {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut found = Vec::new();
    let mut inside = None;
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        if inside.is_some_and(|outer| depth(line) > outer) {
            found.push(line);
        } else {
            inside = (line.trim() == "permissions:").then(|| depth(line));
        }
    }
    found
}

#[test]
fn nothing_shown_merges_approves_or_runs_the_code_of_a_fork_with_rights() {
    // The triggers and calls themselves; pages may say in prose that they are not used.
    let never = [
        "pull_request_target",
        "allow-unsafe-pr-checkout",
        "gh pr merge",
        "gh pr review",
        "--auto",
        "APPROVE",
        "automerge",
        "auto-merge",
        "mergePullRequest",
        "enablePullRequestAutoMerge",
        "addPullRequestReview",
        "AKIA",
        "aws-access-key-id",
        "aws-secret-access-key",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "set-output",
        "write-all",
        "curl ",
        "| bash ",
        "| sh ",
    ];
    let actions = Definition::all().into_iter().map(|action| {
        let text = fs::read_to_string(project().join(&action.path)).expect("text");
        (action.path, text)
    });
    for (name, text) in workflows().into_iter().chain(actions) {
        for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
            // With a blank at the end, so that a shell is one there too, and `sha256sum` is none.
            let line = format!("{line} ");
            let found = never.iter().find(|word| line.contains(**word));
            assert!(found.is_none(), "{name}: {line}");
        }
    }
}

/// `uses:` of others in every file of the tree: action, commit, version.
fn pins() -> Vec<(String, String, String, String)> {
    let mut all = Vec::new();
    for file in files() {
        let shown = [".md", ".yml", ".yaml"].iter().any(|end| file.ends_with(end));
        if !shown || file.starts_with("docs/rules/") || file.starts_with("tests/") {
            continue;
        }
        let text = fs::read_to_string(project().join(&file)).expect("text");
        for line in text.lines() {
            let Some((before, uses)) = line.split_once("uses: ") else {
                continue;
            };
            if !before.trim_start_matches([' ', '-']).is_empty()
                || !uses.contains('@')
                || uses.starts_with("amiforge/")
            {
                continue;
            }
            let (action, version) = uses.split_once('@').expect("a version");
            let (commit, version) = version.split_once(" # ").unwrap_or((version, ""));
            all.push((
                file.clone(),
                action.to_owned(),
                commit.trim().to_owned(),
                version.trim().to_owned(),
            ));
        }
    }
    all
}

#[test]
fn actions_of_others_are_pinned_by_one_commit_each_with_its_version() {
    let pins = pins();
    assert!(pins.len() > 20, "{pins:#?}");
    let mut known: BTreeMap<String, (String, String)> = BTreeMap::new();
    for (file, action, commit, version) in pins {
        let hex = commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit());
        let numbers = version.strip_prefix('v').unwrap_or_default();
        let whole =
            numbers.split('.').count() == 3 && numbers.chars().all(|c| c.is_ascii_digit() || c == '.');
        assert!(hex && whole, "{file}: {action}@{commit} # {version}");
        // Actions of one repository have one commit.
        let repository: Vec<&str> = action.split('/').take(2).collect();
        let pinned = (commit, version);
        let first = known
            .entry(repository.join("/"))
            .or_insert_with(|| pinned.clone());
        assert_eq!(*first, pinned, "{file}: {action}");
    }
}

/// What linters are told to be silent about, and where. A new one is added here, for a reader to see.
const SILENT: [(&str, &str); 7] = [
    // A run that is cut off has cost as much as one that ends, or leaves its work to the next.
    ("zizmor: ignore[concurrency-limits]", "workflows-examples/"),
    // The report of a pull request: nothing of it is checked out or run.
    (
        "zizmor: ignore[dangerous-triggers]",
        "workflows-examples/report-post.yml",
    ),
    // The token of an App for all repositories of its installation, which lists them.
    (
        "zizmor: ignore[github-app]",
        "workflows-examples/organisation.yml",
    ),
    // A step that may fail, because how it ends is what is looked at.
    ("zizmor: ignore[misfeature]", ".github/workflows/"),
    // Functions that a trap calls; variables for scripts that read the file; words that are several on purpose.
    ("shellcheck disable=SC2329", "actions/setup/install.sh"),
    ("shellcheck disable=SC2034", ".github/release/"),
    ("shellcheck disable=SC2086", ".github/release/"),
];

#[test]
fn linters_are_silenced_with_a_reason_and_nowhere_else() {
    let mut found = 0;
    for file in files() {
        let judged = [".yml", ".yaml", ".sh", ".md"]
            .iter()
            .any(|end| file.ends_with(end))
            || file == ".ci/run";
        if !judged {
            continue;
        }
        let text = fs::read_to_string(project().join(&file)).expect("text");
        let mut before = "";
        for line in text.lines() {
            for mark in ["zizmor: ignore[", "shellcheck disable=", "yamllint disable"] {
                let Some((_, rest)) = line.split_once(&format!("# {mark}")) else {
                    continue;
                };
                let end = rest.find([']', ' ']).unwrap_or(rest.len());
                let (rule, reason) = rest.split_at(end);
                let bracket = if mark.ends_with('[') { "]" } else { "" };
                let reason = reason.trim_start_matches([']', ' ', '#']);
                let above = before.trim_start().starts_with("# ");
                assert!(reason.len() > 10 || above, "{file}: a reason: {line}");
                found += 1;
                // Pages show the examples as they are.
                let told = format!("{mark}{rule}{bracket}");
                let listed = |(known, place): &(&str, &str)| told == *known && file.starts_with(place);
                assert!(
                    ends(&file, ".md") || SILENT.iter().any(listed),
                    "{file}: {told} is not listed"
                );
            }
            before = line;
        }
    }
    assert!(found > 5, "{found}");
}
