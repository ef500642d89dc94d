//! Whether the event of a job may start a build: not when the code that the job has may be a fork's.
//!
//! A build runs the repository's documents with a role in AWS, so whoever wrote them has what the role has. The payload of the
//! event says where the code is from: <https://docs.github.com/en/webhooks/webhook-events-and-payloads>. The payload is
//! somebody else's text as well; it can only make this check stricter.

use serde_json::Value;

/// Why nothing is built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "nothing is built or cancelled for the event {event}: {why}. Build on `push` or `workflow_dispatch`, or after the change was merged, where \
     people of this repository have looked at the code"
)]
pub struct Refused {
    event: String,
    why: String,
}

/// Events whose code is that of a pull request, whatever else the payload says.
const OF_PULL_REQUESTS: &str = "pull_request";

/// Looks at an event: its name and its payload, none when that could not be read. `repository` is the job's own, `octocat/images`.
pub fn check(event: &str, payload: Option<&Value>, repository: &str) -> Result<(), Refused> {
    let refused = |why: String| {
        Err(Refused {
            event: format!("`{}`", event.escape_debug()),
            why,
        })
    };
    if event.is_empty() || repository.is_empty() {
        return refused(
            "the job names no event or no repository, so nobody can tell whose code this is".to_owned(),
        );
    }
    let Some(payload) = payload.filter(|payload| payload.is_object()) else {
        return if names_other_code(event) {
            refused("its payload cannot be read, so nobody can tell whose code this is".to_owned())
        } else {
            Ok(())
        };
    };
    let own = |head: Option<&Value>| -> Result<(), String> {
        let name = head
            .and_then(|head| head.get("full_name"))
            .and_then(Value::as_str);
        match name {
            Some(name) if name.eq_ignore_ascii_case(repository) => Ok(()),
            Some(name) => Err(format!(
                "the code is from `{}`, not from this repository, and a build would run it with the role of this one",
                name.escape_debug()
            )),
            None => Err("the repository that the code is from is gone or not named".to_owned()),
        }
    };
    if event.starts_with(OF_PULL_REQUESTS) || payload.get("pull_request").is_some() {
        let head = payload.pointer("/pull_request/head/repo");
        return own(head).or_else(refused);
    }
    if event == "workflow_run" || payload.get("workflow_run").is_some() {
        let head = payload.pointer("/workflow_run/head_repository");
        return own(head).or_else(refused);
    }
    if payload.pointer("/issue/pull_request").is_some() {
        let why =
            "a comment on a pull request does not say whose code the job has, and anybody can write one";
        return refused(why.to_owned());
    }
    Ok(())
}

/// Whether the payload of an event is needed to know whose code it is about.
fn names_other_code(event: &str) -> bool {
    event.starts_with(OF_PULL_REQUESTS) || matches!(event, "workflow_run" | "issue_comment")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn code_of_this_repository_is_built_and_a_forks_is_not() {
        let pull = |name: &str| json!({"pull_request": {"head": {"repo": {"full_name": name}}}});
        let ours = "octocat/images";
        let fork = "mallory/images";
        let gone = json!({"pull_request": {"head": {"repo": null}}});
        let after = |name: &str| json!({"workflow_run": {"head_repository": {"full_name": name}}});
        for (event, payload, built) in [
            ("push", Some(json!({"ref": "refs/heads/main"})), true),
            ("push", None, true),
            ("schedule", None, true),
            ("workflow_dispatch", Some(json!({"inputs": {"a": "b"}})), true),
            ("merge_group", Some(json!({"merge_group": {}})), true),
            ("pull_request", Some(pull(ours)), true),
            ("pull_request", Some(pull("Octocat/Images")), true),
            ("pull_request", Some(pull(fork)), false),
            ("pull_request", Some(gone.clone()), false),
            ("pull_request", Some(json!({})), false),
            ("pull_request", Some(json!([])), false),
            ("pull_request", None, false),
            ("pull_request_target", Some(pull(ours)), true),
            ("pull_request_target", Some(pull(fork)), false),
            ("pull_request_target", Some(gone), false),
            ("pull_request_target", None, false),
            ("pull_request_review", Some(pull(fork)), false),
            ("pull_request_review", Some(pull(ours)), true),
            ("pull_request_review_comment", Some(pull(fork)), false),
            ("pull_request_something_new", Some(json!({})), false),
            ("workflow_run", Some(after(ours)), true),
            ("workflow_run", Some(after(fork)), false),
            (
                "workflow_run",
                Some(json!({"workflow_run": {"head_repository": null}})),
                false,
            ),
            ("workflow_run", Some(json!({})), false),
            ("workflow_run", None, false),
            ("issue_comment", Some(json!({"issue": {"number": 1}})), true),
            (
                "issue_comment",
                Some(json!({"issue": {"pull_request": {"url": "x"}}})),
                false,
            ),
            ("issue_comment", None, false),
            ("issues", Some(json!({"issue": {"pull_request": {}}})), false),
        ] {
            let found = check(event, payload.as_ref(), ours);
            assert_eq!(found.is_ok(), built, "{event}: {payload:?}: {found:?}");
        }
    }

    #[test]
    fn a_job_that_names_nothing_is_refused() {
        let payload = json!({"pull_request": {"head": {"repo": {"full_name": ""}}}});
        for (event, repository) in [("", "o/r"), ("push", ""), ("pull_request", "")] {
            assert!(
                check(event, Some(&payload), repository).is_err(),
                "{event} {repository}"
            );
            assert!(check(event, None, repository).is_err(), "{event} {repository}");
        }
    }

    #[test]
    fn a_refusal_says_what_to_do_and_shows_nothing_that_acts() {
        let payload = json!({"pull_request": {"head": {"repo": {"full_name": "m/\u{1b}[31m\n::error::x"}}}});
        let text = check("pull_request\n", Some(&payload), "o/r")
            .expect_err("refused")
            .to_string();
        assert!(
            text.contains("workflow_dispatch") && text.contains("this repository"),
            "{text}"
        );
        assert!(!text.contains('\n') && !text.contains('\u{1b}'), "{text}");
    }
}
