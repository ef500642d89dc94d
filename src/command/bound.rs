//! What `bump` and `releases` stand on: one base commit, what the repository says there, and the pins in it.

use super::configuration::{self, Loaded, Wanted, path_from_root};
use super::findings::Findings;
use super::gather::{self, Gathered};
use super::{Exit, complain};
use crate::bump::Policy;
use crate::cli::Common;
use crate::files;
use crate::git::{BaseHistory, CommitId, Deepen, Git, GitError};
use crate::host::Env;
use crate::pin::hints::Hints;

/// Which commit, and what else the caller wants of it.
pub(super) struct Asked<'a> {
    /// The commit, as git reads revisions.
    pub(super) base: &'a str,
    /// Files or folders, as seen from the working directory; everything when there is none.
    pub(super) paths: &'a [String],
    /// How pins are read.
    pub(super) common: &'a Common,
}

/// A base commit and its pins.
pub(super) struct Bound {
    pub(super) git: Git,
    pub(super) base: CommitId,
    pub(super) loaded: Loaded,
    pub(super) hints: Hints,
    pub(super) gathered: Gathered,
    pub(super) policy: Policy,
}

impl Bound {
    /// Resolves the commit and reads what is needed of it. What is wrong with it is told.
    pub(super) fn to(asked: &Asked<'_>, env: &Env) -> Result<Self, Exit> {
        let cwd = super::working_directory()?;
        let workspace = files::workspace(&cwd);
        let git = Git::at(&workspace);
        let base = git.resolve(asked.base).map_err(|error| {
            complain(&match error {
                // The commonest reason in a job: nothing was checked out.
                GitError::Refused(words) if !workspace.join(".git").exists() => {
                    format!("git said: {words}; pins are read from a commit, so check the repository out first (`actions/checkout`)")
                }
                error => error.to_string(),
            });
            Exit::Usage
        })?;
        let loaded = configuration::load(Wanted {
            named: &asked.common.config,
            // Pins are those of the base commit, and so is what the repository says about them.
            revision: asked
                .common
                .policy_ref
                .as_deref()
                .or_else(|| asked.common.config.is_empty().then_some(base.as_str())),
            cwd: &cwd,
            workspace: &workspace,
        })?;
        if loaded.is_wrong() {
            Findings::of_configuration(loaded).show(env)?;
            return Err(Exit::Usage);
        }
        let mut hints = loaded.config.hints();
        hints.region.clone_from(&asked.common.region);
        let paths: Vec<String> = asked
            .paths
            .iter()
            .map(|path| path_from_root(path, &cwd, &workspace))
            .collect();
        let gathered = gather::commit(&git, &base, &paths, &loaded.config, &hints)?;
        for (path, reason) in &gathered.not_read {
            complain(&format!("{} is not looked at: {reason}", path.escape_debug()));
        }
        let policy = loaded.config.policy();
        Ok(Self {
            git,
            base,
            loaded,
            hints,
            gathered,
            policy,
        })
    }

    /// What git remembers of the base commit; `deepen` gets what a checkout has cut off.
    pub(super) fn history<'a>(&'a self, deepen: Option<Deepen<'a>>) -> BaseHistory<'a> {
        BaseHistory::of(&self.git, self.base.clone()).deepened_by(deepen)
    }
}
