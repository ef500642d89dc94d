//! What is proven about an image before a pin may move to it.
//!
//! Every proof rests on a fact that was read, and says on which. One that fails ends everything: such an image is never taken,
//! and nothing older is taken in its place, because what the pin follows has to be looked at first.

use crate::pin::Scheme;
use crate::release::{Architecture, Identity, Image, families};

use super::Cause;
use super::state::Ending;
use super::subject::Subject;
use super::world::{Trust, World};

/// One proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What was to be shown.
    pub what: Proof,
    /// The fact that it rests on, for people: "EC2 in eu-west-1 as 123456789012". From outside, not escaped.
    pub from: String,
    /// Whether it was shown.
    pub proved: Proved,
}

/// What is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Proof {
    /// The image exists and can be launched.
    Available,
    /// The account's allowed-images setting lets it through.
    Allowed,
    /// The account that is known to publish this owns it.
    Owner,
    /// Its name is one that the family gives its images.
    Family,
    /// Windows or not.
    Platform,
    /// Core or Full.
    Edition,
    /// Processor architecture.
    Architecture,
    /// Minor version of Kubernetes.
    Kubernetes,
}

/// Whether something was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proved {
    /// It was.
    Proved,
    /// It could not be, and that is no fault of the image; the reason is the end of a sentence.
    NotProved(String),
    /// It is not so; the reason is the end of a sentence. An image with such a proof is never taken.
    Failed(String),
}

impl Proof {
    /// What was to be shown, for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Available => "exists and can be launched",
            Self::Allowed => "allowed in the account",
            Self::Owner => "owned by its publisher",
            Self::Family => "named like its family",
            Self::Platform => "platform",
            Self::Edition => "edition",
            Self::Architecture => "architecture",
            Self::Kubernetes => "Kubernetes minor",
        }
    }
}

/// All proofs about one image for one pin.
#[derive(Default)]
pub(super) struct Proofs {
    pub(super) evidence: Vec<Evidence>,
    /// The first proof about what the image is that failed.
    pub(super) wrong: Option<Ending>,
    /// Why it cannot be launched yet.
    pub(super) unavailable: Option<String>,
    /// The account that does not allow it.
    pub(super) refused: Option<String>,
}

impl Proofs {
    fn add(&mut self, what: Proof, from: String, proved: Proved) {
        self.evidence.push(Evidence { what, from, proved });
    }

    /// A comparison of what should be with what is.
    fn compare(&mut self, what: Proof, image: &Image, from: &str, expected: &str, found: Option<&str>) {
        let proved = match found {
            Some(found) if found == expected => Proved::Proved,
            Some(found) => Proved::Failed(format!("should be {expected} and is {found}")),
            None => Proved::NotProved("its name does not tell".to_owned()),
        };
        if let (Proved::Failed(_), None) = (&proved, &self.wrong) {
            let cause = match what {
                Proof::Owner => Cause::WrongOwner,
                Proof::Platform => Cause::WrongPlatform,
                Proof::Edition => Cause::WrongEdition,
                Proof::Architecture => Cause::WrongArchitecture,
                Proof::Kubernetes => Cause::WrongKubernetes,
                Proof::Family | Proof::Available | Proof::Allowed => Cause::WrongFamily,
            };
            self.wrong = Some(Ending::new(
                cause,
                [
                    ("image", image.id.to_string()),
                    ("expected", expected.to_owned()),
                    ("found", found.unwrap_or_default().to_owned()),
                ],
            ));
        }
        self.add(what, from.to_owned(), proved);
    }
}

/// Proves what can be proven about an image of the pin's region.
pub(super) fn prove(world: &World<'_>, subject: &Subject<'_>, image: &Image) -> Proofs {
    let mut proofs = Proofs::default();
    available(subject, image, &mut proofs);
    allowed(subject, image, &mut proofs);
    let claimed = families::of_name(&image.name).map(|named| named.identity);
    if let Some(expected) = subject.family() {
        owner_of_family(world, subject, expected, image, &mut proofs);
        identity(expected, claimed.as_ref(), image, &mut proofs);
    } else {
        own_owner(world, subject, image, &mut proofs);
        // An image of one's own is named freely; a name that says the contrary of the file is not overlooked.
        if let (Some(expected), Some(claimed)) = (&subject.expected, &claimed)
            && world.trust(claimed, &image.owner, &subject.region).believes()
        {
            identity(expected, Some(claimed), image, &mut proofs);
        }
    }
    machine(subject, image, &mut proofs);
    proofs
}

/// That it can be launched in the region, as every account that launches it sees it.
fn available(subject: &Subject<'_>, image: &Image, proofs: &mut Proofs) {
    let mut seen = Vec::new();
    let mut silent = Vec::new();
    let mut wrong = Vec::new();
    for (place, facts) in &subject.places {
        let account = place.account.as_str();
        match facts.images.get(&image.id) {
            Some(image) if image.state == "available" => seen.push(account),
            Some(image) => wrong.push(format!("its state is {} for account {account}", image.state)),
            None if facts.missing_images.contains_key(&image.id) => {
                wrong.push(format!("account {account} cannot see it"));
            }
            None => silent.push(account),
        }
    }
    let proved = if !wrong.is_empty() {
        proofs.unavailable = Some(wrong.join(", "));
        Proved::Failed(wrong.join(", "))
    } else if seen.is_empty() || !silent.is_empty() {
        Proved::NotProved(format!("account {} was not asked", silent.join(", ")))
    } else {
        Proved::Proved
    };
    let from = format!("EC2 in {} as {}", subject.region, seen.join(", "));
    proofs.add(Proof::Available, from, proved);
}

/// That no account refuses it by its allowed-images setting.
fn allowed(subject: &Subject<'_>, image: &Image, proofs: &mut Proofs) {
    let answers = subject.places.iter().filter_map(|(place, facts)| {
        let allowed = facts.images.get(&image.id)?.allowed;
        Some((place.account.as_str(), allowed))
    });
    let answers: Vec<(&str, Option<bool>)> = answers.collect();
    let of = |wanted: Option<bool>| -> Vec<&str> {
        let of = answers.iter().filter(|(_, allowed)| *allowed == wanted);
        of.map(|(account, _)| *account).collect()
    };
    let (refused, unknown) = (of(Some(false)), of(None));
    let proved = if !refused.is_empty() {
        proofs.refused = Some(refused.join(", "));
        Proved::Failed(format!("account {} refuses it", refused.join(", ")))
    } else if unknown.is_empty() {
        Proved::Proved
    } else {
        Proved::NotProved(format!("account {} was not asked", unknown.join(", ")))
    };
    let from = format!("the allowed-images setting in {}", subject.region);
    proofs.add(Proof::Allowed, from, proved);
}

/// That an account owns it which is known to publish the family.
fn owner_of_family(
    world: &World<'_>,
    subject: &Subject<'_>,
    expected: &Identity,
    image: &Image,
    proofs: &mut Proofs,
) {
    let trust = world.trust(expected, &image.owner, &subject.region);
    let known = families::owner(expected, &subject.region).accounts.join(" or ");
    match trust {
        Trust::Listed => proofs.add(
            Proof::Owner,
            "the list of publishers and `owners` of the policy".to_owned(),
            Proved::Proved,
        ),
        Trust::Stranger => {
            proofs.compare(
                Proof::Owner,
                image,
                "the list of publishers",
                &known,
                Some(&image.owner),
            );
        }
        Trust::SameAsParameter | Trust::Unsure => {
            let reason = format!(
                "who owns these images in {} is not published; {} owns it",
                subject.region, image.owner
            );
            proofs.add(
                Proof::Owner,
                "the list of publishers".to_owned(),
                Proved::NotProved(reason),
            );
        }
    }
}

/// That whoever made the current image, or whom the policy or the pin names, made this one.
fn own_owner(world: &World<'_>, subject: &Subject<'_>, image: &Image, proofs: &mut Proofs) {
    if let Some(of) = world.request.policy.owners.get(&image.owner) {
        let from = format!("`owners` of the policy: {of}");
        return proofs.add(Proof::Owner, from, Proved::Proved);
    }
    let followed = subject.track.as_ref().filter(|track| track.scheme == Scheme::Ec2);
    if let Some((owner, _)) = followed.and_then(|track| track.target.split_once('/')) {
        // Which images these are was decided by owner and name.
        return proofs.add(
            Proof::Owner,
            format!("the pin follows images of {owner}"),
            Proved::Proved,
        );
    }
    if let Some(current) = subject.image {
        let from = "the owner of the current image";
        proofs.compare(Proof::Owner, image, from, &current.owner, Some(&image.owner));
    } else {
        let reason = format!(
            "{} owns it, whom `owners` of the policy does not name",
            image.owner
        );
        proofs.add(Proof::Owner, "the policy".to_owned(), Proved::NotProved(reason));
    }
}

/// That its name says what it should be.
fn identity(expected: &Identity, claimed: Option<&Identity>, image: &Image, proofs: &mut Proofs) {
    let from = "the image's name";
    let Some(claimed) = claimed else {
        let found = format!("named {}, like no image of that family", image.name);
        return proofs.compare(Proof::Family, image, from, &expected.label(), Some(&found));
    };
    let special = ["edition", "Kubernetes minor", "architecture"];
    let differs = expected
        .differs(claimed)
        .iter()
        .any(|part| !special.contains(part));
    let found = if differs {
        claimed.label()
    } else {
        expected.label()
    };
    proofs.compare(Proof::Family, image, from, &expected.label(), Some(&found));
    if let Some(edition) = &expected.edition {
        proofs.compare(Proof::Edition, image, from, edition, claimed.edition.as_deref());
    }
    if let Some(kubernetes) = &expected.kubernetes {
        proofs.compare(
            Proof::Kubernetes,
            image,
            from,
            kubernetes,
            claimed.kubernetes.as_deref(),
        );
    }
}

/// That it runs on the machines that the current image runs on.
fn machine(subject: &Subject<'_>, image: &Image, proofs: &mut Proofs) {
    let platform = |image: &Image| match image.platform.as_deref() {
        Some(text) if text.eq_ignore_ascii_case("windows") => "windows",
        _ => "linux",
    };
    let family = subject.expected.as_ref();
    let wanted = match (family, subject.image) {
        (Some(family), _) => Some(families::platform(family).unwrap_or("linux")),
        (None, current) => current.map(platform),
    };
    let from = "EC2's description";
    if let Some(wanted) = wanted {
        proofs.compare(Proof::Platform, image, from, wanted, Some(platform(image)));
    }
    let wanted = family.and_then(families::architecture).map(Architecture::word);
    let wanted = wanted.or_else(|| subject.image.map(|current| current.architecture.as_str()));
    if let Some(wanted) = wanted {
        proofs.compare(
            Proof::Architecture,
            image,
            from,
            wanted,
            Some(&image.architecture),
        );
    }
}
