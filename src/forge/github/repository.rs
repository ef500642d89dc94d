//! A repository on GitHub, for those who tell of runs there: pull requests of commits, comments, check runs. An adapter.

use super::api::{Api, Token};
use super::refusal::{Context, Refused};
use crate::forge::ForgeError;

/// Where GitHub is, and as whom.
#[derive(Clone, Debug)]
pub struct Access {
    /// The address of the API.
    pub api: String,
    /// The token.
    pub token: Token,
    /// `owner/name`.
    pub repository: String,
    /// Whether the token may be that of the job: it is one of an installation, as those of GitHub Apps are.
    pub job_token: bool,
    /// The permissions of a job that does this, as they are written in a workflow.
    pub needs: &'static [&'static str],
}

/// The repository.
pub struct Repository<'a> {
    pub(super) api: Api<'a>,
    access: &'a Access,
}

impl<'a> Repository<'a> {
    /// Makes ready to ask. Has to be made and used within one runtime. `tell` says to somebody who watches what is waited for.
    pub fn open(access: &'a Access, tell: &'a dyn Fn(&str)) -> Result<Self, ForgeError> {
        let api = Api::new(&access.api, &access.token, tell)?;
        Ok(Self { api, access })
    }

    /// `owner/name`.
    pub(super) fn name(&self) -> &str {
        &self.access.repository
    }

    /// Whether the token is one of an installation.
    pub(super) fn is_installation(&self) -> bool {
        self.access.token.is_of_an_installation()
    }

    /// `/repos/OWNER/NAME` and what is behind it.
    pub(super) fn path(&self, rest: &str) -> String {
        format!("/repos/{}{rest}", self.access.repository)
    }

    pub(super) fn error(&self, refused: &Refused) -> ForgeError {
        refused.error(Context {
            repository: &self.access.repository,
            job_token: self.access.job_token,
            needs: self.access.needs,
        })
    }
}
