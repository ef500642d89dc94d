//! What actions, command, workflows and pages say of inputs and outputs is the same.

use std::fs;

use yaml_serde::Value;

use super::ACTIONS;
use super::definition::Definition;
use super::lint::workflows;
use crate::support::project;

/// The names of the inputs and of the outputs of an action.
fn inputs(action: &str) -> Vec<String> {
    let inputs = Definition::read(action).inputs.into_iter();
    inputs.map(|input| input.name).collect()
}

fn outputs(action: &str) -> Vec<String> {
    let outputs = Definition::read(action).outputs.into_iter();
    outputs.map(|output| output.name).collect()
}

#[test]
fn every_action_is_known_here() {
    let mut found: Vec<String> = fs::read_dir(project().join("actions"))
        .expect("the folder")
        .flatten()
        .map(|entry| format!("actions/{}/action.yml", entry.file_name().to_string_lossy()))
        .collect();
    found.push("action.yml".to_owned());
    found.sort();
    assert_eq!(found, ACTIONS);
}

#[test]
fn the_actions_inputs_are_the_commands_options() {
    use clap::CommandFactory;
    let program = amiforge::cli::Cli::command();
    // What means nothing in a job: colours, standard input; branches of the checkout, which nobody pushes, and other times
    // than now. And what an action takes besides, which is not an option.
    for (command, action, left_out, besides) in [
        (
            "validate",
            "action.yml",
            // A job that judges changes nothing; what it finds says how it is repaired.
            &[
                "color",
                "diff",
                "fix",
                "stdin-filename",
                "unsafe-fixes",
                "write-baseline",
            ][..],
            &[][..],
        ),
        ("releases", "actions/releases/action.yml", &[], &["token"]),
        ("bump", "actions/bump/action.yml", &["as-of", "forge"], &["token"]),
        ("report", "actions/report/action.yml", &[], &["token"]),
        // The matrix is an output, whatever is printed.
        ("repos", "actions/repos/action.yml", &["matrix"], &["token"]),
        ("build", "actions/build/action.yml", &[], &["image", "token"]),
    ] {
        let command = program.find_subcommand(command).expect(command);
        let mut options: Vec<String> = command
            .get_arguments()
            .map(|arg| arg.get_id().as_str().replace('_', "-"))
            .filter(|name| name != "help" && !left_out.contains(&name.as_str()))
            .collect();
        let text = fs::read_to_string(project().join(action)).expect(action);
        for name in &options {
            let line = format!("{}: ${{{{ inputs.{name} }}}}", amiforge::cli::variable(name));
            assert!(text.contains(&line), "{action}: {line}");
        }
        // Where to run, and with which binary, is decided before the command starts. Where files have no part, the folder has none.
        options.extend((command.get_name() != "repos").then(|| "working-directory".to_owned()));
        options.push("binary".to_owned());
        options.extend(besides.iter().map(|name| (*name).to_owned()));
        options.sort();
        let mut given = inputs(action);
        given.sort();
        assert_eq!(given, options, "{action}");
        // The binary takes the place of the shell, so that it gets the signals of a job that is cancelled.
        let name = command.get_name();
        let (words, last) = match name {
            // With an image it waits, and behind it stands what sees to a build of a job that is cancelled.
            "build" => ("build ${AMIFORGE_IMAGE:+wait}", false),
            name => (name, true),
        };
        let run = format!("      run: exec \"$AMIFORGE_BINARY\" {words}\n");
        assert!(
            text.contains(&run) && text.ends_with(&run) == last,
            "{action}: {run}"
        );
        // What is handed on is what the step has.
        for output in outputs(action) {
            let line = format!("value: ${{{{ steps.{}.outputs.{output} }}}}", command.get_name());
            assert!(text.contains(&line), "{action}: {line}");
        }
    }
}

#[test]
fn a_build_of_a_cancelled_job_is_cancelled_with_the_options_of_the_command() {
    use clap::CommandFactory;
    let program = amiforge::cli::Cli::command();
    let build = program.find_subcommand("build").expect("build");
    let variables = |name: &str| {
        let command = build.find_subcommand(name).expect("a command of build");
        let arguments = command.get_arguments().map(|arg| arg.get_id().as_str());
        arguments
            .map(amiforge::cli::variable)
            .collect::<std::collections::BTreeSet<String>>()
    };
    let text = fs::read_to_string(project().join("actions/build/action.yml")).expect("the action");
    let (_, step) = text.split_once("    - if: ").expect("the last step");
    assert!(step.starts_with("${{ cancelled() && "), "{step}");
    assert!(
        step.ends_with("exec \"$AMIFORGE_BINARY\" build cancel\n"),
        "{step}"
    );
    let given = step
        .lines()
        .filter_map(|line| line.trim_start().split_once(": "))
        .map(|(name, _)| name)
        .filter(|name| name.starts_with("AMIFORGE_") && *name != "AMIFORGE_BINARY");
    let cancel = variables("cancel");
    for variable in given.chain(["AMIFORGE_REGION"]) {
        assert!(cancel.contains(variable), "{variable}");
    }
    // `image` is what waiting takes, and starting does not.
    assert!(variables("wait").contains("AMIFORGE_IMAGE"));
}

#[test]
fn the_page_of_builds_names_the_tags_that_there_are() {
    use amiforge::build::tags::Run;
    let page = fs::read_to_string(project().join("docs/build.md")).expect("the page");
    let (_, table) = page.split_once("| tag | value |\n").expect("the table");
    let rows = table.lines().skip(1).take_while(|line| line.starts_with('|'));
    let mut told: Vec<String> = rows
        .map(|row| row.split('`').nth(1).expect("a tag").to_owned())
        .collect();
    told.sort();
    // A build that has every tag.
    let run = Run {
        repository: "github.com/octocat/images".to_owned(),
        id: "42".to_owned(),
        attempt: Some(1),
        commit: Some("0123abcd".to_owned()),
    };
    let given: Vec<String> = run.tags(1, "token", true).into_keys().collect();
    assert_eq!(told, given);
}

/// The inputs that a step of a workflow gives, and the outputs that it is asked for, are those of the action.
#[test]
fn workflows_use_the_actions_as_they_are() {
    let mut asked = 0;
    for (name, text) in workflows() {
        let workflow: Value = yaml_serde::from_str(&text).expect("YAML");
        let jobs = workflow["jobs"].as_mapping().expect("jobs").values();
        for step in jobs.filter_map(|job| job["steps"].as_sequence()).flatten() {
            let uses = step["uses"].as_str().and_then(|uses| uses.split_once('@'));
            let ours = uses.and_then(|(action, _)| action.strip_prefix("amiforge/amiforge"));
            let Some(folder) = ours else { continue };
            let action = format!("{folder}/action.yml");
            let action = Definition::read(action.trim_start_matches('/'));
            let given = step["with"]
                .as_mapping()
                .into_iter()
                .flat_map(yaml_serde::Mapping::keys);
            for input in given.filter_map(Value::as_str) {
                let known = action.inputs.iter().any(|known| known.name == input);
                assert!(known, "{name}: {}: {input}", action.path);
            }
            let Some(id) = step["id"].as_str() else { continue };
            for part in text.split(&format!("steps.{id}.outputs.")).skip(1) {
                let word = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
                let output: String = part.chars().take_while(word).collect();
                asked += 1;
                assert!(
                    action.output_names().contains(&output.as_str()),
                    "{name}: {}: {output}",
                    action.path
                );
            }
        }
    }
    assert!(asked > 20, "{asked}");
}
