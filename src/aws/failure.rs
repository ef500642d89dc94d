//! What an error of AWS means for a run: either that one call in that one region is not answered, or that nothing will be;
//! and for a build, what somebody has to know to go on.
//!
//! Some messages of AWS repeat the request with its session token. Of those about facts nothing is shown, and of those about
//! a build nothing that looks like a secret.

use std::error::Error;

use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};

use super::oidc::RoleError;
use crate::build::explain::scrub::scrub;
use crate::build::port::{CallError, Kind};
use crate::release::facts::Why;
use crate::visible::visible;

/// Why a run that asks AWS ends.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// No credentials where the SDK looks for them, or none that could be fetched.
    #[error("there are no AWS credentials; {LOG_IN}")]
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
    /// The role of the job was not to be had.
    #[error("{0}")]
    Role(String),
    /// STS did not answer.
    #[error(
        "AWS cannot be reached: STS gave no answer to GetCallerIdentity ({0}); look at the network, AWS_REGION and \
         AWS_ENDPOINT_URL"
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

/// What does not exist, or not any more. Image Builder lists no error for it where one image is asked for.
pub(super) const NOT_THERE: [&str; 4] = [
    "ClientException",
    "InvalidParameterValueException",
    "InvalidRequestException",
    "ResourceNotFoundException",
];

/// A signature that AWS does not take: a clock that is wrong, or credentials that are.
const SIGNATURE: [&str; 4] = [
    "IncompleteSignature",
    "InvalidSignatureException",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
];

/// Codes that mean one thing, besides those of credentials and limits.
/// <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/CommonErrors.html>
const MEANINGS: [(&str, Kind); 10] = [
    ("IdempotentParameterMismatchException", Kind::OtherRequest),
    ("NoSuchBucket", Kind::NotFound),
    ("NoSuchKey", Kind::NotFound),
    ("ParameterNotFound", Kind::NotFound),
    ("ResourceAlreadyExistsException", Kind::Exists),
    ("ResourceDependencyException", Kind::Busy),
    ("ResourceInUseException", Kind::Busy),
    ("ResourceNotFoundException", Kind::NotFound),
    ("ServiceQuotaExceededException", Kind::Quota),
    ("ServiceUnavailableException", Kind::Unavailable),
];

/// Characters of a message of AWS, and of what a broken connection says.
const LONGEST: usize = 1_000;
const CAUSE: usize = 200;

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

/// What it means that there are no credentials.
pub(super) fn of_credentials(error: &(dyn Error + 'static)) -> Trouble {
    let role = chain(error).find_map(|cause| cause.downcast_ref::<RoleError>());
    role.map_or(Trouble::NoCredentials, |role| Trouble::Role(role.text.clone()))
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

/// What an error of a call of a build means. `action` is that of IAM, `about` an ARN or a name.
pub(super) fn of_build<E>(action: &'static str, about: &str, error: &SdkError<E>) -> CallError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let about = visible(about).into_owned();
    if let Some(role) = chain(error).find_map(|cause| cause.downcast_ref::<RoleError>()) {
        let kind = if role.passes {
            Kind::Unavailable
        } else {
            Kind::Credentials
        };
        return CallError {
            action,
            about,
            kind,
            code: None,
            message: role.text.clone(),
        };
    }
    let status = error.raw_response().map(|answer| answer.status().as_u16());
    let code = code(error);
    let said = error.as_service_error().and_then(ProvideErrorMetadata::message);
    CallError {
        action,
        about,
        kind: kind(code, status),
        code: code.map(str::to_owned),
        message: match said.filter(|said| !said.trim().is_empty()) {
            Some(said) => told(said, LONGEST),
            None => without_words(error, status),
        },
    }
}

fn kind(code: Option<&str>, status: Option<u16>) -> Kind {
    if let Some(code) = code {
        if EXPIRED.contains(&code) || NOT_ENABLED.contains(&code) || SIGNATURE.contains(&code) {
            return Kind::Credentials;
        }
        if DENIED.contains(&code) {
            return Kind::Denied;
        }
        if THROTTLED.contains(&code) {
            return Kind::Throttled;
        }
        if let Some((_, kind)) = MEANINGS.iter().find(|(known, _)| *known == code) {
            return *kind;
        }
    }
    match status {
        Some(402) => Kind::Quota,
        Some(403) => Kind::Denied,
        Some(404) => Kind::NotFound,
        Some(429) => Kind::Throttled,
        Some(400..=499) => Kind::Invalid,
        _ => Kind::Unavailable,
    }
}

/// What a call came to that AWS said nothing about.
fn without_words<E: Error + 'static>(error: &SdkError<E>, status: Option<u16>) -> String {
    let why = match error {
        SdkError::TimeoutError(_) => return "it took too long".to_owned(),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => return "it took too long".to_owned(),
        SdkError::DispatchFailure(_) => "no connection",
        SdkError::ConstructionFailure(_) => "the call could not be made",
        _ => {
            let status = status.map_or_else(String::new, |status| format!(" (status {status})"));
            return format!("the answer is none of AWS{status}");
        }
    };
    match chain(error).last() {
        Some(cause) => format!("{why}: {}", told(&cause.to_string(), CAUSE)),
        None => why.to_owned(),
    }
}

/// An error and what it came from.
fn chain<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
}

/// A text of somebody else: on one line, without secrets, cut.
pub(super) fn told(text: &str, most: usize) -> String {
    let text = visible(&scrub(text)).into_owned();
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

fn is_of_the_server(code: &str) -> bool {
    ["InternalFailure", "InternalError", "ServiceUnavailable"].contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_counts_before_a_status() {
        for (code, status, means) in [
            (Some("AccessDeniedException"), 403, Kind::Denied),
            (Some("ExpiredTokenException"), 403, Kind::Credentials),
            (Some("UnrecognizedClientException"), 403, Kind::Credentials),
            (Some("RequestTimeTooSkewed"), 403, Kind::Credentials),
            (Some("CallRateLimitExceededException"), 429, Kind::Throttled),
            (
                Some("IdempotentParameterMismatchException"),
                400,
                Kind::OtherRequest,
            ),
            (Some("ServiceQuotaExceededException"), 402, Kind::Quota),
            (Some("ResourceInUseException"), 400, Kind::Busy),
            (Some("ServiceException"), 500, Kind::Unavailable),
            (Some("Newcomer"), 400, Kind::Invalid),
            (Some("Newcomer"), 429, Kind::Throttled),
            (Some("Newcomer"), 503, Kind::Unavailable),
            (None, 404, Kind::NotFound),
            (None, 403, Kind::Denied),
            (None, 200, Kind::Unavailable),
        ] {
            assert_eq!(kind(code, Some(status)), means, "{code:?} {status}");
        }
        assert_eq!(kind(None, None), Kind::Unavailable);
    }

    #[test]
    fn a_message_is_one_line_without_tokens_and_is_cut() {
        let token = "IQoJb3JpZ2luX2Vj".repeat(8);
        let key = "ASIAIOSFODNN7EXAMPLE";
        assert_eq!(
            told(&format!("token {token}, key '{key}'\nof role/a-b.c"), LONGEST),
            "token ***, key '***'\\nof role/a-b.c"
        );
        assert_eq!(told(&"é ".repeat(2_000), 3), "é é…");
        let arn = "arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/golden";
        assert_eq!(told(arn, LONGEST), arn);
    }
}
