//! What an action.yml says of its inputs is what the command does with them: types, defaults, lists, empty ones; and what it says of
//! one input it says everywhere.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;

use clap::{Arg, ArgAction, Command, CommandFactory};

use super::definition::{Definition, Input};
use crate::support::project;

/// The command that an action runs, with the one that it runs where it waits: both take the action's inputs.
fn commands(action: &Definition) -> Vec<Command> {
    let program = amiforge::cli::Cli::command();
    let Some(name) = action.command() else {
        return Vec::new();
    };
    let command = program.find_subcommand(name).expect(name).clone();
    let wait = command.find_subcommand("wait").cloned();
    std::iter::once(command).chain(wait).collect()
}

/// The option that an input is.
fn option(action: &Definition, input: &Input) -> Option<Arg> {
    let id = input.name.replace('-', "_");
    let commands = commands(action);
    let mut all = commands.iter().flat_map(Command::get_arguments);
    all.find(|arg| arg.get_id().as_str() == id).cloned()
}

fn is_list(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Append)
}

fn values(arg: &Arg) -> Vec<String> {
    let values = arg.get_possible_values().into_iter();
    let switch = matches!(arg.get_action(), ArgAction::SetTrue);
    let named = values
        .filter(|_| !switch)
        .map(|value| value.get_name().to_owned());
    named.collect()
}

/// The values that a description lists: behind ` - `, between commas and before `or`.
fn listed(description: &str) -> Vec<String> {
    let Some((_, list)) = description.split_once(" - ") else {
        return Vec::new();
    };
    let list = list.split(['.', ';']).next().unwrap_or_default();
    let all: Vec<String> = list
        .replace(" or ", ", ")
        .split(", ")
        .map(|value| value.split(" (").next().unwrap_or_default().trim().to_owned())
        .collect();
    let plain = |value: &String| {
        !value.is_empty() && value.chars().all(|c| c.is_ascii_lowercase() || "-_".contains(c))
    };
    if all.iter().all(plain) { all } else { Vec::new() }
}

/// What is left of a description without values and defaults: what the input means.
fn meaning(description: &str) -> &str {
    let first = description.split(". ").next().unwrap_or_default();
    first.split(" - ").next().unwrap_or_default()
}

/// Inputs whose first sentence is another one in each action, and why.
const OWN_WORDS: [(&str, &str); 4] = [
    ("output", "each command writes another document"),
    ("path", "of setup it is the binary itself"),
    ("paths", "what is looked for in the files"),
    ("token", "what is done with it, and so what it has to be allowed"),
];

#[test]
fn an_input_means_the_same_in_every_action() {
    let mut known: BTreeMap<String, (String, String)> = BTreeMap::new();
    for action in Definition::all() {
        for input in &action.inputs {
            let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(input.name.chars().all(kebab), "{}: {}", action.path, input.name);
            let words = meaning(&input.description).to_owned();
            let first = known
                .entry(input.name.clone())
                .or_insert_with(|| (words.clone(), action.path.clone()));
            let own = OWN_WORDS.iter().any(|(name, _)| *name == input.name);
            assert!(
                own || first.0 == words,
                "{}: {}: {words:?} is not {first:?}",
                action.path,
                input.name
            );
        }
        for output in &action.outputs {
            assert!(!output.description.is_empty(), "{}: {}", action.path, output.name);
        }
    }
}

#[test]
fn descriptions_tell_types_lists_values_and_defaults_as_the_command_has_them() {
    for action in Definition::all() {
        for input in &action.inputs {
            let Some(arg) = option(&action, input) else {
                continue;
            };
            let told = &input.description;
            let about = format!("{}: {}: {told}", action.path, input.name);
            let switch = matches!(arg.get_action(), ArgAction::SetTrue);
            assert_eq!(told.ends_with(" - true or false"), switch, "{about}");
            assert_eq!(
                told.contains("one a line or between commas"),
                is_list(&arg),
                "{about}"
            );
            let values = values(&arg);
            if !values.is_empty() {
                assert_eq!(listed(told), values, "{about}");
            }
            let defaults: Vec<&str> = arg
                .get_default_values()
                .iter()
                .filter_map(|value| value.to_str())
                .collect();
            if let [default] = defaults[..]
                && !switch
            {
                assert!(told.contains(&format!("Empty means {default}")), "{about}");
            }
            assert!(
                input.default.is_none(),
                "{about}: the default is that of the command"
            );
        }
    }
}

/// What a command reads from variables.
fn read(command: &[&str], env: &[(String, String)]) -> Result<String, String> {
    let arguments = std::iter::once("amiforge").chain(command.iter().copied());
    let arguments: Vec<OsString> = arguments.map(OsString::from).collect();
    let read = amiforge::cli::parse(arguments, &env.iter().cloned().collect());
    read.map(|cli| format!("{cli:?}"))
        .map_err(|error| error.to_string())
}

/// Every command of an action, as words.
fn words(action: &Definition) -> Vec<Vec<&str>> {
    match action.command() {
        None => Vec::new(),
        Some("build") => vec![vec!["build"], vec!["build", "wait"], vec!["build", "cancel"]],
        Some(name) => vec![vec![name]],
    }
}

#[test]
fn an_empty_input_is_one_that_is_not_given() {
    for action in Definition::all() {
        for command in words(&action) {
            let nothing = read(&command, &[]).expect("valid");
            for empty in ["", " ", "\n", "\r\n", "\t\n "] {
                let each = |input: &Input| (amiforge::cli::variable(&input.name), empty.to_owned());
                for input in &action.inputs {
                    assert_eq!(
                        read(&command, &[each(input)]).as_ref(),
                        Ok(&nothing),
                        "{}: {empty:?}",
                        input.name
                    );
                }
                let all: Vec<_> = action.inputs.iter().map(each).collect();
                assert_eq!(
                    read(&command, &all).as_ref(),
                    Ok(&nothing),
                    "{command:?} {empty:?}"
                );
            }
        }
    }
}

#[test]
fn lists_take_lines_and_commas() {
    let mut lists = 0;
    for action in Definition::all() {
        for input in &action.inputs {
            let Some(arg) = option(&action, input).filter(is_list) else {
                continue;
            };
            lists += 1;
            let mut values = values(&arg);
            if values.is_empty() {
                values = vec!["sarif=a".to_owned(), "json=b".to_owned()];
            }
            let [first, second, ..] = &values[..] else {
                panic!("{values:?}")
            };
            let command = words(&action).into_iter().next().expect("a command");
            let variable = amiforge::cli::variable(&input.name);
            let of = |text: String| read(&command, &[(variable.clone(), text)]);
            let lines = of(format!("{first}\n{second}")).expect("valid");
            for text in [
                format!("{first},{second}"),
                format!("{first}, {second}\n"),
                format!("\n  {first}  \r\n\n\t{second}\r\n,"),
            ] {
                assert_eq!(of(text.clone()).as_ref(), Ok(&lines), "{}: {text:?}", input.name);
            }
            assert_ne!(of(first.clone()).as_ref(), Ok(&lines), "{}", input.name);
        }
    }
    assert!(lists >= 8, "{lists}");
}

/// The type of what the command does not define, by its description.
fn told_type(description: &str, is_output: bool) -> String {
    let list =
        |item: &str| format!("    type: list\n    separator: \"\\n\"\n    list-item:\n      type: {item}\n");
    let values = listed(description);
    if description.ends_with(" - true or false") {
        "    type: boolean\n".to_owned()
    } else if !values.is_empty() {
        enumeration("    ", &values)
    } else if description.contains("one a line") {
        list("string")
    } else if is_output && description.starts_with("Number of") {
        "    type: integer\n".to_owned()
    } else {
        "    type: string\n".to_owned()
    }
}

fn enumeration(indent: &str, values: &[String]) -> String {
    let mut text = format!("{indent}type: enum\n{indent}allowed-values:\n");
    for value in values {
        let _ = writeln!(text, "{indent}  - {value}");
    }
    text
}

fn input_type(action: &Definition, input: &Input) -> String {
    let Some(arg) = option(action, input) else {
        return told_type(&input.description, false);
    };
    let values = values(&arg);
    match (is_list(&arg), values.is_empty()) {
        _ if matches!(arg.get_action(), ArgAction::SetTrue) => "    type: boolean\n".to_owned(),
        (false, true) => "    type: string\n".to_owned(),
        (false, false) => enumeration("    ", &values),
        (true, none) => {
            let item = if none {
                "      type: string\n".to_owned()
            } else {
                enumeration("      ", &values)
            };
            format!("    type: list\n    separator: \"\\n\"\n    list-item:\n{item}")
        }
    }
}

/// The file of types for programs that make bindings of actions (<https://github.com/typesafegithub/github-actions-typing>). Its
/// lists have one separator; ours take commas as well.
fn types(action: &Definition) -> String {
    let mut text = "# Written by the tests from the options of the command (UPDATE_PAGES=1). The format:\n\
                    # https://github.com/typesafegithub/github-actions-typing\n"
        .to_owned();
    text.push_str("inputs:\n");
    for input in &action.inputs {
        let _ = write!(text, "  {}:\n{}", input.name, input_type(action, input));
    }
    if !action.outputs.is_empty() {
        text.push_str("outputs:\n");
    }
    for output in &action.outputs {
        let _ = write!(
            text,
            "  {}:\n{}",
            output.name,
            told_type(&output.description, true)
        );
    }
    text
}

#[test]
fn the_files_of_types_are_those_of_the_command() {
    for action in Definition::all() {
        let path = project().join(action.path.replace("action.yml", "action-types.yml"));
        let text = types(&action);
        if std::env::var_os("UPDATE_PAGES").is_some() {
            fs::write(&path, &text).expect("writable");
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(found, text, "{}: UPDATE_PAGES=1 writes it", path.display());
    }
}
