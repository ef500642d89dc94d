//! The rows of the file of facts: the grammar of every field.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::super::image_builder::Arn;
use super::super::regions::{is_account, is_region, partition_of};
use super::super::{ImageId, Time, value};
use super::refused::{Refused, quoted};
use super::wire::{
    BuildRow, BuiltRow, ImageRow, InstancesRow, MissingImageRow, MissingParameterRow, Object, OutputRow,
    ParameterRow, PlaceRow, RefusalRow, RemainsRow, SearchRow,
};
use super::{
    Build, Call, Image, Missing, Output, Parameter, Place, PlaceFacts, Refusal, Remains, Search, Why,
};
use crate::visible::is_hidden;

/// After how many hours a reading is too old to decide by.
const OLDEST_HOURS: i64 = 6;

/// How many minutes the clock of the machine that read may be ahead of ours.
const SKEW_MINUTES: i64 = 5;

/// The architectures of EC2: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Image.html>.
const ARCHITECTURES: [&str; 5] = ["arm64", "arm64_mac", "i386", "x86_64", "x86_64_mac"];

/// The states of an image, of the same page.
const STATES: [&str; 8] = [
    "available",
    "deregistered",
    "disabled",
    "error",
    "failed",
    "invalid",
    "pending",
    "transient",
];

/// A place in the file, for messages.
pub(super) struct At(String);

impl At {
    /// A place of the list of places.
    pub(super) fn place(index: usize) -> Self {
        Self(format!("places[{index}]"))
    }

    fn field(&self, key: &str) -> Self {
        Self(format!("{}.{key}", self.0))
    }

    fn row(&self, list: &str, index: usize) -> Self {
        Self(format!("{}.{list}[{index}]", self.0))
    }

    /// The value of a field that has to have a form.
    fn take<T>(&self, key: &str, text: &str, read: Option<T>, form: &str) -> Result<T, Refused> {
        read.ok_or_else(|| {
            Refused::new(
                format!("`{}.{key}`", self.0),
                format!("is {}", quoted(text)),
                format!("it has to be {form}"),
            )
        })
    }

    fn must(&self, key: &str, text: &str, fits: bool, form: &str) -> Result<(), Refused> {
        self.take(key, text, fits.then_some(()), form)
    }

    fn one_of(&self, key: &str, text: &str, words: &[&str]) -> Result<(), Refused> {
        let form = format!("one of {}", words.join(", "));
        self.must(key, text, words.contains(&text), &form)
    }

    /// The value that a word stands for.
    fn word<T: Copy>(
        &self,
        key: &str,
        text: &str,
        all: &[T],
        word: fn(T) -> &'static str,
    ) -> Result<T, Refused> {
        let words: Vec<&str> = all.iter().copied().map(word).collect();
        let form = format!("one of {}", words.join(", "));
        let found = all.iter().copied().find(|one| word(*one) == text);
        self.take(key, text, found, &form)
    }

    fn account(&self, key: &str, text: &str) -> Result<(), Refused> {
        self.must(key, text, is_account(text), "an account of twelve digits")
    }

    fn id(&self, text: &str) -> Result<ImageId, Refused> {
        let form = "`ami-` and 8 or 17 small hexadecimal digits";
        self.take("id", text, ImageId::parse(text), form)
    }

    fn image_name(&self, text: &str) -> Result<(), Refused> {
        let fits = (1..=128).contains(&text.chars().count()) && !text.contains(is_hidden);
        self.must("name", text, fits, "1 to 128 visible characters")
    }

    fn arn<'t>(
        &self,
        text: &'t str,
        fits: impl Fn(&Arn<'_>) -> bool,
        form: &str,
    ) -> Result<Arn<'t>, Refused> {
        self.take("arn", text, Arn::parse(text).filter(|arn| fits(arn)), form)
    }

    /// The grammar of <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html>.
    fn parameter_name(&self, text: &str) -> Result<(), Refused> {
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let parts = || text.strip_prefix('/').unwrap_or(text).split('/');
        let fits = text.len() <= 1_011
            && parts().all(|part| !part.is_empty() && part.chars().all(word))
            && (text.starts_with('/') || parts().count() == 1);
        self.must(
            "name",
            text,
            fits,
            "the name of a parameter, such as `/golden/windows`",
        )
    }

    fn time(&self, key: &str, text: &str) -> Result<Time, Refused> {
        self.take(
            key,
            text,
            utc(text),
            "a time in UTC, such as `2026-08-15T12:00:00Z`",
        )
    }

    fn read_at(&self, text: &str, now: Time) -> Result<Time, Refused> {
        let time = self.time("read_at", text)?;
        let refused =
            |what: String, help: &str| Err(Refused::new(format!("`{}.read_at`", self.0), what, help));
        if time.duration_since(now) > SignedDuration::from_mins(SKEW_MINUTES) {
            let help = "set the clock of the machine that read, or of this one";
            return refused(format!("is {time}, which lies in the future"), help);
        }
        if now.duration_since(time) > SignedDuration::from_hours(OLDEST_HOURS) {
            return refused(
                format!("is {time}, more than {OLDEST_HOURS} hours ago"),
                "read the releases again",
            );
        }
        Ok(time)
    }
}

/// A time of RFC 3339 in UTC, as AWS writes it.
fn utc(text: &str) -> Option<Time> {
    const FORM: &[u8] = b"dddd-dd-ddTdd:dd:dd";
    let head = text.as_bytes().get(..FORM.len())?;
    let fits = head.iter().zip(FORM).all(|(byte, form)| match form {
        b'd' => byte.is_ascii_digit(),
        form => byte == form,
    });
    let tail = text.get(FORM.len()..)?.strip_suffix('Z')?;
    let fraction = tail.is_empty()
        || tail.strip_prefix('.').is_some_and(|digits| {
            matches!(digits.len(), 1..=9) && digits.bytes().all(|b| b.is_ascii_digit())
        });
    (fits && fraction).then(|| text.parse().ok())?
}

/// Reads a row of the list of places.
pub(super) fn read(row: PlaceRow, at: &At, now: Time) -> Result<(Place, PlaceFacts), Refused> {
    at.must(
        "region",
        &row.region,
        is_region(&row.region),
        "a region, such as `eu-west-1`",
    )?;
    let partition = partition_of(&row.region);
    let form = format!("`{partition}`, the partition of `{}`", row.region);
    at.must("partition", &row.partition, row.partition == partition, &form)?;
    at.account("account", &row.account)?;
    let place = Place {
        partition: row.partition,
        account: row.account,
        region: row.region,
    };
    let mut facts = PlaceFacts::default();
    for (index, Object(row)) in row.parameters.into_iter().enumerate() {
        let (name, parameter) = parameter(row, &at.row("parameters", index), now)?;
        facts.add_parameter(&place, name, parameter)?;
    }
    for (index, Object(row)) in row.missing_parameters.into_iter().enumerate() {
        let at = at.row("missing_parameters", index);
        at.parameter_name(&row.name)?;
        let time = at.read_at(&row.read_at, now)?;
        facts.add_missing_parameter(&place, row.name, time)?;
    }
    for (index, Object(row)) in row.images.into_iter().enumerate() {
        let image = image(row, &at.row("images", index), now)?;
        facts.add_image(&place, image)?;
    }
    for (index, Object(row)) in row.missing_images.into_iter().enumerate() {
        let at = at.row("missing_images", index);
        let id = at.id(&row.id)?;
        facts.add_missing_image(&place, id, missing(row, &at, now)?)?;
    }
    for (index, Object(row)) in row.searches.into_iter().enumerate() {
        let (search, time) = search(row, &at.row("searches", index), now)?;
        facts.add_search(search, time);
    }
    for (index, Object(row)) in row.outputs.into_iter().enumerate() {
        let (arn, output) = output(row, &at.row("outputs", index), &place, now)?;
        facts.add_output(&place, arn, output)?;
    }
    for (index, Object(row)) in row.refusals.into_iter().enumerate() {
        let (call, refusal) = refusal(&row, &at.row("refusals", index), now)?;
        facts.add_refusal(call, refusal);
    }
    Ok((place, facts))
}

fn parameter(row: ParameterRow, at: &At, now: Time) -> Result<(String, Parameter), Refused> {
    at.parameter_name(&row.name)?;
    at.must("version", &row.version.to_string(), row.version > 0, "1 or more")?;
    let fits = (1..=value::LONGEST).contains(&row.value.len());
    at.must("value", &row.value, fits, "a text of 1 to 8,192 bytes")?;
    let modified = row.modified.map(|text| at.time("modified", &text)).transpose()?;
    let parameter = Parameter {
        version: row.version,
        value: row.value,
        modified,
        read_at: at.read_at(&row.read_at, now)?,
    };
    Ok((row.name, parameter))
}

fn image(row: ImageRow, at: &At, now: Time) -> Result<Image, Refused> {
    let id = at.id(&row.id)?;
    at.image_name(&row.name)?;
    at.account("owner", &row.owner)?;
    if let Some(platform) = &row.platform {
        at.must(
            "platform",
            platform,
            platform == "windows",
            "`windows`, or left out",
        )?;
    }
    at.one_of("architecture", &row.architecture, &ARCHITECTURES)?;
    at.one_of("state", &row.state, &STATES)?;
    let deprecated = row
        .deprecated
        .map(|text| at.time("deprecated", &text))
        .transpose()?;
    Ok(Image {
        id,
        created: at.time("created", &row.created)?,
        deprecated,
        read_at: at.read_at(&row.read_at, now)?,
        name: row.name,
        owner: row.owner,
        platform: row.platform,
        architecture: row.architecture,
        state: row.state,
        allowed: row.allowed,
    })
}

fn missing(row: MissingImageRow, at: &At, now: Time) -> Result<Missing, Refused> {
    let mut missing = Missing::at(at.read_at(&row.read_at, now)?);
    if let Some(Object(row)) = row.instances {
        let at = at.field("instances");
        missing.instances_read_at = Some(at.read_at(&row.read_at, now)?);
        if let Some(Object(row)) = row.remembered {
            let at = at.field("remembered");
            at.image_name(&row.name)?;
            at.account("owner", &row.owner)?;
            missing.remembered = Some(Remains {
                name: row.name,
                owner: row.owner,
            });
        }
    }
    Ok(missing)
}

fn search(row: SearchRow, at: &At, now: Time) -> Result<(Search, Time), Refused> {
    let owned = is_account(&row.owner) || matches!(row.owner.as_str(), "self" | "amazon");
    at.must(
        "owner",
        &row.owner,
        owned,
        "an account of twelve digits, `self` or `amazon`",
    )?;
    at.must(
        "name",
        &row.name,
        value::is_name_pattern(&row.name),
        "3 to 128 characters that names of images may have, `*` and `?`",
    )?;
    let time = at.read_at(&row.read_at, now)?;
    let search = Search {
        owner: row.owner,
        name: row.name,
    };
    Ok((search, time))
}

fn output(row: OutputRow, at: &At, place: &Place, now: Time) -> Result<(String, Output), Refused> {
    let here = |arn: &Arn<'_>| arn.region == place.region && arn.is_of(&place.account);
    let form = "the ARN of an image, a recipe or a pipeline of this region and account";
    at.arn(&row.arn, here, form)?;
    let build = row.build.map(|Object(row)| build(row, &at.field("build"), place));
    let output = Output {
        build: build.transpose()?,
        read_at: at.read_at(&row.read_at, now)?,
    };
    Ok((row.arn, output))
}

fn build(row: BuildRow, at: &At, place: &Place) -> Result<Build, Refused> {
    let here = |arn: &Arn<'_>| arn.kind == "image" && arn.region == place.region && arn.is_of(&place.account);
    at.arn(&row.arn, here, "the ARN of an image of this region and account")?;
    if let Some(parent) = &row.parent {
        let fits = (1..=1_024).contains(&parent.chars().count()) && !parent.contains(is_hidden);
        at.must("parent", parent, fits, "1 to 1,024 visible characters")?;
    }
    let mut build = Build {
        created: at.time("created", &row.created)?,
        arn: row.arn,
        parent: row.parent,
        images: BTreeMap::new(),
    };
    for (index, Object(row)) in row.images.into_iter().enumerate() {
        let at = at.row("images", index);
        let fits = is_region(&row.region) && partition_of(&row.region) == place.partition;
        let form = format!("a region of the partition `{}`", place.partition);
        at.must("region", &row.region, fits, &form)?;
        at.account("account", &row.account)?;
        let id = at.id(&row.id)?;
        let known = build
            .images
            .entry((row.region, row.account))
            .or_insert_with(|| id.clone());
        let again = *known == id;
        at.must("id", &row.id, again, "the only image of its region and account")?;
    }
    Ok(build)
}

fn refusal(row: &RefusalRow, at: &At, now: Time) -> Result<(Call, Refusal), Refused> {
    let call = at.word("call", &row.call, &Call::ALL, Call::word)?;
    let why = at.word("why", &row.why, &Why::ALL, Why::word)?;
    let read_at = at.read_at(&row.read_at, now)?;
    Ok((call, Refusal { why, read_at }))
}

/// The row of a place.
pub(super) fn write(place: &Place, facts: &PlaceFacts) -> PlaceRow {
    let parameters = facts.parameters.iter().map(|(name, parameter)| ParameterRow {
        name: name.clone(),
        version: parameter.version,
        value: parameter.value.clone(),
        modified: parameter.modified.map(|time| time.to_string()),
        read_at: parameter.read_at.to_string(),
    });
    let missing_parameters = facts
        .missing_parameters
        .iter()
        .map(|(name, time)| MissingParameterRow {
            name: name.clone(),
            read_at: time.to_string(),
        });
    let images = facts.images.values().map(|image| ImageRow {
        id: image.id.as_str().to_owned(),
        name: image.name.clone(),
        owner: image.owner.clone(),
        platform: image.platform.clone(),
        architecture: image.architecture.clone(),
        state: image.state.clone(),
        created: image.created.to_string(),
        deprecated: image.deprecated.map(|time| time.to_string()),
        allowed: image.allowed,
        read_at: image.read_at.to_string(),
    });
    let missing_images = facts.missing_images.iter().map(|(id, missing)| MissingImageRow {
        id: id.as_str().to_owned(),
        read_at: missing.read_at.to_string(),
        instances: missing.instances_read_at.map(|time| {
            let remembered = missing.remembered.as_ref().map(|remains| RemainsRow {
                name: remains.name.clone(),
                owner: remains.owner.clone(),
            });
            Object(InstancesRow {
                remembered: remembered.map(Object),
                read_at: time.to_string(),
            })
        }),
    });
    let searches = facts.searches.iter().map(|(search, time)| SearchRow {
        owner: search.owner.clone(),
        name: search.name.clone(),
        read_at: time.to_string(),
    });
    let outputs = facts.outputs.iter().map(|(arn, output)| OutputRow {
        arn: arn.clone(),
        build: output.build.as_ref().map(|build| Object(write_build(build))),
        read_at: output.read_at.to_string(),
    });
    let refusals = facts.refusals.iter().map(|(call, refusal)| RefusalRow {
        call: call.word().to_owned(),
        why: refusal.why.word().to_owned(),
        read_at: refusal.read_at.to_string(),
    });
    PlaceRow {
        partition: place.partition.clone(),
        account: place.account.clone(),
        region: place.region.clone(),
        parameters: parameters.map(Object).collect(),
        missing_parameters: missing_parameters.map(Object).collect(),
        images: images.map(Object).collect(),
        missing_images: missing_images.map(Object).collect(),
        searches: searches.map(Object).collect(),
        outputs: outputs.map(Object).collect(),
        refusals: refusals.map(Object).collect(),
    }
}

fn write_build(build: &Build) -> BuildRow {
    let images = build.images.iter().map(|((region, account), id)| BuiltRow {
        region: region.clone(),
        account: account.clone(),
        id: id.as_str().to_owned(),
    });
    BuildRow {
        arn: build.arn.clone(),
        created: build.created.to_string(),
        parent: build.parent.clone(),
        images: images.map(Object).collect(),
    }
}
