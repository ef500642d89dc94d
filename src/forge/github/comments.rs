//! One comment a target on a pull request, which every run brings up to date.
//!
//! A comment is ours when it has the marker and the one whose token this is has written it: anybody may write a marker. After
//! each step everything is looked at again, so a run that was killed, or another one at the same time, leaves nothing behind
//! that the next look does not put in order. GitHub has no way to write only if nothing has changed since: between the last
//! look and the write a newer run may be overwritten by an older one of the same commit.

use http::Method;
use serde_json::json;

use super::lookup::moved;
use super::repository::Repository;
use super::{ATTEMPTS, fatal, graph, wire};
use crate::forge::{ForgeError, Pull};
use crate::posting::{Origin, Target, comment};

/// Pages of 100 comments. GitHub takes no more than 2,500 on a pull request.
const PAGES: usize = 30;
/// Steps of one run: more than there are to make, so that a run ends whatever others do meanwhile.
const STEPS: u32 = 4 * ATTEMPTS;

/// What is to be said.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// About what.
    pub target: &'a Target,
    /// By which run, about which commit.
    pub origin: &'a Origin,
    /// The whole comment, as [`comment::render`] makes it.
    pub text: &'a str,
    /// Whether there is nothing to tell.
    pub quiet: bool,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Commented {
    /// A comment was made, at this address.
    Created(String),
    /// It was brought up to date, or shown again.
    Updated(String),
    /// It says the same already.
    Unchanged(String),
    /// It has nothing to tell any more, and is hidden.
    Hidden(String),
    /// There is nothing to tell, and there was nothing.
    Nothing,
    /// It was left to others: why, in a sentence.
    Left(String),
}

/// A comment of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Ours {
    node: String,
    id: String,
    url: String,
    body: String,
    /// Why it is hidden; none when it is not.
    hidden: Option<String>,
    /// None where it cannot be read, so that any run may write it anew.
    origin: Option<Origin>,
}

/// What is to be done next.
#[derive(Debug, PartialEq, Eq)]
enum Step<'a> {
    Create,
    Edit(&'a Ours),
    Delete(&'a Ours),
    Hide(&'a Ours),
    Show(&'a Ours),
    /// A newer run has spoken.
    Superseded,
    Done(Option<&'a Ours>),
}

/// Decides by the comments of ours about the target, the oldest first.
fn next<'a>(ours: &'a [Ours], wanted: &Wanted<'_>) -> Step<'a> {
    let newer = |one: &Ours| {
        one.origin
            .as_ref()
            .is_some_and(|origin| !wanted.origin.replaces(origin))
    };
    let Some((first, others)) = ours.split_first() else {
        return if wanted.quiet {
            Step::Done(None)
        } else {
            Step::Create
        };
    };
    let superfluous = others.iter().find(|one| !newer(one));
    if ours.iter().any(newer) {
        // A newer run that has made one of its own while we did puts it in order; what it has said stays until then.
        return match superfluous.filter(|_| newer(first)) {
            Some(one) => Step::Delete(one),
            None => Step::Superseded,
        };
    }
    let by_a_run = |reason: &str| {
        ["resolved", "outdated"]
            .iter()
            .any(|known| reason.eq_ignore_ascii_case(known))
    };
    match (&first.hidden, superfluous) {
        _ if plain(&first.body) != plain(wanted.text) => Step::Edit(first),
        (_, Some(one)) => Step::Delete(one),
        (None, None) if wanted.quiet => Step::Hide(first),
        // What a person has hidden for another reason stays hidden.
        (Some(reason), None) if !wanted.quiet && by_a_run(reason) => Step::Show(first),
        _ => Step::Done(Some(first)),
    }
}

/// A text as it counts: GitHub sends other line breaks than it was given, and no spaces at its ends.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// Where a pull request is, with the comments of ours.
struct Look {
    open: bool,
    head: String,
    ours: Vec<Ours>,
}

impl Repository<'_> {
    /// Brings the comment about a target up to date.
    pub async fn comment(&self, pull: &Pull, wanted: &Wanted<'_>) -> Result<Commented, ForgeError> {
        let (mut created, mut edited) = (false, false);
        for step in 0..STEPS {
            let look = self.look(pull.number, wanted.target).await?;
            if let Some(why) = gone(pull.number, &look, wanted.origin) {
                return Ok(Commented::Left(why));
            }
            match next(&look.ours, wanted) {
                Step::Create => {
                    self.make_comment(pull.number, wanted.text, step).await?;
                    created = true;
                }
                Step::Edit(one) => {
                    self.edit_comment(one, wanted.text).await?;
                    edited = true;
                }
                Step::Delete(one) => self.delete_comment(one).await?,
                Step::Hide(one) => {
                    self.change(graph::HIDE, one).await?;
                    edited = true;
                }
                Step::Show(one) => {
                    self.change(graph::SHOW, one).await?;
                    edited = true;
                }
                Step::Superseded => {
                    return Ok(Commented::Left(format!(
                        "A newer run has commented on pull request {} already.",
                        pull.number
                    )));
                }
                Step::Done(None) => return Ok(Commented::Nothing),
                Step::Done(Some(one)) => {
                    let url = one.url.clone();
                    return Ok(match (created, edited) {
                        (true, _) => Commented::Created(url),
                        (false, true) if wanted.quiet => Commented::Hidden(url),
                        (false, true) => Commented::Updated(url),
                        (false, false) => Commented::Unchanged(url),
                    });
                }
            }
        }
        Err(fatal(format!(
            "the comments of amiforge on pull request {} change each time they are looked at; is another run at work? Run again when it has ended",
            pull.number
        )))
    }

    /// Reads where a pull request is, and the comments of ours about a target.
    async fn look(&self, number: u64, target: &Target) -> Result<Look, ForgeError> {
        let (owner, name) = self.name().split_once('/').unwrap_or_default();
        let mut ours = Vec::new();
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let variables = json!({"owner": owner, "name": name, "number": number, "after": after});
            let read: graph::Comments = self
                .api
                .graphql(graph::COMMENTS, variables)
                .await?
                .map_err(|refused| self.error(&refused))?;
            let Some(pull) = read.repository.and_then(|repository| repository.pull_request) else {
                return Err(fatal(format!(
                    "GitHub shows no pull request {number} of {} to the token in GITHUB_TOKEN",
                    self.name()
                )));
            };
            let me = read.viewer.login;
            let mine = pull
                .comments
                .nodes
                .into_iter()
                .flatten()
                .filter(|found| self.is_mine(found, &me));
            ours.extend(mine.filter_map(|found| our(found, target)));
            let more = pull.comments.page_info;
            after = more.end_cursor.filter(|_| more.has_next_page);
            if after.is_none() {
                return Ok(Look {
                    open: pull.state == "OPEN",
                    head: pull.head_ref_oid,
                    ours,
                });
            }
        }
        Err(fatal(format!(
            "pull request {number} has more comments than are looked at ({}), so nobody knows whether one of them is amiforge's",
            PAGES * 100
        )))
    }

    /// Whether the one whose token this is has written a comment. An App's name has `[bot]` behind it when it asks who it is.
    fn is_mine(&self, comment: &graph::Comment, me: &str) -> bool {
        let Some(author) = &comment.author else {
            return false;
        };
        let name = me.strip_suffix("[bot]");
        let bot = name.is_some() || self.is_installation();
        let same = author.login.strip_suffix("[bot]").unwrap_or(&author.login) == name.unwrap_or(me);
        same && (author.kind == "Bot") == bot
    }

    async fn make_comment(&self, number: u64, text: &str, attempt: u32) -> Result<(), ForgeError> {
        let path = self.path(&format!("/issues/{number}/comments"));
        let reply = self
            .api
            .create(&path, &wire::NewComment { body: text }, attempt)
            .await?;
        // Where nobody knows whether it was made, the next look does.
        match reply.map(super::api::Reply::done) {
            Some(Err(refused)) => Err(self.error(&refused)),
            _ => Ok(()),
        }
    }

    async fn edit_comment(&self, one: &Ours, text: &str) -> Result<(), ForgeError> {
        let path = self.path(&format!("/issues/comments/{}", one.id));
        let body = wire::NewComment { body: text };
        let reply = self.api.call(&Method::PATCH, &path, Some(&body)).await?;
        self.unless_it_is_gone(reply.done())
    }

    async fn delete_comment(&self, one: &Ours) -> Result<(), ForgeError> {
        let path = self.path(&format!("/issues/comments/{}", one.id));
        let reply = self.api.call(&Method::DELETE, &path, None::<&()>).await?;
        self.unless_it_is_gone(reply.done())
    }

    async fn change(&self, mutation: &str, one: &Ours) -> Result<(), ForgeError> {
        let changed = self
            .api
            .graphql::<graph::Changed>(mutation, json!({ "id": one.node }))
            .await?;
        self.unless_it_is_gone(changed.map(|_| ()))
    }

    /// What somebody has deleted meanwhile is no trouble: the next look sees it.
    fn unless_it_is_gone(&self, done: Result<(), super::Refused>) -> Result<(), ForgeError> {
        match done {
            Err(refused) if refused.status != 404 => Err(self.error(&refused)),
            _ => Ok(()),
        }
    }
}

/// Why a pull request is not to be written to any more.
fn gone(number: u64, look: &Look, origin: &Origin) -> Option<String> {
    if !look.open {
        return Some(format!("Pull request {number} was closed meanwhile."));
    }
    (look.head != origin.commit).then(|| moved(number, &origin.commit, &look.head))
}

/// A comment of the one whose token this is, if it is about the target.
fn our(found: graph::Comment, target: &Target) -> Option<Ours> {
    if !comment::is_about(&found.body, target) {
        return None;
    }
    let id = match found.full_database_id? {
        serde_json::Value::Number(id) => id.as_u64()?,
        serde_json::Value::String(id) => id.parse().ok()?,
        _ => return None,
    };
    Some(Ours {
        node: found.id,
        id: id.to_string(),
        url: found.url,
        hidden: found
            .is_minimized
            .then(|| found.minimized_reason.unwrap_or_default()),
        origin: Origin::of_comment(&found.body),
        body: found.body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(run: u64) -> Origin {
        Origin {
            commit: "2222222222222222222222222222222222222222".to_owned(),
            run,
            attempt: 1,
        }
    }

    /// A comment of a run: its text, and why it is hidden.
    fn ours(run: u64, body: &str, hidden: Option<&str>) -> Ours {
        Ours {
            id: format!("{run}{body}"),
            body: body.to_owned(),
            hidden: hidden.map(str::to_owned),
            origin: Some(origin(run)),
            ..Ours::default()
        }
    }

    /// What run 5 does that wants to say `text`.
    fn decided(found: &[Ours], quiet: bool) -> String {
        let (origin, target) = (origin(5), Target::only("build"));
        let wanted = Wanted {
            target: &target,
            origin: &origin,
            text: "text\n",
            quiet,
        };
        match next(found, &wanted) {
            Step::Create => "create".to_owned(),
            Step::Edit(one) => format!("edit {}", one.id),
            Step::Delete(one) => format!("delete {}", one.id),
            Step::Hide(one) => format!("hide {}", one.id),
            Step::Show(one) => format!("show {}", one.id),
            Step::Superseded => "superseded".to_owned(),
            Step::Done(one) => format!("done {}", one.map_or("", |one| one.id.as_str())),
        }
    }

    #[test]
    fn one_comment_is_kept_up_to_date() {
        for (found, loud, quiet) in [
            (vec![], "create", "done "),
            (vec![ours(4, "text", None)], "done 4text", "hide 4text"),
            (vec![ours(4, "old", None)], "edit 4old", "edit 4old"),
            (
                vec![ours(5, "text\r\n", Some("resolved"))],
                "show 5text\r\n",
                "done 5text\r\n",
            ),
            (
                vec![ours(4, "text", Some("OUTDATED"))],
                "show 4text",
                "done 4text",
            ),
            (vec![ours(4, "text", Some("spam"))], "done 4text", "done 4text"),
            (vec![ours(6, "new", None)], "superseded", "superseded"),
        ] {
            assert_eq!(
                (decided(&found, false).as_str(), decided(&found, true).as_str()),
                (loud, quiet),
                "{found:?}"
            );
        }
    }

    #[test]
    fn of_several_the_oldest_stays_and_the_newest_word() {
        for (found, step) in [
            (vec![ours(4, "a", None), ours(5, "text", None)], "edit 4a"),
            (vec![ours(5, "text", None), ours(4, "a", None)], "delete 4a"),
            (vec![ours(6, "a", None), ours(5, "b", None)], "delete 5b"),
            (vec![ours(6, "a", None), ours(7, "b", None)], "superseded"),
            (vec![ours(5, "text", None), ours(6, "b", None)], "superseded"),
        ] {
            assert_eq!(decided(&found, false), step, "{found:?}");
        }
    }

    #[test]
    fn a_comment_whose_run_cannot_be_read_is_written_anew() {
        let odd = Ours {
            origin: None,
            ..ours(9, "odd", None)
        };
        assert_eq!(decided(&[odd], false), "edit 9odd");
    }
}
