//! The releases that a pin may move to, and what stands in the way of each.

use jiff::SignedDuration;
use jiff::civil::Date;

use crate::pin::Value;
use crate::release::{Identity, Image, ReleaseVersion, Time, Version, families};

use super::deny::denies;
use super::pointer::{self, Pointer};
use super::prove::{Evidence, prove};
use super::state::Ending;
use super::subject::{Subject, owner_and_name};
use super::world::{Release, World, day_of, start_of};
use super::{Candidate, Cause, HeldBack, Kind, State};

/// So many releases are looked at, from the newest on: older ones would never be proposed.
const MOST: usize = 64;

/// For so many older releases of a pin a parameter of their own is read: one call asks for as many.
const MOST_READINGS: usize = 10;

/// What a pin could do.
pub(super) struct Outlook {
    pub(super) kind: Kind,
    /// What names the newest release, for sentences: "The parameter /aws/service/…".
    pub(super) source: String,
    /// Whether something recommends a release, so that another one was not recommended: a pattern does not.
    pub(super) recommends: bool,
    /// Releases that it could move to, the newest first.
    pub(super) choices: Vec<Choice>,
    /// Releases that are newer than the one that is recommended.
    pub(super) ahead: Vec<HeldBack>,
    /// What the pin is now, when that is something else than it should be.
    pub(super) from: Option<String>,
    /// Why there are no choices, when that is to be looked into before other regions take a release.
    pub(super) stuck: Option<Ending>,
    /// What older releases are releases of, where others than those that are known may exist.
    pub(super) older: Option<Identity>,
}

/// One release that a pin could move to.
pub(super) struct Choice {
    pub(super) candidate: Candidate,
    pub(super) released: Date,
    /// What would be written.
    pub(super) text: String,
    pub(super) evidence: Vec<Evidence>,
    pub(super) backward: bool,
    pub(super) obstacle: Option<Obstacle>,
}

/// Why a release is not taken, although it is what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// The policy denies it.
    Denied(String),
    /// Its publisher has deprecated it.
    Deprecated(Date),
    /// It cannot be launched in the region yet.
    Unavailable(String),
    /// This account's allowed-images setting refuses it.
    Refused(String),
    /// It is for a newer minor of Kubernetes than the control plane's.
    ControlPlane(String),
    /// What has to be written beside the id is not known.
    Reading(String),
    /// An earlier environment comes first.
    Environment(Ending),
    /// It is too young until then: it has to have so many days.
    Young(Time, u32),
}

impl Outlook {
    fn stuck(subject: &Subject<'_>, ending: Ending) -> Self {
        let (kind, from) = kind(subject, None);
        Self {
            kind,
            source: String::new(),
            recommends: false,
            choices: Vec::new(),
            ahead: Vec::new(),
            from,
            stuck: Some(ending),
            older: None,
        }
    }

    /// That of a pin which ended early although it is known what it follows: for want of a release or a fact, or because what
    /// is named there is not what it should be. The other regions hear of it. What is gone or denied waits for nobody, nor does
    /// anybody wait for it.
    pub(super) fn early(subject: &Subject<'_>, ending: &Ending) -> Option<Self> {
        let concerns_others = match ending.cause.state() {
            // That the file contradicts itself says nothing about a release.
            State::Mismatch => ending.cause != Cause::Follows,
            State::NotAsked | State::MissingParameter | State::MissingImage => true,
            _ => false,
        };
        let outlook =
            (concerns_others && subject.follows().is_some()).then(|| Self::stuck(subject, ending.clone()));
        outlook.filter(|outlook| matches!(outlook.kind, Kind::Routine | Kind::Declared))
    }
}

impl Obstacle {
    /// Why, the end of a sentence that begins with the release.
    pub(super) fn reason(&self) -> String {
        match self {
            Self::Denied(reason) => format!("denied: {reason}"),
            Self::Deprecated(day) => format!("deprecated since {day}"),
            Self::Unavailable(reason) | Self::Reading(reason) => reason.clone(),
            Self::Refused(account) => format!("account {account} does not allow it"),
            Self::ControlPlane(version) => format!("newer than the control plane, which runs {version}"),
            Self::Environment(ending) => ending.why(),
            Self::Young(_, days) => format!("younger than {days} days"),
        }
    }

    /// When it is gone; none when nobody knows.
    pub(super) fn eligible(&self) -> Option<Time> {
        match self {
            Self::Young(time, _) => Some(*time),
            _ => None,
        }
    }

    /// Whether somebody has decided against the release, so that there is nothing to wait for.
    pub(super) fn is_final(&self) -> bool {
        matches!(self, Self::Denied(_) | Self::Deprecated(_))
    }
}

impl Choice {
    /// As a release that is held back.
    pub(super) fn held_back(&self, reason: String, eligible: Option<Time>) -> HeldBack {
        HeldBack {
            image: self.candidate.image.id.clone(),
            name: self.candidate.image.name.clone(),
            reason,
            eligible,
        }
    }

    /// Whether it is what the parameter or pattern names.
    pub(super) fn is_recommended(&self) -> bool {
        self.candidate.parameter.is_some()
    }
}

/// Whether one release is later than another. Spelling does not count.
pub(super) fn later(a: &Version, b: &Version) -> bool {
    a.order > b.order
}

/// Looks for what a pin could move to, or why that cannot be told.
pub(super) fn look<'a>(world: &World<'a>, subject: &Subject<'a>) -> Result<Outlook, Ending> {
    let Some(track) = &subject.track else {
        let reason = "the file does not say it".to_owned();
        return Err(Ending::new(Cause::NoTrack, [("reason", reason)]));
    };
    let pointer = match pointer::read(world, subject, track) {
        Ok(pointer) => pointer,
        // Other regions wait for it, so it stays in the round.
        Err(ending) if ending.cause == Cause::NotArrived => {
            return Ok(Outlook {
                recommends: true,
                older: subject.family().cloned(),
                ..Outlook::stuck(subject, ending)
            });
        }
        Err(ending) => return Err(ending),
    };
    if let Some(wrong) = prove(world, subject, pointer.newest.image).wrong {
        return Err(wrong);
    }
    if let Some(id) = subject.pin.value.id()
        && subject.image.is_none()
        && subject.current.gone.is_none()
        && *id != pointer.newest.image.id
    {
        return Err(subject.image_not_asked(id.as_str()));
    }
    let (kind, from) = kind(subject, Some(&pointer));
    if kind == Kind::Rollback
        && let Some(reason) = denied(world, &pointer.newest)
    {
        return Err(Ending::new(
            Cause::PointerDenied,
            [
                ("current", subject.standing()),
                ("source", pointer.source),
                ("release", pointer.newest.version.text.clone()),
                ("reason", reason),
            ],
        ));
    }
    // A parameter may leave open what its image has: the kernel, the service pack.
    let exact = subject.family().map(|family| {
        let named = families::of_name(&pointer.newest.image.name);
        named.map_or_else(|| family.clone(), |named| named.identity)
    });
    let older = match &exact {
        Some(identity) => world.releases_of(&subject.region, identity),
        None => pointer.others.clone(),
    };
    let (ahead, older): (Vec<_>, Vec<_>) = older
        .into_iter()
        .filter(|release| release.image.id != pointer.newest.image.id)
        .partition(|release| later(&release.version, &pointer.newest.version));
    let mut readings = MOST_READINGS;
    let choices = std::iter::once(pointer.newest.clone())
        .chain(older)
        .take(MOST)
        .filter(|release| fits(subject, kind, &pointer, release) && is_seen(subject, release.image))
        .filter_map(|release| choice(world, subject, kind, &pointer, &release, &mut readings))
        .collect();
    let ahead = ahead
        .iter()
        .filter(|release| subject.pin.value.id() != Some(&release.image.id))
        .take(8)
        .map(|release| HeldBack {
            image: release.image.id.clone(),
            name: release.image.name.clone(),
            reason: "newer than what the parameter names".to_owned(),
            eligible: None,
        })
        .collect();
    Ok(Outlook {
        kind,
        source: pointer.source,
        recommends: pointer.parameter.is_some(),
        choices,
        ahead,
        from,
        stuck: None,
        older: exact,
    })
}

/// Why a pin would move, and what it is now when that is something else than it should be.
fn kind(subject: &Subject<'_>, pointer: Option<&Pointer<'_>>) -> (Kind, Option<String>) {
    let from = subject
        .family()
        .and_then(|expected| match (&subject.current.identity, subject.image) {
            (Some(current), _) => (!expected.differs(current).is_empty()).then(|| current.label()),
            (None, Some(image)) => Some(format!("{} of {}", image.name, image.owner)),
            (None, None) => None,
        });
    if subject.current.gone.is_some() {
        return (Kind::Dead, from);
    }
    if subject.denied.is_some() {
        return (Kind::Denied, from);
    }
    if from.is_some() {
        return (Kind::Declared, from);
    }
    let newest = pointer.map(|pointer| &pointer.newest.version);
    let current = subject.current.version.as_ref();
    let older = current
        .zip(newest)
        .is_some_and(|(current, newest)| later(current, newest));
    // A parameter that was last changed before the image was made has not gone back: it has not come to it yet.
    let changed = pointer.and_then(|pointer| pointer.modified);
    let made = subject.image.map(|image| image.created);
    let back = older && changed.zip(made).is_none_or(|(changed, made)| changed >= made);
    (if back { Kind::Rollback } else { Kind::Routine }, None)
}

/// Whether a release is one that a pin of this kind could move to.
fn fits(subject: &Subject<'_>, kind: Kind, pointer: &Pointer<'_>, release: &Release<'_>) -> bool {
    let named = release.image.id == pointer.newest.image.id;
    if subject.pin.value.id() == Some(&release.image.id) {
        return false;
    }
    match (kind, &subject.current.version) {
        (Kind::Routine, Some(current)) => later(&release.version, current),
        // Without a version, which releases are newer cannot be told.
        (Kind::Rollback, _) | (Kind::Routine, None) => named,
        (Kind::Dead | Kind::Denied | Kind::Declared, _) => true,
    }
}

/// Whether an account that launches the pin was told of an image.
fn is_seen(subject: &Subject<'_>, image: &Image) -> bool {
    let mut places = subject.places.iter();
    places.any(|(_, facts)| facts.images.contains_key(&image.id))
}

fn denied(world: &World<'_>, release: &Release<'_>) -> Option<String> {
    let policy = world.request.policy;
    let entry = denies(
        policy,
        Some(&release.image.id),
        Some(&release.image.name),
        world.today,
    )?;
    Some(entry.reason.clone())
}

/// A release with its proofs; none when one of them shows that it is something else.
fn choice<'a>(
    world: &World<'a>,
    subject: &Subject<'a>,
    kind: Kind,
    pointer: &Pointer<'_>,
    release: &Release<'_>,
    readings: &mut usize,
) -> Option<Choice> {
    let proofs = prove(world, subject, release.image);
    if proofs.wrong.is_some() {
        return None;
    }
    let named = release.image.id == pointer.newest.image.id;
    let deprecated = release
        .image
        .deprecated
        .filter(|time| *time <= world.request.now)
        .map(|time| Obstacle::Deprecated(day_of(time)));
    let urgent = matches!(kind, Kind::Dead | Kind::Denied | Kind::Rollback);
    let obstacle = denied(world, release)
        .map(Obstacle::Denied)
        .or(deprecated)
        .or(proofs.unavailable.map(Obstacle::Unavailable))
        .or(proofs.refused.map(Obstacle::Refused))
        .or_else(|| control_plane(subject));
    let young = young(world, subject, release).filter(|_| !urgent);
    let free = obstacle.is_none() && young.is_none();
    let release_version = if named {
        pointer.release_version.clone()
    } else {
        older_release_version(world, subject, release, readings, free)
    };
    let written = written(subject, release, &release_version);
    let unready = written.as_ref().err().cloned().map(Obstacle::Reading);
    let obstacle = obstacle.or(unready).or(young);
    let current = subject.current.version.as_ref();
    let parameter = pointer.parameter.clone().filter(|_| named);
    Some(Choice {
        backward: current.is_some_and(|current| later(current, &release.version)),
        candidate: Candidate {
            image: release.image.clone(),
            identity: subject.expected.clone(),
            version: release.version.clone(),
            release_version: release_version.ok(),
            parameter,
            built: pointer.built.clone().filter(|_| named),
        },
        released: release.released,
        text: written.unwrap_or_default(),
        evidence: proofs.evidence,
        obstacle,
    })
}

fn young(world: &World<'_>, subject: &Subject<'_>, release: &Release<'_>) -> Option<Obstacle> {
    let days = world.groups.min_age(subject);
    let age = SignedDuration::from_hours(24 * i64::from(days));
    let old_enough = start_of(release.released)?.checked_add(age).ok()?;
    (old_enough > world.request.now).then_some(Obstacle::Young(old_enough, days))
}

/// Nodes are never newer than their control plane
/// (<https://kubernetes.io/releases/version-skew-policy/#kubelet>).
fn control_plane(subject: &Subject<'_>) -> Option<Obstacle> {
    let written = subject.pin.cluster_version.as_ref()?;
    let nodes = minor(subject.expected.as_ref()?.kubernetes.as_ref()?)?;
    (nodes > minor(written)?).then(|| Obstacle::ControlPlane(written.clone()))
}

/// The numbers of `1.35` or `1.35.2`.
fn minor(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// The release version of a release that no newest parameter names any more. The name of its image has all of it for Windows,
/// which EKS writes as `1.36-2026.08.15`, and for Bottlerocket, whose is version and build. Others have a parameter for each
/// image, which is read when the pin needs it and nothing else keeps it from the release, for `readings` releases at most.
fn older_release_version<'a>(
    world: &World<'a>,
    subject: &Subject<'a>,
    release: &Release<'_>,
    readings: &mut usize,
    free: bool,
) -> Result<String, String> {
    let unknown = || format!("the release version of {} is not known any more", release.version);
    let family = subject.family().ok_or_else(unknown)?;
    let text = match (family.family, &family.kubernetes) {
        ("windows-eks", Some(kubernetes)) => format!("{kubernetes}-{}", release.version.text),
        ("bottlerocket", _) => {
            let (_, build) = release.image.name.rsplit_once("-v").ok_or_else(unknown)?;
            build.to_owned()
        }
        _ => {
            let parameter = families::release_version_of_image(family, &release.image.name);
            let read = free && *readings > 0 && pointer::needs_release_version(subject);
            let parameter = parameter.filter(|_| read).ok_or_else(unknown)?;
            *readings -= 1;
            return pointer::release_version(world, subject, &release.version, &parameter);
        }
    };
    ReleaseVersion::parse(&text)
        .map(|read| read.text)
        .ok_or_else(unknown)
}

/// What is written in the place of the pin's text, or why that is not known.
fn written(
    subject: &Subject<'_>,
    release: &Release<'_>,
    release_version: &Result<String, String>,
) -> Result<String, String> {
    let image: &Image = release.image;
    if pointer::needs_release_version(subject) {
        release_version.clone()?;
    }
    match &subject.pin.value {
        Value::Id(_) => Ok(image.id.to_string()),
        Value::ReleaseVersion(_) => release_version.clone(),
        Value::Alias(_) => subject
            .family()
            .and_then(|family| families::alias_of(family, &release.version))
            .ok_or_else(|| "Karpenter has no alias for it".to_owned()),
        // kops writes the owner before the name.
        Value::Name(text) => Ok(match owner_and_name(text) {
            (Some(_), _) => format!("{}/{}", image.owner, image.name),
            (None, _) => image.name.clone(),
        }),
        Value::Reference(_) => Err("it is no pin".to_owned()),
    }
}
