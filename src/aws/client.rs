//! The client of Image Builder, which asks to wait in a way of its own.

use aws_config::SdkConfig;
use aws_sdk_imagebuilder::Client;
use aws_sdk_imagebuilder::config::interceptors::{
    BeforeDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef, InterceptorContext,
};
use aws_sdk_imagebuilder::config::retry::{ClassifyRetry, RetryAction};
use aws_sdk_imagebuilder::config::{Builder, ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_imagebuilder::error::BoxError;

use super::oidc::RoleProvider;
use crate::build::port::Sent;

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

/// Counts the attempts of a call that the SDK makes. The last of them alone would not do: it can be refused when one before it was
/// not answered.
#[derive(Debug)]
pub(super) struct Count(pub(super) Sent);

impl Intercept for Count {
    fn name(&self) -> &'static str {
        "requests that went out"
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.out();
        Ok(())
    }

    fn read_after_transmit(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // By these headers the answer is AWS's own, and not that of something on the way to it.
        const OWN: [&str; 2] = ["x-amzn-requestid", "x-amzn-errortype"];
        let answer = context.response();
        let headers = answer.headers();
        if answer.status().is_client_error() && OWN.iter().any(|name| headers.contains_key(name)) {
            self.0.refused();
        }
        Ok(())
    }
}
