//! Completions and manual pages.

use std::fs;
use std::process::Command;

use clap::CommandFactory as _;

use crate::support::{Folder, Run, clean, tool};

#[test]
fn bash_completes_commands_options_and_words() {
    let Some(bash) = tool("bash") else { return };
    let folder = Folder::new();
    let script = folder.amiforge(["completions", "bash"]).ends(0).stdout;
    folder.write("amiforge.bash", script);
    // What bash does when somebody presses tab behind these words.
    let driver = r#"
source ./amiforge.bash
complete -p amiforge >/dev/null || exit 9
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_amiforge amiforge "${COMP_WORDS[$COMP_CWORD]}" "${COMP_WORDS[$COMP_CWORD-1]}"
printf '%s\n' "${COMPREPLY[@]}"
"#;
    let complete = |words: &[&str]| {
        let mut command = clean(Command::new(&bash));
        command
            .args(["--noprofile", "--norc", "-c", driver, "bash"])
            .args(words)
            .current_dir(folder.path());
        let run = Run::of(&command.output().expect("bash starts"));
        assert_eq!(run.code, Some(0), "{run:#?}");
        run.stdout.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(complete(&["amiforge", "val"]), ["validate"]);
    assert_eq!(complete(&["amiforge", "sch"]), ["schema"]);
    assert_eq!(complete(&["amiforge", "validate", "--fail"]), ["--fail-on"]);
    assert_eq!(
        complete(&["amiforge", "validate", "--fail-on", ""]),
        ["error", "warning", "info", "never"]
    );
    let formats = complete(&["amiforge", "validate", "--format", ""]);
    assert!(formats.contains(&"sarif".to_owned()), "{formats:?}");
    let schemas = complete(&["amiforge", "schema", "co"]);
    assert_eq!(schemas, ["component", "config"]);
}

#[test]
fn every_shell_has_a_script() {
    let folder = Folder::new();
    for (shell, holds) in [
        ("bash", "complete -F _amiforge"),
        ("zsh", "#compdef amiforge"),
        ("fish", "complete -c amiforge"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[amiforge]"),
    ] {
        let script = folder.amiforge(["completions", shell]).ends(0).stdout;
        assert!(script.contains(holds), "{shell}: {script}");
        assert!(script.contains("fail-on"), "{shell}");
    }
    folder.amiforge(["completions", "tcsh"]).ends(2);
}

#[test]
fn every_command_has_a_page_that_man_can_show() {
    let folder = Folder::new();
    let pages = folder.path().join("man1");
    fs::create_dir_all(&pages).expect("folder");
    folder.amiforge(["man", "man1"]).ends(0);
    let program = amiforge::cli::Cli::command();
    let mut names = vec!["amiforge".to_owned()];
    for command in program.get_subcommands() {
        let name = format!("amiforge-{}", command.get_name());
        let within = command.get_subcommands();
        names.extend(within.map(|inner| format!("{name}-{}", inner.get_name())));
        names.push(name);
    }
    let mut found: Vec<String> = fs::read_dir(&pages)
        .expect("pages")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    let mut expected: Vec<String> = names.iter().map(|name| format!("{name}.1")).collect();
    expected.sort();
    assert_eq!(found, expected);
    for name in &names {
        let page = fs::read_to_string(pages.join(format!("{name}.1"))).expect("a page");
        assert!(
            page.contains(".TH ") && page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"),
            "{page}"
        );
        assert!(!page.contains('\u{1b}'), "{name}");
    }
    let printed = folder.amiforge(["man"]).ends(0).stdout;
    assert_eq!(
        printed,
        fs::read_to_string(pages.join("amiforge.1")).expect("a page")
    );
    let run = folder.amiforge(["man", "nowhere"]).ends(3);
    assert!(run.stderr.contains("the folder has to exist"), "{run:#?}");

    let Some(man) = tool("man") else { return };
    for (name, says) in [("amiforge", "validate"), ("amiforge-validate", "--fail-on")] {
        let mut command = clean(Command::new(&man));
        command
            .args(["--warnings=w", "-l"])
            .arg(pages.join(format!("{name}.1")))
            .env("MANPAGER", "cat")
            .env("MANWIDTH", "100")
            .env("LC_ALL", "C.UTF-8");
        let run = Run::of(&command.output().expect("man starts"));
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:#?}");
        assert!(run.stdout.contains(says), "{run:#?}");
    }
}
