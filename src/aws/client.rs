//! The client of Image Builder, which asks to wait in a way of its own.

use aws_config::SdkConfig;
use aws_sdk_imagebuilder::Client;
use aws_sdk_imagebuilder::config::Builder;
use aws_sdk_imagebuilder::config::interceptors::InterceptorContext;
use aws_sdk_imagebuilder::config::retry::{ClassifyRetry, RetryAction};

use super::oidc::RoleProvider;

/// A client for the region of a configuration. With a role, a session that AWS takes for expired is renewed at once.
pub(super) fn image_builder(config: &SdkConfig, role: Option<RoleProvider>) -> Client {
    let builder = Builder::from(config).retry_classifier(TooMany);
    let builder = match role {
        Some(role) => builder.retry_classifier(Renewed(role)),
        None => builder,
    };
    Client::from_conf(builder.build())
}

/// The status by which Image Builder asks to wait, with an error that is its own
/// (<https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_GetImage.html#API_GetImage_Errors>).
#[derive(Debug)]
struct TooMany;

impl ClassifyRetry for TooMany {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let status = context.response().map(|response| response.status().as_u16());
        if status == Some(429) {
            RetryAction::throttling_error()
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "too many requests"
    }
}

/// A session that ends earlier than STS has said, by AWS's clock or because somebody ended it.
#[derive(Debug)]
struct Renewed(RoleProvider);

impl ClassifyRetry for Renewed {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        const WORDS: [&str; 2] = ["ExpiredToken", "RequestExpired"];
        let Some(answer) = context.response() else {
            return RetryAction::NoActionIndicated;
        };
        let header = answer.headers().get("x-amzn-errortype").unwrap_or_default();
        let body = answer
            .body()
            .bytes()
            .map(String::from_utf8_lossy)
            .unwrap_or_default();
        let expired = answer.status().is_client_error()
            && WORDS
                .iter()
                .any(|word| header.contains(word) || body.contains(word));
        if expired {
            self.0.forget();
            RetryAction::transient_error()
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "a session that is renewed"
    }
}
