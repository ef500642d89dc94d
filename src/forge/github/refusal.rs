//! What a refusal of GitHub means, and what to do about it. Pure.

use super::retry::Why;
use crate::forge::ForgeError;
use crate::markdown::cut;
use crate::visible::visible;

/// Characters of GitHub's own words.
const WORDS: usize = 300;

/// An answer that is no success.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Refused {
    /// The status.
    pub(super) status: u16,
    /// `GET`, `POST` and so on.
    pub(super) method: String,
    /// The path below the API's address.
    pub(super) path: String,
    /// GitHub's words: `message`, and those of `errors`.
    pub(super) message: String,
    /// What GitHub knows the call by.
    pub(super) request: Option<String>,
}

/// Where the token comes from, and which repository is meant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    /// `owner/name`.
    pub(super) repository: &'a str,
    /// Whether it is the token of the job.
    pub(super) job_token: bool,
    /// What the job needs, as it is written in a workflow: `contents: write`.
    pub(super) needs: &'a [&'a str],
}

impl Refused {
    /// Whether the words contain these, in any case.
    pub(super) fn says(&self, words: &str) -> bool {
        self.message.to_lowercase().contains(&words.to_lowercase())
    }

    /// Whether it says that the commit, branch or pull request that was to be made is there.
    pub(super) fn exists_already(&self) -> bool {
        self.status == 422 && self.says("already exists")
    }

    /// Whether a rule of the repository keeps a branch as it is.
    pub(super) fn is_a_rule(&self) -> bool {
        matches!(self.status, 403 | 409 | 422) && (self.says("rule violations") || self.says("protected"))
    }

    /// The error of a run.
    pub(super) fn error(&self, context: Context<'_>) -> ForgeError {
        let repository = context.repository;
        let words = visible(&cut(&self.message, WORDS)).into_owned();
        let (text, everything) = match self.status {
            401 => (
                format!(
                    "GitHub does not take the token in GITHUB_TOKEN ({words}): it is wrong or has expired. The token of a job ends with the job; make a new one otherwise"
                ),
                true,
            ),
            _ if self.says("not permitted to create or approve pull requests") => (
                format!(
                    "the repository does not let GitHub Actions open pull requests ({words}). Allow it in Settings, Actions, General, Workflow permissions: \"Allow GitHub Actions to create and approve pull requests\"; where an organisation owns the repository, its own settings may have to allow it first. Or give the run the token of a GitHub App"
                ),
                true,
            ),
            _ if self.says("archived") => (
                format!(
                    "{repository} is archived, so nothing can be written to it ({words}); unarchive it first"
                ),
                true,
            ),
            _ if self.is_a_rule() => (
                format!(
                    "a rule of {repository} refuses a branch below amiforge/ ({words}). In Settings, Rules, Rulesets, let branches named amiforge/** be created, updated and deleted by the one whose token this is"
                ),
                true,
            ),
            403 if self.says("locked") => (
                format!(
                    "the conversation of the pull request is locked, so nobody may comment there ({words})"
                ),
                false,
            ),
            403 => (self.permission(&words, context), true),
            404 if self.path.matches('/').count() == 3 => (
                format!(
                    "GitHub knows no repository {repository}, or the token in GITHUB_TOKEN may not see it ({words}). Check the name (GITHUB_REPOSITORY, --repository) and that the token is for this repository"
                ),
                true,
            ),
            409 if self.says("empty") => (
                format!("{repository} has no commits on GitHub yet ({words}); push its branches first"),
                true,
            ),
            status => (
                format!(
                    "GitHub refused {} {} with status {status} ({words}){}",
                    self.method,
                    visible(&self.path),
                    self.request()
                ),
                false,
            ),
        };
        ForgeError::GitHub { text, everything }
    }

    fn permission(&self, words: &str, context: Context<'_>) -> String {
        let writes = self.method != "GET";
        // Behind `/repos/OWNER/NAME/`.
        let below = self.path.splitn(5, '/').nth(4).unwrap_or_default();
        let pulls = self.path == "/graphql" || ["pulls", "issues"].iter().any(|part| below.starts_with(part));
        let (what, line) = match (writes, pulls) {
            _ if below.contains("check-runs") => ("work on check runs", "checks: write"),
            _ if below.starts_with("actions/") => ("see workflow runs", "actions: read"),
            (true, true) => ("write pull requests", "pull-requests: write"),
            (true, false) => ("write branches", "contents: write"),
            (false, true) => ("read pull requests", "pull-requests: write"),
            (false, false) => ("read the repository", "contents: write"),
        };
        let repository = context.repository;
        let needs = context.needs.join(", ");
        let how = if context.job_token {
            format!(
                "It lacks `{line}`. Write below the job: `permissions: {{ {needs} }}`; a GitHub App needs the same in its settings, and its installation has to accept them. A run for the pull request of a fork or of Dependabot may only read, whatever is written there, unless the settings of the repository say otherwise"
            )
        } else if line == "checks: write" {
            "Check runs are for the token of a job or of a GitHub App; that of a person has none".to_owned()
        } else {
            format!(
                "It needs this access to the repository: `{needs}`; where an organisation asks for single sign-on, the token has to be authorised for it"
            )
        };
        format!(
            "the token in GITHUB_TOKEN may not {what} of {repository} ({words}). {how}{}",
            self.request()
        )
    }

    fn request(&self) -> String {
        self.request
            .as_ref()
            .map(|id| format!("; GitHub's id of the call is {}", visible(id)))
            .unwrap_or_default()
    }
}

/// The error when a call was given up. `until` is when it could be made again.
pub(super) fn given_up(method: &str, path: &str, until: &str, why: Why, last: &str) -> ForgeError {
    let call = format!("{method} {}", visible(path));
    let text = match why {
        Why::Primary => format!(
            "GitHub's limit of calls for this token is used up, and it counts anew at {until}, which is longer than this run waits. Run again after that; what was written stays, and the next run goes on from there"
        ),
        Why::Secondary => format!(
            "GitHub asks for fewer calls in a short time (secondary rate limit) and for a wait until {until} before {call}, which is longer than this run waits. Run again after that"
        ),
        Why::Server | Why::Dropped => format!(
            "GitHub could not be asked: {call} failed each time ({}). Run again later; what was written stays, and the next run goes on from there",
            visible(&cut(last, WORDS))
        ),
    };
    ForgeError::GitHub {
        text,
        everything: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(status: u16, method: &str, path: &str, message: &str, job_token: bool) -> (String, bool) {
        let refused = Refused {
            status,
            method: method.to_owned(),
            path: path.to_owned(),
            message: message.to_owned(),
            request: Some("AB12:CD".to_owned()),
        };
        let context = Context {
            repository: "o/r",
            job_token,
            needs: &["contents: write", "pull-requests: write"],
        };
        let error = refused.error(context);
        (error.to_string(), error.ends_the_run())
    }

    const NO: &str = "Resource not accessible by integration";
    const TREES: &str = "POST /repos/o/r/git/trees";
    const REFS: &str = "POST /repos/o/r/git/refs";
    const PULLS: &str = "POST /repos/o/r/pulls";

    /// The words of an error that ends the run.
    fn says(status: u16, call: &str, message: &str, words: &str) {
        let (method, path) = call.split_once(' ').expect("a call");
        let (text, ends) = error(status, method, path, message, true);
        assert!(text.contains(words) && ends, "{text}");
        assert!(!text.contains(['\n', '\u{1b}']), "{text}");
    }

    #[test]
    fn every_refusal_says_what_to_do() {
        let repository = "GET /repos/o/r";
        says(401, repository, "Bad credentials", "expired");
        says(404, repository, "Not Found", "knows no repository o/r");
        says(
            403,
            TREES,
            NO,
            "lacks `contents: write`. Write below the job: `permissions: { contents: write, pull-requests: write }`",
        );
        says(403, PULLS, NO, "lacks `pull-requests: write`");
        says(
            403,
            "GET /repos/o/r/pulls",
            NO,
            "may not read pull requests of o/r",
        );
        says(403, "POST /repos/o/r/check-runs", NO, "lacks `checks: write`");
        says(
            403,
            "GET /repos/o/r/commits/main/check-runs",
            NO,
            "lacks `checks: write`",
        );
        says(403, "GET /repos/o/r/actions/runs/7", NO, "lacks `actions: read`");
        says(403, "POST /graphql", NO, "lacks `pull-requests: write`");
        let setting = "GitHub Actions is not permitted to create or approve pull requests.";
        says(
            403,
            PULLS,
            setting,
            "Settings, Actions, General, Workflow permissions",
        );
        says(
            403,
            REFS,
            "Repository was archived so is read-only.",
            "unarchive it first",
        );
        let rule = "Repository rule violations found\n\nCannot create ref due to creations being restricted.";
        says(422, REFS, rule, "Rulesets");
        let base = "GET /repos/o/r/git/ref/heads/main";
        says(409, base, "Git Repository is empty.", "push its branches first");
    }

    #[test]
    fn what_is_not_known_is_shown_and_does_not_end_the_run() {
        let (text, ends) = error(404, "POST", "/repos/o/r/git/trees", "Not Found", true);
        assert!(
            text.contains("status 404 (Not Found); GitHub's id of the call is AB12:CD") && !ends,
            "{text}"
        );
        let (text, ends) = error(422, "POST", "/repos/o/r/git/trees", "\u{1b}[31mtree.path", false);
        assert!(text.contains("\\u{1b}[31m") && !ends, "{text}");
        let (text, ends) = error(403, "PATCH", "/repos/o/r/pulls/1", NO, false);
        assert!(
            text.contains("needs this access to the repository: `contents: write, pull-requests: write`")
                && ends,
            "{text}"
        );
    }

    #[test]
    fn what_is_given_up_says_when_to_come_again() {
        let at = "2026-11-26T10:00:00Z";
        for (why, words) in [
            (Why::Primary, "counts anew at 2026-11-26T10:00:00Z"),
            (Why::Secondary, "until 2026-11-26T10:00:00Z before GET /x"),
            (Why::Dropped, "GET /x failed each time (reset by peer)"),
        ] {
            let error = given_up("GET", "/x", at, why, "reset by peer");
            assert!(
                error.to_string().contains(words) && error.ends_the_run(),
                "{error}"
            );
        }
    }
}
