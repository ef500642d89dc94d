//! The same id in several places: an AMI id exists in one region only, so what one place knows of it holds for all.

use std::collections::BTreeMap;

use crate::release::ImageId;

use super::{Pin, Role, Scanned};

/// Gives pins what other pins of the same id know, in any file: the region, and to those that know nothing of what they follow
/// all else as well (follows, identity, account, environment, cluster, hold), so that an id in a test or in a script moves
/// exactly when its pin does. Where two places know different things, nothing is taken from either.
pub fn spread(files: &mut [Scanned]) {
    let mut known: BTreeMap<ImageId, Vec<Pin>> = BTreeMap::new();
    for pin in files.iter().flat_map(|file| &file.pins) {
        if pin.role == Role::Pinned
            && let Some(id) = pin.value.id()
        {
            known.entry(id.clone()).or_default().push(pin.clone());
        }
    }
    known.retain(|_, pins| pins.len() > 1);
    for pin in files.iter_mut().flat_map(|file| &mut file.pins) {
        let others = pin.value.id().and_then(|id| known.get(id));
        if let Some(others) = others.filter(|_| pin.role == Role::Pinned) {
            learn(pin, others);
        }
    }
}

fn learn(pin: &mut Pin, all: &[Pin]) {
    if pin.region.is_none()
        && let Some(mut region) = agreed(all.iter(), |pin| pin.region.as_ref(), |a, b| a.value == b.value)
    {
        region.from = "the same id elsewhere";
        pin.region = Some(region);
    }
    if pin.follows.is_some() || pin.declared.is_some() {
        return;
    }
    let knowing = || {
        all.iter()
            .filter(|pin| pin.follows.is_some() || pin.declared.is_some())
    };
    let Some(first) = knowing().next() else { return };
    let same = knowing().all(|other| other.follows == first.follows && other.declared == first.declared);
    if !same {
        return;
    }
    pin.follows.clone_from(&first.follows);
    pin.declared.clone_from(&first.declared);
    let same = |a: &String, b: &String| a == b;
    for (own, of) in [
        (&mut pin.account, account as fn(&Pin) -> Option<&String>),
        (&mut pin.environment, environment),
        (&mut pin.cluster, cluster),
        (&mut pin.cluster_version, cluster_version),
    ] {
        if own.is_none() {
            *own = agreed(knowing(), of, same);
        }
    }
    // One place that is free to move would leave those that are held behind; so it moves when the last of them may.
    if pin.hold.is_none() && knowing().all(|other| other.hold.is_some()) {
        pin.hold = knowing()
            .filter_map(|other| other.hold.clone())
            .max_by_key(|hold| (hold.until.is_none(), hold.until));
    }
}

fn account(pin: &Pin) -> Option<&String> {
    pin.account.as_ref()
}

fn environment(pin: &Pin) -> Option<&String> {
    pin.environment.as_ref()
}

fn cluster(pin: &Pin) -> Option<&String> {
    pin.cluster.as_ref()
}

fn cluster_version(pin: &Pin) -> Option<&String> {
    pin.cluster_version.as_ref()
}

/// What the pins that know it agree on.
fn agreed<'p, T: Clone + 'p>(
    pins: impl Iterator<Item = &'p Pin>,
    of: impl Fn(&'p Pin) -> Option<&'p T>,
    same: impl Fn(&T, &T) -> bool,
) -> Option<T> {
    let mut values = pins.filter_map(of);
    let first = values.next()?;
    values.all(|other| same(first, other)).then(|| first.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pin::{Hold, Known, Track, Value};
    use crate::source::{Source, Span};

    fn file(pins: Vec<Pin>) -> Scanned {
        Scanned {
            source: Source::new("x", ""),
            pins,
            problems: Vec::new(),
            rows_used: Vec::new(),
        }
    }

    fn pin(id: &str) -> Pin {
        let id = ImageId::parse(id).expect("an id");
        Pin::new(Span::default(), Value::Id(id), "text", Role::Pinned)
    }

    fn in_region(mut pin: Pin, region: &str) -> Pin {
        pin.region = Some(Known {
            value: region.to_owned(),
            from: "its line",
        });
        pin
    }

    fn following(mut pin: Pin, track: &str) -> Pin {
        pin.follows = Some(Track::parse(track).expect("a track"));
        pin
    }

    const ONE: &str = "ami-0a1b2c3d4e5f60718";
    const TWO: &str = "ami-1a1b2c3d4e5f60718";

    #[test]
    fn one_place_tells_the_others() {
        let mut knows = in_region(following(pin(ONE), "ssm:/a"), "eu-west-1");
        knows.environment = Some("prod".to_owned());
        knows.hold = Some(Hold {
            until: None,
            reason: "driver".to_owned(),
        });
        let mut files = [file(vec![pin(ONE), pin(TWO)]), file(vec![knows.clone()])];
        spread(&mut files);
        let told = &files[0].pins[0];
        assert_eq!(told.follows, knows.follows);
        assert_eq!(
            told.region.as_ref().map(|known| known.value.as_str()),
            Some("eu-west-1")
        );
        assert_eq!(told.environment, knows.environment);
        assert_eq!(told.hold, knows.hold);
        assert_eq!(files[0].pins[1], pin(TWO));
        assert_eq!(files[1].pins[0], knows);
    }

    #[test]
    fn nothing_is_taken_where_places_differ() {
        let apart = [
            in_region(following(pin(ONE), "ssm:/a"), "eu-west-1"),
            in_region(following(pin(ONE), "ssm:/b"), "us-east-1"),
        ];
        let mut files = [file(vec![pin(ONE)]), file(apart.to_vec())];
        spread(&mut files);
        assert_eq!(files[0].pins[0], pin(ONE));
        assert_eq!(files[1].pins, apart);
    }

    #[test]
    fn a_pin_that_knows_what_it_follows_learns_its_region_only() {
        let mut held = in_region(following(pin(ONE), "ssm:/a"), "eu-west-1");
        held.hold = Some(Hold {
            until: None,
            reason: "driver".to_owned(),
        });
        let mut files = [file(vec![following(pin(ONE), "ssm:/a"), held])];
        spread(&mut files);
        assert_eq!(files[0].pins[0].hold, None);
        assert!(files[0].pins[0].region.is_some());
        let mut left = pin(ONE);
        left.role = Role::LeftAlone("prose".to_owned());
        let mut files = [file(vec![left.clone(), following(pin(ONE), "ssm:/a")])];
        spread(&mut files);
        assert_eq!(files[0].pins[0], left);
    }
}
