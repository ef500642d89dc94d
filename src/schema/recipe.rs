//! A recipe file: the request of `CreateImageRecipe`, in which a component may be a file.
//! <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html>

use serde_json::{Map, Value, json};

use super::shape::{described, integer, map_to, object, present, reference, scalar, words};
use super::top;
use crate::build::versions::BESIDE;
use crate::component::Platform;

/// Types of volumes: <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_EbsInstanceBlockDeviceSpecification.html>.
const VOLUMES: [&str; 7] = ["standard", "io1", "io2", "gp2", "gp3", "sc1", "st1"];

pub(super) fn schema() -> Value {
    let parent = "An AMI id, the ARN of an image, `ssm:` and a parameter, the id of a product, or `pin:` and the name of a \
                  pin of this repository.";
    let components = json!({ "type": "array", "minItems": 1, "items": reference("component") });
    let schema = map(
        [
            ("name", name()),
            ("semanticVersion", version()),
            ("parentImage", described(scalar(), parent)),
            ("components", described(components, "The components, in order.")),
            ("description", scalar()),
            ("blockDeviceMappings", list(&reference("device"))),
            ("workingDirectory", scalar()),
            ("additionalInstanceConfiguration", instance()),
            (
                "amiTags",
                described(map_to(&scalar()), "Tags of the AMI that is made."),
            ),
            (
                "amiWatermarks",
                described(list(&scalar()), "Watermarks of the AMI that is made."),
            ),
            ("tags", described(map_to(&scalar()), "Tags of the recipe.")),
        ],
        &["name", "semanticVersion", "parentImage"],
        json!({
            "definitions": { "component": component(), "device": device(), "parameter": parameter() },
        }),
    );
    top(
        "recipe",
        "EC2 Image Builder recipe of a repository",
        "The request of CreateImageRecipe, from which `amiforge build --recipe-file` makes a version. A component is an ARN or a file of the repository.",
        schema,
    )
}

/// A map with these keys, and what else is said about it.
fn map<const N: usize>(keys: [(&str, Value); N], required: &[&str], more: Value) -> Value {
    let mut shape = object(keys.map(|(key, shape)| (key.to_owned(), shape)), required);
    if let (Some(shape), Value::Object(more)) = (shape.as_object_mut(), more) {
        shape.extend(more);
    }
    shape
}

fn list(of: &Value) -> Value {
    json!({ "type": "array", "items": of })
}

fn name() -> Value {
    json!({ "type": ["string", "number"], "pattern": "^[-_A-Za-z0-9][-_A-Za-z0-9 ]{1,126}[-_A-Za-z0-9]$" })
}

fn version() -> Value {
    described(
        json!({ "type": "string", "pattern": "^([0-9]+\\.[0-9]+\\.([0-9]+|x)|[0-9]+\\.x\\.x|x\\.x\\.x)$" }),
        "Three numbers, or `x` at the end for the next version: the newest that fits and one more.",
    )
}

/// `true` or `false`, and nothing else that YAML has for them.
fn switch() -> Value {
    json!({ "enum": [true, false, "true", "false"] })
}

fn component() -> Value {
    let nothing: Map<String, Value> = BESIDE
        .iter()
        .map(|key| ((*key).to_owned(), json!({ "type": "null" })))
        .collect();
    let of_document = |shape, about: &str| {
        described(
            shape,
            &format!("Of a plain document; when it is left out, {about}."),
        )
    };
    let platforms = Platform::ALL.map(Platform::word);
    let file = "A component document, or a request of CreateComponent, from the folder of this file.";
    map(
        [
            (
                "componentArn",
                described(
                    scalar(),
                    "The ARN of a component; one with `x` takes the newest at each build.",
                ),
            ),
            ("file", described(scalar(), file)),
            ("parameters", list(&reference("parameter"))),
            ("name", of_document(name(), "that of the document")),
            ("semanticVersion", of_document(version(), "`x.x.x`")),
            (
                "platform",
                of_document(words(&platforms), "that of its actions, or of the parent image"),
            ),
            ("supportedOsVersions", list(&scalar())),
            ("description", scalar()),
            ("changeDescription", scalar()),
            ("tags", map_to(&scalar())),
        ],
        &[],
        json!({
            "oneOf": [present(&["componentArn"]), present(&["file"])],
            "if": present(&["componentArn"]),
            "then": { "properties": nothing },
        }),
    )
}

fn parameter() -> Value {
    let value = json!({ "type": "array", "minItems": 1, "items": scalar() });
    map(
        [
            ("name", scalar()),
            ("value", described(value, "A list, also for one value.")),
        ],
        &["name", "value"],
        Value::Null,
    )
}

fn device() -> Value {
    let ebs = map(
        [
            ("encrypted", switch()),
            ("deleteOnTermination", switch()),
            ("iops", integer()),
            ("kmsKeyId", scalar()),
            ("snapshotId", scalar()),
            ("volumeSize", described(integer(), "In GiB.")),
            ("volumeType", words(&VOLUMES)),
            ("throughput", described(integer(), "In MiB a second, of gp3.")),
        ],
        &[],
        Value::Null,
    );
    map(
        [
            ("deviceName", scalar()),
            ("ebs", ebs),
            ("virtualName", scalar()),
            (
                "noDevice",
                described(
                    json!({ "const": "" }),
                    "An empty text takes a mapping of the parent image away.",
                ),
            ),
        ],
        &[],
        Value::Null,
    )
}

fn instance() -> Value {
    let agent = map([("uninstallAfterBuild", switch())], &[], Value::Null);
    let user_data = described(scalar(), "User data of the build instance, base64.");
    map(
        [("systemsManagerAgent", agent), ("userDataOverride", user_data)],
        &[],
        Value::Null,
    )
}
