//! What the environment does to a shell that starts: nothing, in no step of any action. And old shells can read the script.

use std::fs;
use std::process::Command;

use super::super::ACTIONS;
use super::executable;
use crate::support::{Folder, Run, clean, project};

/// `-p` keeps bash from reading `BASH_ENV`, from taking over functions, and from heeding SHELLOPTS, BASHOPTS, CDPATH and
/// GLOBIGNORE (<https://www.gnu.org/software/bash/manual/html_node/The-Set-Builtin.html>).
const SHELL: &str = "bash --noprofile --norc -peuo pipefail {0}";

/// The scripts of the steps of an action.
fn scripts(action: &str) -> Vec<String> {
    let text = fs::read_to_string(project().join(action)).expect(action);
    let mut scripts = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(script) = line.trim_start().strip_prefix("run: ") else {
            continue;
        };
        if script != "|" {
            scripts.push(format!("{script}\n"));
            continue;
        }
        let mut whole = String::new();
        while let Some(line) = lines.next_if(|line| line.starts_with("        ")) {
            whole += &line[8..];
            whole.push('\n');
        }
        scripts.push(whole);
    }
    scripts
}

#[test]
fn every_step_of_every_action_starts_the_same_shell() {
    for action in ACTIONS {
        let text = fs::read_to_string(project().join(action)).expect(action);
        let shells: Vec<&str> = text
            .lines()
            .filter_map(|line| line.split_once("shell: "))
            .map(|(_, shell)| shell)
            .collect();
        assert_eq!(shells.len(), scripts(action).len(), "{action}");
        assert!(
            !shells.is_empty() && shells.iter().all(|shell| *shell == SHELL),
            "{action}: {shells:?}"
        );
    }
}

#[test]
fn the_environment_does_nothing_to_a_shell_that_starts() {
    for action in ACTIONS {
        let folder = Folder::new();
        folder
            .write("evil.sh", "touch \"$HOME/hijacked\"\n")
            .write(
                "amiforge",
                "#!/bin/sh\n[ \"$1\" = --version ] && echo amiforge 1.0.0 || echo \"called with $*\"\n",
            )
            .write("elsewhere/actions/setup/install.sh", "touch \"$HOME/hijacked\"\n")
            .write("work/file", "");
        executable(&folder.path().join("amiforge"));
        let path = project().join(action);
        for (number, script) in scripts(action).into_iter().enumerate() {
            let file = format!("step-{number}.sh");
            folder.write(&file, script);
            let mut words = SHELL.split(' ').filter(|word| *word != "{0}");
            let mut bash = clean(Command::new(words.next().expect("bash")));
            let evil = folder.path().join("evil.sh");
            bash.args(words)
                .arg(folder.path().join(&file))
                .current_dir(folder.path().join("work"))
                .env("HOME", folder.path())
                .env("GITHUB_ACTION_PATH", path.parent().expect("a folder"))
                .env("GITHUB_OUTPUT", folder.path().join("output"))
                .env("AMIFORGE_BINARY", folder.path().join("amiforge"))
                .env("BASH_ENV", &evil)
                .env("ENV", &evil)
                .env("SHELLOPTS", "xtrace:noexec:posix")
                .env("BASHOPTS", "failglob:extdebug")
                .env("CDPATH", folder.path().join("elsewhere"))
                .env("GLOBIGNORE", "*")
                .env("POSIXLY_CORRECT", "1")
                .env("TAR_OPTIONS", "--nonsense")
                .env("PS4", "$(touch \"$HOME/hijacked\")");
            for name in [
                "exec", "printf", "command", "unset", "set", "source", ".", "cd", "trap", "dirname", "IFS",
            ] {
                bash.env(
                    format!("BASH_FUNC_{name}%%"),
                    "() { touch \"$HOME/hijacked\"; exit 0; }",
                );
            }
            for variable in ["AMIFORGE_IMAGE", "WAITED_FOR"] {
                bash.env(variable, "");
            }
            let run = Run::of(&bash.output().expect("bash starts")).ends(0);
            assert!(
                run.stdout.contains("amiforge 1.0.0 at ") || run.stdout.contains("called with "),
                "{action} {number}: {run:#?}"
            );
            assert!(!run.stderr.contains('+'), "{action} {number}: {run:#?}");
        }
        assert!(!folder.path().join("hijacked").exists(), "{action}");
    }
}

/// macOS has bash 3.2.57. What came later, by <https://git.savannah.gnu.org/cgit/bash.git/tree/NEWS>.
#[test]
fn the_script_keeps_to_what_bash_3_2_reads() {
    let text = fs::read_to_string(project().join("actions/setup/install.sh")).expect("the script");
    let text: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .map(|line| format!("{line}\n"))
        .collect();
    let newer = [
        r"declare\s+-[a-zA-Z]*[Angrlu]",
        r"local\s+-",
        r"\bmapfile\b",
        r"\breadarray\b",
        r"\bcoproc\b",
        r"&>>",
        r"\|&",
        r";;?&",
        r"\$\{[A-Za-z_]+(\[[^]]*\])?[,^]",
        r"\$\{[A-Za-z_]+@",
        r"printf '%\(",
        r"\bwait -[nfp]",
        r"\[ -v ",
        r"\$\{[^}]*: -",
        r"read [^\n]*-[a-z]*[Ni]",
        r"\bBASHPID\b",
        r"\bEPOCH",
        r"\bSRANDOM\b",
        r"globstar|lastpipe|inherit_errexit",
        r"\{[0-9]+\.\.[0-9]+\.\.",
        r"\bexec \{",
        r"\\u[0-9a-fA-F]",
    ];
    for pattern in newer {
        let found = regex::Regex::new(pattern).expect("a pattern").find(&text);
        assert!(found.is_none(), "{pattern}: {found:?}");
    }
}
