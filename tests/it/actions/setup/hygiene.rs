//! What the environment does to a shell that starts: nothing, in no step of any action. And old shells can read the script.

use std::fs;
use std::process::Command;

use super::super::definition::Definition;
use super::super::policy::SHELL;
use super::executable;
use crate::support::{Folder, Run, clean, project};

#[test]
fn the_environment_does_nothing_to_a_shell_that_starts() {
    for action in Definition::all() {
        let scripts: Vec<&str> = action
            .steps
            .iter()
            .filter_map(|step| step.run.as_deref())
            .collect();
        assert_eq!(scripts.len(), action.steps.len(), "{}", action.path);
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
        let path = project().join(&action.path);
        let action = &action.path;
        for (number, script) in scripts.into_iter().enumerate() {
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
