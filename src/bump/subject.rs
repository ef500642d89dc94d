//! A pin with everything that is known before releases are compared: its region, what it stands on, what it follows.

mod release;

use crate::pin::{Pin, Role, Scheme, Track, Value};
use crate::release::facts::Call;
use crate::release::regions::is_account;
use crate::release::{Architecture, Identity, Image, ImageId, ReleaseVersion, families};

use super::policy::Denied;
use super::recover::{Found, What};
use super::refused::refused_or;
use super::state::Ending;
use super::world::{Told, Trust, World};
use super::{Cause, Current, PinRef};

/// One pin.
pub(super) struct Subject<'a> {
    pub(super) at: PinRef,
    pub(super) pin: &'a Pin,
    pub(super) path: &'a str,
    /// Its line, from 1.
    pub(super) line: u32,
    pub(super) region: String,
    /// What the accounts that launch it were told in its region.
    pub(super) places: Vec<Told<'a>>,
    pub(super) track: Option<Track>,
    /// What the image should be.
    pub(super) expected: Option<Identity>,
    /// Whether the track is a parameter of a known family, so that names and owners are known too.
    pub(super) published: bool,
    pub(super) image: Option<&'a Image>,
    pub(super) current: Current,
    /// Whether its image is gone and nothing but a field of the file says what it was: it may have been one of one's own.
    pub(super) guessed: bool,
    /// Why the policy does not want its image.
    pub(super) denied: Option<&'a Denied>,
    /// The place of its environment in the order of the policy.
    pub(super) stage: Option<usize>,
    pub(super) notes: Vec<String>,
}

impl<'a> Subject<'a> {
    /// Reads a pin as far as it goes; the ending when nothing more is to be decided about it.
    pub(super) fn read(world: &World<'a>, at: PinRef, pin: &'a Pin) -> (Self, Result<(), Ending>) {
        let policy = world.request.policy;
        let environment = pin.environment.as_ref();
        let file = world.request.files.get(at.file);
        let line = file.map_or(0, |file| file.source.position(pin.span.start).line);
        let mut subject = Self {
            at,
            pin,
            path: world.path(at),
            line,
            region: String::new(),
            places: Vec::new(),
            track: pin.follows.clone().or_else(|| {
                let target = families::parameter_of(pin.declared.as_ref()?)?;
                Some(Track {
                    scheme: Scheme::Ssm,
                    target,
                })
            }),
            expected: pin.declared.clone(),
            published: false,
            image: None,
            current: Current::default(),
            guessed: false,
            denied: None,
            stage: environment.and_then(|name| policy.environments.iter().position(|other| other == name)),
            notes: Vec::new(),
        };
        let placed = subject.place(world);
        if subject.by_role().is_none() {
            subject.want_image(world);
        }
        let read = placed.and_then(|()| {
            subject.stand(world);
            subject.resolve(world)
        });
        subject.date(world);
        let role = subject.by_role().map_or(read, Err);
        (subject, role)
    }

    /// What the file itself says about the pin being one.
    pub(super) fn by_role(&self) -> Option<Ending> {
        by_role(self.pin)
    }

    /// Where it is launched, and what was read there.
    fn place(&mut self, world: &World<'a>) -> Result<(), Ending> {
        let home = self.pin.value.id().and_then(|id| world.home(id));
        // Where the image is, is a proof; what was only guessed is none.
        let known = self.pin.region.as_ref();
        let known = known.filter(|known| !known.is_guess() || home.is_none_or(|home| home == known.value));
        let written = known.map(|known| known.value.clone());
        if written.is_none()
            && let Some(home) = home
        {
            self.notes.push(format!(
                "its region is known from EC2: the image exists in {home} alone"
            ));
        }
        let Some(region) = written.or_else(|| home.map(str::to_owned)) else {
            return Err(Ending::new(Cause::NoRegion, []));
        };
        let account = self.pin.account.as_deref();
        self.places = world.places(&region, account);
        self.region.clone_from(&region);
        if !self.places.is_empty() {
            return Ok(());
        }
        Err(match account {
            Some(account) if !world.places(&region, None).is_empty() => Ending::new(
                Cause::AccountNotAsked,
                [("account", account.to_owned()), ("region", region)],
            ),
            _ => Ending::new(Cause::RegionNotAsked, [("region", region)]),
        })
    }

    /// What it stands on: the image, whether it can be launched, whether the policy wants it.
    fn stand(&mut self, world: &World<'a>) {
        match &self.pin.value {
            Value::Id(id) => self.stand_on_id(world, id),
            Value::Name(text) => {
                let (owner, name) = owner_and_name(text);
                let mut images = world.images_named(&self.region, name).iter().copied();
                self.image = images.find(|image| owner.is_none_or(|owner| image.owner == owner));
                if self.image.is_none() && self.is_searched(world) {
                    self.current.gone = Some(format!("no image in {} is named so", self.region));
                }
            }
            Value::ReleaseVersion(_) | Value::Alias(_) | Value::Reference(_) => {}
        }
        self.current.image = self.image.cloned();
    }

    fn stand_on_id(&mut self, world: &World<'a>, id: &ImageId) {
        let seen: Vec<(&str, &Image)> = self
            .places
            .iter()
            .filter_map(|(place, facts)| Some((place.account.as_str(), facts.images.get(id)?)))
            .collect();
        let blind: Vec<&str> = self
            .places
            .iter()
            .filter(|(_, facts)| facts.missing_images.contains_key(id))
            .map(|(place, _)| place.account.as_str())
            .collect();
        let available = seen.iter().find(|(_, image)| image.state == "available");
        self.image = available.or(seen.first()).map(|(_, image)| *image);
        match (available, seen.first()) {
            (Some(_), _) if !blind.is_empty() => {
                self.notes
                    .push(format!("account {} cannot see its image", blind.join(", ")));
            }
            (Some(_), _) => {}
            (None, Some((_, image))) => self.current.gone = Some(format!("its state is {}", image.state)),
            (None, None) if blind.is_empty() => {}
            (None, None) => {
                // The same id elsewhere is the same image, written down for the wrong region.
                let home = world.home(id).filter(|home| *home != self.region);
                self.image = home.and_then(|home| world.image(home, id));
                self.current.gone = Some(match home {
                    Some(home) => format!("it is an image of {home}, not of {}", self.region),
                    None => format!("account {} cannot see it in {}", blind.join(", "), self.region),
                });
            }
        }
    }

    /// What it follows and what its image should be.
    fn resolve(&mut self, world: &World<'a>) -> Result<(), Ending> {
        let home = match (&self.image, self.pin.value.id()) {
            (Some(_), Some(id)) => world.home(id).unwrap_or(&self.region),
            _ => &self.region,
        };
        let claimed = self.image.and_then(|image| families::of_name(&image.name));
        let trust = self
            .image
            .zip(claimed.as_ref())
            .map(|(image, named)| world.trust(&named.identity, &image.owner, home));
        let believed = claimed
            .as_ref()
            .filter(|_| trust.is_some_and(Trust::believes))
            .map(|named| named.identity.clone());
        if let Some(track) = &self.pin.follows {
            let asked = Some(track).filter(|track| track.scheme == Scheme::Ssm);
            let asked = asked.and_then(|track| families::of_parameter(&track.target));
            if let (Some(asked), Some(declared)) = (&asked, &self.pin.declared)
                && !declared.differs(asked).is_empty()
            {
                let holes = [("expected", declared.label()), ("found", asked.label())];
                return Err(Ending::new(Cause::Follows, holes));
            }
            self.published = asked.is_some();
            self.expected = asked.or_else(|| self.pin.declared.clone());
            self.current.identity = claimed
                .filter(|_| trust != Some(Trust::Stranger))
                .map(|named| named.identity);
            return Ok(());
        }
        if let Some(declared) = &self.pin.declared {
            if let Some(image) = self.image
                && trust.is_none_or(|trust| trust == Trust::Stranger)
            {
                self.track = None;
                return Err(Ending::new(
                    Cause::OwnImage,
                    [
                        ("identity", declared.label()),
                        ("image", image.id.to_string()),
                        ("name", image.name.clone()),
                        ("owner", image.owner.clone()),
                    ],
                ));
            }
            self.current.identity = claimed.map(|named| named.identity);
            if self.image.is_none() && self.current.gone.is_some() {
                self.guessed = !self.is_named_beside(world, declared);
            }
            let full = self.complete(declared.clone());
            return self.follow(&full);
        }
        self.current.identity.clone_from(&believed);
        if let Some(identity) = believed {
            return self.follow(&identity);
        }
        if let (Value::Name(text), Some(_)) = (&self.pin.value, &self.current.gone)
            && let Some(named) = families::of_name(owner_and_name(text).1)
        {
            // A name is no proof of what an image was, unless its publisher stands before it.
            let owner = owner_and_name(text).0;
            let publisher = owner.map(|owner| world.trust(&named.identity, owner, &self.region));
            self.guessed = !publisher.is_some_and(Trust::believes);
            return self.follow(&named.identity);
        }
        Err(self.unknown(claimed.map(|named| named.identity)))
    }

    /// Whether the name of an image of this identity stands beside it, in a comment or a value of the same map.
    fn is_named_beside(&self, world: &World<'a>, identity: &Identity) -> bool {
        let file = world.request.files.get(self.at.file);
        let mut names = file.into_iter().flat_map(|file| file.names_beside(self.pin));
        names.any(|named| identity.differs(&named.identity).is_empty())
    }

    /// Follows the parameter of an identity.
    pub(super) fn follow(&mut self, identity: &Identity) -> Result<(), Ending> {
        let Some(target) = families::parameter_of(identity) else {
            let parts = match families::lacks(identity).as_slice() {
                [] => "parameter".to_owned(),
                parts => parts.join(" and "),
            };
            let holes = [("identity", identity.label()), ("parts", parts)];
            return Err(Ending::new(Cause::NoParameter, holes));
        };
        // The name of a parameter says everything about its images; what was declared may leave parts open.
        self.expected = families::of_parameter(&target).or_else(|| Some(identity.clone()));
        self.published = true;
        self.track = Some(Track {
            scheme: Scheme::Ssm,
            target,
        });
        Ok(())
    }

    /// Takes over what was found out about an image that is gone: how it goes on, or none when that changes nothing.
    pub(super) fn was(&mut self, found: Found) -> Option<Result<(), Ending>> {
        let declared = self.expected.clone().filter(|_| self.guessed);
        let agrees = |identity: &Identity| {
            let declared = declared.as_ref();
            declared.is_none_or(|declared| declared.differs(identity).is_empty())
        };
        let then = match found.what {
            What::Of(identity) if agrees(&identity) => {
                self.guessed = false;
                self.follow(&identity)
            }
            What::Of(_) => return None,
            What::Declared(identity) => {
                self.guessed = true;
                self.follow(&identity)
            }
            What::NamedBy(track) => {
                let named = families::of_parameter(&track.target).filter(|_| track.scheme == Scheme::Ssm);
                if !named.as_ref().is_none_or(agrees) {
                    return None;
                }
                self.guessed = false;
                self.published = named.is_some();
                self.expected = named.or(self.expected.take());
                self.track = Some(track);
                Ok(())
            }
            What::Remembered(identity) => {
                self.guessed = false;
                self.current.identity = Some(identity.clone());
                // The file may declare something else by now.
                if declared.is_some() {
                    Ok(())
                } else {
                    self.follow(&identity)
                }
            }
            What::Own(remains) => {
                self.guessed = false;
                Err(Ending::new(
                    Cause::DeadRemembered,
                    [
                        ("current", self.pin.value.text().to_owned()),
                        ("reason", self.current.gone.clone().unwrap_or_default()),
                        ("name", remains.name),
                        ("owner", remains.owner),
                    ],
                ))
            }
        };
        self.notes.push(found.note);
        Some(then)
    }

    /// A declared identity with what it leaves open filled in from the image it stands on, and from the cluster.
    fn complete(&self, mut declared: Identity) -> Identity {
        if let Some(current) = self
            .current
            .identity
            .as_ref()
            .filter(|c| c.family == declared.family)
        {
            declared.os = declared.os.or_else(|| current.os.clone());
            declared.edition = declared.edition.or_else(|| current.edition.clone());
            declared.kubernetes = declared.kubernetes.or_else(|| current.kubernetes.clone());
            declared.architecture = declared.architecture.or(current.architecture);
            declared.variant = declared.variant.or_else(|| current.variant.clone());
        }
        let written = match &self.pin.value {
            Value::ReleaseVersion(text) => ReleaseVersion::parse(text).and_then(|read| read.kubernetes),
            _ => None,
        };
        declared.kubernetes = declared
            .kubernetes
            .or(written)
            .or_else(|| self.pin.cluster_version.clone());
        if matches!(self.pin.value, Value::Alias(_)) {
            // An alias is for every architecture and variant; one stands for all.
            declared.architecture = declared.architecture.or(Some(Architecture::X86_64));
            declared.variant = declared.variant.or_else(|| Some("standard".to_owned()));
        }
        declared
    }

    /// Why an image is not known, or images by name are not.
    pub(super) fn image_not_asked(&self, image: &str) -> Ending {
        let holes = [("image", image.to_owned()), ("region", self.region.clone())];
        let not_asked = Ending::new(Cause::ImageNotAsked, holes);
        refused_or(&self.places, Call::Images, not_asked)
    }

    /// Why nothing tells what it follows.
    fn unknown(&self, claimed: Option<Identity>) -> Ending {
        let text = self.pin.value.text().to_owned();
        match (self.image, claimed, &self.current.gone) {
            (_, _, Some(reason)) => Ending::new(
                Cause::DeadUnknown,
                [("current", text), ("reason", reason.clone())],
            ),
            (Some(image), Some(identity), None) => Ending::new(
                Cause::Untrusted,
                [
                    ("name", image.name.clone()),
                    ("owner", image.owner.clone()),
                    ("identity", identity.label()),
                ],
            ),
            (Some(image), None, None) => {
                let reason = format!(
                    "its image {} of {} is of no known family",
                    image.name, image.owner
                );
                Ending::new(Cause::NoTrack, [("reason", reason)])
            }
            (None, _, None) if self.pin.value.id().is_some() => self.image_not_asked(&text),
            (None, _, None) => {
                let reason = "the file does not say which family it is".to_owned();
                Ending::new(Cause::NoTrack, [("reason", reason)])
            }
        }
    }

    /// What it follows, comparable between pins: the identity, or the track of images that are of no known family.
    pub(super) fn follows(&self) -> Option<String> {
        // Where nobody was asked, what it follows is known from its name alone.
        let named = || {
            let track = self.track.as_ref().filter(|track| track.scheme == Scheme::Ssm)?;
            families::of_parameter(&track.target)
        };
        let family = self.family().cloned().or_else(named);
        let family = family.map(|family| format!("{family:?}"));
        family.or_else(|| self.track.as_ref().map(ToString::to_string))
    }

    /// The identity by which releases are compared; none for images of one's own, whose names are free.
    pub(super) fn family(&self) -> Option<&Identity> {
        self.expected.as_ref().filter(|_| self.published)
    }
}

/// What a file itself says about a pin being one; none when it is one.
pub(super) fn by_role(pin: &Pin) -> Option<Ending> {
    let ending = |cause, reason: &str| Some(Ending::new(cause, [("reason", reason.to_owned())]));
    match (&pin.role, &pin.value) {
        (Role::LeftAlone(reason), _) => ending(Cause::LeftAlone, reason),
        (Role::Floats(reason), _) => ending(Cause::ByItself, reason),
        (Role::Pinned, Value::Reference(_)) => ending(Cause::ByItself, "is a reference that moves by itself"),
        (Role::Pinned, _) => None,
    }
}

/// The owner that kops writes before the name of an image, when it is an account. Names of images may have a `/` too.
pub(super) fn owner_and_name(text: &str) -> (Option<&str>, &str) {
    match text.split_once('/') {
        Some((owner, name)) if is_account(owner) => (Some(owner), name),
        _ => (None, text),
    }
}
