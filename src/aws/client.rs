//! The client of Image Builder, which asks to wait in a way of its own.

use aws_config::SdkConfig;
use aws_sdk_imagebuilder::Client;
use aws_sdk_imagebuilder::config::Builder;
use aws_sdk_imagebuilder::config::interceptors::InterceptorContext;
use aws_sdk_imagebuilder::config::retry::{ClassifyRetry, RetryAction};

/// A client for the region of a configuration.
pub(super) fn image_builder(config: &SdkConfig) -> Client {
    Client::from_conf(Builder::from(config).retry_classifier(TooMany).build())
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
