//! From the text of a file to its changed text: pins as `pin::scan` finds them.

use super::*;
use crate::bump::edits::edits;
use crate::pin::hints::Hints;
use crate::pin::scan;

/// A request about one file, in which `{core}`, `{full}` and `{linux}` stand for ids of the old release in Ireland and
/// `{core-us}` for one in Virginia.
fn fleet(path: &str, text: &str) -> Scene {
    let mut scene = Scene::new();
    for region in [EU, US] {
        for name in [windows as fn(&str) -> String, full] {
            scene.image(region, &name(OLD));
            scene.image(region, &name(MID));
            scene.point(region, &name(MID));
        }
        for release in ["20260714", "20260814"] {
            scene.image(region, &linux(release));
        }
        scene.point(region, &linux("20260814"));
    }
    let text = fill(text, OLD, "20260714", "1.35-2026.07.14", "1.35.4-20260714");
    scene
        .files
        .extend(scan(path, text.into_bytes(), &Hints::default()));
    scene
}

fn full(release: &str) -> String {
    windows(release).replace("Core", "Full")
}

fn linux(release: &str) -> String {
    format!("amazon-eks-node-al2023-x86_64-standard-1.35-v{release}")
}

fn fill(text: &str, release: &str, day: &str, windows_version: &str, linux_version: &str) -> String {
    text.replace("{core}", id(EU, &windows(release)).as_str())
        .replace("{core-us}", id(US, &windows(release)).as_str())
        .replace("{full}", id(EU, &full(release)).as_str())
        .replace("{linux}", id(EU, &linux(day)).as_str())
        .replace("{day}", release)
        .replace("{windows-version}", windows_version)
        .replace("{linux-version}", linux_version)
}

/// The rows of a file's pins; and that the file with all groups made is the text filled with the new release.
fn all_moves(path: &str, text: &str) -> Vec<String> {
    let scene = fleet(path, text);
    let plan = scene.plan();
    let source = &scene.files[0].source;
    let mut all = Vec::new();
    for group in &plan.groups {
        for of_file in edits(&plan, group, &scene.files).expect("edits") {
            all.extend(of_file.edits.edits().to_vec());
        }
    }
    let set = crate::source::EditSet::new(all).expect("groups do not touch the same bytes");
    let changed = set.apply(source.text()).expect("they fit");
    let expected = fill(text, MID, "20260814", "1.35-2026.08.14", "1.35.7-20260814");
    assert_eq!(changed, expected, "{:?}", sentences(&plan));
    // What was found before is found again, with its new values.
    let again = scan(path, changed.into_bytes(), &Hints::default()).expect("pins");
    assert_eq!(again.pins.len(), scene.files[0].pins.len());
    for (before, after) in scene.files[0].pins.iter().zip(&again.pins) {
        assert_eq!(
            (before.format, &before.region, &before.role),
            (after.format, &after.region, &after.role)
        );
    }
    plan.verdicts.iter().map(|verdict| verdict.row().name()).collect()
}

fn sentences(plan: &Plan) -> Vec<String> {
    plan.verdicts.iter().map(Verdict::sentence).collect()
}

#[test]
fn files_of_each_tool_change_in_their_pins_alone() {
    let newer = |count: usize| vec!["bump/newer"; count];
    for (path, text, expected) in [
        (
            "nodes.tf",
            "variable \"ami\" {\n  default = {\n    \"eu-west-1\" = \"{core}\" # {day}\n    us-east-1   = \"{core-us}\"\n  }\n}\n",
            newer(2),
        ),
        (
            "template.yaml",
            "AWSTemplateFormatVersion: \"2010-09-09\"\nMappings:\n  Map:\n    eu-west-1: { Core: {core}, Full: '{full}' }\n    us-east-1:\n      Core: {core-us}\nResources: {}\n",
            newer(3),
        ),
        (
            "eu-west-1/group.tf",
            "resource \"aws_eks_node_group\" \"linux\" {\n  version         = \"1.35\"\n  ami_type        = \"AL2023_x86_64_STANDARD\"\n  release_version = \"{linux-version}\"\n}\n",
            newer(1),
        ),
        (
            "cluster.yaml",
            "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata:\n  name: blue\n  region: eu-west-1\n  version: \"1.35\"\nnodeGroups:\n  - name: win\n    ami: {core}\n    amiFamily: WindowsServer2022CoreContainer\nmanagedNodeGroups:\n  - name: lin\n    instanceType: m5.large\n    amiFamily: AmazonLinux2023\n    releaseVersion: {linux-version}\n",
            newer(2),
        ),
        (
            "karpenter/eu-west-1/class.yaml",
            "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata:\n  name: win\nspec:\n  amiFamily: Windows2022\n  amiSelectorTerms:\n    - id: {core}\n",
            newer(1),
        ),
    ] {
        assert_eq!(all_moves(path, text), expected, "{path}");
    }
}
