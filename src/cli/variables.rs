//! The variables that speak where options do not.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::error::ContextValue;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory, FromArgMatches};

use super::Cli;
use crate::visible::excerpt;

/// The variable that stands for an option, by the option's long name.
pub fn variable(option: &str) -> String {
    format!("AMIFORGE_{}", option.replace('-', "_").to_ascii_uppercase())
}

/// Reads arguments, then fills from the variables what the arguments leave open. Of a command within a command, the variables are
/// those of the inner one.
pub fn parse(arguments: Vec<OsString>, env: &BTreeMap<String, String>) -> Result<Cli, clap::Error> {
    filled(arguments, env).map_err(harmless)
}

/// The error with values as they can stand in a log: they come from inputs, which may be anybody's.
fn harmless(mut error: clap::Error) -> clap::Error {
    let shown = |value: &ContextValue| match value {
        ContextValue::String(text) => Some(ContextValue::String(excerpt(text))),
        ContextValue::Strings(texts) => {
            let texts = texts.iter().map(|text| excerpt(text));
            Some(ContextValue::Strings(texts.collect()))
        }
        _ => None,
    };
    let shown: Vec<_> = error
        .context()
        .filter_map(|(kind, value)| Some((kind, shown(value)?)))
        .collect();
    for (kind, value) in shown {
        error.insert(kind, value);
    }
    error
}

fn filled(arguments: Vec<OsString>, env: &BTreeMap<String, String>) -> Result<Cli, clap::Error> {
    let mut command = Cli::command();
    let matches = command.try_get_matches_from_mut(&arguments)?;
    let mut filled = arguments;
    let (mut sub, mut given, mut at) = (&command, &matches, 0);
    while let Some((name, inner)) = given.subcommand()
        && let Some(found) = sub.find_subcommand(name)
    {
        (sub, given) = (found, inner);
        // No option stands between commands that has values of its own, so the first word of that name is the command.
        let rest = filled.iter().skip(at).position(|argument| argument == name);
        at = rest.map_or(filled.len(), |rest| at + rest + 1);
    }
    if at > 0 {
        let (options, positional) = from_environment(sub, given, env)?;
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
                    let message = format!(
                        "{} must be `true` or `false`, not `{}`\n",
                        variable(id),
                        excerpt(value)
                    );
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
    use super::super::{Action, Build, BuildAction, FailOn, Validate};
    use super::*;
    use crate::visible::is_hidden;

    fn action(command: &str, arguments: &[&str], env: &[(&str, &str)]) -> Result<Action, clap::Error> {
        let arguments = ["amiforge", command]
            .iter()
            .chain(arguments)
            .map(OsString::from)
            .collect();
        let env = env
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        Ok(parse(arguments, &env)?.command)
    }

    fn validate(arguments: &[&str], env: &[(&str, &str)]) -> Result<Validate, clap::Error> {
        match action("validate", arguments, env)? {
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
    fn an_error_shows_no_value_that_acts() {
        let hostile = "a\n::add-mask::b\r\n##[error]c\u{1b}[2J".to_owned() + &"d".repeat(100_000);
        for name in [
            "AMIFORGE_FAIL_ON",
            "AMIFORGE_OUTPUT",
            "AMIFORGE_PEDANTIC",
            "AMIFORGE_PLATFORM",
        ] {
            let text = validate(&[], &[(name, &hostile)])
                .expect_err("refused")
                .to_string();
            let acts = |line: &str| line.trim_start().starts_with("::") || line.contains("##[");
            assert!(!text.split(['\n', '\r']).any(acts), "{text}");
            assert!(!text.contains(|c| c != '\n' && is_hidden(c)), "{text:?}");
            // Of a list the first entry is wrong; of the others the value is shown as it begins.
            let shown = if name == "AMIFORGE_OUTPUT" {
                "'a'"
            } else {
                "a\\n::add-mask::b"
            };
            assert!(text.len() < 1_500 && text.contains(shown), "{text}");
        }
    }

    #[test]
    fn a_variable_cannot_smuggle_in_another_option() {
        let read = validate(&[], &[("AMIFORGE_POLICY_REF", "--pedantic")]).expect("valid");
        assert_eq!(read.policy_ref.as_deref(), Some("--pedantic"));
        assert!(!read.pedantic);
    }

    fn build(arguments: &[&str], env: &[(&str, &str)]) -> Result<Build, clap::Error> {
        match action("build", arguments, env)? {
            Action::Build(build) => Ok(*build),
            other => panic!("not build: {other:?}"),
        }
    }

    #[test]
    fn variables_speak_for_a_command_and_for_one_within_it() {
        let env = [
            ("AMIFORGE_PIPELINE", "arn:pipeline"),
            ("AMIFORGE_IMAGE", "arn:image"),
            ("AMIFORGE_BUILD_LIMIT", "90m"),
            ("AMIFORGE_WORKFLOW", ""),
            ("AMIFORGE_NO_WAIT", "true"),
            ("AMIFORGE_PLAN_ONLY", "true"),
        ];
        let start = build(&[], &env).expect("valid");
        assert!(start.action.is_none() && start.start.no_wait);
        assert_eq!(start.start.pipeline.as_deref(), Some("arn:pipeline"));
        assert_eq!(start.start.pace.build_limit.as_secs(), 5_400);
        let Some(BuildAction::Wait(wait)) = build(&["wait"], &env).expect("valid").action else {
            panic!("not wait")
        };
        assert_eq!(wait.image.as_deref(), Some("arn:image"));
        assert_eq!(wait.pace.build_limit.as_secs(), 5_400);
        let arguments = ["wait", "--build-limit", "1h", "arn:other"];
        let Some(BuildAction::Wait(wait)) = build(&arguments, &env).expect("valid").action else {
            panic!("not wait")
        };
        assert_eq!(wait.image.as_deref(), Some("arn:other"));
        assert_eq!(wait.pace.build_limit.as_secs(), 3_600);
        let Some(BuildAction::Sweep(sweep)) = build(&["sweep"], &env).expect("valid").action else {
            panic!("not sweep")
        };
        assert!(sweep.plan_only);
    }

    #[test]
    fn a_build_is_said_in_one_way() {
        for arguments in [
            &["--pipeline", "a", "--recipe", "b"][..],
            &["--pipeline", "a", "--infrastructure", "b"],
            &["--recipe", "a", "--recipe-file", "b"],
            &["--pipeline", "a", "wait", "b"],
            &["--build-limit", "soon"],
            &["--fail-on-severity", "untriaged"],
        ] {
            assert!(build(arguments, &[]).is_err(), "{arguments:?}");
        }
    }
}
