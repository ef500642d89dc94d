//! The command line. Every option has a variable `AMIFORGE_<NAME>` that speaks where the option was not given;
//! an empty variable counts as not set, because that is how an action hands over an input that was left out.

mod build;
mod report;
mod variables;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::component::Platform;
use crate::diagnostic::Severity;
use crate::report::formats::{self, Format};
use crate::schema;

pub use build::{
    Build, BuildAction, BuildCancel, BuildLogin, BuildPace, BuildStart, BuildSweep, BuildTell, BuildWait,
};
pub use report::{Post, Report};
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
    /// Propose comments and configuration for pins that nothing is known about, and a first workflow
    Init(Init),
    /// Print a JSON Schema, for editors and other programs
    Schema(Schema),
    /// Print a script that completes commands and options in a shell
    Completions(Completions),
    /// Write manual pages
    Man(Man),
}

/// `amiforge validate`.
#[derive(Debug, clap::Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub struct Validate {
    /// Files, folders, globs, or `-` for standard input; the working directory when none is given.
    /// Every file named here is judged; in folders those that are, or try to be, documents of Image Builder
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,

    /// Judge of the files named only those that are, or try to be, documents of Image Builder, as in folders: for tools that
    /// hand over every file that changed
    #[arg(long)]
    pub skip_others: bool,

    /// The lowest level of finding that makes the command fail with exit code 1
    #[arg(
        long,
        value_name = "LEVEL",
        default_value = "error",
        overrides_with = "fail_on"
    )]
    pub fail_on: FailOn,

    /// Show findings of level info too; `--fail-on info` does so as well
    #[arg(long)]
    pub pedantic: bool,

    /// Output format; `auto` is `github` in a GitHub Actions job and `text` elsewhere
    #[arg(long, value_name = "FORMAT", default_value = "auto", overrides_with = "format",
          value_parser = format_names())]
    pub format: String,

    /// Write the report to a file too, in any format, such as `sarif=amiforge.sarif`; may be repeated. Standard output
    /// keeps the format of `--format`
    #[arg(long, value_name = "FORMAT=FILE", value_parser = output_file)]
    pub output: Vec<OutputFile>,

    /// Configuration file; may be repeated, the one to be trusted most first. Without it
    /// `.github/amiforge.yaml` or `amiforge.yaml` at the root of the repository is read
    #[arg(long, value_name = "FILE")]
    pub config: Vec<String>,

    /// Read the configuration from this git revision, so that a pull request cannot change the rules it
    /// is judged by
    #[arg(long, value_name = "REV", overrides_with = "policy_ref")]
    pub policy_ref: Option<String>,

    /// Check only documents that changed since this git revision. When git cannot tell, everything is
    /// checked and a notice says so
    #[arg(long, value_name = "REV", overrides_with = "changed_since")]
    pub changed_since: Option<String>,

    /// With `--changed-since`: which findings are shown. `added`: those on lines that were added or changed since then,
    /// or beside lines that were taken out. `none`: all findings of the documents that changed
    #[arg(
        long,
        value_name = "FILTER",
        default_value = "none",
        overrides_with = "filter"
    )]
    pub filter: Filter,

    /// File with known findings, which are not shown again; `--write-baseline` makes it. With `--policy-ref` it is read
    /// from that revision
    #[arg(long, value_name = "FILE", overrides_with = "baseline")]
    pub baseline: Option<String>,

    /// Write all findings to this file, and show none of them
    #[arg(long, value_name = "FILE", overrides_with = "write_baseline",
          conflicts_with_all = ["baseline", "changed_since", "diff"])]
    pub write_baseline: Option<String>,

    /// Repair what can be repaired without a doubt about what was meant, then report what is left. Standard input is
    /// repaired to standard output, with the report on standard error
    #[arg(long)]
    pub fix: bool,

    /// Repair also where the document may do something else afterwards; look at the changes. It includes `--fix`
    #[arg(long)]
    pub unsafe_fixes: bool,

    /// Show what `--fix` (or `--unsafe-fixes`, where it is given too) would change, and write nothing: exit code 1 when
    /// there is something, 0 when not
    #[arg(long)]
    pub diff: bool,

    /// Report also what `# amiforge: ignore[rule]` comments suppress
    #[arg(long)]
    pub no_ignores: bool,

    /// Platform of the components, where their actions do not tell
    #[arg(long, value_name = "PLATFORM", overrides_with = "platform",
          value_parser = PossibleValuesParser::new(["linux", "windows", "macos"]))]
    pub platform: Option<String>,

    /// Image that the components are installed on, by the name of the AMI or of its public parameter, such as
    /// `Windows_Server-2022-English-Core-EKS_Optimized-1.33`. Rules about nodes of EKS and Windows releases ask for it
    #[arg(long, value_name = "NAME", overrides_with = "base_image")]
    pub base_image: Option<String>,

    /// Name shown for standard input
    #[arg(
        long,
        value_name = "NAME",
        default_value = "-",
        overrides_with = "stdin_filename"
    )]
    pub stdin_filename: String,

    /// Do not write the job summary
    #[arg(long)]
    pub no_summary: bool,

    /// When to use colours in `text`
    #[arg(long, value_name = "WHEN", default_value = "auto", overrides_with = "color")]
    pub color: Color,
}

impl Validate {
    /// Whether findings of level info are shown: where they were asked for, and where they can fail the command.
    pub fn shows_infos(&self) -> bool {
        self.pedantic || self.fail_on == FailOn::Info
    }

    /// The platform as a value.
    pub fn platform(&self) -> Option<Platform> {
        self.platform.as_deref().and_then(Platform::parse)
    }
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

    /// Branch that pull requests on GitHub are for; in a job its own branch, else the default branch of the repository
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

/// From which level on findings fail the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Errors.
    Error,
    /// Warnings and errors.
    Warning,
    /// Any finding.
    Info,
    /// Never.
    Never,
}

impl FailOn {
    /// Whether a finding of this severity fails the command.
    pub fn includes(self, severity: Severity) -> bool {
        self.least().is_some_and(|least| severity >= least)
    }

    /// The lowest severity that fails the command.
    pub fn least(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}

/// A file that takes the report in some format.
#[derive(Clone, Debug)]
pub struct OutputFile {
    /// The format.
    pub format: &'static Format,
    /// Its path as given.
    pub file: String,
}

fn output_file(text: &str) -> Result<OutputFile, String> {
    let (format, file) = text
        .split_once('=')
        .ok_or("write the format and the file, such as `sarif=amiforge.sarif`")?;
    let format = formats::find(format).ok_or_else(|| {
        let names: Vec<&str> = formats::ALL.iter().map(|format| format.name).collect();
        format!(
            "there is no format `{format}`; the formats are {}",
            names.join(", ")
        )
    })?;
    if file.is_empty() || file == "-" {
        return Err("name a file; standard output takes the format of `--format`".to_owned());
    }
    Ok(OutputFile {
        format,
        file: file.to_owned(),
    })
}

/// Which findings are shown of documents that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Filter {
    /// All.
    None,
    /// Those on lines that the change touches.
    Added,
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
