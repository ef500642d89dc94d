//! What the value of a parameter says.
//!
//! A public parameter holds an id, a name or a release version as it is, or a JSON document with all of them
//! (<https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-eks.html>); a parameter of
//! one's own mostly holds an id.

use serde::Deserialize;

use super::{ImageId, ReleaseVersion};

/// The longest value that is looked at: what the parameter store allows at most
/// (<https://docs.aws.amazon.com/general/latest/gr/ssm.html>).
pub const LONGEST: usize = 8 * 1024;

/// What a value says. At least one part is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The image.
    pub image: Option<ImageId>,
    /// The image's name.
    pub name: Option<String>,
    /// The release version of node groups of EKS.
    pub release_version: Option<String>,
}

/// The document. `schema_version` is a text for EKS and a number for ECS, so it is not looked at; a key of ours that stands
/// there twice makes the document unreadable.
#[derive(Deserialize)]
struct Document {
    image_id: Option<String>,
    image_name: Option<String>,
    release_version: Option<String>,
}

impl Reading {
    /// Reads a value. None when it is too long, or when it, or a part of the document, is not what it should be: half a
    /// document is not believed.
    pub fn of(value: &str) -> Option<Self> {
        let value = value.trim();
        if value.len() > LONGEST {
            return None;
        }
        if value.starts_with('{') {
            return Self::of_document(value);
        }
        if let Some(image) = ImageId::parse(value) {
            return Some(Self {
                image: Some(image),
                ..Self::default()
            });
        }
        if ReleaseVersion::parse(value).is_some() {
            return Some(Self {
                release_version: Some(value.to_owned()),
                ..Self::default()
            });
        }
        is_image_name(value).then(|| Self {
            name: Some(value.to_owned()),
            ..Self::default()
        })
    }

    fn of_document(value: &str) -> Option<Self> {
        let document: Document = serde_json::from_str(value).ok()?;
        let image = match document.image_id {
            Some(id) => Some(ImageId::parse(&id)?),
            None => None,
        };
        let name_fits = document.image_name.as_deref().is_none_or(is_image_name);
        let release_fits = document
            .release_version
            .as_deref()
            .is_none_or(|text| ReleaseVersion::parse(text).is_some());
        let reading = Self {
            image,
            name: document.image_name,
            release_version: document.release_version,
        };
        (name_fits && release_fits && reading != Self::default()).then_some(reading)
    }
}

/// Whether EC2 takes a text as an image's name: 3 to 128 letters, digits, spaces and some marks
/// (<https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateImage.html>). What begins like an id is a broken id.
fn is_image_name(text: &str) -> bool {
    (3..=128).contains(&text.len()) && text.chars().all(is_of_name) && !text.starts_with("ami-")
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "()[] ./-'@_".contains(c)
}

/// Whether a text can be a pattern for names of images: `*` stands for any text, `?` for one character.
pub fn is_name_pattern(text: &str) -> bool {
    (3..=128).contains(&text.len()) && text.chars().all(|c| is_of_name(c) || matches!(c, '*' | '?'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(value: &str) -> Option<(String, String, String)> {
        let Reading {
            image,
            name,
            release_version,
        } = Reading::of(value)?;
        let image = image.map(|id| id.as_str().to_owned());
        Some((
            image.unwrap_or_default(),
            name.unwrap_or_default(),
            release_version.unwrap_or_default(),
        ))
    }

    #[test]
    fn plain_values_and_documents() {
        let id = "ami-0a1b2c3d4e5f60718";
        for (value, expected) in [
            (id, [id, "", ""]),
            ("ami-0a1b2c3d\n", ["ami-0a1b2c3d", "", ""]),
            ("1.33.13-20260714", ["", "", "1.33.13-20260714"]),
            ("1.46.0-431fe75a", ["", "", "1.46.0-431fe75a"]),
            (
                "amazon-eks-node-1.32-v20251112",
                ["", "amazon-eks-node-1.32-v20251112", ""],
            ),
            (
                r#"{"schema_version":"2","image_id":"ami-0a1b2c3d4e5f60718","image_name":"amazon-eks-node-1.14-v20201007","release_version":"1.14.9-20201007"}"#,
                [id, "amazon-eks-node-1.14-v20201007", "1.14.9-20201007"],
            ),
            (
                r#" {"ecs_agent_version":"1.107.0","image_id":"ami-0a1b2c3d4e5f60718","os":"Amazon Linux 2","schema_version":1} "#,
                [id, "", ""],
            ),
            (
                r#"{"release_version":"1.36-2026.08.15","more":[{"image_id":"x"}]}"#,
                ["", "", "1.36-2026.08.15"],
            ),
        ] {
            let expected = expected.map(str::to_owned);
            assert_eq!(read(value), Some(expected.into()), "{value}");
        }
    }

    #[test]
    fn what_is_no_value() {
        let long = format!("{{\"image_id\":\"ami-0a1b2c3d\"{}}}", " ".repeat(LONGEST));
        let deep = format!("{{\"a\":{}", "[".repeat(LONGEST / 2));
        for value in [
            "",
            "{}",
            "{",
            "[]",
            "ami-0A1B2C3D4E5F60718",
            "ami-0a1b2c3d4e5f6071",
            "arn:aws:ec2:::image/x",
            "two\nlines",
            "{\"image_id\":\"ami-1\"}",
            "{\"image_id\":1}",
            "{\"image_id\":\"ami-0a1b2c3d\",\"image_id\":\"ami-0a1b2c3e\"}",
            "{\"image_id\":\"ami-0a1b2c3d\",\"image_name\":\"\\u202ex\"}",
            "{\"image_id\":\"ami-0a1b2c3d\",\"release_version\":\"newest\"}",
            "{\"image_id\":\"ami-0a1b2c3d\"} x",
            long.as_str(),
            deep.as_str(),
        ] {
            assert_eq!(read(value), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>(), inside in "\\PC{0,40}") {
            let _ = Reading::of(&text);
            let _ = Reading::of(&format!("{{{inside}}}"));
        }
    }
}
