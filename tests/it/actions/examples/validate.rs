//! Examples that check documents.

use serde_json::{Value, json};

use super::{MISTAKEN, example, mended, readme_workflow};
use crate::actions::runner::{Annotation, Workflow};
use crate::live::{comments, text};
use crate::stand_ins::{At, World};

/// A repository whose `main` is without a mistake and whose branch `patch` has one.
fn with_a_mistake() -> Option<World> {
    let world = World::new(&[("components/agent.yaml", &mended())])?;
    world.clone().write("components/agent.yaml", MISTAKEN);
    Some(world)
}

/// What a pull request shows beside the line.
fn the_mistake() -> Annotation {
    let properties = [
        ("file", "components/agent.yaml"),
        ("line", "7"),
        ("endLine", "7"),
        ("col", "17"),
        ("endColumn", "27"),
        ("title", "schema/unknown-action"),
    ];
    Annotation {
        level: "error".to_owned(),
        properties: properties
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        message: String::new(),
    }
}

#[track_caller]
fn only_the_mistake(found: &[Annotation]) {
    let found: Vec<Annotation> = found
        .iter()
        .map(|one| Annotation {
            message: String::new(),
            ..one.clone()
        })
        .collect();
    assert_eq!(found, [the_mistake()]);
}

#[test]
fn the_ten_lines_of_the_readme() {
    for (fork, name) in [(false, "a branch"), (true, "a fork")] {
        let Some(world) = with_a_mistake() else { return };
        world.push("a change", "patch");
        let from = fork.then_some("machine-user/fork");
        let workflow =
            Workflow::in_world(&readme_workflow(), &world).pull_request(1, "refs/heads/patch", from);
        let Some(ended) = workflow.run() else { return };
        let ended = ended.ends(1);
        only_the_mistake(&ended.annotations());
        assert_eq!(ended.exit("amiforge", &["1", "validate"]), 1, "{name}");
        assert_eq!(ended.outputs("amiforge", "1")["errors"], "1");
        assert!(ended.summary("amiforge").contains("components/agent.yaml"));
        // It needs neither of them.
        assert_eq!((world.log(At::Aws), world.log(At::Github)), (vec![], vec![]));
    }
}

#[test]
fn what_a_pull_request_changes() {
    let workflow = example("validate.yml");
    let Some(world) = with_a_mistake() else { return };
    // A pull request is judged by what it changes, and not by the rules that it brings.
    let rules = "rules:\n  schema/unknown-action: off\n";
    world.clone().write(".github/amiforge.yaml", rules);
    let head = world.push("a change", "patch");
    for fork in [None, Some("machine-user/fork")] {
        let ended = Workflow::in_world(&workflow, &world).pull_request(1, &head, fork);
        let ended = ended.run().expect("act").ends(1);
        only_the_mistake(&ended.annotations());
        let summary = ended.summary("validate");
        for part in [
            "## amiforge: 1 error in 1 file",
            "<code>components/agent.yaml</code>: 1 error",
            "| 7:17 | error | <code>ExecuteBsh</code> is not an action",
        ] {
            assert!(summary.contains(part), "{part}: {summary}");
        }
    }
    // Where nothing of it changes, nothing is found.
    world.clone().write("components/agent.yaml", mended());
    let head = world.push("mended", "patch");
    let ended = Workflow::in_world(&workflow, &world).pull_request(1, &head, None);
    let ended = ended.run().expect("act").ends(0);
    assert_eq!(ended.annotations(), []);
    assert_eq!((world.log(At::Aws), world.log(At::Github)), (vec![], vec![]));
}

#[test]
fn code_scanning() {
    let workflow = example("code-scanning.yml");
    let uploads = |world: &World| -> Vec<Value> {
        let log = world.log(At::Github).into_iter();
        log.filter(|record| record["operation"] == "code-scanning/upload-sarif")
            .collect()
    };
    // The branch that is compared with.
    let Some(world) = with_a_mistake() else { return };
    let Some(ended) = Workflow::in_world(&workflow, &world)
        .event("push", json!({}))
        .run()
    else {
        return;
    };
    ended.ends(0);
    assert_eq!(uploads(&world)[0]["sarif"]["runs"][0]["results"], json!([]));
    // A pull request of the repository, and one of a fork.
    let head = world.push("a change", "patch");
    let ended = Workflow::in_world(&workflow, &world).pull_request(1, "refs/heads/patch", None);
    let ended = ended.run().expect("act").ends(1);
    only_the_mistake(&ended.annotations());
    let sent = uploads(&world).pop().expect("an upload");
    let run = &sent["sarif"]["runs"][0];
    assert_eq!(run["results"].as_array().expect("results").len(), 1);
    assert_eq!(run["results"][0]["ruleId"], "schema/unknown-action");
    assert_eq!(run["automationDetails"]["id"], "amiforge/");
    assert_eq!(sent["body"]["ref"], "refs/pull/1/merge");
    let ended = Workflow::in_world(&workflow, &world).pull_request(2, &head, Some("machine-user/fork"));
    let ended = ended.run().expect("act").ends(1);
    only_the_mistake(&ended.annotations());
    assert_eq!(uploads(&world).len(), 2);
}

/// The workflow of the pull request, and then the one that may comment, with the event that it gets of the first.
fn report(world: &World, number: u64, commit: &str, fork: &str, run: &str, code: i32) -> Option<()> {
    let validate = Workflow::in_world(&example("report-validate.yml"), world);
    let head = format!("refs/pull/{number}/head");
    let ended = validate
        .pull_request(number, &head, Some(fork))
        .run_id(run)
        .run()?
        .ends(code);
    let found = world.artifact(run, "amiforge");
    let found = found.unwrap_or_else(|| panic!("no artifact: {}", ended.told()));
    assert!(text(&found["findings.json"]).contains("amiforge/findings/v1"));
    let event = json!({"action": "completed", "workflow_run": {
        "id": run.parse::<u64>().expect("a number"), "run_attempt": 1, "event": "pull_request", "head_sha": commit,
        "head_branch": "patch", "head_repository": {"full_name": fork}, "pull_requests": [],
        "conclusion": if code == 0 { "success" } else { "failure" },
    }});
    let post = Workflow::in_world(&example("report-post.yml"), world).event("workflow_run", event);
    let ended = post.run()?.ends(0);
    assert_eq!(
        ended.outputs("report", "1")["pull-request-number"],
        number.to_string()
    );
    Some(())
}

#[test]
fn a_report_about_a_pull_request_of_a_fork() {
    let Some(world) = with_a_mistake() else { return };
    world.clone().commit("a change");
    let (number, fork) = world.fork("HEAD", "patch");
    let commit = world.clone().git(&["rev-parse", "HEAD"]);
    if report(&world, number, &commit, &fork, "1001", 1).is_none() {
        return;
    }
    let told = comments(&world, &number.into());
    assert_eq!(told.len(), 1);
    assert!(
        told[0].contains("schema/unknown-action") && told[0].contains("components/agent.yaml"),
        "{}",
        told[0]
    );
    // What is mended is told in the same comment, which is hidden then.
    world.clone().write("components/agent.yaml", mended());
    world.clone().commit("mended");
    world.fork("HEAD", "patch");
    let commit = world.clone().git(&["rev-parse", "HEAD"]);
    report(&world, number, &commit, &fork, "1002", 0).expect("act");
    let query = "query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) { \
                 pullRequest(number: $number) { comments(first: 10) { nodes { isMinimized body } } } } }";
    let (owner, name) = world.repository.split_once('/').expect("an owner");
    let asked = world.graphql(query, &json!({"owner": owner, "name": name, "number": number}));
    let nodes = &asked["repository"]["pullRequest"]["comments"]["nodes"];
    assert_eq!(nodes.as_array().expect("nodes").len(), 1);
    assert_eq!(nodes[0]["isMinimized"], true, "{}", text(&nodes[0]["body"]));
}
