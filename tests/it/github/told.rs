//! What people and programs are told.

use super::*;
use crate::support::Folder;

#[test]
fn the_result_names_the_pull_request() {
    let Some(world) = world() else { return };
    let outside = Folder::new();
    let output = outside.path().join("output");
    std::fs::write(&output, "").expect("a file");
    let env = [("GITHUB_OUTPUT", output.to_str().expect("UTF-8"))];
    let run = bump_with(&world, &["--format", "json"], &env).ends(0);
    let group = group(&run);
    let commit = branch_at(&world, BRANCH).expect("the branch");
    assert_eq!(group["commit"], commit.as_str());
    assert_eq!(group["pull_request"]["number"], 1);
    assert_eq!(group["pull_request"]["url"], pull(&world, 1)["html_url"]);
    assert_eq!((&group["reason"], &group["remarks"]), (&Value::Null, &json!([])));
    let outputs = std::fs::read_to_string(&output).expect("outputs");
    let url = group["pull_request"]["url"].as_str().expect("an address");
    assert!(
        outputs.contains("pull-request-numbers") && outputs.contains(url),
        "{outputs}"
    );
    // Of a job's token it is said once what its pull requests lack.
    assert_eq!(run.stderr.matches("start no workflow").count(), 1, "{run:#?}");
    let again = world.bump(&[]).ends(0);
    assert!(!again.stderr.contains("start no workflow"), "{again:#?}");
    assert!(
        again.stdout.contains(&format!("On GitHub: #1, {url}")),
        "{again:#?}"
    );
}

#[test]
fn only_a_plan_asks_github_nothing() {
    let Some(world) = world() else { return };
    let run = world.bump(&["--plan-only", "--format", "json"]).ends(0);
    assert_eq!(
        (outcome(&run).as_str(), &group(&run)["pull_request"]),
        ("planned", &Value::Null)
    );
    assert!(world.log(At::Github).is_empty());
}
