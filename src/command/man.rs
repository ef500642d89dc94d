//! `amiforge man [DIR]`: manual pages, one a command.

use std::path::Path;

use clap::CommandFactory as _;
use clap_mangen::Man as Page;

use super::{Exit, complain, print};
use crate::cli::{Cli, Man};
use crate::files;

pub(super) fn run(options: &Man) -> Exit {
    let pages = match pages() {
        Ok(pages) => pages,
        Err(error) => {
            complain(&format!("the manual cannot be written: {error}"));
            return Exit::Trouble;
        }
    };
    let Some(folder) = &options.folder else {
        let main = pages.into_iter().next().map(|(_, page)| page).unwrap_or_default();
        return print(&main).err().unwrap_or(Exit::Clean);
    };
    let cwd = match super::working_directory() {
        Ok(cwd) => cwd,
        Err(exit) => return exit,
    };
    let workspace = files::workspace(&cwd);
    for (name, page) in pages {
        let path = Path::new(folder).join(name);
        if let Err(error) = files::write(&cwd.join(&path), page.as_bytes(), &workspace) {
            complain(&format!(
                "{} cannot be written: {error}; the folder has to exist and to be writable",
                path.display().to_string().escape_debug()
            ));
            return Exit::Trouble;
        }
    }
    Exit::Clean
}

/// Names of files and pages, that of the program itself first.
fn pages() -> std::io::Result<Vec<(String, String)>> {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let mut waiting = vec![program];
    let mut pages = Vec::new();
    while let Some(command) = waiting.pop() {
        pages.push(page(command.clone())?);
        let inner: Vec<clap::Command> = command.get_subcommands().cloned().collect();
        waiting.extend(inner.into_iter().rev());
    }
    Ok(pages)
}

fn page(command: clap::Command) -> std::io::Result<(String, String)> {
    let page = Page::new(command);
    let mut text = Vec::new();
    page.render(&mut text)?;
    Ok((page.get_filename(), String::from_utf8_lossy(&text).into_owned()))
}
