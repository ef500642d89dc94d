//! Stories of images that are compared with the one before: packages, findings, a gate, Fast Launch.

use super::*;
use crate::stand_ins::Day;

const OTHER: &str = "444455556666";

/// An image with packages, so many of them that they are told on several pages, and with a finding.
fn scanned(version: &str, more: &str, cve: &str) -> Build {
    let packages = (0..130).fold(in_fast(Build::good()), |build, number| {
        let version = if number < 3 { version } else { "1.0" };
        build.package(&format!("package-{number:03}"), version)
    });
    packages
        .package(more, "1.0")
        .finding(cve, "HIGH", "package-001")
        .finding("CVE-2026-7", "LOW", "package-002")
        .with("scan", "COMPLETED".into())
}

/// AMIs in both regions, with Fast Launch on in the first.
fn in_fast(build: Build) -> Build {
    build
        .ami(json!({"fast_launch": {"state": "enabled"}}))
        .ami(json!({"region": US}))
}

/// A world in which the pipeline `web` has built `before` and will build `next`. Its distribution asks for Fast Launch.
fn world(before: &Build, next: &Build) -> Option<World> {
    let world = World::new(&[(FILE, COMPONENT)])?;
    world
        .region(EU)
        .component("web", "1.0.0", COMPONENT)
        .recipe("web", "1.0.0", PARENT, &["component/web/1.0.0"])
        .infrastructure("web", |_| ())
        .distribution("web", &[EU, US], |configuration| {
            let all = configuration["distributions"].as_array_mut().expect("a list");
            all[0]["fastLaunchConfigurations"] =
                json!([{"enabled": true}, {"enabled": true, "accountId": OTHER}]);
            all[1]["fastLaunchConfigurations"] = json!([{"enabled": true}]);
        })
        .pipeline("web", "web/1.0.0", |_| ())
        .built("image/web/1.0.0/1", before, Day::ago(3), |_| ())
        .next_build(next)
        .seed();
    Some(world)
}

fn samples() -> Option<World> {
    world(
        &scanned("1.0", "gone", "CVE-2026-1"),
        &scanned("1.1", "came", "CVE-2026-2"),
    )
}

#[test]
fn an_image_is_compared_with_the_one_before() {
    let Some(world) = samples() else { return };
    let ended = build(&world, &world.job(), &["--fail-on-severity", "critical"]).ends(0);
    let comparison = &ended.document["comparison"];
    assert_eq!(comparison["previous"], image(&world, 1).as_str());
    assert_eq!(comparison["previous_version"], "1.0.0/1");
    let packages = &comparison["packages"];
    assert_eq!(packages["total"], 131);
    assert_eq!(packages["added"], json!([{"name": "came", "version": "1.0"}]));
    assert_eq!(packages["removed"], json!([{"name": "gone", "version": "1.0"}]));
    assert_eq!(packages["changed"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        packages["changed"][0],
        json!({"name": "package-000", "from": "1.0", "to": "1.1"})
    );
    let findings = &comparison["findings"];
    assert_eq!(findings["counts"], json!({"high": 1, "low": 1}));
    assert_eq!(findings["new"][0]["id"], "CVE-2026-2");
    assert_eq!(findings["fixed"][0]["id"], "CVE-2026-1");
    assert_eq!(
        (&comparison["gate"], &comparison["notes"]),
        (&Value::Null, &json!([]))
    );
    // Each list was asked for page by page, and only for these two images.
    assert_eq!(requests(&world, "ListImagePackages").len(), 4);
    assert_eq!(requests(&world, "ListImageScanFindings").len(), 2);
    assert!(
        ended
            .run
            .stdout
            .contains("131 packages: 1 added, 1 removed, 3 changed since 1.0.0/1"),
        "{ended:#?}"
    );

    let fast: Vec<_> = ended.document["fast_launch"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            (
                one["region"].as_str(),
                one["account"].as_str(),
                one["state"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        fast,
        [
            (Some(EU), None, Some("enabled")),
            (Some(EU), Some(OTHER), Some("unknown")),
            (Some(US), None, Some("absent")),
        ]
    );
    // It is not on where it was asked for, and that is seen without opening the log.
    let lines = ended.run.stdout.lines();
    let warnings: Vec<&str> = lines.filter(|line| line.starts_with("::warning ")).collect();
    assert_eq!(warnings.len(), 1, "{ended:#?}");
    assert!(
        warnings[0].contains("in us-east-1 is absent: EC2 lists no Fast Launch"),
        "{warnings:?}"
    );
}

#[test]
fn a_gate_closes() {
    let Some(world) = samples() else { return };
    let gate = ["--fail-on-severity", "high"];
    let ended = build(&world, &world.job(), &gate).ends(1);
    assert_eq!(ended.document["outcome"], "succeeded");
    assert_eq!(
        ended.document["comparison"]["gate"],
        "--fail-on-severity high counts findings of the image: 1 high"
    );
    assert!(
        ended.document["verdict"]
            .as_str()
            .is_some_and(|text| text.ends_with("is available, and its findings close the gate")),
        "{ended:#?}"
    );
}

#[test]
fn what_may_not_be_asked_is_said_with_what_allows_it_and_only_a_gate_fails() {
    for (more, code) in [(&[] as &[&str], 0), (&["--fail-on-severity", "critical"], 1)] {
        let Some(world) = samples() else { return };
        for operation in [
            "ListImagePackages",
            "ListImageScanFindings",
            "DescribeFastLaunchImages",
        ] {
            refuse(&world, operation, 1_000, "AccessDeniedException", 403);
        }
        let ended = build(&world, &world.job(), more).ends(code);
        assert_eq!(ended.document["outcome"], "succeeded");
        let comparison = &ended.document["comparison"];
        assert_eq!(
            (&comparison["packages"], &comparison["findings"]),
            (&Value::Null, &Value::Null)
        );
        let said = format!("{} {}", comparison["notes"], ended.document["notes"]).replace('\\', "");
        for action in [
            "imagebuilder:ListImagePackages",
            "imagebuilder:ListImageScanFindings",
            "ec2:DescribeFastLaunchImages",
        ] {
            let statement = format!(r#"{{"Effect":"Allow","Action":"{action}""#);
            assert!(said.contains(&statement), "{said}");
        }
        let gate = comparison["gate"].as_str().unwrap_or_default();
        assert_eq!(
            gate.starts_with("--fail-on-severity critical cannot be judged: "),
            code == 1
        );
        assert_eq!(ended.document["fast_launch"][0]["state"], "unknown");
    }
}

#[test]
fn the_first_image_has_findings_and_nothing_to_compare_with() {
    let next = scanned("1.0", "x", "CVE-2026-1");
    let Some(world) = with_builds(&[next]) else { return };
    let ended = build(&world, &world.job(), &["--fail-on-severity", "high"]).ends(1);
    let comparison = &ended.document["comparison"];
    assert_eq!(
        (&comparison["previous"], &comparison["packages"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(comparison["findings"]["compared"], false);
    assert!(
        comparison["notes"][0]
            .as_str()
            .is_some_and(|note| note.starts_with("there is no available image of this name before")),
        "{comparison}"
    );
}
