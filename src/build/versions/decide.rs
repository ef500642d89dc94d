//! Whether a version of AWS is used or the next one is made.

use super::number;
use crate::release::image_builder::Version;

/// The newest version in AWS that fits and can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its ARN; of a component that of the build.
    pub arn: String,
    /// Its version.
    pub version: Version,
    /// What of it is another than in the repository, with its verb; nothing when it is the same.
    pub differs: Option<&'static str>,
    /// Whether it may not be used any more: deprecated, disabled.
    pub retired: bool,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// This one is used, by its ARN.
    Use(String, Version),
    /// This version is made, and why.
    Make(Version, &'static str),
    /// Nothing, and why.
    Refused(Refusal),
}

/// Why a version cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The version is there, and what of it is another.
    Taken {
        /// The version.
        version: Version,
        /// What is another, with its verb.
        differs: &'static str,
        /// What to write instead; none when there is no number left.
        next: Option<Version>,
    },
    /// The version is there and may not be used any more.
    Retired {
        /// The version.
        version: Version,
        /// What to write instead; none when there is no number left.
        next: Option<Version>,
    },
    /// No number is left behind the newest one.
    NoNumber(Version),
}

impl Refusal {
    /// What is wrong and what to write, one line without a full stop. `what` is such as "the component agent".
    pub fn text(&self, what: &str) -> String {
        let instead = |next: &Option<Version>| match next {
            Some(next) => format!("write `semanticVersion: {next}`"),
            None => "no number is left behind it: raise the first or the second one".to_owned(),
        };
        match self {
            Self::Taken {
                version,
                differs,
                next,
            } => format!(
                "{what} {version} is in AWS already, and {differs} since; a version never changes: {}",
                instead(next)
            ),
            Self::Retired { version, next } => format!(
                "{what} {version} is deprecated or disabled in AWS, and no recipe may use it: {}",
                instead(next)
            ),
            Self::NoNumber(pattern) => format!(
                "no number is left for {what} {pattern}: raise a number of `semanticVersion` before the `x`"
            ),
        }
    }
}

/// What becomes of a version. `found` is the newest one that fits and is not retired, or the very version; `known` are the
/// versions that there are, as far as they were looked for.
pub fn decide(wanted: &Version, found: Option<&Found>, known: &[Version]) -> Decision {
    let Some(found) = found else {
        return make(
            wanted,
            known,
            if known.is_empty() {
                "it is new"
            } else {
                "the others are not in use any more"
            },
        );
    };
    match (found.differs, found.retired) {
        (None, false) => Decision::Use(found.arn.clone(), found.version),
        (differs, _) if wanted.has_x() => {
            make(wanted, known, differs.unwrap_or("the last one is deprecated"))
        }
        (_, true) => Decision::Refused(Refusal::Retired {
            version: *wanted,
            next: number::instead_of(wanted, known),
        }),
        (Some(differs), false) => Decision::Refused(Refusal::Taken {
            version: *wanted,
            differs,
            next: number::instead_of(wanted, known),
        }),
    }
}

fn make(wanted: &Version, known: &[Version], why: &'static str) -> Decision {
    if !wanted.has_x() {
        return Decision::Make(*wanted, why);
    }
    match number::next(wanted, known) {
        Some(next) => Decision::Make(next, why),
        None => Decision::Refused(Refusal::NoNumber(*wanted)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).expect(text)
    }

    fn said(wanted: &str, found: Option<(&str, bool, bool)>, known: &[&str]) -> String {
        let found = found.map(|(text, same, retired)| Found {
            arn: format!("arn/{text}"),
            version: version(text),
            differs: (!same).then_some("its document changed"),
            retired,
        });
        let known: Vec<Version> = known.iter().map(|text| version(text)).collect();
        match decide(&version(wanted), found.as_ref(), &known) {
            Decision::Use(arn, _) => format!("use {arn}"),
            Decision::Make(version, why) => format!("make {version}: {why}"),
            Decision::Refused(refusal) => refusal.text("agent"),
        }
    }

    #[test]
    fn the_same_is_used_and_what_changed_is_the_next() {
        for (wanted, found, known, expected) in [
            ("1.0.0", None, &[][..], "make 1.0.0: it is new"),
            ("1.0.0", Some(("1.0.0", true, false)), &[], "use arn/1.0.0"),
            (
                "1.0.0",
                Some(("1.0.0", false, false)),
                &["1.0.0", "1.0.4", "1.1.0"],
                "agent 1.0.0 is in AWS already, and its document changed since; a version never changes: write `semanticVersion: 1.0.5`",
            ),
            (
                "1.0.0",
                Some(("1.0.0", true, true)),
                &["1.0.0"],
                "agent 1.0.0 is deprecated or disabled in AWS, and no recipe may use it: write `semanticVersion: 1.0.1`",
            ),
            (
                "1.0.1073741823",
                Some(("1.0.1073741823", false, false)),
                &[],
                "agent 1.0.1073741823 is in AWS already, and its document changed since; a version never changes: no number is left \
                 behind it: raise the first or the second one",
            ),
            ("1.0.x", None, &[], "make 1.0.0: it is new"),
            (
                "1.0.x",
                Some(("1.0.7", true, false)),
                &["1.0.7", "1.0.6"],
                "use arn/1.0.7",
            ),
            (
                "1.0.x",
                Some(("1.0.7", false, false)),
                &["1.0.7"],
                "make 1.0.8: its document changed",
            ),
            // The newest is deprecated: the one before it is used again, or the next behind both is made.
            (
                "1.0.x",
                Some(("1.0.6", true, false)),
                &["1.0.7", "1.0.6"],
                "use arn/1.0.6",
            ),
            (
                "1.0.x",
                Some(("1.0.6", false, false)),
                &["1.0.7", "1.0.6"],
                "make 1.0.8: its document changed",
            ),
            (
                "1.0.x",
                None,
                &["1.0.7"],
                "make 1.0.8: the others are not in use any more",
            ),
            (
                "1.0.x",
                Some(("1.0.1073741823", false, false)),
                &["1.0.1073741823"],
                "no number is left for agent 1.0.x: raise a number of `semanticVersion` before the `x`",
            ),
        ] {
            assert_eq!(said(wanted, found, known), expected, "{wanted} {found:?}");
        }
    }
}
