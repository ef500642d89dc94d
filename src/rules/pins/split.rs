use std::fmt::Write as _;

use super::Review;
use super::review::Pinned;
use crate::bump::{Split, State};
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "pins/split",
    severity: Severity::Error,
    summary: "nodes of one cluster whose images or kubelets differ",
    why: "A cluster whose nodes differ behaves differently from node to node, and a kubelet that is newer than its control plane is not supported.",
    source: "https://kubernetes.io/releases/version-skew-policy/",
    page: include_str!("split.md"),
    checks: &[Check::Review(check)],
};

/// How many minor versions a kubelet may be behind its control plane
/// (<https://kubernetes.io/releases/version-skew-policy/#kubelet>).
const SKEW: u32 = 3;

/// So many other pins of the same file are pointed at.
const MOST_LABELS: usize = 8;

fn check(review: &Review<'_>, file: usize, found: &mut Findings<'_>) {
    for pinned in review.judged(file) {
        skew(pinned, found);
    }
    for split in review.splits_of(file) {
        differ(split, review, file, found);
    }
}

/// Reports pins that should be of one release and are not: one finding a file, at the first of them that is judged.
fn differ(split: &Split, review: &Review<'_>, file: usize, found: &mut Findings<'_>) {
    let from = split.pins.partition_point(|pin| pin.file < file);
    let here = || split.pins.iter().skip(from).take_while(|pin| pin.file == file);
    let first = here().find(|pin| review.judges(**pin));
    let Some(first) = first.and_then(|pin| review.pinned(*pin)) else {
        return;
    };
    let ends = [split.pins.first(), split.pins.last()];
    let elsewhere = ends.into_iter().flatten().find(|pin| pin.file != file);
    let mut message = format!("these pins {}", split.reason);
    if let Some(cluster) = &split.cluster {
        let _ = write!(message, " (cluster `{}`)", shorten(cluster));
    }
    let finding = found.report(first.pin.span, message);
    for other in here()
        .filter(|pin| **pin != first.verdict.pin)
        .take(MOST_LABELS)
        .filter_map(|pin| review.pinned(*pin))
    {
        finding.label(other.pin.span, "and this one");
    }
    finding.help(match elsewhere.and_then(|pin| review.pinned(*pin)) {
        Some(other) => format!(
            "move them together, {} too, or hold those that are to stay, with a reason",
            place(other)
        ),
        None => "move them together, or hold those that are to stay, with a reason".to_owned(),
    });
}

fn place(pinned: Pinned<'_>) -> String {
    let source = &pinned.file.source;
    let line = source.position(pinned.pin.span.start).line;
    format!("{}:{line}", shorten(source.path()))
}

/// Reports an image whose kubelet and control plane may not work together.
fn skew(pinned: Pinned<'_>, found: &mut Findings<'_>) {
    let identity = pinned.verdict.current.identity.as_ref();
    let kubelet = identity.and_then(|identity| identity.kubernetes.as_deref());
    let (Some(kubelet), Some(control)) = (kubelet, pinned.pin.cluster_version.as_deref()) else {
        return;
    };
    let (Some(node), Some(plane)) = (minor(kubelet), minor(control)) else {
        return;
    };
    // What is held was decided; what is gone has a finding of its own.
    if pinned.verdict.state() == State::Hold || pinned.verdict.current.gone.is_some() {
        return;
    }
    let (how, help) = if node > plane {
        (
            "newer than",
            "upgrade the control plane first, or take an image for its version",
        )
    } else if node.0 == plane.0 && plane.1 - node.1 > SKEW {
        (
            "more than three minor versions older than",
            "take an image for the version of the control plane",
        )
    } else {
        return;
    };
    let (kubelet, control) = (shorten(kubelet), shorten(control));
    found
        .report(
            pinned.pin.span,
            format!("its kubelet, {kubelet}, is {how} its control plane, {control}"),
        )
        .help(help);
}

/// Major and minor of a version of Kubernetes.
fn minor(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
