//! `docs/actions`: a page for each action. Tables of inputs and outputs are those of the actions, and workflows that stand in
//! `workflows-examples` are shown as they stand there: `UPDATE_PAGES=1 cargo test action_pages` writes both anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use amiforge::syntax::{self, Document, NodeId, Syntax};

use crate::bump_page::sources;
use crate::support::{Folder, Run, clean, project, tool};

/// The actions: the name of the page, and the file.
fn actions() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = fs::read_dir(project().join("actions"))
        .expect("the folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .map(|name| (name.clone(), format!("actions/{name}/action.yml")))
        .collect();
    all.push(("validate".to_owned(), "action.yml".to_owned()));
    all.sort();
    all
}

fn read(path: &str) -> String {
    fs::read_to_string(project().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn page(name: &str) -> String {
    read(&format!("docs/actions/{name}.md"))
}

/// The names below a key of an action, with what the file says of each.
fn below<'d>(action: &'d Document, key: &str) -> Vec<(&'d str, NodeId)> {
    let list = action.roots().next().and_then(|root| action.get(root, &[key]));
    let names = list.into_iter().flat_map(|list| action.children(list));
    names.map(|id| (action.name(id).expect("a name"), id)).collect()
}

/// A text as a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}

fn inputs(action: &Document) -> String {
    let mut out = "| input | meaning | default |\n| --- | --- | --- |\n".to_owned();
    for (name, id) in below(action, "inputs") {
        let said = cell(action.text_at(id, &["description"]).expect(name));
        let required = action.text_at(id, &["required"]) == Some("true");
        let default = match action.text_at(id, &["default"]) {
            _ if required => "required".to_owned(),
            None | Some("") => String::new(),
            Some(value) => format!("`{value}`"),
        };
        let _ = writeln!(out, "| `{name}` | {said} | {default} |");
    }
    out
}

fn outputs(action: &Document) -> String {
    let mut out = "| output | value |\n| --- | --- |\n".to_owned();
    for (name, id) in below(action, "outputs") {
        let said = cell(action.text_at(id, &["description"]).expect(name));
        let _ = writeln!(out, "| `{name}` | {said} |");
    }
    out
}

/// A page with what stands between two marks replaced.
fn replaced(page: &str, open: &str, close: &str, by: &str) -> String {
    let (before, rest) = page
        .split_once(open)
        .unwrap_or_else(|| panic!("no {open} in\n{page}"));
    let (_, after) = rest.split_once(close).unwrap_or_else(|| panic!("no {close}"));
    format!("{before}{open}\n{by}{close}{after}")
}

#[test]
fn tables_and_workflows_are_those_of_the_files() {
    let update = std::env::var_os("UPDATE_PAGES").is_some();
    for (name, file) in actions() {
        let action = syntax::read(&read(&file), Syntax::Yaml);
        let old = page(&name);
        let mut new = replaced(&old, "<!-- inputs -->", "<!-- /inputs -->", &inputs(&action));
        new = replaced(&new, "<!-- outputs -->", "<!-- /outputs -->", &outputs(&action));
        for part in old.split("<!-- workflow ").skip(1) {
            let (workflow, _) = part.split_once(" -->").expect("the end of the mark");
            let open = format!("<!-- workflow {workflow} -->");
            let text = format!(
                "```yaml\n{}```\n",
                read(&format!("workflows-examples/{workflow}"))
            );
            // Up to its own end: a page shows several.
            let (before, rest) = new.split_once(&open).expect("the mark");
            let rest = replaced(&format!("{open}{rest}"), &open, "<!-- /workflow -->", &text);
            new = format!("{before}{rest}");
        }
        if update {
            fs::write(project().join(format!("docs/actions/{name}.md")), new).expect("the page");
        } else {
            assert!(
                old == new,
                "docs/actions/{name}.md is out of date: run `UPDATE_PAGES=1 cargo test action_pages`\n{new}"
            );
        }
    }
}

/// The sections that a reader finds on each page, in this order.
const SECTIONS: [&str; 6] = [
    "Permissions",
    "IAM",
    "Examples",
    "Inputs",
    "Outputs",
    "When it fails",
];

/// The workflows of a page: whole ones, with jobs.
fn workflows(page: &str) -> Vec<&str> {
    let fences = page.split("\n```yaml\n").skip(1);
    let fences = fences.map(|rest| rest.split("```").next().unwrap_or_default());
    fences.filter(|text| text.contains("\njobs:\n")).collect()
}

#[test]
fn every_page_has_its_sections_and_three_workflows() {
    for (name, file) in actions() {
        let page = page(&name);
        let sections: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        let known: Vec<&str> = sections
            .iter()
            .filter(|section| SECTIONS.contains(section))
            .copied()
            .collect();
        assert_eq!(known, SECTIONS, "docs/actions/{name}.md");
        let shown = workflows(&page);
        assert!(
            shown.len() >= 3,
            "docs/actions/{name}.md: {} workflows",
            shown.len()
        );
        let uses = match file.rsplit_once('/') {
            None => "uses: amiforge/amiforge@".to_owned(),
            Some((folder, _)) => format!("uses: amiforge/amiforge/{folder}@"),
        };
        for workflow in shown {
            assert!(
                workflow.contains("uses: amiforge/amiforge"),
                "docs/actions/{name}.md:\n{workflow}"
            );
        }
        assert!(page.contains(&uses), "docs/actions/{name}.md: {uses}");
        let index = read("docs/actions/README.md");
        assert!(
            index.contains(&format!("]({name}.md)")),
            "docs/actions/README.md: {name}"
        );
    }
}

/// The binary writes every output that an action hands on. (`contract.rs` holds the hand-over.)
#[test]
fn outputs_are_written_by_the_program() {
    let mut program = String::new();
    sources(&project().join("src"), &mut program);
    for (name, file) in actions().into_iter().filter(|(name, _)| name != "setup") {
        let action = syntax::read(&read(&file), Syntax::Yaml);
        let outputs = below(&action, "outputs");
        assert!(!outputs.is_empty(), "{file}");
        for (output, _) in outputs {
            assert!(program.contains(&format!("\"{output}\"")), "{name}: {output}");
        }
    }
}

/// The permissions that the comment at the top of an action names, and those of the table of its page.
#[test]
fn permissions_are_those_of_the_action() {
    for (name, file) in actions() {
        let action = read(&file);
        let told: BTreeSet<String> = action
            .lines()
            .take_while(|line| line.starts_with('#'))
            .filter_map(|line| line.strip_prefix("#   "))
            .filter_map(|line| line.split("  ").next())
            .filter(|line| line.ends_with(": read") || line.ends_with(": write"))
            .map(str::to_owned)
            .collect();
        let page = page(&name);
        let (_, section) = page.split_once("\n## Permissions\n").expect("permissions");
        // The first table: what is behind it is not of the job.
        let section = section.split("\n## ").next().unwrap_or_default();
        let rows = section
            .lines()
            .skip_while(|line| !line.starts_with("| ---"))
            .skip(1);
        let shown: BTreeSet<String> = rows
            .map_while(|row| row.strip_prefix("| `")?.split('`').next())
            .map(str::to_owned)
            .collect();
        assert_eq!(shown, told, "docs/actions/{name}.md and {file}");
    }
}

/// Every example is named where examples are listed, and the Marketplace takes the name and description of the action that it lists.
#[test]
fn lists_of_actions_and_examples_are_whole() {
    let examples = read("workflows-examples/README.md");
    for entry in fs::read_dir(project().join("workflows-examples"))
        .expect("the folder")
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != "README.md" {
            assert!(
                examples.contains(&format!("]({name})")),
                "workflows-examples/README.md: {name}"
            );
        }
    }
    let mut names = BTreeSet::new();
    for (_, file) in actions() {
        let action = syntax::read(&read(&file), Syntax::Yaml);
        let root = action.roots().next().expect("a map");
        let text = |path: &[&str]| action.text_at(root, path).unwrap_or_default().to_owned();
        // https://docs.github.com/en/actions/how-tos/create-and-publish-actions/publish-in-github-marketplace
        assert!(text(&["description"]).chars().count() < 125, "{file}");
        assert!(!text(&["branding", "icon"]).is_empty(), "{file}");
        assert!(names.insert(text(&["name"])), "{file}");
    }
}

/// Findings that the README and the page of validate show are those of the examples.
#[test]
fn findings_that_are_shown_are_real() {
    let run = Folder::at(project()).amiforge(["validate", "examples"]).ends(1);
    let mut count = 0;
    for path in ["README.md", "docs/actions/validate.md"] {
        for fence in read(path).split("\n```text\nerror[").skip(1) {
            let finding = format!("error[{}", fence.split("```").next().unwrap_or_default());
            assert!(
                run.stdout.contains(finding.trim_end()),
                "{path}: {finding}\n{}",
                run.stdout
            );
            count += 1;
        }
    }
    assert!(count > 0);
}

/// What the pages show and no file of `workflows-examples` has, and what `amiforge init` proposes.
fn own() -> Vec<(String, String)> {
    let proposed = read("src/command/init_workflow.yml");
    let mut all = vec![("init.yml".to_owned(), proposed)];
    for (name, _) in actions() {
        let page = page(&name);
        let mut rest = page.as_str();
        let mut text = String::new();
        while let Some((before, after)) = rest.split_once("<!-- workflow ") {
            text.push_str(before);
            rest = after
                .split_once("<!-- /workflow -->")
                .map_or("", |(_, after)| after);
        }
        text.push_str(rest);
        for (at, workflow) in workflows(&text).into_iter().enumerate() {
            all.push((format!("{name}-{at}.yml"), workflow.to_owned()));
        }
    }
    all
}

#[test]
fn linters_find_nothing_in_the_workflows_of_the_pages() {
    let Some((zizmor, actionlint)) = tool("zizmor").zip(tool("actionlint")) else {
        return;
    };
    let folder = Folder::new();
    // There is no release of ours to pin by a commit yet.
    folder.write(
        "zizmor.yml",
        "rules:\n  unpinned-uses:\n    config:\n      policies:\n        amiforge/*: ref-pin\n        \"*\": hash-pin\n",
    );
    let shown = own();
    assert!(shown.len() > 4, "{shown:#?}");
    for (name, text) in shown {
        folder.write(&name, &text);
        let lint = clean(Command::new(&actionlint))
            .arg(&name)
            .current_dir(folder.path())
            .output()
            .expect("actionlint starts");
        let run = Run::of(&lint);
        assert_eq!(run.code, Some(0), "{name}: {run:#?}");
        let audit = clean(Command::new(&zizmor))
            .args([
                "--offline",
                "--no-progress",
                "--pedantic",
                "--config",
                "zizmor.yml",
            ])
            .arg(&name)
            .current_dir(folder.path())
            .output()
            .expect("zizmor starts");
        let run = Run::of(&audit);
        assert_eq!(run.code, Some(0), "{name}: {run:#?}");
    }
}

/// Inputs and outputs of our actions in the pages' own workflows are those of the actions.
#[test]
fn workflows_of_the_pages_use_the_actions_as_they_are() {
    for (name, text) in own() {
        let workflow = syntax::read(&text, Syntax::Yaml);
        let mut ids = Vec::new();
        for id in workflow.ids() {
            let Some(uses) = workflow.text_at(id, &["uses"]) else {
                continue;
            };
            let Some((action, version)) = uses.split_once('@') else {
                // A workflow that is called, of the same repository.
                assert!(uses.starts_with("./.github/workflows/"), "{name}: {uses}");
                continue;
            };
            let Some(below_root) = action.strip_prefix("amiforge/amiforge") else {
                assert!(version.len() == 40, "{name}: {uses}");
                continue;
            };
            let file = format!("{below_root}/action.yml");
            let action = syntax::read(&read(file.trim_start_matches('/')), Syntax::Yaml);
            let known: Vec<&str> = below(&action, "inputs")
                .into_iter()
                .map(|(name, _)| name)
                .collect();
            let given = workflow.child(id, "with");
            for input in given.into_iter().flat_map(|with| workflow.children(with)) {
                let input = workflow.name(input).expect("a name");
                assert!(known.contains(&input), "{name}: {uses} {input}");
            }
            if let Some(step) = workflow.text_at(id, &["id"]) {
                let known = below(&action, "outputs");
                let known: Vec<String> = known.into_iter().map(|(name, _)| name.to_owned()).collect();
                ids.push((step.to_owned(), known));
            }
        }
        for (step, known) in ids {
            for part in text.split(&format!("steps.{step}.outputs.")).skip(1) {
                let word = |c: char| c.is_ascii_alphanumeric() || c == '-';
                let output: String = part.chars().take_while(|c| word(*c)).collect();
                assert!(known.contains(&output), "{name}: {step} {output}");
            }
        }
    }
}
