//! What AWS says about parameters and images, as facts; and builds of Image Builder. An adapter.
//!
//! Who asks comes from the standard chain of credentials and from the environment, as for any other tool of AWS
//! (<https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html>), or is a role that the job takes itself.
//! Nothing but `builds` writes to AWS.

mod answer;
pub mod builds;
mod client;
mod ec2;
mod failure;
mod image_builder;
mod oidc;
mod ssm;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::future;
use aws_sdk_sts::config::{
    Credentials, IdentityCache, ProvideCredentials, RuntimeComponents, SharedCredentialsProvider,
    SharedHttpClient,
};
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

use self::oidc::RoleProvider;
use crate::bump::ask::Asker;
use crate::release::regions::{is_account, is_region, partition_of};

pub use answer::{Progress, ask};
pub use builds::Builds;
pub use failure::Trouble;
pub use oidc::JobRole;

/// Attempts of one call, the first included. Between them the SDK waits with jitter, twice as long each time.
const ATTEMPTS: u32 = 5;

/// Where we ask who we are when the environment names no region.
const DEFAULT_REGION: &str = "us-east-1";

/// AWS, as one account and role sees it.
pub struct Aws {
    config: SdkConfig,
    role: Option<RoleProvider>,
    asker: Asker,
}

/// As whom AWS is asked, and where that is found out.
#[derive(Default)]
pub struct Login {
    /// A role that the job takes by its identity token. Without one the standard chain of credentials decides.
    pub role: Option<JobRole>,
    /// The region of what the run is about, for when the environment names none.
    pub region: Option<String>,
}

impl Aws {
    /// Finds credentials, and asks STS whose they are.
    pub async fn connect(login: Login) -> Result<Self, Trouble> {
        let config = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http_client())
            .retry_config(
                RetryConfig::standard()
                    .with_max_attempts(ATTEMPTS)
                    .with_initial_backoff(Duration::from_millis(500)),
            )
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(Duration::from_secs(5))
                    .operation_attempt_timeout(Duration::from_secs(20))
                    .operation_timeout(Duration::from_secs(90))
                    .build(),
            )
            .load()
            .await;
        let region = login
            .region
            .map_or(Region::from_static(DEFAULT_REGION), Region::new);
        let config = match config.region() {
            Some(_) => config,
            None => config.into_builder().region(region).build(),
        };
        let role = login.role.map(|role| RoleProvider::new(role, &config));
        let config = match &role {
            Some(role) => with_role(&config, role.clone()),
            None => config,
        };
        // Asked for once before, because a call that finds none does not say so plainly.
        let provider = config.credentials_provider().ok_or(Trouble::NoCredentials)?;
        let credentials = provider.provide_credentials().await;
        let credentials = credentials.map_err(|error| failure::of_credentials(&error))?;
        let config = match &role {
            Some(_) => config,
            None => with_first(&config, credentials, provider),
        };
        let answer = aws_sdk_sts::Client::new(&config)
            .get_caller_identity()
            .send()
            .await;
        let identity = answer.map_err(|error| failure::of_identity(&error))?;
        let asker = asker(identity.arn(), identity.account()).ok_or(Trouble::Nonsense)?;
        Ok(Self { config, role, asker })
    }

    /// Whose credentials they are.
    pub fn asker(&self) -> &Asker {
        &self.asker
    }

    /// Whether a region can be asked with these credentials.
    fn reaches(&self, region: &str) -> bool {
        is_region(region) && partition_of(region) == self.asker.partition
    }

    fn region(&self, region: &str) -> SdkConfig {
        self.config
            .to_builder()
            .region(Region::new(region.to_owned()))
            .build()
    }
}

/// The configuration with the credentials of a role. The provider itself keeps them and knows when they are to be renewed.
fn with_role(config: &SdkConfig, role: RoleProvider) -> SdkConfig {
    config
        .to_builder()
        .credentials_provider(SharedCredentialsProvider::new(role))
        .identity_cache(IdentityCache::no_cache())
        .build()
}

/// The configuration with credentials that are there already. The cache of the SDK takes them first, and goes on to where they came
/// from when they end: a role is not taken twice at the begin of every run.
fn with_first(config: &SdkConfig, credentials: Credentials, then: SharedCredentialsProvider) -> SdkConfig {
    let first = First {
        credentials: Mutex::new(Some(credentials)),
        then,
    };
    let provider = SharedCredentialsProvider::new(first);
    config.to_builder().credentials_provider(provider).build()
}

/// Credentials that are given once, and where there are more.
struct First {
    credentials: Mutex<Option<Credentials>>,
    then: SharedCredentialsProvider,
}

impl std::fmt::Debug for First {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("First")
            .field("then", &self.then)
            .finish_non_exhaustive()
    }
}

impl ProvideCredentials for First {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let first = self
            .credentials
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        match first {
            Some(first) => future::ProvideCredentials::ready(Ok(first)),
            None => self.then.provide_credentials(),
        }
    }
}

/// The SDK's own client, but with the proxies that the environment names (`https_proxy`, `no_proxy`), which it leaves out.
fn http_client() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().build_with_connector_fn(|settings, components| {
        let mut connector = Connector::builder();
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        connector
            .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
            .proxy_config(ProxyConfig::from_env())
            .build()
    })
}

/// The partition stands in the ARN alone: `arn:aws-cn:sts::123456789012:assumed-role/…`.
fn asker(arn: Option<&str>, account: Option<&str>) -> Option<Asker> {
    let partition = arn?.strip_prefix("arn:")?.split(':').next()?;
    let account = account.filter(|text| is_account(text))?;
    let word = |c: char| c.is_ascii_lowercase() || c == '-';
    let fits = partition.starts_with("aws") && partition.len() <= 16 && partition.chars().all(word);
    fits.then(|| Asker {
        partition: partition.to_owned(),
        account: account.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arn_tells_the_partition() {
        let partition = |arn| asker(Some(arn), Some("111122223333")).map(|asker| asker.partition);
        assert_eq!(
            partition("arn:aws-cn:sts::111122223333:assumed-role/a/b").as_deref(),
            Some("aws-cn")
        );
        assert_eq!(
            partition("arn:aws:iam::111122223333:user/a").as_deref(),
            Some("aws")
        );
        for odd in ["", "arn:", "arn:AWS:x", "arn:aws x:y", "arn:gcp:x", "nonsense"] {
            assert_eq!(partition(odd), None, "{odd}");
        }
        assert_eq!(asker(Some("arn:aws:sts::1:x"), Some("1")), None);
        assert_eq!(asker(Some("arn:aws:sts::1:x"), None), None);
    }
}
