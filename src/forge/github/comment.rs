//! Comments, each made once and found again by its hidden line.

use http::Method;

use super::{ATTEMPTS, Refused, Session, wire};
use crate::forge::ForgeError;
use crate::forge::notes::Note;
use crate::forge::reconcile::FoundPull;

impl Session<'_> {
    /// Makes a comment, or brings the one that is there up to date. A refusal is for the caller to tell.
    pub(super) async fn note(&self, pull: &FoundPull, note: &Note) -> Result<Option<Refused>, ForgeError> {
        let number = pull.number;
        let list = self.path(&format!("/issues/{number}/comments?per_page=100"));
        let make = self.path(&format!("/issues/{number}/comments"));
        let body = wire::NewComment { body: &note.text };
        for attempt in 0..ATTEMPTS {
            let comments: Vec<wire::Comment> = match self.api.list(&list).await? {
                Ok(comments) => comments,
                Err(refused) => return Ok(Some(refused)),
            };
            let found = comments.into_iter().find(|comment| {
                // Anybody may write the hidden line, and a token that writes may edit what anybody wrote.
                let author = comment.user.as_ref().map(|user| &user.login);
                let text = comment.body.as_ref();
                author.is_some()
                    && author == pull.author.as_ref()
                    && text.is_some_and(|text| text.starts_with(&note.hidden))
            });
            if let Some(found) = found {
                let is = found.body.unwrap_or_default().replace("\r\n", "\n");
                if is.trim() == note.text.trim() {
                    return Ok(None);
                }
                let path = self.path(&format!("/issues/comments/{}", found.id));
                let reply = self.api.call(&Method::PATCH, &path, Some(&body)).await?;
                return Ok(reply.done().err());
            }
            if let Some(reply) = self.api.create(&make, &body, attempt).await? {
                return Ok(reply.done().err());
            }
        }
        Ok(None)
    }
}
