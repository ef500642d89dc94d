//! The comments that Renovate's `aws-machine-image` needs above a pin, read so that nobody has to rewrite them to try amiforge:
//!
//! ```text
//! # amiFilter=[{"Name":"owner-id","Values":["123456789012"]},{"Name":"name","Values":["golden-*"]},{"region":"eu-west-1"}]
//! # currentImageName=golden-2026-07-14
//! ami = "ami-…"
//! ```
//!
//! Source: <https://docs.renovatebot.com/modules/datasource/aws-machine-image/>

use memchr::memmem;
use serde_json::Value as Json;

use crate::release::regions::is_region;
use crate::source::{Source, Span};

use super::Track;
use super::draft::{Draft, Said};
use super::hints::Says;
use super::pointer::Template;

const FILTER: &str = "amiFilter=";
const NAME: &str = "currentImageName=";

/// How far below its filter an id is looked for: the name and one more line may stand between.
const REACH: usize = 3;

/// Gives the pin below each filter what the filter asks for.
pub(super) fn bind(source: &Source, drafts: &mut [Draft]) {
    let text = source.text();
    let lines = source.lines();
    for at in memmem::find_iter(text.as_bytes(), FILTER.as_bytes()) {
        let line = lines.line_index(Span::new(at, at).start);
        let of_line = |draft: &Draft| lines.line_index(draft.pin.span.start);
        // Ids come first and are in the order of the text.
        let first = drafts.partition_point(|draft| draft.pin.value.id().is_some() && of_line(draft) <= line);
        let Some(found) = drafts.get(first).filter(|draft| draft.open).map(of_line) else {
            continue;
        };
        if found > line + REACH {
            continue;
        }
        let Some(says) = read(text.get(at + FILTER.len()..).unwrap_or_default()) else {
            continue;
        };
        let name = (line + 1..found).find_map(|between| {
            let start = lines.start(between)? as usize;
            let (before, name) = lines.text(text, between).split_once(NAME)?;
            let start = start + before.len() + NAME.len() + (name.len() - name.trim_start().len());
            let name = name.trim();
            (!name.is_empty()).then(|| Span::new(start, start + name.len()))
        });
        for draft in &mut drafts[first..] {
            if of_line(draft) != found || draft.pin.value.id().is_none() {
                break;
            }
            if draft.open {
                draft.hear(Said::comment(says.clone(), "Renovate's comment"));
                draft.pin.nearby.extend(name);
                draft.pin.nearby.sort_unstable();
                draft.pin.nearby.dedup();
            }
        }
    }
}

/// Reads a filter: one owner and one pattern for names, as far as that is all it asks for.
fn read(text: &str) -> Option<Says> {
    let line = text.lines().next().filter(|line| line.len() <= 4096)?;
    // What stands behind the list is not Renovate's.
    let filter = serde_json::Deserializer::from_str(line)
        .into_iter::<Json>()
        .next()?
        .ok()?;
    let (mut owner, mut name, mut place) = (None, None, None);
    for part in filter.as_array()? {
        if let Some(found) = part.get("region").and_then(Json::as_str) {
            place = Some(found).filter(|name| is_region(name));
        }
        let Some(key) = part.get("Name").and_then(Json::as_str) else {
            continue;
        };
        let values = part.get("Values").and_then(Json::as_array)?;
        let [value] = values.as_slice() else { continue };
        match key {
            "owner-id" | "owner-alias" => owner = value.as_str(),
            "name" => name = value.as_str(),
            _ => {}
        }
    }
    let track = format!("ec2:{}/{}", owner?, name?);
    Track::parse(&track).ok()?;
    Some(Says {
        follow: Template::parse(&track).ok(),
        region: place.and_then(|name| Template::parse(name).ok()),
        ..Says::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_an_owner_and_a_pattern() {
        let follow = |text: &str| {
            let says = read(text)?;
            let region = says
                .region
                .map_or(String::new(), |region| format!(" {}", region.text()));
            Some(format!("{}{region}", says.follow?.text()))
        };
        let both = r#"[{"Name":"owner-id","Values":["123456789012"]},{"Name":"name","Values":["golden-*"]}]"#;
        assert_eq!(follow(both).as_deref(), Some("ec2:123456789012/golden-*"));
        let more = r#"[{"Name":"name","Values":["golden-*"]},{"Name":"owner-alias","Values":["amazon"]},{"profile":"x","region":"eu-west-1"}] -->"#;
        assert_eq!(follow(more).as_deref(), Some("ec2:amazon/golden-* eu-west-1"));
        for none in [
            "",
            "[]",
            "[",
            "{}",
            "unknown",
            r#"[{"Name":"owner-id","Values":["123456789012"]}]"#,
            r#"[{"Name":"owner-id","Values":["123456789012"]},{"Name":"name","Values":["a-*","b-*"]}]"#,
            r#"[{"Name":"owner-id","Values":["golden"]},{"Name":"name","Values":["golden-*"]}]"#,
        ] {
            assert_eq!(follow(none), None, "{none}");
        }
    }
}
