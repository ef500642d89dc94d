//! Texts of somebody else as they may be told: without secrets, on one line, of a bounded length.

use super::scrub::scrub;
use crate::markdown::cut;
use crate::release::image_builder::Parts;
use crate::visible::visible;

/// Characters of a message.
pub(super) const MESSAGE: usize = 600;

/// Characters of a name.
pub(super) const NAME: usize = 200;

/// Bytes of a message that are looked at: of a distribution there may be 384,000 characters.
const LOOKED_AT: usize = 64 << 10;

pub(super) mod bounded {
    //! The start or the end of a text, cut between characters.

    /// At most so many bytes of its end.
    pub(in super::super) fn tail(text: &str, most: usize) -> &str {
        let mut start = text.len().saturating_sub(most);
        while !text.is_char_boundary(start) {
            start += 1;
        }
        &text[start..]
    }

    /// At most so many bytes of its start.
    pub(in super::super) fn head(text: &str, most: usize) -> &str {
        let mut end = text.len().min(most);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        &text[..end]
    }
}

/// A text on one line, without secrets, of at most so many characters.
pub fn one_line(text: &str, most: usize) -> String {
    let hidden = scrub(bounded::head(text, LOOKED_AT));
    let words: Vec<&str> = hidden.split_whitespace().collect();
    cut(&visible(&words.join(" ")), most)
}

/// `name 1.2.3/4` of the ARN of a component, a workflow or an image.
pub fn name_and_version(arn: &str) -> String {
    let name = Parts::of(arn).and_then(|parts| {
        let path = parts.path;
        // `workflow/build/name/1.0.0/1` has its type before the name.
        let path = match parts.kind {
            "workflow" => path.split_once('/')?.1,
            _ => path,
        };
        let (name, version) = path.split_once('/')?;
        Some(format!("{name} {version}"))
    });
    name.unwrap_or_else(|| arn.to_owned())
}

/// The ARN of a component in a message: `Document arn:… failed!`.
pub(super) fn component_in(text: &str) -> Option<&str> {
    let text = bounded::head(text, LOOKED_AT);
    text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | ',' | '[' | ']'))
        .map(|word| word.trim_end_matches(['.', '!', ':']))
        .find(|word| word.starts_with("arn:") && word.contains(":component/") && Parts::of(word).is_some())
}

/// Whether a message says which component failed and nothing else: `Document arn:… failed!`, also behind
/// `Workflow Execution ID: 'wf-…' failed with reason:`.
pub(super) fn only_names_component(text: &str) -> bool {
    let reason = text
        .rsplit_once("failed with reason: ")
        .map_or(text, |(_, reason)| reason);
    let reason = reason
        .rsplit_once("failure message = '")
        .map_or(reason, |(_, reason)| reason);
    let reason = reason.trim_end_matches(['\'', '.', ' ']);
    reason.starts_with("Document ") && reason.ends_with("failed!") && reason.split_whitespace().count() == 3
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:imagebuilder:eu-west-1:111122223333:component/agent/1.2.3/4";

    #[test]
    fn names_of_arns() {
        assert_eq!(name_and_version(ARN), "agent 1.2.3/4");
        let workflow = "arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/1.0.2/1";
        assert_eq!(name_and_version(workflow), "build-image 1.0.2/1");
        for other in [
            "",
            "build-image",
            "arn:aws:s3:::b",
            "arn:aws:imagebuilder:x:y:component/a",
        ] {
            assert_eq!(name_and_version(other), other);
        }
    }

    #[test]
    fn the_component_of_a_message() {
        for text in [
            format!("Document {ARN} failed!"),
            format!("Workflow Execution ID: 'wf-1' failed with reason: Document {ARN} failed!"),
            format!(
                "SSM execution 'a' failed with status = 'Failed' in state = 'BUILDING' and failure message = 'Document {ARN} failed!'"
            ),
        ] {
            assert_eq!(component_in(&text), Some(ARN), "{text}");
            assert!(only_names_component(&text), "{text}");
        }
        for text in [
            "",
            "Document failed!",
            "arn:aws:imagebuilder:eu-west-1:111122223333:image/a/1.0.0/1 failed!",
        ] {
            assert_eq!(component_in(text), None);
        }
        assert!(!only_names_component("Document a failed! No space left"));
        assert!(!only_names_component("the step failed with reason: it was late"));
    }

    #[test]
    fn one_line_is_bounded() {
        assert_eq!(
            one_line(" a\n\tb  password=hunter2 \u{1b}[1m", 90),
            "a b password=*** \\u{1b}[1m"
        );
        assert_eq!(one_line(&"é".repeat(100_000), 3), "ééé…");
        assert_eq!(bounded::tail("aé", 1), "");
        assert_eq!(bounded::head("éa", 1), "");
        assert_eq!((bounded::tail("abc", 9), bounded::head("abc", 2)), ("abc", "ab"));
    }
}
