//! Releases files for stories, written as `amiforge releases` would.

use serde_json::{Value, json};

/// When the stories take place.
pub(crate) const NOW: &str = "2026-09-14T08:00:00Z";
/// When their facts were read.
pub(crate) const READ: &str = "2026-09-14T07:40:00Z";
/// Who asks.
pub(crate) const ACCOUNT: &str = "111122223333";
/// Who publishes Windows images.
pub(crate) const WINDOWS: &str = "801119661308";

/// The stem of the names and parameters that most stories follow.
pub(crate) const CORE: &str = "Windows_Server-2022-English-Core-EKS_Optimized-1.35";

/// The parameter of a stem.
pub(crate) fn parameter(stem: &str) -> String {
    format!("/aws/service/ami-windows-latest/{stem}")
}

/// A place of a releases file under construction.
#[derive(Clone, Debug)]
pub(crate) struct Place(Value);

impl Place {
    pub(crate) fn new(region: &str) -> Self {
        Self(json!({
            "partition": "aws", "account": ACCOUNT, "region": region,
            "parameters": [], "missing_parameters": [], "images": [], "missing_images": [], "searches": [],
            "outputs": [], "refusals": [],
        }))
    }

    pub(crate) fn account(mut self, account: &str) -> Self {
        self.0["account"] = account.into();
        self
    }

    fn push(mut self, list: &str, value: Value) -> Self {
        self.0[list].as_array_mut().expect("a list").push(value);
        self
    }

    pub(crate) fn parameter(self, name: &str, version: u64, value: &str) -> Self {
        self.push(
            "parameters",
            json!({"name": name, "version": version, "value": value, "read_at": READ}),
        )
    }

    /// The document of a stem, which tells the release version of node groups.
    pub(crate) fn document(self, stem: &str, id: &str, release_version: &str) -> Self {
        let document = json!({"image_id": id, "release_version": release_version});
        self.parameter(&parameter(stem), 41, &document.to_string())
    }

    /// The leaf of a stem's parameter, which names an image whatever that is.
    pub(crate) fn leaf(self, stem: &str, id: &str) -> Self {
        self.parameter(&format!("{}/image_id", parameter(stem)), 41, id)
    }

    /// A later look at everything: `change` may alter what was read.
    pub(crate) fn change(mut self, change: impl FnOnce(&mut Value)) -> Self {
        change(&mut self.0);
        self
    }

    pub(crate) fn missing_parameter(self, name: &str) -> Self {
        self.push("missing_parameters", json!({"name": name, "read_at": READ}))
    }

    pub(crate) fn missing_image(self, id: &str) -> Self {
        self.push("missing_images", json!({"id": id, "read_at": READ}))
    }

    /// A search by owner and name was made.
    pub(crate) fn searched(self, owner: &str, name: &str) -> Self {
        self.push("searches", json!({"owner": owner, "name": name, "read_at": READ}))
    }

    /// What Image Builder built last: its images by region, of [`ACCOUNT`]. None when there is no build yet.
    pub(crate) fn output(self, arn: &str, images: Option<&[(&str, &str)]>) -> Self {
        let mut output = json!({"arn": arn, "read_at": READ});
        if let Some(images) = images {
            let images: Vec<Value> = images
                .iter()
                .map(|(region, id)| json!({"region": region, "account": ACCOUNT, "id": id}))
                .collect();
            let region = arn.split(':').nth(3).unwrap_or_default();
            let build = format!("arn:aws:imagebuilder:{region}:{ACCOUNT}:image/golden/1.0.0/7");
            output["build"] = json!({"arn": build, "created": "2026-09-09T18:00:00Z", "images": images});
        }
        self.push("outputs", output)
    }

    pub(crate) fn refused(self, call: &str, why: &str) -> Self {
        self.push("refusals", json!({"call": call, "why": why, "read_at": READ}))
    }

    /// An image that is gone, and what an instance tells of it.
    pub(crate) fn remembered(self, id: &str, name: &str, owner: &str) -> Self {
        let told = json!({"remembered": {"name": name, "owner": owner}, "read_at": READ});
        self.push(
            "missing_images",
            json!({"id": id, "read_at": READ, "instances": told}),
        )
    }

    /// An image as EC2 describes it; `change` may make it odd.
    pub(crate) fn image_with(
        self,
        id: &str,
        name: &str,
        created: &str,
        change: impl FnOnce(&mut Value),
    ) -> Self {
        let mut image = json!({
            "id": id, "name": name, "owner": WINDOWS, "platform": "windows", "architecture": "x86_64",
            "state": "available", "created": created, "allowed": true, "read_at": READ,
        });
        change(&mut image);
        self.push("images", image)
    }

    /// A Windows image of AWS, made on the day of its name.
    pub(crate) fn windows(self, id: &str, stem: &str, day: &str) -> Self {
        let created = format!("{}T18:00:00Z", day.replace('.', "-"));
        self.image_with(id, &format!("{stem}-{day}"), &created, |_| {})
    }

    /// What AWS publishes of an EKS Windows release: the document, its leaf, the image.
    pub(crate) fn published(self, id: &str, stem: &str, day: &str, version: u64) -> Self {
        let minor = stem.rsplit('-').next().unwrap_or_default();
        let document = json!({
            "image_id": id, "image_name": format!("{stem}-{day}"), "release_version": format!("{minor}-{day}"),
        });
        self.parameter(&parameter(stem), version, &document.to_string())
            .parameter(&format!("{}/image_id", parameter(stem)), version, id)
            .windows(id, stem, day)
    }
}

/// A whole file.
pub(crate) fn file(places: &[Place]) -> String {
    let places: Vec<&Value> = places.iter().map(|place| &place.0).collect();
    json!({"schema": "amiforge/releases/v1", "places": places}).to_string()
}
