//! What the table tests of the families share.

use super::super::Identity;
use super::super::wildcard::fits;
use super::{Family, name_pattern, of_name, of_parameter, parameter_of};

/// A name and what it has to say.
pub(super) struct Row {
    /// The image's name.
    pub(super) name: &'static str,
    /// Label of the identity.
    pub(super) label: &'static str,
    /// The version's text.
    pub(super) version: &'static str,
    /// The day, `2026-08-15`.
    pub(super) released: Option<&'static str>,
    /// The parameter of the newest image.
    pub(super) parameter: &'static str,
    /// Whether identity and version are all that is in the name.
    pub(super) derivable: bool,
}

pub(super) fn names(family: &Family, rows: &[Row]) {
    for row in rows {
        let named = of_name(row.name).unwrap_or_else(|| panic!("{} says nothing", row.name));
        let identity = &named.identity;
        assert_eq!(identity.family, family.name, "{}", row.name);
        assert_eq!(identity.label(), row.label, "{}", row.name);
        assert_eq!(named.version.text, row.version, "{}", row.name);
        let released = named.released.map(|day| day.to_string());
        assert_eq!(released.as_deref(), row.released, "{}", row.name);
        assert_eq!(
            parameter_of(identity).as_deref(),
            Some(row.parameter),
            "{}",
            row.name
        );
        assert_eq!(
            of_parameter(row.parameter).as_ref(),
            Some(identity),
            "{}",
            row.name
        );
        let again = (family.name_of)(identity, &named.version);
        assert_eq!(again.as_deref() == Some(row.name), row.derivable, "{again:?}");
        let pattern = name_pattern(identity).unwrap_or_else(|| panic!("{} has no pattern", row.name));
        for other in rows {
            let same = of_name(other.name).is_some_and(|other| other.identity == *identity);
            assert_eq!(fits(&pattern, other.name), same, "{pattern} {}", other.name);
        }
    }
}

/// Names that are not this family's.
pub(super) fn near_misses(family: &Family, names: &[&str]) {
    for name in names {
        let claimed = of_name(name).is_some_and(|named| named.identity.family == family.name);
        assert!(!claimed, "{name}");
    }
}

/// Parameters that mean the same as the family's own.
pub(super) fn parameters(family: &Family, same: &[(&str, &str)], other: &[&str]) {
    for (parameter, own) in same {
        let identity: Identity =
            of_parameter(parameter).unwrap_or_else(|| panic!("{parameter} says nothing"));
        assert_eq!(identity.family, family.name, "{parameter}");
        assert_eq!(parameter_of(&identity).as_deref(), Some(*own), "{parameter}");
    }
    for parameter in other {
        let claimed = of_parameter(parameter).is_some_and(|identity| identity.family == family.name);
        assert!(!claimed, "{parameter}");
    }
}
