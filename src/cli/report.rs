//! `amiforge report`.

use clap::ValueEnum;

/// `amiforge report`.
#[derive(Debug, clap::Args)]
pub struct Report {
    /// Files with results, as `validate --format json`, `bump --format json` and `build --output` write them. Nothing in
    /// them is believed: they may come from a job that a pull request controls
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,

    /// What is posted besides the job summary; may be repeated
    #[arg(long, value_name = "KIND", default_value = "comment", value_delimiter = ',')]
    pub post: Vec<Post>,

    /// Do not write the job summary
    #[arg(long)]
    pub no_summary: bool,
}

/// What is posted on GitHub.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Post {
    /// A comment on the pull request, which later runs bring up to date.
    Comment,
    /// A check run on the commit.
    CheckRun,
}
