//! Branches whose groups want nothing any more: their pull requests are closed with the reason, and they go.

use std::collections::BTreeSet;

use http::Method;

use super::{Session, encoded, wire};
use crate::bump::text::read_marker;
use crate::forge::reconcile::{FoundPull, PullState, Tip, goes_elsewhere, not_ours};
use crate::forge::{ForgeError, Obsolete, PREFIX, branch, notes};
use crate::markdown::cut;
use crate::visible::visible;

const CHANGED: &str = "changed while it was to be deleted";

impl Session<'_> {
    /// Closes what is ours and nothing is left for. `unsettled` are the files about which not everything is known.
    pub(super) async fn close(
        &self,
        unsettled: &BTreeSet<String>,
        out: &mut Vec<Obsolete>,
    ) -> Result<(), ForgeError> {
        let wanted: BTreeSet<String> = self
            .request
            .wanted
            .iter()
            .map(|wanted| format!("{PREFIX}{}", wanted.group))
            .collect();
        for (name, at) in self.branches.iter().filter(|(name, _)| !wanted.contains(*name)) {
            let left_alone = self.close_one(name, at, unsettled).await?;
            out.push(Obsolete {
                branch: name.clone(),
                left_alone,
            });
        }
        Ok(())
    }

    /// Why it stays, the end of a sentence that begins with the branch; none when it is gone.
    async fn close_one(
        &self,
        name: &str,
        at: &str,
        unsettled: &BTreeSet<String>,
    ) -> Result<Option<String>, ForgeError> {
        let group = name.strip_prefix(PREFIX).unwrap_or_default();
        if branch(group).is_err() {
            return Ok(Some("was not made by amiforge".to_owned()));
        }
        let tip = self.tip(at).await?;
        if let Some(reason) = not_ours(&tip, group, &self.into).or_else(|| open_question(&tip, unsettled)) {
            return Ok(Some(reason));
        }
        let pulls = self.pulls(name).await?;
        if let Some(elsewhere) = &pulls.elsewhere {
            return Ok(Some(goes_elsewhere(elsewhere, &self.into)));
        }
        let pulls = pulls.here;
        if let Some(reason) = of_a_person(&tip, group, &pulls) {
            return Ok(Some(reason));
        }
        if let Some(pull) = pulls.iter().find(|pull| pull.state == PullState::Open) {
            // What was compared is the branch as the run found it.
            if pull.head != at {
                return Ok(Some(CHANGED.to_owned()));
            }
            // A comment that is refused, as on a pull request that is locked, keeps nothing.
            self.note(pull, &notes::obsolete(at)).await?;
            let body = notes::closed(&pull.body);
            let edit = wire::EditPull {
                title: None,
                body: Some(&body),
                state: Some("closed"),
            };
            let path = self.path(&format!("/pulls/{}", pull.number));
            let reply = self.api.call(&Method::PATCH, &path, Some(&edit)).await?;
            reply.done().map_err(|refused| self.error(&refused))?;
        }
        self.delete(name, at).await
    }

    async fn delete(&self, name: &str, at: &str) -> Result<Option<String>, ForgeError> {
        match self.branch_at(name).await? {
            // Another run, or the repository itself, was faster.
            None => return Ok(None),
            Some(now) if now != at => return Ok(Some(CHANGED.to_owned())),
            Some(_) => {}
        }
        let path = self.path(&format!("/git/refs/heads/{}", encoded(name, "/")));
        let reply = self.api.call(&Method::DELETE, &path, None::<&()>).await?;
        match reply.done() {
            Ok(()) => Ok(None),
            Err(refused)
                if refused.status == 404 || refused.status == 422 && refused.says("does not exist") =>
            {
                Ok(None)
            }
            // A rule for this branch is no reason to leave others open.
            Err(refused) if refused.is_a_rule() => Ok(Some(format!(
                "may not be deleted ({}); let branches named amiforge/** be deleted by the one whose token this is",
                visible(&cut(&refused.message, 300))
            ))),
            Err(refused) => Err(self.error(&refused)),
        }
    }
}

/// Why it cannot be told that nothing is left: something is not known about a file that it changes.
fn open_question(tip: &Tip, unsettled: &BTreeSet<String>) -> Option<String> {
    let ahead = tip.ahead.as_ref()?;
    if !ahead.all_files {
        return Some("changes more than can be looked at".to_owned());
    }
    let path = ahead.files.keys().find(|path| unsettled.contains(*path))?;
    Some(format!(
        "changes {}, where a pin waits or not everything is known now",
        visible(path)
    ))
}

fn of_a_person(tip: &Tip, group: &str, pulls: &[FoundPull]) -> Option<String> {
    let empty = tip.ahead.as_ref().is_some_and(|ahead| ahead.commits.is_empty());
    let known = |pull: &FoundPull| read_marker(&pull.body).is_some_and(|marker| marker.group == group);
    if empty && !pulls.iter().any(known) {
        return Some("has nothing of amiforge on it".to_owned());
    }
    let again = pulls
        .iter()
        .find(|pull| pull.state == PullState::Open && pull.is_obsolete())?;
    Some(format!(
        "was wanted back by a person, who opened #{} again",
        again.number
    ))
}
