//! What an account sees in a region, for seeding.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::build::Build;
use super::world::World;
use crate::bump::facts::{WINDOWS, parameter};

/// A day before today, because live runs judge as of now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day(i64);

impl Day {
    pub(crate) fn ago(days: i64) -> Self {
        Self(days)
    }

    fn time(self) -> Timestamp {
        Timestamp::now() - SignedDuration::from_hours(24 * self.0)
    }

    /// As in the names of Windows images: `2026.07.14`.
    pub(crate) fn dotted(self) -> String {
        self.time().strftime("%Y.%m.%d").to_string()
    }

    /// The time of an image that was made on that day.
    pub(crate) fn made(self) -> String {
        self.time().strftime("%Y-%m-%dT00:10:00Z").to_string()
    }
}

/// A seed under construction. Nothing is there before [`Region::seed`].
#[must_use]
pub(crate) struct Region<'a> {
    world: &'a World,
    seed: Value,
}

impl<'a> Region<'a> {
    pub(crate) fn of(world: &'a World, region: &str) -> Self {
        let seed = json!({
            "for": world.account, "region": region, "images": [], "gone": [], "parameters": [], "missing": [],
            "instances": [], "builds": [], "scripts": [], "components": [], "recipes": [], "container_recipes": [],
            "infrastructures": [],
            "distributions": [], "pipelines": [], "logs": [], "objects": [],
        });
        Self { world, seed }
    }

    /// Adds to one of the lists of `aws.py`'s seeds.
    pub(crate) fn with(mut self, list: &str, value: Value) -> Self {
        self.seed[list].as_array_mut().expect("a list").push(value);
        self
    }

    /// An image of any kind; `change` may make it odd.
    pub(crate) fn image(
        self,
        id: &str,
        name: &str,
        owner: &str,
        day: Day,
        change: impl FnOnce(&mut Value),
    ) -> Self {
        let mut image =
            json!({"id": id, "name": name, "owner": owner, "created": day.made(), "architecture": "x86_64"});
        change(&mut image);
        self.with("images", image)
    }

    /// A Windows image of AWS.
    pub(crate) fn windows(self, id: &str, stem: &str, day: Day) -> Self {
        self.windows_of(WINDOWS, id, stem, day)
    }

    /// One of the account that AWS has for it in this partition.
    pub(crate) fn windows_of(self, owner: &str, id: &str, stem: &str, day: Day) -> Self {
        self.image(id, &format!("{stem}-{}", day.dotted()), owner, day, |image| {
            image["platform"] = "windows".into();
            image["alias"] = "amazon".into();
        })
    }

    pub(crate) fn parameter(self, name: &str, version: u64, value: &str) -> Self {
        self.with(
            "parameters",
            json!({"name": name, "version": version, "value": value}),
        )
    }

    /// What AWS publishes of an EKS Windows release: the document, its leaf, the image.
    pub(crate) fn published(self, id: &str, stem: &str, day: Day, version: u64) -> Self {
        self.published_of(WINDOWS, id, stem, day, version)
    }

    /// The same of the account that AWS has for it in this partition.
    pub(crate) fn published_of(self, owner: &str, id: &str, stem: &str, day: Day, version: u64) -> Self {
        let minor = stem.rsplit('-').next().unwrap_or_default();
        let (name, day_of_name) = (parameter(stem), day.dotted());
        let document = json!({
            "image_id": id, "image_name": format!("{stem}-{day_of_name}"), "release_version": format!("{minor}-{day_of_name}"),
        });
        self.parameter(&name, version, &document.to_string())
            .parameter(&format!("{name}/image_id"), version, id)
            .windows_of(owner, id, stem, day)
    }

    /// An image that nobody can launch any more.
    pub(crate) fn gone(self, id: &str) -> Self {
        self.with("gone", id.into())
    }

    /// A parameter that is not there any more.
    pub(crate) fn missing(self, name: &str) -> Self {
        self.with("missing", name.into())
    }

    /// A running instance of an image, which must be there.
    pub(crate) fn instance(self, image: &str) -> Self {
        self.with("instances", image.into())
    }

    /// From now on EC2 answers in pages of so many images.
    pub(crate) fn page(mut self, images: usize) -> Self {
        self.seed["page"] = images.into();
        self
    }

    /// A version of a component; the same again is its next build version.
    pub(crate) fn component(self, name: &str, version: &str, document: &str) -> Self {
        self.with(
            "components",
            json!({"name": name, "semanticVersion": version, "platform": "Linux", "data": document}),
        )
    }

    /// An image recipe of these components, which are parts of ARNs: `component/web/1.0.0`.
    pub(crate) fn recipe(self, name: &str, version: &str, parent: &str, components: &[&str]) -> Self {
        let components: Vec<Value> = components
            .iter()
            .map(|component| json!({"componentArn": self.arn(component)}))
            .collect();
        let recipe = json!({
            "name": name, "semanticVersion": version, "parentImage": parent, "components": components,
        });
        self.with("recipes", recipe)
    }

    /// An infrastructure configuration; `change` adds to it.
    pub(crate) fn infrastructure(self, name: &str, change: impl FnOnce(&mut Value)) -> Self {
        let mut infrastructure = json!({"name": name, "instanceProfileName": "builder"});
        change(&mut infrastructure);
        self.with("infrastructures", infrastructure)
    }

    /// A distribution configuration that copies to regions; `change` adds to it.
    pub(crate) fn distribution(self, name: &str, regions: &[&str], change: impl FnOnce(&mut Value)) -> Self {
        let regions: Vec<Value> = regions
            .iter()
            .map(|region| json!({"region": region, "amiDistributionConfiguration": {}}))
            .collect();
        let mut distribution = json!({"name": name, "distributions": regions});
        change(&mut distribution);
        self.with("distributions", distribution)
    }

    /// A pipeline of a recipe (`web/1.0.0`) and of configurations with its own name; `change` makes it another.
    pub(crate) fn pipeline(self, name: &str, recipe: &str, change: impl FnOnce(&mut Value)) -> Self {
        let mut pipeline = json!({
            "name": name,
            "imageRecipeArn": self.arn(&format!("image-recipe/{recipe}")),
            "infrastructureConfigurationArn": self.arn(&format!("infrastructure-configuration/{name}")),
            "distributionConfigurationArn": self.arn(&format!("distribution-configuration/{name}")),
        });
        change(&mut pipeline);
        self.with("pipelines", pipeline)
    }

    /// What the next build here will do that has no script yet.
    pub(crate) fn next_build(self, build: &Build) -> Self {
        self.with("scripts", build.script())
    }

    /// An image that was there before: `image/web/1.0.0/1`, at its latest state; `change` adds to it.
    pub(crate) fn built(self, image: &str, build: &Build, day: Day, change: impl FnOnce(&mut Value)) -> Self {
        let mut script = build.script();
        let moments = script["moments"].as_array().expect("a list");
        let steps: serde_json::Map<String, Value> = moments
            .iter()
            .filter_map(|moment| moment["steps"].as_object().cloned())
            .flatten()
            .collect();
        let mut latest = moments.last().expect("a state").clone();
        latest["steps"] = steps.into();
        script["moments"] = json!([latest]);
        script["image"] = self.arn(image).into();
        script["created"] = day.made().into();
        script["platform"] = "Linux".into();
        change(&mut script);
        self.with("builds", script)
    }

    /// How long sessions of a role last, one after the other: `{"seconds": 3}`, or `{"calls": 5}` whatever they are told.
    pub(crate) fn lifetimes(mut self, lifetimes: &[Value]) -> Self {
        self.seed["lifetimes"] = lifetimes.into();
        self
    }

    /// The key of the account has expired after so many requests.
    pub(crate) fn key_lasts(mut self, calls: usize) -> Self {
        self.seed["key"] = json!({ "calls": calls });
        self
    }

    /// An ARN of Image Builder in this account and region.
    pub(crate) fn arn(&self, rest: &str) -> String {
        let region = self.seed["region"].as_str().expect("a region");
        self.world.arn(region, rest)
    }

    /// Makes it so.
    pub(crate) fn seed(self) {
        self.world
            .servers
            .aws
            .control("POST", "/_seed", Some(&self.seed))
            .good();
    }
}
