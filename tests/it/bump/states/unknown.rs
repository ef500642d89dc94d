//! Where it is not known what a pin follows, where it is, or what its images look like.

use super::*;

fn old_image(id: &str, name: &str, owner: &'static str) -> Place {
    Place::new("eu-west-1")
        .published(NEW, CORE, "2026.09.09", 41)
        .image_with(id, name, "2026-07-14T18:00:00Z", |image| {
            image["owner"] = owner.into();
        })
}

/// A Karpenter class whose file alone says little.
fn class(term: &str) -> String {
    format!(
        "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata:\n  name: a\nspec:\n  amiFamily: Windows2022\n  \
         amiSelectorTerms:\n    - {term}\n"
    )
}

/// A pin that says what it follows.
fn follows(rows: &'static [&'static str], facts: Place, what: &str) -> Case {
    let text = format!("# amiforge: follow={what}\nimage = \"{OLD}\"\n");
    Case::new(rows, [facts]).file("a.tf", text)
}

fn leaf() -> String {
    format!("{}/image_id", facts::parameter(CORE))
}

pub(super) fn rows() -> Vec<Case> {
    let alone = || Place::new("eu-west-1").windows(OLD, CORE, "2026.07.14");
    let ours = old_image(OLD, "our-image", facts::ACCOUNT);
    let name = format!("{CORE}-2026.07.14");
    vec![
        Case::silent(&["unknown-family/not-recognised"], ours.clone()),
        Case::silent(
            &["unknown-family/untrusted-owner"],
            old_image(OLD, &name, STRANGER),
        ),
        Case::new(&["unknown-family/own-image"], [ours])
            .file("eu-west-1/a.yaml", class(&format!("id: {OLD}"))),
        Case::new(&["unknown-family/no-parameter"], [newer()])
            .file("eu-west-1/a.yaml", class("alias: al2023@v20260714")),
        follows(
            &["unknown-region/not-written"],
            Place::new("eu-west-1").missing_image(OLD),
            &format!("ssm:{}", leaf()),
        ),
        Case::told(
            &["missing-parameter/not-published"],
            alone().missing_parameter(&leaf()),
        ),
        Case::new(&["not-asked/region"], [newer()]).file("a.tf", silent(&[("us-east-1", OLD)])),
        follows(
            &["not-asked/account"],
            newer(),
            &format!("ssm:{} region=eu-west-1 account=444455556666", leaf()),
        ),
        Case::told(&["not-asked/parameter"], alone()),
        Case::told(&["not-asked/image"], alone().leaf(CORE, NEW)),
        built(&["not-asked/output"], newer()),
        Case::told(&["not-asked/denied"], alone().refused("parameters", "denied")),
        Case::silent(
            &["not-asked/not-enabled"],
            Place::new("eu-west-1").refused("images", "not-enabled"),
        ),
        Case::told(
            &["not-asked/throttled"],
            alone().leaf(CORE, NEW).refused("images", "throttled"),
        ),
        built(
            &["not-asked/unreachable"],
            newer().refused("outputs", "unreachable"),
        ),
        matching(&["missing-image/no-match"], newer().searched("self", PATTERN)),
        built(&["missing-image/not-built"], newer().output(PIPELINE, None)),
        built(
            &["missing-image/not-distributed"],
            newer().output(PIPELINE, Some(&[("us-east-1", NEW)])),
        ),
    ]
}

const PIPELINE: &str = "arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/golden";
const PATTERN: &str = "golden-*";

/// A pin that follows a pipeline.
fn built(rows: &'static [&'static str], facts: Place) -> Case {
    follows(rows, facts, &format!("image-builder:{PIPELINE} region=eu-west-1"))
}

/// A pin that follows images by name.
fn matching(rows: &'static [&'static str], facts: Place) -> Case {
    follows(rows, facts, &format!("ec2:self/{PATTERN} region=eu-west-1"))
}

/// An image of one's own.
fn ours(facts: Place, id: &str, name: &str, day: &str) -> Place {
    facts.image_with(id, name, &format!("{day}T18:00:00Z"), |image| {
        image["owner"] = facts::ACCOUNT.into();
    })
}

#[test]
fn near_misses_of_what_was_refused_or_not_found() {
    let golden = || {
        let facts = ours(Place::new("eu-west-1"), OLD, "golden-1", "2026-07-14");
        ours(facts, NEW, "golden-2", "2026-09-09")
    };
    let alone = || Place::new("eu-west-1").windows(OLD, CORE, "2026.07.14");
    for case in [
        // What was answered counts more than a refusal.
        Case::told(
            &["bump/newer"],
            newer()
                .refused("parameters", "denied")
                .refused("images", "throttled"),
        ),
        // Another call was refused.
        Case::told(&["not-asked/parameter"], alone().refused("images", "denied")),
        Case::told(
            &["not-asked/image"],
            alone().leaf(CORE, NEW).refused("parameters", "denied"),
        ),
        Case::silent(
            &["dead/unknown"],
            Place::new("eu-west-1")
                .missing_image(OLD)
                .refused("instances", "denied"),
        ),
        matching(&["bump/newer"], golden().searched("self", PATTERN)),
        // Another search was made.
        matching(&["not-asked/image"], golden().searched("self", "golden-1*")),
        built(
            &["bump/newer"],
            golden().output(PIPELINE, Some(&[("eu-west-1", NEW)])),
        ),
        built(
            &["current/newest"],
            golden().output(PIPELINE, Some(&[("eu-west-1", OLD)])),
        ),
    ] {
        case.check();
    }
}

#[test]
fn the_rows_of_what_is_not_known() {
    for case in rows() {
        case.check();
    }
}

#[test]
fn near_misses_of_what_is_not_known() {
    let name = format!("{CORE}-2026.07.14");
    let mut given = follows(
        &["dead/replaced"],
        Place::new("eu-west-1")
            .published(NEW, CORE, "2026.09.09", 41)
            .missing_image(OLD),
        &format!("ssm:{}", leaf()),
    );
    given.options = &["--region", "eu-west-1"];
    for case in [
        // The policy knows the owner.
        Case::silent(&["bump/newer"], old_image(OLD, &name, STRANGER))
            .config("bump:\n  owners:\n    \"999988887777\": our copies\n"),
        given,
        // They know it better than the only region that a file names.
        Case::new(
            &["bump/newer"],
            [newer(), Place::new("us-east-1").missing_image(OLD)],
        )
        .file(
            "Makefile",
            format!("AMI ?= {OLD}\nlist:\n\taws ec2 describe-vpcs --region us-east-1\n"),
        ),
        // But not better than what stands on its line.
        Case::new(
            &["dead/replaced"],
            [
                newer(),
                Place::new("us-east-1")
                    .missing_image(OLD)
                    .published(MIDDLE, CORE, "2026.09.09", 41),
            ],
        )
        .file(
            "Makefile",
            format!("run:\n\taws ec2 run-instances --region us-east-1 --image-id {OLD}\n"),
        ),
        // The facts know the region.
        follows(&["bump/newer"], newer(), &format!("ssm:{}", leaf())),
        follows(
            &["bump/newer"],
            newer(),
            &format!("ssm:{} region=eu-west-1 account={}", leaf(), facts::ACCOUNT),
        ),
    ] {
        case.check();
    }
}

#[test]
fn an_image_of_ones_own_is_not_replaced_because_a_field_says_what_it_is_like() {
    let ours = || old_image(OLD, "our-image", facts::ACCOUNT);
    let terraform = format!(
        "provider \"aws\" {{\n  region = \"eu-west-1\"\n}}\nmodule \"eks\" {{\n  cluster_version = \"1.35\"\n  nodes = {{\n    \
         win = {{\n      ami_type = \"WINDOWS_CORE_2022_x86_64\"\n      ami_id   = \"{OLD}\"\n    }}\n  }}\n}}\n"
    );
    let eksctl = format!(
        "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata:\n  name: blue\n  region: eu-west-1\n  version: \"1.35\"\n\
         managedNodeGroups:\n  - name: win\n    amiFamily: WindowsServer2022CoreContainer\n    ami: {OLD}\n"
    );
    for (path, text) in [("a.tf", terraform), ("cluster.yaml", eksctl)] {
        Case::new(&["unknown-family/own-image"], [ours()])
            .file(path, text.clone())
            .check();
        // Unless a comment says that AWS's is meant.
        let pin = text.lines().find(|line| line.contains(OLD)).expect("the pin");
        let told = text.replace(pin, &format!("{pin} # amiforge: follow=ssm:{}", leaf()));
        Case::new(&["bump/declared"], [ours()]).file(path, told).check();
    }
}
