//! `docs/actions`: a page for each action. Tables of inputs and outputs are those of the actions, and workflows that stand in
//! `workflows-examples` are shown as they stand there: `UPDATE_PAGES=1 cargo test action_pages` writes both anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use crate::actions::definition::Definition;
use crate::architecture::sources;
use crate::support::{Folder, project};

/// The actions, each with the name of its page.
fn actions() -> Vec<(String, Definition)> {
    let page = |action: &Definition| {
        let folder = action.below_repository();
        folder
            .rsplit_once('/')
            .map_or("validate", |(_, name)| name)
            .to_owned()
    };
    let all = Definition::all().into_iter();
    all.map(|action| (page(&action), action)).collect()
}

fn read(path: &str) -> String {
    fs::read_to_string(project().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn page(name: &str) -> String {
    read(&format!("docs/actions/{name}.md"))
}

/// A text as a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}

fn inputs(action: &Definition) -> String {
    let mut out = "| input | meaning | default |\n| --- | --- | --- |\n".to_owned();
    for input in &action.inputs {
        let default = match input.default.as_deref() {
            _ if input.required => "required".to_owned(),
            None | Some("") => String::new(),
            Some(value) => format!("`{value}`"),
        };
        let _ = writeln!(
            out,
            "| `{}` | {} | {default} |",
            input.name,
            cell(&input.description)
        );
    }
    out
}

fn outputs(action: &Definition) -> String {
    let mut out = "| output | value |\n| --- | --- |\n".to_owned();
    for output in &action.outputs {
        let _ = writeln!(out, "| `{}` | {} |", output.name, cell(&output.description));
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
    for (name, action) in actions() {
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
    for (name, action) in actions() {
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
        let uses = format!("uses: amiforge/amiforge{}@", action.below_repository());
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
    let program: String = sources().into_iter().map(|(_, text)| text).collect();
    for (name, action) in actions().into_iter().filter(|(name, _)| name != "setup") {
        assert!(!action.outputs.is_empty(), "{name}");
        for output in action.output_names() {
            assert!(program.contains(&format!("\"{output}\"")), "{name}: {output}");
        }
    }
}

/// The permissions that the comment at the top of an action names, and those of the table of its page.
#[test]
fn permissions_are_those_of_the_action() {
    for (name, action) in actions() {
        let file = &action.path;
        let action = read(file);
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
    for action in Definition::all() {
        let file = &action.path;
        // https://docs.github.com/en/actions/how-tos/create-and-publish-actions/publish-in-github-marketplace
        assert!(action.description.chars().count() < 125, "{file}");
        assert!(action.icon.is_some(), "{file}");
        assert!(!action.name.is_empty() && names.insert(action.name), "{file}");
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
