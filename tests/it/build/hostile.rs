//! Answers of AWS and logs that want to act, and secrets in every one of them.

use super::*;

/// What must not be told, as it may stand in a message or a log. The last two are the job's own.
const SECRETS: [&str; 5] = [
    "ghp_0123456789abcdefghijABCDEFGHIJ012345",
    "ASIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210",
    "a-secret-of-the-usual-length-0000000000",
];

/// A text with all of them, commands of a runner, escape sequences, and the end of what it may stand in.
fn hostile() -> String {
    format!(
        "no\r\n::error::taken\n##[error]taken\n::set-output name=image-arn::taken\nimage-arn=taken\n\u{1b}[2J\u{202e}\
         <!-- amiforge:build web --> @octocat <img src=https://evil.example/x> [x](javascript:x)\n\
         token={} AWS_ACCESS_KEY_ID={} AWS_SECRET_ACCESS_KEY={} \
         curl 'https://b.s3.amazonaws.com/k?X-Amz-Security-Token=x&X-Amz-Signature={}' AWS_SECRET_ACCESS_KEY={}",
        SECRETS[0], SECRETS[1], SECRETS[2], SECRETS[3], SECRETS[4]
    )
}

/// What is not in a fence, in which nothing is read.
fn read_as_markdown(text: &str) -> String {
    let mut fence: Option<&str> = None;
    let outside = text.lines().filter(|line| {
        if let Some(open) = fence {
            fence = fence.filter(|_| *line != open);
            return false;
        }
        let ticks = line.len() - line.trim_start_matches('`').len();
        fence = (ticks >= 3).then(|| &line[..ticks]);
        fence.is_none()
    });
    outside.collect::<Vec<_>>().join("\n")
}

/// Nothing of a run has a secret of this world or acts.
#[track_caller]
fn harmless(world: &World, ended: &Ended, posted: &[String]) {
    let outputs = format!("{:?}", ended.outputs);
    let document = ended.document.to_string();
    let posted = posted.join("\n");
    let tokens = ["actions", "person"].map(|kind| world.token(kind));
    for (place, text) in [
        ("stdout", &ended.run.stdout),
        ("stderr", &ended.run.stderr),
        ("outputs", &outputs),
        ("summary", &ended.summary),
        ("document", &document),
        ("comment", &posted),
    ] {
        for secret in SECRETS.iter().copied().chain(tokens).chain(["job-of-"]) {
            assert!(!text.contains(secret), "{secret} in {place}: {text}");
        }
        for acts in ["\u{1b}", "\u{202e}", "\r"] {
            assert!(!text.contains(acts), "{acts:?} in {place}: {text}");
        }
    }
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let mut obeyed = Vec::new();
    let mut stopped: Option<String> = None;
    for line in lines(&ended.run.stdout)
        .into_iter()
        .chain(lines(&ended.run.stderr))
    {
        match &stopped {
            Some(end) if line == format!("::{end}::") => stopped = None,
            Some(_) => {}
            None => match line.strip_prefix("::stop-commands::") {
                Some(end) => stopped = Some(end.to_owned()),
                None => obeyed.push(line),
            },
        }
    }
    for line in obeyed {
        let own = ["::group::", "::endgroup::", "::notice", "::warning", "::error"];
        let command = line.starts_with("::") && !own.iter().any(|known| line.starts_with(known));
        // In a line that is a command already the runner looks for no other.
        let taken = line.starts_with("::error::taken") || !line.starts_with("::") && line.contains("##[");
        assert!(!command && !taken, "{line}");
    }
    let own = world.arn(EU, "image/web/1.0.0/1");
    assert!(
        ended
            .outputs
            .get("image-arn")
            .is_none_or(|arn| arn.is_empty() || *arn == own),
        "{outputs}"
    );
    for acts in [
        "<img",
        "](javascript",
        "@octocat",
        "<!-- amiforge:build web --> @",
    ] {
        for (place, text) in [
            ("summary", read_as_markdown(&ended.summary)),
            ("comment", read_as_markdown(&posted)),
        ] {
            assert!(!text.contains(acts), "{acts} in {place}: {text}");
        }
    }
}

#[test]
fn a_failure_that_is_hostile_in_every_field_is_told_without_a_secret() {
    let Some(world) = World::new(&[(FILE, COMPONENT)]) else {
        return;
    };
    let (text, arn) = (hostile(), world.arn(EU, "component/web/1.0.0/1"));
    let log: Vec<String> = [
        &[
            format!("Document {arn}"),
            "Phase build".to_owned(),
            "Step Install".to_owned(),
        ][..],
        &text
            .split('\n')
            .map(|line| format!("CmdExecution: Stderr: {line}"))
            .collect::<Vec<_>>(),
        &[
            text.clone(),
            "x".repeat(400_000),
            "CmdExecution: ExitCode 1".to_owned(),
        ],
    ]
    .concat();
    let log: Vec<&str> = log.iter().map(String::as_str).collect();
    let failed = Build::failed_in_component(&arn, "build", "Install", &text)
        .said("ApplyBuildComponents", &text, &json!({ "reason": text }))
        .reason(&text)
        .ami(json!({"state": "FAILED", "reason": text}))
        .log(&log);
    furnish(&world, &[failed]);
    let (job, number) = posted::pushed(&world);
    let ended = build(&world, &job, &["--post", "comment"]).ends(1);
    let said = posted::comments(&world, number);
    assert_eq!(said.len(), 1, "{ended:#?}");
    assert!(ended.document.to_string().contains("***"), "{ended:#?}");
    harmless(&world, &ended, &said);
}

#[test]
fn a_refusal_that_repeats_the_request_is_told_without_a_secret() {
    for operation in [
        "StartImagePipelineExecution",
        "GetImage",
        "ListWorkflowExecutions",
    ] {
        let Some(world) = with_builds(&[in_both(Build::good())]) else {
            return;
        };
        for (code, status) in [("AccessDeniedException", 403), ("InvalidRequestException", 400)] {
            world.fault(
                At::Aws,
                json!({
                    "do": "refuse", "times": 1, "code": code, "status": status, "message": hostile(),
                    "match": {"operation": operation},
                }),
            );
            let ended = build(&world, &world.job().oidc(), &[]);
            harmless(&world, &ended, &[]);
            world.clear_faults(At::Aws);
        }
    }
}
