//! `amiforge build` and what belongs to it.

use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use jiff::SignedDuration;

use super::Post;
use crate::build::compare::{GATES, Severity};
use crate::build::limits::Limits;

/// The longest time that can be asked for: no run of GitHub lasts longer.
const LONGEST: SignedDuration = SignedDuration::from_hours(35 * 24);

/// `amiforge build`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Build {
    /// What to do besides starting a build.
    #[command(subcommand)]
    pub action: Option<BuildAction>,

    /// What to build.
    #[command(flatten)]
    pub start: BuildStart,
}

/// What to do with a build that was started.
#[derive(Debug, Subcommand)]
pub enum BuildAction {
    /// Wait for a build that was started with `--no-wait` or elsewhere, and tell how it ended
    Wait(BuildWait),
    /// Cancel a build, or those of this workflow run, and see to it that they end
    Cancel(BuildCancel),
    /// Cancel builds of this repository whose workflow run is over
    Sweep(BuildSweep),
}

/// Starting a build.
#[derive(Debug, Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub struct BuildStart {
    /// Start this pipeline
    #[arg(long, value_name = "ARN", overrides_with = "pipeline",
          conflicts_with_all = ["recipe", "recipe_file", "infrastructure", "distribution", "workflow", "execution_role"])]
    pub pipeline: Option<String>,

    /// Build this image recipe or container recipe, with `--infrastructure`
    #[arg(
        long,
        value_name = "ARN",
        overrides_with = "recipe",
        conflicts_with = "recipe_file"
    )]
    pub recipe: Option<String>,

    /// Build from a recipe file of this repository, with `--infrastructure`: what changed in it and in the component files
    /// that it names becomes new versions first
    #[arg(long, value_name = "FILE", overrides_with = "recipe_file")]
    pub recipe_file: Option<String>,

    /// Infrastructure configuration
    #[arg(long, value_name = "ARN", overrides_with = "infrastructure")]
    pub infrastructure: Option<String>,

    /// Distribution configuration
    #[arg(long, value_name = "ARN", overrides_with = "distribution")]
    pub distribution: Option<String>,

    /// Image workflow that runs instead of the ones of Image Builder; may be repeated, in order, and needs `--execution-role`
    #[arg(long, value_name = "ARN")]
    pub workflow: Vec<String>,

    /// Role in which the workflows run, its name or ARN
    #[arg(long, value_name = "NAME", overrides_with = "execution_role")]
    pub execution_role: Option<String>,

    /// Build nothing when the last available image was made of the same
    #[arg(long)]
    pub skip_unchanged: bool,

    /// With `--recipe-file`: let AWS judge the component documents too, and make nothing
    #[arg(long)]
    pub aws_dry_run: bool,

    /// Do not wait for the end; `amiforge build wait` does later
    #[arg(long)]
    pub no_wait: bool,

    /// As whom.
    #[command(flatten)]
    pub login: BuildLogin,

    /// How long.
    #[command(flatten)]
    pub pace: BuildPace,

    /// What is told.
    #[command(flatten)]
    pub tell: BuildTell,
}

/// `amiforge build wait`.
#[derive(Debug, Args)]
pub struct BuildWait {
    /// The ARN of the image with its build number, as `amiforge build --no-wait` gives it in `image-arn`
    #[arg(value_name = "ARN")]
    pub image: Option<String>,

    /// As whom.
    #[command(flatten)]
    pub login: BuildLogin,

    /// How long.
    #[command(flatten)]
    pub pace: BuildPace,

    /// What is told.
    #[command(flatten)]
    pub tell: BuildTell,
}

/// `amiforge build cancel`.
#[derive(Debug, Args)]
pub struct BuildCancel {
    /// The ARN of the image with its build number. Without it: the builds of this workflow run
    #[arg(value_name = "ARN")]
    pub image: Option<String>,

    /// Without an image: where to look, as the region of this pipeline
    #[arg(long, value_name = "ARN", overrides_with = "pipeline")]
    pub pipeline: Option<String>,

    /// Without an image: where to look, as the region of this infrastructure configuration
    #[arg(long, value_name = "ARN", overrides_with = "infrastructure")]
    pub infrastructure: Option<String>,

    /// Without an image: where to look; `AWS_REGION` where nothing else tells
    #[arg(long, value_name = "REGION", overrides_with = "region")]
    pub region: Option<String>,

    /// As whom.
    #[command(flatten)]
    pub login: BuildLogin,
}

/// `amiforge build sweep`.
#[derive(Debug, Args)]
pub struct BuildSweep {
    /// Cancel also what is older than this, whatever its workflow run does, and what was started with `--no-wait`: `12h`
    #[arg(long, value_name = "DURATION", overrides_with = "older_than", value_parser = duration)]
    pub older_than: Option<Duration>,

    /// Say what would be cancelled, and cancel nothing
    #[arg(long)]
    pub plan_only: bool,

    /// Region to look in; may be repeated. `AWS_REGION` where none is given
    #[arg(long, value_name = "REGION")]
    pub region: Vec<String>,

    /// As whom.
    #[command(flatten)]
    pub login: BuildLogin,

    /// Do not write the job summary
    #[arg(long)]
    pub no_summary: bool,
}

/// As whom AWS is asked.
#[derive(Debug, Args)]
pub struct BuildLogin {
    /// Role that the job takes by its identity token, as often as its credentials run out; the job needs
    /// `permissions: id-token: write`. Without it the credentials of the environment are used
    #[arg(long, value_name = "ARN", overrides_with = "role")]
    pub role: Option<String>,
}

/// How long is waited.
#[derive(Debug, Args)]
pub struct BuildPace {
    /// The wait between two looks after something has changed; it grows to 30 seconds while nothing does
    #[arg(long, value_name = "DURATION", default_value = "5s", overrides_with = "poll", value_parser = wait)]
    pub poll: Duration,

    /// How long building may take, until the image of the instance is taken; the build is cancelled then
    #[arg(long, value_name = "DURATION", default_value = "6h", overrides_with = "build_limit", value_parser = duration)]
    pub build_limit: Duration,

    /// How long the tests may take; the build is cancelled then
    #[arg(long, value_name = "DURATION", default_value = "3h", overrides_with = "test_limit", value_parser = duration)]
    pub test_limit: Duration,

    /// How long the distribution may take. The image is made by then: the build runs on, and only the wait ends
    #[arg(long, value_name = "DURATION", default_value = "12h", overrides_with = "distribute_limit", value_parser = duration)]
    pub distribute_limit: Duration,
}

impl BuildPace {
    /// The limits.
    pub fn limits(&self) -> Limits {
        Limits {
            building: self.build_limit,
            testing: self.test_limit,
            distributing: self.distribute_limit,
        }
    }
}

/// What is told, and to whom.
#[derive(Debug, Args)]
pub struct BuildTell {
    /// Fail (exit code 1) when Amazon Inspector finds something of this severity or worse in the image
    #[arg(long, value_name = "SEVERITY", overrides_with = "fail_on_severity",
          value_parser = PossibleValuesParser::new(GATES.map(Severity::word)))]
    pub fail_on_severity: Option<String>,

    /// Write the result to a file, as JSON
    #[arg(long, value_name = "FILE", overrides_with = "output")]
    pub output: Option<String>,

    /// Output format: `text` for people, `json` for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", overrides_with = "format",
          value_parser = PossibleValuesParser::new(["text", "json"]))]
    pub format: String,

    /// What is posted on GitHub besides the job summary; may be repeated
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    pub post: Vec<Post>,

    /// Do not write the job summary
    #[arg(long)]
    pub no_summary: bool,
}

impl BuildTell {
    /// The gate as a value.
    pub fn gate(&self) -> Option<Severity> {
        self.fail_on_severity.as_deref().and_then(Severity::parse)
    }
}

/// `90m`, `1h 30m`, `PT90M`.
fn duration(text: &str) -> Result<Duration, String> {
    let read = within(text, SignedDuration::from_secs(1), LONGEST)?;
    read.ok_or_else(|| "it has to be from one second to 35 days".to_owned())
}

/// The same for a wait, which may be shorter and is never that long.
fn wait(text: &str) -> Result<Duration, String> {
    let read = within(
        text,
        SignedDuration::from_millis(1),
        SignedDuration::from_hours(1),
    )?;
    read.ok_or_else(|| "it has to be from a millisecond to an hour".to_owned())
}

/// None when it is too short or too long.
fn within(text: &str, least: SignedDuration, most: SignedDuration) -> Result<Option<Duration>, String> {
    const FORM: &str = "write a duration like 45s, 90m or 1h30m";
    let parsed: SignedDuration = text.parse().map_err(|_| FORM.to_owned())?;
    if parsed < least || parsed > most {
        return Ok(None);
    }
    Duration::try_from(parsed).map(Some).map_err(|_| FORM.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_as_people_write_them() {
        for (text, seconds) in [
            ("5s", 5),
            ("90m", 5_400),
            ("1h 30m", 5_400),
            ("1h30m", 5_400),
            ("6 hours", 21_600),
            ("PT2M", 120),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "5", "-5s", "0s", "1 month", "forever", "10000h", "5s ago"] {
            assert!(duration(text).is_err(), "{text}");
        }
        assert_eq!(wait("10ms"), Ok(Duration::from_millis(10)));
        for text in ["0s", "500us", "2h", "soon"] {
            assert!(wait(text).is_err(), "{text}");
        }
    }
}
