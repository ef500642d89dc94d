//! The job that a build is started in, as its environment tells of it: which run it is, and whether it may build at all.

use super::super::{Exit, actions};
use super::{trouble, usage};
use crate::aws::{Aws, JobRole, Login};
use crate::build::fork;
use crate::build::tags::Run;
use crate::build::versions;
use crate::cli::BuildLogin;
use crate::host::Env;

/// Refuses an event whose code may be a fork's, before anything is asked of AWS. Outside a job nothing is refused: there somebody stands
/// by what they run.
pub(super) fn may_build(env: &Env) -> Result<(), Exit> {
    if !env.is_job() {
        return Ok(());
    }
    let event = env.get("GITHUB_EVENT_NAME").unwrap_or_default();
    let repository = env.get("GITHUB_REPOSITORY").unwrap_or_default();
    let payload = actions::payload(env).ok().flatten();
    fork::check(event, payload.as_ref(), repository).map_err(|refused| usage(&refused))
}

/// The workflow run, or the pipeline; none outside a job.
pub(super) fn run(env: &Env) -> Option<Run> {
    if !env.is_job() {
        return pipeline(env);
    }
    let attempt = env.get("GITHUB_RUN_ATTEMPT").and_then(|text| text.parse().ok());
    Some(Run {
        repository: repository(env)?,
        id: env.get("GITHUB_RUN_ID")?.to_owned(),
        attempt: attempt.or(Some(1)),
        commit: env.get("GITHUB_SHA").map(str::to_owned),
    })
}

/// The pipeline of GitLab CI: a job that is retried has another id, and the same pipeline
/// (<https://docs.gitlab.com/ci/variables/predefined_variables/>).
fn pipeline(env: &Env) -> Option<Run> {
    if env.get("GITLAB_CI") != Some("true") {
        return None;
    }
    Some(Run {
        repository: without_scheme(env.get("CI_PROJECT_URL")?).to_owned(),
        id: env.get("CI_PIPELINE_ID")?.to_owned(),
        attempt: None,
        commit: env.get("CI_COMMIT_SHA").map(str::to_owned),
    })
}

/// The repository with its server before it, as tags name it.
pub(super) fn repository(env: &Env) -> Option<String> {
    let server = without_scheme(actions::server(env));
    let repository = env.get("GITHUB_REPOSITORY")?;
    Some(format!("{server}/{repository}"))
}

fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}

/// The repository and ref of the job, as versions have them in a tag.
pub(super) fn line(env: &Env) -> Option<String> {
    let run = run(env)?;
    Some(versions::line(&run.repository, env.get("GITHUB_REF")?))
}

/// Finds credentials.
pub(super) async fn connect(login: &BuildLogin, region: &str, env: &Env) -> Result<Aws, Exit> {
    let role = login.role.as_deref();
    let role = role.map(|arn| JobRole::of(arn, |name| env.get(name)));
    let login = Login {
        role: role.transpose().map_err(|error| usage(&error))?,
        region: Some(region.to_owned()),
    };
    Aws::connect(login).await.map_err(|error| trouble(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_known_in_a_job_alone() {
        let job = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_SERVER_URL", "https://ghe.example.com/"),
            ("GITHUB_REPOSITORY", "octocat/images"),
            ("GITHUB_RUN_ID", "42"),
            ("GITHUB_RUN_ATTEMPT", "3"),
            ("GITHUB_SHA", "0123abcd"),
        ];
        let found = run(&job.into_iter().collect()).expect("a run");
        assert_eq!(
            found,
            Run {
                repository: "ghe.example.com/octocat/images".to_owned(),
                id: "42".to_owned(),
                attempt: Some(3),
                commit: Some("0123abcd".to_owned()),
            }
        );
        assert_eq!(run(&job.into_iter().skip(1).collect()), None);
        let first = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_REPOSITORY", "o/r"),
            ("GITHUB_RUN_ID", "42"),
        ];
        assert_eq!(run(&first.into_iter().collect()).expect("a run").attempt, Some(1));
        let env = [("GITHUB_REPOSITORY", "octocat/images")].into_iter().collect();
        assert_eq!(repository(&env).as_deref(), Some("github.com/octocat/images"));
    }

    #[test]
    fn a_pipeline_of_gitlab_is_a_run_whose_attempts_nobody_counts() {
        let job = [
            ("GITLAB_CI", "true"),
            ("CI_PROJECT_URL", "https://gitlab.example.com/git/octo-org/fleet"),
            ("CI_PIPELINE_ID", "4711"),
            ("CI_JOB_ID", "815"),
            ("CI_COMMIT_SHA", "0123abcd"),
        ];
        let found = run(&job.into_iter().collect()).expect("a run");
        assert_eq!(
            found,
            Run {
                repository: "gitlab.example.com/git/octo-org/fleet".to_owned(),
                id: "4711".to_owned(),
                attempt: None,
                commit: Some("0123abcd".to_owned()),
            }
        );
        assert_eq!(run(&job.into_iter().skip(1).collect()), None);
        // What starts a job of GitHub on a machine of GitLab's is that job.
        let both = job.into_iter().chain([("GITHUB_ACTIONS", "true")]);
        assert_eq!(run(&both.collect()), None);
    }
}
