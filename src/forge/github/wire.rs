//! What GitHub's REST API takes and gives, as far as it is used (<https://docs.github.com/en/rest>).

use serde::{Deserialize, Serialize};

use crate::posting::check_run::Annotation;

/// `GET /repos/O/N`.
#[derive(Debug, Deserialize)]
pub(super) struct Repository {
    pub(super) full_name: String,
    pub(super) default_branch: String,
    #[serde(default)]
    pub(super) archived: bool,
}

/// `GET /installation/repositories`. Each is read alone, so that one that is odd does not hide the others.
#[derive(Debug, Deserialize)]
pub(super) struct Installed {
    pub(super) total_count: usize,
    pub(super) repositories: Vec<serde_json::Value>,
}

/// One of them.
#[derive(Debug, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "GitHub tells it so")]
pub(super) struct InstalledRepository {
    pub(super) node_id: String,
    pub(super) full_name: String,
    pub(super) default_branch: String,
    pub(super) private: bool,
    #[serde(default)]
    pub(super) visibility: Option<String>,
    #[serde(default)]
    pub(super) topics: Vec<String>,
    #[serde(default)]
    pub(super) archived: bool,
    #[serde(default)]
    pub(super) disabled: bool,
    #[serde(default)]
    pub(super) fork: bool,
    #[serde(default)]
    pub(super) is_template: bool,
}

/// A reference.
#[derive(Debug, Deserialize)]
pub(super) struct Reference {
    #[serde(rename = "ref")]
    pub(super) name: String,
    pub(super) object: Object,
}

/// What something points at, or was made.
#[derive(Debug, Deserialize)]
pub(super) struct Object {
    pub(super) sha: String,
}

/// `GET compare/BASE...HEAD`.
#[derive(Debug, Deserialize)]
pub(super) struct Comparison {
    pub(super) status: String,
    pub(super) total_commits: usize,
    #[serde(default)]
    pub(super) commits: Vec<ComparedCommit>,
    #[serde(default)]
    pub(super) files: Vec<ComparedFile>,
}

/// A commit of a comparison.
#[derive(Debug, Deserialize)]
pub(super) struct ComparedCommit {
    pub(super) sha: String,
    pub(super) commit: CommitBody,
    pub(super) parents: Vec<Object>,
}

/// Its inner part.
#[derive(Debug, Deserialize)]
pub(super) struct CommitBody {
    pub(super) message: String,
    pub(super) tree: Object,
}

/// A file of a comparison.
#[derive(Debug, Deserialize)]
pub(super) struct ComparedFile {
    pub(super) filename: String,
    #[serde(default)]
    pub(super) previous_filename: Option<String>,
    pub(super) status: String,
    #[serde(default)]
    pub(super) sha: Option<String>,
}

/// A pull request.
#[derive(Debug, Deserialize)]
pub(super) struct PullRequest {
    pub(super) number: u64,
    pub(super) html_url: String,
    pub(super) state: String,
    pub(super) title: String,
    #[serde(default)]
    pub(super) body: Option<String>,
    #[serde(default)]
    pub(super) draft: Option<bool>,
    #[serde(default)]
    pub(super) merged_at: Option<String>,
    #[serde(default)]
    pub(super) labels: Vec<Label>,
    #[serde(default)]
    pub(super) requested_reviewers: Option<Vec<User>>,
    #[serde(default)]
    pub(super) requested_teams: Option<Vec<Team>>,
    pub(super) head: Head,
    pub(super) base: Base,
    /// None when the account is gone.
    #[serde(default)]
    pub(super) user: Option<User>,
}

/// What a pull request brings.
#[derive(Debug, Deserialize)]
pub(super) struct Head {
    pub(super) sha: String,
    #[serde(rename = "ref")]
    pub(super) name: String,
    /// None when the fork is gone.
    #[serde(default)]
    pub(super) repo: Option<HeadRepository>,
}

#[derive(Debug, Deserialize)]
pub(super) struct HeadRepository {
    pub(super) full_name: String,
}

/// Where it goes to.
#[derive(Debug, Deserialize)]
pub(super) struct Base {
    #[serde(rename = "ref")]
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Label {
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub(super) login: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Team {
    pub(super) slug: String,
}

/// A comment of a pull request.
#[derive(Debug, Deserialize)]
pub(super) struct Comment {
    pub(super) id: u64,
    #[serde(default)]
    pub(super) user: Option<User>,
    #[serde(default)]
    pub(super) body: Option<String>,
}

/// `GET actions/runs/ID`.
#[derive(Debug, Deserialize)]
pub(super) struct WorkflowRun {
    #[serde(default)]
    pub(super) status: Option<String>,
}

/// `GET commits/SHA/check-runs`.
#[derive(Debug, Deserialize)]
pub(super) struct CheckRuns {
    pub(super) check_runs: Vec<CheckRun>,
}

/// A check run.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct CheckRun {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) status: String,
    #[serde(default)]
    pub(super) external_id: Option<String>,
    #[serde(default)]
    pub(super) html_url: Option<String>,
    pub(super) output: CheckOutput,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct CheckOutput {
    #[serde(default)]
    pub(super) annotations_count: usize,
}

/// An event in the life of a pull request.
#[derive(Debug, Deserialize)]
pub(super) struct IssueEvent {
    pub(super) event: String,
    #[serde(default)]
    pub(super) requested_reviewer: Option<User>,
    #[serde(default)]
    pub(super) requested_team: Option<Team>,
}

/// A commit that was made.
#[derive(Debug, Deserialize)]
pub(super) struct MadeCommit {
    pub(super) sha: String,
    #[serde(default)]
    pub(super) author: Option<Author>,
    #[serde(default)]
    pub(super) verification: Option<Verification>,
}

/// Who GitHub says has made a commit that names nobody.
#[derive(Debug, Deserialize)]
pub(super) struct Author {
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Verification {
    pub(super) verified: bool,
    pub(super) reason: String,
}

/// `POST git/blobs`.
#[derive(Debug, Serialize)]
pub(super) struct NewBlob {
    pub(super) content: String,
    pub(super) encoding: &'static str,
}

/// `POST git/trees`.
#[derive(Debug, Serialize)]
pub(super) struct NewTree<'a> {
    pub(super) base_tree: &'a str,
    pub(super) tree: Vec<NewEntry<'a>>,
}

/// A file of a new tree, by its text or by the id of its bytes.
#[derive(Debug, Serialize)]
pub(super) struct NewEntry<'a> {
    pub(super) path: &'a str,
    pub(super) mode: &'a str,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sha: Option<&'a str>,
}

/// `POST git/commits`. Without author and committer GitHub signs for an app.
#[derive(Debug, Serialize)]
pub(super) struct NewCommit<'a> {
    pub(super) message: &'a str,
    pub(super) tree: &'a str,
    pub(super) parents: [&'a str; 1],
}

/// `POST git/refs`.
#[derive(Debug, Serialize)]
pub(super) struct NewReference<'a> {
    #[serde(rename = "ref")]
    pub(super) name: &'a str,
    pub(super) sha: &'a str,
}

/// `PATCH git/refs/REF`.
#[derive(Debug, Serialize)]
pub(super) struct MoveReference<'a> {
    pub(super) sha: &'a str,
    pub(super) force: bool,
}

/// `POST pulls`.
#[derive(Debug, Serialize)]
pub(super) struct NewPull<'a> {
    pub(super) title: &'a str,
    pub(super) head: &'a str,
    pub(super) base: &'a str,
    pub(super) body: &'a str,
    pub(super) draft: bool,
}

/// `PATCH pulls/NUMBER`.
#[derive(Debug, Default, Serialize)]
pub(super) struct EditPull<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<&'static str>,
}

/// `POST issues/NUMBER/labels`.
#[derive(Debug, Serialize)]
pub(super) struct NewLabels<'a> {
    pub(super) labels: &'a [String],
}

/// `POST pulls/NUMBER/requested_reviewers`.
#[derive(Debug, Serialize)]
pub(super) struct NewReviewers<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) reviewers: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) team_reviewers: Vec<&'a str>,
}

/// `POST issues/NUMBER/comments`, `PATCH issues/comments/ID`.
#[derive(Debug, Serialize)]
pub(super) struct NewComment<'a> {
    pub(super) body: &'a str,
}

/// `POST check-runs`, `PATCH check-runs/ID`.
#[derive(Debug, Serialize)]
pub(super) struct EditCheckRun<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) head_sha: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) external_id: Option<&'a str>,
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) conclusion: Option<&'static str>,
    pub(super) output: EditOutput<'a>,
}

#[derive(Debug, Serialize)]
pub(super) struct EditOutput<'a> {
    pub(super) title: &'a str,
    pub(super) summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) annotations: &'a [Annotation],
}

/// A refusal.
#[derive(Debug, Deserialize)]
pub(super) struct Message {
    message: String,
    #[serde(default)]
    errors: serde_json::Value,
}

impl Message {
    /// All its words.
    pub(super) fn text(self) -> String {
        let mut words = vec![self.message];
        for error in self.errors.as_array().into_iter().flatten() {
            let text = |key: &str| error.get(key).and_then(serde_json::Value::as_str);
            let word = error.as_str().or_else(|| text("message")).map(str::to_owned);
            words.extend(word.or_else(|| {
                let parts: Vec<&str> = ["resource", "field", "code"]
                    .into_iter()
                    .filter_map(text)
                    .collect();
                (!parts.is_empty()).then(|| parts.join(" "))
            }));
        }
        words.join("; ")
    }
}
