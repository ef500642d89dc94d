//! What an error of AWS means for a run: either that one call in that one region is not answered, or that nothing will be.
//!
//! Of the messages of AWS nothing is shown: some repeat the request with its session token.

use std::error::Error;

use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};

use crate::release::facts::Why;

/// Why a run that asks AWS ends.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// No credentials where the SDK looks for them, or none that could be fetched.
    #[error("there are no AWS credentials; {LOG_IN}. {ELSEWHERE}")]
    NoCredentials,
    /// Credentials that have had their time.
    #[error(
        "the AWS credentials have expired; fetch new ones: {LOG_IN}. A session of a role lasts an hour unless the step asks \
         for more (`role-duration-seconds`)"
    )]
    Expired,
    /// Credentials that STS does not know.
    #[error(
        "AWS does not take the credentials ({0}); {LOG_IN}. When they are of another partition, such as China, set \
         AWS_REGION to one of its regions"
    )]
    NotTaken(String),
    /// STS did not answer.
    #[error(
        "AWS cannot be reached: STS gave no answer to GetCallerIdentity ({0}); look at the network, AWS_REGION and \
         AWS_ENDPOINT_URL. {ELSEWHERE}"
    )]
    Unreachable(String),
    /// STS answered with something that is no identity.
    #[error("STS told no account; look at AWS_ENDPOINT_URL: what stands there is not AWS")]
    Nonsense,
    /// A task of the run came to an unexpected end.
    #[error("asking AWS ended in an unexpected way; run again, and report it if it happens again")]
    Lost,
}

/// The same for everybody who has none.
const LOG_IN: &str = "in a workflow, let a step with `aws-actions/configure-aws-credentials` and `permissions: id-token: \
                      write` come first (docs/aws.md); elsewhere log in with the AWS CLI or set AWS_PROFILE";

/// What a job without AWS does.
const ELSEWHERE: &str =
    "`bump` and `pins` also take what `amiforge releases` has written where AWS can be asked: --releases";

/// What becomes of a call that failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// It is not answered.
    Refused(Why),
    /// Nothing will be answered.
    Ends(Trouble),
}

const EXPIRED: [&str; 4] = [
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
    "TokenRefreshRequired",
];

const DENIED: [&str; 5] = [
    "AccessDenied",
    "AccessDeniedException",
    "ForbiddenException",
    "UnauthorizedException",
    "UnauthorizedOperation",
];

/// What a region says that the account has not opted into, to credentials that are good elsewhere:
/// <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html>.
const NOT_ENABLED: [&str; 4] = [
    "AuthFailure",
    "InvalidClientTokenId",
    "OptInRequired",
    "UnrecognizedClientException",
];

const THROTTLED: [&str; 10] = [
    "BandwidthLimitExceeded",
    "CallRateLimitExceededException",
    "EC2ThrottledException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
];

/// The code of an error, when it has the form of one.
pub(super) fn code<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Option<&str> {
    let code = error.as_service_error()?.code()?;
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '.';
    (code.len() <= 64 && code.chars().all(fits)).then_some(code)
}

/// What an error of a call in a region means.
pub(super) fn of_call<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Failure {
    match code(error) {
        Some(code) if EXPIRED.contains(&code) => Failure::Ends(Trouble::Expired),
        Some(code) if DENIED.contains(&code) => Failure::Refused(Why::Denied),
        Some(code) if NOT_ENABLED.contains(&code) => Failure::Refused(Why::NotEnabled),
        Some(code) if THROTTLED.contains(&code) => Failure::Refused(Why::Throttled),
        _ => Failure::Refused(Why::Unreachable),
    }
}

/// What it means that STS did not tell who we are.
pub(super) fn of_identity<E: ProvideErrorMetadata + Error + 'static, R>(error: &SdkError<E, R>) -> Trouble
where
    R: std::fmt::Debug,
{
    match (code(error), error) {
        (Some(code), _) if EXPIRED.contains(&code) => Trouble::Expired,
        (Some(code), _) if !THROTTLED.contains(&code) && !is_of_the_server(code) => {
            Trouble::NotTaken(code.to_owned())
        }
        (Some(code), _) => Trouble::Unreachable(code.to_owned()),
        (None, SdkError::TimeoutError(_)) => Trouble::Unreachable("it took too long".to_owned()),
        (None, SdkError::DispatchFailure(failure)) if failure.is_timeout() => {
            Trouble::Unreachable("it took too long".to_owned())
        }
        (None, SdkError::DispatchFailure(_)) => Trouble::Unreachable("no connection".to_owned()),
        (None, _) => Trouble::Unreachable("the answer is none of STS".to_owned()),
    }
}

fn is_of_the_server(code: &str) -> bool {
    ["InternalFailure", "InternalError", "ServiceUnavailable"].contains(&code)
}
