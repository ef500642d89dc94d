//! The command line. Every option has a variable `AMIFORGE_<NAME>` that speaks where the option was not given;
//! an empty variable counts as not set, because that is how an action hands over an input that was left out.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::builder::PossibleValuesParser;
use clap::parser::ValueSource;
use clap::{
    Arg, ArgAction, ArgMatches, Command, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum,
};

use crate::component::Platform;
use crate::diagnostic::Severity;
use crate::report::formats;

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
    /// Check component and image workflow documents, offline
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
    /// Propose comments and configuration for pins that nothing is known about, and a first workflow
    Init(Init),
}

/// `amiforge validate`.
#[derive(Debug, clap::Args)]
pub struct Validate {
    /// Files, folders, globs, or `-` for standard input; the working directory when none is given.
    /// Every file named here is judged; in folders those that are, or try to be, documents of Image Builder
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,

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

    /// Report also what `# amiforge: ignore[rule]` comments suppress
    #[arg(long)]
    pub no_ignores: bool,

    /// Platform of the components, where their actions do not tell
    #[arg(long, value_name = "PLATFORM", overrides_with = "platform",
          value_parser = PossibleValuesParser::new(["linux", "windows", "macos"]))]
    pub platform: Option<String>,

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

    /// Region of pins that nothing else tells the region of
    #[arg(long, value_name = "REGION", overrides_with = "region")]
    pub region: Option<String>,

    /// Configuration file; may be repeated, the one to be trusted most first. Without it
    /// `.github/amiforge.yaml` or `amiforge.yaml` of the commit is read
    #[arg(long, value_name = "FILE")]
    pub config: Vec<String>,

    /// Read the configuration from this git revision
    #[arg(long, value_name = "REV", overrides_with = "policy_ref")]
    pub policy_ref: Option<String>,

    /// Do not write the job summary
    #[arg(long)]
    pub no_summary: bool,
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
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Info => true,
            Self::Never => false,
        }
    }
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

fn format_names() -> PossibleValuesParser {
    PossibleValuesParser::new(
        ["auto"]
            .into_iter()
            .chain(formats::ALL.iter().map(|format| format.name)),
    )
}

/// The variable that stands for an option, by the option's long name.
pub fn variable(option: &str) -> String {
    format!("AMIFORGE_{}", option.replace('-', "_").to_ascii_uppercase())
}

/// Reads arguments, then fills from the variables what the arguments leave open.
pub fn parse(arguments: Vec<OsString>, env: &BTreeMap<String, String>) -> Result<Cli, clap::Error> {
    let mut command = Cli::command();
    let matches = command.try_get_matches_from_mut(&arguments)?;
    let mut filled = arguments;
    if let Some((name, given)) = matches.subcommand()
        && let Some(sub) = command.find_subcommand(name)
    {
        let (options, positional) = from_environment(sub, given, env)?;
        let at = filled.iter().position(|argument| argument == name);
        let at = at.map_or(filled.len(), |at| at + 1);
        let closed = filled.iter().any(|argument| argument == "--");
        // Behind a `--` of the arguments an option would be a path.
        filled.splice(at..at, options);
        if !positional.is_empty() && !closed {
            filled.push("--".into());
        }
        filled.extend(positional);
    }
    let matches = command.try_get_matches_from_mut(&filled)?;
    Cli::from_arg_matches(&matches)
}

fn from_environment(
    command: &Command,
    given: &ArgMatches,
    env: &BTreeMap<String, String>,
) -> Result<(Vec<OsString>, Vec<OsString>), clap::Error> {
    let mut options = Vec::new();
    let mut positional = Vec::new();
    for arg in command.get_arguments() {
        let id = arg.get_id().as_str();
        if id == "help" || given.value_source(id) == Some(ValueSource::CommandLine) {
            continue;
        }
        let Some(value) = env.get(&variable(id)).map(|v| v.trim()).filter(|v| !v.is_empty()) else {
            continue;
        };
        if arg.is_positional() {
            positional.extend(values(arg, value).into_iter().map(OsString::from));
        } else if matches!(arg.get_action(), ArgAction::SetTrue) {
            match value {
                "true" => options.push(format!("--{}", id.replace('_', "-")).into()),
                "false" => {}
                _ => {
                    let message = format!("{} must be `true` or `false`, not `{value}`\n", variable(id));
                    return Err(clap::Error::raw(clap::error::ErrorKind::InvalidValue, message));
                }
            }
        } else {
            for value in values(arg, value) {
                options.push(format!("--{}={value}", id.replace('_', "-")).into());
            }
        }
    }
    Ok((options, positional))
}

/// The values of a variable: several, on lines or between commas, for an option that may be repeated.
fn values<'v>(arg: &Arg, value: &'v str) -> Vec<&'v str> {
    if matches!(arg.get_action(), ArgAction::Append) {
        value
            .split(['\n', ','])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect()
    } else {
        vec![value]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn validate(arguments: &[&str], env: &[(&str, &str)]) -> Result<Validate, clap::Error> {
        let arguments = ["amiforge", "validate"]
            .iter()
            .chain(arguments)
            .map(OsString::from)
            .collect();
        let env = env
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        match parse(arguments, &env)?.command {
            Action::Validate(validate) => Ok(validate),
            other => panic!("not validate: {other:?}"),
        }
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_variable_speaks_where_the_option_does_not() {
        let read = validate(
            &["--fail-on", "info"],
            &[
                ("AMIFORGE_FAIL_ON", "never"),
                ("AMIFORGE_PEDANTIC", "true"),
                ("AMIFORGE_NO_IGNORES", "false"),
                ("AMIFORGE_PATHS", "a.yaml, b\n-odd\n"),
                ("AMIFORGE_POLICY_REF", ""),
            ],
        )
        .expect("valid");
        assert_eq!(read.fail_on, FailOn::Info);
        assert!(read.pedantic && !read.no_ignores);
        assert_eq!(read.paths, ["a.yaml", "b", "-odd"]);
        assert_eq!(read.policy_ref, None);
    }

    #[test]
    fn paths_on_the_command_line_replace_those_of_the_variable() {
        let read = validate(&["x"], &[("AMIFORGE_PATHS", "y")]).expect("valid");
        assert_eq!(read.paths, ["x"]);
    }

    #[test]
    fn a_switch_takes_only_true_and_false() {
        let error = validate(&[], &[("AMIFORGE_PEDANTIC", "yes")]).expect_err("refused");
        assert!(
            error
                .to_string()
                .contains("AMIFORGE_PEDANTIC must be `true` or `false`"),
            "{error}"
        );
    }

    #[test]
    fn a_variable_cannot_smuggle_in_another_option() {
        let read = validate(&[], &[("AMIFORGE_POLICY_REF", "--pedantic")]).expect("valid");
        assert_eq!(read.policy_ref.as_deref(), Some("--pedantic"));
        assert!(!read.pedantic);
    }
}
