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
use crate::release::{families, wildcard};
use crate::source::{Edit, Source, Span};

use super::draft::{Draft, Said};
use super::hints::Says;
use super::pointer::Template;
use super::{Pin, Role, Scanned, Track};

const FILTER: &str = "amiFilter=";
const NAME: &str = "currentImageName=";

/// What people write before a filter so that readers know whom it is for.
const PREFIX: &str = "renovate:";

/// Filters that leave nothing out which a proof does not look at: an image that cannot be launched, or is of another platform or
/// architecture than the one that is pinned, is never taken. Any other filter, such as a tag, chooses among images of one name.
const PROVEN: [&str; 8] = [
    "architecture",
    "hypervisor",
    "image-type",
    "platform",
    "platform-details",
    "root-device-type",
    "state",
    "virtualization-type",
];

/// How far below its filter an id is looked for: the name and one more line may stand between.
const REACH: usize = 3;

/// A filter in a text.
struct Filter {
    /// All of it, with the word before it that says whom it is for.
    span: Span,
    line: usize,
    asked: Asked,
}

/// What a filter asks for.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    owner: String,
    pattern: String,
    region: Option<String>,
    /// Bytes of the filter.
    length: usize,
}

impl Asked {
    fn follow(&self) -> String {
        format!("ec2:{}/{}", self.owner, self.pattern)
    }
}

/// The filters of a text that can be read.
fn filters(source: &Source) -> impl Iterator<Item = Filter> {
    let (text, lines) = (source.text(), source.lines());
    memmem::find_iter(text.as_bytes(), FILTER.as_bytes()).filter_map(move |at| {
        let asked = read(text.get(at + FILTER.len()..)?)?;
        let end = at + FILTER.len() + asked.length;
        let line = lines.line_index(Span::new(at, at).start);
        let before = text.get(lines.start(line)? as usize..at)?;
        let start = before
            .trim_end()
            .strip_suffix(PREFIX)
            .map_or(at, |kept| at - (before.len() - kept.len()));
        Some(Filter {
            span: Span::new(start, end),
            line,
            asked,
        })
    })
}

/// Gives the pin below each filter what the filter asks for.
pub(super) fn bind(source: &Source, drafts: &mut [Draft]) {
    let text = source.text();
    let lines = source.lines();
    for Filter { line, asked, .. } in filters(source) {
        let of_line = |draft: &Draft| lines.line_index(draft.pin.span.start);
        // Ids come first and are in the order of the text.
        let first = drafts.partition_point(|draft| draft.pin.value.id().is_some() && of_line(draft) <= line);
        let Some(found) = drafts.get(first).filter(|draft| draft.open).map(of_line) else {
            continue;
        };
        if found > line + REACH {
            continue;
        }
        let says = Says {
            follow: Template::parse(&asked.follow()).ok(),
            region: asked.region.and_then(|name| Template::parse(&name).ok()),
            ..Says::default()
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

/// Filters as comments of amiforge: the parameter where the name of the current image tells it, else the same search.
pub(super) fn as_comments(file: &Scanned) -> Vec<Edit> {
    let (source, lines) = (&file.source, file.source.lines());
    let edit = |filter: Filter| {
        let below = |pin: &&Pin| {
            let line = lines.line_index(pin.span.start);
            pin.role == Role::Pinned
                && pin.value.id().is_some()
                && (filter.line + 1..=filter.line + REACH).contains(&line)
        };
        let pin = file.pins.iter().find(below)?;
        // Somebody has said something else about it.
        if pin.follows != Track::parse(&filter.asked.follow()).ok() {
            return None;
        }
        let line = lines.text(source.text(), filter.line);
        let start = filter.span.start.checked_sub(lines.start(filter.line)?)? as usize;
        let (before, behind) = (line.get(..start)?, line.get(start + filter.span.len()..)?);
        // Within a comment of several lines nobody reads ours, and behind a comment of one line nothing else may stand.
        if !["#", "//"].iter().any(|mark| before.trim_end().ends_with(mark)) || !behind.trim().is_empty() {
            return None;
        }
        let follow = parameter(file, pin, &filter.asked).unwrap_or_else(|| filter.asked.follow());
        let region = filter.asked.region.map(|name| format!(" region={name}"));
        Some(Edit {
            span: filter.span,
            text: format!("amiforge: follow={follow}{}", region.unwrap_or_default()),
        })
    };
    filters(source).filter_map(edit).collect()
}

/// The public parameter that names the same images as a filter, by the name of the current image.
fn parameter(file: &Scanned, pin: &Pin, asked: &Asked) -> Option<String> {
    let names = pin.nearby.iter().map(|span| file.source.slice(*span).trim());
    let name = names
        .into_iter()
        .find(|name| wildcard::fits(&asked.pattern, name))?;
    let identity = families::of_name(name)?.identity;
    let region = pin.region.as_ref()?.value.as_str();
    let publishers = families::owner(&identity, region).accounts;
    if asked.owner != "amazon" && !publishers.contains(&asked.owner.as_str()) {
        return None;
    }
    families::parameter_of(&identity).map(|parameter| format!("ssm:{parameter}"))
}

/// Reads a filter: one owner and one pattern for names, when that is all it asks for.
fn read(text: &str) -> Option<Asked> {
    let line = text.lines().next().filter(|line| line.len() <= 4096)?;
    // What stands behind the list is not Renovate's.
    let mut values = serde_json::Deserializer::from_str(line).into_iter::<Json>();
    let filter = values.next()?.ok()?;
    let length = values.byte_offset();
    let (mut owner, mut name, mut region) = (None, None, None);
    for part in filter.as_array()? {
        if let Some(found) = part.get("region").and_then(Json::as_str) {
            region = Some(found).filter(|name| is_region(name));
        }
        let Some(key) = part.get("Name").and_then(Json::as_str) else {
            continue;
        };
        let values = part.get("Values").and_then(Json::as_array)?;
        match (key, values.as_slice()) {
            ("owner-id" | "owner-alias", [value]) => owner = value.as_str(),
            ("name", [value]) => name = value.as_str(),
            _ if PROVEN.contains(&key) => {}
            _ => return None,
        }
    }
    let asked = Asked {
        owner: owner?.to_owned(),
        pattern: name?.to_owned(),
        region: region.map(str::to_owned),
        length,
    };
    Track::parse(&asked.follow()).ok()?;
    Some(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_an_owner_and_a_pattern() {
        let follow = |text: &str| {
            let asked = read(text)?;
            let region = asked.region.as_deref().map(|region| format!(" {region}"));
            Some(format!("{}{}", asked.follow(), region.unwrap_or_default()))
        };
        let both = r#"[{"Name":"owner-id","Values":["123456789012"]},{"Name":"name","Values":["golden-*"]}]"#;
        assert_eq!(follow(both).as_deref(), Some("ec2:123456789012/golden-*"));
        let more = r#"[{"Name":"name","Values":["golden-*"]},{"Name":"owner-alias","Values":["amazon"]},{"profile":"x","region":"eu-west-1"}] -->"#;
        assert_eq!(follow(more).as_deref(), Some("ec2:amazon/golden-* eu-west-1"));
        let proven = r#"[{"Name":"name","Values":["golden-*"]},{"Name":"owner-id","Values":["123456789012"]},{"Name":"architecture","Values":["arm64","x86_64"]},{"Name":"state","Values":["available"]}]"#;
        assert_eq!(follow(proven).as_deref(), Some("ec2:123456789012/golden-*"));
        for none in [
            "",
            r#"[{"Name":"owner-id","Values":["123456789012"]},{"Name":"name","Values":["golden-*"]},{"Name":"tag:stage","Values":["prod"]}]"#,
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
