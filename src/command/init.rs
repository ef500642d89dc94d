//! `amiforge init`: what to write so that the pins of a repository can be bumped, and a first workflow.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use serde::Serialize;

use super::{Exit, complain, gather, print};
use crate::bump::text;
use crate::cli::Init;
use crate::config::Config;
use crate::files;
use crate::pin::Scanned;
use crate::pin::hints::Hints;
use crate::pin::propose::{self, Proposal};
use crate::visible::visible;

const CONFIG: &str = ".github/amiforge.yaml";
const WORKFLOW: &str = ".github/workflows/amiforge.yml";

/// The first workflow: every pull request is checked, offline and with no more rights than to read.
const WORKFLOW_TEXT: &str = include_str!("init_workflow.yml");

pub(super) fn run(options: &Init) -> Exit {
    match go(options) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn go(options: &Init) -> Result<Exit, Exit> {
    let cwd = super::working_directory()?;
    let workspace = files::workspace(&cwd);
    let gathered = gather::work_tree(
        &options.paths,
        &cwd,
        &workspace,
        &Config::default(),
        &Hints::default(),
    );
    let pins: usize = gathered.files.iter().map(|file| file.pins.len()).sum();
    let proposal = propose::propose(&gathered.files);
    let config = config_text(&proposal)?;
    print(&comments(&gathered.files, &proposal)?)?;
    for (path, content) in [(CONFIG, config.as_deref()), (WORKFLOW, Some(WORKFLOW_TEXT))] {
        if let Some(content) = content {
            propose_file(&workspace, path, content, options.write)?;
        }
    }
    let fill = match proposal.to_fill_in {
        0 => String::new(),
        number => format!(
            "\n{number} of these need a person: write what the pin follows in place of `{}`, and its region in place of \
             `REGION`.\n",
            propose::TO_FILL_IN
        ),
    };
    print(&format!(
        "{fill}\n{pins} pins in {} files.\n",
        gathered.files.len()
    ))?;
    Ok(gathered.exit.unwrap_or(Exit::Clean))
}

/// The comments as a diff that `git apply` takes.
fn comments(files: &[Scanned], proposal: &Proposal) -> Result<String, Exit> {
    let mut out = String::new();
    for (number, edits) in &proposal.comments {
        let Some(file) = files.get(*number) else { continue };
        let old = file.source.text();
        let new = edits.apply(old).map_err(|error| {
            complain(&format!("{}: {error}", file.source.path().escape_debug()));
            Exit::Trouble
        })?;
        out.push_str(&text::diff(file.source.path(), old, &new));
    }
    if !out.is_empty() {
        out.insert_str(0, "Comments to write:\n\n");
        out.push('\n');
    }
    Ok(out)
}

#[derive(Serialize)]
struct Configuration<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    layout: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pins: Vec<Pins<'a>>,
}

#[derive(Serialize)]
struct Pins<'a> {
    files: &'a str,
    at: &'a str,
    follow: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'a str>,
}

/// The configuration; none when there is nothing to say in it.
fn config_text(proposal: &Proposal) -> Result<Option<String>, Exit> {
    if proposal.rows.is_empty() && proposal.layouts.is_empty() {
        return Ok(None);
    }
    let rows = proposal.rows.iter().map(|row| Pins {
        files: &row.files,
        at: &row.at,
        follow: &row.follow,
        region: row.region,
    });
    let configuration = Configuration {
        layout: &proposal.layouts,
        pins: rows.collect(),
    };
    yaml_serde::to_string(&configuration).map(Some).map_err(|error| {
        complain(&format!("the configuration cannot be written: {error}"));
        Exit::Trouble
    })
}

/// Shows a new file, and writes it when that was asked for and there is none yet.
fn propose_file(workspace: &Path, path: &str, content: &str, write: bool) -> Result<(), Exit> {
    let target = workspace.join(path);
    let exists = target.symlink_metadata().is_ok();
    let state = match (exists, write) {
        (true, _) => "exists and stays as it is; this is what it could say",
        (false, true) => "written",
        (false, false) => "not written without --write",
    };
    let lines: Vec<_> = content
        .lines()
        .map(|line| format!("    {}\n", visible(line)))
        .collect();
    print(&format!("{path} ({state}):\n\n{}\n", lines.concat()))?;
    if exists || !write {
        return Ok(());
    }
    let folder = target.parent().unwrap_or(workspace);
    // A folder may be a link that leads out of the repository; nothing is made behind it.
    let leaves = folder
        .ancestors()
        .take_while(|above| above.starts_with(workspace))
        .any(|above| files::leaves(above, workspace));
    let written = if leaves {
        Err(io::Error::other("a link that leads out of the workspace"))
    } else {
        fs::create_dir_all(folder)
            .and_then(|()| fs::File::create_new(&target))
            .and_then(|mut file| file.write_all(content.as_bytes()))
    };
    written.map_err(|error| {
        complain(&format!("{path}: {error}"));
        Exit::Trouble
    })
}
