//! The versions of what Image Builder keeps: `1.2.3`, or `1.2.x` for the newest of them
//! (<https://docs.aws.amazon.com/imagebuilder/latest/userguide/ibhow-semantic-versioning.html>).

use std::fmt;

/// The largest number of a version.
pub const MOST: u32 = (1 << 30) - 1;

/// A version: three numbers, of which the last ones may be `x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version([Option<u32>; 3]);

/// Why a text is no version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadVersion {
    /// Not three numbers with points between them.
    Form,
    /// A number above [`MOST`].
    TooLarge,
    /// A number behind an `x`.
    NumberBehindX,
}

impl Version {
    /// Reads three numbers or `x`, with points between them.
    pub fn parse(text: &str) -> Result<Self, BadVersion> {
        let mut parts = text.split('.');
        let (Some(major), Some(minor), Some(patch), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(BadVersion::Form);
        };
        let mut numbers = [None; 3];
        let mut fault = None;
        for (number, part) in numbers.iter_mut().zip([major, minor, patch]) {
            if part == "x" {
                continue;
            }
            if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(BadVersion::Form);
            }
            *number = part.parse().ok().filter(|number| *number <= MOST);
            if number.is_none() {
                fault = Some(BadVersion::TooLarge);
            }
        }
        match fault {
            Some(fault) => Err(fault),
            None if numbers.is_sorted_by(|before, after| before.is_some() || after.is_none()) => {
                Ok(Self(numbers))
            }
            None => Err(BadVersion::NumberBehindX),
        }
    }

    /// From three numbers. None when one is above [`MOST`].
    pub fn of(numbers: [u32; 3]) -> Option<Self> {
        let fits = numbers.iter().all(|number| *number <= MOST);
        fits.then(|| Self(numbers.map(Some)))
    }

    /// Its three parts, nothing for `x`.
    pub fn numbers(&self) -> [Option<u32>; 3] {
        self.0
    }

    /// The same with an `x` in place of the last number.
    #[must_use]
    pub fn with_last_open(&self) -> Self {
        let [major, minor, _] = self.0;
        Self([major, minor, None])
    }

    /// Whether a part of it is left to Image Builder.
    pub fn has_x(&self) -> bool {
        self.0.contains(&None)
    }

    /// Whether `other` is it, or one of those that its `x` stands for.
    pub fn covers(&self, other: &Self) -> bool {
        self.0
            .iter()
            .zip(&other.0)
            .all(|(mine, theirs)| mine.is_none() || mine == theirs)
    }

    /// The version with the next number at its end. None when that is an `x` or the largest one.
    pub fn next(&self) -> Option<Self> {
        let [major, minor, patch] = self.0;
        let next = patch.filter(|patch| *patch < MOST)? + 1;
        Some(Self([major, minor, Some(next)]))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, number) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            match number {
                Some(number) => write!(f, "{number}")?,
                None => f.write_str("x")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_numbers_or_x_at_the_end() {
        for (text, read) in [
            ("1.2.3", Ok("1.2.3")),
            ("2021.01.01", Ok("2021.1.1")),
            ("0.0.1073741823", Ok("0.0.1073741823")),
            ("x.x.x", Ok("x.x.x")),
            ("1.2.x", Ok("1.2.x")),
            ("1.x.8", Err(BadVersion::NumberBehindX)),
            ("x.2.x", Err(BadVersion::NumberBehindX)),
            ("1.0.1073741824", Err(BadVersion::TooLarge)),
            ("1.0.99999999999999999999", Err(BadVersion::TooLarge)),
            ("", Err(BadVersion::Form)),
            ("1.2", Err(BadVersion::Form)),
            ("1.2.3.4", Err(BadVersion::Form)),
            ("1.2.3/1", Err(BadVersion::Form)),
            ("v1.2.3", Err(BadVersion::Form)),
            ("1.2.+3", Err(BadVersion::Form)),
            ("1.2.X", Err(BadVersion::Form)),
            ("1..3", Err(BadVersion::Form)),
        ] {
            let found = Version::parse(text).map(|version| version.to_string());
            assert_eq!(found, read.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn an_x_covers_and_the_last_number_rises() {
        let version = |text: &str| Version::parse(text).expect(text);
        for (mine, theirs, covers) in [
            ("1.2.3", "1.2.3", true),
            ("1.2.x", "1.2.3", true),
            ("1.2.x", "1.3.3", false),
            ("x.x.x", "9.9.9", true),
            ("1.2.3", "1.2.x", false),
        ] {
            assert_eq!(version(mine).covers(&version(theirs)), covers, "{mine} {theirs}");
        }
        for (text, next) in [
            ("1.2.9", Some("1.2.10")),
            ("1.2.x", None),
            ("1.0.1073741823", None),
        ] {
            let found = version(text).next().map(|version| version.to_string());
            assert_eq!(found.as_deref(), next, "{text}");
        }
        assert!(version("1.10.0") > version("1.9.9"));
    }
}
