//! What a run is about.

use serde_json::{Value, json};

use super::Workflow;
use crate::support::git;

impl Workflow<'_> {
    /// The run is for an event of the default branch, with what the payload has besides the repository.
    pub(crate) fn event(mut self, name: &str, payload: Value) -> Self {
        name.clone_into(&mut self.event);
        self.payload = payload;
        if name == "push" {
            self.payload["ref"] = self.reference.clone().into();
            self.payload["after"] = self.commit.clone().into();
            self.payload["deleted"] = false.into();
        }
        self.payload["repository"] = self.described(None);
        self.payload["sender"] = json!({"login": "octocat", "type": "User"});
        self
    }

    /// The run is for an event whose payload is this and nothing else: the repository and who has sent it may be anybody's too.
    pub(crate) fn payload(mut self, name: &str, payload: Value) -> Self {
        name.clone_into(&mut self.event);
        self.payload = payload;
        self
    }

    /// The run is for a pull request into `main` with the commit of a branch, or of the pull request's own reference where it comes from
    /// a fork. GitHub merges it, and that is what is checked out.
    pub(crate) fn pull_request(mut self, number: u64, head: &str, fork: Option<&str>) -> Self {
        let bare = self.server.join(&self.repository);
        let of = |revision: &str| {
            git(
                &bare,
                &["rev-parse", "--verify", &format!("{revision}^{{commit}}")],
            )
        };
        let (base_sha, head_sha) = (of("refs/heads/main"), of(head));
        let tree = format!("{head_sha}^{{tree}}");
        let message = format!("Merge {head_sha} into {base_sha}");
        let merged = git(
            &bare,
            &[
                "commit-tree",
                &tree,
                "-p",
                &base_sha,
                "-p",
                &head_sha,
                "-m",
                &message,
            ],
        );
        self.reference = format!("refs/pull/{number}/merge");
        git(&bare, &["update-ref", &self.reference, &merged]);
        self.commit = merged;
        self.fork = fork.is_some();
        let branch = head.rsplit('/').next().unwrap_or_default();
        self.event("pull_request", json!({}))
            .with_pull_request(number, branch, &head_sha, &base_sha, fork)
    }

    fn with_pull_request(
        mut self,
        number: u64,
        branch: &str,
        head: &str,
        base: &str,
        fork: Option<&str>,
    ) -> Self {
        self.payload["action"] = "synchronize".into();
        self.payload["number"] = number.into();
        self.payload["pull_request"] = json!({
            "number": number,
            "head": {"ref": branch, "sha": head, "repo": self.described(fork)},
            "base": {"ref": "main", "sha": base, "repo": self.described(None)},
        });
        self
    }

    fn described(&self, fork: Option<&str>) -> Value {
        let name = fork.unwrap_or(&self.repository);
        let (owner, short) = name.split_once('/').expect("an owner");
        json!({
            "full_name": name, "name": short, "owner": {"login": owner}, "default_branch": "main", "private": false,
            "fork": fork.is_some(),
        })
    }
}
