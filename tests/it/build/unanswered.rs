//! A start that AWS does not answer: nobody says that no build was started, and the next attempt finds the one that was.

use super::*;

/// The options that start a build by each of the two requests.
fn starts(world: &World) -> [(&'static str, Vec<String>); 2] {
    let pipeline = world.arn(EU, "image-pipeline/web");
    let recipe = world.arn(EU, "image-recipe/web/1.0.0");
    let infrastructure = world.arn(EU, "infrastructure-configuration/web");
    [
        (
            "StartImagePipelineExecution",
            vec!["--pipeline".to_owned(), pipeline],
        ),
        (
            "CreateImage",
            vec![
                "--recipe".to_owned(),
                recipe,
                "--infrastructure".to_owned(),
                infrastructure,
                "--distribution".to_owned(),
                world.arn(EU, "distribution-configuration/web"),
            ],
        ),
    ]
}

/// A job that starts a build with options, not begun yet.
fn started_by(job: &Job, options: &[String]) -> Command {
    let document = job.document();
    let mut arguments = vec!["build", "--poll", "10ms", "--output", &document];
    arguments.extend(options.iter().map(String::as_str));
    job.command(&arguments)
}

fn ends(job: &Job, mut command: Command) -> Ended {
    job.ended(Run::of(&command.output().expect("the binary runs")))
}

/// The first request is done and not answered, and all after it are refused.
fn answer_none(world: &World, operation: &str) {
    let first = json!({"do": "after", "match": {"operation": operation}});
    let others = json!({
        "do": "refuse", "nth": 2, "times": 99, "code": "AccessDeniedException", "status": 403, "match": {"operation": operation},
    });
    world.fault(At::Aws, first);
    world.fault(At::Aws, others);
}

/// A world in which the first build is good, and another one is ready, so that a second one would be seen.
fn with_two() -> Option<World> {
    with_builds(&[in_both(Build::good()), in_both(Build::good())])
}

#[test]
fn nobody_says_that_nothing_was_started_and_the_next_attempt_follows_it() {
    for which in 0..2 {
        let Some(world) = with_two() else { return };
        let (operation, options) = starts(&world)[which].clone();
        answer_none(&world, operation);
        let job = world.job();
        let ended = ends(&job, started_by(&job, &options)).ends(3);
        let verdict = "AWS did not say whether it has started a build";
        let document = &ended.document;
        assert_eq!(document["outcome"], "lost", "{ended:#?}");
        assert_eq!(
            (&document["verdict"], &document["image"]),
            (&json!(verdict), &Value::Null)
        );
        let token = requests(&world, operation)[0]["parameters"]["clientToken"].clone();
        let token = token.as_str().expect("a token");
        let notes = document["notes"].as_array().expect("a list");
        let how = notes.last().and_then(Value::as_str).unwrap_or_default();
        in_order(&notes[0].to_string(), &[operation, "AccessDeniedException"]);
        in_order(
            how,
            &[
                "Run this job again",
                "amiforge:request",
                token,
                "amiforge build cancel",
            ],
        );
        assert_eq!(ended.outputs["outcome"], "lost");
        assert_eq!(ended.outputs["verdict"], verdict);
        assert_eq!(ended.outputs["image-arn"], "");
        in_order(&ended.summary, &[operation, "Run this job again", token]);
        in_order(
            &ended.run.stdout,
            &[&format!(
                "::error title=amiforge::{verdict}: imagebuilder:{operation}"
            )],
        );
        let all = format!("{}{}{}", ended.run.stdout, ended.run.stderr, ended.summary);
        assert!(!all.contains("no build was started"), "{ended:#?}");
        assert_eq!(started(&world).len(), 1);
        // As it is told: the job is run again.
        world.clear_faults(At::Aws);
        let job = world.job().attempt(2);
        let ended = ends(&job, started_by(&job, &options)).ends(0);
        assert_eq!(ended.document["image"]["arn"], image(&world, 1).as_str());
        assert_eq!(started(&world), ["AVAILABLE"]);
    }
}

#[test]
fn outside_a_run_nobody_says_that_to_ask_again_is_safe() {
    let Some(world) = with_two() else { return };
    let (operation, options) = starts(&world)[0].clone();
    answer_none(&world, operation);
    let job = world.job();
    let mut command = started_by(&job, &options);
    command.env_remove("GITHUB_ACTIONS");
    let ended = ends(&job, command).ends(3);
    assert_eq!(ended.document["outcome"], "lost", "{ended:#?}");
    assert!(ended.run.stderr.contains("Look into the console"), "{ended:#?}");
    assert!(!ended.run.stderr.contains("Run this job again"), "{ended:#?}");
}

#[test]
fn a_pipeline_of_gitlab_is_followed_by_the_retry_of_its_job() {
    let Some(world) = with_two() else { return };
    let (operation, options) = starts(&world)[0].clone();
    answer_none(&world, operation);
    let job_of = |pipeline: &str, id: &str| {
        let job = world.job();
        let mut command = started_by(&job, &options);
        command.env_remove("GITHUB_ACTIONS");
        for (name, value) in [
            ("GITLAB_CI", "true"),
            ("CI_PROJECT_URL", "https://gitlab.example.com/octo-org/fleet"),
            ("CI_PIPELINE_ID", pipeline),
            ("CI_JOB_ID", id),
        ] {
            command.env(name, value);
        }
        ends(&job, command)
    };
    let ended = job_of("4711", "1").ends(3);
    assert!(ended.run.stderr.contains("Run this job again"), "{ended:#?}");
    world.clear_faults(At::Aws);
    let ended = job_of("4711", "2").ends(0);
    assert_eq!(ended.document["image"]["arn"], image(&world, 1).as_str());
    assert_eq!(started(&world), ["AVAILABLE"]);
    // Another pipeline builds for itself.
    job_of("4712", "3").ends(0);
    assert_eq!(started(&world), ["AVAILABLE", "AVAILABLE"]);
}

#[test]
fn an_image_that_is_known_is_named_whatever_is_refused_afterwards() {
    let failed = Build::building().state("FAILED").reason("it failed");
    let Some(world) = with_builds(&[failed, Build::good()]) else {
        return;
    };
    build(&world, &world.job(), &[]).ends(1);
    refuse(&world, "GetImage", 99, "AccessDeniedException", 403);
    let ended = build(&world, &world.job().attempt(2), &[]).ends(3);
    assert_eq!(ended.document["outcome"], "lost", "{ended:#?}");
    assert_eq!(ended.outputs["image-arn"], image(&world, 1));
    assert_eq!(started(&world), ["FAILED"]);
}
