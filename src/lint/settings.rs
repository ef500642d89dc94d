//! What the caller knows about the documents and wants of the rules.

use std::collections::{BTreeMap, BTreeSet};

use crate::component::Platform;
use crate::diagnostic::Severity;
use crate::workflow::WorkflowKind;

/// A configured rule level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The rule is silent.
    Off,
    /// All its findings are infos.
    Info,
    /// All its findings are warnings.
    Warning,
    /// All its findings are errors.
    Error,
}

impl Level {
    /// Every level, the least first.
    pub const ALL: [Self; 4] = [Self::Off, Self::Info, Self::Warning, Self::Error];

    /// The word in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The level of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Info => Self::Info,
            Severity::Warning => Self::Warning,
            Severity::Error => Self::Error,
        }
    }
}

/// Settings of one file, after per-path overrides.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Level by rule id or group name; an id wins over its group.
    pub levels: BTreeMap<String, Level>,
    /// Rules that no comment can suppress.
    pub locked: BTreeSet<String>,
    /// Actions that the team does not allow.
    pub forbidden_actions: BTreeSet<String>,
    /// The platform of the component resource, when the documents do not tell.
    pub platform: Option<Platform>,
    /// The type of the workflow resource, which a workflow document does not say.
    pub workflow_kind: Option<WorkflowKind>,
    /// The account's "steps per workflow" quota, when the caller set one.
    pub step_quota: Option<u32>,
    /// Name of the base image, or of the parameter that has its id: it tells what is there before the first step.
    pub base_image: Option<String>,
    /// Whether the text goes into the `data` field of `CreateComponent` (at most 16,000 characters).
    pub inline: bool,
    /// The account's "Component size" quota in bytes, when the caller set one.
    pub size_quota: Option<u32>,
    /// Whether `# amiforge: ignore[…]` comments have no effect.
    pub no_ignores: bool,
}

impl Settings {
    /// The configured level of a rule: its own, else its group's.
    pub fn level(&self, rule: &str) -> Option<Level> {
        let group = rule.split_once('/').map_or(rule, |(group, _)| group);
        self.levels.get(rule).or_else(|| self.levels.get(group)).copied()
    }
}
