//! What the parameter or pattern that a pin follows names now.

use crate::pin::{Companion, CompanionKind, Scheme, Track, Value};
use crate::release::facts::{Build, Call, Search};
use crate::release::image_builder::Parts;
use crate::release::{
    Identity, Image, ImageId, Parameter, Reading, ReleaseVersion, Time, Version, families, wildcard,
};

use super::refused::refused_or;
use super::searches::{publishers, search_of};
use super::state::Ending;
use super::subject::Subject;
use super::world::{Release, World};
use super::{Built, Cause};

/// What a track names.
pub(super) struct Pointer<'a> {
    /// For sentences: "The parameter /aws/service/…".
    pub(super) source: String,
    /// The parameter and its version.
    pub(super) parameter: Option<(String, u64)>,
    /// When the parameter was last changed.
    pub(super) modified: Option<Time>,
    /// The image that it names.
    pub(super) newest: Release<'a>,
    /// The release version of the same reading, or why there is none.
    pub(super) release_version: Result<String, String>,
    /// The build that made the newest image.
    pub(super) built: Option<Built>,
    /// Other images that the pattern fits, the newest first.
    pub(super) others: Vec<Release<'a>>,
}

/// Reads what a pin follows.
pub(super) fn read<'a>(
    world: &World<'a>,
    subject: &Subject<'a>,
    track: &Track,
) -> Result<Pointer<'a>, Ending> {
    match track.scheme {
        Scheme::Ssm => parameter(world, subject, &track.target),
        Scheme::Ec2 => pattern(world, subject, track),
        Scheme::ImageBuilder => output(world, subject, track),
    }
}

/// Whether a release version is written for the pin.
pub(super) fn needs_release_version(subject: &Subject<'_>) -> bool {
    let beside = |companion: &Companion| companion.kind == CompanionKind::ReleaseVersion;
    matches!(subject.pin.value, Value::ReleaseVersion(_)) || subject.pin.companions.iter().any(beside)
}

fn parameter<'a>(world: &World<'a>, subject: &Subject<'a>, name: &str) -> Result<Pointer<'a>, Ending> {
    want_beside(world, subject, name);
    let Read { parameter, said } = reading(world, subject, name)?;
    let mut image = said.image;
    let mut release_version = said.release_version;
    if image.is_none() && said.name.is_none() {
        // A leaf that has no id: the id comes from its neighbour of the same family.
        let beside = subject.family().and_then(families::parameter_of);
        if let Some(beside) = beside.filter(|beside| beside != name) {
            image = reading(world, subject, &beside)?.said.image;
        }
    }
    let image = image.or_else(|| by_name(world, subject, said.name.as_deref()?));
    let Some(id) = image else {
        return Err(unusable(subject, name, "it names no image that is known"));
    };
    let source = format!("The parameter {name}");
    let newest = described(world, subject, &id, &source)?;
    if let Some(said) = said.name.filter(|said| *said != newest.name) {
        let reason = format!("it says that {id} is {said}, but it is {}", newest.name);
        return Err(unusable(subject, name, &reason));
    }
    let newest = world.release(newest, subject.family());
    if needs_release_version(subject) && release_version.is_none() {
        let beside = subject.family().and_then(families::release_version_parameter);
        if let Some(beside) = beside.filter(|beside| beside != name) {
            let said = reading(world, subject, &beside)?.said;
            if said.image.is_some_and(|other| other != id) {
                return Err(apart(
                    subject,
                    &format!("{name} and {beside} name different images"),
                ));
            }
            release_version = said.release_version;
        }
    }
    Ok(Pointer {
        source,
        parameter: Some((name.to_owned(), parameter.version)),
        modified: parameter.modified,
        release_version: belongs(subject.family(), &newest.version, release_version)?,
        newest,
        built: None,
        others: Vec::new(),
    })
}

/// Notes the parameters that are read besides, so that all are asked for at once: the id that a version belongs to, and the
/// release version that stands beside an id.
fn want_beside(world: &World<'_>, subject: &Subject<'_>, name: &str) {
    let Some(family) = subject.family() else { return };
    let id = families::parameter_of(family).filter(|_| name.ends_with("_version"));
    let needed = needs_release_version(subject);
    let version = families::release_version_parameter(family).filter(|_| needed);
    for beside in id.into_iter().chain(version) {
        world.want(&subject.places, |wanted, told| wanted.parameter(told, &beside));
    }
}

/// The image of a name whose owner is known to publish what the name says.
fn by_name(world: &World<'_>, subject: &Subject<'_>, name: &str) -> Option<ImageId> {
    let claimed = families::of_name(name)?.identity;
    for owner in publishers(&claimed, &subject.region) {
        let name = name.to_owned();
        let search = Search { owner, name };
        world.want(&subject.places, |wanted, told| {
            wanted.search(told, &search, false);
        });
    }
    let images = world.images_named(&subject.region, name).iter();
    let mut believed = images.filter(|image| world.trust(&claimed, &image.owner, &subject.region).believes());
    believed.next().map(|image| image.id.clone())
}

/// A parameter and what it says.
struct Read<'a> {
    parameter: &'a Parameter,
    said: Reading,
}

/// What every account that launches the pin reads in a parameter.
fn reading<'a>(world: &World<'a>, subject: &Subject<'a>, name: &str) -> Result<Read<'a>, Ending> {
    world.want(&subject.places, |wanted, told| wanted.parameter(told, name));
    let named = |cause, rest: &[(&'static str, String)]| {
        let mut ending = Ending::new(
            cause,
            [("parameter", name.to_owned()), ("region", subject.region.clone())],
        );
        ending.holes.extend(rest.iter().cloned());
        ending
    };
    let mut found: Option<&Parameter> = None;
    let mut accounts = Vec::new();
    let mut missing = false;
    let mut differ = false;
    for (place, facts) in &subject.places {
        missing |= facts.missing_parameters.contains_key(name);
        if let Some(parameter) = facts.parameters.get(name) {
            differ |= found.is_some_and(|found| found.value != parameter.value);
            found = found.or(Some(parameter));
            accounts.push(place.account.clone());
        }
    }
    if differ {
        return Err(named(Cause::Disagree, &[("accounts", accounts.join(", "))]));
    }
    match found {
        Some(parameter) => match Reading::of(&parameter.value) {
            Some(said) => Ok(Read { parameter, said }),
            None => Err(unusable(
                subject,
                name,
                "it is neither an id nor a document with one",
            )),
        },
        None if missing => {
            let reason = why_missing(subject);
            Err(named(
                Cause::NotPublished,
                &[("current", subject.standing()), ("reason", reason)],
            ))
        }
        None => Err(refused_or(
            &subject.places,
            Call::Parameters,
            named(Cause::ParameterNotAsked, &[]),
        )),
    }
}

/// The likely reason why a parameter does not exist.
fn why_missing(subject: &Subject<'_>) -> String {
    let family = subject.family();
    match family.and_then(|family| family.kubernetes.as_deref()) {
        Some(kubernetes) => format!(
            "images for Kubernetes {kubernetes} come later than the release of EKS, not in every region, and end with its support"
        ),
        None if family.is_some() => "not every family is published in every region".to_owned(),
        None => "its name may be wrong, or the account may not read it".to_owned(),
    }
}

/// The image of an id in the pin's region, as the first of its accounts sees it; `source` names it.
fn described<'a>(
    world: &World<'a>,
    subject: &Subject<'a>,
    id: &ImageId,
    source: &str,
) -> Result<&'a Image, Ending> {
    world.want(&subject.places, |wanted, told| wanted.image(told, id, false));
    let mut seen = subject
        .places
        .iter()
        .filter_map(|(_, facts)| facts.images.get(id));
    if let Some(image) = seen.next() {
        return Ok(image);
    }
    let blind = subject
        .places
        .iter()
        .find(|(_, facts)| facts.missing_images.contains_key(id));
    Err(match blind {
        Some((place, _)) => Ending::new(
            Cause::NotArrived,
            [
                ("current", subject.standing()),
                ("source", source.to_owned()),
                ("image", id.to_string()),
                ("region", subject.region.clone()),
                ("reason", format!("account {} cannot see it", place.account)),
            ],
        ),
        None => subject.image_not_asked(&id.to_string()),
    })
}

/// The release version that a parameter of one older release tells, or why it is not known.
pub(super) fn release_version<'a>(
    world: &World<'a>,
    subject: &Subject<'a>,
    version: &Version,
    parameter: &str,
) -> Result<String, String> {
    let read = reading(world, subject, parameter).and_then(|read| {
        let text = read.said.release_version;
        belongs(subject.family(), version, text)
    });
    read.unwrap_or_else(|ending| Err(ending.why()))
}

/// A release version, when it is of the release and of the Kubernetes minor that it should be of.
fn belongs(
    family: Option<&Identity>,
    version: &Version,
    text: Option<String>,
) -> Result<Result<String, String>, Ending> {
    let Some(text) = text else {
        return Ok(Err("no parameter tells its release version".to_owned()));
    };
    let Some(read) = ReleaseVersion::parse(&text) else {
        return Ok(Err(format!("{text} is no release version")));
    };
    let minor = family.and_then(|family| family.kubernetes.as_ref());
    if let (Some(minor), Some(found)) = (minor, &read.kubernetes)
        && minor != found
    {
        return Err(Ending::new(
            Cause::WrongKubernetes,
            [
                ("image", text.clone()),
                ("expected", minor.clone()),
                ("found", found.clone()),
            ],
        ));
    }
    // Between two readings a release may have been published.
    if read.version.order != version.order {
        return Ok(Err(format!("the parameters name {version} and {text}")));
    }
    Ok(Ok(text))
}

fn apart(subject: &Subject<'_>, reason: &str) -> Ending {
    Ending::new(
        Cause::Reading,
        [("current", subject.standing()), ("reason", reason.to_owned())],
    )
}

fn unusable(subject: &Subject<'_>, name: &str, reason: &str) -> Ending {
    Ending::new(
        Cause::WrongValue,
        [
            ("parameter", name.to_owned()),
            ("region", subject.region.clone()),
            ("reason", reason.to_owned()),
        ],
    )
}

/// The newest image of an owner whose name fits.
fn pattern<'a>(world: &World<'a>, subject: &Subject<'a>, track: &Track) -> Result<Pointer<'a>, Ending> {
    let (owner, pattern) = track.target.split_once('/').unwrap_or(("", &track.target));
    let search = search_of(track);
    if let Some(search) = &search {
        world.want(&subject.places, |wanted, told| wanted.search(told, search, false));
    }
    let made = search.is_some_and(|search| {
        let mut places = subject.places.iter();
        places.any(|(_, facts)| facts.searches.contains_key(&search))
    });
    // Without the search an image of that name may be known, but not that it is the newest.
    if !made {
        return Err(subject.image_not_asked(&track.to_string()));
    }
    let owns = |image: &Image| match owner {
        "self" => subject
            .places
            .iter()
            .any(|(place, _)| place.account == image.owner),
        // The alias `amazon` is wider than AWS, and says nothing here; the account has to be one that is known.
        "amazon" => families::of_name(&image.name).is_some_and(|named| {
            world
                .trust(&named.identity, &image.owner, &subject.region)
                .believes()
        }),
        owner => image.owner == owner,
    };
    let visible = |image: &Image| {
        let mut places = subject.places.iter();
        places.any(|(_, facts)| facts.images.contains_key(&image.id))
    };
    let mut others = world.releases_like(&subject.region, |image| {
        wildcard::fits(pattern, &image.name) && owns(image) && visible(image)
    });
    if others.is_empty() {
        return Err(Ending::new(
            Cause::NoMatch,
            [
                ("current", subject.standing()),
                ("owner", owner.to_owned()),
                ("region", subject.region.clone()),
                ("pattern", pattern.to_owned()),
            ],
        ));
    }
    let newest = others.remove(0);
    Ok(Pointer {
        source: format!("The pattern {}", track.target),
        parameter: None,
        modified: None,
        newest,
        release_version: Err("no parameter tells its release version".to_owned()),
        built: None,
        others,
    })
}

/// The image that Image Builder made last for the pin's region and account.
fn output<'a>(world: &World<'a>, subject: &Subject<'a>, track: &Track) -> Result<Pointer<'a>, Ending> {
    let named = || ("track", track.target.clone());
    let places = track
        .output()
        .map(|arn| world.places_of(&arn))
        .unwrap_or_default();
    let outputs = places
        .iter()
        .filter_map(|(_, facts)| facts.outputs.get(&track.target));
    let Some(output) = outputs.max_by_key(|output| output.read_at) else {
        let not_asked = Ending::new(Cause::OutputNotAsked, [named()]);
        return Err(refused_or(&places, Call::Outputs, not_asked));
    };
    let current = ("current", subject.standing());
    let Some(build) = &output.build else {
        return Err(Ending::new(Cause::NotBuilt, [current, named()]));
    };
    let id = built(subject, track, build)?;
    let newest = described(world, subject, id, &track.target)?;
    Ok(Pointer {
        source: format!("Image Builder's {}", track.target),
        parameter: None,
        // A build that was deleted is no way back: the one before it was made before the image that is pinned.
        modified: Some(build.created),
        newest: world.release(newest, None),
        release_version: Err("no parameter tells its release version".to_owned()),
        built: made_by(world, build),
        others: Vec::new(),
    })
}

/// What is known of a build besides its images.
fn made_by(world: &World<'_>, build: &Build) -> Option<Built> {
    let arn = Parts::of(&build.arn)?;
    let parent = build.parent.as_deref();
    let seen = parent
        .and_then(ImageId::parse)
        .and_then(|id| world.image(arn.region, &id));
    Some(Built {
        name: arn.path.to_owned(),
        parent: parent.map(str::to_owned),
        parent_name: seen.map(|image| image.name.clone()),
    })
}

/// The image of a build that the pin can launch: a copy in its account, else the builder's own, which may be shared.
fn built<'b>(subject: &Subject<'_>, track: &Track, build: &'b Build) -> Result<&'b ImageId, Ending> {
    let of = |account: &str| build.images.get(&(subject.region.clone(), account.to_owned()));
    let accounts = || subject.places.iter().map(|(place, _)| place.account.as_str());
    let mut copies: Vec<&ImageId> = accounts().filter_map(of).collect();
    copies.sort_unstable();
    copies.dedup();
    let builder = track.output().map(|arn| arn.account);
    match copies.as_slice() {
        [copy] => Ok(*copy),
        [] => builder.and_then(of).ok_or_else(|| {
            Ending::new(
                Cause::NotDistributed,
                [
                    ("current", subject.standing()),
                    ("track", track.target.clone()),
                    ("build", build.arn.clone()),
                    ("region", subject.region.clone()),
                    ("account", accounts().collect::<Vec<_>>().join(", ")),
                ],
            )
        }),
        _ => Err(Ending::new(
            Cause::Disagree,
            [
                ("accounts", accounts().collect::<Vec<_>>().join(", ")),
                ("parameter", track.target.clone()),
                ("region", subject.region.clone()),
            ],
        )),
    }
}
