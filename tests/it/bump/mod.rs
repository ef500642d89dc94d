//! Stories of `amiforge bump` and `amiforge pins` through the real binary, in real repositories.

pub(crate) mod example;
pub(crate) mod facts;
mod grouping;
mod options;
mod pins;
mod refusals;
mod running;
mod states;

use crate::support::{Folder, Run};
use facts::{CORE, NOW, Place};

/// The pin of most stories, in a file that tells all about it.
pub(crate) const OLD: &str = "ami-0e5b1c7a9d3f20468";
/// The release that it should move to.
pub(crate) const NEW: &str = "ami-07d2f9a4c6e1b3850";

/// A Terraform file that pins [`OLD`].
pub(crate) fn nodes() -> String {
    format!(
        "locals {{\n  # amiforge: follow=ssm:/aws/service/ami-windows-latest/{CORE}/image_id\n  nodes = {{\n    \
         \"eu-west-1\" = \"{OLD}\" # {CORE}-2026.07.14\n  }}\n}}\n"
    )
}

/// What AWS says: [`NEW`] is published, [`OLD`] still exists.
pub(crate) fn newer() -> Place {
    Place::new("eu-west-1")
        .windows(OLD, CORE, "2026.07.14")
        .published(NEW, CORE, "2026.09.09", 41)
}

/// A repository with [`nodes`] committed.
pub(crate) fn repository() -> Folder {
    let folder = Folder::new();
    folder.write("nodes.tf", nodes());
    folder.repository();
    folder
}

/// `amiforge bump` as of the time of the stories, with these facts.
pub(crate) fn bump(folder: &Folder, places: &[Place], more: &[&str]) -> Run {
    bump_with(folder, &facts::file(places), more, &[])
}

/// The same with any text as the releases file.
pub(crate) fn bump_with(folder: &Folder, releases: &str, more: &[&str], env: &[(&str, &str)]) -> Run {
    let outside = Folder::new();
    outside.write("releases.json", releases);
    let path = outside.path().join("releases.json");
    let path = path.to_str().expect("UTF-8");
    let mut arguments = vec!["bump", "--releases", path, "--as-of", NOW];
    arguments.extend(more);
    folder.amiforge_with(arguments, env, b"")
}

/// The branches of a repository besides `main`.
pub(crate) fn branches(folder: &Folder) -> Vec<String> {
    let listed = folder.git(&["for-each-ref", "--format=%(refname:short)", "refs/heads"]);
    listed
        .lines()
        .filter(|name| *name != "main")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_option_has_a_story() {
    use clap::CommandFactory;
    let command = amiforge::cli::Cli::command();
    let files = ["example", "options", "refusals", "running", "pins"].map(|name| format!("bump/{name}"));
    let stories: String = files
        .iter()
        .map(String::as_str)
        .chain(["aws/releases", "github/base"])
        .map(|name| {
            let path = crate::support::project().join(format!("tests/it/{name}.rs"));
            std::fs::read_to_string(path).unwrap_or_default()
        })
        .collect();
    for name in ["pins", "bump", "init", "releases"] {
        let command = command.find_subcommand(name).expect(name);
        for option in command.get_opts().filter_map(clap::Arg::get_long) {
            assert!(
                stories.contains(&format!("\"--{option}")),
                "{name} --{option} has no story"
            );
        }
    }
}
