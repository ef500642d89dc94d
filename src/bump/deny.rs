//! What the policy denies.

use jiff::civil::Date;

use crate::release::{ImageId, wildcard};

use super::policy::{Denied, Policy};

/// The first entry that denies an image on a day. Either of id and name may be unknown.
pub(super) fn denies<'p>(
    policy: &'p Policy,
    id: Option<&ImageId>,
    name: Option<&str>,
    today: Date,
) -> Option<&'p Denied> {
    policy.deny.iter().find(|denied| {
        let named = name.is_some_and(|name| wildcard::fits(&denied.image, name));
        let is = id.is_some_and(|id| id.as_str() == denied.image);
        (named || is) && denied.until.is_none_or(|until| until >= today)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_ends_after_its_last_day() {
        let until = Date::constant(2026, 8, 20);
        let denied = |image: &str, until| Denied {
            image: image.to_owned(),
            reason: "leaks".to_owned(),
            until,
        };
        let policy = Policy {
            deny: vec![
                denied("ami-0a1b2c3d4e5f60718", None),
                denied("golden-*", Some(until)),
            ],
            ..Policy::default()
        };
        let id = ImageId::parse("ami-0a1b2c3d4e5f60718").expect("an id");
        let other = ImageId::parse("ami-0a1b2c3d4e5f60719").expect("an id");
        let after = until.tomorrow().expect("a day");
        let is_denied = |id, name, today| denies(&policy, id, name, today).is_some();
        assert!(is_denied(Some(&id), None, after));
        assert!(is_denied(Some(&other), Some("golden-1"), until));
        assert!(!is_denied(Some(&other), Some("golden-1"), after));
        assert!(!is_denied(Some(&other), Some("silver-1"), until));
        assert!(!is_denied(None, None, until));
    }
}
