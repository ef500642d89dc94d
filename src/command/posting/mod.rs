//! Posts on GitHub: a comment on the pull request of the event, a check run on its commit.
//!
//! Where something is posted comes from the event of the job and from GitHub alone.

#[cfg(feature = "github")]
mod github;

#[cfg(all(feature = "aws", feature = "github"))]
pub(in crate::command) use github::access;

use super::{Exit, actions, complain};
#[cfg(feature = "github")]
use super::{said, show_last};
use crate::cli::Post;
use crate::forge::Pull;
use crate::forge::event::{Job, Subject};
use crate::host::Env;
use crate::markdown::{Block, Inline, Priority};
use crate::posting::{Origin, Posting};

/// What was posted.
#[derive(Debug)]
pub(in crate::command) struct Posted {
    /// What was done, a line each.
    pub(in crate::command) lines: Vec<String>,
    /// The pull request.
    pub(in crate::command) pull: Option<Pull>,
    /// The addresses of comments.
    pub(in crate::command) comments: Vec<String>,
    /// The addresses of check runs.
    pub(in crate::command) checks: Vec<String>,
    /// [`Exit::Clean`], also when there was nothing to post to; else what was wrong was said.
    pub(in crate::command) exit: Exit,
}

impl Posted {
    fn new(exit: Exit) -> Self {
        Self {
            lines: Vec::new(),
            pull: None,
            comments: Vec::new(),
            checks: Vec::new(),
            exit,
        }
    }

    /// Nothing was posted, and nobody has to do anything about it.
    #[cfg(feature = "github")]
    fn nothing(why: &str) -> Self {
        let mut posted = Self::new(Exit::Clean);
        posted.lines.push(format!("Nothing was posted. {why}"));
        posted
    }

    /// Says what is wrong.
    #[cfg(feature = "github")]
    fn wrong(exit: Exit, text: &str) -> Self {
        complain(text);
        Self::new(exit)
    }
}

/// Posts, and waits for the end of it. Where that went wrong, the reason is shown as well as said: whoever calls goes on to tell the
/// rest.
#[cfg(feature = "github")]
pub(in crate::command) fn post_now(postings: &[Posting], what: &[Post], env: &Env) -> Result<Posted, Exit> {
    let posted = crate::waiting::wait(github::post(postings, what, env)).map_err(|stopped| {
        complain(&stopped.to_string());
        Exit::Trouble
    })?;
    if posted.exit != Exit::Clean {
        show_last(&said(), env);
    }
    Ok(posted)
}

/// Posting needs GitHub.
#[cfg(not(feature = "github"))]
pub(in crate::command) fn post_now(_: &[Posting], what: &[Post], _: &Env) -> Result<Posted, Exit> {
    if what.is_empty() {
        return Ok(Posted::new(Exit::Clean));
    }
    complain("this amiforge was built without GitHub, so nothing can be posted");
    Err(Exit::Usage)
}

/// What the job is about. An error says why there is nothing to post to, in a sentence.
pub(in crate::command) fn subject(env: &Env) -> Result<Subject, String> {
    let Some(event) = env.get("GITHUB_EVENT_NAME").filter(|_| env.is_job()) else {
        return Err(
            "This is not a job of GitHub Actions, so there is no event that names a commit.".to_owned(),
        );
    };
    let payload = actions::payload(env)
        .map_err(|error| format!("The file of GITHUB_EVENT_PATH cannot be read: {error}."))?
        .unwrap_or_default();
    let number = |name: &str| env.get(name).and_then(|text| text.parse().ok());
    let is_branch = env.get("GITHUB_REF_TYPE").is_none_or(|kind| kind == "branch");
    let job = Job {
        event,
        repository: env.get("GITHUB_REPOSITORY").unwrap_or_default(),
        commit: env.get("GITHUB_SHA").unwrap_or_default(),
        branch: env.get("GITHUB_REF_NAME").filter(|_| is_branch),
        run: number("GITHUB_RUN_ID").unwrap_or(0),
        attempt: number("GITHUB_RUN_ATTEMPT").unwrap_or(1),
    };
    Subject::read(&job, &payload).map_err(|why| format!("The event {} {why}.", event.escape_debug()))
}

/// Where the repository's files are shown as they are in the commit.
pub(in crate::command) fn shown_at(origin: &Origin, env: &Env) -> Option<String> {
    let (server, repository) = (actions::server(env), env.get("GITHUB_REPOSITORY")?);
    Some(format!("{server}/{repository}/blob/{}", origin.commit))
}

/// A posting that says at its end which commit it is about and which run it is of.
pub(in crate::command) fn signed(posting: &Posting, origin: &Origin, env: &Env) -> Posting {
    let mut posting = posting.clone();
    let mut text = Inline::new("For commit ").code(&origin.commit);
    if let Some(repository) = env.get("GITHUB_REPOSITORY").filter(|_| origin.run > 0) {
        let server = actions::server(env);
        let url = format!(
            "{server}/{repository}/actions/runs/{}/attempts/{}",
            origin.run, origin.attempt
        );
        text = text.text(", by ").link(&format!("run {}", origin.run), &url);
    }
    if posting.target.of_file {
        text = text.text(", as a file says");
    }
    posting
        .body
        .add(Priority::High, "the commit", Block::Paragraph(text));
    posting
}
