//! A job that is killed, or that is not alone.

use std::process::Child;

use super::*;
use crate::live::several_at_once;

impl Story {
    /// Starts the program and stops it where GitHub has done what it was asked and not answered yet.
    pub(super) fn stopped_at(&self, request: &Value, arguments: &[&str]) -> Option<Child> {
        self.world
            .stopped(At::Github, request.clone(), self.command(arguments))
    }

    pub(super) fn kill(&self, child: Option<Child>) {
        let mut child = child.expect("it was stopped");
        child.kill().expect("it can be killed");
        child.wait().expect("its end");
        self.world.clear_faults(At::Github);
    }
}

/// What a run is about to do.
#[derive(Clone, Copy, Debug)]
enum About {
    Saying,
    Changing,
    Hiding,
    Showing,
}

const ALL: [About; 4] = [About::Saying, About::Changing, About::Hiding, About::Showing];

/// A story where the next run is about to do this, and the file that makes it.
fn about(what: About) -> Option<(Story, &'static str)> {
    let mut story = Story::new()?;
    story.many_findings(120);
    let (before, then) = match what {
        About::Saying => return Some((story, "many.json")),
        About::Changing => ("bad.json", "many.json"),
        About::Hiding => ("many.json", "good.json"),
        About::Showing => {
            story.report(&["bad.json"]).ends(0);
            story.next_commit();
            ("good.json", "many.json")
        }
    };
    story.report(&[before]).ends(0);
    story.next_commit();
    Some((story, then))
}

const POST: [&str; 2] = ["--post", "comment,check-run"];

fn arguments(file: &str) -> Vec<&str> {
    [&[file], &POST[..]].concat()
}

/// What a reader sees of the pull request and its newest commit, without what differs between two stories.
fn seen(story: &Story) -> Value {
    let comments = story.comments().into_iter().map(|one| {
        let body = one
            .body
            .replace(&story.commit, "COMMIT")
            .replace(&story.world.repository, "REPOSITORY");
        let attempt = regex::Regex::new(r"(run=\d+\.|attempts/)\d+").expect("a pattern");
        json!({"author": one.author, "hidden": one.hidden, "body": attempt.replace_all(&body, "RUN")})
    });
    let checks = story.check_runs().into_iter().map(|one| {
        let annotations = story.annotations(&one).len();
        json!({"name": one["name"], "conclusion": one["conclusion"], "title": one["output"]["title"], "annotations": annotations})
    });
    json!({"comments": comments.collect::<Vec<_>>(), "checks": checks.collect::<Vec<_>>()})
}

fn undisturbed(what: About) -> Option<(Value, usize)> {
    let (story, file) = about(what)?;
    let calls = story.calls_of(|| {
        story.report(&arguments(file)).ends(0);
    });
    let seen = seen(&story);
    assert_eq!(seen["comments"].as_array().map(Vec::len), Some(1));
    assert_eq!(seen["checks"].as_array().map(Vec::len), Some(1));
    Some((seen, calls.len()))
}

fn after_every_call(what: About, then: impl Fn(&Story, &str, usize) + Sync) {
    let Some((expected, calls)) = undisturbed(what) else {
        return;
    };
    several_at_once((1..=calls).collect(), |nth| {
        let (story, file) = about(what).expect("the stand-ins are there");
        then(&story, file, nth);
        assert_eq!(seen(&story), expected, "{what:?}, call {nth}");
    });
}

#[test]
fn after_every_call_and_run_again() {
    for what in ALL {
        after_every_call(what, |story, file, nth| {
            let child = story.stopped_at(&json!({ "nth": nth }), &arguments(file));
            story.kill(child);
            // As the runner does it: another attempt of the same run.
            story.report_again(&arguments(file)).ends(0);
        });
    }
}

impl Story {
    fn report_again(&self, arguments: &[&str]) -> Run {
        let mut command = self.command(arguments);
        command.env("GITHUB_RUN_ATTEMPT", (self.run.1 + 1).to_string());
        Run::of(&command.output().expect("it runs"))
    }
}

#[test]
fn two_at_once_end_with_one_comment() {
    for what in ALL {
        let Some((expected, calls)) = undisturbed(what) else {
            return;
        };
        several_at_once((1..=calls).collect(), |nth| {
            let (story, file) = about(what).expect("the stand-ins are there");
            let one = story
                .stopped_at(&json!({ "nth": nth }), &arguments(file))
                .expect("it asks so often");
            story.report(&arguments(file)).ends(0);
            story.world.go_on(At::Github, one).ends(0);
            assert_eq!(
                seen(&story)["comments"],
                expected["comments"],
                "{what:?}, another after call {nth}"
            );
            // GitHub has no way to make a check run unless there is one; it shows the newest of a name.
            let (checks, wanted) = (seen(&story)["checks"].clone(), &expected["checks"][0]);
            assert!(
                checks
                    .as_array()
                    .is_some_and(|all| all.iter().any(|one| one == wanted)),
                "{what:?} {nth}: {checks:#}"
            );
        });
    }
}

#[test]
fn a_line_that_drops_makes_nothing_twice() {
    for what in [About::Saying, About::Hiding] {
        // With and without the work being done.
        for fault in ["before", "after"] {
            after_every_call(what, |story, file, nth| {
                story.world.fault(At::Github, json!({"do": fault, "nth": nth}));
                story.report(&arguments(file)).ends(0);
                story.world.clear_faults(At::Github);
            });
        }
    }
}
