//! Scenarios: pins, facts, policy and history made for one question.

mod asked;
mod cases;
mod decisions;
mod edits;
mod properties;
mod questions;
mod splits;
mod table;

use std::collections::BTreeMap;

use super::*;
use crate::pin::{Known, Pin, Role, Track, Value};
use crate::release::facts::{Missing, PlaceFacts, Search};
use crate::release::{Parameter, Place, ReleaseVersion, families};
use crate::source::{Source, Span};

/// The account that everything is read by.
pub(super) const ACCOUNT: &str = "111122223333";
/// Another one.
pub(super) const OTHER: &str = "444455556666";
pub(super) const EU: &str = "eu-west-1";
pub(super) const US: &str = "us-east-1";
/// Releases, as of the 20th of August 2026: the last one is too young.
pub(super) const OLDEST: &str = "2026.06.12";
pub(super) const OLD: &str = "2026.07.14";
pub(super) const MID: &str = "2026.08.14";
pub(super) const NEW: &str = "2026.08.19";

/// What the base branch remembers.
#[derive(Default)]
pub(super) struct Memory {
    pub(super) stands: BTreeMap<(String, String), Remembered>,
    pub(super) stood: BTreeMap<(String, String), Remembered>,
    /// Older texts of files, by path, the newest first.
    pub(super) versions: BTreeMap<String, Vec<String>>,
}

impl History for Memory {
    fn stands_since(&self, path: &str, text: &str) -> Remembered {
        let key = (path.to_owned(), text.to_owned());
        self.stands.get(&key).copied().unwrap_or(Remembered::Unknown)
    }

    fn ever_stood(&self, path: &str, text: &str) -> Remembered {
        let key = (path.to_owned(), text.to_owned());
        self.stood.get(&key).copied().unwrap_or(Remembered::Never)
    }

    fn versions(&self, path: &str, text: &str) -> Vec<String> {
        let versions = self.versions.get(path).into_iter().flatten();
        versions
            .filter(|version| version.contains(text))
            .cloned()
            .collect()
    }
}

/// A request in the making.
pub(super) struct Scene {
    pub(super) files: Vec<Scanned>,
    pub(super) facts: Facts,
    pub(super) policy: Policy,
    pub(super) memory: Memory,
    pub(super) now: Time,
}

pub(super) fn time(text: &str) -> Time {
    text.parse().expect("a time")
}

/// The name of a Windows image of EKS.
pub(super) fn windows(release: &str) -> String {
    format!("Windows_Server-2022-English-Core-EKS_Optimized-1.35-{release}")
}

/// The id that an image of this name has in a region.
pub(super) fn id(region: &str, name: &str) -> ImageId {
    let hash = region
        .bytes()
        .chain(name.bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    ImageId::parse(&format!("ami-0{hash:016x}")).expect("an id")
}

/// The identity that a name says.
pub(super) fn identity(name: &str) -> Identity {
    families::of_name(name).expect("a name of a family").identity
}

impl Scene {
    pub(super) fn new() -> Self {
        Self {
            files: Vec::new(),
            facts: Facts::default(),
            policy: Policy::default(),
            memory: Memory::default(),
            now: time("2026-08-20T12:00:00Z"),
        }
    }

    /// One pin in Ireland on the old release, and a newer one that is old enough.
    pub(super) fn basic() -> Self {
        let mut scene = Self::new();
        scene.pin("main.tf", EU, &id(EU, &windows(OLD)).to_string());
        scene.release(EU, &[OLD, MID]);
        scene
    }

    /// The same in Ireland and Virginia.
    pub(super) fn two_regions() -> Self {
        let mut scene = Self::basic();
        scene.pin("other.tf", US, &id(US, &windows(OLD)).to_string());
        scene.release(US, &[OLD, MID]);
        scene
    }

    /// Adds a file with pins in angle brackets, all in Ireland.
    pub(super) fn file(&mut self, path: &str, marked: &str) -> &mut Vec<Pin> {
        let mut text = String::new();
        let mut pins = Vec::new();
        for (index, part) in marked.split(['<', '>']).enumerate() {
            if index % 2 == 1 {
                pins.push(pin(part, Span::new(text.len(), text.len() + part.len())));
            }
            text.push_str(part);
        }
        self.files.push(Scanned {
            source: Source::new(path, text),
            pins,
            problems: Vec::new(),
            rows_used: Vec::new(),
        });
        &mut self.files.last_mut().expect("a file").pins
    }

    /// Adds a file with one pin.
    pub(super) fn pin(&mut self, path: &str, region: &str, value: &str) -> &mut Pin {
        let pins = self.file(path, &format!("ami = \"<{value}>\"\n"));
        pins[0].region = Some(known(region));
        &mut pins[0]
    }

    /// The first pin.
    pub(super) fn first(&mut self) -> &mut Pin {
        &mut self.files[0].pins[0]
    }

    pub(super) fn place(&mut self, account: &str, region: &str) -> &mut PlaceFacts {
        let place = Place {
            partition: "aws".to_owned(),
            account: account.to_owned(),
            region: region.to_owned(),
        };
        self.facts.places.entry(place).or_default()
    }

    /// Publishes an image, and says how it looks.
    pub(super) fn image(&mut self, region: &str, name: &str) -> &mut Image {
        let image = image(region, name, self.now);
        let id = image.id.clone();
        let images = &mut self.place(ACCOUNT, region).images;
        images.entry(id).or_insert(image)
    }

    /// Publishes Windows releases; the parameter names the last.
    pub(super) fn release(&mut self, region: &str, releases: &[&str]) {
        for release in releases {
            self.image(region, &windows(release));
        }
        self.point(region, &windows(releases.last().expect("a release")));
    }

    /// Lets the parameters of an image's identity name it.
    pub(super) fn point(&mut self, region: &str, name: &str) {
        let identity = identity(name);
        let id = id(region, name);
        let version = families::of_name(name).expect("a name").version;
        let parameter = families::parameter_of(&identity).expect("a parameter");
        self.parameter(region, &parameter, id.as_str());
        let Some(beside) = families::release_version_parameter(&identity) else {
            return;
        };
        let kubernetes = identity.kubernetes.as_deref().expect("a minor");
        if identity.family == "windows-eks" {
            let value = format!(
                r#"{{"image_id":"{id}","image_name":"{name}","release_version":"{kubernetes}-{version}"}}"#
            );
            self.parameter(region, &beside, &value);
        } else {
            self.parameter(region, &beside, &format!("{kubernetes}.7-{version}"));
        }
    }

    pub(super) fn parameter(&mut self, region: &str, name: &str, value: &str) {
        let read_at = self.now;
        let parameter = Parameter {
            version: 7,
            value: value.to_owned(),
            modified: None,
            read_at,
        };
        self.place(ACCOUNT, region)
            .parameters
            .insert(name.to_owned(), parameter);
    }

    /// Says that a search was made.
    pub(super) fn searched(&mut self, region: &str, owner: &str, name: &str) {
        let search = Search {
            owner: owner.to_owned(),
            name: name.to_owned(),
        };
        let now = self.now;
        self.place(ACCOUNT, region).searches.insert(search, now);
    }

    /// Takes an image away from everybody in a region.
    pub(super) fn withdraw(&mut self, region: &str, name: &str) {
        let id = id(region, name);
        let now = self.now;
        let facts = self.place(ACCOUNT, region);
        facts.images.remove(&id);
        facts.missing_images.insert(id, Missing::at(now));
    }

    pub(super) fn request(&self) -> Request<'_> {
        Request {
            files: &self.files,
            facts: &self.facts,
            policy: &self.policy,
            history: &self.memory,
            now: self.now,
        }
    }

    pub(super) fn plan(&self) -> Plan {
        plan(&self.request())
    }

    /// The names of the rows of all pins, in order.
    pub(super) fn rows(&self) -> Vec<String> {
        let plan = self.plan();
        plan.verdicts.iter().map(|verdict| verdict.row().name()).collect()
    }
}

pub(super) fn known(region: &str) -> Known {
    Known {
        value: region.to_owned(),
        from: "the file",
    }
}

pub(super) fn follow(pin: &mut Pin, track: &str) {
    pin.follows = Some(Track::parse(track).expect("a track"));
}

pub(super) fn image(region: &str, name: &str, now: Time) -> Image {
    let named = families::of_name(name);
    let identity = named.as_ref().map(|named| &named.identity);
    let owner = identity.and_then(|identity| families::owner(identity, region).accounts.first().copied());
    let day = named.as_ref().and_then(|named| named.released);
    let architecture = identity.and_then(families::architecture);
    Image {
        id: id(region, name),
        name: name.to_owned(),
        owner: owner.unwrap_or(ACCOUNT).to_owned(),
        platform: identity.and_then(families::platform).map(str::to_owned),
        architecture: architecture
            .map_or("x86_64", |architecture| architecture.word())
            .to_owned(),
        state: "available".to_owned(),
        created: day.map_or_else(
            || time("2026-01-01T00:00:00Z"),
            |day| time(&format!("{day}T18:00:00Z")),
        ),
        deprecated: None,
        allowed: Some(true),
        read_at: now,
    }
}

fn pin(text: &str, span: Span) -> Pin {
    let value = match ImageId::parse(text) {
        Some(id) => Value::Id(id),
        None if text.contains('@') => Value::Alias(text.to_owned()),
        None if ReleaseVersion::parse(text).is_some() => Value::ReleaseVersion(text.to_owned()),
        None => Value::Name(text.to_owned()),
    };
    Pin {
        span,
        value,
        format: "terraform",
        role: Role::Pinned,
        region: Some(known(EU)),
        account: None,
        environment: None,
        cluster: None,
        cluster_version: None,
        follows: None,
        declared: None,
        hold: None,
        companions: Vec::new(),
        nearby: Vec::new(),
        owner: None,
        effect: None,
    }
}
