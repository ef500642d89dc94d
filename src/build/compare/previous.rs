//! Which image is the one before.

use crate::release::Time;

/// An image build version of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its ARN, with the build number.
    pub arn: String,
    /// When it was begun.
    pub created: Option<Time>,
    /// Whether it can be used.
    pub available: bool,
}

/// The newest available build of the same name, of any version, that was begun before the build `own`. Where times do not tell,
/// version and build number do.
pub fn before<'c>(own: &str, created: Option<Time>, candidates: &'c [Candidate]) -> Option<&'c Candidate> {
    let (stem, number) = numbered(own)?;
    let older = |candidate: &Candidate, other: [u64; 4]| match (candidate.created, created) {
        (Some(its), Some(ours)) if its != ours => its < ours,
        _ => other < number,
    };
    candidates
        .iter()
        .filter(|candidate| candidate.available && candidate.arn != own)
        .filter_map(|candidate| {
            let (its, other) = numbered(&candidate.arn)?;
            (its == stem && older(candidate, other)).then_some(((candidate.created, other), candidate))
        })
        .max_by_key(|(key, _)| *key)
        .map(|(_, candidate)| candidate)
}

/// The ARN of an image up to its name, and its version and build: `…:image/golden` and `1.2.3/4`.
fn numbered(arn: &str) -> Option<(&str, [u64; 4])> {
    let (front, build) = arn.rsplit_once('/')?;
    let (stem, version) = front.rsplit_once('/')?;
    let mut numbers = version.split('.').chain([build]);
    let mut number = [0; 4];
    for place in &mut number {
        *place = numbers.next()?.parse().ok()?;
    }
    numbers.next().is_none().then_some((stem, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEM: &str = "arn:aws:imagebuilder:eu-west-1:111122223333:image";

    fn candidate(name: &str, hour: u8, available: bool) -> Candidate {
        Candidate {
            arn: format!("{STEM}/{name}"),
            created: format!("2026-09-12T{hour:02}:00:00Z").parse().ok(),
            available,
        }
    }

    #[test]
    fn the_newest_available_build_before_this_one_counts() {
        let own = format!("{STEM}/golden/1.2.3/4");
        for (candidates, found) in [
            (vec![], None),
            (vec![("golden/1.2.3/4", 10, true)], None),
            (vec![("golden/1.2.3/3", 9, false)], None),
            (vec![("golden/1.2.3/5", 11, true)], None),
            (vec![("golden-2/1.2.3/3", 9, true)], None),
            (vec![("golden/1.2.3", 9, true)], None),
            (vec![("golden/1.2.x/3", 9, true)], None),
            (vec![("golden/1.2.3.4/3", 9, true)], None),
            (
                vec![("golden/1.2.3/2", 8, true), ("golden/1.2.3/3", 9, true)],
                Some("golden/1.2.3/3"),
            ),
            // A higher version that is older, and a lower one that is newer.
            (
                vec![("golden/2.0.0/1", 7, true), ("golden/1.0.0/9", 9, true)],
                Some("golden/1.0.0/9"),
            ),
            // Begun in the same second.
            (
                vec![("golden/1.2.3/10", 9, true), ("golden/1.2.3/9", 9, true)],
                Some("golden/1.2.3/10"),
            ),
            (
                vec![("golden/1.2.3/3", 10, true), ("golden/1.2.3/5", 10, true)],
                Some("golden/1.2.3/3"),
            ),
        ] {
            let candidates: Vec<Candidate> = candidates
                .into_iter()
                .map(|(name, hour, available)| candidate(name, hour, available))
                .collect();
            let created = "2026-09-12T10:00:00Z".parse().ok();
            let before = before(&own, created, &candidates).map(|candidate| candidate.arn.as_str());
            assert_eq!(
                before,
                found.map(|name| format!("{STEM}/{name}")).as_deref(),
                "{candidates:?}"
            );
        }
    }

    #[test]
    fn without_times_numbers_decide() {
        let mut candidates =
            ["golden/1.2.3/3", "golden/1.2.10/1", "golden/1.2.3/5"].map(|name| candidate(name, 1, true));
        for candidate in &mut candidates {
            candidate.created = None;
        }
        let found = before(&format!("{STEM}/golden/1.2.3/4"), None, &candidates);
        assert_eq!(found.map(|candidate| &candidate.arn), Some(&candidates[0].arn));
        assert_eq!(before("nonsense", None, &candidates), None);
    }
}
