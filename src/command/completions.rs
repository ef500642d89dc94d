//! `amiforge completions SHELL`.

use clap::CommandFactory as _;

use super::{Exit, print};
use crate::cli::{Cli, Completions};

pub(super) fn run(options: &Completions) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Cli::command(), "amiforge", &mut script);
    print(&String::from_utf8_lossy(&script))
        .err()
        .unwrap_or(Exit::Clean)
}
