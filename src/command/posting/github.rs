//! The same where GitHub is.

use super::super::{Exit, actions, complain};
use super::{Posted, signed, subject};
use crate::cli::Post;
use crate::forge::event::Subject;
use crate::forge::github::{Access, Checked, Commented, Found, Repository, Wanted};
use crate::forge::{ForgeError, owner_and_name};
use crate::host::Env;
use crate::posting::{Posting, check_run, comment};

/// Posts each of `what` for each posting. What others say meanwhile is looked at before every write.
pub(in crate::command) async fn post(postings: &[Posting], what: &[Post], env: &Env) -> Posted {
    if what.is_empty() || postings.is_empty() {
        return Posted::new(Exit::Clean);
    }
    let subject = match subject(env) {
        Ok(subject) => subject,
        Err(why) => return Posted::nothing(&why),
    };
    if subject.reads_only {
        return Posted::nothing(
            "This is the event of a fork, whose token may only read; post from a workflow for `workflow_run`, as docs/report.md shows.",
        );
    }
    let needs: &'static [&'static str] = match (what.contains(&Post::Comment), what.contains(&Post::CheckRun))
    {
        (true, true) => &["checks: write", "pull-requests: write"],
        (false, true) => &["checks: write"],
        _ => &["pull-requests: write"],
    };
    let access = match access(needs, env) {
        Ok(access) => access,
        Err(why) => return Posted::wrong(Exit::Usage, &why),
    };
    let mut posted = Posted::new(Exit::Clean);
    let run = Run {
        postings,
        subject: &subject,
        env,
    };
    let tell = |text: &str| complain(text);
    let done = async {
        let repository = Repository::open(&access, &tell)?;
        // The check runs first: where a comment fails, those are there.
        if what.contains(&Post::CheckRun) {
            run.check(&repository, &mut posted).await?;
        }
        if what.contains(&Post::Comment) {
            run.comment(&repository, &mut posted).await?;
        }
        Ok::<(), ForgeError>(())
    };
    if let Err(error) = done.await {
        complain(&error.to_string());
        posted.exit = Exit::Trouble;
    }
    posted
}

/// What is posted, and for which commit.
struct Run<'a> {
    postings: &'a [Posting],
    subject: &'a Subject,
    env: &'a Env,
}

impl Run<'_> {
    async fn check(&self, repository: &Repository<'_>, posted: &mut Posted) -> Result<(), ForgeError> {
        let origin = &self.subject.origin;
        for posting in self.postings {
            let wanted = check_run::render(posting);
            let (word, url) = match repository.check(origin, &wanted).await? {
                Checked::Written(url) => ("written", url),
                Checked::Unchanged(url) => ("unchanged", url),
                Checked::Left(why) => {
                    posted.lines.push(why);
                    continue;
                }
            };
            posted
                .lines
                .push(format!("Check run \"{}\": {word}, {url}", wanted.name));
            posted.checks.push(url);
        }
        Ok(())
    }

    async fn comment(&self, repository: &Repository<'_>, posted: &mut Posted) -> Result<(), ForgeError> {
        let origin = &self.subject.origin;
        let pull = match repository.pull_of(self.subject).await? {
            Found::One(pull) => pull,
            Found::None(why) => {
                posted.lines.push(format!("No comment was made. {why}"));
                return Ok(());
            }
        };
        for posting in self.postings {
            let text = comment::render(&signed(posting, origin, self.env), origin);
            let wanted = Wanted {
                target: &posting.target,
                origin,
                text: &text,
                quiet: posting.quiet,
            };
            let about = format!(
                "Comment on pull request {} about {}",
                pull.number, posting.target.kind
            );
            let (word, url) = match repository.comment(&pull, &wanted).await? {
                Commented::Created(url) => ("created", url),
                Commented::Updated(url) => ("updated", url),
                Commented::Unchanged(url) => ("unchanged", url),
                Commented::Hidden(url) => ("hidden, because there is nothing to tell any more", url),
                Commented::Nothing => {
                    posted
                        .lines
                        .push(format!("{about}: none, because there is nothing to tell"));
                    continue;
                }
                Commented::Left(why) => {
                    posted.lines.push(format!("{about}: left as it is. {why}"));
                    continue;
                }
            };
            posted.lines.push(format!("{about}: {word}, {url}"));
            posted.comments.push(url);
        }
        posted.pull = Some(pull);
        Ok(())
    }
}

/// Where GitHub is and as whom; an error says what is missing. `needs` are permissions as they are written in a workflow.
pub(in crate::command) fn access(needs: &'static [&'static str], env: &Env) -> Result<Access, String> {
    let token = env.get("GITHUB_TOKEN").ok_or(
        "GitHub takes a token, and GITHUB_TOKEN holds none: `env: { GITHUB_TOKEN: ${{ github.token }} }` below the step",
    )?;
    let token = actions::token(token)?;
    let repository = env.get("GITHUB_REPOSITORY").unwrap_or_default();
    if owner_and_name(repository).is_none() {
        return Err(format!(
            "GITHUB_REPOSITORY: `{}` is not the name of a repository",
            repository.escape_debug()
        ));
    }
    Ok(Access {
        api: actions::api(env).to_owned(),
        job_token: token.is_of_an_installation(),
        token,
        repository: repository.to_owned(),
        needs,
    })
}
