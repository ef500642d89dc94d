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
fn of_the_token_of_an_app_nothing_is_said() {
    let Some(mut world) = world() else { return };
    world.use_token("app");
    let run = world.bump(&[]).ends(0);
    assert!(run.stdout.contains("(created at "), "{run:#?}");
    assert_eq!(run.stderr, "");
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

#[test]
fn a_run_that_fails_tells_its_plan_and_one_reason_and_shows_no_bodies() {
    let Some(mut world) = world() else { return };
    let outside = Folder::new();
    outside.write("output", "").write("summary", "");
    let [output, summary] = ["output", "summary"].map(|name| outside.path().join(name));
    let env = [
        ("GITHUB_OUTPUT", output.to_str().expect("UTF-8")),
        ("GITHUB_STEP_SUMMARY", summary.to_str().expect("UTF-8")),
    ];
    let take = |path: &std::path::Path| {
        let text = std::fs::read_to_string(path).expect("a file");
        std::fs::write(path, "").expect("writable");
        text
    };
    // Nothing can be looked at, or nothing can be written.
    for token in ["nobody", "read"] {
        let known = if token == "read" {
            world.token("read").to_owned()
        } else {
            "ghs_nobody".to_owned()
        };
        let env = [&env[..], &[("GITHUB_TOKEN", known.as_str())]].concat();
        let run = bump_with(&world, &[], &env).ends(3);
        assert!(
            run.stdout.contains("(failed)") && !run.stdout.contains("    | "),
            "{run:#?}"
        );
        assert!(run.stdout.contains("; 1 pull request failed.\n"), "{run:#?}");
        let (outputs, summary) = (take(&output), take(&summary));
        assert!(outputs.contains("\"outcome\":\"failed\""), "{outputs}");
        assert!(summary.contains("; 1 pull request failed\n"), "{summary}");
        assert_eq!(summary.matches("in GITHUB_TOKEN").count(), 1, "{summary}");
    }
    // Without credentials there is no plan, and the summary says why.
    world.use_token("actions");
    let env = [&env[..], &[("AWS_ACCESS_KEY_ID", "")]].concat();
    let run = bump_with(&world, &[], &env).ends(3);
    assert_eq!(run.stdout, "");
    let (outputs, told) = (take(&output), take(&summary));
    assert_eq!(outputs, "");
    assert!(
        told.starts_with("## amiforge bump: ended without a result\n\n- there are no AWS credentials"),
        "{told}"
    );
    assert_eq!(bump_with(&world, &["--no-summary"], &env).ends(3).stdout, "");
    assert_eq!(take(&summary), "");
}
