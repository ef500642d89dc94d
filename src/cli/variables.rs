//! The variables that speak where options do not.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory, FromArgMatches};

use super::Cli;

/// The variable that stands for an option, by the option's long name.
pub fn variable(option: &str) -> String {
    format!("AMIFORGE_{}", option.replace('-', "_").to_ascii_uppercase())
}

/// Reads arguments, then fills from the variables what the arguments leave open.
pub fn parse(arguments: Vec<OsString>, env: &BTreeMap<String, String>) -> Result<Cli, clap::Error> {
    let mut command = Cli::command();
    let matches = command.try_get_matches_from_mut(&arguments)?;
    let mut filled = arguments;
    if let Some((name, given)) = matches.subcommand()
        && let Some(sub) = command.find_subcommand(name)
    {
        let (options, positional) = from_environment(sub, given, env)?;
        let at = filled.iter().position(|argument| argument == name);
        let at = at.map_or(filled.len(), |at| at + 1);
        let closed = filled.iter().any(|argument| argument == "--");
        // Behind a `--` of the arguments an option would be a path.
        filled.splice(at..at, options);
        if !positional.is_empty() && !closed {
            filled.push("--".into());
        }
        filled.extend(positional);
    }
    let matches = command.try_get_matches_from_mut(&filled)?;
    Cli::from_arg_matches(&matches)
}

fn from_environment(
    command: &Command,
    given: &ArgMatches,
    env: &BTreeMap<String, String>,
) -> Result<(Vec<OsString>, Vec<OsString>), clap::Error> {
    let mut options = Vec::new();
    let mut positional = Vec::new();
    for arg in command.get_arguments() {
        let id = arg.get_id().as_str();
        if id == "help" || given.value_source(id) == Some(ValueSource::CommandLine) {
            continue;
        }
        let Some(value) = env.get(&variable(id)).map(|v| v.trim()).filter(|v| !v.is_empty()) else {
            continue;
        };
        if arg.is_positional() {
            positional.extend(values(arg, value).into_iter().map(OsString::from));
        } else if matches!(arg.get_action(), ArgAction::SetTrue) {
            match value {
                "true" => options.push(format!("--{}", id.replace('_', "-")).into()),
                "false" => {}
                _ => {
                    let message = format!("{} must be `true` or `false`, not `{value}`\n", variable(id));
                    return Err(clap::Error::raw(clap::error::ErrorKind::InvalidValue, message));
                }
            }
        } else {
            for value in values(arg, value) {
                options.push(format!("--{}={value}", id.replace('_', "-")).into());
            }
        }
    }
    Ok((options, positional))
}

/// The values of a variable: several, on lines or between commas, for an option that may be repeated.
fn values<'v>(arg: &Arg, value: &'v str) -> Vec<&'v str> {
    if matches!(arg.get_action(), ArgAction::Append) {
        value
            .split(['\n', ','])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect()
    } else {
        vec![value]
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Action, FailOn, Validate};
    use super::*;

    fn validate(arguments: &[&str], env: &[(&str, &str)]) -> Result<Validate, clap::Error> {
        let arguments = ["amiforge", "validate"]
            .iter()
            .chain(arguments)
            .map(OsString::from)
            .collect();
        let env = env
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        match parse(arguments, &env)?.command {
            Action::Validate(validate) => Ok(validate),
            other => panic!("not validate: {other:?}"),
        }
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_variable_speaks_where_the_option_does_not() {
        let read = validate(
            &["--fail-on", "info"],
            &[
                ("AMIFORGE_FAIL_ON", "never"),
                ("AMIFORGE_PEDANTIC", "true"),
                ("AMIFORGE_NO_IGNORES", "false"),
                ("AMIFORGE_PATHS", "a.yaml, b\n-odd\n"),
                ("AMIFORGE_POLICY_REF", ""),
            ],
        )
        .expect("valid");
        assert_eq!(read.fail_on, FailOn::Info);
        assert!(read.pedantic && !read.no_ignores);
        assert_eq!(read.paths, ["a.yaml", "b", "-odd"]);
        assert_eq!(read.policy_ref, None);
    }

    #[test]
    fn paths_on_the_command_line_replace_those_of_the_variable() {
        let read = validate(&["x"], &[("AMIFORGE_PATHS", "y")]).expect("valid");
        assert_eq!(read.paths, ["x"]);
    }

    #[test]
    fn a_switch_takes_only_true_and_false() {
        let error = validate(&[], &[("AMIFORGE_PEDANTIC", "yes")]).expect_err("refused");
        assert!(
            error
                .to_string()
                .contains("AMIFORGE_PEDANTIC must be `true` or `false`"),
            "{error}"
        );
    }

    #[test]
    fn a_variable_cannot_smuggle_in_another_option() {
        let read = validate(&[], &[("AMIFORGE_POLICY_REF", "--pedantic")]).expect("valid");
        assert_eq!(read.policy_ref.as_deref(), Some("--pedantic"));
        assert!(!read.pedantic);
    }
}
