//! What GitHub refuses, and what is said of it.

use super::*;

#[test]
fn only_the_token_of_an_installation_lists_its_repositories() {
    let Some(mut world) = world(&many(1)) else { return };
    for kind in ["pat", "person"] {
        world.use_token(kind);
        let ended = repos(&world, &[]).ends(3);
        let says = "Only the token of a GitHub App's installation does: make one with actions/create-github-app-token";
        assert!(ended.run.stderr.contains(says), "{ended:#?}");
        assert!(ended.summary.contains("ended without a result"), "{ended:#?}");
        let told = format!("{}{}{}", ended.run.stdout, ended.run.stderr, ended.summary);
        assert!(!told.contains(world.token(kind)), "{told}");
    }
    // That of a job is one, of an installation with one repository.
    world.use_token("actions");
    let ended = repos(&world, &["--unconfigured"]).ends(0);
    let says = format!(
        "the token reaches {} alone, as that of a job does",
        world.repository
    );
    assert!(ended.run.stderr.contains(&says), "{ended:#?}");
    assert_eq!(ended.outputs["repositories"], world.repository);
}

#[test]
fn a_token_that_is_missing_or_none() {
    let Some(world) = world(&many(1)) else { return };
    for (token, code, says) in [
        ("", 2, "is needed in GITHUB_TOKEN"),
        ("two words", 2, "GITHUB_TOKEN holds no token"),
        ("ghs_nobody-1", 3, "does not take the token in GITHUB_TOKEN"),
    ] {
        let ended = world
            .job()
            .env("GITHUB_TOKEN", token)
            .amiforge(&["repos"])
            .ends(code);
        assert!(ended.run.stderr.contains(says), "{ended:#?}");
    }
}

#[test]
fn one_that_cannot_be_read_hides_none_of_the_others() {
    let mut repositories = many(120);
    for (number, kind) in [(3, "FORBIDDEN"), (60, "NOT_FOUND"), (61, "INTERNAL")] {
        repositories[number]["refused"] = kind.into();
    }
    let Some(world) = world(&repositories) else { return };
    let ended = repos(&world, &[]).ends(3);
    assert_eq!(ended.outputs["count"], "117");
    for name in ["service-0003", "service-0060", "service-0061"] {
        let says = format!(
            "octo-org/{name} is not handed on, because it could not be read: GitHub says Something went wrong \\u{{1b}}[31m"
        );
        assert!(ended.run.stderr.contains(&says), "{ended:#?}");
        assert!(!ended.outputs["repositories"].contains(name));
        assert!(ended.summary.contains(name), "{}", ended.summary);
    }
}

#[test]
fn contents_that_nobody_may_read_are_a_permission() {
    let mut repositories = many(2);
    for one in repositories.as_array_mut().expect("a list") {
        one["refused"] = "FORBIDDEN".into();
    }
    let Some(world) = world(&repositories) else { return };
    let ended = repos(&world, &["--exclude", "octocat/*"]).ends(3);
    let says = "may not read what is in the repositories";
    assert!(ended.run.stderr.contains(says), "{ended:#?}");
    // Nobody looks into them then.
    let ended = repos(&world, &["--exclude", "octocat/*", "--unconfigured"]).ends(0);
    assert_eq!(ended.outputs["count"], "2");
}

/// A fault at every call: what can be waited for is, and what cannot ends the run before a matrix is handed on.
#[test]
fn limits_and_servers_that_fail() {
    let Some(world) = world(&many(110)) else { return };
    let operations = ["apps/list-repos-accessible-to-installation", "Configured"];
    for operation in operations {
        for fault in [
            json!({"do": "before"}),
            json!({"do": "after"}),
            json!({"do": "refuse", "status": 502, "message": "Bad Gateway"}),
            json!({"do": "refuse", "status": 429, "message": "slow down", "headers": {"retry-after": "1"}}),
        ] {
            let mut script = fault.clone();
            script["match"] = json!({ "operation": operation });
            script["nth"] = 2.into();
            world.fault(At::Github, script);
            let ended = repos(&world, &[]).ends(0);
            assert_eq!(ended.outputs["count"], "110", "{operation} {fault}");
            let met = world.clear_faults(At::Github);
            assert_eq!(met[0]["met"], 1, "{operation} {fault}");
        }
        let script = json!({
            "do": "refuse", "status": 403, "message": "API rate limit exceeded", "match": {"operation": operation},
            "headers": {"x-ratelimit-remaining": "0", "x-ratelimit-reset": (jiff::Timestamp::now().as_second() + 3000).to_string()},
        });
        world.fault(At::Github, script);
        let ended = repos(&world, &[]).ends(3);
        assert!(
            ended
                .run
                .stderr
                .contains("limit of calls for this token is used up"),
            "{ended:#?}"
        );
        assert!(!ended.outputs.contains_key("matrix"));
        world.clear_faults(At::Github);
    }
}
