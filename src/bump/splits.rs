//! Clusters whose pins are of different releases: what `pins --check` looks for.
//!
//! Two things are split: a node group whose id and release version are of two releases, and a cluster in which pins of the same
//! kind stand on two releases or on two minors of Kubernetes. What a comment holds is meant, and does not count.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

use crate::release::Identity;

use super::nodes;
use super::subject::Subject;
use super::world::World;
use super::{PinRef, Request};

/// Pins that should be of one release and are not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The cluster, where the files tell it.
    pub cluster: Option<String>,
    /// The pins, in order.
    pub pins: Vec<PinRef>,
    /// What is different, the end of a sentence that begins with the pins. From outside, not escaped.
    pub reason: String,
}

/// The splits among the pins of a request, in the order of their first pins. What the facts do not tell is no split.
pub fn splits(request: &Request<'_>) -> Vec<Split> {
    let world = World::new(request);
    let files = request.files.iter().enumerate();
    let subjects: Vec<Subject<'_>> = files
        .flat_map(|(file, scanned)| (0..scanned.pins.len()).map(move |pin| PinRef { file, pin }))
        .filter_map(|at| {
            let pin = request.files.get(at.file)?.pins.get(at.pin)?;
            let held = pin.hold.as_ref();
            let held = held.is_some_and(|hold| hold.until.is_none_or(|until| until >= world.today));
            let (subject, _) = Subject::read(&world, at, pin);
            (!held && subject.by_role().is_none()).then_some(subject)
        })
        .collect();
    let mut splits = of_node_groups(&subjects);
    splits.extend(of_clusters(&subjects));
    splits.sort_by(|a, b| a.pins.cmp(&b.pins));
    splits
}

/// An id and a release version of one node group that are of two releases.
fn of_node_groups(subjects: &[Subject<'_>]) -> Vec<Split> {
    let mut splits = Vec::new();
    for members in nodes::owners(subjects)
        .into_values()
        .filter(|members| members.len() > 1)
    {
        let mut seen: Vec<&Subject<'_>> = Vec::new();
        for subject in members.iter().map(|at| &subjects[*at]) {
            let Some(version) = &subject.current.version else {
                continue;
            };
            let other = seen.iter().find(|other| {
                discriminant(&other.pin.value) != discriminant(&subject.pin.value)
                    && nodes::may_be_same(what(other), what(subject))
                    && other
                        .current
                        .version
                        .as_ref()
                        .is_some_and(|other| other.order != version.order)
            });
            if let Some(other) = other {
                splits.push(Split {
                    cluster: subject.pin.cluster.clone(),
                    pins: vec![other.at, subject.at],
                    reason: format!(
                        "are of one node group and of two releases: {} and {}",
                        other.standing(),
                        subject.standing()
                    ),
                });
            }
            // One of each way of writing is enough to compare with.
            let way = |other: &&Subject<'_>| {
                discriminant(&other.pin.value) == discriminant(&subject.pin.value)
                    && what(other) == what(subject)
            };
            if !seen.iter().any(way) {
                seen.push(subject);
            }
        }
    }
    splits
}

/// What a pin is, or should be.
fn what<'s>(subject: &'s Subject<'_>) -> Option<&'s Identity> {
    subject.current.identity.as_ref().or(subject.expected.as_ref())
}

/// Pins of one cluster that are alike but for release or minor of Kubernetes.
fn of_clusters(subjects: &[Subject<'_>]) -> Vec<Split> {
    let mut clusters: BTreeMap<(&str, Option<&str>, &str, Identity), Vec<&Subject<'_>>> = BTreeMap::new();
    for subject in subjects {
        if let (Some(cluster), Some(identity), Some(_)) =
            (&subject.pin.cluster, what(subject), &subject.current.version)
        {
            let alike = Identity {
                kubernetes: None,
                ..identity.clone()
            };
            let environment = subject.pin.environment.as_deref();
            let key = (cluster.as_str(), environment, subject.region.as_str(), alike);
            clusters.entry(key).or_default().push(subject);
        }
    }
    let split = |((cluster, _, _, _), members): ((&str, _, _, _), Vec<&Subject<'_>>)| {
        let releases: BTreeSet<(Option<&str>, &[u32])> = members
            .iter()
            .filter_map(|subject| {
                let minor = what(subject)?.kubernetes.as_deref();
                Some((minor, subject.current.version.as_ref()?.order.as_slice()))
            })
            .collect();
        if releases.len() < 2 {
            return None;
        }
        let standing: BTreeSet<String> = members
            .iter()
            .map(
                |subject| match what(subject).and_then(|identity| identity.kubernetes.as_deref()) {
                    Some(minor) => format!("{} for Kubernetes {minor}", subject.standing()),
                    None => subject.standing(),
                },
            )
            .collect();
        let standing: Vec<String> = standing.into_iter().take(4).collect();
        Some(Split {
            cluster: Some(cluster.to_owned()),
            pins: members.iter().map(|subject| subject.at).collect(),
            reason: format!(
                "are of one cluster and of different releases: {}",
                standing.join(", ")
            ),
        })
    };
    clusters.into_iter().filter_map(split).collect()
}
