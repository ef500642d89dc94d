//! The commit and the branch of a pull request, by the Git Data API.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::Method;

use super::group::{Fault, Job};
use super::{Session, encoded, wire};
use crate::forge::{Changed, ForgeError, ours};
use crate::git::NewFile;
use crate::visible::visible;

/// As whom the token of a job commits.
const JOB: &str = "github-actions[bot]";
/// A larger file is sent on its own.
const INLINE: usize = 512 * 1024;
/// GitHub may need a moment until what it made is everywhere.
pub(super) const MOMENT: Duration = Duration::from_secs(1);

impl Session<'_> {
    /// Makes the commit on top of the base commit; its id, and what is to be said of it. Nobody sees it until a branch points
    /// at it.
    pub(super) async fn commit(&self, job: &Job<'_>) -> Result<(String, Option<String>), Fault> {
        let base = self.request.base.as_str();
        let below = self
            .request
            .git
            .commit(self.request.base)
            .map_err(ForgeError::from)?
            .tree;
        // As text first; where that does not arrive as it was sent, as bytes.
        let mut made = self.tree(job, &below, true).await?;
        if made != job.tree.id {
            made = self.tree(job, &below, false).await?;
        }
        if made != job.tree.id {
            return Err(Fault::Other(ForgeError::GitHub {
                text: format!(
                    "GitHub made the tree {} of the files of {} and git makes {}, so nothing was written; please report this",
                    visible(&made),
                    job.branch,
                    job.tree.id
                ),
                everything: false,
            }));
        }
        let message = ours::signed(&job.request.commit_message, base, &job.tree.id);
        let body = wire::NewCommit {
            message: &message,
            tree: &job.tree.id,
            parents: [base],
        };
        let made: wire::MadeCommit = self.post("/git/commits", &body).await?;
        if made.author.is_some_and(|author| author.name == JOB) {
            self.as_job.set(true);
        }
        let unsigned = made.verification.filter(|verification| !verification.verified);
        let remark = unsigned.map(|verification| {
            format!(
                "GitHub has not signed the commit ({}): it does so for the tokens of jobs and of GitHub Apps, not for those of persons. Where a rule asks for signed commits, the pull request cannot be merged",
                visible(&verification.reason)
            )
        });
        Ok((made.sha, remark))
    }

    /// Makes the tree, its files as text where they may be; its id.
    async fn tree(&self, job: &Job<'_>, below: &str, as_text: bool) -> Result<String, Fault> {
        let mut tree = Vec::new();
        for (file, changed) in job.tree.files.iter().zip(&job.request.files) {
            let text = std::str::from_utf8(&changed.bytes)
                .ok()
                .filter(|text| as_text && text.len() <= INLINE);
            if text.is_none() {
                self.blob(file, changed).await?;
            }
            tree.push(wire::NewEntry {
                path: &file.path,
                mode: &file.mode,
                kind: "blob",
                content: text,
                sha: text.is_none().then_some(file.blob.as_str()),
            });
        }
        let body = wire::NewTree {
            base_tree: below,
            tree,
        };
        let made: wire::Object = self.post("/git/trees", &body).await?;
        Ok(made.sha)
    }

    async fn blob(&self, file: &NewFile, changed: &Changed) -> Result<(), Fault> {
        let body = wire::NewBlob {
            content: BASE64_STANDARD.encode(&changed.bytes),
            encoding: "base64",
        };
        let made: wire::Object = self.post("/git/blobs", &body).await?;
        if made.sha == file.blob {
            return Ok(());
        }
        Err(Fault::Other(ForgeError::GitHub {
            text: format!(
                "GitHub keeps {} as {} and git as {}, so nothing was written; please report this",
                visible(&file.path),
                visible(&made.sha),
                file.blob
            ),
            everything: false,
        }))
    }

    /// Lets a new branch point at a commit. Whether it does; when not, look again.
    pub(super) async fn make_branch(&self, job: &Job<'_>, commit: &str, attempt: u32) -> Result<bool, Fault> {
        let name = format!("refs/heads/{}", job.branch);
        let body = wire::NewReference {
            name: &name,
            sha: commit,
        };
        let path = self.path("/git/refs");
        let Some(reply) = self.api.create(&path, &body, attempt).await? else {
            return Ok(false);
        };
        match reply.done() {
            Ok(()) => Ok(true),
            // Another run was faster.
            Err(refused) if refused.exists_already() => Ok(false),
            Err(refused) if refused.status == 422 && refused.says("does not exist") => {
                tokio::time::sleep(MOMENT).await;
                Ok(false)
            }
            Err(refused) => Err(Fault::Refused(refused)),
        }
    }

    /// Lets a branch point at a commit, if it still points at `from`. Whether it does; when not, look again.
    pub(super) async fn move_branch(&self, job: &Job<'_>, from: &str, commit: &str) -> Result<bool, Fault> {
        if self.branch_at(job.branch).await?.as_deref() != Some(from) {
            return Ok(false);
        }
        let path = self.path(&format!("/git/refs/heads/{}", encoded(job.branch, "/")));
        let body = wire::MoveReference {
            sha: commit,
            force: true,
        };
        let reply = self.api.call(&Method::PATCH, &path, Some(&body)).await?;
        match reply.done() {
            Ok(()) => Ok(true),
            Err(refused)
                if refused.status == 404 || refused.status == 422 && refused.says("does not exist") =>
            {
                Ok(false)
            }
            Err(refused) => Err(Fault::Refused(refused)),
        }
    }

    /// Makes something that is the same however often it is made.
    async fn post<B: serde::Serialize, T: serde::de::DeserializeOwned>(
        &self,
        rest: &str,
        body: &B,
    ) -> Result<T, Fault> {
        let path = self.path(rest);
        let reply = self.api.call(&Method::POST, &path, Some(body)).await?;
        reply.read()?.map_err(Fault::Refused)
    }
}
