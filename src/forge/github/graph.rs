//! What GitHub's GraphQL API takes and gives, as far as it is used: what its REST API does not know of comments, and what it tells
//! of one repository at a time only.
//! <https://docs.github.com/en/graphql/reference>

use serde::Deserialize;

/// A page of a pull request's comments, who wrote them and whether they are hidden; where the pull request is; who asks.
///
/// An App's `viewer` has `[bot]` in its name, the author of its comments has not.
pub(super) const COMMENTS: &str =
    "query Comments($owner: String!, $name: String!, $number: Int!, $after: String) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      state
      headRefOid
      comments(first: 100, after: $after) {
        nodes { id fullDatabaseId url body isMinimized minimizedReason author { __typename login } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}";

/// Hides a comment.
pub(super) const HIDE: &str = "mutation Hide($id: ID!) {
  minimizeComment(input: {subjectId: $id, classifier: RESOLVED}) { minimizedComment { isMinimized } }
}";

/// Shows it again.
pub(super) const SHOW: &str = "mutation Show($id: ID!) {
  unminimizeComment(input: {subjectId: $id}) { unminimizedComment { isMinimized } }
}";

/// Whether each of these repositories has a file at one of two places of its default branch.
pub(super) const CONFIGURED: &str = "query Configured($ids: [ID!]!, $first: String!, $second: String!) {
  nodes(ids: $ids) {
    ... on Repository {
      first: object(expression: $first) { __typename }
      second: object(expression: $second) { __typename }
    }
  }
}";

/// An answer.
#[derive(Debug, Deserialize)]
pub(super) struct Answer<T> {
    pub(super) data: Option<T>,
    #[serde(default)]
    pub(super) errors: Vec<Error>,
}

/// Why there is none, or not all of it.
#[derive(Debug, Deserialize)]
pub(super) struct Error {
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    message: String,
    /// What it is about; empty when that is the whole query.
    #[serde(default)]
    path: Vec<serde_json::Value>,
}

impl Error {
    /// The number of the one of several `nodes` that it is about.
    pub(super) fn node(&self) -> Option<usize> {
        match self.path.as_slice() {
            [list, index, ..] if list == "nodes" => usize::try_from(index.as_u64()?).ok(),
            _ => None,
        }
    }

    /// The status that the REST API would have answered with, and the words.
    pub(super) fn as_rest(&self) -> (u16, &str) {
        let kind = self.kind.as_deref().unwrap_or_default();
        let words = self.message.to_lowercase();
        let status = if kind.starts_with("RATE_LIMIT") || words.contains("rate limit") {
            429
        } else if matches!(kind, "FORBIDDEN" | "INSUFFICIENT_SCOPES") {
            403
        } else if kind == "NOT_FOUND" {
            404
        } else if kind == "SERVICE_UNAVAILABLE" || words.starts_with("something went wrong") {
            502
        } else {
            422
        };
        (status, &self.message)
    }
}

/// `data` of [`COMMENTS`].
#[derive(Debug, Deserialize)]
pub(super) struct Comments {
    pub(super) viewer: Viewer,
    pub(super) repository: Option<Repository>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Viewer {
    pub(super) login: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Repository {
    #[serde(rename = "pullRequest")]
    pub(super) pull_request: Option<PullRequest>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PullRequest {
    pub(super) state: String,
    pub(super) head_ref_oid: String,
    pub(super) comments: Page,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    pub(super) nodes: Vec<Option<Comment>>,
    pub(super) page_info: PageInfo,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageInfo {
    pub(super) has_next_page: bool,
    #[serde(default)]
    pub(super) end_cursor: Option<String>,
}

/// A comment.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Comment {
    pub(super) id: String,
    #[serde(default)]
    pub(super) full_database_id: Option<serde_json::Value>,
    pub(super) url: String,
    pub(super) body: String,
    pub(super) is_minimized: bool,
    #[serde(default)]
    pub(super) minimized_reason: Option<String>,
    /// None when the account is gone.
    #[serde(default)]
    pub(super) author: Option<Author>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Author {
    #[serde(rename = "__typename")]
    pub(super) kind: String,
    pub(super) login: String,
}

/// `data` of [`CONFIGURED`]: one a repository, in their order.
#[derive(Debug, Deserialize)]
pub(super) struct Nodes {
    pub(super) nodes: Vec<Option<Node>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Node {
    #[serde(default)]
    pub(super) first: Option<Object>,
    #[serde(default)]
    pub(super) second: Option<Object>,
}

/// What stands at a place.
#[derive(Debug, Deserialize)]
pub(super) struct Object {
    #[serde(rename = "__typename")]
    kind: String,
}

impl Object {
    pub(super) fn is_file(&self) -> bool {
        self.kind == "Blob"
    }
}

/// `data` of [`HIDE`] and [`SHOW`], of which nothing is needed.
#[derive(Debug, Deserialize)]
pub(super) struct Changed {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_those_of_the_rest_api() {
        for (error, status) in [
            (
                r#"{"type": "FORBIDDEN", "message": "Resource not accessible by integration"}"#,
                403,
            ),
            (
                r#"{"type": "NOT_FOUND", "message": "Could not resolve to a Repository"}"#,
                404,
            ),
            (
                r#"{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}"#,
                429,
            ),
            (r#"{"message": "You have exceeded a secondary rate limit"}"#, 429),
            (
                r#"{"message": "Something went wrong while executing your query."}"#,
                502,
            ),
            (r#"{"message": "Field 'x' doesn't exist"}"#, 422),
            ("{}", 422),
        ] {
            let read: Error = serde_json::from_str(error).expect("an error");
            assert_eq!(read.as_rest().0, status, "{error}");
        }
    }

    #[test]
    fn an_error_may_be_about_one_of_several() {
        for (error, node) in [
            (r#"{"path": ["nodes", 3, "first"]}"#, Some(3)),
            (r#"{"path": ["nodes", 0]}"#, Some(0)),
            (r#"{"path": ["nodes"]}"#, None),
            (r#"{"path": ["nodes", -1]}"#, None),
            (r#"{"path": ["repository", 3]}"#, None),
            ("{}", None),
        ] {
            let read: Error = serde_json::from_str(error).expect("an error");
            assert_eq!(read.node(), node, "{error}");
        }
    }
}
