//! The command line. Every option has a variable `AMIFORGE_<NAME>` that speaks where the option was not given;
//! an empty variable counts as not set, because that is how an action hands over an input that was left out.

mod build;
mod report;
mod repos;
mod validate;
mod variables;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::report::formats;
use crate::schema;

pub use build::{
    Build, BuildAction, BuildCancel, BuildLogin, BuildPace, BuildStart, BuildSweep, BuildTell, BuildWait,
};
pub use report::{Post, Report};
pub use repos::{Repos, Visibility};
pub use validate::{FailOn, Filter, OutputFile, Validate};
pub use variables::{parse, variable};

/// Checks EC2 Image Builder documents before AWS sees them.
#[derive(Debug, Parser)]
#[command(
    name = "amiforge",
    version,
    about,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Action,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Check components, image workflows and recipes, offline
    Validate(Validate),
    /// Show the page of a rule: what it finds, why it matters, how to fix it
    Explain(Explain),
    /// List every rule with its level
    Rules(Rules),
    /// List every pinned image: where, what it follows, how old it is, and whether a bump would move it
    Pins(Pins),
    /// Ask AWS about the images that a commit pins and write what it says to a file, for a `bump` that has no AWS
    Releases(Releases),
    /// Move pinned images to the newest release that is proven right: a branch and a pull request for each family
    Bump(Bump),
    /// Build an image with EC2 Image Builder, wait for it, and explain what came of it
    Build(Box<Build>),
    /// Tell what other jobs have found out: job summary, comment on the pull request, check run
    Report(Report),
    /// List the repositories of a GitHub App's installation, for a matrix of jobs over them
    Repos(Repos),
    /// Propose comments and configuration for pins that nothing is known about, and a first workflow
    Init(Init),
    /// Print a JSON Schema, for editors and other programs
    Schema(Schema),
    /// Print a script that completes commands and options in a shell
    Completions(Completions),
    /// Write manual pages
    Man(Man),
}

/// `amiforge explain`.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// Id of the rule, such as `schema/unknown-action`
    #[arg(value_name = "RULE")]
    pub rule: String,
}

/// `amiforge rules`.
#[derive(Debug, clap::Args)]
pub struct Rules {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text", overrides_with = "format",
          value_parser = PossibleValuesParser::new(["text", "json"]))]
    pub format: String,
}

/// What every command about pins takes.
#[derive(Debug, clap::Args)]
pub struct Common {
    /// Region of pins that nothing else tells the region of
    #[arg(long, value_name = "REGION", overrides_with = "region")]
    pub region: Option<String>,

    /// Configuration file; may be repeated, the one to be trusted most first. Without it
    /// `.github/amiforge.yaml` or `amiforge.yaml` at the root of the repository is read
    #[arg(long, value_name = "FILE")]
    pub config: Vec<String>,

    /// Read the configuration from this git revision
    #[arg(long, value_name = "REV", overrides_with = "policy_ref")]
    pub policy_ref: Option<String>,

    /// Do not write the job summary
    #[arg(long)]
    pub no_summary: bool,
}

/// What is known about images, for `pins` and `bump`.
#[derive(Debug, clap::Args)]
pub struct Knowledge {
    /// File with facts about parameters and images that `amiforge releases` wrote; may be repeated. Without any
    /// `bump` asks AWS itself, and `pins` only with `--ask`
    #[arg(long, value_name = "FILE")]
    pub releases: Vec<String>,

    /// SHA-256 that the file of `--releases` must have, from the job that wrote it; one a file, in order
    #[arg(long, value_name = "HEX")]
    pub releases_sha256: Vec<String>,

    /// Repository that the facts must be about, as `owner/name`. In a GitHub Actions job its own when facts name one
    #[arg(long, value_name = "OWNER/NAME", overrides_with = "repository")]
    pub repository: Option<String>,

    /// Workflow run that the facts must come from
    #[arg(long, value_name = "ID", overrides_with = "run")]
    pub run: Option<String>,

    /// Judge as of this time (RFC 3339, such as 2026-09-10T08:00:00Z) instead of now: to look back, and for
    /// examples, with the facts of `--releases`. Never together with `--forge github`
    #[arg(long, value_name = "TIME", overrides_with = "as_of")]
    pub as_of: Option<String>,

    /// How pins are read.
    #[command(flatten)]
    pub common: Common,
}

/// `amiforge pins`.
#[derive(Debug, clap::Args)]
pub struct Pins {
    /// Files, folders or globs; the working directory when none is given
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,

    /// Fail (exit code 1) on pins that are dead, denied or too old, and on clusters whose AMI and kubelet differ
    #[arg(long)]
    pub check: bool,

    /// With `--check`: judge only pins that this git revision does not have, as a pull request brings them
    #[arg(
        long,
        value_name = "REV",
        overrides_with = "changed_since",
        requires = "check"
    )]
    pub changed_since: Option<String>,

    /// With `--check`: a pin whose image is older than so many days is too old
    #[arg(long, value_name = "DAYS", default_value = "180", overrides_with = "max_age")]
    pub max_age: u32,

    /// Ask AWS about the pinned images, with the credentials of the environment. Without it nothing is asked
    #[arg(long, conflicts_with = "releases")]
    pub ask: bool,

    /// Output format; `auto` is `github` for `--check` in a GitHub Actions job and `text` elsewhere
    #[arg(long, value_name = "FORMAT", default_value = "auto", overrides_with = "format",
          value_parser = format_names())]
    pub format: String,

    /// What is known about images.
    #[command(flatten)]
    pub knowledge: Knowledge,
}

/// `amiforge releases`.
#[derive(Debug, clap::Args)]
pub struct Releases {
    /// Files or folders whose pins are asked about; the whole repository when none is given
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,

    /// Commit whose pins are asked about
    #[arg(long, value_name = "REV", default_value = "HEAD", overrides_with = "base")]
    pub base: String,

    /// File to write; `-` for standard output
    #[arg(
        long,
        value_name = "FILE",
        default_value = "releases.json",
        overrides_with = "output"
    )]
    pub output: String,

    /// Repository that the facts are about, as `owner/name`; in a GitHub Actions job its own
    #[arg(long, value_name = "OWNER/NAME", overrides_with = "repository")]
    pub repository: Option<String>,

    /// How pins are read.
    #[command(flatten)]
    pub common: Common,
}

/// `amiforge bump`.
#[derive(Debug, clap::Args)]
pub struct Bump {
    /// Files or folders whose pins are bumped; the whole repository when none is given
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,

    /// Commit that the plan is bound to and that branches grow from
    #[arg(long, value_name = "REV", default_value = "HEAD", overrides_with = "base")]
    pub base: String,

    /// Branch that pull requests on GitHub are for; in a job its own branch, else, and for another `--repository`, the default
    /// branch of the repository
    #[arg(long, value_name = "BRANCH", overrides_with = "base_branch")]
    pub base_branch: Option<String>,

    /// Print the diff, titles and bodies, and write nothing
    #[arg(long)]
    pub plan_only: bool,

    /// With `--plan-only`: exit code 1 when there is something to change, as well as when a person must act
    #[arg(long, requires = "plan_only")]
    pub detailed_exitcode: bool,

    /// Where branches and pull requests live; `auto` is `github` in a GitHub Actions job and `local` elsewhere
    #[arg(long, value_name = "FORGE", default_value = "auto", overrides_with = "forge")]
    pub forge: ForgeName,

    /// Output format: `text` for people, `json` for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", overrides_with = "format",
          value_parser = PossibleValuesParser::new(["text", "json"]))]
    pub format: String,

    /// What is known about images.
    #[command(flatten)]
    pub knowledge: Knowledge,
}

/// `amiforge init`.
#[derive(Debug, clap::Args)]
pub struct Init {
    /// Files, folders or globs; the working directory when none is given
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,

    /// Write the proposed configuration and workflow where no such file exists yet; comments are only printed
    #[arg(long)]
    pub write: bool,
}

/// `amiforge schema`.
#[derive(Debug, clap::Args)]
pub struct Schema {
    /// What to describe
    #[arg(value_name = "NAME", value_parser = schema_names())]
    pub name: String,
}

/// `amiforge completions`.
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// `amiforge man`.
#[derive(Debug, clap::Args)]
pub struct Man {
    /// Folder for one page a command, such as `/usr/local/share/man/man1`; without it the page of amiforge itself is printed
    #[arg(value_name = "DIR")]
    pub folder: Option<String>,
}

/// Where pull requests live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ForgeName {
    /// `github` in a GitHub Actions job, `local` elsewhere.
    Auto,
    /// Branches of the repository at hand.
    Local,
    /// Pull requests on GitHub.
    Github,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

fn schema_names() -> PossibleValuesParser {
    let value = |schema: &'static schema::Schema| PossibleValue::new(schema.name).help(schema.summary);
    PossibleValuesParser::new(schema::ALL.iter().map(value))
}

fn format_names() -> PossibleValuesParser {
    PossibleValuesParser::new(
        ["auto"]
            .into_iter()
            .chain(formats::ALL.iter().map(|format| format.name)),
    )
}
