//! The role of a job of GitHub Actions: its identity token, and for that the credentials of STS, renewed before they end.
//!
//! A build can outlast a session of a role. Steps before this one can fetch credentials once; this provider fetches them again.
//! <https://docs.github.com/en/actions/reference/security/oidc>,
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html>.

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_config::SdkConfig;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, future};
use aws_sdk_sts::config::{Credentials, ProvideCredentials};
use aws_sdk_sts::error::SdkError;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use serde::Deserialize;

use super::failure::{code, told};
use crate::release::regions::is_account;

/// How long before their end credentials are renewed, and until when they are still used when that fails.
const EARLY: Duration = Duration::from_mins(5);
const LATEST: Duration = Duration::from_secs(30);

/// Attempts to get the token of the job, the wait after the first, and how long one may take.
const ATTEMPTS: u32 = 4;
const FIRST_WAIT: Duration = Duration::from_millis(500);
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(10);

/// Bytes of an answer with a token, and characters of what is shown of an error.
const LARGEST: u64 = 64 * 1024;
const SHOWN: usize = 300;

/// A role that a job of GitHub Actions takes.
pub struct JobRole {
    arn: String,
    session: String,
    url: String,
    token: String,
}

/// Why there are no credentials of the role.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{text}")]
pub(super) struct RoleError {
    /// What failed, why, and what to do.
    pub(super) text: String,
    /// Whether it may do better in a while.
    pub(super) passes: bool,
}

impl JobRole {
    /// The role with an ARN, for the job that the environment tells of. `variable` is the environment.
    pub fn of<'e>(arn: &str, variable: impl Fn(&str) -> Option<&'e str>) -> Result<Self, String> {
        if !is_role(arn) {
            return Err(format!(
                "`{}` is not the ARN of a role, such as arn:aws:iam::111122223333:role/build",
                told(arn, SHOWN)
            ));
        }
        let (Some(url), Some(token)) = (
            variable("ACTIONS_ID_TOKEN_REQUEST_URL"),
            variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN"),
        ) else {
            return Err(
                "a role is named, and this job may not ask for its identity token: write `permissions: id-token: write` into \
                 the job. A pull request from a fork never gets one, and outside GitHub Actions there is none: leave the role \
                 out there"
                    .to_owned(),
            );
        };
        let number = |name| variable(name).filter(|text| text.chars().all(|c| c.is_ascii_digit()));
        let session = match (number("GITHUB_RUN_ID"), number("GITHUB_RUN_ATTEMPT")) {
            (Some(run), Some(attempt)) => format!("amiforge-{run}-{attempt}"),
            (Some(run), None) => format!("amiforge-{run}"),
            _ => "amiforge".to_owned(),
        };
        Ok(Self {
            arn: arn.to_owned(),
            // Longest name of a session that STS takes.
            session: session.chars().take(64).collect(),
            url: url.to_owned(),
            token: token.to_owned(),
        })
    }

    /// Whom the token is for: STS, which has a name of its own in China
    /// (<https://github.com/aws-actions/configure-aws-credentials#oidc-audience>).
    fn audience(&self) -> &'static str {
        if self.arn.starts_with("arn:aws-cn:") {
            "sts.amazonaws.com.cn"
        } else {
            "sts.amazonaws.com"
        }
    }
}

/// `arn:PARTITION:iam::ACCOUNT:role/…`.
fn is_role(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let [scheme, partition, service, region, account, role] = parts[..] else {
        return false;
    };
    let name = |c: char| c.is_ascii_alphanumeric() || "+=,.@_-/".contains(c);
    arn.len() <= 2_048
        && (scheme, service, region) == ("arn", "iam", "")
        && partition.starts_with("aws")
        && is_account(account)
        && role
            .strip_prefix("role/")
            .is_some_and(|path| !path.is_empty() && path.chars().all(name))
}

/// Gives the credentials of a role to the SDK, which asks before every call.
#[derive(Clone)]
pub(super) struct RoleProvider(Arc<Session>);

struct Session {
    role: JobRole,
    sts: aws_sdk_sts::Client,
    last: Mutex<Option<Credentials>>,
}

impl std::fmt::Debug for RoleProvider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RoleProvider")
            .field("role", &self.0.role.arn)
            .finish_non_exhaustive()
    }
}

impl ProvideCredentials for RoleProvider {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.0.provide())
    }
}

impl RoleProvider {
    pub(super) fn new(role: JobRole, config: &SdkConfig) -> Self {
        Self(Arc::new(Session {
            role,
            sts: aws_sdk_sts::Client::new(config),
            last: Mutex::new(None),
        }))
    }

    /// Makes the next call fetch new credentials.
    pub(super) fn forget(&self) {
        *self.0.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Session {
    async fn provide(&self) -> provider::Result {
        if let Some(last) = self.last_for(EARLY) {
            return Ok(last);
        }
        match self.fetch().await {
            Ok(credentials) => {
                *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(credentials.clone());
                Ok(credentials)
            }
            // A build does not end because the endpoint was away for a moment.
            Err(error) => self
                .last_for(LATEST)
                .ok_or_else(|| CredentialsError::provider_error(error)),
        }
    }

    /// The last credentials, when they are good for so long.
    fn last_for(&self, time: Duration) -> Option<Credentials> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let until = SystemTime::now() + time;
        last.clone()
            .filter(|last| last.expiry().is_some_and(|end| end > until))
    }

    async fn fetch(&self) -> Result<Credentials, RoleError> {
        let token = identity_token(&self.role).await?;
        let answer = self
            .sts
            .assume_role_with_web_identity()
            .role_arn(&self.role.arn)
            .role_session_name(&self.role.session)
            .web_identity_token(token)
            .send()
            .await;
        let answer = answer.map_err(|error| self.refused(&error))?;
        let found = answer.credentials.ok_or_else(|| RoleError {
            text: format!("STS gave no credentials for {}", self.role.arn),
            passes: true,
        })?;
        let end = SystemTime::try_from(found.expiration).map_err(|_| RoleError {
            text: format!("STS gave credentials for {} that end at no time", self.role.arn),
            passes: false,
        })?;
        Ok(Credentials::new(
            found.access_key_id,
            found.secret_access_key,
            Some(found.session_token),
            Some(end),
            "identity token of the job",
        ))
    }

    /// Nothing of what STS says is shown: it may repeat the token.
    fn refused(&self, error: &SdkError<AssumeRoleWithWebIdentityError>) -> RoleError {
        let arn = &self.role.arn;
        let code = code(error);
        let (why, passes) = match code {
            Some("AccessDenied") => (
                "its trust policy does not take this job: compare the repository, branch and environment there with those of \
                 the run, also in the form with numbers (docs/aws.md, Trust)",
                false,
            ),
            Some("InvalidIdentityToken") => (
                "STS does not know who signs the tokens of GitHub, or for whom: make the identity provider in the account of \
                 the role, with the audience of STS (docs/aws.md, Trust)",
                false,
            ),
            Some("ExpiredTokenException") => (
                "STS takes the token of the job for expired: look at the clock",
                false,
            ),
            Some("ValidationError") => (
                "STS takes the request for wrong: look at the ARN of the role",
                false,
            ),
            Some("RegionDisabledException") => (
                "STS is not enabled in this region: set AWS_REGION to one where it is",
                false,
            ),
            _ => ("STS gave no usable answer", true),
        };
        let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
        RoleError {
            text: format!("sts:AssumeRoleWithWebIdentity of {arn} failed{code}: {why}"),
            passes,
        }
    }
}

/// The answer of the endpoint.
#[derive(Deserialize)]
struct Answer {
    value: String,
}

/// Asks GitHub for the identity token of the job.
async fn identity_token(role: &JobRole) -> Result<String, RoleError> {
    let client = reqwest::Client::builder()
        .connect_timeout(CONNECT)
        .timeout(ANSWER)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| unreachable(&error))?;
    let sign = if role.url.contains('?') { '&' } else { '?' };
    let url = format!("{}{sign}audience={}", role.url, role.audience());
    let mut wait = FIRST_WAIT;
    let mut attempt = 1;
    loop {
        match ask(&client, &url, &role.token).await {
            Err(error) if error.passes && attempt < ATTEMPTS => {
                tokio::time::sleep(wait).await;
                wait *= 2;
                attempt += 1;
            }
            ended => return ended,
        }
    }
}

async fn ask(client: &reqwest::Client, url: &str, token: &str) -> Result<String, RoleError> {
    let request = client
        .get(url)
        .bearer_auth(token)
        .header("accept", "application/json");
    let mut answer = request.send().await.map_err(|error| unreachable(&error))?;
    let status = answer.status();
    if !status.is_success() {
        let passes = status.is_server_error() || matches!(status.as_u16(), 408 | 429);
        let why = match status.as_u16() {
            401 | 403 => {
                ". The job has ended, or it may not ask: write `permissions: id-token: write` into the job"
            }
            _ => "",
        };
        return Err(RoleError {
            text: format!(
                "GitHub gave no identity token for this job (status {}){why}",
                status.as_u16()
            ),
            passes,
        });
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| unreachable(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() as u64 > LARGEST {
            break;
        }
    }
    let of_a_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=');
    match serde_json::from_slice::<Answer>(&body) {
        Ok(answer) if !answer.value.is_empty() && answer.value.chars().all(of_a_token) => Ok(answer.value),
        _ => Err(RoleError {
            text: "GitHub answered with no identity token for this job; look at ACTIONS_ID_TOKEN_REQUEST_URL"
                .to_owned(),
            passes: true,
        }),
    }
}

/// The address is left out: it is the runner's, and its query is nobody's business.
fn unreachable(error: &reqwest::Error) -> RoleError {
    let mut last: &dyn Error = error;
    while let Some(source) = last.source() {
        last = source;
    }
    let why = if error.is_timeout() {
        "it took too long".to_owned()
    } else if last.is::<reqwest::Error>() {
        "no connection".to_owned()
    } else {
        told(&last.to_string(), SHOWN)
    };
    RoleError {
        text: format!("the identity token of this job cannot be fetched from GitHub: {why}"),
        passes: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "arn:aws:iam::111122223333:role/ci/build";

    fn of(arn: &str, environment: &[(&'static str, &'static str)]) -> Result<JobRole, String> {
        JobRole::of(arn, |name| {
            let found = environment.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| *value)
        })
    }

    const JOB: [(&str, &str); 4] = [
        (
            "ACTIONS_ID_TOKEN_REQUEST_URL",
            "https://example.com/token?api-version=2.0",
        ),
        ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "secret"),
        ("GITHUB_RUN_ID", "123"),
        ("GITHUB_RUN_ATTEMPT", "2"),
    ];

    #[test]
    fn a_session_has_the_name_of_its_run() {
        let session = |environment| of(ROLE, environment).map(|role| role.session);
        assert_eq!(session(&JOB).as_deref(), Ok("amiforge-123-2"));
        assert_eq!(session(&JOB[..3]).as_deref(), Ok("amiforge-123"));
        assert_eq!(session(&JOB[..2]).as_deref(), Ok("amiforge"));
    }

    #[test]
    fn a_job_without_the_right_says_which_one_it_lacks() {
        let error = of(ROLE, &JOB[1..]).err().unwrap_or_default();
        assert!(error.contains("`permissions: id-token: write`"), "{error}");
    }

    #[test]
    fn only_a_role_is_one() {
        for odd in [
            "",
            "build",
            "arn:aws:iam::111122223333:user/build",
            "arn:aws:iam::1111:role/build",
            "arn:aws:iam::111122223333:role/",
            "arn:aws:iam::111122223333:role/a b",
            "arn:gcp:iam::111122223333:role/a",
            "arn:aws:sts::111122223333:assumed-role/a/b",
        ] {
            assert!(of(odd, &JOB).is_err(), "{odd}");
        }
    }

    #[test]
    fn china_has_an_audience_of_its_own() {
        let audience = |arn| of(arn, &JOB).map(|role| role.audience());
        assert_eq!(audience(ROLE), Ok("sts.amazonaws.com"));
        assert_eq!(
            audience("arn:aws-cn:iam::111122223333:role/build"),
            Ok("sts.amazonaws.com.cn")
        );
    }
}
