//! What stands around a step may be anybody's too: the event, names of branches and files, folders of the PATH, variables of a shell.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use super::definition::Definition;
use super::hostile::{Job, SECRET, SECRETS, repository};
use super::journal::{Allowed, CANARY};
use crate::support::executable;

/// A component with a mistake, so that its name is told everywhere.
const WRONG: &str = "phases:\n  - name: build\n    steps:\n      - name: A\n        action: ExecuteBsh\n";

/// Names of files that a repository can have.
fn names(job: &Job) -> Vec<String> {
    let touch = |name: &str| format!("touch {}", job.mark(name).replace('/', "_"));
    vec![
        format!("a\n::error::{CANARY}\n.yaml"),
        format!("::add-mask::{CANARY}.yaml"),
        format!("##[error]{CANARY}.yaml"),
        format!("$({}) `{}` ; x.yaml", touch("file"), touch("backquotes")),
        format!("--{CANARY}.yaml"),
        format!("\u{1b}[31m\u{202e}{CANARY}.yaml"),
        format!("<img src=x>[{CANARY}](x) @octocat | ` .yaml"),
        "a\rb%0A::error::c.yaml".to_owned(),
        "é漢🦀 \".yaml".to_owned(),
    ]
}

/// Commands in a text of one line, as a name of a branch or of a person can be.
fn one_line(job: &Job) -> String {
    let (reference, branch) = (job.mark("ref"), job.mark("branch"));
    format!("$(touch {reference}) `touch {branch}` ::error::{CANARY}")
}

/// An event whose every text is somebody's.
fn event(job: &Job, one_line: &str) -> Value {
    let hostile = job.values().remove("lines").expect("a value");
    json!({
        "inputs": {}, "ref": format!("refs/heads/{one_line}"), "number": 7, "sender": {"login": one_line},
        "pull_request": {
            "number": 7, "title": hostile, "body": hostile, "user": {"login": one_line}, "labels": [{"name": hostile}],
            "head": {"ref": one_line, "sha": hostile, "label": one_line, "repo": {"full_name": one_line, "fork": false}},
            "base": {"ref": one_line, "sha": "0123456789abcdef0123456789abcdef01234567", "repo": {"full_name": "octocat/fleet"}},
        },
        "repository": {"full_name": "octocat/fleet", "default_branch": one_line},
        "head_commit": {"message": hostile, "author": {"name": one_line, "email": one_line}},
    })
}

#[test]
fn the_event_names_of_files_and_what_a_shell_reads_act_nowhere() {
    let mut job = Job::new();
    for name in names(&job) {
        job.repository.write(&name, WRONG);
    }
    // Programs of the repository, and a file that a shell would read before the script.
    for program in [
        "git", "bash", "sed", "uname", "head", "dirname", "amiforge", "exec",
    ] {
        let path = job.repository.path().join("bin").join(program);
        job.repository.write(
            &format!("bin/{program}"),
            format!("#!/bin/sh\ntouch {}\n", job.mark(program)),
        );
        executable(&path);
        fs::copy(&path, job.repository.path().join(program)).expect("a copy");
    }
    job.home.write("start", format!("touch {}\n", job.mark("start")));
    repository(&job);
    for (name, value) in [
        ("AWS_SECRET_ACCESS_KEY", SECRET),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ] {
        job.env.push((name.to_owned(), value.to_owned()));
    }
    let one_line = one_line(&job);
    job.event = event(&job, &one_line);
    job.actor = one_line;
    let actions: BTreeMap<&str, &str> = [
        ("validate", ""),
        ("report", "        with:\n          files: findings.json\n"),
        ("releases", "        with:\n          paths: bin\n"),
        (
            "bump",
            "        with:\n          plan-only: true\n          releases: missing.json\n",
        ),
        ("build", "        with:\n          pipeline: nothing\n"),
        ("repos", "        with:\n          token: none\n"),
        ("setup", ""),
    ]
    .into();
    // What bash reads and runs before a script, when it is not told to leave it.
    let start = job.home.path().join("start").display().to_string();
    let trace = format!("touch {}", job.mark("trace"));
    let mut steps = String::new();
    let all = Definition::all();
    for action in &all {
        let name = action.command().unwrap_or("setup");
        let with = actions.get(name).copied().unwrap_or_default();
        steps += &format!(
            "      - id: {name}\n        continue-on-error: true\n        uses: amiforge/amiforge{}@main\n        env:\n          \
             BASH_ENV: {start}\n          ENV: {start}\n          SHELLOPTS: xtrace\n          PS4: $({trace})\n          IFS: /\n          \
             CDPATH: '/tmp:.'\n{with}",
            action.below_repository()
        );
    }
    // A folder of the PATH with commands in its name. A colon in it would end it, and an empty one is the working directory.
    let folder = format!(
        "/somewhere/$(touch {}) {CANARY} \"' ",
        job.mark("path").replace('/', "_")
    );
    let first = format!(
        "      - run: echo '{}' >>\"$GITHUB_PATH\"\n",
        folder.replace('\'', "'\\''")
    );
    let Some(journal) = job.run(&(first + &steps), &BTreeMap::new()) else {
        return;
    };
    let ours = Job::folder().display().to_string();
    let mut wrong = job.left();
    wrong.retain(|line| !line.contains("/somewhere/"));
    for action in &all {
        let name = action.command().unwrap_or("setup");
        let allowed = Allowed {
            action,
            folder: &ours,
            secrets: &SECRETS,
        };
        let ended = journal.step(name, &allowed);
        wrong.extend(ended.wrong.iter().map(|line| format!("{name}: {line}")));
        if !matches!(ended.code, Some(0..=3)) {
            wrong.push(format!("{name}: ended with {:?}: {}", ended.code, ended.log));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
