//! Where the policy, a comment or the rest of the fleet holds.

use super::*;

/// What is followed, for comments.
fn follow(more: &str) -> String {
    format!("# amiforge: follow=ssm:/aws/service/ami-windows-latest/{CORE}/image_id{more}\n")
}

/// [`OLD`] in Ireland and another id of the same release in Virginia.
const VIRGINIA: &str = "ami-0a4d8e2f61b7c9035";

/// Ireland has a release of `day`, Virginia does not.
fn regions(day: &str) -> [Place; 2] {
    let ireland = Place::new("eu-west-1")
        .windows(OLD, CORE, "2026.07.14")
        .published(NEW, CORE, day, 41);
    [
        ireland,
        Place::new("us-east-1").published(VIRGINIA, CORE, "2026.07.14", 40),
    ]
}

fn by_region(rows: &'static [&'static str], day: &str, files: [(&'static str, &str, &str); 2]) -> Case {
    files
        .into_iter()
        .fold(Case::new(rows, regions(day)), |case, (path, region, id)| {
            case.file(path, silent(&[(region, id)]))
        })
}

const IRELAND_FIRST: [(&str, &str, &str); 2] = [("a.tf", "eu-west-1", OLD), ("b.tf", "us-east-1", VIRGINIA)];
const VIRGINIA_FIRST: [(&str, &str, &str); 2] = [("a.tf", "us-east-1", VIRGINIA), ("b.tf", "eu-west-1", OLD)];

/// What Virginia publishes belongs to somebody else.
fn unproven(rows: &'static [&'static str], files: [(&'static str, &str, &str); 2]) -> Case {
    let mut case = by_region(rows, "2026.09.01", files);
    let [ireland, _] = regions("2026.09.01");
    let virginia = Place::new("us-east-1")
        .windows(VIRGINIA, CORE, "2026.07.14")
        .leaf(CORE, OTHER)
        .image_with(
            OTHER,
            &format!("{CORE}-2026.09.01"),
            "2026-09-01T18:00:00Z",
            |image| {
                image["owner"] = "999988887777".into();
            },
        );
    case.facts = vec![ireland, virginia];
    case
}

/// What Virginia publishes where it is not AWS's.
const OTHER: &str = "ami-0b1c2d3e4f5a60789";

/// A node group of an id and a release version, in this order or the other.
fn node_group(rows: &'static [&'static str], facts: Place, release_first: bool, behind: &str) -> Case {
    let id = format!("    ami = \"{OLD}\"\n");
    let release = format!("    kubelet_release_version = \"1.35-2026.07.14\"{behind}\n");
    let (first, second) = if release_first {
        (release, id)
    } else {
        (id, release)
    };
    let text = format!(
        "locals {{\n  {}  nodes = {{\n{first}{second}  }}\n}}\n",
        follow(" region=eu-west-1")
    );
    Case::new(rows, [facts]).file("a.tf", text)
}

/// Production and test, the latter on `release` since a time.
fn staged(rows: &'static [&'static str], test: &str, since: &'static str) -> Case {
    let mut case = Case::new(rows, [newer()])
        .file("clusters/prod/a.tf", silent(&[("eu-west-1", OLD)]))
        .file("clusters/test/a.tf", silent(&[("eu-west-1", test)]))
        .config("layout: clusters/{environment}/**\nbump:\n  environments: [test, prod]\n");
    case.committed = since;
    case
}

/// A cluster of one minor of Kubernetes whose nodes follow another.
fn control_plane(rows: &'static [&'static str], minor: &str) -> Case {
    let text = format!(
        "provider \"aws\" {{\n  region = \"eu-west-1\"\n}}\nmodule \"eks\" {{\n  cluster_version = \"{minor}\"\n  nodes = {{\n    \
         {}    win = {{ ami_id = \"{OLD}\" }}\n  }}\n}}\n",
        follow("")
    );
    Case::new(rows, [newer()]).file("a.tf", text)
}

fn comment(rows: &'static [&'static str], comment: &str) -> Case {
    let text = silent(&[("eu-west-1", OLD)]);
    let pin = format!("\"{OLD}\"");
    Case::new(rows, [newer()]).file(
        "a.tf",
        text.replace(&pin, &format!("{pin} # amiforge: {comment}")),
    )
}

/// A release that is so young.
fn aged(rows: &'static [&'static str], day: &str) -> Case {
    let [ireland, _] = regions(day);
    Case::silent(rows, ireland)
}

fn karpenter(alias: &str) -> String {
    format!(
        "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata:\n  name: a\nspec:\n  amiSelectorTerms:\n    - alias: {alias}\n"
    )
}

pub(super) fn rows() -> Vec<Case> {
    let not_arrived = Place::new("eu-west-1")
        .windows(OLD, CORE, "2026.07.14")
        .leaf(CORE, NEW)
        .missing_image(NEW);
    let behind = Place::new("eu-west-1")
        .windows(OLD, CORE, "2026.07.14")
        .windows(NEW, CORE, "2026.09.09")
        .leaf(CORE, NEW)
        .document(CORE, NEW, "1.35-2026.07.14");
    let mut cut = staged(
        &["held-environment/history-cut", "current/newest"],
        NEW,
        "2026-09-01T00:00:00Z",
    );
    cut.cut = true;
    vec![
        aged(&["held-age/too-young"], "2026.09.12"),
        by_region(
            &["held-region/lagging", "current/newest"],
            "2026.09.08",
            IRELAND_FIRST,
        ),
        unproven(&["held-region/unproven", "mismatch/owner"], IRELAND_FIRST),
        Case::told(&["held-region/not-arrived"], not_arrived),
        by_region(
            &["held-region/left-behind", "bump/newer"],
            "2026.09.07",
            VIRGINIA_FIRST,
        ),
        control_plane(&["held-cluster/control-plane"], "1.34"),
        node_group(
            &["held-cluster/member", "hold/until"],
            newer(),
            false,
            " # amiforge: hold until=2026-12-01 drivers",
        ),
        node_group(&["held-cluster/reading", "held-cluster/member"], behind, true, ""),
        staged(
            &["held-environment/soak", "current/newest"],
            NEW,
            "2026-09-11T08:00:01Z",
        ),
        staged(
            &["held-environment/behind", "bump/newer"],
            OLD,
            "2026-09-01T00:00:00Z",
        ),
        cut,
        comment(&["hold/until"], "hold until=2026-09-14 drivers are tested"),
        comment(&["hold/unreadable-date"], "hold until=soon drivers are tested"),
        comment(&["ignored/left-alone"], "ignore kept for the old fleet"),
        Case::new(&["floats/by-itself"], [newer()]).file("a.yaml", karpenter("windows2022@latest")),
    ]
}

#[test]
fn the_rows_of_what_is_held() {
    for case in rows() {
        case.check();
    }
}

#[test]
fn near_misses_of_what_is_held() {
    for case in [
        // Three days are over at midnight.
        aged(&["bump/newer"], "2026.09.11"),
        aged(&["held-age/too-young"], "2026.09.11").config("bump:\n  min-age: 4\n"),
        by_region(
            &["bump/newer", "held-region/left-behind"],
            "2026.09.07",
            IRELAND_FIRST,
        ),
        by_region(
            &["held-region/lagging", "current/newest"],
            "2026.09.07",
            IRELAND_FIRST,
        )
        .config("bump:\n  region-lag: 8\n"),
        // One file for both regions.
        Case::new(&["held-region/lagging", "current/newest"], regions("2026.09.08"))
            .file("a.tf", silent(&[("eu-west-1", OLD), ("us-east-1", VIRGINIA)])),
        control_plane(&["bump/newer"], "1.35"),
        control_plane(&["bump/newer"], "1.36"),
        node_group(&["bump/newer", "bump/newer"], newer(), false, ""),
        node_group(
            &["bump/newer", "bump/newer"],
            newer(),
            false,
            " # amiforge: hold until=2026-09-13 drivers",
        ),
        staged(&["bump/newer", "current/newest"], NEW, "2026-09-11T08:00:00Z"),
        // Who is not in the list waits for nobody.
        staged(&["bump/newer", "bump/newer"], OLD, "2026-09-01T00:00:00Z")
            .config("layout: clusters/{environment}/**\nbump:\n  environments: [staging, prod]\n"),
        comment(&["bump/newer"], "hold until=2026-09-13 drivers are tested"),
        comment(&["hold/unreadable-date"], "hold"),
    ] {
        case.check();
    }
}

#[test]
fn a_hold_without_a_reason_says_so() {
    let case = comment(&["hold/until"], "hold until=2026-12-01");
    let run = bump(&case.repository(), &case.facts, &["--format", "json"]).ends(1);
    assert_eq!(found(&run), case.rows);
    assert_eq!(
        run.json()["pins"][0]["reason"],
        "It stays until 2026-12-01. The reason given: none."
    );
    assert!(run.stderr.contains("no reason is given"), "{run:#?}");
}
