//! `amiforge repos`.

use clap::ValueEnum;
use clap::builder::PossibleValuesParser;

/// `amiforge repos`.
#[derive(Debug, clap::Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub struct Repos {
    /// Only repositories of this name, as a glob over `NAME` or `OWNER/NAME`; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<String>,

    /// No repositories of this name; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,

    /// Only repositories with this topic; may be repeated, and one of them is enough
    #[arg(long, value_name = "TOPIC")]
    pub topic: Vec<String>,

    /// Only repositories that are seen so; may be repeated
    #[arg(long, value_name = "VISIBILITY")]
    pub visibility: Vec<Visibility>,

    /// Forks too
    #[arg(long)]
    pub forks: bool,

    /// Templates too
    #[arg(long)]
    pub templates: bool,

    /// Repositories without a configuration (`.github/amiforge.yaml` or `amiforge.yaml` on the default branch) too. Then GitHub
    /// is not asked about it
    #[arg(long)]
    pub unconfigured: bool,

    /// Print the matrix of a GitHub Actions job, `{"include":[…]}`, one entry a repository and at most 256
    #[arg(long, conflicts_with = "format")]
    pub matrix: bool,

    /// Make the matrix one of batches of 256 repositories, each with the matrix of a workflow that is called: for more than 256
    #[arg(long)]
    pub batches: bool,

    /// Output format: `text` for people, `json` for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", overrides_with = "format",
          value_parser = PossibleValuesParser::new(["text", "json"]))]
    pub format: String,

    /// Do not write the job summary
    #[arg(long)]
    pub no_summary: bool,
}

/// By whom a repository is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Visibility {
    /// By everybody.
    Public,
    /// By those who were given access.
    Private,
    /// By the members of the enterprise.
    Internal,
}

impl Visibility {
    /// GitHub's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Internal => "internal",
        }
    }
}
