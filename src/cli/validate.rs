//! `amiforge validate`.

use clap::ValueEnum;
use clap::builder::PossibleValuesParser;

use super::{Color, format_names};
use crate::component::Platform;
use crate::diagnostic::Severity;
use crate::report::formats::{self, Format};
use crate::visible::excerpt;

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
            "there is no format `{}`; the formats are {}",
            excerpt(format),
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
