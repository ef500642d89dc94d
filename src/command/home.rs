//! The server that a repository has come from: what a checkout has cut off is got there.

#[cfg(feature = "github")]
use base64::Engine as _;
#[cfg(feature = "github")]
use base64::prelude::BASE64_STANDARD;

#[cfg(feature = "github")]
use super::{actions, complain};
#[cfg(feature = "github")]
use crate::forge::{
    self,
    github::{self, Token},
};
use crate::git::{CommitId, Git};
#[cfg(feature = "github")]
use crate::git::{GitError, Server};
use crate::host::Env;

/// Gets the history of a commit.
pub(super) type Deepener = Box<dyn Fn(&Git, &CommitId) + Sync>;

/// For a job of GitHub that has a token: how history is got that its checkout has cut off. The repository is that of the job,
/// unless another is named.
#[cfg(feature = "github")]
pub(super) fn deepener(named: Option<&str>, env: &Env) -> Option<Deepener> {
    let repository = named.or_else(|| env.get("GITHUB_REPOSITORY"))?;
    forge::owner_and_name(repository)?;
    let token = env.get("GITHUB_TOKEN").filter(|_| env.is_job())?;
    let home = Home {
        server: actions::server(env).to_owned(),
        token: actions::token(token).ok()?,
    };
    let repository = repository.to_owned();
    Some(Box::new(move |git, base| home.deepen(&repository, git, base)))
}

/// This build knows no server.
#[cfg(not(feature = "github"))]
pub(super) fn deepener(_: Option<&str>, _: &Env) -> Option<Deepener> {
    None
}

/// A server of GitHub, and who asks it.
#[cfg(feature = "github")]
pub(super) struct Home {
    /// Its address, without a `/` at its end.
    pub(super) server: String,
    pub(super) token: Token,
}

#[cfg(feature = "github")]
impl Home {
    /// Gets the history of a commit of `owner/name`. What keeps it from that is told, and what needs the history stays open.
    pub(super) fn deepen(&self, repository: &str, git: &Git, base: &CommitId) {
        let fetched = self.with_server(repository, |server| git.fetch_history(server, base));
        let why = match fetched {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error.to_string(),
            Err(why) => why,
        };
        complain(&format!(
            "the history of {base} is cut, and the rest of it cannot be fetched: {why}. What needs it stays undecided; check out the whole history (`fetch-depth: 0`)"
        ));
    }

    /// Fetches from a repository of the server, with the token. An error says why no token can be sent there.
    pub(super) fn with_server(
        &self,
        repository: &str,
        fetch: impl FnOnce(Server<'_>) -> Result<(), GitError>,
    ) -> Result<Result<(), GitError>, String> {
        let server = self.server.as_str();
        let url = format!("{server}/{repository}");
        let below = format!("{server}/");
        // As the checkout of a job does it.
        let credentials = BASE64_STANDARD.encode(format!("x-access-token:{}", self.token.secret()));
        let header = format!("AUTHORIZATION: basic {credentials}");
        let with_token = github::takes_a_token(server);
        if !with_token && !server.starts_with("file://") {
            return Err(format!(
                "GITHUB_SERVER_URL: `{}` has to begin with https://: a token is sent there",
                server.escape_debug()
            ));
        }
        Ok(fetch(Server {
            url: &url,
            header: with_token.then_some((below.as_str(), header.as_str())),
        }))
    }
}
