//! The file of facts as serde reads and writes it. `docs/releases.schema.json` says the same for others.
//!
//! Only objects with known keys: so serde refuses keys that are unknown or stand there twice, and nothing nests deeply.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::{Deserialize as Derive, Serialize, Serializer};

/// The file.
#[derive(Derive, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) schema: String,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    pub(super) repository: Option<String>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    pub(super) run: Option<String>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    pub(super) base: Option<String>,
    pub(super) places: Vec<Object<PlaceRow>>,
}

#[derive(Derive, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceRow {
    pub(super) partition: String,
    pub(super) account: String,
    pub(super) region: String,
    #[serde(default)]
    pub(super) parameters: Vec<Object<ParameterRow>>,
    #[serde(default)]
    pub(super) missing_parameters: Vec<Object<MissingParameterRow>>,
    #[serde(default)]
    pub(super) images: Vec<Object<ImageRow>>,
    #[serde(default)]
    pub(super) missing_images: Vec<Object<MissingImageRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) searches: Vec<Object<SearchRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) outputs: Vec<Object<OutputRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) refusals: Vec<Object<RefusalRow>>,
}

#[derive(Derive, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ParameterRow {
    pub(super) name: String,
    pub(super) version: u64,
    pub(super) value: String,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    pub(super) modified: Option<String>,
    pub(super) read_at: String,
}

#[derive(Derive, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MissingParameterRow {
    pub(super) name: String,
    pub(super) read_at: String,
}

#[derive(Derive, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ImageRow {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) owner: String,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    pub(super) platform: Option<String>,
    pub(super) architecture: String,
    pub(super) state: String,
    pub(super) created: String,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    pub(super) deprecated: Option<String>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    pub(super) allowed: Option<bool>,
    pub(super) read_at: String,
}

#[derive(Derive, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MissingImageRow {
    pub(super) id: String,
    pub(super) read_at: String,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    pub(super) instances: Option<Object<InstancesRow>>,
}

/// What instances were asked about an image, and what they told.
#[derive(Derive, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InstancesRow {
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    pub(super) remembered: Option<Object<RemainsRow>>,
    pub(super) read_at: String,
}

#[derive(Derive, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemainsRow {
    pub(super) name: String,
    pub(super) owner: String,
}

#[derive(Derive, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchRow {
    pub(super) owner: String,
    pub(super) name: String,
    pub(super) read_at: String,
}

#[derive(Derive, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutputRow {
    pub(super) arn: String,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    pub(super) build: Option<Object<BuildRow>>,
    pub(super) read_at: String,
}

#[derive(Derive, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BuildRow {
    pub(super) arn: String,
    pub(super) created: String,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    pub(super) parent: Option<String>,
    pub(super) images: Vec<Object<BuiltRow>>,
}

#[derive(Derive, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BuiltRow {
    pub(super) region: String,
    pub(super) account: String,
    pub(super) id: String,
}

#[derive(Derive, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RefusalRow {
    pub(super) call: String,
    pub(super) why: String,
    pub(super) read_at: String,
}

/// The schema alone, to tell a file of another one from a broken file of ours.
#[derive(Derive)]
pub(super) struct Head {
    pub(super) schema: String,
}

/// A value written as a JSON object. A derived struct also takes a list of its values in order, which no schema allows.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MapOnly<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for MapOnly<T> {
            type Value = T;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }
        deserializer.deserialize_map(MapOnly(PhantomData)).map(Self)
    }
}

impl<T: Serialize> Serialize for Object<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A key that may be left out, but is no `null` when it is there.
fn there<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
