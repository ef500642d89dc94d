//! Stories of `amiforge validate` through the real binary.

mod adopting;
mod bad_input;
mod choosing;
mod configuration;
mod fixing;
mod output;
mod outputs;
mod recipes;
mod secrets;

/// A document without a fault.
pub(crate) const GOOD: &str = "\
name: good
description: Installs nothing
schemaVersion: 1.0
phases:
  - name: build
    steps:
      - name: Install
        action: ExecuteBash
        inputs:
          commands:
            - echo ok
";

/// One error at 8:17.
pub(crate) fn bad() -> String {
    GOOD.replace("ExecuteBash", "ExecuteBsh")
}

/// One warning at 5:11: Image Builder never runs the second phase.
pub(crate) fn doubtful() -> String {
    format!(
        "{GOOD}  - name: tests
    steps:
      - name: Check
        action: ExecuteBash
        inputs:
          commands:
            - echo ok
"
    )
}

/// One info: `Continue` fails the build in the end.
pub(crate) fn debatable() -> String {
    GOOD.replace("        inputs:", "        onFailure: Continue\n        inputs:")
}

pub(crate) const ERROR: &str = "8:17 schema/unknown-action error";

#[test]
fn every_option_has_a_story() {
    use clap::CommandFactory;
    let command = amiforge::cli::Cli::command();
    let stories: String = [
        "adopting",
        "bad_input",
        "choosing",
        "configuration",
        "fixing",
        "output",
        "outputs",
        "recipes",
    ]
    .iter()
    .map(|name| {
        let path = crate::support::project().join(format!("tests/it/validate/{name}.rs"));
        std::fs::read_to_string(path).expect("stories")
    })
    .collect();
    let validate = command.find_subcommand("validate").expect("validate");
    for option in validate.get_opts().filter_map(clap::Arg::get_long) {
        assert!(
            stories.contains(&format!("\"--{option}")),
            "--{option} has no story"
        );
    }
}
