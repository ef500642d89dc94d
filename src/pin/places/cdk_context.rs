//! AWS CDK: `cdk.context.json`, in which lookups are remembered.
//!
//! ```json
//! {
//!   "ssm:account=123456789012:parameterName=/golden/windows:region=eu-west-1": "ami-0a1b2c3d4e5f60718",
//!   "ami:account=123456789012:filters.name.0=golden-win-*:owners.0=self:region=eu-west-1": "ami-0a1b2c3d4e5f60718"
//! }
//! ```
//!
//! The keys tell account, region, and what the value follows; so a new value is what `cdk context --reset` and the next
//! `cdk synth` would write. Keys of other lookups hold no images.
//!
//! Near-misses: `availability-zones:…`, `vpc-provider:…`, a lookup within another value.

use crate::pin::{Companion, CompanionKind, Track};
use crate::release::ReleaseVersion;
use crate::source::Span;
use crate::syntax::{NodeId, Scalar, Syntax};

use super::{Details, Other, Place, View, fact};

/// The row.
pub(super) const PLACE: Place = Place {
    name: "cdk-context",
    about: "AWS CDK: remembered lookups in `cdk.context.json`",
    source: "https://docs.aws.amazon.com/cdk/v2/guide/context.html",
    is,
    id,
    others,
};

fn is(view: &View<'_>) -> bool {
    let name = view.path.rsplit('/').next().unwrap_or_default();
    matches!(view.document.syntax, Syntax::Json | Syntax::Yaml)
        && matches!(name, "cdk.context.json" | "cdk.json" | ".cdk.json")
}

fn id(view: &View<'_>, node: NodeId) -> Details {
    let document = view.document;
    let Some(key) = document.name(node) else {
        return Details::default();
    };
    // In `cdk.json` the lookups stand below `context`.
    let parent = document.parent(node);
    let known = parent == Some(view.root) || parent == document.child(view.root, "context");
    let mut details = lookup(key).filter(|_| known).unwrap_or_default();
    if let Some(scalar) = document.scalar(node) {
        details.companions.extend(release_version(view.text, scalar));
    }
    details
}

fn others(_: &View<'_>) -> Vec<Other> {
    Vec::new()
}

/// Reads a key: the provider, then `name=value` parts in alphabetical order. A `:` inside a value is written `$:`
/// (`colonQuote` in <https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/core/lib/context-provider.ts>).
fn lookup(key: &str) -> Option<Details> {
    const LONGEST: usize = 2_048;
    const MOST: usize = 64;
    if key.len() > LONGEST {
        return None;
    }
    let mut parts = Vec::new();
    let mut rest = key;
    while parts.len() < MOST {
        let end = rest
            .match_indices(':')
            .map(|(at, _)| at)
            .find(|at| !rest.get(..*at).is_some_and(|before| before.ends_with('$')));
        let Some(end) = end else {
            parts.push(rest.replace("$:", ":"));
            break;
        };
        parts.push(rest.get(..end)?.replace("$:", ":"));
        rest = rest.get(end + 1..)?;
    }
    let (provider, parts) = parts.split_first()?;
    let value = |name: &str| {
        parts
            .iter()
            .find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
    };
    let follows = match provider.as_str() {
        "ssm" => value("parameterName").map(|name| format!("ssm:{name}")),
        "ami" => search(parts),
        _ => return None,
    };
    Some(Details {
        region: fact::region(value("region"), "the lookup's key"),
        account: fact::account(value("account")),
        follows: follows.and_then(|text| Track::parse(&text).ok()),
        ..Details::default()
    })
}

/// One owner and one pattern make a track. Filters that tell nothing but what every usable image is, or what is proved of a
/// new image anyway, may stand besides; any other narrows the search in a way that a track cannot say.
fn search(parts: &[String]) -> Option<String> {
    const HARMLESS: [&str; 6] = [
        "filters.architecture.0",
        "filters.image-type.0",
        "filters.platform.0",
        "filters.root-device-type.0",
        "filters.state.0",
        "filters.virtualization-type.0",
    ];
    let mut owner = None;
    let mut pattern = None;
    for part in parts {
        match part.split_once('=')? {
            ("owners.0", value) => owner = Some(value),
            ("filters.name.0", value) => pattern = Some(value),
            (name, _) if HARMLESS.contains(&name) => {}
            (name, _) if name.starts_with("filters.") || name.starts_with("owners.") => return None,
            _ => {}
        }
    }
    Some(format!("ec2:{}/{}", owner?, pattern?))
}

/// The value may be a JSON document in a string, which names the EKS release version of the image as well.
fn release_version(text: &str, scalar: &Scalar) -> Option<Companion> {
    const KEY: &str = "release_version";
    const LONGEST: usize = 4_096;
    let written = text
        .get(scalar.inner.range())
        .filter(|text| text.len() <= LONGEST)?;
    let at = written.find(KEY)? + KEY.len();
    let skipped = |c: char| matches!(c, '\\' | '"' | ':' | ' ');
    let value = written.get(at..)?.trim_start_matches(skipped);
    let start = written.len() - value.len();
    let end = value.find(skipped)?;
    let from = scalar.inner.start as usize + start;
    ReleaseVersion::parse(value.get(..end)?).map(|_| Companion {
        span: Span::new(from, from + end),
        kind: CompanionKind::ReleaseVersion,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    fn remembered(key: &str, value: &str) -> Vec<String> {
        let text = format!("{{\n  \"{key}\": \"{value}\"\n}}\n");
        found(&PLACE, "app/cdk.context.json", &text)
    }

    #[test]
    fn keys_tell_what_values_follow() {
        let all = "ami-1a2b3c4d, in eu-west-1 (the lookup's key), account 123456789012";
        for (key, expected) in [
            (
                "ssm:account=123456789012:parameterName=/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-Base:region=eu-west-1",
                format!(
                    "{all}, follows ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-Base"
                ),
            ),
            (
                "ami:account=123456789012:filters.image-type.0=machine:filters.name.0=golden-win-*:filters.state.0=available:owners.0=self:region=eu-west-1",
                format!("{all}, follows ec2:self/golden-win-*"),
            ),
            (
                "ami:account=123456789012:filters.name.0=a-*:filters.platform.0=windows:owners.0=801119661308:region=eu-west-1",
                format!("{all}, follows ec2:801119661308/a-*"),
            ),
            // Two names, two owners, a tag: no track can say that.
            (
                "ami:account=123456789012:filters.name.0=a-*:filters.name.1=b-*:owners.0=self:region=eu-west-1",
                all.to_owned(),
            ),
            (
                "ami:account=123456789012:filters.name.0=a-*:owners.0=self:owners.1=amazon:region=eu-west-1",
                all.to_owned(),
            ),
            (
                "ami:account=123456789012:filters.name.0=a-*:filters.tag$:team.0=core:owners.0=self:region=eu-west-1",
                all.to_owned(),
            ),
            (
                "ami:account=123456789012:filters.name.0=a-*:region=eu-west-1",
                all.to_owned(),
            ),
            // A colon inside a value is quoted.
            (
                "ssm:account=123456789012:lookupRoleArn=arn$:aws$:iam$:$:123456789012$:role/x:parameterName=golden:region=eu-west-1",
                format!("{all}, follows ssm:golden"),
            ),
            (
                "ssm:parameterName=golden",
                "ami-1a2b3c4d, follows ssm:golden".to_owned(),
            ),
            ("ssm:region=nowhere:parameterName=a b", "ami-1a2b3c4d".to_owned()),
            ("my-ami", "ami-1a2b3c4d".to_owned()),
            ("", "ami-1a2b3c4d".to_owned()),
        ] {
            assert_eq!(remembered(key, "ami-1a2b3c4d"), [expected], "{key}");
        }
    }

    #[test]
    fn a_document_in_a_string_names_a_release_too() {
        let value = r#"{\"schema_version\":\"2\",\"image_id\":\"ami-1a2b3c4d\",\"release_version\":\"1.33.13-20260714\"}"#;
        assert_eq!(
            remembered("ssm:parameterName=/a/recommended:region=eu-west-1", value),
            [
                "ami-1a2b3c4d, in eu-west-1 (the lookup's key), follows ssm:/a/recommended, \
                 with release 1.33.13-20260714"
            ]
        );
        let value = r#"{\"image_id\":\"ami-1a2b3c4d\",\"release_version\":\"soon\"}"#;
        assert_eq!(remembered("x", value), ["ami-1a2b3c4d"]);
    }

    #[test]
    fn lookups_stand_in_two_files() {
        let text = r#"{"app": "ami-1a2b3c4e", "context": {"ssm:parameterName=a:region=eu-west-1": "ami-1a2b3c4d", "x": {"ssm:parameterName=b": "ami-1a2b3c4f"}}}"#;
        assert_eq!(
            found(&PLACE, "cdk.json", text),
            [
                "ami-1a2b3c4e",
                "ami-1a2b3c4d, in eu-west-1 (the lookup's key), follows ssm:a",
                "ami-1a2b3c4f"
            ]
        );
        assert!(found(&PLACE, "other.json", text).is_empty());
    }
}
