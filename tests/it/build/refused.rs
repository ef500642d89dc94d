//! What AWS refuses, and what is said then.

use super::*;

const ROLE: &str = "role/build";

#[test]
fn a_disabled_pipeline_is_named() {
    let Some(world) = with_builds(&[]) else { return };
    world
        .region(EU)
        .pipeline("web", "web/1.0.0", |pipeline| {
            pipeline["status"] = "DISABLED".into();
        })
        .seed();
    let ended = build(&world, &world.job(), &[]);
    assert_ne!(ended.run.code, Some(0));
    assert!(ended.run.stderr.contains("disabled"), "{ended:#?}");
    assert!(ended.run.stderr.contains("image-pipeline/web"), "{ended:#?}");
    assert!(world.images().is_empty());
}

#[test]
fn a_pipeline_that_is_not_there_is_named() {
    let Some(world) = with_builds(&[]) else { return };
    let arn = world.arn(EU, "image-pipeline/nosuch");
    let ended = world.job().amiforge(&["build", "--pipeline", &arn]);
    assert_ne!(ended.run.code, Some(0));
    assert!(ended.run.stderr.contains("image-pipeline/nosuch"), "{ended:#?}");
}

#[test]
fn a_call_that_is_not_allowed_comes_with_the_statement_to_copy() {
    let Some(world) = with_builds(&[]) else { return };
    refuse(
        &world,
        "StartImagePipelineExecution",
        99,
        "AccessDeniedException",
        403,
    );
    let ended = build(&world, &world.job(), &[]).ends(3);
    let text = &ended.run.stderr;
    in_order(
        text,
        &[
            "\"Effect\"",
            "\"Allow\"",
            "imagebuilder:StartImagePipelineExecution",
        ],
    );
    assert!(text.contains(&world.arn(EU, "image-pipeline/web")), "{ended:#?}");
    let statement = r#""Action":"imagebuilder:StartImagePipelineExecution""#;
    no_build(&ended, statement);
    assert!(
        ended
            .run
            .stdout
            .contains("::error title=amiforge::no build was started: imagebuilder:Start"),
        "{ended:#?}"
    );
}

/// File, outputs and summary say that there is no build, and why.
#[track_caller]
fn no_build(ended: &Ended, why: &str) {
    assert_eq!(ended.document["outcome"], "not-started", "{ended:#?}");
    let notes = ended.document["notes"].as_array().expect("a list");
    let text = |note: &Value| note.as_str().is_some_and(|note| note.contains(why));
    assert!(notes.iter().any(text), "{ended:#?}");
    let output = |name: &str| ended.outputs.get(name).map(String::as_str);
    assert_eq!(output("outcome"), Some("not-started"), "{ended:#?}");
    assert_eq!(output("verdict"), Some("no build was started"));
    assert_eq!((output("amis"), output("image-arn")), (Some("[]"), Some("")));
    assert!(output("document").is_some_and(|file| !file.is_empty()));
    assert!(!ended.summary.is_empty(), "{ended:#?}");
}

#[test]
fn a_run_that_starts_nothing_leaves_its_outputs_whatever_is_wrong() {
    let Some(world) = with_builds(&[]) else { return };
    let document = |job: &Job| job.document();
    // An option.
    let job = world.job();
    let ended = job.amiforge(&["build", "--pipeline", "web", "--output", &document(&job)]);
    no_build(&ended.ends(2), "is not the ARN of an image pipeline");
    // The event of a fork.
    let fork = json!({
        "repository": {"full_name": world.repository},
        "pull_request": {"head": {"repo": {"full_name": "mallory/fleet", "fork": true}}},
    });
    let job = world.job().event("pull_request", &fork);
    no_build(&build(&world, &job, &[]).ends(2), "mallory/fleet");
    // No credentials.
    let job = world.job();
    let mut none = command(&world, &job, &[]);
    none.env_remove("AWS_ACCESS_KEY_ID")
        .env_remove("AWS_SECRET_ACCESS_KEY");
    let run = Run::of(&none.output().expect("the binary runs"));
    no_build(&job.ended(run).ends(3), "there are no AWS credentials");
}

#[test]
fn an_image_that_is_not_there_is_waited_for_by_nobody() {
    let Some(world) = with_builds(&[]) else { return };
    let job = world.job();
    let (arn, document) = (image(&world, 7), job.document());
    let ended = job
        .amiforge(&["build", "wait", &arn, "--output", &document, "--format", "json"])
        .ends(2);
    assert_eq!(ended.document["outcome"], "lost", "{ended:#?}");
    assert_eq!(ended.document["image"]["arn"], arn.as_str());
    assert_eq!(ended.run.json(), ended.document);
    assert_eq!(ended.outputs["outcome"], "lost");
}

#[test]
fn weather_passes() {
    let Some(world) = with_builds(&[in_both(Build::good())]) else {
        return;
    };
    refuse(
        &world,
        "StartImagePipelineExecution",
        2,
        "ServiceUnavailableException",
        503,
    );
    refuse(&world, "GetImage", 3, "CallRateLimitExceededException", 429);
    refuse(&world, "ListWorkflowExecutions", 2, "ServiceException", 500);
    world.fault(
        At::Aws,
        json!({"do": "before", "nth": 2, "match": {"operation": "ListWorkflowStepExecutions"}}),
    );
    let ended = build(&world, &world.job(), &[]).ends(0);
    assert_eq!(ended.document["outcome"], "succeeded", "{ended:#?}");
    assert_eq!(started(&world), ["AVAILABLE"]);
}

#[test]
fn workflows_that_may_not_be_seen_do_not_stop_a_build() {
    let Some(world) = with_builds(&[in_both(Build::good())]) else {
        return;
    };
    refuse(&world, "ListWorkflowExecutions", 99, "AccessDeniedException", 403);
    let ended = build(&world, &world.job(), &[]).ends(0);
    assert_eq!(ended.document["outcome"], "succeeded");
    let said = format!("{}{}", ended.run.stdout, ended.run.stderr);
    assert!(said.contains("imagebuilder:ListWorkflowExecutions"), "{ended:#?}");
    // Who does not open the log sees it too, and no test is called passed.
    let statement = r#""Action":"imagebuilder:ListWorkflowExecutions""#;
    let note = ended.document["notes"][0].as_str().expect("a note");
    assert!(note.contains(statement), "{note}");
    assert!(
        ended
            .run
            .stdout
            .contains("::warning title=amiforge::imagebuilder:ListWorkflowExecutions"),
        "{ended:#?}"
    );
    assert_eq!(ended.document["tests"], "unknown");
}

#[test]
fn credentials_of_a_role_are_renewed() {
    let Some(world) = with_builds(&[in_both(Build::good())]) else {
        return;
    };
    // Each session is too short to be kept.
    world.region(EU).lifetimes(&[json!({"seconds": 60})]).seed();
    let role = format!("arn:aws:iam::{}:{ROLE}", world.account);
    let ended = build(&world, &world.job().oidc(), &["--role", &role]).ends(0);
    assert_eq!(ended.document["outcome"], "succeeded", "{ended:#?}");
    let (tokens, sessions) = (
        requests(&world, "GetIdToken").len(),
        requests(&world, "AssumeRoleWithWebIdentity").len(),
    );
    assert!(sessions > 2, "{sessions}");
    assert_eq!(tokens, sessions, "a token is used once");
    let session = &requests(&world, "AssumeRoleWithWebIdentity")[0]["parameters"];
    assert_eq!(session["RoleArn"], role.as_str());
    let text = format!("{}{}{}", ended.run.stdout, ended.run.stderr, ended.summary);
    assert!(!text.contains("session-") && !text.contains("job-of-"), "{text}");
}

#[test]
fn a_session_that_aws_ends_early_is_renewed() {
    let Some(world) = with_builds(&[in_both(Build::good())]) else {
        return;
    };
    // They are told to last an hour.
    let short = json!({"calls": 5});
    world
        .region(EU)
        .lifetimes(&[short.clone(), short.clone(), short, json!({"seconds": 3600})])
        .seed();
    let role = format!("arn:aws:iam::{}:{ROLE}", world.account);
    let ended = build(&world, &world.job().oidc(), &["--role", &role]).ends(0);
    assert_eq!(ended.document["outcome"], "succeeded", "{ended:#?}");
    assert_eq!(requests(&world, "AssumeRoleWithWebIdentity").len(), 4);
    assert_eq!(started(&world), ["AVAILABLE"]);
}

#[test]
fn a_role_without_the_right_to_a_token_says_which_one_is_missing() {
    let Some(world) = with_builds(&[]) else { return };
    let role = format!("arn:aws:iam::{}:{ROLE}", world.account);
    let ended = build(&world, &world.job(), &["--role", &role]);
    assert!(matches!(ended.run.code, Some(2 | 3)), "{ended:#?}");
    assert!(ended.run.stderr.contains("id-token: write"), "{ended:#?}");
    assert!(world.log(At::Aws).is_empty());
}

#[test]
fn credentials_that_end_and_cannot_be_renewed_leave_the_build_and_say_how_to_find_it() {
    let Some(world) = with_builds(&[in_both(Build::good())]) else {
        return;
    };
    world.region(EU).key_lasts(6).seed();
    let ended = build(&world, &world.job(), &[]).ends(3);
    let said = format!("{}{}", ended.run.stdout, ended.run.stderr);
    assert!(said.contains("expired"), "{ended:#?}");
    assert!(said.contains(&image(&world, 1)), "{ended:#?}");
    assert_eq!(ended.document["outcome"], "lost", "{ended:#?}");
    assert!(requests(&world, "CancelImageCreation").is_empty());
    // New credentials find it where it is.
    world.region(EU).key_lasts(1_000_000).seed();
    build(&world, &world.job(), &[]).ends(0);
    assert_eq!(started(&world), ["AVAILABLE"]);
}

#[test]
fn a_pull_request_from_a_fork_is_refused_before_anybody_is_asked() {
    let Some(world) = with_builds(&[]) else { return };
    let fork = json!({"pull_request": {"head": {"repo": {"full_name": "mallory/fleet", "fork": true}}}});
    for name in ["pull_request", "pull_request_target"] {
        let ended = build(&world, &world.job().event(name, &fork), &[]).ends(2);
        assert!(ended.run.stderr.contains("mallory/fleet"), "{ended:#?}");
    }
    assert!(world.log(At::Aws).is_empty());
    let own = json!({"pull_request": {"head": {"repo": {"full_name": world.repository, "fork": false}}}});
    build(&world, &world.job().event("pull_request", &own), &["--no-wait"]).ends(0);
}

#[test]
fn for_a_fork_nothing_is_waited_for_cancelled_or_swept_either() {
    let Some(world) = with_builds(&[Build::building()]) else {
        return;
    };
    let image = image(&world, 1);
    let fork = json!({"workflow_run": {"head_repository": {"full_name": "mallory/fleet"}}});
    let gone = json!({"pull_request": {"head": {"repo": null}}});
    let comment = json!({"issue": {"pull_request": {"url": "https://api.github.com/x"}}});
    for (event, payload) in [
        ("workflow_run", &fork),
        ("pull_request_target", &gone),
        ("issue_comment", &comment),
    ] {
        for arguments in [
            &["build", "wait", image.as_str()][..],
            &["build", "cancel", image.as_str()],
            &["build", "sweep", "--region", EU, "--older-than", "1s"],
        ] {
            let ended = world.job().event(event, payload).amiforge(arguments).ends(2);
            assert!(ended.run.stderr.contains(event), "{ended:#?}");
        }
    }
    assert_eq!(world.log(At::Aws).len(), 0);
}
