//! Linters of other people on the actions, the workflows and the scripts: those that are shown, and our own. Each is shown a bad file
//! first, since one that sleeps finds nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::definition::Definition;
use super::{ACTIONS, shown_workflows};
use crate::support::{Folder, Run, clean, git, installed, project, tool};

/// The ten lines of the README leave out what is good practice and not needed.
const TEN_LINES: &str = "components.yml";

/// Files of the repository that git knows, without what tests read.
pub(super) fn files() -> Vec<String> {
    let all = git(
        project(),
        &["ls-files", "--cached", "--others", "--exclude-standard"],
    );
    let ours = |file: &&str| {
        !["tests/data/", "fuzz/seeds/"]
            .iter()
            .any(|folder| file.starts_with(folder))
    };
    let there = |file: &&str| project().join(file).is_file();
    all.lines()
        .filter(ours)
        .filter(there)
        .map(str::to_owned)
        .collect()
}

/// Every whole workflow: examples, README and other pages, what `amiforge init` writes, and our own.
pub(super) fn workflows() -> Vec<(String, String)> {
    let mut all = shown_workflows();
    for file in files() {
        let text = || fs::read_to_string(project().join(&file)).expect("text");
        let name = file.replace(['/', '.'], "-");
        if file.starts_with(".github/workflows/") || file == "src/command/init_workflow.yml" {
            all.push((format!("{name}.yml"), text()));
        } else if is_page(&file) && file != "README.md" {
            let whole = fences(&text())
                .into_iter()
                .filter(|(_, fence)| is_workflow(fence));
            all.extend(whole.map(|(line, fence)| (format!("{name}-{line}.yml"), fence)));
        }
    }
    all
}

/// Whether a file of ours has this ending; all are written in small letters.
pub(super) fn ends(file: &str, ending: &str) -> bool {
    file.ends_with(ending)
}

/// Whether a page has YAML of ours. Those of rules and messages show what is wrong, and have tests of their own.
pub(super) fn is_page(file: &str) -> bool {
    let others = ["docs/rules/", "docs/messages/", "src/", "tests/"];
    ends(file, ".md") && !others.iter().any(|folder| file.starts_with(folder))
}

fn is_workflow(text: &str) -> bool {
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    has("on:") && has("jobs:")
}

/// The YAML of a page, with the number of the line before it.
pub(super) fn fences(page: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut open = None;
    for (number, line) in page.lines().enumerate() {
        let trimmed = line.trim_start();
        match open {
            None if trimmed.starts_with("```yaml") || trimmed.starts_with("```yml") => {
                open = Some(line.len() - trimmed.len());
                found.push((number + 1, String::new()));
            }
            None => {}
            Some(_) if trimmed.starts_with("```") => open = None,
            Some(indent) => {
                let (_, text) = found.last_mut().expect("a fence");
                text.push_str(line.get(indent..).unwrap_or_default());
                text.push('\n');
            }
        }
    }
    found
}

/// A folder with all of it, as a repository has it: workflows in `.github/workflows`, actions where they are.
fn laid_out() -> (Folder, Vec<String>, Vec<String>) {
    let folder = Folder::new();
    let workflows = workflows().into_iter().map(|(name, text)| {
        let path = format!(".github/workflows/{name}");
        folder.write(&path, text);
        path
    });
    let workflows: Vec<String> = workflows.collect();
    for path in ACTIONS {
        folder.write(path, fs::read(project().join(path)).expect("an action"));
    }
    (folder, workflows, ACTIONS.map(str::to_owned).to_vec())
}

const BAD_WORKFLOW: &str = "on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo ${{ secrts.x }} ${{ github.head_ref }}
      - run: cat $HOME | echo `ls`
      - uses: amiforge/amiforge/actions/bump@v0
        with:
          nothing:    1
";
const BAD_ACTION: &str = "name: a\ndescription: b\ninputs:\n  c:\n    descripton: d\nruns:\n  using: composite\n  steps:\n    - run: echo ${{ inputs.c }}\n";

/// A linter: how it is called in a folder with files, and whether it is for workflows, for actions or for both.
struct Linter {
    name: &'static str,
    command: Command,
    workflows: bool,
    actions: bool,
    /// What it says of the bad workflow, and of the bad action.
    says: [&'static str; 2],
}

/// All linters; none where one is missing, which was said.
fn linters() -> Option<Vec<Linter>> {
    let (zizmor, schema, yamllint) = (tool("zizmor")?, tool("check-jsonschema")?, tool("yamllint")?);
    let (actionlint, shellcheck, node) = (tool("actionlint")?, tool("shellcheck")?, tool("node")?);
    let service = installed("language-service.cjs")?;
    let command = |program: &Path, arguments: &[&str]| {
        let mut command = clean(Command::new(program));
        command.args(arguments);
        command
    };
    let linter = |name, command, workflows, actions, says| Linter {
        name,
        command,
        workflows,
        actions,
        says,
    };
    let mut lint = command(&actionlint, &["-no-color", "-shellcheck"]);
    lint.arg(shellcheck);
    let mut judge = command(&node, &[]);
    judge.arg(service).arg(project());
    let mut style = command(&yamllint, &["--strict", "--config-file"]);
    style.arg(project().join(".yamllint.yaml"));
    let mut audit = command(
        &zizmor,
        &[
            "--offline",
            "--no-progress",
            "--pedantic",
            "--strict-collection",
            "--config",
        ],
    );
    audit.arg(project().join(".github/zizmor.yml"));
    Some(vec![
        linter(
            "actionlint",
            lint,
            true,
            false,
            ["undefined variable \"secrts\"", ""],
        ),
        linter(
            "zizmor",
            audit,
            true,
            true,
            ["template-injection", "does not match"],
        ),
        linter(
            "the schema of workflows",
            command(&schema, &["--builtin-schema", "vendor.github-workflows"]),
            true,
            false,
            ["", ""],
        ),
        linter(
            "the schema of actions",
            command(&schema, &["--builtin-schema", "vendor.github-actions"]),
            false,
            true,
            ["", "'descripton' was unexpected"],
        ),
        linter("yamllint", style, true, true, ["too many spaces", "too many"]),
        linter(
            "the language service",
            judge,
            true,
            true,
            [
                "Invalid action input 'nothing'",
                "Required property is missing: shell",
            ],
        ),
    ])
}

impl Linter {
    fn on(&self, folder: &Folder, files: &[String]) -> Run {
        let mut command = clean(Command::new(self.command.get_program()));
        command
            .args(self.command.get_args())
            .args(files)
            .current_dir(folder.path());
        Run::of(&command.output().expect(self.name))
    }
}

#[test]
fn linters_find_nothing_in_actions_and_workflows() {
    let Some(linters) = linters() else {
        return;
    };
    let (folder, workflows, actions) = laid_out();

    for linter in linters {
        let mut files = Vec::new();
        if linter.workflows {
            let ten = |file: &&String| linter.name != "zizmor" || !file.ends_with(&format!("/{TEN_LINES}"));
            files.extend(workflows.iter().filter(ten).cloned());
        }
        if linter.actions {
            files.extend(actions.iter().cloned());
        }
        let run = linter.on(&folder, &files);
        assert_eq!(
            run.code,
            Some(0),
            "{}: {}\n{}",
            linter.name,
            run.stdout,
            run.stderr
        );
    }
}

#[test]
fn no_linter_sleeps() {
    let Some(linters) = linters() else {
        return;
    };
    let folder = Folder::new();

    folder.write(".github/workflows/bad.yml", BAD_WORKFLOW);
    folder.write(
        "bad/action.yml",
        BAD_ACTION.replace("description: b", "description:   b"),
    );
    for linter in linters {
        let [workflow, action] = linter.says;
        for (file, says, judges) in [
            (".github/workflows/bad.yml", workflow, linter.workflows),
            ("bad/action.yml", action, linter.actions),
        ] {
            if !judges || says.is_empty() {
                continue;
            }
            let run = linter.on(&folder, &[file.to_owned()]);
            assert_ne!(run.code, Some(0), "{}: {run:#?}", linter.name);
            let said = run.stdout + &run.stderr;
            assert!(said.contains(says), "{}: {says}:\n{said}", linter.name);
        }
    }
    let Some(schema) = tool("check-jsonschema") else {
        return;
    };
    folder.write("worse.yml", "on: push\njobs:\n  a:\n    runs_on: x\n");
    let run = check(&schema, "vendor.github-workflows", folder.path(), "worse.yml");
    assert!(run.code == Some(1) && run.stdout.contains("runs_on"), "{run:#?}");
    folder.write(
        "dependabot.yml",
        "version: 2\nupdates:\n  - package-ecosystem: carg\n",
    );
    let run = check(&schema, "vendor.dependabot", folder.path(), "dependabot.yml");
    assert!(run.code == Some(1) && run.stdout.contains("carg"), "{run:#?}");
}

fn check(tool: &Path, schema: &str, folder: &Path, file: &str) -> Run {
    let mut command = clean(Command::new(tool));
    command
        .args(["--builtin-schema", schema, file])
        .current_dir(folder);
    Run::of(&command.output().expect("check-jsonschema starts"))
}

#[test]
fn other_files_of_github_and_of_actions_are_as_their_schemas_say() {
    let Some((schema, yamllint)) = tool("check-jsonschema").zip(tool("yamllint")) else {
        return;
    };
    for file in files() {
        if file == ".github/dependabot.yml" {
            let run = check(&schema, "vendor.dependabot", project(), &file);
            assert_eq!(run.code, Some(0), "{run:#?}");
        }
        let name = Path::new(&file).file_name().and_then(|name| name.to_str());
        if file.starts_with(".github/") && ends(&file, ".yml") || name == Some("action-types.yml") {
            let mut style = clean(Command::new(&yamllint));
            style.args(["--strict", "--config-file", ".yamllint.yaml", &file]);
            let run = Run::of(&style.current_dir(project()).output().expect("yamllint starts"));
            assert_eq!(run.code, Some(0), "{run:#?}");
        }
    }
}

/// Scripts that are files.
fn scripts() -> Vec<String> {
    let is_script = |file: &String| {
        let text = fs::read_to_string(project().join(file)).unwrap_or_default();
        let first = text.lines().next().unwrap_or_default();
        ends(file, ".sh") || first.starts_with("#!") && first.ends_with("sh")
    };
    files().into_iter().filter(is_script).collect()
}

/// The scripts of the actions, with the name of each.
fn scripts_of_actions() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for action in Definition::all() {
        for (number, step) in action.steps.into_iter().enumerate() {
            let script = step.run.unwrap_or_default();
            // What is read into it is judged by itself, and where it lies only the runner knows.
            all.push((
                format!("{} step {}", action.path, number + 1),
                format!("#!/usr/bin/env bash\n# shellcheck disable=SC1090,SC1091\n{script}\n"),
            ));
        }
    }
    all
}

fn shellcheck(tool: &Path, folder: &Path, script: &str) -> Run {
    let mut command = clean(Command::new(tool));
    // What a script reads is looked at with it.
    command
        .args(["--norc", "--external-sources", "--source-path=SCRIPTDIR", script])
        .current_dir(folder);
    Run::of(&command.output().expect("shellcheck starts"))
}

#[test]
fn shellcheck_finds_nothing_in_the_scripts() {
    let Some(tool) = tool("shellcheck") else {
        return;
    };
    let folder = Folder::new();
    let of_actions = scripts_of_actions();
    assert!(of_actions.len() > 10, "{}", of_actions.len());
    for (name, text) in of_actions {
        folder.write("script", text);
        let run = shellcheck(&tool, folder.path(), "script");
        assert_eq!(run.code, Some(0), "{name}: {}", run.stdout);
    }
    for file in scripts() {
        let run = shellcheck(&tool, project(), &file);
        assert_eq!(run.code, Some(0), "{file}: {}", run.stdout);
    }
    folder.write("script", "#!/usr/bin/env bash\nrm -rf $1\n");
    let run = shellcheck(&tool, folder.path(), "script");
    assert!(run.code == Some(1) && run.stdout.contains("SC2086"), "{run:#?}");
}

#[test]
fn the_yaml_of_pages_is_yaml() {
    let mut read = 0;
    for file in files().into_iter().filter(|file| is_page(file)) {
        let page = fs::read_to_string(project().join(&file)).expect("text");
        for (line, text) in fences(&page) {
            read += 1;
            for document in yaml_serde::Deserializer::from_str(&text) {
                let value: Result<yaml_serde::Value, _> = serde::Deserialize::deserialize(document);
                assert!(value.is_ok(), "{file}:{line}: {:?}", value.err());
            }
        }
    }
    assert!(read > 20, "{read}");
    let unclosed = fences("a\n  ```yaml\n  b: c\n  ```\n```yaml\nd: e\n");
    assert_eq!(unclosed, [(2, "b: c\n".to_owned()), (5, "d: e\n".to_owned())]);
}
