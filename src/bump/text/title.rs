//! The title of a pull request, and the first line of its commit.

use super::{counted, distinct, listed, plain};
use crate::bump::{Group, Kind, Plan};
use crate::markdown::cut;

/// Characters of a title, well below what GitHub takes.
const MOST: usize = 200;

/// `Windows Server 2022 Core for EKS 1.35: 2026.08.11 → 2026.09.08`, and words for what is out of the ordinary.
pub fn title(plan: &Plan, group: &Group) -> String {
    shortest_that_fits(plan, group, MOST)
}

/// The title, with less in it when it does not fit in so many characters.
pub(super) fn shortest_that_fits(plan: &Plan, group: &Group, most: usize) -> String {
    let head = head(group);
    let environment = group
        .environment
        .as_ref()
        .map(|environment| format!(" ({environment})"))
        .unwrap_or_default();
    let regions = regions(plan, group);
    let change = change(plan, group);
    let variants = [
        format!("{head}{change}{regions}{environment}"),
        format!("{head}{change}{environment}"),
        format!("{head}{environment}"),
    ];
    let shown = variants.map(|text| plain(&text).into_owned());
    let fits = shown.iter().find(|text| text.chars().count() <= most);
    fits.cloned()
        .unwrap_or_else(|| cut(&shown[shown.len() - 1], most.saturating_sub(1)))
}

fn head(group: &Group) -> String {
    let label = &group.label;
    match group.kind {
        Kind::Routine => label.clone(),
        Kind::Rollback => format!("Roll back {label}"),
        Kind::Dead => replaced("dead", group.from.as_deref(), label),
        Kind::Denied => replaced("denied", group.from.as_deref(), label),
        Kind::Declared => match &group.from {
            Some(from) => moved(from, label),
            None => format!("Move to {label}"),
        },
    }
}

/// `Replace dead Windows Server 2022 Core for EKS 1.35`, and by what, when that is something else.
fn replaced(how: &str, from: Option<&str>, label: &str) -> String {
    match from {
        Some(from) => format!("Replace {how} {from} by {label}"),
        None => format!("Replace {how} {label}"),
    }
}

/// `Move Windows Server 2022 Core for EKS from Kubernetes 1.34 to 1.35`: what both have in common is said once.
fn moved(from: &str, to: &str) -> String {
    let before: Vec<&str> = from.split(' ').collect();
    let after: Vec<&str> = to.split(' ').collect();
    let same = |(a, b): &(&&str, &&str)| a == b;
    let start = before.iter().zip(&after).take_while(same).count();
    let end = before[start..]
        .iter()
        .rev()
        .zip(after[start..].iter().rev())
        .take_while(same)
        .count();
    let old = &before[start..before.len() - end];
    let new = &after[start..after.len() - end];
    if start == 0 || old.is_empty() || new.is_empty() {
        return format!("Move {from} to {to}");
    }
    let common = [&before[..start], &before[before.len() - end..]]
        .concat()
        .join(" ");
    let kubernetes = before[..start].last() == Some(&"EKS");
    let what = if kubernetes { "Kubernetes " } else { "" };
    format!("Move {common} from {what}{} to {}", old.join(" "), new.join(" "))
}

/// `: 2026.08.11 → 2026.09.08`.
fn change(plan: &Plan, group: &Group) -> String {
    if group.kind == Kind::Declared {
        return String::new();
    }
    let verdicts = || plan.verdicts_of(group);
    let old = distinct(verdicts().map(|verdict| {
        verdict
            .current
            .version
            .as_ref()
            .map(|version| version.text.as_str())
    }));
    let new =
        distinct(verdicts().filter_map(|verdict| Some(verdict.next.as_ref()?.to.version.text.as_str())));
    // The names of images of one's own begin with what the label says already.
    let name = group.label.split(' ').next().unwrap_or_default();
    let rest = |text: &'_ str| -> Option<String> {
        let rest = text
            .strip_prefix(name)?
            .trim_start_matches([' ', '-', '_', '/', '.']);
        (!name.is_empty() && rest.len() > 2 && rest.len() < text.len() - name.len()).then(|| rest.to_owned())
    };
    let short = |text: &str| rest(text).unwrap_or_else(|| text.to_owned());
    match (old.as_slice(), new.as_slice()) {
        ([Some(old)], [new]) if old != new => format!(": {} → {}", short(old), short(new)),
        (_, [new]) => format!(" → {}", short(new)),
        _ => format!(": {}", counted(group.pins.len(), "pin")),
    }
}

/// ` in eu-west-1 and us-east-1`, ` in 4 regions`; nothing for one region.
fn regions(plan: &Plan, group: &Group) -> String {
    let regions = distinct(
        plan.verdicts_of(group)
            .filter_map(|verdict| verdict.region.as_deref()),
    );
    match regions.len() {
        0 | 1 => String::new(),
        2 => format!(" in {}", listed(&regions)),
        number => format!(" in {}", counted(number, "region")),
    }
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn what_both_have_in_common_is_said_once() {
        for (from, to, title) in [
            (
                "Windows Server 2022 Core for EKS 1.34",
                "Windows Server 2022 Core for EKS 1.35",
                "Move Windows Server 2022 Core for EKS from Kubernetes 1.34 to 1.35",
            ),
            (
                "Windows Server 2022 Core for EKS 1.35",
                "Windows Server 2022 Full for EKS 1.35",
                "Move Windows Server 2022 for EKS 1.35 from Core to Full",
            ),
            (
                "Amazon Linux 2",
                "Bottlerocket",
                "Move Amazon Linux 2 to Bottlerocket",
            ),
            ("A b", "A b c", "Move A b to A b c"),
            ("A", "A", "Move A to A"),
        ] {
            assert_eq!(moved(from, to), title);
        }
    }
}
