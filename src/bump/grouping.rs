//! Which pins share a pull request.
//!
//! One group an identity, unless the policy has groups; its key, and so the branch, never depends on a release. Environments
//! are apart, and so are declared changes, which are more than a new release, and pins in workflows of GitHub, which not every
//! token may change.

use std::collections::BTreeMap;

use crate::config::pattern::Pattern;
use crate::pin::Track;
use crate::release::image_builder::Parts;
use crate::release::{Identity, wildcard};

use super::policy::{self, Policy};
use super::state::Ending;
use super::subject::Subject;
use super::{Cause, Group, Kind, PinRef};

/// Changing a file below this folder takes a permission of its own, which the token of a job cannot have
/// (<https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps#repository-permissions-for-workflows>).
const WORKFLOWS: &str = ".github/workflows/";

/// The groups of the policy, their patterns read once.
pub(super) struct Groups<'a> {
    policy: &'a Policy,
    paths: Vec<Vec<Pattern>>,
}

/// A pin that moves, with what its group depends on.
pub(super) struct Mover<'s> {
    pub(super) pin: PinRef,
    pub(super) key: String,
    pub(super) kind: Kind,
    pub(super) label: String,
    pub(super) from: Option<String>,
    pub(super) environment: Option<&'s str>,
    pub(super) group: Option<usize>,
    /// Why the pull request has to be a draft; a part of a sentence.
    pub(super) doubt: Option<String>,
}

impl<'a> Groups<'a> {
    pub(super) fn new(policy: &'a Policy) -> Self {
        // The configuration has refused patterns that cannot be read.
        let read = |group: &policy::Group| {
            group
                .paths
                .iter()
                .filter_map(|text| Pattern::new(text).ok())
                .collect()
        };
        Self {
            policy,
            paths: policy.groups.iter().map(read).collect(),
        }
    }

    /// The number of the first group of the policy that a pin belongs to.
    pub(super) fn of(&self, subject: &Subject<'_>) -> Option<usize> {
        let family = subject.expected.as_ref().map_or("", |expected| expected.family);
        self.policy
            .groups
            .iter()
            .zip(&self.paths)
            .position(|(group, paths)| {
                let families = &group.families;
                (families.is_empty() || families.iter().any(|pattern| wildcard::fits(pattern, family)))
                    && (group.paths.is_empty() || paths.iter().any(|pattern| pattern.matches(subject.path)))
            })
    }

    /// Days that a release has to be old before the pin takes it.
    pub(super) fn min_age(&self, subject: &Subject<'_>) -> u32 {
        let group = self.of(subject).and_then(|at| self.policy.groups.get(at));
        group
            .and_then(|group| group.min_age)
            .unwrap_or(self.policy.min_age)
    }

    /// What decides about the group of a pin that moves.
    pub(super) fn mover(&self, subject: &Subject<'_>, kind: Kind, from: Option<&String>) -> Mover<'a> {
        let group = self.of(subject);
        let named = group.and_then(|at| self.policy.groups.get(at));
        let identity = subject.family();
        let track = subject
            .track
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let slug = identity.map_or_else(|| slug(&track), Identity::slug);
        let mut key = named.map_or_else(|| slug.clone(), |group| group.name.clone());
        if let Some(from) = from {
            let before = subject.current.identity.as_ref();
            let before = before.map_or_else(|| self::slug(from), Identity::slug);
            key = match named {
                Some(_) => format!("{key}-{before}-to-{slug}"),
                None => format!("{before}-to-{slug}"),
            };
        }
        let environment = subject
            .stage
            .and_then(|stage| self.policy.environments.get(stage));
        if let Some(environment) = environment {
            key = format!("{key}-{}", self::slug(environment));
        }
        // Of an ARN the name tells, and the version if there is one: `golden 1.x.x`.
        let named_by_arn = subject.track.as_ref().and_then(Track::output);
        let named_by_arn = named_by_arn.and_then(|arn| Some(Parts::of(arn.text)?.path.replace('/', " ")));
        let label = identity.map_or_else(|| named_by_arn.unwrap_or(track), Identity::label);
        let mut label = named
            .filter(|_| from.is_none())
            .map_or(label, |group| group.name.clone());
        if subject.path.starts_with(WORKFLOWS) {
            key.push_str("-workflows");
            label.push_str(" (workflows)");
        }
        Mover {
            pin: subject.at,
            key,
            kind,
            label,
            from: from.cloned(),
            environment: environment.map(String::as_str),
            group,
            doubt: None,
        }
    }

    /// The pull requests of this run, the most urgent first, and the pins that wait for a later one.
    pub(super) fn group(&self, movers: Vec<Mover<'_>>) -> (Vec<Group>, Vec<(PinRef, Ending)>) {
        let mut by_key: BTreeMap<String, Vec<Mover<'_>>> = BTreeMap::new();
        for mover in movers {
            by_key.entry(mover.key.clone()).or_default().push(mover);
        }
        let groups = by_key
            .into_iter()
            .filter_map(|(key, movers)| self.one(key, &movers));
        let mut groups: Vec<Group> = groups.collect();
        groups.sort_by(|a, b| a.kind.cmp(&b.kind).then_with(|| a.key.cmp(&b.key)));
        let limit = self.policy.limit.map_or(usize::MAX, |limit| limit as usize);
        let later = groups.split_off(limit.min(groups.len()));
        let waiting = later.into_iter().flat_map(|group| {
            let holes = [("limit", limit.to_string()), ("group", group.key)];
            let ending = Ending::new(Cause::Limit, holes);
            group.pins.into_iter().map(move |pin| (pin, ending.clone()))
        });
        (groups, waiting.collect())
    }

    fn one(&self, key: String, movers: &[Mover<'_>]) -> Option<Group> {
        let first = movers.first()?;
        let own = first.group.and_then(|at| self.policy.groups.get(at));
        let both = |of_policy: &[String], of_group: Option<&Vec<String>>| {
            let mut all: Vec<String> = Vec::new();
            for text in of_policy.iter().chain(of_group.into_iter().flatten()) {
                if !all.contains(text) {
                    all.push(text.clone());
                }
            }
            all
        };
        let doubt = movers.iter().find_map(|mover| mover.doubt.clone());
        let mut pins: Vec<PinRef> = movers.iter().map(|mover| mover.pin).collect();
        pins.sort_unstable();
        Some(Group {
            kind: movers.iter().map(|mover| mover.kind).min()?,
            label: first.label.clone(),
            from: first.from.clone(),
            environment: first.environment.map(str::to_owned),
            pins,
            draft: doubt.or_else(|| self.policy.draft.then(String::new)),
            labels: both(&self.policy.labels, own.map(|group| &group.labels)),
            reviewers: both(&self.policy.reviewers, own.map(|group| &group.reviewers)),
            key,
        })
    }
}

/// Small letters, digits and single `-`, at most 60.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        let c = c.to_ascii_lowercase();
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= 60 {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::slug;
    use crate::bump::tests::*;
    use crate::bump::{Plan, policy, text};

    /// Key and label of each pull request, in the order of the keys, and how many pins it has.
    fn groups(plan: &Plan) -> Vec<(&str, &str, usize)> {
        let mut groups: Vec<_> = plan
            .groups
            .iter()
            .map(|group| (group.key.as_str(), group.label.as_str(), group.pins.len()))
            .collect();
        groups.sort_unstable();
        groups
    }

    #[test]
    fn pins_in_workflows_are_apart() {
        let old = id(EU, &windows(OLD)).to_string();
        let mut scene = Scene::basic();
        for path in [
            ".github/workflows/build.yml",
            ".github/workflows/scripts/deep/nodes.sh",
            // Other files there are like any.
            ".github/actions/build/action.yml",
            "copy/.github/workflows/build.yml",
        ] {
            scene.pin(path, EU, &old);
        }
        let label = "Windows Server 2022 Core for EKS 1.35";
        let apart = format!("{label} (workflows)");
        let plan = scene.plan();
        assert_eq!(
            groups(&plan),
            [
                ("windows-2022-core-eks-1.35", label, 3),
                ("windows-2022-core-eks-1.35-workflows", apart.as_str(), 2),
            ]
        );
        assert_eq!(
            text::title(&plan, &plan.groups[1]),
            format!("{apart}: {OLD} → {MID}")
        );

        // So it is in groups of the policy and in environments.
        scene.policy.environments = vec!["test".to_owned(), "prod".to_owned()];
        scene.policy.groups = vec![policy::Group {
            name: "all-windows".to_owned(),
            families: vec!["windows-eks".to_owned()],
            paths: Vec::new(),
            min_age: None,
            labels: Vec::new(),
            reviewers: Vec::new(),
        }];
        for file in &mut scene.files {
            file.pins[0].environment = Some("test".to_owned());
        }
        assert_eq!(
            groups(&scene.plan()),
            [
                ("all-windows-test", "all-windows", 3),
                ("all-windows-test-workflows", "all-windows (workflows)", 2),
            ]
        );
    }

    #[test]
    fn a_declared_change_in_a_workflow_is_apart_too() {
        let mut scene = Scene::basic();
        let other = identity(&windows(OLD).replace("-1.35-", "-1.36-"));
        scene.release(EU, &[OLD, MID]);
        let newer = windows(MID).replace("-1.35-", "-1.36-");
        scene.image(EU, &newer);
        scene.point(EU, &newer);
        scene.first().declared = Some(other);
        scene.files[0].source = crate::source::Source::new(
            ".github/workflows/build.yml",
            scene.files[0].source.text().to_owned(),
        );
        let plan = scene.plan();
        assert_eq!(
            plan.groups[0].key,
            "windows-2022-core-eks-1.35-to-windows-2022-core-eks-1.36-workflows"
        );
        assert_eq!(
            text::title(&plan, &plan.groups[0]),
            "Move Windows Server 2022 Core for EKS from Kubernetes 1.35 to 1.36 (workflows)"
        );
    }

    #[test]
    fn keys_are_plain() {
        for (text, expected) in [
            ("ssm:/golden/Win_2022", "ssm-golden-win-2022"),
            ("--é--a..b--", "a-b"),
            ("", ""),
        ] {
            assert_eq!(slug(text), expected);
        }
        assert_eq!(slug(&"ab-".repeat(50)).len(), 59);
    }
}
