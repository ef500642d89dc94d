//! What to do about a call that AWS refused.

use super::port::{CallError, Kind};

/// What helps; none where what AWS said is all there is to say.
pub(super) fn of(error: &CallError) -> Option<String> {
    match error.kind {
        Kind::Denied => Some(denied(error)),
        Kind::Credentials => Some(
            "the credentials have had their time, or AWS does not take them in this region: fetch new ones before the step, with \
             a longer `role-duration-seconds`, or let amiforge fetch and renew them: `--role ARN` in a job with \
             `permissions: id-token: write` (docs/aws.md)"
                .to_owned(),
        ),
        Kind::Throttled => Some("AWS asked to wait, also after several attempts: run again later".to_owned()),
        Kind::Quota => Some(
            "delete what is not needed, or ask for more in Service Quotas \
             (https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html)"
                .to_owned(),
        ),
        Kind::NotFound => {
            Some("look at the name, the region and the account, and at which account the credentials are of".to_owned())
        }
        Kind::OtherRequest => Some(
            "this workflow run has asked for a build like it with other tags or settings, and the image of that request is not \
             found: start a new run instead of running this one again"
                .to_owned(),
        ),
        _ => None,
    }
}

/// The statement that a policy lacks, as it can be pasted.
fn denied(error: &CallError) -> String {
    // A statement that allows never outweighs one that denies:
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
    if error.message.contains("explicit deny") {
        return "a policy denies it by name, and no statement that allows it helps: change the one that denies".to_owned();
    }
    let (action, resource) = named(&error.message).unwrap_or((error.action, None));
    let own = || (action == error.action).then(|| resource_of(error)).flatten();
    let resource = resource.map(str::to_owned).or_else(own);
    let resource = resource.unwrap_or_else(|| "*".to_owned());
    format!(
        r#"add this statement to a policy of the role: {{"Effect":"Allow","Action":"{action}","Resource":"{resource}"}} (docs/aws.md)"#
    )
}

/// The action and the resource that AWS says the role lacks. They can be others than those of the call, such as
/// `iam:PassRole`: <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>.
fn named(message: &str) -> Option<(&str, Option<&str>)> {
    let (_, rest) = message.split_once("not authorized to perform: ")?;
    let action = word(rest);
    let (service, name) = action.split_once(':')?;
    let letters =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !letters(service) || !letters(name) {
        return None;
    }
    let resource = rest.split_once("on resource: ").map(|(_, rest)| word(rest));
    Some((action, resource.filter(|resource| fits(resource))))
}

/// The first word of a text, without what ends a sentence.
fn word(text: &str) -> &str {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ',', ';'])
}

/// Whether a text can stand in a statement as it is.
fn fits(resource: &str) -> bool {
    let harmless = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '`' | '<' | '>');
    resource.starts_with("arn:") && resource.chars().all(harmless)
}

/// The resource of the call, as IAM names it. An image is allowed, or not, by the ARN that it will have:
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html>.
fn resource_of(error: &CallError) -> Option<String> {
    let arn = fits(&error.about).then_some(error.about.as_str())?;
    if error.action != "imagebuilder:CreateImage" {
        return Some(arn.to_owned());
    }
    let image = arn.replacen(":image-recipe/", ":image/", 1);
    Some(image.replacen(":container-recipe/", ":image/", 1) + "/*")
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMAGE: &str = "arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.2.3/4";

    fn error(action: &'static str, about: &str, kind: Kind, message: &str) -> CallError {
        CallError {
            action,
            about: about.to_owned(),
            kind,
            code: Some("AccessDeniedException".to_owned()),
            message: message.to_owned(),
        }
    }

    fn statement(action: &'static str, about: &str, message: &str) -> String {
        let text = error(action, about, Kind::Denied, message).to_string();
        let start = text.find('{').unwrap_or(text.len());
        let end = text.rfind('}').map_or(text.len(), |at| at + 1);
        text[start..end].to_owned()
    }

    #[test]
    fn the_statement_names_what_aws_says_and_else_what_was_called() {
        for (action, about, message, statement_is) in [
            (
                "imagebuilder:GetImage",
                IMAGE,
                "",
                format!(r#"{{"Effect":"Allow","Action":"imagebuilder:GetImage","Resource":"{IMAGE}"}}"#),
            ),
            (
                "imagebuilder:CreateImage",
                "arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/golden/1.2.3",
                "User is not allowed",
                r#"{"Effect":"Allow","Action":"imagebuilder:CreateImage","Resource":"arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.2.3/*"}"#
                    .to_owned(),
            ),
            (
                "imagebuilder:CreateImage",
                IMAGE,
                "User: arn:aws:sts::111122223333:assumed-role/ci/a is not authorized to perform: iam:PassRole on resource: \
                 arn:aws:iam::111122223333:role/builder because no identity-based policy allows the iam:PassRole action",
                r#"{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111122223333:role/builder"}"#
                    .to_owned(),
            ),
            (
                "imagebuilder:GetImage",
                IMAGE,
                "is not authorized to perform: iam:PassRole.",
                r#"{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}"#.to_owned(),
            ),
            (
                "imagebuilder:ListWorkflowStepExecutions",
                "wf-1",
                "is not authorized to perform: x\",\"Effect:Deny on resource: arn:\"}",
                r#"{"Effect":"Allow","Action":"imagebuilder:ListWorkflowStepExecutions","Resource":"*"}"#
                    .to_owned(),
            ),
        ] {
            assert_eq!(statement(action, about, message), statement_is, "{message}");
        }
    }

    #[test]
    fn a_denial_by_name_needs_another_change() {
        let message = "is not authorized to perform: imagebuilder:GetImage with an explicit deny in a service control policy";
        let text = error("imagebuilder:GetImage", IMAGE, Kind::Denied, message).to_string();
        assert!(text.ends_with("change the one that denies"), "{text}");
    }

    #[test]
    fn credentials_say_how_they_are_renewed_and_a_wrong_request_says_nothing_more() {
        let text = |kind| error("imagebuilder:GetImage", IMAGE, kind, "no").to_string();
        assert!(text(Kind::Credentials).contains("--role ARN"));
        assert_eq!(
            text(Kind::Invalid),
            format!("imagebuilder:GetImage of {IMAGE} failed (AccessDeniedException): no")
        );
    }
}
